//! What all European options on one asset share: the contract and the rates.

use super::check::{self, ModelError};
use super::{Case, Right};

/// A European option on one asset, and today's market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct European {
    /// Call or put.
    pub right: Right,
    /// The asset's price today.
    pub spot: f64,
    /// Price at which the holder may trade.
    pub strike: f64,
    /// Interest rate, continuously compounded: 0.05 is 5%.
    pub rate: f64,
    /// What the asset itself yields, continuously compounded.
    pub dividend: f64,
    /// Years until expiry.
    pub years: f64,
}

impl European {
    /// The columns that say it.
    pub(super) const COLUMNS: [&'static str; 6] = ["type", "spot", "strike", "r", "q", "t"];

    pub(super) fn read(case: &Case) -> Result<Self, ModelError> {
        Ok(Self {
            right: case.right()?,
            spot: case.number("spot")?,
            strike: case.number("strike")?,
            rate: case.number("r")?,
            dividend: case.number("q")?,
            years: case.number("t")?,
        })
    }

    pub(super) fn check(&self) -> Result<(), ModelError> {
        check::positive("spot", self.spot)?;
        check::positive("strike", self.strike)?;
        check::rate("r", self.rate)?;
        check::rate("q", self.dividend)?;
        check::at_least_zero("t", self.years)
    }

    /// 1 for a call, −1 for a put.
    pub(super) fn sign(&self) -> f64 {
        match self.right {
            Right::Call => 1.0,
            Right::Put => -1.0,
        }
    }

    /// Today's price of the asset, delivered at expiry.
    pub(super) fn asset(&self) -> f64 {
        self.spot * libm::exp(-self.dividend * self.years)
    }

    /// Today's price of the strike, paid at expiry.
    pub(super) fn money(&self) -> f64 {
        self.strike * libm::exp(-self.rate * self.years)
    }

    /// Logarithm of the forward over the strike.
    pub(super) fn log_moneyness(&self) -> f64 {
        log_ratio(self.spot, self.strike) + (self.rate - self.dividend) * self.years
    }
}

/// `ln(a/b)`, with all its digits where the two are close.
pub(super) fn log_ratio(a: f64, b: f64) -> f64 {
    if a > 0.5 * b && a < 2.0 * b {
        // Their difference is exact.
        libm::log1p((a - b) / b)
    } else {
        libm::log(a / b)
    }
}
