//! Engle's dynamic conditional correlations: correlations that react to common
//! moves and return to their mean, by maximum likelihood.

use super::correlation::{check_series, unit_diagonal};
use super::error::FitError;
use crate::fit::{Estimate, minimum, squash, standard_errors, unsquash};
use crate::linear::Square;

/// Dynamic correlations of standardised returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Dcc {
    /// `a`: how strongly correlations react.
    pub reaction: Estimate,
    /// `b`: how long they remember.
    pub memory: Estimate,
    /// Of the correlations, beyond that of each series on its own.
    pub log_likelihood: f64,
    /// Twice the gain in log-likelihood over constant correlations.
    pub likelihood_ratio: f64,
    /// What correlations return to.
    pub long_run: Square,
    /// What is expected of the day after the last.
    pub correlation: Square,
}

const MODEL: &str = "DCC";
const PERSISTENCE: f64 = 0.9999;
const SIGNIFICANT: f64 = 5.991;

impl Dcc {
    /// The fit to series of daily returns that have been divided by the
    /// deviations expected of them. Standard errors take the deviations as known.
    ///
    /// # Errors
    /// If series differ in length, are shorter than 250 days or ten for each of
    /// them, do not vary, or are explained as well by constant correlations.
    pub fn fit(series: &[Vec<f64>]) -> Result<Self, FitError> {
        let days = check_series(series, 250.max(10 * series.len()))?;
        if series.len() < 2 {
            let what = "series to correlate".to_owned();
            return Err(FitError::TooFew { what, count: series.len(), needed: 2 });
        }
        let model = Model { series, days, long_run: long_run(series, days) };
        if model.long_run.cholesky().is_none() {
            return Err(FitError::NotIdentified { model: MODEL });
        }
        let loss = |x: &[f64]| -> f64 {
            let (reaction, memory) = parameters(x);
            -model.walk(reaction, memory).0.iter().sum::<f64>()
        };
        let start = [unsquash(0.97), unsquash(0.04)];
        let found = minimum(loss, &start, &[0.7, 0.7], 1e-11);
        if !found.converged {
            return Err(FitError::NotConverged { model: MODEL, steps: found.evaluations });
        }
        let constant: f64 = model.walk(0.0, 0.0).0.iter().sum();
        let likelihood_ratio = 2.0 * (-found.value - constant);
        if likelihood_ratio < SIGNIFICANT {
            let (simpler, needed) = ("constant correlations", SIGNIFICANT);
            let ratio = likelihood_ratio;
            return Err(FitError::NotSignificant { model: MODEL, simpler, ratio, needed });
        }
        let (reaction, memory) = parameters(&found.at);
        let persistence = reaction + memory;
        if persistence > PERSISTENCE - 5e-4 {
            let instead = "exponentially weighted correlations";
            let parameter = "the sum of reaction and memory";
            return Err(FitError::AtBound { model: MODEL, parameter, value: persistence, instead });
        }
        let terms = |x: &[f64]| model.walk(x[0], x[1]).0;
        let scales = [reaction, reaction.max(1.0 - persistence)];
        let errors = standard_errors(terms, &[reaction, memory], &scales);
        let Some([reaction_estimate, memory_estimate]) = errors.as_deref() else {
            return Err(FitError::NotIdentified { model: MODEL });
        };
        Ok(Self {
            reaction: *reaction_estimate,
            memory: *memory_estimate,
            log_likelihood: -found.value,
            likelihood_ratio,
            correlation: model.walk(reaction, memory).1,
            long_run: model.long_run,
        })
    }
}

/// From the search's coordinates, as for GARCH.
fn parameters(x: &[f64]) -> (f64, f64) {
    let (persistence, share) = (PERSISTENCE * squash(x[0]), squash(x[1]));
    (persistence * share, persistence * (1.0 - share))
}

