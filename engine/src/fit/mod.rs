//! Minima of functions, and how far they can be trusted. Deterministic: no
//! random starts, sums in one order.

mod errors;
mod levenberg;
mod nelder_mead;

pub use errors::Estimate;
pub(crate) use errors::standard_errors;
pub(crate) use levenberg::{LeastSquares, least_squares};
pub(crate) use nelder_mead::{Minimum, minimum};

/// From all numbers to those between 0 and 1.
pub(crate) fn squash(x: f64) -> f64 {
    // Either form is exact in its half.
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

/// The other way.
pub(crate) fn unsquash(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}
