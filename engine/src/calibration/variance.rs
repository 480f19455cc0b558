//! The recursion that EWMA and GARCH(1,1) share: the next day's variance from
//! today's and today's squared return. And returns in units of their deviation.

use super::error::FitError;

/// `next = constant + reaction · return² + memory · today`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceRule {
    /// `ω`.
    pub constant: f64,
    /// `α`.
    pub reaction: f64,
    /// `β`.
    pub memory: f64,
}

impl VarianceRule {
    /// The variance of the day after.
    #[must_use]
    pub fn next(&self, today: f64, daily_return: f64) -> f64 {
        self.constant + self.reaction * daily_return * daily_return + self.memory * today
    }

    /// The variance expected of each day on its eve, and of the day after the
    /// last: one more than there are returns.
    #[must_use]
    pub fn path(&self, first: f64, returns: &[f64]) -> Vec<f64> {
        let mut variance = first;
        let mut path = vec![first];
        for daily_return in returns {
            variance = self.next(variance, *daily_return);
            path.push(variance);
        }
        path
    }

    /// Log-likelihood of each day's return, were they normal.
    pub(super) fn likelihoods(&self, first: f64, returns: &[f64]) -> Vec<f64> {
        let mut variance = first;
        let likelihood = |daily_return: &f64| {
            let today = variance;
            variance = self.next(today, *daily_return);
            log_normal_density(*daily_return, today)
        };
        returns.iter().map(likelihood).collect()
    }
}

/// Returns about their mean, in which searches have everything of size one.
pub(super) struct Standardised {
    pub(super) mean: f64,
    pub(super) variance: f64,
    /// The deviation.
    pub(super) scale: f64,
    /// Less their mean.
    pub(super) centred: Vec<f64>,
    /// These in units of the deviation.
    pub(super) scaled: Vec<f64>,
}

impl Standardised {
    /// Fails for returns that do not vary.
    pub(super) fn of(returns: &[f64]) -> Result<Self, FitError> {
        let mean = mean(returns);
        let centred: Vec<f64> = returns.iter().map(|r| r - mean).collect();
        let variance = mean_square(&centred);
        if variance.is_nan() || variance <= 1e-24 * mean * mean || variance < 1e-300 {
            return Err(FitError::NoVariation { what: "returns".to_owned() });
        }
        let scale = variance.sqrt();
        let scaled = centred.iter().map(|r| r / scale).collect();
        Ok(Self { mean, variance, scale, centred, scaled })
    }
}

pub(super) fn log_normal_density(x: f64, variance: f64) -> f64 {
    const LOG_TWO_PI: f64 = 1.837_877_066_409_345_3;
    -0.5 * (LOG_TWO_PI + libm::log(variance) + x * x / variance)
}

/// The mean of squares.
pub(super) fn mean_square(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64
}

/// The mean.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
