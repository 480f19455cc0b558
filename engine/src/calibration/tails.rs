//! The tail of losses beyond a threshold: a generalised Pareto distribution by
//! maximum likelihood, and the threshold beyond which mean excesses are as that
//! distribution has them.

use super::error::{FitError, check, within};
use super::variance::mean;
use crate::fit::{Estimate, minimum, standard_errors};

/// A fitted tail.
#[derive(Clone, Debug, PartialEq)]
pub struct Tail {
    /// Where the tail begins.
    pub threshold: f64,
    /// `ξ`: above zero, moments from the `1/ξ`-th on do not exist.
    pub shape: Estimate,
    /// `β`.
    pub scale: Estimate,
    /// Losses beyond the threshold.
    pub exceedances: usize,
    /// Losses in all.
    pub losses: usize,
    /// Of the excesses.
    pub log_likelihood: f64,
    /// Mean excesses over higher thresholds against those of the fit.
    pub mean_excesses: Vec<MeanExcess>,
}

/// A mean excess over one threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanExcess {
    /// The threshold.
    pub over: f64,
    /// The sample's.
    pub observed: f64,
    /// The fitted distribution's.
    pub fitted: f64,
    /// One standard deviation of the sample's.
    pub error: f64,
}

const MODEL: &str = "the generalised Pareto tail";
/// Fewer exceedances say next to nothing of a shape.
const NEEDED: usize = 40;
/// Shares of losses that thresholds leave behind them, lowest first.
const LEVELS: [f64; 7] = [0.85, 0.875, 0.9, 0.925, 0.95, 0.96, 0.975];
/// How far, in errors, the fit may be from any mean excess.
const STRAIGHT: f64 = 2.5;

impl Tail {
    /// The tail beyond a threshold that is given.
    ///
    /// # Errors
    /// If fewer than 40 losses are beyond it, they do not vary, or the fit is at
    /// the edge of what has a standard error or a mean.
    pub fn beyond(losses: &[f64], threshold: f64) -> Result<Self, FitError> {
        check("losses", losses, 0)?;
        within("the threshold", threshold, (f64::MIN, f64::MAX), "finite")?;
        let mut excesses: Vec<f64> =
            losses.iter().map(|loss| loss - threshold).filter(|excess| *excess > 0.0).collect();
        excesses.sort_by(f64::total_cmp);
        check("losses beyond the threshold", &excesses, NEEDED)?;
        let size = mean(&excesses);
        let range = excesses[excesses.len() - 1] - excesses[0];
        if range <= 1e-12 * size {
            return Err(FitError::NoVariation { what: "losses beyond the threshold".to_owned() });
        }
        let scaled: Vec<f64> = excesses.iter().map(|excess| excess / size).collect();
        let loss = |x: &[f64]| -densities(&scaled, x[0], libm::exp(x[1])).iter().sum::<f64>();
        let (shape, scale) = weighted_moments(&scaled);
        let found = minimum(loss, &[shape, libm::log(scale)], &[0.1, 0.1], 1e-12);
        if !found.converged {
            return Err(FitError::NotConverged { model: MODEL, steps: found.evaluations });
        }
        let (shape, scale) = (found.at[0], libm::exp(found.at[1]));
        if !(-0.45..0.95).contains(&shape) {
            let instead = "another threshold; without a mean there is no expected shortfall";
            return Err(FitError::AtBound {
                model: MODEL,
                parameter: "the shape",
                value: shape,
                instead,
            });
        }
        let terms = |x: &[f64]| densities(&scaled, x[0], x[1]);
        let errors = standard_errors(terms, &[shape, scale], &[0.3, scale]);
        let Some([shape, scale]) = errors.as_deref() else {
            return Err(FitError::NotIdentified { model: MODEL });
        };
        let count = excesses.len();
        let mut tail = Self {
            threshold,
            shape: *shape,
            scale: Estimate { value: scale.value * size, error: scale.error * size },
            exceedances: count,
            losses: losses.len(),
            log_likelihood: -found.value - libm::log(size) * count as f64,
            mean_excesses: Vec::new(),
        };
        tail.mean_excesses = tail.compare(&excesses);
        Ok(tail)
    }

