//! Christoffersen's tests (1998): whether exceptions come in clusters, and
//! whether their number and timing together are right. Likelihood ratios over
//! the pairs of successive days.

use serde::Serialize;

use super::history::{BacktestError, Outcome, check_chance, count_days};
use super::kupiec::coverage_ratio;
use crate::special::{chi_square_above, deviance};

/// The pairs of days, and the results.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Christoffersen {
    /// `transitions[i][j]`: days of kind `j` after days of kind `i`; 1 is an
    /// exception.
    pub transitions: [[u32; 2]; 2],
    /// One degree of freedom: is today's chance the same after either day?
    pub independence: Outcome,
    /// Two degrees: is it the claimed one after either day? Exactly
    /// independence's ratio plus Kupiec's over all days but the first.
    pub conditional_coverage: Outcome,
}

/// `chance` is an exception's if the model is right; verdicts are at `level`.
///
/// # Errors
///
/// If there are fewer than two days, or all days but the first are of one kind,
/// or the chances are none.
pub fn christoffersen(
    exceptions: &[bool],
    chance: f64,
    level: f64,
) -> Result<Christoffersen, BacktestError> {
    check_chance("chance", chance, 1.0)?;
    check_chance("level", level, 1.0)?;
    count_days(exceptions.len(), 2)?;
    let mut transitions = [[0u32; 2]; 2];
    for (before, after) in exceptions.iter().zip(&exceptions[1..]) {
        transitions[usize::from(*before)][usize::from(*after)] += 1;
    }
    let rows = transitions.map(|[calm, hit]| calm + hit);
    let columns = [0, 1].map(|kind| transitions[0][kind] + transitions[1][kind]);
    let pairs = rows[0] + rows[1];
    if rows.contains(&0) || columns.contains(&0) {
        return Err(BacktestError::NothingToTime);
    }
    let mut ratio = 0.0;
    for (before, row) in transitions.iter().enumerate() {
        for (after, &found) in row.iter().enumerate() {
            let expected = f64::from(rows[before]) * f64::from(columns[after]) / f64::from(pairs);
            ratio += 2.0 * deviance(f64::from(found), expected);
        }
    }
    let both = ratio + coverage_ratio(columns[1], pairs, chance);
    Ok(Christoffersen {
        transitions,
        independence: Outcome::new(ratio, chi_square_above(1, ratio), level),
        conditional_coverage: Outcome::new(both, chi_square_above(2, both), level),
    })
}
