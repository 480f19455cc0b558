//! The book: how the sums over accounts grow, class by class and row by row.

use plimsoll_snark::gadgets::ledger::{Factors, Ledger, OpenLedger, Powers};
use plimsoll_snark::gadgets::lookup::Total;
use plimsoll_snark::{Builder, Early, Fr, Late, Num, Result};
use plimsoll_statement::Class;

use crate::account::{AccountWires, Classes, Slot};
use crate::margin::Margin;
use crate::state::{GrossWires, TotalsWires};
use crate::table::Weights;
use crate::wires::grows;

/// The ledger's columns.
pub(crate) const LONG: usize = 0;
/// Lots held short.
pub(crate) const SHORT: usize = 1;

/// Enters an account's slots as one group.
pub(crate) fn enter(ledger: &mut Ledger, slots: &[Slot]) -> Result<()> {
    for slot in slots {
        let mut amounts = vec![slot.long, slot.short];
        amounts.extend(&slot.over);
        ledger.enter(slot.key, amounts)?;
    }
    ledger.end_group();
    Ok(())
}

/// *book.accounts*, *flags*: counts and sums of each class.
pub(crate) fn counts(
    b: &mut Builder<Early>,
    accounts: &[AccountWires],
    before: &TotalsWires,
    after: &TotalsWires,
) -> Result<()> {
    b.class("book.accounts", |b| {
        let someone: Vec<_> = accounts.iter().map(|account| account.classes.someone).collect();
        grows(b, before.accounts.num(), after.accounts.num(), &someone)
    })?;
    b.class("flags", |b| {
        for class in [Class::Customer, Class::House] {
            let place = class as usize;
            let (before, after) = (&before.classes[place], &after.classes[place]);
            let of_class =
                |b: &mut Builder<Early>, of: &dyn Fn(&Classes, &Margin) -> Num<Early>| {
                    let parts = accounts.iter().map(|AccountWires { classes, margin, .. }| {
                        let is =
                            if class == Class::House { classes.house } else { classes.customer };
                        b.product(is, of(classes, margin))
                    });
                    parts.collect::<Result<Vec<_>>>()
                };
            let flagged = of_class(b, &|classes, _| classes.flagged)?;
            grows(b, before.flagged.num(), after.flagged.num(), &flagged)?;
            let deficit = of_class(b, &|_, margin| margin.slack)?;
            grows(b, before.deficit.num(), after.deficit.num(), &deficit)?;
            let negative = of_class(b, &|_, margin| margin.negative)?;
            grows(b, before.negative.num(), after.negative.num(), &negative)?;
            let owed = of_class(b, &|_, margin| margin.owed)?;
            grows(b, before.owed.num(), after.owed.num(), &owed)?;
        }
        Ok(())
    })
}

/// What a batch adds to the lots of every row behind the reserved one: of all
/// classes, of customers and of the house, long and short.
#[derive(Clone, Debug)]
pub(crate) struct Added {
    all: [Vec<Num<Early>>; 2],
    customers: [Vec<Num<Early>>; 2],
    house: [Vec<Num<Early>>; 2],
}

impl Added {
    /// Differences of the states where those tell classes apart, numbers of
    /// their own where they do not. All are fixed before the challenge.
    pub(crate) fn allocate(
        b: &mut Builder<Early>,
        accounts: &[AccountWires],
        before: &TotalsWires,
        after: &TotalsWires,
    ) -> Result<Self> {
        let nothing = || [Vec::new(), Vec::new()];
        let mut added = Self { all: nothing(), customers: nothing(), house: nothing() };
        for (before, after) in before.assets.iter().zip(&after.assets) {
            let [mut customers, mut house, mut fund] = [None; 3];
            for (class, (before, after)) in
                [&mut customers, &mut house, &mut fund].into_iter().zip(before.iter().zip(after))
            {
                *class = Some(difference(b, before, after)?);
            }
            if let (Some(customers), Some(house), Some(fund)) = (customers, house, fund) {
                for side in [LONG, SHORT] {
                    let others = b.add(house[side], fund[side])?;
                    added.all[side].push(b.add(customers[side], others)?);
                    added.customers[side].push(customers[side]);
                    added.house[side].push(house[side]);
                }
            }
        }
        let assets = before.assets.len();
        for (row, (before, after)) in before.zero_sum.iter().zip(&after.zero_sum).enumerate() {
            let place = Fr::from((1 + assets + row) as u64);
            let difference = difference(b, before, after)?;
            for side in [LONG, SHORT] {
                added.all[side].push(difference[side]);
                let mut held = |is: &dyn Fn(&Classes) -> Num<Early>| {
                    let of = |AccountWires { classes, slots, .. }: &AccountWires| {
                        let here = slots.iter().filter(|slot| slot.place.value() == place);
                        let lots: Fr = here.map(|slot| slot.side(side).value()).sum();
                        is(classes).value() * lots
                    };
                    b.witness(accounts.iter().map(of).sum())
                };
                added.customers[side].push(held(&|classes| classes.customer)?);
                added.house[side].push(held(&|classes| classes.house)?);
            }
        }
        Ok(added)
    }

