//! Interest-rate swaps in dollars, on the market's curve.

use super::{Contract, Role};
use crate::state::{MovedState, StateError};

/// Fixed payments are made, floating ones received, on one dollar. Between
/// payments the floating side is worth par.
#[derive(Clone, Debug, PartialEq)]
pub struct RateSwapContract {
    /// What is paid, a year.
    pub fixed: f64,
    /// How often.
    pub payments_per_year: u32,
    /// Years until the last payment.
    pub years: f64,
}

impl Contract for RateSwapContract {
    fn role(&self) -> Role {
        Role::Swap
    }

    /// Par now less par at the end, less the fixed payments that are left.
    fn worth(&self, _before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        let period = 1.0 / f64::from(self.payments_per_year.max(1));
        let mut fixed = 0.0;
        let mut due = self.years;
        while due > 0.0 && after.remaining(due) > 0.0 {
            fixed += self.fixed * period * after.discount(due)?;
            due -= period;
        }
        Ok(1.0 - after.discount(self.years)? - fixed)
    }

    fn notional(&self, _state: &MovedState<'_>) -> Result<f64, StateError> {
        Ok(1.0)
    }

    fn moves_with(&self) -> Vec<&str> {
        Vec::new()
    }
}
