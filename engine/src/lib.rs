//! From market data to integer parameters: pricing, scenarios, revaluation and
//! a believable sample venue. Floats live in this crate and nowhere else, and
//! what leaves it is integers, the same to the bit on every platform.
#![allow(
    clippy::float_arithmetic,
    reason = "models are floats; everything handed on is rounded to integers in `round`"
)]

mod black_scholes;
pub mod calibration;
mod fit;
mod linear;
pub mod market;
mod round;
mod sample;

pub use black_scholes::{Right, VanillaOption};
pub use linear::Square;
pub use market::{Market, MarketError};
pub use sample::{SampleError, SampleOptions, SampleVenue, sample_venue};
