//! Perpetual and dated futures that are quoted and settled in dollars or in a
//! settlement coin.

use super::{Contract, Role};
use crate::state::{MovedState, StateError};

/// A future on one unit of an underlying. It pays the change of its quote.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearContract {
    /// The underlying.
    pub underlying: String,
    /// The coin that it is quoted and settled in; none for the dollar itself.
    pub settles_in: Option<String>,
    /// Years until delivery; none for a perpetual, whose quote is spot.
    pub years: Option<f64>,
}

impl LinearContract {
    /// The settlement coin's worth.
    fn peg(&self, state: &MovedState<'_>) -> Result<f64, StateError> {
        self.settles_in.as_deref().map_or(Ok(1.0), |coin| state.coin(coin))
    }
}

/// The price for delivery, or spot without a date.
pub(super) fn delivery(
    state: &MovedState<'_>,
    underlying: &str,
    years: Option<f64>,
) -> Result<f64, StateError> {
    let view = state.underlying(underlying)?;
    years.map_or_else(|| Ok(view.spot()), |years| view.forward(years))
}

impl Contract for LinearContract {
    fn role(&self) -> Role {
        Role::Settled
    }

    /// The quote is price / peg, so the gain in dollars is
    /// `peg′ · (price′/peg′ − price/peg)`: a coin that loses its peg makes the
    /// quote rise, and longs gain what their coins lose.
    fn worth(&self, before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        let marked = delivery(before, &self.underlying, self.years)?;
        let price = delivery(after, &self.underlying, self.years)?;
        Ok(price - marked * (self.peg(after)? / self.peg(before)?))
    }

    fn notional(&self, state: &MovedState<'_>) -> Result<f64, StateError> {
        delivery(state, &self.underlying, self.years)
    }

    fn moves_with(&self) -> Vec<&str> {
        vec![&self.underlying]
    }
}
