//! Arguments of the commands that measure.

use clap::{Args as ClapArgs, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Count a batch circuit's constraints by clause, and prove one full batch.
    Circuit(BenchCircuit),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BenchCircuit {
    /// Slots of an account.
    #[arg(long, default_value_t = 16)]
    pub(crate) slots: usize,
    /// Scenarios of the margin rule, in one group.
    #[arg(long, default_value_t = 48)]
    pub(crate) scenarios: usize,
    /// Scenarios that the fund must survive, the zero move among them.
    #[arg(long, default_value_t = 16)]
    pub(crate) stress: usize,
    /// Instruments, the reserved row not counted.
    #[arg(long, default_value_t = 512)]
    pub(crate) instruments: usize,
    /// Tiers of every instrument.
    #[arg(long, default_value_t = 0)]
    pub(crate) tiers: usize,
    /// Accounts in the batch that is proved, a power of two: more of them carry
    /// what the batch costs besides.
    #[arg(long, default_value_t = 512)]
    pub(crate) accounts: usize,
    /// Only count; proving a batch with its key takes minutes.
    #[arg(long)]
    pub(crate) count_only: bool,
}
