//! Arguments of `plimsoll risk backtest`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

#[derive(Debug, ClapArgs)]
pub(crate) struct Backtest {
    /// The history: CSV with loss, value_at_risk, expected_shortfall and, if
    /// days have names, day; see docs/backtests.md.
    #[arg(required_unless_present = "simulated", conflicts_with_all = ["simulated", "days"])]
    pub(crate) history: Option<PathBuf>,
    /// Test a simulated history, whose answer is known, instead of a file.
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) simulated: Option<SimulatedKind>,
    /// How many days to simulate.
    #[arg(long, default_value_t = 1000,
        value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub(crate) days: u32,
    /// The share of days that the value at risk was to cover; the expected
    /// shortfall is the mean loss on the rest.
    #[arg(long, default_value_t = 0.99)]
    pub(crate) confidence: f64,
    /// The chance with which each test may reject figures that are right.
    #[arg(long, default_value_t = 0.05)]
    pub(crate) level: f64,
    /// What simulations are drawn from.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Histories that the test of the expected shortfall is simulated with.
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    pub(crate) simulations: usize,
    /// The shape of losses beyond the value at risk, for the same test: 0 is an
    /// exponential tail, -0.11 nearly a normal one, 1/ν Student's.
    #[arg(long, default_value_t = 0.0, value_name = "SHAPE", allow_negative_numbers = true)]
    pub(crate) tail_shape: f64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SimulatedKind {
    /// Risk figures are right.
    Right,
    /// Losses are half as large again as was said.
    Understated,
    /// As many exceptions as was said, but one brings the next.
    Clustered,
}
