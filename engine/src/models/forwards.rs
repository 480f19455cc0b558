//! What is worth no more than its price: spot, and linear and inverse perpetuals
//! and futures. A perpetual is a future of no time: its funding keeps it at spot.

use super::check::{self, ModelError};
use super::{Model, Valuation};

/// One unit of an asset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Its price.
    pub spot: f64,
}

/// A future that settles in money: it gains what its price has risen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearFuture {
    /// The asset's price today.
    pub spot: f64,
    /// Price at which the holder entered, or was last settled.
    pub entry: f64,
    /// Interest rate, continuously compounded.
    pub rate: f64,
    /// What the asset itself yields, continuously compounded.
    pub dividend: f64,
    /// Years until expiry; 0 for a perpetual.
    pub years: f64,
}

/// A future on one unit of money's worth of an asset that settles in the asset:
/// its holder has `1/entry − 1/price` of the asset. Valued in money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InverseFuture {
    /// The asset's price today.
    pub spot: f64,
    /// Price at which the holder entered, or was last settled.
    pub entry: f64,
    /// Interest rate, continuously compounded.
    pub rate: f64,
    /// What the asset itself yields, continuously compounded.
    pub dividend: f64,
    /// Years until expiry; 0 for a perpetual.
    pub years: f64,
}

impl Model for Spot {
    fn value(&self) -> Result<Valuation, ModelError> {
        check::positive("spot", self.spot)?;
        Ok(Valuation { price: self.spot, delta: 1.0, ..Valuation::default() })
    }
}

fn check_future(
    spot: f64,
    entry: f64,
    [rate, dividend, years]: [f64; 3],
) -> Result<(), ModelError> {
    check::positive("spot", spot)?;
    check::positive("entry", entry)?;
    check::rate("r", rate)?;
    check::rate("q", dividend)?;
    check::at_least_zero("t", years)
}

impl LinearFuture {
    /// The price for delivery at expiry.
    #[must_use]
    pub fn forward(&self) -> f64 {
        self.spot * libm::exp((self.rate - self.dividend) * self.years)
    }
}

impl Model for LinearFuture {
    fn value(&self) -> Result<Valuation, ModelError> {
        let Self { spot, entry, rate, dividend, years } = *self;
        check_future(spot, entry, [rate, dividend, years])?;
        let forward = self.forward();
        Valuation {
            price: forward - entry,
            delta: forward / spot,
            theta: -(rate - dividend) * forward,
            rho: years * forward,
            ..Valuation::default()
        }
        .finite()
    }
}

impl Model for InverseFuture {
    fn value(&self) -> Result<Valuation, ModelError> {
        let Self { spot, entry, rate, dividend, years } = *self;
        check_future(spot, entry, [rate, dividend, years])?;
        // spot · (1/entry − 1/forward): in money it is linear.
        let owed = libm::exp((dividend - rate) * years);
        Valuation {
            price: spot / entry - owed,
            delta: 1.0 / entry,
            theta: (dividend - rate) * owed,
            rho: years * owed,
            ..Valuation::default()
        }
        .finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn futures_gain_what_prices_do() {
        let perpetual =
            LinearFuture { spot: 110.0, entry: 100.0, rate: 0.05, dividend: 0.0, years: 0.0 };
        let value = perpetual.value().unwrap();
        assert_eq!((value.price, value.delta, value.gamma), (10.0, 1.0, 0.0));
        let future = LinearFuture { years: 2.0, ..perpetual };
        assert!((future.value().unwrap().price - (110.0 * libm::exp(0.1) - 100.0)).abs() < 1e-13);
    }

    #[test]
    fn inverse_futures_pay_in_the_asset() {
        let inverse =
            InverseFuture { spot: 125.0, entry: 100.0, rate: 0.0, dividend: 0.0, years: 0.0 };
        let value = inverse.value().unwrap();
        // 1/100 − 1/125 of the asset, at 125 each.
        assert!((value.price - 0.25).abs() < 1e-15);
        assert_eq!((value.delta, value.gamma), (0.01, 0.0));
        assert!(InverseFuture { entry: 0.0, ..inverse }.value().is_err());
        assert_eq!(Spot { spot: 3.0 }.value().unwrap().price, 3.0);
    }

    #[test]
    fn greeks_are_differences() {
        let linear =
            |rate, years| LinearFuture { spot: 9.0, entry: 8.0, rate, dividend: 0.02, years };
        let inverse =
            |rate, years| InverseFuture { spot: 9.0, entry: 8.0, rate, dividend: 0.02, years };
        let step = 1e-5;
        let slopes = |price: &dyn Fn(f64, f64) -> Valuation| {
            let value = price(0.07, 0.5);
            let rho = (price(0.07 + step, 0.5).price - price(0.07 - step, 0.5).price) / 2.0 / step;
            let time = (price(0.07, 0.5 + step).price - price(0.07, 0.5 - step).price) / 2.0 / step;
            assert!((value.rho - rho).abs() < 1e-9 && (value.theta + time).abs() < 1e-9);
        };
        slopes(&|rate, years| linear(rate, years).value().unwrap());
        slopes(&|rate, years| inverse(rate, years).value().unwrap());
    }
}
