//! Pricing models, one file each behind one small trait. To add one: write its
//! file, and a line in `kinds.rs`.

mod bates;
mod black_scholes;
mod case;
mod cases;
mod check;
mod european;
mod exchange;
mod forwards;
mod fourier;
mod heston;
mod kinds;
mod merton;
mod path;
mod poisson;
mod rainbow;
mod rate_swap;
#[cfg(test)]
mod reference_tests;
mod vanilla;
mod variance_swap;
mod waves;

pub use bates::{Bates, Jumps};
pub use black_scholes::{Black76, BlackScholes};
pub use case::Case;
pub use cases::{CaseColumns, CaseError};
pub use check::ModelError;
pub use european::European;
pub use exchange::{Exchange, TwoAssets};
pub use forwards::{InverseFuture, LinearFuture, Spot};
pub use fourier::{Quote, Smile};
pub use heston::Heston;
pub use kinds::{KINDS, Kind, kind};
pub use merton::Merton;
pub use rainbow::{Of, Rainbow};
pub use rate_swap::{DiscountCurve, RateSwap};
pub use vanilla::{Right, VanillaOption};
pub use variance_swap::{VarianceSwap, replicated_variance};

/// What something is worth, and how that changes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Valuation {
    /// What it is worth today.
    pub price: f64,
    /// By the spot, once.
    pub delta: f64,
    /// By the spot, twice.
    pub gamma: f64,
    /// By the volatility, for 1.00 of it.
    pub vega: f64,
    /// By time that passes, for a year of it.
    pub theta: f64,
    /// By the interest rate, for 1.00 of it.
    pub rho: f64,
}

/// Something that can be priced: a contract, together with the market and the
/// model's figures that it is priced with.
pub trait Model {
    /// Its price and Greeks, or which figure forbids them. Every number that is
    /// returned is finite.
    fn value(&self) -> Result<Valuation, ModelError>;
}

impl Valuation {
    /// Itself, if every number is finite: what has a kink just there has no
    /// gamma, and says so.
    fn finite(self) -> Result<Self, ModelError> {
        let named = [
            ("price", self.price),
            ("delta", self.delta),
            ("gamma", self.gamma),
            ("vega", self.vega),
            ("theta", self.theta),
            ("rho", self.rho),
        ];
        match named.into_iter().find(|(_, value)| !value.is_finite()) {
            Some((name, _)) => Err(ModelError::NoValue(name)),
            None => Ok(self),
        }
    }
}
