//! Arguments of the commands that ask the risk engine.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use plimsoll_engine::risk::Figure;

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
    /// Compute parameters from a market and what a book lists.
    Run(RiskRun),
    /// Compute published parameters again, and compare.
    Verify {
        /// The parameters file.
        parameters: PathBuf,
        /// The market directory that they were computed from.
        #[arg(long, value_name = "DIR")]
        market: PathBuf,
    },
    /// Say what parameters mean: as a whole, or for an instrument or an account.
    Explain(RiskExplain),
    /// List the presets of scenarios, or show one as a file to begin from.
    Scenarios {
        /// The preset to show.
        preset: Option<String>,
    },
    /// Hold committed requirements against the full model, account by account.
    Report(RiskReport),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RiskRun {
    /// The market directory, with the venue's margin.json.
    pub(crate) market: PathBuf,
    /// The snapshot whose instruments are listed.
    pub(crate) book: PathBuf,
    /// Where to write the parameters.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Scenarios instead of those of margin.json: presets, or files of the
    /// market directory.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) preset: Vec<String>,
    /// What gains in the tests' scenarios are multiplied by, instead of what
    /// margin.json says.
    #[arg(long, value_name = "FACTOR", conflicts_with = "calibrate")]
    pub(crate) multiplier: Option<Figure>,
    /// Find the least multiplier with which requirements cover the full model.
    #[arg(long)]
    pub(crate) calibrate: bool,
    /// Of everything that is drawn, the full model's paths and scenarios from
    /// them, instead of what margin.json says.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// List only what some account holds, for a smaller key.
    #[arg(long)]
    pub(crate) held: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RiskExplain {
    /// The parameters file.
    pub(crate) parameters: PathBuf,
    /// Explain the row of this instrument.
    #[arg(long, value_name = "SYMBOL", conflicts_with = "account")]
    pub(crate) instrument: Option<String>,
    /// Explain this account of a book: NAME, or NAME/SUB-ACCOUNT.
    #[arg(long, value_name = "ID", requires = "book")]
    pub(crate) account: Option<String>,
    /// The snapshot that has the account.
    #[arg(long, value_name = "DIR")]
    pub(crate) book: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RiskReport {
    /// The market directory, with the venue's margin.json.
    pub(crate) market: PathBuf,
    /// The snapshot.
    pub(crate) book: PathBuf,
    /// What was committed; by default, the snapshot's own parameters.json.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<PathBuf>,
    /// Where to write the page, for your eyes: it names accounts.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Paths of the full model, instead of what margin.json says.
    #[arg(long)]
    #[arg(value_parser = clap::value_parser!(u32).range(1_000..=1_000_000))]
    pub(crate) paths: Option<u32>,
    /// Of the full model's paths.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}
