//! Kupiec's test (1995) of the proportion of failures: whether there are as many
//! exceptions as there should be. Likelihood ratio, chi-square with one degree.

use serde::Serialize;

use super::history::{BacktestError, Outcome, check_chance, count, count_days};
use crate::special::{chi_square_above, deviance};

/// The counts and the result.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Kupiec {
    /// How many exceptions there were.
    pub exceptions: u32,
    /// How many there should have been.
    pub expected: f64,
    /// The likelihood ratio. It rejects too few exceptions as well: a model
    /// that asks for too much is wrong too.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// `chance` is an exception's if the model is right, such as 0.01; the verdict
/// is at `level`, such as 0.05.
///
/// # Errors
///
/// If the history is empty or the chances are none.
pub fn kupiec(exceptions: &[bool], chance: f64, level: f64) -> Result<Kupiec, BacktestError> {
    check_chance("chance", chance, 1.0)?;
    check_chance("level", level, 1.0)?;
    let days = count_days(exceptions.len(), 1)?;
    let hits = count(exceptions);
    let statistic = coverage_ratio(hits, days, chance);
    let outcome = Outcome::new(statistic, chi_square_above(1, statistic), level);
    Ok(Kupiec { exceptions: hits, expected: f64::from(days) * chance, outcome })
}

/// Twice the log of the likelihood at the share that was found over that at the
/// share that was claimed.
pub(super) fn coverage_ratio(hits: u32, days: u32, chance: f64) -> f64 {
    let (days, hits) = (f64::from(days), f64::from(hits));
    let calm = deviance(days - hits, days * (1.0 - chance));
    2.0 * (deviance(hits, days * chance) + calm)
}
