//! Acerbi and Székely's second test (2014): whether losses beyond the value at
//! risk are as frequent and as large as the expected shortfall says. Its
//! distribution under the model is simulated.

use rayon::prelude::*;
use serde::Serialize;

use super::history::{BacktestError, Day, Outcome, check_chance, count_days};
use crate::random::Stream;

/// What the model says about losses beyond its value at risk: generalised
/// Pareto, with the mean that the expected shortfall names. Nothing else of the
/// model enters the statistic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TailModel {
    /// 0 for an exponential tail; −0.11 is close to a normal one beyond 97.5%,
    /// one over the degrees of freedom to Student's. From −0.5 to below 1.
    pub shape: f64,
    /// Histories to simulate.
    pub simulations: usize,
    /// They follow from it.
    pub seed: u64,
}

/// The statistic, and three ways to judge it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AcerbiSzekely {
    /// `Z₂ = 1 − Σ loss/ES over exceptions / (days · chance)`: 0 is expected,
    /// below it risk was understated. The p-value is simulated.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The statistic below which the verdict is a rejection.
    pub critical: f64,
    /// Below −0.7, the authors' threshold for 5% at 97.5% and 250 days.
    pub below_minus_0_7: bool,
    /// Below −1.8, theirs for 0.01%.
    pub below_minus_1_8: bool,
}

/// `chance` is the tail of both figures, such as 0.025; the verdict is at
/// `level`. The same result whatever the number of threads.
///
/// # Errors
///
/// If figures contradict one another, chances are none, or the simulations are
/// too few for the level.
pub fn acerbi_szekely(
    history: &[Day],
    chance: f64,
    level: f64,
    model: &TailModel,
) -> Result<AcerbiSzekely, BacktestError> {
    check_chance("chance", chance, 0.5)?;
    check_chance("level", level, 1.0)?;
    if !(-0.5..1.0).contains(&model.shape) {
        return Err(BacktestError::Shape(model.shape));
    }
    check(history)?;
    let simulations = model.simulations;
    let place = whole(simulations as f64 * level);
    if !(1..=10_000_000).contains(&simulations) || place == 0 {
        let least = whole((1.0 / level).ceil());
        return Err(BacktestError::Simulations { simulations, least });
    }
    let statistic = z2(history, chance, |day| (day.loss > day.value_at_risk).then_some(day.loss));
    let mut simulated: Vec<f64> = (0..simulations)
        .into_par_iter()
        .map(|number| {
            let mut stream = Stream::new(model.seed, *b"backtest", number as u64);
            z2(history, chance, |day| model.loss(day, chance, stream.uniform()))
        })
        .collect();
    simulated.sort_unstable_by(f64::total_cmp);
    let as_bad = simulated.partition_point(|other| *other <= statistic);
    // The history itself is one of the draws under the model.
    let p_value = (as_bad as f64 + 1.0) / (simulations as f64 + 1.0);
    Ok(AcerbiSzekely {
        outcome: Outcome::new(statistic, p_value, level),
        critical: simulated[place - 1],
        below_minus_0_7: statistic < -0.7,
        below_minus_1_8: statistic < -1.8,
    })
}

impl TailModel {
    /// The loss that a uniform number stands for, if it is an exception.
    fn loss(&self, day: &Day, chance: f64, uniform: f64) -> Option<f64> {
        if uniform >= chance {
            return None;
        }
        let inside = uniform / chance;
        let mean = day.expected_shortfall - day.value_at_risk;
        let excess = if self.shape == 0.0 {
            -libm::log(inside)
        } else {
            libm::expm1(-self.shape * libm::log(inside)) * (1.0 - self.shape) / self.shape
        };
        Some(day.value_at_risk + mean * excess)
    }
}

/// `exception` gives a day's loss if it was one.
fn z2(history: &[Day], chance: f64, mut exception: impl FnMut(&Day) -> Option<f64>) -> f64 {
    let ratio = |day: &Day| exception(day).map_or(0.0, |loss| loss / day.expected_shortfall);
    let sum: f64 = history.iter().map(ratio).sum();
    1.0 - sum / (history.len() as f64 * chance)
}

fn check(history: &[Day]) -> Result<(), BacktestError> {
    count_days(history.len(), 1)?;
    for (number, day) in history.iter().enumerate() {
        let figures = [day.loss, day.value_at_risk, day.expected_shortfall];
        let rule = if !figures.iter().all(|figure| figure.is_finite()) {
            "figures are finite"
        } else if day.expected_shortfall <= 0.0 {
            "an expected shortfall is a loss"
        } else if day.expected_shortfall < day.value_at_risk {
            "the mean beyond the VaR is no smaller than the VaR"
        } else {
            continue;
        };
        return Err(day.contradicts(number, rule));
    }
    Ok(())
}

fn whole(count: f64) -> usize {
    usize::try_from(crate::round::whole_to_nearest(libm::floor(count))).unwrap_or(usize::MAX)
}
