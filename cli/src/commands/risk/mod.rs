//! `plimsoll risk`: what the engine's models say.

mod backtest;
mod cases;
mod explain;
mod price;
mod report;
mod run;
mod scenarios;
mod verify;

pub(crate) use run::parameters_of_held;

use super::Style;
use crate::args;
use crate::failure::Failure;

pub(crate) fn run(command: &args::Risk, style: Style) -> Result<(), Failure> {
    match command {
        args::Risk::Price { cases } => price::run(cases, style),
        args::Risk::Backtest(backtest) => backtest::run(backtest, style),
        args::Risk::Run(run) => run::run(run, style),
        args::Risk::Verify { parameters, market } => verify::run(parameters, market, style),
        args::Risk::Explain(explain) => explain::run(explain, style),
        args::Risk::Scenarios { preset } => scenarios::run(preset.as_deref(), style),
        args::Risk::Report(report) => report::run(report, style),
    }
}
