//! Black–Scholes with a yield, and Black 1976 on a forward: price and all Greeks
//! in closed form.

use super::check::{self, ModelError};
use super::{Case, European, Model, Valuation};
use crate::math::{cdf, pdf};

/// An option under Black–Scholes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlackScholes {
    /// The contract and the rates.
    pub option: European,
    /// Annualised volatility: 0.5 is 50%.
    pub volatility: f64,
}

/// An option on a forward under Black 1976: the spot of its contract is the
/// forward, and its dividend is not read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Black76 {
    /// The contract and the rate.
    pub option: European,
    /// Annualised volatility: 0.5 is 50%.
    pub volatility: f64,
}

/// What all Greeks are made of.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub(super) asset: f64,
    pub(super) money: f64,
    pub(super) d1: f64,
    pub(super) d2: f64,
    /// `√t`.
    pub(super) root: f64,
    /// The normal density at `d1`.
    pub(super) density: f64,
}

/// `d1` and `d2` of a log moneyness and a deviation. Without deviation they are
/// infinite, which makes prices intrinsic values, or zero just at the strike.
pub(super) fn d1_d2(log_moneyness: f64, deviation: f64) -> (f64, f64) {
    if deviation == 0.0 && log_moneyness == 0.0 {
        return (0.0, 0.0);
    }
    let ratio = log_moneyness / deviation;
    (ratio + 0.5 * deviation, ratio - 0.5 * deviation)
}

/// A density over what it would be divided by; none over zero is none.
pub(super) fn over(density: f64, divisor: f64) -> f64 {
    if density == 0.0 { 0.0 } else { density / divisor }
}

impl BlackScholes {
    pub(super) const COLUMNS: &'static [&'static [&'static str]] = &[&European::COLUMNS, &["vol"]];

    pub(super) fn read(case: &Case) -> Result<Box<dyn Model>, ModelError> {
        let option = European::read(case)?;
        Ok(Box::new(Self { option, volatility: case.number("vol")? }))
    }

    fn check(&self) -> Result<(), ModelError> {
        self.option.check()?;
        check::at_least_zero("vol", self.volatility)
    }

    fn terms(&self) -> Terms {
        let root = self.option.years.sqrt();
        let (d1, d2) = d1_d2(self.option.log_moneyness(), self.volatility * root);
        let (asset, money) = (self.option.asset(), self.option.money());
        Terms { asset, money, d1, d2, root, density: pdf(d1) }
    }

    /// How delta changes with volatility (and vega with the spot).
    pub fn vanna(&self) -> Result<f64, ModelError> {
        self.check()?;
        let Terms { asset, d2, density, .. } = self.terms();
        let vanna = -over(density * d2, self.volatility) * asset / self.option.spot;
        vanna.is_finite().then_some(vanna).ok_or(ModelError::NoValue("vanna"))
    }

    /// How vega changes with volatility.
    pub fn volga(&self) -> Result<f64, ModelError> {
        self.check()?;
        let Terms { asset, d1, d2, root, density, .. } = self.terms();
        let volga = over(density * d1 * d2, self.volatility) * asset * root;
        volga.is_finite().then_some(volga).ok_or(ModelError::NoValue("volga"))
    }
}

impl Model for BlackScholes {
    fn value(&self) -> Result<Valuation, ModelError> {
        self.check()?;
        let European { spot, rate, dividend, years, .. } = self.option;
        let Terms { asset, money, d1, d2, root, density } = self.terms();
        let sign = self.option.sign();
        let held = asset * cdf(sign * d1);
        let paid = money * cdf(sign * d2);
        let decay = over(0.5 * asset * density * self.volatility, root);
        Valuation {
            price: (sign * (held - paid)).max(0.0),
            delta: sign * held / spot,
            gamma: over(asset * density, spot * spot * self.volatility * root),
            vega: asset * density * root,
            theta: sign * (dividend * held - rate * paid) - decay,
            rho: sign * years * paid,
        }
        .finite()
    }
}

impl Black76 {
    pub(super) const COLUMNS: &'static [&'static [&'static str]] =
        &[&["type", "spot", "strike", "r", "t", "vol"]];

    pub(super) fn read(case: &Case) -> Result<Box<dyn Model>, ModelError> {
        let option = European {
            right: case.right()?,
            spot: case.number("spot")?,
            strike: case.number("strike")?,
            rate: case.number("r")?,
            dividend: 0.0,
            years: case.number("t")?,
        };
        Ok(Box::new(Self { option, volatility: case.number("vol")? }))
    }
}

impl Model for Black76 {
    fn value(&self) -> Result<Valuation, ModelError> {
        // A forward is an asset that yields the interest rate.
        let option = European { dividend: self.option.rate, ..self.option };
        let value = BlackScholes { option, volatility: self.volatility }.value()?;
        // The rate discounts, and does not move the forward.
        Ok(Valuation { rho: -option.years * value.price, ..value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Right;

    fn option(right: Right, strike: f64, years: f64) -> European {
        European { right, spot: 100.0, strike, rate: 0.03, dividend: 0.01, years }
    }

    #[test]
    fn limits_are_intrinsic_values() {
        for (years, volatility) in [(0.0, 0.6), (0.5, 0.0)] {
            let call = BlackScholes { option: option(Right::Call, 80.0, years), volatility };
            let value = call.value().unwrap();
            let forward = 100.0 * libm::exp(-0.01 * years) - 80.0 * libm::exp(-0.03 * years);
            assert!((value.price - forward).abs() < 1e-13);
            assert!((value.delta - libm::exp(-0.01 * years)).abs() < 1e-15);
            assert_eq!((value.gamma, value.vega), (0.0, 0.0));
            let put = BlackScholes { option: option(Right::Put, 80.0, years), volatility };
            assert_eq!(put.value().unwrap().price, 0.0);
        }
        let kink = BlackScholes { option: option(Right::Call, 100.0, 0.0), volatility: 0.6 };
        assert_eq!(kink.value(), Err(ModelError::NoValue("gamma")));
    }

    #[test]
    fn wrong_figures_are_named() {
        let good = BlackScholes { option: option(Right::Call, 90.0, 0.5), volatility: 0.4 };
        let named = |case: BlackScholes| match case.value() {
            Err(ModelError::Figure { name, .. }) => name,
            other => unreachable!("{other:?}"),
        };
        assert_eq!(named(BlackScholes { volatility: -0.1, ..good }), "vol");
        assert_eq!(named(BlackScholes { volatility: f64::NAN, ..good }), "vol");
        let with = |change: fn(&mut European)| {
            let mut option = good.option;
            change(&mut option);
            named(BlackScholes { option, ..good })
        };
        assert_eq!(with(|o| o.spot = 0.0), "spot");
        assert_eq!(with(|o| o.strike = f64::INFINITY), "strike");
        assert_eq!(with(|o| o.rate = f64::NAN), "r");
        assert_eq!(with(|o| o.years = -1.0), "t");
    }

    #[test]
    fn the_same_to_the_bit() {
        let case = BlackScholes { option: option(Right::Put, 110.0, 0.7), volatility: 0.35 };
        let v = case.value().unwrap();
        let found = [v.price, v.delta, v.gamma, v.vega, v.theta, v.rho].map(f64::to_bits);
        let pinned = [
            0x4030_b679_af40_8eaa,
            0xbfe1_8c2b_d051_0a50,
            0x3f8b_780c_c35d_235f,
            0x4040_6e2e_a25b_15c8,
            0xc01a_77e7_8d85_aee6,
            0xc049_0ac7_4f95_a203,
        ];
        assert_eq!(found, pinned, "{found:#x?}");
    }
}
