//! A figure that depends on the tenor: rates, carry, and shifts of them.

use super::error::{StateError, finite, positive};

/// Values at tenors: straight between them, flat beyond the first and last.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    points: Vec<(f64, f64)>,
    /// Straight is what the value has become by a tenor: value times tenor.
    totals: bool,
}

impl Curve {
    /// The same at every tenor.
    #[must_use]
    pub fn flat(value: f64) -> Self {
        Self { points: vec![(0.0, value)], totals: false }
    }

    /// Through `(tenor, value)` points, of annual rates whose totals until each
    /// tenor are straight between the points: what happens in between happens
    /// evenly, however near the first point is.
    ///
    /// # Errors
    /// As for [`Curve::new`], or if a tenor is not above zero.
    pub fn of_rates(points: Vec<(f64, f64)>) -> Result<Self, StateError> {
        let curve = Self { totals: true, ..Self::new(points)? };
        match curve.points.first() {
            Some(&(tenor, _)) => positive("a tenor", "a curve", tenor).map(|_| curve),
            None => Ok(curve),
        }
    }

    /// Through `(tenor, value)` points, tenors rising.
    ///
    /// # Errors
    /// If there is no point, tenors do not rise, or a figure is not finite.
    pub fn new(points: Vec<(f64, f64)>) -> Result<Self, StateError> {
        let curve = Self { points, totals: false };
        curve.check("a curve")?;
        Ok(curve)
    }

    /// That this is a curve of finite figures.
    pub(crate) fn check(&self, of: &str) -> Result<(), StateError> {
        let rises = self.points.windows(2).all(|pair| pair[0].0 < pair[1].0);
        if self.points.is_empty() || !rises {
            return Err(StateError::Curve { of: of.to_owned() });
        }
        for &(tenor, value) in &self.points {
            finite("a tenor", of, tenor)?;
            finite("a value", of, value)?;
        }
        Ok(())
    }

    /// The value at a tenor.
    #[must_use]
    pub fn at(&self, tenor: f64) -> f64 {
        let beyond = self.points.partition_point(|point| point.0 <= tenor);
        let before = beyond.checked_sub(1).and_then(|last| self.points.get(last));
        match (before, self.points.get(beyond)) {
            (Some(&(from, low)), Some(&(to, high))) => {
                let share = (tenor - from) / (to - from);
                if self.totals {
                    (from * low + (to * high - from * low) * share) / tenor
                } else {
                    low + (high - low) * share
                }
            }
            (Some(&(_, value)), None) | (None, Some(&(_, value))) => value,
            (None, None) => 0.0,
        }
    }

    /// The points.
    #[must_use]
    pub fn points(&self) -> &[(f64, f64)] {
        &self.points
    }

    /// Every value so many times.
    pub(crate) fn scaled(&self, by: f64) -> Self {
        let points = self.points.iter().map(|&(tenor, value)| (tenor, value * by)).collect();
        Self { points, totals: self.totals }
    }

    /// Unchecked points whose tenors are days.
    pub(crate) fn from_days(points: &[(f64, f64)]) -> Self {
        let years = |&(days, value): &(f64, f64)| (days / super::volatility::DAYS_PER_YEAR, value);
        Self { points: points.iter().map(years).collect(), totals: false }
    }
}
