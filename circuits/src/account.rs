//! Accounts: slots in order, one class, one identity after the other.
//!
//! A slot is given by how far its row is behind the one before, whether it is
//! live, and the sign and size of its lots. So rows increase by construction,
//! empty slots come first, and nothing is held long and short at once.

use ark_ff::{One as _, Zero as _};
use plimsoll_snark::gadgets::range::Ranges;
use plimsoll_snark::{Builder, Challenge, Early, Fr, Late, Num, Result};
use plimsoll_statement::{
    Account, Class, Entry, Holding, Identity, KEY_KNEE_BITS, KEY_PLACE_BITS, Pins, RowIndex, Rules,
    Table,
};

use crate::margin::{Margin, MarginWitness, combined, margin};
use crate::wires::{boolean, never_both, not, power_of_two};

/// An account as its circuit is told of it.
#[derive(Clone)]
pub struct AccountWitness {
    /// `identity − last − 1`.
    pub identity_step: Fr,
    /// Whether it is a customer's, the house's, the fund's.
    pub classes: [Fr; 3],
    /// Whether it has a flag.
    pub flagged: Fr,
    /// What hides its leaf.
    pub salt: Fr,
    /// What it holds, empty slots first.
    pub slots: Vec<SlotWitness>,
    /// What it is worth and can lose.
    pub margin: MarginWitness,
}

/// A slot as its circuit is told of it.
#[derive(Clone, Default)]
pub struct SlotWitness {
    /// How far its row is behind the last, beyond the one that a live slot is.
    pub step: Fr,
    /// Whether anything is in it.
    pub live: Fr,
    /// Whether its lots are held short.
    pub short: Fr,
    /// How many lots.
    pub size: Fr,
    /// Lots beyond each tier's knee.
    pub over: Vec<Fr>,
    /// Lots that were still free of each tier.
    pub under: Vec<Fr>,
}

impl SlotWitness {
    /// The slots of holdings, behind as many empty ones as there is room for.
    pub(crate) fn all(table: &Table, holdings: &[Holding], slots: usize) -> Vec<Self> {
        let nothing = Holding { row: RowIndex::RESERVED, lots: plimsoll_statement::Lots::ZERO };
        let empty = slots.saturating_sub(holdings.len());
        let mut last = 0;
        let all = std::iter::repeat_n(&nothing, empty).chain(holdings);
        all.take(slots)
            .map(|holding| {
                let place = i128::from(holding.row.0);
                let live = holding.row != RowIndex::RESERVED;
                let step = place - last - i128::from(live);
                last = place;
                let size = holding.lots.size();
                // A row beyond the table has no knees; its key is in no table either.
                let tiers = table.tiers(holding.row).iter().map(|tier| tier.knee);
                let knees: Vec<u64> =
                    tiers.chain(std::iter::repeat(0)).take(table.tiers_per_row()).collect();
                Self {
                    step: Fr::from(step),
                    live: Fr::from(live),
                    short: Fr::from(holding.lots.short() > 0),
                    size: Fr::from(size),
                    over: knees.iter().map(|knee| Fr::from(size.saturating_sub(*knee))).collect(),
                    under: knees.iter().map(|knee| Fr::from(knee.saturating_sub(size))).collect(),
                }
            })
            .collect()
    }
}

/// `identity − last − 1` for an account, 0 for an empty place.
pub(crate) fn identity_step(account: &Account, last: Identity) -> Fr {
    if account.class == Class::Empty {
        return Fr::zero();
    }
    crate::state::element(account.identity.as_bytes())
        - crate::state::element(last.as_bytes())
        - Fr::one()
}

/// Which of customer, house and fund an entry is, as bits.
pub(crate) fn class_bits(entry: &Entry) -> [Fr; 3] {
    [Class::Customer, Class::House, Class::Fund].map(|class| Fr::from(entry.account.class == class))
}

/// A slot's numbers.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// Its row.
    pub(crate) place: Num<Early>,
    /// Whether anything is in it.
    pub(crate) live: Num<Early>,
    /// Lots held long.
    pub(crate) long: Num<Early>,
    /// Lots held short.
    pub(crate) short: Num<Early>,
    /// Lots beyond each knee.
    pub(crate) over: Vec<Num<Early>>,
    /// Row and knees in one number, as the table has them.
    pub(crate) key: Num<Early>,
}

/// *holdings.order*: a slot's row is behind the one before, unless it is empty.
fn slot(
    b: &mut Builder<Early>,
    ranges: &mut Ranges,
    before: Option<&Slot>,
    witness: &SlotWitness,
) -> Result<Slot> {
    let one = Fr::one();
    let (place, live) = b.class("holdings.order", |b| {
        let step = ranges.bounded::<{ RowIndex::BITS }>(b, witness.step)?.num();
        let live = boolean(b, witness.live)?;
        let mut terms = vec![(one, step), (one, live)];
        terms.extend(before.map(|slot| (one, slot.place)));
        Ok((b.linear(Fr::zero(), &terms)?, live))
    })?;
    let (size, long, short) = b.class("holdings.lots", |b| {
        let size = ranges.bounded::<64>(b, witness.size)?.num();
        let is_short = boolean(b, witness.short)?;
        let is_long = not(b, is_short)?;
        let long = b.product(is_long, size)?;
        let short = b.sub(size, long)?;
        // Both are ranged, so their weighted sum is 0 only if both are.
        let all = b.linear(Fr::zero(), &[(one, place), (power_of_two(KEY_PLACE_BITS), size)])?;
        let empty = not(b, live)?;
        never_both(b, all, empty)?;
        Ok((size, long, short))
    })?;
    let (mut over, mut key) = (Vec::new(), vec![(one, place)]);
    b.class("margin.tiers", |b| {
        for (tier, (beyond, free)) in (0u32..).zip(witness.over.iter().zip(&witness.under)) {
            let beyond = ranges.bounded::<64>(b, *beyond)?.num();
            let free = ranges.bounded::<64>(b, *free)?.num();
            // Or equity could be said to be less than it is.
            never_both(b, beyond, free)?;
            // The knee that these two claim; the look-up of the key says if
            // it is the row's.
            let shift = power_of_two(KEY_PLACE_BITS + tier * KEY_KNEE_BITS);
            key.extend([(shift, size), (-shift, beyond), (shift, free)]);
            over.push(beyond);
        }
        Ok(())
    })?;
    let key = b.linear(Fr::zero(), &key)?;
    Ok(Slot { place, live, long, short, over, key })
}

