//! Merton's jumps from a history of daily returns: each day's return is normal,
//! plus a Poisson number of normal jumps. By maximum likelihood, from starts
//! that take the largest moves for jumps.

use super::error::{FitError, check};
use super::variance::{Standardised, log_normal_density};
use crate::fit::{Estimate, Minimum, minimum, squash, standard_errors, unsquash};
use crate::market::median;

/// A jump diffusion fitted to daily returns; figures are annual.
#[derive(Clone, Debug, PartialEq)]
pub struct MertonFit {
    /// Of log prices, jumps aside.
    pub drift: Estimate,
    /// Of the diffusion.
    pub volatility: Estimate,
    /// Jumps a year.
    pub intensity: Estimate,
    /// Of a jump's logarithm.
    pub mean_log_jump: Estimate,
    /// Of a jump's logarithm.
    pub log_jump_volatility: Estimate,
    /// Of the returns.
    pub log_likelihood: f64,
    /// Twice the gain in log-likelihood over no jumps.
    pub likelihood_ratio: f64,
}

const MODEL: &str = "Merton's jump diffusion";
const DAYS: f64 = 365.0;
/// The most jumps a day that are told from diffusion.
const MOST: f64 = 0.5;
/// Jumps in a day beyond which, at that intensity, nothing is left.
const COUNTED: u32 = 12;
/// The chance below which it is as good as never that there are more.
const NEVER: f64 = 1e-16;
/// The 95% point of a chi-squared with three degrees of freedom.
const SIGNIFICANT: f64 = 7.815;

impl MertonFit {
    /// The fit to daily returns.
    ///
    /// # Errors
    /// If there are fewer than 365 returns, they do not vary, or a diffusion
    /// explains them as well.
    pub fn fit(returns: &[f64]) -> Result<Self, FitError> {
        check("daily returns", returns, 365)?;
        let Standardised { mean, scale, scaled, .. } = Standardised::of(returns)?;
        let found = search(&scaled);
        if !found.converged {
            return Err(FitError::NotConverged { model: MODEL, steps: found.evaluations });
        }
        let without: f64 = scaled.iter().map(|r| log_normal_density(*r, 1.0)).sum();
        let likelihood_ratio = 2.0 * (-found.value - without);
        if likelihood_ratio < SIGNIFICANT {
            let (simpler, needed) = ("a diffusion without jumps", SIGNIFICANT);
            let ratio = likelihood_ratio;
            return Err(FitError::NotSignificant { model: MODEL, simpler, ratio, needed });
        }
        let at = natural(&found.at);
        if at[2] > MOST - 1e-3 {
            let instead = "stochastic volatility, as these are no rare jumps";
            let (parameter, value) = ("jumps a day", at[2]);
            return Err(FitError::AtBound { model: MODEL, parameter, value, instead });
        }
        if at[4] < 2e-3 * at[1] {
            let instead = "more history, as too few jumps tell how they spread";
            let (parameter, value) = ("the jumps' volatility", at[4] * scale);
            return Err(FitError::AtBound { model: MODEL, parameter, value, instead });
        }
        let terms = |x: &[f64]| densities(&scaled, x);
        let scales = [at[1], at[1], at[2], at[4], at[4]].map(|scale| 0.2 * scale);
        let errors = standard_errors(terms, &at, &scales);
        let Some(&[drift, deviation, intensity, jump, spread]) = errors.as_deref() else {
            return Err(FitError::NotIdentified { model: MODEL });
        };
        let times = |estimate: Estimate, by: f64| Estimate {
            value: estimate.value * by,
            error: estimate.error * by,
        };
        let drift = times(drift, scale * DAYS);
        Ok(Self {
            drift: Estimate { value: drift.value + mean * DAYS, ..drift },
            volatility: times(deviation, scale * DAYS.sqrt()),
            intensity: times(intensity, DAYS),
            mean_log_jump: times(jump, scale),
            log_jump_volatility: times(spread, scale),
            log_likelihood: -found.value - libm::log(scale) * returns.len() as f64,
            likelihood_ratio,
        })
    }
}

/// Drift, deviation, jumps a day, their mean and their deviation.
fn natural(x: &[f64]) -> [f64; 5] {
    [x[0], libm::exp(x[1]), MOST * squash(x[2]), x[3], libm::exp(x[4])]
}

