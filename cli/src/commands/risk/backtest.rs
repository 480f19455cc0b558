//! `plimsoll risk backtest`: a history in, what each test says of it out.

mod text;

use std::path::Path;

use plimsoll_engine::backtest::{
    self, BacktestError, Day, History, Question, Simulated, TailModel, Verdict, Zone,
};
use plimsoll_snapshot::read_bounded;
use serde::Serialize;

use crate::args::{Backtest, SimulatedKind};
use crate::commands::Style;
use crate::failure::Failure;
use crate::output;

pub(super) fn run(args: &Backtest, style: Style) -> Result<(), Failure> {
    let tail = TailModel { shape: args.tail_shape, simulations: args.simulations, seed: args.seed };
    let question = Question { confidence: args.confidence, level: args.level, tail };
    let (name, history) = match (&args.history, args.simulated) {
        (Some(path), _) => (path.display().to_string(), read(path)?),
        (None, kind) => simulate(kind.unwrap_or(SimulatedKind::Right), args)?,
    };
    let tests =
        backtest::backtest(&history.days, &question).map_err(|error| refused(&name, &error))?;
    let report = Report {
        days: history.days.len(),
        rejected_by: rejected_by(&tests),
        exceptions: exceptions(&history),
        history: name,
        question,
        tests,
    };
    output::print(style.json, &report)
}

fn read(path: &Path) -> Result<History, Failure> {
    Ok(History::parse(path, read_bounded(path, History::MAX_BYTES)?)?)
}

/// What a simulated history is called, and the history.
fn simulate(kind: SimulatedKind, args: &Backtest) -> Result<(String, History), Failure> {
    let (name, kind) = match kind {
        SimulatedKind::Right => ("right", Simulated::Right),
        SimulatedKind::Understated => ("understated", Simulated::Understated),
        SimulatedKind::Clustered => ("clustered", Simulated::Clustered),
    };
    let count = usize::try_from(args.days).unwrap_or(usize::MAX);
    let name = format!("simulated, {name}, seed {}", args.seed);
    let days = backtest::simulated(kind, count, args.confidence, args.seed)
        .map_err(|error| refused(&name, &error))?;
    Ok((name, days.into()))
}

/// Names the history where it is the history's fault.
fn refused(history: &str, error: &BacktestError) -> Failure {
    Failure::Input(match error {
        BacktestError::Days { .. } | BacktestError::Figures { .. } => format!("{history}: {error}"),
        _ => error.to_string(),
    })
}

/// What is printed. Names of fields are part of the command's interface.
#[derive(Debug, Serialize)]
struct Report {
    history: String,
    days: usize,
    #[serde(flatten)]
    question: Question,
    /// The tests that speak against the figures, by their names in `tests`.
    rejected_by: Vec<&'static str>,
    tests: backtest::Backtest,
    exceptions: Vec<Exception>,
}

/// A day on which more was lost than the value at risk.
#[derive(Debug, Serialize)]
struct Exception {
    day: String,
    #[serde(flatten)]
    figures: Day,
}

fn exceptions(history: &History) -> Vec<Exception> {
    let named = history.names.iter().zip(&history.days);
    let beyond = named.filter(|(_, day)| day.loss > day.value_at_risk);
    beyond.map(|(name, day)| Exception { day: name.clone(), figures: *day }).collect()
}

fn rejected_by(tests: &backtest::Backtest) -> Vec<&'static str> {
    let rejects = |verdict: Verdict| verdict == Verdict::Rejected;
    let timing = tests.christoffersen.as_ref();
    let named = [
        ("kupiec", rejects(tests.kupiec.outcome.verdict)),
        ("independence", timing.is_some_and(|both| rejects(both.independence.verdict))),
        (
            "conditional_coverage",
            timing.is_some_and(|both| rejects(both.conditional_coverage.verdict)),
        ),
        ("basel", tests.basel.zone == Zone::Red),
        ("acerbi_szekely", rejects(tests.acerbi_szekely.outcome.verdict)),
    ];
    named.into_iter().filter_map(|(name, rejected)| rejected.then_some(name)).collect()
}
