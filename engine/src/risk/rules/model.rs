//! How volatilities, correlations and the full model are made, as written.

use serde::Deserialize;

use super::Figure;

/// How volatilities are estimated, and what keeps them from falling too low.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolatilityRule {
    /// From the history of prices.
    pub estimator: Estimator,
    /// Of the weighted average: 0.97. Without it, it is fitted.
    #[serde(default)]
    pub decay: Option<Figure>,
    /// At least the long run's.
    #[serde(default)]
    pub long_run_floor: bool,
    /// The weight on the worst stretch of days, 0.25 or more.
    #[serde(default)]
    pub stressed_weight: Option<Figure>,
    /// How many days that stretch has.
    #[serde(default = "quarter")]
    pub stressed_days: usize,
}

/// An estimator of volatility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Exponentially weighted.
    Ewma,
    /// GARCH(1,1); where it does not fit, exponentially weighted, and that is reported.
    Garch,
}

/// How correlations are estimated.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrelationRule {
    /// Of the weighted average; without it, the whole history shrunk.
    #[serde(default)]
    pub decay: Option<Figure>,
    /// Dynamic conditional correlations instead; where they do not fit, as
    /// without it, and that is reported.
    #[serde(default)]
    pub dynamic: bool,
    /// How far towards 1 the full model's go: 0.3.
    pub stress: Figure,
}

/// The simulation that requirements are held against.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullModelRule {
    /// Days until a book is closed.
    pub horizon_days: Figure,
    /// How many paths.
    pub paths: usize,
    /// Of expected shortfall: 0.975.
    pub confidence: Figure,
    /// The share of accounts that must be covered: 0.995.
    pub coverage: Figure,
    /// Crashes of everything at once.
    #[serde(default)]
    pub common_jumps: Option<CommonJumpRule>,
}

/// How scenarios are drawn from the full model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TailRule {
    /// No more than so many.
    pub scenarios: usize,
    /// The worst so many of them are averaged.
    pub worst: u32,
    /// Paths that they are chosen from.
    pub paths: usize,
    /// What is drawn follows from it and from everything that is read.
    #[serde(default = "first")]
    pub seed: u64,
}

/// Jumps that all underlyings make at once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommonJumpRule {
    /// How often.
    pub per_year: Figure,
    /// How far down, as a share: 0.15.
    pub down: Figure,
    /// Standard deviation of its logarithm.
    pub deviation: Figure,
}

fn quarter() -> usize {
    90
}

fn first() -> u64 {
    1
}
