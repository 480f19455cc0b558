//! Accounts with what both models say of them.

use plimsoll_statement::{Column, Money, Parameters};

use super::book::{Book, Entry, dollars};
use super::figures::{AccountFigures, Coverage, Histogram};
use super::sensitivities::LotGreeks;
use crate::risk::{BookRisk, RiskModel};

/// Accounts that are named for their size.
const LARGEST: usize = 20;
/// Accounts that are named for not being covered.
const UNCOVERED: usize = 100;

/// A book under both models.
pub(super) struct Named<'a> {
    pub(super) model: &'a RiskModel<'a>,
    pub(super) parameters: &'a Parameters,
    pub(super) lots: &'a LotGreeks,
    pub(super) book: &'a Book,
    pub(super) risk: &'a BookRisk,
}

impl Named<'_> {
    fn figures(&self, at: usize) -> Option<AccountFigures> {
        let (entry, risk) = (self.book.answering.get(at)?, self.risk.accounts.get(at)?);
        let columns = (0..=u16::MAX).map(Column);
        let mut worst: Vec<(String, f64)> = columns
            .zip(&entry.assessment.exposure.losses)
            .filter(|(_, loss)| **loss > Money::ZERO)
            .map(|(c, loss)| (self.parameters.scenario_name(c).to_owned(), dollars(*loss)))
            .collect();
        worst.sort_by(|a, b| b.1.total_cmp(&a.1));
        worst.truncate(3);
        let own = std::iter::once(&entry.position);
        Some(AccountFigures {
            account: entry.name.clone(),
            equity: entry.equity(),
            requirement: entry.requirement(),
            value_at_risk: risk.value_at_risk,
            expected_shortfall: risk.expected_shortfall,
            standard_error: risk.expected_shortfall_error,
            worst_scenarios: worst,
            greeks: self.lots.sum(self.model, own, |figure| figure),
        })
    }

    pub(super) fn largest(&self) -> Vec<AccountFigures> {
        let mut order: Vec<usize> = (0..self.book.answering.len()).collect();
        let required = |at: &usize| self.book.answering.get(*at).map_or(0.0, Entry::requirement);
        order.sort_by(|a, b| required(b).total_cmp(&required(a)));
        order.into_iter().take(LARGEST).filter_map(|at| self.figures(at)).collect()
    }

    /// Requirements against expected shortfall; gains on average need none.
    pub(super) fn coverage(&self, wished: f64) -> Coverage {
        let mut sums = (0.0, 0.0);
        let mut ratios = Vec::new();
        for (entry, risk) in self.book.answering.iter().zip(&self.risk.accounts) {
            let (required, shortfall) = (entry.requirement(), risk.expected_shortfall.max(0.0));
            sums = (sums.0 + required, sums.1 + shortfall);
            // A millionth of a dollar is the rounding of a cash lot.
            ratios.push(if shortfall < 1e-6 { 0.0 } else { shortfall / required });
        }
        let covered = ratios.iter().filter(|ratio| **ratio <= 1.0).count();
        let mut order: Vec<usize> = (0..ratios.len()).collect();
        let ratio = |at: &usize| ratios.get(*at).copied().unwrap_or_default();
        order.sort_by(|a, b| ratio(b).total_cmp(&ratio(a)));
        let beyond = order.iter().take_while(|at| ratio(at) > 1.0).take(UNCOVERED);
        let count = ratios.len() as f64;
        // So many may stay uncovered.
        let spared = crate::round::whole_rounded_down(count * (1.0 - wished));
        let spared = usize::try_from(spared).unwrap_or_default();
        Coverage {
            accounts: ratios.len() as u64,
            covered: covered as u64,
            wished,
            multiplier_needed: order.get(spared).map(ratio).unwrap_or_default(),
            requirement_over_shortfall: if sums.1 > 0.0 { sums.0 / sums.1 } else { 0.0 },
            ratios: Histogram::even(ratios.iter().copied(), 0.0, 1.5, 60),
            uncovered: beyond.filter_map(|at| self.figures(*at)).collect(),
        }
    }
}
