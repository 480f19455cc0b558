//! Where a smile or a surface would pay for nothing: butterflies by Durrleman's
//! condition, calendar spreads by the order of total variance, on a dense grid
//! with points far out in the wings.

use std::fmt;

use super::smile::Smile;
use super::svi::Shape;
use crate::{Right, VanillaOption};

/// A kind of arbitrage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A density below zero, by Durrleman's function.
    Butterfly,
    /// Less total variance than at an earlier expiry.
    Calendar,
    /// No positive variance at all.
    Variance,
}

/// A stretch of log-moneyness where there is arbitrage.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// Of which kind.
    pub kind: Kind,
    /// The expiry, in years; of a calendar spread the later one.
    pub years: f64,
    /// Where it begins, in log-moneyness.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Where it is worst.
    pub worst_at: f64,
    /// How much there: Durrleman's function below zero, the total variance that
    /// is missing, or the price of a butterfly in forwards.
    pub amount: f64,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Butterfly => "butterfly",
            Kind::Calendar => "calendar",
            Kind::Variance => "variance",
        };
        let Self { years, from, to, worst_at, amount, .. } = self;
        write!(
            f,
            "{kind} arbitrage at {years:.4} years for log-moneyness {from:.4} to {to:.4}, worst \
             {amount:.3e} at {worst_at:.4}"
        )
    }
}

/// Points of a dense grid for checks.
pub(super) const DENSE: u32 = 1600;

/// So many steps from one end of the reach to the other, and points that double
/// their distance beyond it.
pub(super) fn grid(reach: f64, steps: u32) -> Vec<f64> {
    let beyond = |side: f64| (1..=6).map(move |power| side * reach * f64::from(1u32 << power));
    let mut points: Vec<f64> = beyond(-1.0).collect();
    points.reverse();
    let within = |i: u32| reach * (2.0 * f64::from(i) / f64::from(steps) - 1.0);
    points.extend((0..=steps).map(within));
    points.extend(beyond(1.0));
    points
}

/// Stretches where a curve has no density.
pub(super) fn butterflies(curve: impl Fn(f64) -> Shape, years: f64, reach: f64) -> Vec<Violation> {
    let variance = stretches(Kind::Variance, years, reach, |k| -curve(k).variance);
    if !variance.is_empty() {
        return variance;
    }
    // Durrleman's function is a difference of figures of size one.
    stretches(Kind::Butterfly, years, reach, |k| -curve(k).durrleman(k) - 1e-12)
}

/// Stretches where a later curve is below an earlier one.
pub(super) fn calendar(
    earlier: impl Fn(f64) -> Shape,
    later: impl Fn(f64) -> Shape,
    years: f64,
    reach: f64,
) -> Vec<Violation> {
    let missing = |k: f64| {
        let (before, after) = (earlier(k).variance, later(k).variance);
        before - after - 1e-14 * before
    };
    stretches(Kind::Calendar, years, reach, missing)
}

/// Where `amount` is above zero, or not a number.
fn stretches(kind: Kind, years: f64, reach: f64, amount: impl Fn(f64) -> f64) -> Vec<Violation> {
    let mut found: Vec<Violation> = Vec::new();
    let mut open = false;
    for k in grid(reach, DENSE) {
        let value = amount(k);
        if value <= 0.0 {
            open = false;
            continue;
        }
        let amount = if value.is_nan() { f64::INFINITY } else { value };
        match found.last_mut().filter(|_| open) {
            Some(last) => {
                last.to = k;
                if amount > last.amount {
                    (last.amount, last.worst_at) = (amount, k);
                }
            }
            None => found.push(Violation { kind, years, from: k, to: k, worst_at: k, amount }),
        }
        open = true;
    }
    found
}

/// Arbitrage among the quotes of one expiry, before any model: call prices must
/// fall with the strike, by no more than it rises, and ever more slowly.
#[must_use]
pub fn quote_violations(smile: &Smile) -> Vec<Violation> {
    // In forwards; at a strike of nothing a call is worth one.
    let mut calls = vec![(0.0, 1.0)];
    for point in &smile.points {
        let strike = libm::exp(point.log_moneyness);
        let option = VanillaOption {
            right: Right::Call,
            forward: 1.0,
            strike,
            years: smile.years,
            volatility: point.volatility,
            discount: 1.0,
        };
        calls.push((strike, option.price()));
    }
    let mut found = Vec::new();
    let slope = |a: (f64, f64), b: (f64, f64)| (b.1 - a.1) / (b.0 - a.0);
    for three in calls.windows(3) {
        let [a, b, c] = *three else { continue };
        // A butterfly's price, per unit of strike.
        let bend = slope(b, c) - slope(a, b);
        let rising = slope(b, c);
        let amount = (-bend).max(rising);
        if amount > 1e-11 {
            let (from, worst_at, to) = (libm::log(a.0.max(1e-6)), libm::log(b.0), libm::log(c.0));
            let (kind, years) = (Kind::Butterfly, smile.years);
            found.push(Violation { kind, years, from, to, worst_at, amount });
        }
    }
    found
}
