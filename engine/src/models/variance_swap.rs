//! Variance swaps: from Heston's or Bates' figures, where expected variance has a
//! closed form, and from a smile, by a strip of options that is worth the log.

use super::bates::Jumps;
use super::black_scholes::d1_d2;
use super::check::{self, ModelError};
use super::{Heston, Model, Valuation};
use crate::math::{cdf, integrate};

/// Pays the variance realised from now until expiry, annualised, less a strike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceSwap {
    /// The variance.
    pub variance: Heston,
    /// The jumps, or [`Jumps::NONE`]. Realised variance has their squares.
    pub jumps: Jumps,
    /// Annualised variance that is paid for the realised one.
    pub strike: f64,
    /// Interest rate, continuously compounded.
    pub rate: f64,
    /// Years until expiry.
    pub years: f64,
}

impl VarianceSwap {
    fn check(&self) -> Result<(), ModelError> {
        self.variance.check()?;
        self.jumps.check()?;
        check::at_least_zero("strike", self.strike)?;
        check::rate("r", self.rate)?;
        check::positive("t", self.years)?;
        check::at_least_zero("t", self.years)
    }

    /// The strike at which it is worth nothing.
    pub fn fair_strike(&self) -> Result<f64, ModelError> {
        self.check()?;
        Ok(self.variance.total(self.years) / self.years + self.jumped())
    }

    /// Variance of jumps in a year.
    fn jumped(&self) -> f64 {
        let Jumps { intensity, mean_log, .. } = self.jumps;
        intensity * (mean_log * mean_log + self.jumps.variance())
    }
}

impl Model for VarianceSwap {
    fn value(&self) -> Result<Valuation, ModelError> {
        let fair = self.fair_strike()?;
        let Heston { variance, reversion, mean, .. } = self.variance;
        let discount = libm::exp(-self.rate * self.years);
        let price = discount * (fair - self.strike);
        // Expected variance just at expiry, and what today's variance adds to it.
        let left = libm::exp(-reversion * self.years);
        let last = mean + (variance - mean) * left + self.jumped();
        let felt = Heston { variance: 1.0, mean: 0.0, ..self.variance }.total(self.years);
        Valuation {
            price,
            vega: discount * 2.0 * variance.sqrt() * felt / self.years,
            theta: self.rate * price - discount * (last - fair) / self.years,
            rho: -self.years * price,
            ..Valuation::default()
        }
        .finite()
    }
}

/// The annualised variance that a smile prices: out-of-the-money options of every
/// strike, weighted so that together they pay the log of the forward over the
/// price at expiry. `volatility` is by the log of strike over forward. With jumps
/// it differs from what is realised by their third powers.
pub fn replicated_variance(years: f64, volatility: impl Fn(f64) -> f64) -> Result<f64, ModelError> {
    check::positive("t", years)?;
    check::at_least_zero("t", years)?;
    let root = years.sqrt();
    let middle = volatility(0.0);
    check::positive("vol", middle)?;
    // An option's price over its strike.
    let weighted = |strike: f64| {
        let (d1, d2) = d1_d2(-strike, volatility(strike) * root);
        let shrunk = libm::exp(-strike);
        if strike > 0.0 { shrunk * cdf(d1) - cdf(d2) } else { cdf(-d2) - shrunk * cdf(-d1) }
    };
    log_strip(weighted, middle * root, 1e-18).map(|strip| 2.0 / years * strip)
}

/// The integral of options' prices over their strikes, by the log of the strike,
/// as far as they are above what is negligible.
fn log_strip(
    weighted: impl Fn(f64) -> f64,
    scale: f64,
    negligible: f64,
) -> Result<f64, ModelError> {
    let side = |sign: f64| {
        let mut reach = 2.0 * sign * scale;
        // Also stops for NaN, which the integral refuses.
        while weighted(reach) > negligible {
            reach *= 1.5;
            if reach.abs() > 500.0 {
                return Err(ModelError::Unsettled);
            }
        }
        integrate(|share| weighted(reach * share), 0.0, 1.0)
            .map(|part| part * reach.abs())
            .ok_or(ModelError::Unsettled)
    };
    Ok(side(-1.0)? + side(1.0)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{Quote, Right, Smile};

    const VARIANCE: Heston =
        Heston { variance: 0.04, reversion: 1.5, mean: 0.09, deviation: 0.4, correlation: -0.6 };

    fn swap(jumps: Jumps) -> VarianceSwap {
        VarianceSwap { variance: VARIANCE, jumps, strike: 0.05, rate: 0.02, years: 0.5 }
    }

    #[test]
    fn a_flat_smile_is_its_own_variance() {
        for (volatility, years) in [(0.01, 1e-4), (0.6, 0.25), (5.0, 5.0)] {
            let found = replicated_variance(years, |_| volatility).unwrap();
            let wanted = volatility * volatility;
            assert!((found / wanted - 1.0).abs() < 1e-12, "{volatility} {years}: {found}");
        }
    }

    /// The strip of options that Heston prices is worth Heston's variance.
    #[test]
    fn a_smile_of_heston_replicates_its_variance() {
        let smile = Smile {
            spot: 1.0,
            rate: 0.0,
            dividend: 0.0,
            years: 0.5,
            variance: VARIANCE,
            jumps: Jumps::NONE,
        };
        let weighted = |moneyness: f64| {
            let strike = libm::exp(moneyness);
            let right = if moneyness > 0.0 { Right::Call } else { Right::Put };
            smile.prices(&[Quote { right, strike }]).unwrap()[0] / strike
        };
        // Further out prices drown in rounding.
        let found = 2.0 / 0.5 * log_strip(weighted, 0.2, 1e-13).unwrap();
        let fair = swap(Jumps::NONE).fair_strike().unwrap();
        assert!((found - fair).abs() < 1e-11, "{found} is not {fair}");
    }

    #[test]
    fn greeks_are_differences() {
        let base = swap(Jumps { intensity: 0.7, mean_log: -0.1, deviation_log: 0.15 });
        let value = base.value().unwrap();
        let step = 1e-5;
        let slope = |change: &dyn Fn(&mut VarianceSwap, f64)| {
            let at = |by: f64| {
                let mut moved = base;
                change(&mut moved, by);
                moved.value().unwrap().price
            };
            (at(step) - at(-step)) / (2.0 * step)
        };
        let vega = slope(&|swap, by| swap.variance.variance = (0.2 + by) * (0.2 + by));
        assert!((value.vega - vega).abs() < 1e-9);
        assert!((value.theta + slope(&|swap, by| swap.years += by)).abs() < 1e-9);
        assert!((value.rho - slope(&|swap, by| swap.rate += by)).abs() < 1e-9);
        assert!(VarianceSwap { years: 0.0, ..base }.value().is_err());
    }
}
