//! Every test of one history, under one question.

use serde::Serialize;

use super::history::{beyond, count_days};
use super::{
    AcerbiSzekely, BacktestError, Christoffersen, Day, Kupiec, TailModel, TrafficLight,
    acerbi_szekely, basel_zone, christoffersen, exceptions, kupiec,
};

/// How a history is judged.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Question {
    /// The share of days that the value at risk was to cover, such as 0.99.
    pub confidence: f64,
    /// The chance with which each test may reject a model that is right.
    pub level: f64,
    /// What the model says about losses beyond its value at risk.
    pub tail: TailModel,
}

/// What every test says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Backtest {
    /// Whether there were as many exceptions as claimed.
    pub kupiec: Kupiec,
    /// Whether they came independently; nothing where there are too few of them
    /// to tell.
    pub christoffersen: Option<Christoffersen>,
    /// Basel's zone.
    pub basel: TrafficLight,
    /// Whether losses beyond the value at risk were as large as claimed.
    pub acerbi_szekely: AcerbiSzekely,
}

/// Runs every test.
///
/// # Errors
///
/// If a test refuses the history or the question, except that exceptions too few
/// to be timed are no error.
pub fn backtest(history: &[Day], question: &Question) -> Result<Backtest, BacktestError> {
    let Question { level, tail, .. } = question;
    let chance = beyond(question.confidence)?;
    count_days(history.len(), 2)?;
    let hits = exceptions(history)?;
    let timing = match christoffersen(&hits, chance, *level) {
        Ok(found) => Some(found),
        Err(BacktestError::NothingToTime) => None,
        Err(error) => return Err(error),
    };
    Ok(Backtest {
        kupiec: kupiec(&hits, chance, *level)?,
        christoffersen: timing,
        basel: basel_zone(&hits, chance)?,
        acerbi_szekely: acerbi_szekely(history, chance, *level, tail)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUESTION: Question = Question {
        confidence: 0.99,
        level: 0.05,
        tail: TailModel { shape: 0.0, simulations: 99, seed: 1 },
    };

    fn quiet(days: usize) -> Vec<Day> {
        vec![Day { loss: 0.0, value_at_risk: 1.0, expected_shortfall: 2.0 }; days]
    }

    #[test]
    fn says_what_each_test_says_alone() {
        let mut history = quiet(250);
        for day in [3, 100, 101] {
            history[day].loss = 1.5;
        }
        let found = backtest(&history, &QUESTION).unwrap();
        let hits = exceptions(&history).unwrap();
        assert_eq!(found.kupiec, kupiec(&hits, 0.01, 0.05).unwrap());
        assert_eq!(found.christoffersen, christoffersen(&hits, 0.01, 0.05).ok());
        assert_eq!(found.basel.multiplier, Some(1.5));
        let alone = acerbi_szekely(&history, 0.01, 0.05, &QUESTION.tail);
        assert_eq!(Ok(found.acerbi_szekely), alone);
    }

    #[test]
    fn no_exception_is_no_error() {
        let found = backtest(&quiet(100), &QUESTION).unwrap();
        assert_eq!((found.christoffersen, found.basel.multiplier), (None, None));
    }

    #[test]
    fn bad_questions_are_refused() {
        for confidence in [0.5, 1.0, 0.01, f64::NAN] {
            let found = backtest(&quiet(9), &Question { confidence, ..QUESTION });
            assert!(matches!(found, Err(BacktestError::Confidence(_))), "{confidence}");
        }
        assert!(backtest(&quiet(9), &Question { level: 0.0, ..QUESTION }).is_err());
        let short = Err(BacktestError::Days { days: 1, least: 2 });
        assert_eq!(backtest(&quiet(1), &QUESTION), short);
    }
}
