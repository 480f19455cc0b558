//! Why there is no table.

use crate::scenarios::ScenarioError;
use crate::state::StateError;

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A contract has no value somewhere.
    #[error("{symbol} in scenario {scenario:?}: {source}")]
    Value {
        /// The contract.
        symbol: String,
        /// The scenario's name.
        scenario: String,
        /// What is wrong.
        source: StateError,
    },
    /// A figure does not fit a row.
    #[error(
        "{symbol}: {what} is {units:e} units per lot, which does not fit; \
         choose another lot size, or check its terms and prices"
    )]
    Fit {
        /// The contract.
        symbol: String,
        /// Which figure.
        what: String,
        /// What it would be.
        units: f64,
    },
    /// A charge is not one.
    #[error("{symbol}: {what} is {found}; charges are finite and not below zero")]
    Charge {
        /// The contract.
        symbol: String,
        /// Which charge.
        what: &'static str,
        /// What it is.
        found: f64,
    },
    /// More tiers than rows have.
    #[error("{symbol}: {found} tiers, where rows have room for {room}")]
    Tiers {
        /// The contract.
        symbol: String,
        /// How many it has.
        found: usize,
        /// How many there is room for.
        room: u32,
    },
    /// The scenarios cannot be used.
    #[error(transparent)]
    Scenarios(#[from] ScenarioError),
}
