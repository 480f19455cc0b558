//! European claims on several prices: baskets and spreads, the best and the
//! worst of some.

use super::dynamics::check_length;
use super::error::{SimulationError, within};
use crate::models::Right;

/// How several prices become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combination {
    /// Units times prices, summed: a basket, or a spread if units have both
    /// signs.
    Sum,
    /// The largest of units times price, over the factors whose units are not 0.
    Best,
    /// The smallest of them.
    Worst,
}

/// A call or put on a combination of prices, paid at a date of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Payoff {
    /// How prices are combined.
    pub combination: Combination,
    /// Of each factor.
    pub units: Vec<f64>,
    /// Call or put.
    pub right: Right,
    /// What is paid for the combination, or received.
    pub strike: f64,
    /// Which of the plan's dates, from 0.
    pub date: usize,
    /// Today's worth of one unit of money paid then.
    pub discount: f64,
}

impl Payoff {
    pub(super) fn check(&self, factors: usize, dates: usize) -> Result<(), SimulationError> {
        check_length("a payoff's units", self.units.len(), factors)?;
        let numbers = self.units.iter().map(|&unit| ("units", unit));
        for (name, value) in numbers.chain([("strike", self.strike)]) {
            within("payoff", name, value, [-1e30, 1e30])?;
        }
        within("payoff", "discount", self.discount, [0.0, 1e6])?;
        if self.units.iter().all(|&unit| unit == 0.0) {
            return Err(SimulationError::NoFactors);
        }
        within("payoff", "date", self.date as f64, [0.0, dates as f64 - 1.0])
    }

    /// What it pays, undiscounted. `price` gives a factor's.
    pub(super) fn pays(&self, price: impl Fn(usize) -> f64) -> f64 {
        let units = self.units.iter().enumerate().filter(|(_, units)| **units != 0.0);
        let worths = units.map(|(factor, units)| units * price(factor));
        let combined = match self.combination {
            Combination::Sum => worths.sum(),
            Combination::Best => worths.fold(f64::NEG_INFINITY, f64::max),
            Combination::Worst => worths.fold(f64::INFINITY, f64::min),
        };
        match self.right {
            Right::Call => (combined - self.strike).max(0.0),
            Right::Put => (self.strike - combined).max(0.0),
        }
    }
}
