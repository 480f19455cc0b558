//! A market after a move, as contracts read it.

use super::error::{StateError, finite, positive, wrong};
use super::market::{MarketState, Underlying};
use super::shift::Shift;
use super::volatility::{DAYS_PER_YEAR, SmileRule, VolatilityShift};

/// A market after a move, which may be none.
#[derive(Clone, Debug)]
pub struct MovedState<'a> {
    market: &'a MarketState,
    shift: Shift,
}

impl<'a> MovedState<'a> {
    /// With a shift that fits the market.
    pub(super) fn unchecked(market: &'a MarketState, shift: Shift) -> Self {
        Self { market, shift }
    }

    /// An underlying.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn underlying(&self, name: &str) -> Result<UnderlyingView<'_>, StateError> {
        let position = self.market.position(name)?;
        Ok(UnderlyingView {
            base: &self.market.underlyings()[position],
            spot: self.shift.spot[position],
            carry: self.shift.carry[position].as_ref(),
            volatility: &self.shift.volatility[position],
            smile: self.shift.smile,
            passed: self.passed(),
        })
    }

    /// What a settlement coin is worth in US dollars.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn coin(&self, name: &str) -> Result<f64, StateError> {
        let mut coins = self.market.coins().iter().zip(&self.shift.pegs);
        let (coin, change) = coins.find(|(coin, _)| coin.name == name).ok_or_else(|| {
            StateError::Unknown { what: "settlement coin", name: name.to_owned() }
        })?;
        Ok(coin.worth * (1.0 + change))
    }

    /// What a wrapper is worth in US dollars.
    ///
    /// # Errors
    /// If there is none of this name.
    pub fn wrapper(&self, name: &str) -> Result<f64, StateError> {
        let mut wrappers = self.market.wrappers().iter().zip(&self.shift.wrappers);
        let (wrapper, change) = wrappers
            .find(|(wrapper, _)| wrapper.name == name)
            .ok_or_else(|| StateError::Unknown { what: "wrapper", name: name.to_owned() })?;
        let spot = self.underlying(&wrapper.underlying)?.spot();
        Ok(spot * (wrapper.ratio * (1.0 + change)))
    }

    /// What is left of so many years.
    #[must_use]
    pub fn remaining(&self, years: f64) -> f64 {
        (years - self.passed()).max(0.0)
    }

    /// Today's worth of a dollar paid when so many years, counted before the
    /// move, are over.
    ///
    /// # Errors
    /// If that is not a finite number.
    pub fn discount(&self, years: f64) -> Result<f64, StateError> {
        let shift = self.shift.rate.as_ref().map_or(0.0, |curve| curve.at(years));
        let rate = self.market.rates().at(years) + shift;
        positive("a discount factor", "the dollar", libm::exp(-rate * self.remaining(years)))
    }

    /// The correlation of two underlyings.
    ///
    /// # Errors
    /// If one is unknown, or the market has no correlations.
    pub fn correlation(&self, one: &str, other: &str) -> Result<f64, StateError> {
        let (i, j) = (self.market.position(one)?, self.market.position(other)?);
        let matrix = self.market.correlations().ok_or_else(|| StateError::Unknown {
            what: "correlation of",
            name: format!("{one} and {other}"),
        })?;
        let (base, stress) = (matrix[(i, j)], self.shift.correlation);
        let target = if stress < 0.0 && i != j { 0.0 } else { 1.0 };
        Ok(base + (target - base) * stress.abs())
    }

    /// Years that have passed.
    fn passed(&self) -> f64 {
        self.shift.days / DAYS_PER_YEAR
    }
}

/// An underlying after a move. Tenors are years before the move: an expiry's
/// curve point and smile stay with its date when days pass.
#[derive(Clone, Copy, Debug)]
pub struct UnderlyingView<'a> {
    base: &'a Underlying,
    spot: f64,
    carry: Option<&'a super::Curve>,
    volatility: &'a VolatilityShift,
    smile: SmileRule,
    passed: f64,
}

impl UnderlyingView<'_> {
    /// US dollars.
    #[must_use]
    pub fn spot(&self) -> f64 {
        self.base.spot * (1.0 + self.spot)
    }

    /// The price for delivery in so many years.
    ///
    /// # Errors
    /// If that is not a finite number above zero, or the tenor is not one.
    pub fn forward(&self, years: f64) -> Result<f64, StateError> {
        finite("a tenor", &self.base.name, years)?;
        let carry = self.base.carry.at(years) + self.carry.map_or(0.0, |curve| curve.at(years));
        let growth = libm::exp(carry * (years - self.passed).max(0.0));
        positive("the forward", &self.base.name, self.spot() * growth)
    }

    /// The implied volatility of an option.
    ///
    /// # Errors
    /// If there is no smile, or it gives no finite number above zero here.
    pub fn volatility(&self, years: f64, strike: f64) -> Result<f64, StateError> {
        let name = &self.base.name;
        let smile = self
            .base
            .smile
            .as_deref()
            .ok_or_else(|| StateError::Unknown { what: "smile of", name: name.clone() })?;
        positive("a strike", name, strike)?;
        let before = self.base.spot * libm::exp(self.base.carry.at(years) * years);
        let asked = match self.smile {
            SmileRule::StickyStrike => strike,
            SmileRule::StickyMoneyness => strike * (before / self.forward(years)?),
        };
        let calm = positive("volatility", name, smile.volatility(years, asked))?;
        let moved = self.volatility.apply(calm, years, strike / before);
        if moved.is_finite() && moved > 0.0 {
            Ok(moved)
        } else {
            let must = "finite and above zero: give the shift as a smaller or a relative one";
            Err(wrong("volatility after the move", name, moved, must))
        }
    }
}
