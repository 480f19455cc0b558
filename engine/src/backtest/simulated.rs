//! Histories whose verdict is known, to see what the tests make of a model that
//! is right and of two that are not. Losses are normal with a volatility that
//! changes from day to day, which the model knows.

use super::Day;
use super::history::{BacktestError, beyond, count_days};
use crate::math::pdf;
use crate::random::{Stream, inverse_normal};

/// What is true of the figures that were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simulated {
    /// They are right.
    Right,
    /// Losses are half as large again as was said.
    Understated,
    /// Exceptions are as many and as large as was said in the long run, but
    /// after each the next day has another with a chance of a half.
    Clustered,
}

/// A day's standard deviation, in the middle.
const TYPICAL: f64 = 10_000.0;
/// What a day's log volatility keeps of the day before's, and what is new in it.
const KEPT: f64 = 0.95;
const NEW: f64 = 0.1;
const AFTER_AN_EXCEPTION: f64 = 0.5;
const TRUE_OVER_SAID: f64 = 1.5;
/// Normal quantiles are known from here to as far below one.
const LEAST_CHANCE: f64 = f64::EPSILON / 2.0;

/// So many days, the same to the bit for the same seed. Both figures are at the
/// confidence.
///
/// # Errors
///
/// If there is no day, or the confidence is none.
pub fn simulated(
    kind: Simulated,
    days: usize,
    confidence: f64,
    seed: u64,
) -> Result<Vec<Day>, BacktestError> {
    count_days(days, 1)?;
    let chance = beyond(confidence)?;
    let quantile = -inverse_normal(chance.max(LEAST_CHANCE));
    let mean_beyond = pdf(quantile) / chance;
    let mut stream = Stream::new(seed, *b"pastdays", 0);
    let (mut log_volatility, mut exception) = (0.0, false);
    let mut day = |_| {
        let volatility = TYPICAL * libm::exp(log_volatility);
        log_volatility = KEPT * log_volatility + NEW * inverse_normal(stream.uniform());
        let uniform = stream.uniform();
        let normal = match kind {
            Simulated::Right => -inverse_normal(uniform),
            Simulated::Understated => -TRUE_OVER_SAID * inverse_normal(uniform),
            Simulated::Clustered => -inverse_normal(clustered(uniform, chance, exception)),
        };
        exception = normal > quantile;
        Day {
            loss: volatility * normal,
            value_at_risk: volatility * quantile,
            expected_shortfall: volatility * mean_beyond,
        }
    };
    Ok((0..days).map(&mut day).collect())
}

/// A uniform number that is below `chance` with the chance that the day before
/// leaves, and otherwise uniform on its side. Over all days it is uniform.
fn clustered(uniform: f64, chance: f64, after_an_exception: bool) -> f64 {
    let today = if after_an_exception {
        AFTER_AN_EXCEPTION
    } else {
        chance * (1.0 - AFTER_AN_EXCEPTION) / (1.0 - chance)
    };
    let moved = if uniform < today {
        chance * uniform / today
    } else {
        chance + (1.0 - chance) * (uniform - today) / (1.0 - today)
    };
    moved.clamp(LEAST_CHANCE, 1.0 - LEAST_CHANCE)
}

#[cfg(test)]
mod tests {
    use super::super::{Backtest, Question, TailModel, Verdict, backtest};
    use super::*;

    const HISTORIES: usize = 200;

    /// What the tests say of many histories.
    fn tested(kind: Simulated) -> Vec<Backtest> {
        // The shape of a normal tail.
        let tail = TailModel { shape: -0.11, simulations: 299, seed: 1 };
        let question = Question { confidence: 0.99, level: 0.05, tail };
        let test = |seed| {
            let history = simulated(kind, 1000, 0.99, seed).unwrap();
            backtest(&history, &question).unwrap()
        };
        (0..HISTORIES as u64).map(test).collect()
    }

    /// How many a test rejects: coverage, independence, shortfall.
    fn rejected(kind: Simulated) -> [usize; 3] {
        let found = tested(kind);
        let count = |verdict: fn(&Backtest) -> Option<Verdict>| {
            found.iter().filter(|one| verdict(one) == Some(Verdict::Rejected)).count()
        };
        [
            count(|one| Some(one.kupiec.outcome.verdict)),
            count(|one| one.christoffersen.map(|timing| timing.independence.verdict)),
            count(|one| Some(one.acerbi_szekely.outcome.verdict)),
        ]
    }

    #[test]
    fn verdicts_are_the_known_ones() {
        // Three standard errors above the level of 5%.
        let by_chance = 20;
        let [coverage, independence, shortfall] = rejected(Simulated::Right);
        let right = [coverage, independence, shortfall];
        assert!(right.iter().all(|count| *count <= by_chance), "{right:?}");
        let [coverage, _, shortfall] = rejected(Simulated::Understated);
        assert_eq!((coverage, shortfall), (HISTORIES, HISTORIES));
        let [_, independence, _] = rejected(Simulated::Clustered);
        assert!(independence > HISTORIES * 17 / 20, "{independence}");
    }

    #[test]
    fn clusters_leave_the_share_of_exceptions_right() {
        let days = 200_000;
        let history = simulated(Simulated::Clustered, days, 0.99, 1).unwrap();
        let hits = history.iter().filter(|day| day.loss > day.value_at_risk).count();
        let (share, chance) = (hits as f64 / days as f64, 0.01);
        // Clusters triple the variance.
        let error = (3.0 * chance * (1.0 - chance) / days as f64).sqrt();
        assert!((share - chance).abs() < 3.0 * error, "{share}");
    }

    #[test]
    fn the_same_to_the_bit() {
        let bits = |kind| {
            let last = simulated(kind, 100, 0.99, 7).unwrap()[99];
            [last.loss, last.value_at_risk, last.expected_shortfall].map(f64::to_bits)
        };
        let kinds = [Simulated::Right, Simulated::Understated, Simulated::Clustered].map(bits);
        let said = [0x40d1_7cc0_0b5d_393f, 0x40d4_08da_9526_4505];
        let pinned = [0xc0c0_9563_5e74_937e, 0xc0c8_e015_0dae_dd3d, 0xc0c0_a150_2ad8_a8a1]
            .map(|loss| [loss, said[0], said[1]]);
        assert_eq!(kinds, pinned, "{kinds:#x?}");
    }

    #[test]
    fn what_is_no_history_is_refused() {
        assert!(simulated(Simulated::Right, 0, 0.99, 1).is_err());
        assert!(simulated(Simulated::Right, 9, 1.0, 1).is_err());
        for uniform in [LEAST_CHANCE, 1.0 - LEAST_CHANCE] {
            for after in [false, true] {
                let moved = clustered(uniform, 1e-15, after);
                assert!(inverse_normal(moved).is_finite(), "{moved}");
            }
        }
    }
}