    /// The tail beyond the lowest threshold from which on mean excesses are
    /// straight, as that of such a tail is.
    ///
    /// # Errors
    /// As for [`Tail::beyond`]; and if no threshold does, then as the highest
    /// with enough losses has it.
    pub fn fit(losses: &[f64]) -> Result<Self, FitError> {
        check("losses", losses, 4 * NEEDED)?;
        let mut sorted = losses.to_vec();
        sorted.sort_by(f64::total_cmp);
        let mut last = None;
        for level in LEVELS {
            let beyond = libm::round((1.0 - level) * sorted.len() as f64);
            let left = sorted.iter().rev().enumerate().find(|(i, _)| (*i as f64) >= beyond);
            let Some((count, threshold)) = left else { break };
            if count < NEEDED {
                break;
            }
            match Self::beyond(losses, *threshold) {
                Ok(tail) if tail.strain() <= STRAIGHT => return Ok(tail),
                Ok(tail) => {
                    let value = tail.strain();
                    let what = "the error of the tail's mean excesses, in standard deviations";
                    let wanted = "at most 2.5 from some threshold on";
                    last = Some(FitError::OutOfRange { what: what.to_owned(), value, wanted });
                }
                Err(error) => last = Some(error),
            }
        }
        let few = FitError::TooFew {
            what: "losses in the tail".to_owned(),
            count: sorted.len() * 3 / 20,
            needed: NEEDED,
        };
        Err(last.unwrap_or(few))
    }

    /// How far the fit is from any mean excess, in that one's errors.
    #[must_use]
    pub fn strain(&self) -> f64 {
        // Without a figure, as among equal losses, nothing is known to be straight.
        let known = |strain: f64| if strain.is_nan() { f64::INFINITY } else { strain };
        let each = |m: &MeanExcess| known((m.observed - m.fitted).abs() / m.error);
        self.mean_excesses.iter().map(each).fold(0.0, f64::max)
    }

    /// The loss that is not exceeded with this probability.
    ///
    /// # Errors
    /// If the probability is below the threshold's, or not below 1.
    pub fn value_at_risk(&self, probability: f64) -> Result<f64, FitError> {
        let share = self.exceedances as f64 / self.losses as f64;
        let bounds = (1.0 - share, 1.0 - f64::EPSILON);
        within("the probability", probability, bounds, "beyond the threshold's, below 1")?;
        let (shape, scale) = (self.shape.value, self.scale.value);
        let log = libm::log(share / (1.0 - probability));
        let excess = if shape.abs() < 1e-9 { log } else { libm::expm1(shape * log) / shape };
        Ok(self.threshold + scale * excess)
    }

    /// The mean loss beyond the value at risk.
    ///
    /// # Errors
    /// As for [`Tail::value_at_risk`].
    pub fn expected_shortfall(&self, probability: f64) -> Result<f64, FitError> {
        let var = self.value_at_risk(probability)?;
        Ok(var + self.excess_over(var - self.threshold))
    }

    /// The distribution's mean excess over so much more than the threshold.
    fn excess_over(&self, more: f64) -> f64 {
        (self.scale.value + self.shape.value * more) / (1.0 - self.shape.value)
    }

    /// At the quarters of the excesses.
    fn compare(&self, sorted: &[f64]) -> Vec<MeanExcess> {
        let at = |quarter: usize| {
            let more = sorted[sorted.len() * quarter / 4];
            let beyond: Vec<f64> = sorted.iter().filter(|x| **x > more).map(|x| x - more).collect();
            let observed = mean(&beyond);
            let squares: f64 = beyond.iter().map(|x| (x - observed) * (x - observed)).sum();
            let count = beyond.len() as f64;
            let error = (squares / (count * (count - 1.0))).sqrt();
            let fitted = self.excess_over(more);
            MeanExcess { over: self.threshold + more, observed, fitted, error }
        };
        (1..4).map(at).collect()
    }
}

/// Logarithms of the density at each excess.
fn densities(excesses: &[f64], shape: f64, scale: f64) -> Vec<f64> {
    let log_scale = libm::log(scale);
    let density = |excess: &f64| {
        let x = excess / scale;
        if shape.abs() < 1e-9 {
            return -log_scale - x;
        }
        // NaN beyond the end of a tail that has one: no density there.
        -log_scale - (1.0 + 1.0 / shape) * libm::log1p(shape * x)
    };
    excesses.iter().map(density).collect()
}

