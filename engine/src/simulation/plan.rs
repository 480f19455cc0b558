//! What to simulate: dates, steps, how many paths and how they are drawn.

use super::error::{SimulationError, within};
use crate::random::MOST_POINTS;

/// How paths are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampling {
    /// Each path on its own.
    Independent,
    /// In pairs, of which the second mirrors every draw of the first: pays where
    /// what is measured is close to linear, such as prices and VaR of a book
    /// without options. Paths `2i` and `2i + 1` are a pair.
    Antithetic,
    /// On scrambled Sobol points, the widest principal components and the
    /// longest stretches of time first; beyond its dimensions the draws are
    /// independent. Counts that are powers of two pay most.
    Sobol {
        /// Which of the independent scrambles.
        scramble: u64,
    },
}

/// The paths that are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Years from now, increasing: when factors are looked at.
    pub dates: Vec<f64>,
    /// No step between dates is longer than this many years.
    pub longest_step: f64,
    /// How many.
    pub paths: usize,
    /// Everything that is drawn follows from it.
    pub seed: u64,
    /// How they are drawn.
    pub sampling: Sampling,
}

/// Steps between two dates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    /// How many, at least one.
    pub(super) steps: usize,
    /// Years each.
    pub(super) step: f64,
    /// Years in all.
    pub(super) years: f64,
}

/// More steps than this are a mistake in `longest_step`.
const MOST_STEPS: f64 = 100_000.0;

impl Plan {
    /// Every stretch between dates, in steps of equal length.
    pub(super) fn intervals(&self) -> Result<Vec<Interval>, SimulationError> {
        within("plan", "longest_step", self.longest_step, [1e-9, f64::INFINITY])?;
        if self.dates.is_empty() {
            return Err(SimulationError::Length { of: "dates", found: 0, wanted: 1 });
        }
        let mut last = 0.0;
        let mut intervals = Vec::with_capacity(self.dates.len());
        for (number, &value) in self.dates.iter().enumerate() {
            // Also for NaN.
            if !(value > last && value <= 100.0) {
                return Err(SimulationError::Date { number, value });
            }
            let years = value - last;
            // A stretch of exactly three steps is three, whatever the rounding.
            let steps = (years / self.longest_step - 1e-9).ceil().max(1.0);
            within("plan", "steps between dates", steps, [1.0, MOST_STEPS])?;
            intervals.push(Interval { steps: whole(steps), step: years / steps, years });
            last = value;
        }
        Ok(intervals)
    }

    pub(super) fn check_paths(&self) -> Result<(), SimulationError> {
        let paths = self.paths;
        let rule = match self.sampling {
            _ if paths == 0 => "there must be at least one",
            Sampling::Antithetic if !paths.is_multiple_of(2) => "mirrored paths come in pairs",
            Sampling::Sobol { .. } if paths as u128 > 1 << MOST_POINTS => {
                "Sobol's sequence has 2^32 points"
            }
            _ => return Ok(()),
        };
        Err(SimulationError::Paths { paths, rule })
    }
}

/// A small whole float as an integer, without a cast that could truncate.
fn whole(count: f64) -> usize {
    usize::try_from(crate::round::whole_to_nearest(count)).unwrap_or(usize::MAX)
}
