//! From market data to integer parameters: pricing, scenarios, revaluation and
//! a believable sample venue. Floats live in this crate and nowhere else, and
//! what leaves it is integers, the same to the bit on every platform.
#![allow(
    clippy::float_arithmetic,
    reason = "models are floats; everything handed on is rounded to integers in `round`"
)]

mod backtest;
mod black_scholes;
mod linear;
mod random;
mod round;
mod sample;
mod simulation;
mod special;

pub use backtest::{
    AcerbiSzekely, BacktestError, Christoffersen, Day, Kupiec, Outcome, TailModel, TrafficLight,
    Verdict, Zone, acerbi_szekely, basel_zone, christoffersen, exceptions, kupiec,
};
pub use black_scholes::{Right, VanillaOption};
pub use linear::Square;
pub use sample::{SampleError, SampleOptions, SampleVenue, sample_venue};
pub use simulation::{
    Block, Chosen, Combination, CommonJumps, Dynamics, Estimate, Factor, JumpSize, Jumps, Moves,
    Payoff, Plan, RiskError, Ruin, SCRAMBLES, Sampling, Selection, Simulation, SimulationError,
    TailRisk, WorstLosses, choose_scenarios, price, ruin, tail_paths, tail_risk,
};
