//! Smiles, and how a scenario moves them: by a share, by points, more the
//! sooner the expiry, and by a surface over tenor and moneyness.

use std::fmt::Debug;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(crate) const DAYS_PER_YEAR: f64 = 365.0;

/// Implied volatilities of an underlying.
pub trait ImpliedVolatility: Debug + Send + Sync {
    /// Annualised volatility (0.5 is 50%) of the option that expires in so
    /// many years and has this strike. What is no finite number above zero is
    /// refused where it is used.
    fn volatility(&self, years: f64, strike: f64) -> f64;
}

/// The same volatility at every strike and tenor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlatSmile(pub f64);

impl ImpliedVolatility for FlatSmile {
    fn volatility(&self, _years: f64, _strike: f64) -> f64 {
        self.0
    }
}

/// What stays when spot moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmileRule {
    /// The volatility of every strike.
    #[default]
    StickyStrike,
    /// The volatility of every ratio of strike to forward.
    StickyMoneyness,
}

/// How much more a near expiry's volatility moves than a far one's: by
/// `(pivot / days) ^ power`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenorLaw {
    /// The tenor that moves as the scenario says.
    pub pivot_days: f64,
    /// The power below the pivot.
    pub sooner: f64,
    /// The power above it.
    pub later: f64,
    /// Nearer expiries move as this one. Without it and without `most`, as one
    /// of a day, so that the last day's factor is finite.
    #[serde(default)]
    pub floor_days: f64,
    /// The factor is never below this.
    #[serde(default)]
    pub least: f64,
    /// The factor is never above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
}

impl TenorLaw {
    /// What is wrong with it, if anything is.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let most = self.most.unwrap_or(f64::MAX);
        let figures = [self.pivot_days, self.sooner, self.later, self.floor_days, self.least, most];
        if !figures.iter().all(|figure| figure.is_finite() && *figure >= 0.0) {
            return Some("its figures are finite and not below zero");
        }
        if self.pivot_days == 0.0 {
            return Some("the pivot is above zero");
        }
        (self.least > most).then_some("the least factor is not above the most")
    }

    /// How many times the scenario's shift a tenor moves.
    #[must_use]
    pub fn factor(&self, years: f64) -> f64 {
        let days = years * DAYS_PER_YEAR;
        let floor =
            if self.floor_days > 0.0 || self.most.is_some() { self.floor_days } else { 1.0 };
        let tenor = days.max(floor) / self.pivot_days;
        let power = if tenor < 1.0 { self.sooner } else { self.later };
        libm::pow(tenor, -power).max(self.least).min(self.most.unwrap_or(f64::MAX))
    }
}

/// Shifts over tenor and moneyness: straight between points, flat beyond.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// Tenors, rising.
    pub days: Vec<f64>,
    /// Ratios of strike to forward, rising.
    pub moneyness: Vec<f64>,
    /// For each tenor the shift at each moneyness, as a share of volatility.
    pub relative: Vec<Vec<f64>>,
}

impl Surface {
    /// What is wrong with it, if anything is.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let rises = |axis: &[f64]| {
            let finite = axis.iter().all(|figure| figure.is_finite());
            finite && !axis.is_empty() && axis.windows(2).all(|pair| pair[0] < pair[1])
        };
        if !rises(&self.days) || !rises(&self.moneyness) {
            return Some("days and moneyness have at least one figure each, and rise");
        }
        let fits = self.relative.len() == self.days.len()
            && self.relative.iter().all(|row| row.len() == self.moneyness.len());
        if !fits {
            return Some("there is a row for every tenor, with a shift for every moneyness");
        }
        let finite = self.relative.iter().flatten().all(|shift| shift.is_finite());
        (!finite).then_some("its shifts are finite")
    }

    fn at(&self, days: f64, moneyness: f64) -> f64 {
        let (row, down) = place(&self.days, days);
        let (column, along) = place(&self.moneyness, moneyness);
        let shift = |row: usize, column: usize| {
            self.relative.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default()
        };
        let across = |row| {
            let first = shift(row, column);
            if along > 0.0 { first + (shift(row, column + 1) - first) * along } else { first }
        };
        let first = across(row);
        if down > 0.0 { first + (across(row + 1) - first) * down } else { first }
    }
}

/// The point before a figure on an axis, and how far it is on the way to the
/// next: 0 if there is none.
fn place(axis: &[f64], at: f64) -> (usize, f64) {
    let beyond = axis.partition_point(|&point| point <= at);
    let before = beyond.saturating_sub(1);
    match (axis.get(before), axis.get(beyond)) {
        (Some(&from), Some(&to)) if beyond > before => (before, (at - from) / (to - from)),
        _ => (before, 0.0),
    }
}

/// How a scenario moves one underlying's smile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VolatilityShift {
    /// As a share of volatility, times the tenor law.
    pub relative: f64,
    /// In volatility itself (0.05 is five points), times the tenor law.
    pub absolute: f64,
    /// A further share, by tenor and moneyness.
    pub surface: Option<Arc<Surface>>,
    /// How much more near expiries move.
    pub law: Option<TenorLaw>,
}

impl VolatilityShift {
    /// The volatility after the shift; `moneyness` is before the move.
    pub(crate) fn apply(&self, volatility: f64, years: f64, moneyness: f64) -> f64 {
        let law = self.law.map_or(1.0, |law| law.factor(years));
        let surface = self.surface.as_deref();
        let extra = surface.map_or(0.0, |s| s.at(years * DAYS_PER_YEAR, moneyness));
        volatility * (1.0 + (self.relative * law + extra)) + self.absolute * law
    }

    pub(crate) fn scaled(&self, by: f64) -> Self {
        let surface = self.surface.as_deref().map(|surface| {
            let scaled = |row: &Vec<f64>| row.iter().map(|shift| shift * by).collect();
            Arc::new(Surface {
                relative: surface.relative.iter().map(scaled).collect(),
                ..surface.clone()
            })
        });
        Self { relative: self.relative * by, absolute: self.absolute * by, surface, law: self.law }
    }
}