fn long_run(series: &[Vec<f64>], days: usize) -> Square {
    let mut products = Square::zero(series.len());
    for i in 0..series.len() {
        for j in 0..=i {
            let sum: f64 = (0..days).map(|t| series[i][t] * series[j][t]).sum();
            products[(i, j)] = sum / days as f64;
            products[(j, i)] = sum / days as f64;
        }
    }
    unit_diagonal(&products)
}

struct Model<'a> {
    series: &'a [Vec<f64>],
    days: usize,
    long_run: Square,
}

impl Model<'_> {
    /// Each day's log-likelihood, and the correlations of the day after.
    fn walk(&self, reaction: f64, memory: f64) -> (Vec<f64>, Square) {
        let size = self.series.len();
        let mut state = self.long_run.clone();
        let mut terms = Vec::with_capacity(self.days);
        for day in 0..self.days {
            terms.push(self.likelihood(&unit_diagonal(&state), day));
            for i in 0..size {
                for j in 0..=i {
                    let product = self.series[i][day] * self.series[j][day];
                    let entry = (1.0 - reaction - memory) * self.long_run[(i, j)]
                        + reaction * product
                        + memory * state[(i, j)];
                    state[(i, j)] = entry;
                    state[(j, i)] = entry;
                }
            }
        }
        (terms, unit_diagonal(&state))
    }

    /// What correlations add to the likelihood of a day.
    fn likelihood(&self, correlation: &Square, day: usize) -> f64 {
        let Some(lower) = correlation.cholesky() else {
            return f64::NEG_INFINITY;
        };
        let (mut free, mut total) = (Vec::new(), 0.0);
        for i in 0..self.series.len() {
            let value = self.series[i][day];
            let known: f64 = lower.row(i).iter().zip(&free).map(|(l, z): (_, &f64)| l * z).sum();
            let z = (value - known) / lower[(i, i)];
            total += libm::log(lower[(i, i)]) + 0.5 * (z * z - value * value);
            free.push(z);
        }
        -total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::simulate::{Normals, correlated};

    #[test]
    fn parameters_are_found_again() {
        let (reaction, memory) = (0.05, 0.92);
        let rows = [vec![1.0, 0.5, 0.2], vec![0.5, 1.0, 0.4], vec![0.2, 0.4, 1.0]];
        let long = Square::from_rows(&rows).unwrap();
        let (mut normals, mut state) = (Normals::new(21), long.clone());
        let mut series = vec![Vec::new(); 3];
        for _ in 0..3000 {
            let day = correlated(&mut normals, &unit_diagonal(&state), 1);
            for i in 0..3 {
                series[i].push(day[i][0]);
                for j in 0..3 {
                    state[(i, j)] = 0.03 * long[(i, j)]
                        + reaction * day[i][0] * day[j][0]
                        + memory * state[(i, j)];
                }
            }
        }
        let fit = Dcc::fit(&series).unwrap();
        for (found, wanted) in [(fit.reaction, reaction), (fit.memory, memory)] {
            assert!(found.error < 0.02, "{found:?}");
            assert!((found.value - wanted).abs() < 3.0 * found.error, "{found:?} {wanted}");
        }
        let now = unit_diagonal(&state);
        for at in [(0, 1), (0, 2), (1, 2)] {
            assert!((fit.correlation[at] - now[at]).abs() < 0.1, "{fit:?} {now:?}");
        }
    }

    #[test]
    fn constant_correlations_are_not_dressed_up() {
        let rows = [vec![1.0, 0.5], vec![0.5, 1.0]];
        let matrix = Square::from_rows(&rows).unwrap();
        let series = correlated(&mut Normals::new(2), &matrix, 1000);
        let refused = Dcc::fit(&series).unwrap_err();
        assert!(matches!(refused, FitError::NotSignificant { .. }), "{refused}");
        assert!(matches!(Dcc::fit(&series[..1]), Err(FitError::TooFew { .. })));
        let twice = [series[0].clone(), series[0].clone()];
        assert!(matches!(Dcc::fit(&twice), Err(FitError::NotIdentified { .. })));
    }
}