fn densities(scaled: &[f64], at: &[f64]) -> Vec<f64> {
    let [drift, deviation, intensity, jump, spread] = [at[0], at[1], at[2], at[3], at[4]];
    let mut parts = Vec::new();
    let mut weight = libm::exp(-intensity);
    for jumps in 0..=COUNTED {
        let n = f64::from(jumps);
        let variance = deviation * deviation + n * spread * spread;
        // The factor that the density has whatever the return.
        parts.push((
            weight / (2.0 * std::f64::consts::PI * variance).sqrt(),
            drift + n * jump,
            variance,
        ));
        weight *= intensity / (n + 1.0);
        if weight < NEVER {
            break;
        }
    }
    let density = |r: &f64| {
        let part = |&(factor, mean, variance): &(f64, f64, f64)| {
            factor * libm::exp(-0.5 * (r - mean) * (r - mean) / variance)
        };
        libm::log(parts.iter().map(part).sum::<f64>())
    };
    scaled.iter().map(density).collect()
}

const STEPS: [f64; 5] = [0.1, 0.2, 0.5, 0.5, 0.3];

/// The best of several starts: moves beyond so many robust deviations as jumps.
fn search(scaled: &[f64]) -> Minimum {
    let loss = |x: &[f64]| {
        let at = natural(x);
        // Without a bound, one day's return can be all of the diffusion.
        if at[1] < 0.05 || at[4] < 1e-4 {
            f64::INFINITY
        } else {
            -densities(scaled, &at).iter().sum::<f64>()
        }
    };
    // Half of a normal is within 0.6745 deviations.
    let robust = median(scaled.iter().map(|r| r.abs())).unwrap_or(1.0) / 0.6745;
    let from = |beyond: f64| {
        let jumps: Vec<f64> =
            scaled.iter().copied().filter(|r| r.abs() > beyond * robust).collect();
        let count = jumps.len().max(1) as f64;
        let jump = jumps.iter().sum::<f64>() / count;
        let square = jumps.iter().map(|r| (r - jump) * (r - jump)).sum::<f64>() / count;
        let intensity = (count / scaled.len() as f64).min(0.8 * MOST);
        let start = [
            0.0,
            libm::log(robust.max(0.1)),
            unsquash(intensity / MOST),
            jump,
            0.5 * libm::log(square.max(0.25)),
        ];
        minimum(loss, &start, &STEPS, 1e-6)
    };
    let first = from(3.0);
    let rough = [2.0, 4.0]
        .into_iter()
        .map(from)
        .fold(first, |best, found| if found.value < best.value { found } else { best });
    minimum(loss, &rough.at, &STEPS, 1e-10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::simulate::Normals;

    fn simulated(days: usize, intensity: f64, seed: u64) -> Vec<f64> {
        let mut normals = Normals::new(seed);
        let day = |_| {
            let diffusion = 0.1 / DAYS + 0.6 / DAYS.sqrt() * normals.next();
            let jumps = normals.count(intensity / DAYS);
            diffusion + (0..jumps).map(|_| -0.06 + 0.09 * normals.next()).sum::<f64>()
        };
        (0..days).map(day).collect()
    }

    #[test]
    fn parameters_are_found_again() {
        let returns = simulated(3000, 15.0, 1);
        let fit = MertonFit::fit(&returns).unwrap();
        for (found, wanted, most) in [
            (fit.drift, 0.1, 0.5),
            (fit.volatility, 0.6, 0.02),
            (fit.intensity, 15.0, 4.0),
            (fit.mean_log_jump, -0.06, 0.02),
            (fit.log_jump_volatility, 0.09, 0.02),
        ] {
            assert!(found.error < most, "{fit:?}");
            assert!((found.value - wanted).abs() < 3.0 * found.error, "{found:?} {wanted}");
        }
        assert!(fit.likelihood_ratio > 100.0, "{fit:?}");
    }

    #[test]
    fn returns_without_jumps_have_none() {
        let refused = MertonFit::fit(&simulated(1000, 0.0, 2)).unwrap_err();
        assert!(matches!(refused, FitError::NotSignificant { .. }), "{refused}");
        assert!(matches!(MertonFit::fit(&[0.1; 400]), Err(FitError::NoVariation { .. })));
        assert!(matches!(MertonFit::fit(&[0.1; 100]), Err(FitError::TooFew { .. })));
    }
}
