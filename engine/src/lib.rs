//! From market data to integer parameters: pricing, calibration, simulation,
//! scenarios, revaluation and a believable sample venue. Floats live in this
//! crate and nowhere else, and what leaves it is integers, the same to the bit
//! on every platform.
#![allow(
    clippy::float_arithmetic,
    reason = "models are floats; everything handed on is rounded to integers in `round`"
)]

pub mod backtest;
pub mod calibration;
mod fit;
pub mod instruments;
mod lanes;
mod linear;
pub mod market;
mod math;
pub mod models;
pub mod parameters;
mod random;
pub mod report;
pub mod risk;
mod round;
mod sample;
pub mod scenarios;
pub mod simulation;
mod special;
pub mod state;

pub use linear::Square;
pub use math::{normal_cdf, normal_pdf, normal_quantile};
pub use models::{Right, VanillaOption};
pub use sample::{SampleError, SampleOptions, SampleVenue, sample_venue};
