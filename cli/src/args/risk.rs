//! Arguments of the commands that ask the risk engine.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Risk {
    /// Price a CSV file of cases, one a row, and print the rows with price and
    /// Greeks added.
    Price {
        /// The cases; see docs/formats/cases.md for the columns.
        cases: PathBuf,
    },
    /// Say whether past risk figures were right, from a CSV file of days or from
    /// a simulation with a known answer.
    Backtest(super::Backtest),
}
