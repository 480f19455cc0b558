//! Histories to backtest. Those that are read are tested, or say why not; no
//! test's figure is NaN or infinite.
#![no_main]

use std::path::Path;

use plimsoll_engine::backtest::{History, Question, TailModel, backtest};

const TAIL: TailModel = TailModel { shape: 0.0, simulations: 20, seed: 1 };

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let history = match History::parse(Path::new("history.csv"), bytes.to_vec()) {
        Ok(history) => history,
        Err(error) => return assert!(!error.to_string().contains('\n'), "one line: {error}"),
    };
    assert_eq!(history.days.len(), history.names.len());
    match backtest(&history.days, &Question { confidence: 0.99, level: 0.05, tail: TAIL }) {
        Ok(found) => {
            assert!(found.kupiec.outcome.statistic.is_finite());
            assert!(found.acerbi_szekely.outcome.statistic.is_finite());
        }
        Err(error) => assert!(history.days.len() < 2, "read, and refused: {error}"),
    }
});
