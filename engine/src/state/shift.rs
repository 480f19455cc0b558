//! A move of a market, every part of it in numbers: what a scenario becomes
//! once it is applied to a certain market.

use super::curve::Curve;
use super::error::{StateError, finite, wrong};
use super::market::MarketState;
use super::volatility::{SmileRule, VolatilityShift};

/// A move of a market. Lists are in the market's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// Changes of spots, as shares: −0.1 is ten percent down.
    pub spot: Vec<f64>,
    /// Changes of smiles.
    pub volatility: Vec<VolatilityShift>,
    /// Changes of annual carry, by tenor in years.
    pub carry: Vec<Option<Curve>>,
    /// Changes of the settlement coins' worth, as shares.
    pub pegs: Vec<f64>,
    /// Changes of the wrappers' ratios, as shares.
    pub wrappers: Vec<f64>,
    /// Change of the dollar's rates, by tenor in years.
    pub rate: Option<Curve>,
    /// How far correlations move towards 1, as a share of the way; below zero,
    /// towards 0.
    pub correlation: f64,
    /// Days that pass.
    pub days: f64,
    /// What stays of the smile when spot moves.
    pub smile: SmileRule,
}

impl Shift {
    /// Nothing moves.
    #[must_use]
    pub fn nothing(market: &MarketState) -> Self {
        let underlyings = market.underlyings().len();
        Self {
            spot: vec![0.0; underlyings],
            volatility: vec![VolatilityShift::default(); underlyings],
            carry: vec![None; underlyings],
            pegs: vec![0.0; market.coins().len()],
            wrappers: vec![0.0; market.wrappers().len()],
            rate: None,
            correlation: 0.0,
            days: 0.0,
            smile: SmileRule::default(),
        }
    }

    /// The same move, so many times as far.
    #[must_use]
    pub fn scaled(&self, by: f64) -> Self {
        let all = |figures: &[f64]| figures.iter().map(|figure| figure * by).collect();
        Self {
            spot: all(&self.spot),
            volatility: self.volatility.iter().map(|shift| shift.scaled(by)).collect(),
            carry: self.carry.iter().map(|c| c.as_ref().map(|c| c.scaled(by))).collect(),
            pegs: all(&self.pegs),
            wrappers: all(&self.wrappers),
            rate: self.rate.as_ref().map(|rate| rate.scaled(by)),
            correlation: self.correlation * by,
            days: self.days * by,
            smile: self.smile,
        }
    }

    /// That it fits a market and leaves every price above zero.
    pub(super) fn check(&self, market: &MarketState) -> Result<(), StateError> {
        let underlyings = market.underlyings().len();
        let counts = [
            ("spots", self.spot.len(), underlyings),
            ("volatilities", self.volatility.len(), underlyings),
            ("carries", self.carry.len(), underlyings),
            ("pegs", self.pegs.len(), market.coins().len()),
            ("wrappers", self.wrappers.len(), market.wrappers().len()),
        ];
        for (what, found, expected) in counts {
            if found != expected {
                return Err(StateError::Fit { what, found, expected });
            }
        }
        let names = market.underlyings().iter().map(|underlying| &underlying.name);
        let coins = market.coins().iter().map(|coin| &coin.name);
        let wrappers = market.wrappers().iter().map(|wrapper| &wrapper.name);
        let changes = names.chain(coins).chain(wrappers);
        for (name, &change) in changes.zip(self.spot.iter().chain(&self.pegs).chain(&self.wrappers))
        {
            if !(change.is_finite() && change > -1.0) {
                return Err(wrong("the move", name, change, "finite and above -1"));
            }
        }
        for (curve, underlying) in self.carry.iter().zip(market.underlyings()) {
            let of = || format!("the move of {}'s carry", underlying.name);
            curve.as_ref().map_or(Ok(()), |curve| curve.check(&of()))?;
        }
        self.rate.as_ref().map_or(Ok(()), |curve| curve.check("the move of rates"))?;
        for (shift, underlying) in self.volatility.iter().zip(market.underlyings()) {
            finite("the relative move of volatility", &underlying.name, shift.relative)?;
            finite("the absolute move of volatility", &underlying.name, shift.absolute)?;
        }
        finite("the days that pass", "the move", self.days)?;
        // Also false for NaN.
        let within = self.correlation.abs() <= 1.0;
        let fault =
            || wrong("the correlation stress", "the move", self.correlation, "within 1 of zero");
        within.then_some(()).ok_or_else(fault)
    }
}
