//! GARCH(1,1) volatility by maximum likelihood, stationary by construction. Its
//! errors hold also where returns have fatter tails than the normal's.

use super::error::{FitError, check};
use super::variance::{Standardised, VarianceRule, log_normal_density};
use crate::fit::{Estimate, Minimum, minimum, squash, standard_errors, unsquash};

/// GARCH(1,1) variance of daily returns about their mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Garch {
    /// The returns' mean.
    pub mean: f64,
    /// `ω`.
    pub constant: Estimate,
    /// `α`.
    pub reaction: Estimate,
    /// `β`.
    pub memory: Estimate,
    /// Of the returns, were they normal.
    pub log_likelihood: f64,
    /// Twice the gain in log-likelihood over a constant variance.
    pub likelihood_ratio: f64,
    /// The variance expected of each day on its eve, and last of the next day.
    pub variances: Vec<f64>,
}

const MODEL: &str = "GARCH(1,1)";
/// The largest `α + β`.
const PERSISTENCE: f64 = 0.9999;
/// The 95% point of a chi-squared with two degrees of freedom.
const SIGNIFICANT: f64 = 5.991;

impl Garch {
    /// The fit to daily returns.
    ///
    /// # Errors
    /// If there are fewer than 250 returns, if they do not vary, if a constant
    /// variance explains them as well, or if the best fit is not stationary.
    pub fn fit(returns: &[f64]) -> Result<Self, FitError> {
        check("daily returns", returns, 250)?;
        let Standardised { mean, variance, scale, centred, scaled } = Standardised::of(returns)?;
        let found = search(&scaled);
        if !found.converged {
            return Err(FitError::NotConverged { model: MODEL, steps: found.evaluations });
        }
        let constant: f64 = scaled.iter().map(|r| log_normal_density(*r, 1.0)).sum();
        let likelihood_ratio = 2.0 * (-found.value - constant);
        if likelihood_ratio < SIGNIFICANT {
            let simpler = "a constant volatility or EWMA";
            let (ratio, needed) = (likelihood_ratio, SIGNIFICANT);
            return Err(FitError::NotSignificant { model: MODEL, simpler, ratio, needed });
        }
        let rule = rule(&found.at);
        let persistence = rule.reaction + rule.memory;
        if persistence > PERSISTENCE - 5e-4 {
            let instead = "EWMA, which does not return to a mean";
            let parameter = "the sum of reaction and memory";
            return Err(FitError::AtBound { model: MODEL, parameter, value: persistence, instead });
        }
        let at = [rule.constant, rule.reaction, rule.memory];
        let terms = |x: &[f64]| {
            VarianceRule { constant: x[0], reaction: x[1], memory: x[2] }.likelihoods(1.0, &scaled)
        };
        let scales = [rule.constant, rule.reaction, rule.reaction];
        let errors = standard_errors(terms, &at, &scales);
        let Some([constant, reaction, memory]) = errors.as_deref() else {
            return Err(FitError::NotIdentified { model: MODEL });
        };
        let constant =
            Estimate { value: constant.value * variance, error: constant.error * variance };
        let unscaled = VarianceRule { constant: constant.value, ..rule };
        Ok(Self {
            mean,
            constant,
            reaction: *reaction,
            memory: *memory,
            log_likelihood: -found.value - libm::log(scale) * returns.len() as f64,
            likelihood_ratio,
            variances: unscaled.path(variance, &centred),
        })
    }

    /// The rule that variances follow.
    #[must_use]
    pub fn rule(&self) -> VarianceRule {
        VarianceRule {
            constant: self.constant.value,
            reaction: self.reaction.value,
            memory: self.memory.value,
        }
    }

    /// The variance that days tend to.
    #[must_use]
    pub fn long_run_variance(&self) -> f64 {
        self.constant.value / (1.0 - self.reaction.value - self.memory.value)
    }

    /// The variance expected of the day after the last.
    #[must_use]
    pub fn next_variance(&self) -> f64 {
        self.variances.last().copied().unwrap_or(0.0)
    }

    /// The mean variance expected of the next so many days, per day.
    #[must_use]
    pub fn mean_variance(&self, days: u32) -> f64 {
        let (persistence, long) =
            (self.reaction.value + self.memory.value, self.long_run_variance());
        let days = f64::from(days.max(1));
        let kept = (1.0 - libm::pow(persistence, days)) / (1.0 - persistence) / days;
        long + (self.next_variance() - long) * kept
    }

