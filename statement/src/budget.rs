//! The table of bit budgets: the worst case of every sum, computed from the
//! widths that the types declare, against where it must fit.

use crate::account::{Class, Identity};
use crate::book::{Gross, Totals};
use crate::leaf::{LOTS_BITS, SIZE_BITS, SLOT_BITS};
use crate::lots::Lots;
use crate::margin::{Exposure, Footing};
use crate::money::{Charge, Money, Price};
use crate::pack::{CAPACITY, per_element};
use crate::parameters::DIGIT_BITS;
use crate::rules::Rules;
use crate::state::{Lane, Pins, Shape, State};
use crate::table::{KEY_BITS, RowIndex, Tier};

/// The worst case of one sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// What is added up.
    pub what: &'static str,
    /// Bits of its magnitude at worst.
    pub bits: u32,
    /// Bits it may have.
    pub limit: u32,
    /// Where the limit comes from.
    pub because: &'static str,
}

/// Bits that a compared difference may have in a circuit.
const COMPARED: u32 = 80;

/// Bits of a sum of `count` numbers of `bits` bits.
fn sum(bits: u32, count: u64) -> u32 {
    bits + log2_up(count)
}

fn log2_up(count: u64) -> u32 {
    count.next_power_of_two().trailing_zeros()
}

/// Every budget. A test prints the table and demands that each fits.
#[must_use]
pub fn budgets() -> Vec<Budget> {
    let price = Charge::BITS.max(Price::BITS);
    let terms = Shape::MAX_SLOTS as u64 * (2 + Rules::MAX_TIERS as u64);
    let account = sum(price + Lots::BITS, terms);
    // What a circuit admits as lots is wider by a bit.
    let admitted = sum(price + SIZE_BITS, terms);
    let stressed = sum(Exposure::BITS, Rules::MAX_CLOSING_COST + 2);
    let tests = sum(Exposure::BITS, Rules::MAX_GROUPS_PER_TEST as u64 + 2);
    let tail = sum(COMPARED, Rules::MAX_COLUMNS as u64 + 1) + log2_up(Rules::MAX_COLUMNS as u64);
    let cover = sum(State::THRESHOLD_BITS, Rules::MAX_COVER).max(Totals::MONEY_BITS) + 1;
    // A pinned identity may stand once in each lane.
    let funds = (Pins::FUNDS * Lane::COUNT) as u64;
    let row = |what, bits, limit, because| Budget { what, bits, limit, because };
    let native = "i128";
    let field = "an element without reduction";
    vec![
        row("an account's value, cost, floor or loss", account, 127, native),
        row("the same of what a circuit admits", admitted, CAPACITY, field),
        row(
            "the same over a batch, each weighted once",
            sum(admitted, Shape::MAX_ACCOUNTS as u64),
            CAPACITY,
            field,
        ),
        row("requirement − equity", tests, COMPARED, "a comparison"),
        row("L + c·A − V − threshold", stressed, COMPARED, "a comparison"),
        row("worst · (mean − t) − excesses", tail, CAPACITY, field),
        row("uncovered, over accounts", sum(COMPARED, 1 << 32), Totals::MONEY_BITS, "the state"),
        row("deficits, over accounts", sum(COMPARED, 1 << 32), Totals::MONEY_BITS, "the state"),
        row("fund, over its accounts", sum(stressed, funds) + 1, Totals::FUND_BITS, "the state"),
        row("cover times band", cover + 10, 127, native),
        row("a sum over the book", cover, Money::BITS, "Money"),
        row("gross lots, over 2^17 accounts", Lots::BITS + 17, Gross::BITS, "the state"),
        row("a slot", RowIndex::BITS + LOTS_BITS, SLOT_BITS, "the leaf"),
        row("equity and requirement as admitted", COMPARED + 3, Footing::BITS, "the leaf"),
        row("equity, requirement and a slot", 2 * Footing::BITS + SLOT_BITS, CAPACITY, field),
        row("slots of an element", filled(SLOT_BITS), CAPACITY, field),
        row(
            "identity and class, before the closing",
            sum(Identity::BITS, 1 << Totals::COUNT_BITS) + Class::BITS,
            CAPACITY,
            field,
        ),
        row("digits of a table's element", filled(DIGIT_BITS), CAPACITY, field),
        row("a row's index and knees as a key", KEY_BITS, CAPACITY, field),
        row("knees of a table's element", filled(Tier::KNEE_BITS), CAPACITY, field),
        row("gross lots of an element", filled(Gross::BITS), CAPACITY, field),
        row("sums of an element", filled(Totals::MONEY_BITS), CAPACITY, field),
        row("fund sums of an element", filled(Totals::FUND_BITS), CAPACITY, field),
    ]
}

fn filled(width: u32) -> u32 {
    u32::try_from(per_element(width)).unwrap_or(u32::MAX) * width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sum_fits() {
        for budget in budgets() {
            println!(
                "{:<45} {:>4} of {:>4} bits  ({})",
                budget.what, budget.bits, budget.limit, budget.because
            );
            assert!(budget.bits <= budget.limit, "{} does not fit", budget.what);
        }
    }

    #[test]
    fn the_field_is_as_wide_as_said() {
        use ark_ff::PrimeField;
        const { assert!(CAPACITY < plimsoll_poseidon::Fr::MODULUS_BIT_SIZE) };
    }
}
