//! Exponentially weighted volatility: GARCH's poor relation, which needs one
//! figure and never fails to have an answer.

use super::error::{FitError, check, within};
use super::variance::{VarianceRule, mean_square};
use crate::fit::{Estimate, minimum, squash, standard_errors, unsquash};

/// Exponentially weighted variance of daily returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Ewma {
    /// The share of the old variance that a day keeps.
    pub decay: f64,
    /// The standard error of the decay; `None` where it was given.
    pub decay_error: Option<f64>,
    /// Of the returns, were they normal.
    pub log_likelihood: f64,
    /// The variance expected of each day on its eve, and last of the next day.
    pub variances: Vec<f64>,
}

/// Days whose mean square starts the recursion.
const WARM_UP: usize = 20;
const LOW: f64 = 0.5;
const HIGH: f64 = 0.9999;

impl Ewma {
    /// With a decay that is given, such as 0.94.
    ///
    /// # Errors
    /// If the decay is not between 0 and 1, or returns are too few or constant.
    pub fn with_decay(returns: &[f64], decay: f64) -> Result<Self, FitError> {
        within("the decay", decay, (f64::MIN_POSITIVE, 1.0 - 1e-9), "between 0 and 1")?;
        let first = first_variance(returns)?;
        let rule = rule(decay);
        let log_likelihood = rule.likelihoods(first, returns).iter().sum();
        let variances = rule.path(first, returns);
        Ok(Self { decay, decay_error: None, log_likelihood, variances })
    }

    /// With the decay that makes the returns most likely.
    ///
    /// # Errors
    /// If returns are too few or constant, or any decay is as good.
    pub fn fit(returns: &[f64]) -> Result<Self, FitError> {
        const MODEL: &str = "EWMA";
        check("daily returns", returns, 100)?;
        let first = first_variance(returns)?;
        let decay = |x: f64| LOW + (HIGH - LOW) * squash(x);
        let loss = |x: &[f64]| -> f64 {
            -rule(decay(x[0])).likelihoods(first, returns).iter().sum::<f64>()
        };
        let start = unsquash((0.94 - LOW) / (HIGH - LOW));
        let found = minimum(loss, &[start], &[0.5], 1e-12);
        let best = decay(found.at[0]);
        if !found.converged {
            return Err(FitError::NotConverged { model: MODEL, steps: found.evaluations });
        }
        if !(LOW + 1e-4..=HIGH - 1e-4).contains(&best) {
            let instead = "a decay of your own, such as 0.94";
            let (model, parameter) = (MODEL, "the decay");
            return Err(FitError::AtBound { model, parameter, value: best, instead });
        }
        let terms = |x: &[f64]| rule(x[0]).likelihoods(first, returns);
        let errors = standard_errors(terms, &[best], &[1.0 - best]);
        let decay_error = match errors.as_deref() {
            Some([Estimate { error, .. }]) => *error,
            _ => return Err(FitError::NotIdentified { model: MODEL }),
        };
        Ok(Self { decay_error: Some(decay_error), ..Self::with_decay(returns, best)? })
    }

    /// The rule that variances follow.
    #[must_use]
    pub fn rule(&self) -> VarianceRule {
        rule(self.decay)
    }

    /// The variance expected of the day after the last.
    #[must_use]
    pub fn next_variance(&self) -> f64 {
        self.variances.last().copied().unwrap_or(0.0)
    }
}

fn rule(decay: f64) -> VarianceRule {
    VarianceRule { constant: 0.0, reaction: 1.0 - decay, memory: decay }
}

fn first_variance(returns: &[f64]) -> Result<f64, FitError> {
    check("daily returns", returns, WARM_UP)?;
    let first = mean_square(&returns[..WARM_UP]);
    // Returns so small that their squares vanish are not returns.
    let varies = returns.iter().any(|r| r.to_bits() != returns[0].to_bits()) && first > 1e-300;
    if varies { Ok(first) } else { Err(FitError::NoVariation { what: "returns".to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::simulate::Normals;

    #[test]
    fn the_decay_is_found_again() {
        let mut normals = Normals::new(1);
        let mut variance = 4e-4f64;
        let step = |_| {
            let r = variance.sqrt() * normals.next();
            variance = rule(0.94).next(variance, r);
            r
        };
        let returns: Vec<f64> = (0..2000).map(step).collect();
        let fit = Ewma::fit(&returns).unwrap();
        let error = fit.decay_error.unwrap();
        assert!(error < 0.01 && (fit.decay - 0.94).abs() < 3.0 * error, "{} {error}", fit.decay);
        assert_eq!(fit.variances.len(), 2001);
        // The path starts from another variance, and has forgotten it by the end.
        let given = Ewma::with_decay(&returns, 0.94).unwrap();
        assert!((given.next_variance() / variance - 1.0).abs() < 1e-12);
        assert!(given.log_likelihood <= fit.log_likelihood);
    }

    #[test]
    fn data_that_do_not_carry_it_are_refused() {
        assert!(matches!(Ewma::fit(&[0.01; 50]), Err(FitError::TooFew { count: 50, .. })));
        assert!(matches!(Ewma::fit(&[0.01; 150]), Err(FitError::NoVariation { .. })));
        assert!(matches!(Ewma::with_decay(&[0.0; 150], 0.9), Err(FitError::NoVariation { .. })));
        let mut returns = [0.01; 150];
        returns[7] = f64::NAN;
        assert!(matches!(Ewma::fit(&returns), Err(FitError::NotFinite { position: 8, .. })));
        for decay in [0.0, 1.0, -1.0, f64::NAN] {
            returns[7] = 0.02;
            let refused = Ewma::with_decay(&returns, decay);
            assert!(matches!(refused, Err(FitError::OutOfRange { .. })), "{decay}");
        }
    }
}
