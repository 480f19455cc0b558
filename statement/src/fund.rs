//! The insurance fund: in every stress it covers what accounts cannot.

use crate::book::Totals;
use crate::clause::{Clause, Excess, Place, Violation};
use crate::disclosure::Band;
use crate::money::Money;
use crate::rules::{Cover, Rules};

/// What the fund faces and has in one stress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// What it must cover.
    pub uncovered: Money,
    /// What it has left.
    pub left: Money,
}

impl Coverage {
    /// What is missing for covering `band` times over, in hundredths, if
    /// anything is: `band/100 · uncovered − left`, rounded up.
    #[must_use]
    pub fn lacking(&self, band: Band) -> Option<Money> {
        let needed = self.uncovered.units().saturating_mul(i128::from(band.percent()));
        let lacking = needed.saturating_sub(self.left.units().saturating_mul(100));
        let rounded_up = (lacking > 0).then(|| -(-lacking).div_euclid(100))?;
        Some(Money::from_units(rounded_up).unwrap_or(Money::MAX))
    }
}

/// *fund.thresholds*: one per stress, none negative, and zero where the fund
/// covers all.
#[must_use]
pub fn thresholds(rules: &Rules, thresholds: &[Money]) -> Vec<Violation> {
    let clause = Clause::FundThresholds;
    let mut violations = Vec::new();
    if thresholds.len() != rules.stresses.len() {
        let count = thresholds.len() as i128 - rules.stresses.len() as i128;
        violations.push(clause.violated(Place::Epoch, Excess::Count(count)));
    }
    for (stress, threshold) in rules.stresses.iter().zip(thresholds) {
        let allowed = match rules.cover {
            Cover::All => *threshold == Money::ZERO,
            Cover::Largest(_) => *threshold >= Money::ZERO && threshold.fits(80),
        };
        if !allowed {
            let place = Place::Scenario(stress.column);
            violations.push(clause.violated(place, Excess::Money(*threshold)));
        }
    }
    violations
}

/// What the fund faces and has in each stress. Under [`Cover::Largest`] the
/// threshold counts once for each of the largest: for any threshold that is
/// at least their sum, and equal to it at the smallest of them.
#[must_use]
pub fn coverage(rules: &Rules, thresholds: &[Money], totals: &Totals) -> Vec<Coverage> {
    let counted = match rules.cover {
        Cover::All => 0,
        Cover::Largest(count) => count,
    };
    let sums = totals.uncovered.iter().zip(&totals.fund);
    sums.enumerate()
        .map(|(i, (beyond, left))| {
            let threshold = thresholds.get(i).copied().unwrap_or_default();
            // 2^80 · 2^16 + 2^112 fits.
            let below = threshold.saturating_times(counted);
            let uncovered = beyond.saturating_plus(below);
            Coverage { uncovered, left: *left }
        })
        .collect()
}

/// *fund.cover* and *fund.band*: in every stress the fund has at least what is
/// uncovered, and at least as many times of it as published.
#[must_use]
pub fn covers(rules: &Rules, coverage: &[Coverage], band: Band) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (stress, coverage) in rules.stresses.iter().zip(coverage) {
        let place = Place::Scenario(stress.column);
        let clauses = [(Clause::FundCover, Band::FULL), (Clause::FundBand, band)];
        // A fund that does not cover once has no band to speak of.
        let broken = clauses.into_iter().find_map(|(clause, band)| {
            Some(clause.violated(place, Excess::Money(coverage.lacking(band)?)))
        });
        violations.extend(broken);
    }
    violations
}

/// The widest band that holds in every stress; the narrowest if none does.
#[must_use]
pub fn widest_band(coverage: &[Coverage]) -> Band {
    let holds = |band: &Band| coverage.iter().all(|c| c.lacking(*band).is_none());
    Band::all().rev().find(holds).unwrap_or(Band::FULL)
}
