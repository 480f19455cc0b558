//! The insurance fund: what its accounts are worth together, and what accounts
//! cannot cover.
//!
//! The fund's own sums are not added up scenario by scenario. All of an
//! account's figures are one combination at `x` already, so the sum of the
//! fund's combinations is the combination of the fund's sums: a constraint an
//! account instead of one for each stress.

use ark_ff::{One as _, Zero as _};
use plimsoll_snark::{Builder, Challenge, Early, Fr, Late, Num, Result};
use plimsoll_statement::{Column, Rules};

use crate::account::{AccountWires, Classes};
use crate::margin::{Margin, combined};
use crate::state::TotalsWires;
use crate::wires::{grows, sum};

/// What the fund's accounts of a batch add up to, fixed before the challenge.
#[derive(Clone, Debug)]
pub(crate) struct FundSums {
    value: Num<Early>,
    closing_cost: Num<Early>,
    floor: Num<Early>,
    /// By column.
    losses: Vec<(usize, Num<Early>)>,
}

impl FundSums {
    /// The sums of whoever is of the fund.
    pub(crate) fn allocate(
        b: &mut Builder<Early>,
        accounts: &[AccountWires],
        used: &[usize],
    ) -> Result<Self> {
        let mut total = |of: &dyn Fn(&Margin) -> Fr| {
            let own = |account: &AccountWires| account.classes.fund.value() * of(&account.margin);
            let parts = accounts.iter().map(own);
            b.witness(parts.sum())
        };
        let value = total(&|margin| margin.value.value())?;
        let closing_cost = total(&|margin| margin.closing_cost.value())?;
        let floor = total(&|margin| margin.floor.value())?;
        let mut losses = Vec::with_capacity(used.len());
        for &column in used {
            let loss = |margin: &Margin| {
                let mut bounded = margin.losses.bounded();
                bounded.find(|(c, _)| *c == column).map_or(Fr::zero(), |(_, loss)| loss.value())
            };
            losses.push((column, total(&loss)?));
        }
        Ok(Self { value, closing_cost, floor, losses })
    }

    /// *fund.left*: the sums are those of the fund's accounts, and the state's
    /// figures grow by `V − c·A − L`. Both sides were fixed before `x`.
    pub(crate) fn hold(
        &self,
        b: &mut Builder<Late>,
        x: Challenge,
        accounts: &[(Classes, Num<Late>)],
    ) -> Result<()> {
        b.class("fund.sums", |b| {
            let mut parts = Vec::with_capacity(accounts.len());
            for (class, combination) in accounts {
                parts.push(b.product(class.fund.late(), *combination)?);
            }
            let parts = sum(b, &parts)?;
            let losses = self.losses.iter().map(|(_, loss)| loss.late());
            let rest = [self.closing_cost.late(), self.floor.late()].into_iter().chain(losses);
            let whole = combined(b, x, self.value.late(), &rest.collect::<Vec<_>>())?;
            b.equal(parts, whole)
        })
    }

    /// The state's figures of what the fund has left.
    pub(crate) fn left(
        &self,
        b: &mut Builder<Early>,
        rules: &Rules,
        before: &TotalsWires,
        after: &TotalsWires,
    ) -> Result<()> {
        let one = Fr::one();
        b.class("fund.left", |b| {
            let sides = before.fund.iter().zip(&after.fund);
            for (stress, (before, after)) in rules.stresses.iter().zip(sides) {
                let closing = -Fr::from(stress.closing_cost);
                let mut terms = vec![(one, self.value), (closing, self.closing_cost)];
                let place = stress.column.index();
                let loss = self.losses.iter().find(|(column, _)| *column == place);
                if stress.column != Column::ZERO_MOVE {
                    terms.extend(loss.map(|(_, loss)| (-one, *loss)));
                }
                let left = b.linear(Fr::zero(), &terms)?;
                grows(b, before.num(), after.num(), &[left])?;
            }
            Ok(())
        })
    }
}

/// *fund.uncovered*: what customers and house cannot cover, stress by stress.
pub(crate) fn uncovered(
    b: &mut Builder<Early>,
    accounts: &[AccountWires],
    before: &TotalsWires,
    after: &TotalsWires,
) -> Result<()> {
    b.class("fund.uncovered", |b| {
        for (stress, (before, after)) in before.uncovered.iter().zip(&after.uncovered).enumerate() {
            let mut added = Vec::with_capacity(accounts.len());
            for AccountWires { classes, margin, .. } in accounts {
                if let Some(beyond) = margin.uncovered.get(stress) {
                    added.push(b.product(classes.answers, *beyond)?);
                }
            }
            grows(b, before.num(), after.num(), &added)?;
        }
        Ok(())
    })
}