/// Probability-weighted moments: where the search starts.
fn weighted_moments(sorted: &[f64]) -> (f64, f64) {
    let count = sorted.len() as f64;
    let first = mean(sorted);
    let weighted = |(i, x): (usize, &f64)| x * (count - 1.0 - i as f64) / (count - 1.0);
    let second = sorted.iter().enumerate().map(weighted).sum::<f64>() / count;
    let shape = (2.0 - first / (first - 2.0 * second)).clamp(-0.3, 0.8);
    let largest = sorted.last().copied().unwrap_or(first);
    // A scale that every excess is possible at.
    let scale = (first * (1.0 - shape)).max(-1.01 * shape * largest);
    (shape, scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::simulate::Normals;

    fn pareto(shape: f64, scale: f64, count: usize, seed: u64) -> Vec<f64> {
        let mut normals = Normals::new(seed);
        let draw = |_| scale * libm::expm1(-shape * libm::log(normals.uniform())) / shape;
        (0..count).map(draw).collect()
    }

    #[test]
    fn parameters_are_found_again() {
        for (shape, seed) in [(0.3, 1), (0.1, 2), (-0.2, 3), (0.6, 4)] {
            let losses = pareto(shape, 0.02, 2000, seed);
            let tail = Tail::beyond(&losses, 0.0).unwrap();
            assert!(tail.shape.error < 0.06 && tail.scale.error < 0.002, "{tail:?}");
            assert!((tail.shape.value - shape).abs() < 3.0 * tail.shape.error, "{tail:?}");
            assert!((tail.scale.value - 0.02).abs() < 3.0 * tail.scale.error, "{tail:?}");
            assert!(tail.strain() < 3.5, "{tail:?}");
            let direct = densities(&losses, tail.shape.value, tail.scale.value).iter().sum::<f64>();
            assert!((tail.log_likelihood - direct).abs() < 1e-6);
        }
    }

    #[test]
    fn quantiles_are_those_of_the_distribution() {
        let (shape, scale) = (0.25, 1.0);
        let losses = pareto(shape, scale, 40_000, 5);
        let tail = Tail::fit(&losses).unwrap();
        assert!(tail.threshold > 0.0 && tail.exceedances == 6000, "{tail:?}");
        let var = scale / shape * (libm::pow(0.005, -shape) - 1.0);
        let found = tail.value_at_risk(0.995).unwrap();
        assert!((found / var - 1.0).abs() < 0.05, "{found} {var}");
        let es = (var + scale - 0.0) / (1.0 - shape);
        let found = tail.expected_shortfall(0.995).unwrap();
        assert!((found / es - 1.0).abs() < 0.1, "{found} {es}");
        assert!(tail.value_at_risk(0.5).is_err() && tail.value_at_risk(1.0).is_err());
    }

    #[test]
    fn a_threshold_in_the_body_is_not_straight() {
        // Of a uniform body and a heavy tail, only the tail is one.
        let mut losses: Vec<f64> = (0..4500).map(|i| f64::from(i) / 4500.0).collect();
        losses.extend(pareto(0.4, 1.0, 500, 6).iter().map(|x| 1.0 + x));
        assert!(Tail::beyond(&losses, 0.5).unwrap().strain() > STRAIGHT);
        let tail = Tail::fit(&losses).unwrap();
        assert!(tail.threshold >= 0.9, "{tail:?}");
        assert!((tail.shape.value - 0.4).abs() < 3.0 * tail.shape.error, "{tail:?}");
    }

    #[test]
    fn data_that_do_not_carry_it_are_refused() {
        let losses = pareto(0.3, 1.0, 100, 7);
        assert!(matches!(Tail::fit(&losses), Err(FitError::TooFew { .. })));
        assert!(matches!(Tail::beyond(&losses, 1e9), Err(FitError::TooFew { count: 0, .. })));
        assert!(matches!(Tail::beyond(&[2.0; 50], 1.0), Err(FitError::NoVariation { .. })));
        assert!(matches!(Tail::beyond(&[f64::NAN; 50], 1.0), Err(FitError::NotFinite { .. })));
        let wild = pareto(1.6, 1.0, 500, 8);
        assert!(matches!(Tail::beyond(&wild, 0.0), Err(FitError::AtBound { .. })));
    }
}