/// Who an account belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Classes {
    pub(crate) customer: Num<Early>,
    pub(crate) house: Num<Early>,
    pub(crate) fund: Num<Early>,
    pub(crate) empty: Num<Early>,
    /// Customer or house: who answers to the margin rule.
    pub(crate) answers: Num<Early>,
    /// Anyone.
    pub(crate) someone: Num<Early>,
    /// Flagged; neither the fund nor nobody is.
    pub(crate) flagged: Num<Early>,
}

/// *class.flag* and one class: exactly one of four, and a flag only where an
/// account answers.
fn classes(b: &mut Builder<Early>, witness: &AccountWitness, slots: &[Slot]) -> Result<Classes> {
    let one = Fr::one();
    let (customer, house, fund, someone, empty) = b.class("class", |b| {
        let [customer, house, fund] = witness.classes;
        let (customer, house) = (boolean(b, customer)?, boolean(b, house)?);
        let fund = boolean(b, fund)?;
        let someone = b.linear(Fr::zero(), &[(one, customer), (one, house), (one, fund)])?;
        let empty = not(b, someone)?;
        never_both(b, someone, empty)?;
        Ok((customer, house, fund, someone, empty))
    })?;
    b.class("class.empty", |b| {
        let live: Vec<_> = slots.iter().map(|slot| slot.live).collect();
        let live = crate::wires::sum(b, &live)?;
        never_both(b, live, empty)
    })?;
    let answers = b.add(customer, house)?;
    let flagged = b.class("class.flag", |b| {
        let flagged = boolean(b, witness.flagged)?;
        let not_answering = not(b, answers)?;
        never_both(b, flagged, not_answering)?;
        Ok(flagged)
    })?;
    Ok(Classes { customer, house, fund, empty, answers, someone, flagged })
}

/// *identity.order* and *class.fund*: an identity behind the last of its lane,
/// and a pinned one for the fund. Returns the identity and the new last.
pub(crate) fn identity(
    b: &mut Builder<Late>,
    last: Num<Late>,
    step: Num<Early>,
    classes: &Classes,
    pins: &[Num<Late>; Pins::FUNDS],
) -> Result<(Num<Late>, Num<Late>)> {
    let one = Fr::one();
    let (identity, next) = b.class("identity.order", |b| {
        let identity = b.linear(one, &[(one, last), (one, step.late())])?;
        let by = b.linear(one, &[(one, step.late())])?;
        // A wire of its own, or every identity would be a sum over all before.
        let next = b.witness(last.value() + classes.someone.value() * by.value())?;
        let moved = b.sub(next, last)?;
        b.enforce(classes.someone.late(), by, moved)?;
        Ok((identity, next))
    })?;
    b.class("class.fund", |b| {
        let mut product = classes.fund.late();
        for (position, pin) in pins.iter().enumerate() {
            let difference = b.sub(identity, *pin)?;
            if position + 1 == pins.len() {
                never_both(b, product, difference)?;
            } else {
                product = b.product(product, difference)?;
            }
        }
        Ok(())
    })?;
    Ok((identity, next))
}

/// An account's numbers.
#[derive(Clone, Debug)]
pub(crate) struct AccountWires {
    pub(crate) identity_step: Num<Early>,
    pub(crate) classes: Classes,
    pub(crate) slots: Vec<Slot>,
    pub(crate) margin: Margin,
}

impl AccountWires {
    /// Every number that is fixed before the challenge.
    pub(crate) fn allocate(
        b: &mut Builder<Early>,
        ranges: &mut Ranges,
        rules: &Rules,
        thresholds: &[Num<Early>],
        witness: &AccountWitness,
    ) -> Result<Self> {
        let mut slots: Vec<Slot> = Vec::with_capacity(witness.slots.len());
        for said in &witness.slots {
            slots.push(slot(b, ranges, slots.last(), said)?);
        }
        let classes = classes(b, witness, &slots)?;
        let identity_step =
            b.class("identity.order", |b| ranges.bounded::<208>(b, witness.identity_step))?.num();
        let margin = margin(b, ranges, rules, thresholds, &witness.margin, &classes)?;
        Ok(Self { identity_step, classes, slots, margin })
    }

    /// Its figures as one number at `x`.
    pub(crate) fn combined(
        &self,
        b: &mut Builder<Late>,
        x: Challenge,
    ) -> Result<(Classes, Num<Late>)> {
        let margin = &self.margin;
        let losses = margin.losses.bounded().map(|(_, loss)| loss.late());
        let rest = [margin.closing_cost.late(), margin.floor.late()].into_iter().chain(losses);
        let sum = combined(b, x, margin.value.late(), &rest.collect::<Vec<_>>())?;
        Ok((self.classes, sum))
    }
}

crate::wires::secret!(AccountWitness, SlotWitness);
