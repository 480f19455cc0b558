//! Contract terms, and what one unit is worth in a market that has moved. A new
//! kind of contract is a file here and a line below.

mod balance;
mod exchange;
mod inverse;
mod linear;
mod rate_swap;
mod vanilla;
mod variance;

use std::fmt::Debug;

pub use balance::{Cash, SpotCoin, StakedCoin};
pub use exchange::ExchangeOption;
pub use inverse::InverseContract;
pub use linear::LinearContract;
pub use rate_swap::RateSwapContract;
pub use vanilla::{EuropeanOption, Settlement};
pub use variance::VarianceContract;

use crate::state::{MovedState, StateError};

/// What a contract is to the margin rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A balance of money itself, whose worth may be whole units.
    Cash,
    /// A balance of anything else.
    Collateral,
    /// A contract whose gains are settled as they come: its mark is zero.
    Settled,
    /// A contract that is worth something, and to its holder never less than
    /// nothing: an option.
    Option,
    /// A contract that is worth something of either sign.
    Swap,
}

/// A contract.
pub trait Contract: Debug + Send + Sync {
    /// What it is to the margin rule.
    fn role(&self) -> Role;

    /// What one unit is worth to its holder in US dollars after a move, if it
    /// was marked before it: `worth(before, before)` is the mark.
    ///
    /// # Errors
    /// If the market has no such price, or terms and prices make no number.
    fn worth(&self, before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError>;

    /// US dollars of the underlying in one unit.
    ///
    /// # Errors
    /// If the market has no such price.
    fn notional(&self, state: &MovedState<'_>) -> Result<f64, StateError>;

    /// The underlyings that it moves with.
    fn moves_with(&self) -> Vec<&str>;
}

#[cfg(test)]
mod tests;
