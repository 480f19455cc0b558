//! What a revaluation reads: prices, curves, smiles, pegs, and the same after
//! a scenario's move.

mod curve;
mod error;
mod market;
mod moved;
mod shift;
mod volatility;

pub use curve::Curve;
pub use error::StateError;
pub(crate) use error::positive;
pub use market::{MarketParts, MarketState, SettlementCoin, Underlying, Wrapper};
pub use moved::{MovedState, UnderlyingView};
pub use shift::Shift;
pub use volatility::{FlatSmile, ImpliedVolatility, SmileRule, Surface, TenorLaw, VolatilityShift};

#[cfg(test)]
mod tests;
