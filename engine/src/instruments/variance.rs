//! Variance swaps: realised against agreed variance, valued from the whole
//! smile by the log contract that replicates them.

use super::{Contract, Role};
use crate::state::{MovedState, StateError, UnderlyingView};
use crate::{Right, VanillaOption};

/// A swap of one dollar per unit of annualised variance (1.00 is a volatility
/// of 100%).
#[derive(Clone, Debug, PartialEq)]
pub struct VarianceContract {
    /// The underlying.
    pub underlying: String,
    /// The agreed volatility; its square is what is paid.
    pub strike: f64,
    /// Years that it runs, from beginning to end.
    pub whole_years: f64,
    /// Years until it ends.
    pub years: f64,
    /// Annualised variance since it began.
    pub realised: f64,
}

/// Steps of the integral on each side of the forward; even, for Simpson's rule.
const STEPS: u32 = 128;
/// Standard deviations that it reaches on each side.
const REACH: f64 = 8.0;

impl VarianceContract {
    /// The annualised variance that options price in:
    /// `2/T ∫ (out-of-the-money price at K) / K² dK`, over the logarithm of
    /// `K/F`, on each side of the forward by itself because of the kink there.
    fn priced_in(&self, view: &UnderlyingView<'_>, remaining: f64) -> Result<f64, StateError> {
        let forward = view.forward(self.years)?;
        let centre = view.volatility(self.years, forward)?;
        let step = REACH * centre * remaining.sqrt() / f64::from(STEPS);
        let mut sum = 0.0;
        for (right, side) in [(Right::Put, -1.0), (Right::Call, 1.0)] {
            for at in 0..=STEPS {
                let weight = match at {
                    0 | STEPS => 1.0,
                    odd if odd % 2 == 1 => 4.0,
                    _ => 2.0,
                };
                let strike = forward * libm::exp(side * step * f64::from(at));
                let volatility = view.volatility(self.years, strike)?;
                let option = VanillaOption {
                    right,
                    forward,
                    strike,
                    years: remaining,
                    volatility,
                    discount: 1.0,
                };
                sum += weight * option.price() / strike;
            }
        }
        Ok(2.0 / remaining * sum * (step / 3.0))
    }
}

impl Contract for VarianceContract {
    fn role(&self) -> Role {
        Role::Swap
    }

    /// A jump of the forward is realised at once: its squared logarithm counts.
    fn worth(&self, before: &MovedState<'_>, after: &MovedState<'_>) -> Result<f64, StateError> {
        let view = after.underlying(&self.underlying)?;
        let whole = crate::state::positive("the whole term", &self.underlying, self.whole_years)?;
        let remaining = after.remaining(self.years);
        let was = before.underlying(&self.underlying)?.spot();
        let jump = libm::log(view.spot() / was);
        let before_now = self.realised * (whole - self.years) + jump * jump;
        // Days that pass without a move realise nothing.
        let to_come =
            if remaining > 0.0 { remaining * self.priced_in(&view, remaining)? } else { 0.0 };
        let annualised = (before_now + to_come) / whole;
        Ok(after.discount(self.years)? * (annualised - self.strike * self.strike))
    }

    /// The agreed variance, in dollars.
    fn notional(&self, _state: &MovedState<'_>) -> Result<f64, StateError> {
        Ok(self.strike * self.strike)
    }

    fn moves_with(&self) -> Vec<&str> {
        vec![&self.underlying]
    }
}
