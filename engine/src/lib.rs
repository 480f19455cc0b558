//! From market data to integer parameters: pricing, scenarios, revaluation and
//! a believable sample venue. Floats live in this crate and nowhere else, and
//! what leaves it is integers, the same to the bit on every platform.
#![allow(
    clippy::float_arithmetic,
    reason = "models are floats; everything handed on is rounded to integers in `round`"
)]

mod linear;
mod math;
mod models;
mod round;
mod sample;

pub use linear::Square;
pub use math::{normal_cdf, normal_pdf, normal_quantile};
pub use models::{
    Bates, Black76, BlackScholes, Case, DiscountCurve, European, Exchange, Heston, InverseFuture,
    Jumps, KINDS, Kind, LinearFuture, Merton, Model, ModelError, Of, Quote, Rainbow, RateSwap,
    Right, Smile, Spot, TwoAssets, Valuation, VanillaOption, VarianceSwap, kind,
    replicated_variance,
};
pub use sample::{SampleError, SampleOptions, SampleVenue, sample_venue};
