//! Arguments, as clap reads them.

mod backtest;
mod ceremony;
mod chain;
mod measuring;
mod proving;
mod risk;
mod values;
mod verifying;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

pub(crate) use backtest::{Backtest, SimulatedKind};
pub(crate) use ceremony::{Ceremony, CeremonyVerify};
pub(crate) use chain::{
    Authority, Contract, ContractCalldata, ContractDeploy, ContractExecute, ContractExport,
    Publish, Sending, VerifyChain,
};
pub(crate) use measuring::{Bench, BenchCircuit};
pub(crate) use proving::{
    Bundle, Prepare, Prove, ProveAccount, ProveOther, Receipt, Setup, SetupDev,
};
pub(crate) use risk::{Risk, RiskExplain, RiskReport, RiskRun};
pub(crate) use values::venue_of;
pub(crate) use verifying::{Expected, Verify, VerifyAccount, VerifyAccountProof};

/// Proves a derivatives venue solvent without showing a position.
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, about, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Print results as JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Show no progress.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a sample venue, prove it, verify the proof, and check a receipt.
    Demo(Demo),
    /// Make, check and convert snapshots of a venue's book.
    #[command(subcommand)]
    Snapshot(Snapshot),
    /// Apply the margin rule to every account of a snapshot, or to one.
    Margin(Margin),
    /// Validate parameters files and name them.
    #[command(subcommand)]
    Parameters(Parameters),
    /// Make keys to prove and verify with.
    #[command(subcommand)]
    Setup(Setup),
    /// Keys that nobody need trust one person for: contribute, verify, finalize.
    #[command(subcommand)]
    Ceremony(Ceremony),
    /// Check the whole statement over a snapshot and lay it out for proving.
    Prepare(Prepare),
    /// Make the proofs of a prepared run. Can be killed and started again.
    Prove(Prove),
    /// Make and look into what a venue publishes.
    #[command(subcommand)]
    Bundle(Bundle),
    /// Verifiers in Solidity, transactions, and registries on a chain.
    #[command(subcommand)]
    Contract(Contract),
    /// Publish a bundle to a registry on a chain: shows what it would send, and
    /// sends it with --send. Can be stopped and started again.
    Publish(Publish),
    /// Write the receipt of an account, for its trader.
    Receipt(Receipt),
    /// Verify what a venue publishes.
    #[command(subcommand)]
    Verify(Verify),
    /// Compute parameters from a market, check them, and hold them against the
    /// full model.
    #[command(subcommand)]
    Risk(Risk),
    /// Measure what circuits cost on this machine.
    #[command(subcommand)]
    Bench(Bench),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Demo {
    /// Accounts of the sample venue.
    #[arg(long, default_value_t = 100)]
    pub(crate) accounts: u64,
    /// What the sample is drawn from.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where to leave snapshot, keys, run, bundle and receipt: a new directory.
    /// Without it, nothing is left.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Snapshot {
    /// Write a believable venue: book, instruments and parameters.
    Sample(Sample),
    /// Read all of a snapshot and say whether it adds up.
    Check {
        /// The snapshot's directory.
        dir: PathBuf,
    },
    /// Sort a snapshot in any format into canonical Parquet.
    Convert {
        /// The snapshot to read.
        dir: PathBuf,
        /// Where to write the new one.
        #[arg(long, short, value_name = "DIR")]
        out: PathBuf,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Sample {
    /// How many accounts, market makers, house and fund among them.
    #[arg(long)]
    pub(crate) accounts: u64,
    /// What the sample is drawn from.
    #[arg(long)]
    pub(crate) seed: u64,
    /// Where to write it.
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The format of its tables.
    #[arg(long, value_enum, default_value_t = TableFormat::Parquet)]
    pub(crate) format: TableFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TableFormat {
    Parquet,
    Csv,
    Jsonl,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Margin {
    /// The snapshot's directory.
    pub(crate) dir: PathBuf,
    /// The parameters file; by default, the snapshot's own parameters.json.
    #[arg(long, value_name = "FILE")]
    pub(crate) parameters: Option<PathBuf>,
    /// Explain one account: NAME, or NAME/SUB-ACCOUNT.
    #[arg(long, value_name = "ID", conflicts_with = "each")]
    pub(crate) account: Option<String>,
    /// Write a line for every account to this CSV file.
    #[arg(long, value_name = "FILE")]
    pub(crate) each: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Parameters {
    /// Validate a parameters file, list what deserves a second look, name it.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Write a parameters file in its canonical form.
    Format {
        /// The file to read.
        file: PathBuf,
        /// Where to write the canonical form.
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
    },
}
