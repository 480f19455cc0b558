//! European options, settled in dollars, in a settlement coin, or in the
//! underlying.

use super::{Contract, Role};
use crate::state::{MovedState, StateError};
use crate::{Right, VanillaOption};

/// What an option is struck, quoted and settled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// US dollars.
    Dollars,
    /// A settlement coin: the strike is so many of it.
    Coin(String),
    /// The underlying itself, for a strike in dollars: an inverse option.
    Underlying,
}

/// An option on one unit of an underlying.
#[derive(Clone, Debug, PartialEq)]
pub struct EuropeanOption {
    /// The underlying.
    pub underlying: String,
    /// Call or put.
    pub right: Right,
    /// Price at which its holder may trade.
    pub strike: f64,
    /// Years until expiry.
    pub years: f64,
    /// What it settles in.
    pub settlement: Settlement,
}

impl Contract for EuropeanOption {
    fn role(&self) -> Role {
        Role::Option
    }

    fn worth(&self, _before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        let view = after.underlying(&self.underlying)?;
        let forward = view.forward(self.years)?;
        let (strike, discount) = match &self.settlement {
            Settlement::Dollars => (self.strike, after.discount(self.years)?),
            // Who pays the strike pays in coins that may be worth less.
            Settlement::Coin(coin) => {
                (self.strike * after.coin(coin)?, after.discount(self.years)?)
            }
            // What is paid is (F − K)⁺/F of the underlying: spot is its price.
            Settlement::Underlying => (self.strike, view.spot() / forward),
        };
        let option = VanillaOption {
            right: self.right,
            forward,
            strike,
            years: after.remaining(self.years),
            // The smile's strikes are at par.
            volatility: view.volatility(self.years, self.strike)?,
            discount,
        };
        Ok(option.price())
    }

    fn notional(&self, state: &MovedState<'_>) -> Result<f64, StateError> {
        state.underlying(&self.underlying)?.forward(self.years)
    }

    fn moves_with(&self) -> Vec<&str> {
        vec![&self.underlying]
    }
}
