//! Inverse futures: worth a number of dollars, settled in the underlying.

use super::linear::delivery;
use super::{Contract, Role};
use crate::state::{MovedState, StateError};

/// A future on one dollar's worth of an underlying. It pays the change of
/// `−1 / quote` in the underlying.
#[derive(Clone, Debug, PartialEq)]
pub struct InverseContract {
    /// The underlying, which it also settles in.
    pub underlying: String,
    /// Years until delivery; none for a perpetual, whose quote is spot.
    pub years: Option<f64>,
}

impl Contract for InverseContract {
    fn role(&self) -> Role {
        Role::Settled
    }

    /// `(1/quote − 1/quote′) · spot′`: for a perpetual that is linear in spot.
    fn worth(&self, before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        let marked = delivery(before, &self.underlying, self.years)?;
        let quote = delivery(after, &self.underlying, self.years)?;
        let spot = after.underlying(&self.underlying)?.spot();
        Ok((spot / quote) * ((quote - marked) / marked))
    }

    fn notional(&self, _state: &MovedState<'_>) -> Result<f64, StateError> {
        Ok(1.0)
    }

    fn moves_with(&self) -> Vec<&str> {
        vec![&self.underlying]
    }
}
