//! `plimsoll risk`: what the engine's models say.

mod backtest;
mod cases;
mod price;

use super::Style;
use crate::args;
use crate::failure::Failure;

pub(crate) fn run(command: &args::Risk, style: Style) -> Result<(), Failure> {
    match command {
        args::Risk::Price { cases } => price::run(cases, style),
        args::Risk::Backtest(backtest) => backtest::run(backtest, style),
    }
}