    /// Returns about their mean, each divided by the deviation expected of it.
    #[must_use]
    pub fn standardised(&self, returns: &[f64]) -> Vec<f64> {
        let each = |(r, v): (&f64, &f64)| (r - self.mean) / v.sqrt();
        returns.iter().zip(&self.variances).map(each).collect()
    }
}

/// From the search's coordinates: the long-run variance's logarithm, the sum of
/// reaction and memory, and reaction's share of it.
fn rule(x: &[f64]) -> VarianceRule {
    let (long, persistence, share) = (libm::exp(x[0]), PERSISTENCE * squash(x[1]), squash(x[2]));
    VarianceRule {
        constant: long * (1.0 - persistence),
        reaction: persistence * share,
        memory: persistence * (1.0 - share),
    }
}

/// The best from several starts: the likelihood can have more than one peak.
fn search(scaled: &[f64]) -> Minimum {
    let loss = |x: &[f64]| -rule(x).likelihoods(1.0, scaled).iter().sum::<f64>();
    let from = |(persistence, share): (f64, f64)| {
        let start = [0.0, unsquash(persistence), unsquash(share)];
        minimum(loss, &start, &[0.3, 0.5, 0.5], 1e-12)
    };
    let first = from((0.98, 0.05));
    [(0.9, 0.1), (0.8, 0.5)]
        .into_iter()
        .map(from)
        .fold(first, |best, found| if found.value < best.value { found } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::simulate::Normals;

    fn simulated(days: usize, rule: VarianceRule) -> Vec<f64> {
        let mut normals = Normals::new(3);
        let mut variance = rule.constant / (1.0 - rule.reaction - rule.memory);
        let step = |_| {
            let r = variance.sqrt() * normals.next();
            variance = rule.next(variance, r);
            r + 2e-4
        };
        (0..days).map(step).collect()
    }

    #[test]
    fn parameters_are_found_again() {
        let truth = VarianceRule { constant: 2e-5, reaction: 0.09, memory: 0.88 };
        let fit = Garch::fit(&simulated(4000, truth)).unwrap();
        for (found, wanted, most) in [
            (fit.constant, truth.constant, 1e-5),
            (fit.reaction, truth.reaction, 0.03),
            (fit.memory, truth.memory, 0.03),
        ] {
            assert!(found.error < most, "{found:?}");
            assert!((found.value - wanted).abs() < 3.0 * found.error, "{found:?} {wanted}");
        }
        assert!(fit.likelihood_ratio > 100.0);
        assert!((fit.long_run_variance() / (2e-5 / 0.03) - 1.0).abs() < 0.3);
        assert!((fit.mean_variance(1) / fit.next_variance() - 1.0).abs() < 1e-12);
        assert!((fit.mean_variance(100_000) / fit.long_run_variance() - 1.0).abs() < 0.01);
    }

    #[test]
    fn the_likelihood_is_that_of_the_returns() {
        let rule = VarianceRule { constant: 2e-5, reaction: 0.09, memory: 0.88 };
        let returns = simulated(1000, rule);
        let fit = Garch::fit(&returns).unwrap();
        let direct: f64 = returns
            .iter()
            .zip(&fit.variances)
            .map(|(r, v)| log_normal_density(r - fit.mean, *v))
            .sum();
        assert!((fit.log_likelihood - direct).abs() < 1e-6, "{} {direct}", fit.log_likelihood);
    }

    #[test]
    fn a_constant_volatility_is_not_dressed_up() {
        let mut normals = Normals::new(4);
        let returns: Vec<f64> = (0..1000).map(|_| 0.02 * normals.next()).collect();
        let refused = Garch::fit(&returns).unwrap_err();
        assert!(matches!(refused, FitError::NotSignificant { .. }), "{refused}");
    }

    #[test]
    fn data_that_do_not_carry_it_are_refused() {
        assert!(matches!(Garch::fit(&[0.1; 249]), Err(FitError::TooFew { .. })));
        assert!(matches!(Garch::fit(&[0.1; 300]), Err(FitError::NoVariation { .. })));
        let integrated =
            simulated(1500, VarianceRule { constant: 1e-9, reaction: 0.3, memory: 0.699 });
        let refused = Garch::fit(&integrated);
        assert!(matches!(refused, Err(FitError::AtBound { .. })), "{refused:?}");
    }
}
