//! Margrabe 1978: the right to give one asset and receive another. Also what all
//! options on two assets share.

use super::black_scholes::{d1_d2, over};
use super::check::{self, ModelError};
use super::european::log_ratio;
use super::{Case, Model, Valuation};
use crate::math::{cdf, pdf};

/// Two assets with lognormal prices. Delta, gamma and vega are by the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoAssets {
    /// Prices today.
    pub spots: [f64; 2],
    /// Annualised volatilities.
    pub volatilities: [f64; 2],
    /// What the assets yield, continuously compounded.
    pub dividends: [f64; 2],
    /// Correlation of their returns.
    pub correlation: f64,
    /// Interest rate, continuously compounded.
    pub rate: f64,
    /// Years until expiry.
    pub years: f64,
}

/// First and second derivatives of a price by the two spots, times these spots.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worths {
    pub(super) price: f64,
    /// What is held of each asset.
    pub(super) held: [f64; 2],
    /// By the first twice, by both, by the second twice.
    pub(super) bends: [f64; 3],
}

impl TwoAssets {
    /// The columns that say it.
    pub(super) const COLUMNS: [&'static str; 9] =
        ["r", "t", "s1", "s2", "vol1", "vol2", "q1", "q2", "rho"];

    pub(super) fn read(case: &Case) -> Result<Self, ModelError> {
        Ok(Self {
            spots: [case.number("s1")?, case.number("s2")?],
            volatilities: [case.number("vol1")?, case.number("vol2")?],
            dividends: [case.number("q1")?, case.number("q2")?],
            correlation: case.number("rho")?,
            rate: case.number("r")?,
            years: case.number("t")?,
        })
    }

    pub(super) fn check(&self) -> Result<(), ModelError> {
        check::positive("s1", self.spots[0])?;
        check::positive("s2", self.spots[1])?;
        check::at_least_zero("vol1", self.volatilities[0])?;
        check::at_least_zero("vol2", self.volatilities[1])?;
        check::rate("q1", self.dividends[0])?;
        check::rate("q2", self.dividends[1])?;
        check::correlation("rho", self.correlation)?;
        check::rate("r", self.rate)?;
        check::at_least_zero("t", self.years)
    }

    /// Today's prices of the assets, delivered at expiry.
    pub(super) fn assets(&self) -> [f64; 2] {
        let ahead = |i: usize| self.spots[i] * libm::exp(-self.dividends[i] * self.years);
        [ahead(0), ahead(1)]
    }

    /// `√(1 − ρ²)`.
    pub(super) fn complement(&self) -> f64 {
        ((1.0 - self.correlation) * (1.0 + self.correlation)).sqrt()
    }

    /// Volatility of the first asset's price in units of the second.
    pub(super) fn relative_volatility(&self) -> f64 {
        let [first, second] = self.volatilities;
        // Nothing cancels where volatilities are close and correlation is near 1.
        let apart = first - second;
        (apart * apart + 2.0 * (1.0 - self.correlation) * first * second).sqrt()
    }

    /// `d1` and `d2` of the first asset against the second.
    pub(super) fn relative(&self) -> (f64, f64) {
        let [first, second] = self.dividends;
        let moneyness = log_ratio(self.spots[0], self.spots[1]) + (second - first) * self.years;
        d1_d2(moneyness, self.relative_volatility() * self.years.sqrt())
    }

    /// Greeks from derivatives by the spots: the price is a mean over a lognormal
    /// pair, so volatilities and time act through its second derivatives.
    pub(super) fn valuation(&self, worths: Worths) -> Result<Valuation, ModelError> {
        let Worths { price, held, bends } = worths;
        let [first, second] = self.volatilities;
        let across = self.correlation * second * bends[1];
        let diffusion =
            0.5 * first * first * bends[0] + first * across + 0.5 * second * second * bends[2];
        let drift =
            (self.rate - self.dividends[0]) * held[0] + (self.rate - self.dividends[1]) * held[1];
        Valuation {
            price,
            delta: held[0] / self.spots[0],
            gamma: bends[0] / (self.spots[0] * self.spots[0]),
            vega: self.years * (first * bends[0] + across),
            theta: self.rate * price - drift - diffusion,
            rho: self.years * (held[0] + held[1] - price),
        }
        .finite()
    }
}

/// The right to give the second asset and receive the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exchange {
    /// The assets.
    pub assets: TwoAssets,
}

pub(super) const COLUMNS: &[&[&str]] = &[&TwoAssets::COLUMNS];

pub(super) fn read(case: &Case) -> Result<Box<dyn Model>, ModelError> {
    Ok(Box::new(Exchange { assets: TwoAssets::read(case)? }))
}

impl Model for Exchange {
    fn value(&self) -> Result<Valuation, ModelError> {
        self.assets.check()?;
        let [first, second] = self.assets.assets();
        let (d1, d2) = self.assets.relative();
        let held = [first * cdf(d1), -second * cdf(d2)];
        let price = (held[0] + held[1]).max(0.0);
        let deviation = self.assets.relative_volatility() * self.assets.years.sqrt();
        let bend = over(first * pdf(d1), deviation);
        // The price scales with both spots, so one second derivative says all.
        self.assets.valuation(Worths { price, held, bends: [bend, -bend, bend] })
    }
}