    /// *book.gross*: these are the lots of the accounts, exactly.
    pub(crate) fn hold(
        &self,
        b: &mut Builder<Late>,
        ledger: &OpenLedger,
        accounts: &[(Classes, Num<Late>)],
    ) -> Result<()> {
        let customers: Vec<_> = accounts.iter().map(|(classes, _)| classes.customer).collect();
        let house: Vec<_> = accounts.iter().map(|(classes, _)| classes.house).collect();
        b.class("book.gross", |b| {
            for side in [LONG, SHORT] {
                for (factors, totals) in [
                    (Factors::Once, &self.all),
                    (Factors::Early(&customers), &self.customers),
                    (Factors::Early(&house), &self.house),
                ] {
                    let totals = totals[side].iter().map(|total| Some(Total::Early(*total)));
                    let totals: Vec<_> = std::iter::once(None).chain(totals).collect();
                    ledger.add_up(b, side, factors, &totals)?;
                }
            }
            Ok(())
        })
    }
}

fn difference(
    b: &mut Builder<Early>,
    before: &GrossWires,
    after: &GrossWires,
) -> Result<[Num<Early>; 2]> {
    let long = b.sub(after.long.num(), before.long.num())?;
    Ok([long, b.sub(after.short.num(), before.short.num())?])
}

impl Slot {
    pub(crate) fn side(&self, side: usize) -> Num<Early> {
        if side == LONG { self.long } else { self.short }
    }
}

/// The lots of every row behind the reserved one, each account's `z^i` times,
/// column by column of the ledger: what the accounts' figures are tied by.
pub(crate) fn weighted_lots(accounts: &[AccountWires], powers: &Powers, rows: usize) -> Vec<Fr> {
    let mut slots = accounts.iter().flat_map(|account| &account.slots);
    let columns = slots.next().map_or(0, |slot| 2 + slot.over.len());
    let behind = rows.saturating_sub(1);
    let mut lots = vec![Fr::from(0u64); columns * behind];
    for (account, power) in accounts.iter().zip(powers.numbers()) {
        for slot in &account.slots {
            let amounts = [slot.long, slot.short].into_iter().chain(slot.over.iter().copied());
            let Some(row) = row_of(slot).and_then(|row| row.checked_sub(1)) else {
                continue;
            };
            for (column, amount) in amounts.enumerate() {
                if let Some(sum) = lots.get_mut(column * behind + row).filter(|_| row < behind) {
                    *sum += power.value() * amount.value();
                }
            }
        }
    }
    lots
}

/// The row a slot names, if it is a small number.
fn row_of(slot: &Slot) -> Option<usize> {
    use ark_ff::PrimeField as _;
    let digits = slot.place.value().into_bigint().0;
    let small = digits[1..].iter().all(|digit| *digit == 0);
    usize::try_from(digits[0]).ok().filter(|_| small)
}

/// *margin.exposure*: the accounts' figures, combined at `x` and weighted with
/// powers of `z`, are what their lots make of the table.
pub(crate) fn exposures(
    b: &mut Builder<Late>,
    ledger: &OpenLedger,
    powers: &Powers,
    weights: &[Weights],
    lots: &[Num<Late>],
    accounts: &[(Classes, Num<Late>)],
) -> Result<()> {
    let behind = weights.len();
    let columns = lots.len().checked_div(behind).unwrap_or_default();
    for column in 0..columns {
        let sealed = (0..behind).map(|row| Some(Total::Sealed(column * behind + row)));
        let totals: Vec<_> = std::iter::once(None).chain(sealed).collect();
        ledger.add_up(b, column, Factors::Powers(powers), &totals)?;
    }
    b.class("margin.exposure", |b| {
        let mut by_rows = Vec::with_capacity(lots.len());
        for (row, weights) in weights.iter().enumerate() {
            let sides =
                [weights.long, weights.short].into_iter().chain(weights.over.iter().copied());
            for (column, weight) in sides.enumerate() {
                if let Some(lots) = lots.get(column * behind + row) {
                    by_rows.push(b.product(weight, *lots)?);
                }
            }
        }
        let mut by_accounts = Vec::with_capacity(accounts.len());
        for ((_, combination), power) in accounts.iter().zip(powers.numbers()) {
            by_accounts.push(b.product(*combination, *power)?);
        }
        let by_rows = crate::wires::sum(b, &by_rows)?;
        let by_accounts = crate::wires::sum(b, &by_accounts)?;
        b.equal(by_rows, by_accounts)
    })
}
