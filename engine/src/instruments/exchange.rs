//! The right to give one underlying and receive another (Margrabe 1978).

use super::{Contract, Role};
use crate::state::{MovedState, StateError};
use crate::{Right, VanillaOption};

/// The right to receive a unit of one underlying for an amount of another.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeOption {
    /// What its holder may receive.
    pub receive: String,
    /// What they give for it.
    pub give: String,
    /// Units given for a unit received.
    pub ratio: f64,
    /// Years until expiry.
    pub years: f64,
}

impl Contract for ExchangeOption {
    fn role(&self) -> Role {
        Role::Option
    }

    /// An option whose strike is the other underlying's price. Volatilities are
    /// those at the money; the variance of the ratio is
    /// `σ₁² + σ₂² − 2ρσ₁σ₂`.
    fn worth(&self, _before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        let (receive, give) = (after.underlying(&self.receive)?, after.underlying(&self.give)?);
        let (forward, other) = (receive.forward(self.years)?, give.forward(self.years)?);
        let first = receive.volatility(self.years, forward)?;
        let second = give.volatility(self.years, other)?;
        let correlation = after.correlation(&self.receive, &self.give)?;
        let variance = first * first + second * second - 2.0 * correlation * first * second;
        let option = VanillaOption {
            right: Right::Call,
            forward,
            strike: self.ratio * other,
            years: after.remaining(self.years),
            // Rounding may leave it a little below zero.
            volatility: variance.max(0.0).sqrt(),
            discount: after.discount(self.years)?,
        };
        Ok(option.price())
    }

    fn notional(&self, state: &MovedState<'_>) -> Result<f64, StateError> {
        state.underlying(&self.receive)?.forward(self.years)
    }

    fn moves_with(&self) -> Vec<&str> {
        vec![&self.receive, &self.give]
    }
}
