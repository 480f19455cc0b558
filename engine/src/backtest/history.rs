//! What backtests read, what they say, and what they refuse.

use serde::Serialize;
use thiserror::Error;

/// One period of a history: what was lost, and what had been said about it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Day {
    /// Above zero where money was lost.
    pub loss: f64,
    /// The loss that was to be exceeded with the stated chance only.
    pub value_at_risk: f64,
    /// The mean loss that was to be expected beyond it.
    pub expected_shortfall: f64,
}

/// Why a history cannot be tested.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum BacktestError {
    /// Fewer periods than the test needs, or more than it counts.
    #[error("a history of {days} days: the test needs at least {least}, and at most 2^32")]
    Days {
        /// As given.
        days: usize,
        /// As needed.
        least: usize,
    },
    /// A chance or a level that is none.
    #[error("{name} is {value}; it must be above 0 and below {below}")]
    Chance {
        /// Which.
        name: &'static str,
        /// As given.
        value: f64,
        /// What it must stay below.
        below: f64,
    },
    /// A confidence that leaves no tail, or more than half of all days in it.
    #[error("the confidence is {0}; it must be above 0.5 and below 1, such as 0.99")]
    Confidence(f64),
    /// Figures that contradict one another.
    #[error(
        "day {day}: {rule}, but loss, VaR and ES are {loss}, {value_at_risk} and {expected_shortfall}"
    )]
    Figures {
        /// From 0.
        day: usize,
        /// What they break.
        rule: &'static str,
        /// As given.
        loss: f64,
        /// As given.
        value_at_risk: f64,
        /// As given.
        expected_shortfall: f64,
    },
    /// Without exceptions there is nothing to say about when they come.
    #[error(
        "no exception, or nothing else: whether they come in clusters cannot be told; test coverage alone"
    )]
    NothingToTime,
    /// A tail without a mean, or one that ends at once.
    #[error("the tail's shape is {0}; it must be from -0.5 to below 1")]
    Shape(f64),
    /// Simulations that cannot tell levels apart.
    #[error("{simulations} simulations: at least {least} are needed at this level")]
    Simulations {
        /// As given.
        simulations: usize,
        /// As needed.
        least: usize,
    },
}

/// What a test says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The history does not speak against the model at the level asked for.
    Accepted,
    /// It does.
    Rejected,
}

/// A test's result.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// As the test defines it.
    pub statistic: f64,
    /// The chance of one at least as bad if the model is right.
    pub p_value: f64,
    /// Whether that chance is below the level.
    pub verdict: Verdict,
}

impl Outcome {
    pub(super) fn new(statistic: f64, p_value: f64, level: f64) -> Self {
        let verdict = if p_value < level { Verdict::Rejected } else { Verdict::Accepted };
        Self { statistic, p_value, verdict }
    }
}

/// On which days more was lost than the value at risk.
///
/// # Errors
///
/// If a figure is no number.
pub fn exceptions(history: &[Day]) -> Result<Vec<bool>, BacktestError> {
    let day = |(number, day): (usize, &Day)| {
        if day.loss.is_finite() && day.value_at_risk.is_finite() {
            Ok(day.loss > day.value_at_risk)
        } else {
            Err(day.contradicts(number, "losses and VaR are finite"))
        }
    };
    history.iter().enumerate().map(day).collect()
}

impl Day {
    pub(super) fn contradicts(&self, day: usize, rule: &'static str) -> BacktestError {
        let Self { loss, value_at_risk, expected_shortfall } = *self;
        BacktestError::Figures { day, rule, loss, value_at_risk, expected_shortfall }
    }
}

/// Refuses what is not strictly between 0 and `below`.
pub(super) fn check_chance(
    name: &'static str,
    value: f64,
    below: f64,
) -> Result<(), BacktestError> {
    // Also false for NaN.
    if value > 0.0 && value < below {
        Ok(())
    } else {
        Err(BacktestError::Chance { name, value, below })
    }
}

/// The chance of the tail beyond a confidence. The last bits that a subtraction
/// leaves are taken off: beyond 0.99 is 0.01, which Basel's multiplier asks for.
pub(super) fn beyond(confidence: f64) -> Result<f64, BacktestError> {
    // Also false for NaN.
    if confidence > 0.5 && confidence < 1.0 {
        Ok(libm::round((1.0 - confidence) * 1e15) / 1e15)
    } else {
        Err(BacktestError::Confidence(confidence))
    }
}

/// A whole count, if there are at least `least` days.
pub(super) fn count_days(days: usize, least: usize) -> Result<u32, BacktestError> {
    let counted = u32::try_from(days).ok().filter(|_| days >= least);
    counted.ok_or(BacktestError::Days { days, least })
}

/// How many are true.
pub(super) fn count(exceptions: &[bool]) -> u32 {
    exceptions.iter().map(|exception| u32::from(*exception)).sum()
}
