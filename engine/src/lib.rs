//! From market data to integer parameters: pricing, scenarios, revaluation and
//! a believable sample venue. Floats live in this crate and nowhere else, and
//! what leaves it is integers, the same to the bit on every platform.
#![allow(
    clippy::float_arithmetic,
    reason = "models are floats; everything handed on is rounded to integers in `round`"
)]

mod black_scholes;
mod instruments;
mod linear;
mod parameters;
mod round;
mod sample;
mod scenarios;
mod state;

pub use black_scholes::{Right, VanillaOption};
pub use instruments::{
    Cash, Contract, EuropeanOption, ExchangeOption, InverseContract, LinearContract, Role,
    Settlement, SpotCoin, StakedCoin, VarianceContract,
};
pub use linear::Square;
pub use parameters::{
    Charges, Difference, Haircut, Listing, Provenance, TableError, TableInputs, TierRule,
    Verification, build_table, first_difference, verify,
};
pub use sample::{SampleError, SampleOptions, SampleVenue, sample_venue};
pub use scenarios::{
    Cell, Column, CurveShift, Floors, Grid, GroupCells, GroupSpec, Measure, Number, PRESETS,
    Preset, Range, RangeMove, Scenario, ScenarioError, ScenarioFile, ScenarioPlan, ScenarioSource,
    StressSpec, TailMove, Targets, TestSpec, preset, tail_file,
};
pub use state::{
    Curve, FlatSmile, ImpliedVolatility, MarketParts, MarketState, MovedState, SettlementCoin,
    Shift, SmileRule, StateError, Surface, TenorLaw, Underlying, UnderlyingView, VolatilityShift,
    Wrapper,
};
