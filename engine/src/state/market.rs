//! A market before any move: underlyings, settlement coins, staked wrappers,
//! rates and correlations, checked once.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::curve::Curve;
use super::error::{StateError, positive, wrong};
use super::moved::MovedState;
use super::shift::Shift;
use super::volatility::ImpliedVolatility;
use crate::linear::Square;

/// Something that prices move with.
#[derive(Clone, Debug)]
pub struct Underlying {
    /// Its name.
    pub name: String,
    /// What scenarios may call it together with others: `majors`, `small`.
    pub classes: Vec<String>,
    /// US dollars.
    pub spot: f64,
    /// Annual growth of the forward over spot, by tenor in years, continuously
    /// compounded.
    pub carry: Curve,
    /// Implied volatilities; none where no option is listed.
    pub smile: Option<Arc<dyn ImpliedVolatility>>,
}

/// A coin that contracts settle in.
#[derive(Clone, Debug, PartialEq)]
pub struct SettlementCoin {
    /// Its name.
    pub name: String,
    /// What it is worth in US dollars: near 1.
    pub worth: f64,
}

/// A wrapper whose worth follows an underlying: a staked coin.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrapper {
    /// Its name.
    pub name: String,
    /// What it wraps.
    pub underlying: String,
    /// Units of the underlying that one is worth.
    pub ratio: f64,
}

/// What a market is made of.
#[derive(Clone, Debug)]
pub struct MarketParts {
    /// What prices move with.
    pub underlyings: Vec<Underlying>,
    /// Settlement coins.
    pub coins: Vec<SettlementCoin>,
    /// Staked coins.
    pub wrappers: Vec<Wrapper>,
    /// Zero rates of the dollar by tenor in years, continuously compounded.
    pub rates: Curve,
    /// Correlations of the underlyings, in their order; none where no contract
    /// depends on two.
    pub correlations: Option<Square>,
}

/// A market before any move.
#[derive(Clone, Debug)]
pub struct MarketState {
    parts: MarketParts,
}

impl MarketState {
    /// Takes a market if its figures are ones.
    ///
    /// # Errors
    /// The first figure that is not finite or out of its range, a name used
    /// twice, a wrapper of nothing, or correlations that are not such.
    pub fn new(parts: MarketParts) -> Result<Self, StateError> {
        let mut names = BTreeSet::new();
        let underlyings = parts.underlyings.iter().map(|underlying| &underlying.name);
        let coins = parts.coins.iter().map(|coin| &coin.name);
        for name in underlyings.chain(coins).chain(parts.wrappers.iter().map(|w| &w.name)) {
            if !names.insert(name) {
                return Err(StateError::Twice(name.clone()));
            }
        }
        for underlying in &parts.underlyings {
            positive("spot", &underlying.name, underlying.spot)?;
            underlying.carry.check(&format!("carry of {}", underlying.name))?;
        }
        for coin in &parts.coins {
            positive("worth", &coin.name, coin.worth)?;
        }
        parts.rates.check("rates")?;
        let market = Self { parts };
        for wrapper in &market.parts.wrappers {
            positive("ratio", &wrapper.name, wrapper.ratio)?;
            market.position(&wrapper.underlying)?;
        }
        market.check_correlations()?;
        Ok(market)
    }

    fn check_correlations(&self) -> Result<(), StateError> {
        let Some(matrix) = &self.parts.correlations else { return Ok(()) };
        let (found, expected) = (matrix.size(), self.parts.underlyings.len());
        if found != expected {
            return Err(StateError::Fit { what: "correlated underlyings", found, expected });
        }
        for (i, underlying) in self.parts.underlyings.iter().enumerate() {
            for j in 0..expected {
                let entry = matrix[(i, j)];
                let fits = if i == j { entry == 1.0 } else { entry.abs() <= 1.0 };
                if !fits || entry.to_bits() != matrix[(j, i)].to_bits() {
                    let must = "within 1 of zero, the same both ways, and 1 with itself";
                    return Err(wrong("a correlation", &underlying.name, entry, must));
                }
            }
        }
        Ok(())
    }

    /// Nothing has moved.
    #[must_use]
    pub fn still(&self) -> MovedState<'_> {
        MovedState::unchecked(self, Shift::nothing(self))
    }

    /// The market after a move.
    ///
    /// # Errors
    /// If the move is not for this market, or leaves a price that cannot be.
    pub fn moved(&self, shift: Shift) -> Result<MovedState<'_>, StateError> {
        shift.check(self)?;
        Ok(MovedState::unchecked(self, shift))
    }

    /// What prices move with.
    #[must_use]
    pub fn underlyings(&self) -> &[Underlying] {
        &self.parts.underlyings
    }

    /// Settlement coins.
    #[must_use]
    pub fn coins(&self) -> &[SettlementCoin] {
        &self.parts.coins
    }

    /// Staked coins.
    #[must_use]
    pub fn wrappers(&self) -> &[Wrapper] {
        &self.parts.wrappers
    }

    pub(crate) fn rates(&self) -> &Curve {
        &self.parts.rates
    }

    pub(crate) fn correlations(&self) -> Option<&Square> {
        self.parts.correlations.as_ref()
    }

    /// An underlying's position.
    pub(crate) fn position(&self, name: &str) -> Result<usize, StateError> {
        let found = self.parts.underlyings.iter().position(|u| u.name == name);
        found.ok_or_else(|| StateError::Unknown { what: "underlying", name: name.to_owned() })
    }
}
