//! Balances: settlement coins, coins and staked coins.

use super::{Contract, Role};
use crate::state::{MovedState, StateError};

/// A unit of a settlement coin: a balance, something payable, or what is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cash {
    /// The coin.
    pub coin: String,
}

impl Contract for Cash {
    fn role(&self) -> Role {
        Role::Cash
    }

    fn worth(&self, _before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        after.coin(&self.coin)
    }

    fn notional(&self, state: &MovedState<'_>) -> Result<f64, StateError> {
        state.coin(&self.coin)
    }

    fn moves_with(&self) -> Vec<&str> {
        Vec::new()
    }
}

/// A unit of an underlying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpotCoin {
    /// The underlying.
    pub underlying: String,
}

impl Contract for SpotCoin {
    fn role(&self) -> Role {
        Role::Collateral
    }

    fn worth(&self, _before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        Ok(after.underlying(&self.underlying)?.spot())
    }

    fn notional(&self, state: &MovedState<'_>) -> Result<f64, StateError> {
        Ok(state.underlying(&self.underlying)?.spot())
    }

    fn moves_with(&self) -> Vec<&str> {
        vec![&self.underlying]
    }
}

/// A unit of a staked coin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StakedCoin {
    /// The wrapper.
    pub wrapper: String,
    /// What it wraps.
    pub underlying: String,
}

impl Contract for StakedCoin {
    fn role(&self) -> Role {
        Role::Collateral
    }

    fn worth(&self, _before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        after.wrapper(&self.wrapper)
    }

    fn notional(&self, state: &MovedState<'_>) -> Result<f64, StateError> {
        state.wrapper(&self.wrapper)
    }

    fn moves_with(&self) -> Vec<&str> {
        vec![&self.underlying]
    }
}
