//! Options of one expiry under Heston and Bates, by Lewis' integral. The path is
//! `½ sinh(y + i·angle)`: it runs between the poles, spaces nodes evenly from the
//! first to the last scale that matters, and turns to where far strikes' waves
//! fade. All strikes share the characteristic function's values on it.

use std::f64::consts::PI;

use super::bates::Jumps;
use super::european::European;
use super::heston::{Exponent, Heston};
use super::path::{Direction, Path, Sums, Wave, settle};
use super::waves::{Shared, Strikes};
use super::{BlackScholes, Merton, Model, ModelError, Right, Valuation};
use crate::math::Complex;

/// All that the options of one expiry have in common, under Bates' model or,
/// without jumps, Heston's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Smile {
    /// The asset's price today.
    pub spot: f64,
    /// Interest rate, continuously compounded.
    pub rate: f64,
    /// What the asset itself yields, continuously compounded.
    pub dividend: f64,
    /// Years until expiry.
    pub years: f64,
    /// The variance.
    pub variance: Heston,
    /// The jumps, or [`Jumps::NONE`].
    pub jumps: Jumps,
}

/// An option of an expiry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quote {
    /// Call or put.
    pub right: Right,
    /// Price at which the holder may trade.
    pub strike: f64,
}

impl Smile {
    /// Prices and Greeks of the expiry's options, in their order. Vega is by the
    /// volatility of today, the root of `v0`.
    pub fn values(&self, quotes: &[Quote]) -> Result<Vec<Valuation>, ModelError> {
        self.solve(quotes, true)
    }

    /// Prices alone, which take half the time.
    pub fn prices(&self, quotes: &[Quote]) -> Result<Vec<f64>, ModelError> {
        Ok(self.solve(quotes, false)?.into_iter().map(|value| value.price).collect())
    }

    fn solve(&self, quotes: &[Quote], greeks: bool) -> Result<Vec<Valuation>, ModelError> {
        self.variance.check()?;
        self.jumps.check()?;
        let options: Vec<European> = quotes.iter().map(|quote| self.option(*quote)).collect();
        for option in &options {
            option.check()?;
        }
        if let Some(certain) = self.without_variance(&options) {
            return certain;
        }
        let mut sums = vec![Sums::default(); options.len()];
        for Shared { path, whole, waves } in Strikes::of(self)?.waves(&options) {
            if whole {
                settle(path, |u| self.with_jumps(u), &waves, greeks, &mut sums)?;
            } else {
                self.settle_parts(path, &waves, greeks, &mut sums)?;
            }
        }
        options.iter().zip(&sums).map(|(option, sums)| self.valued(option, sums, greeks)).collect()
    }

    /// Waves without jumps. Which way a path is to turn is judged from its end, so
    /// now and then a wave needs another turn than the one it shares.
    fn settle_parts(
        &self,
        path: Path,
        waves: &[Wave],
        greeks: bool,
        sums: &mut [Sums],
    ) -> Result<(), ModelError> {
        let exponent = |u| self.variance.exponent(u, self.years);
        if settle(path, exponent, waves, greeks, sums).is_ok() {
            return Ok(());
        }
        for wave in waves {
            let mut turns = [Direction::Straight, Direction::Up, Direction::Down].into_iter();
            let settled = turns.any(|direction| {
                let path = Path { direction, ..path };
                settle(path, exponent, std::slice::from_ref(wave), greeks, sums).is_ok()
            });
            if !settled {
                return Err(ModelError::Unsettled);
            }
        }
        Ok(())
    }

    fn option(&self, quote: Quote) -> European {
        let Self { spot, rate, dividend, years, .. } = *self;
        European { right: quote.right, spot, strike: quote.strike, rate, dividend, years }
    }

    /// Where variance is nothing at all, Merton's series has only its jumps, and
    /// without jumps prices are intrinsic values.
    fn without_variance(&self, options: &[European]) -> Option<Result<Vec<Valuation>, ModelError>> {
        let volatility = 0.0;
        if self.variance.total(self.years) > 0.0 {
            return None;
        }
        Some(
            options
                .iter()
                .map(|&option| match self.jumps.intensity > 0.0 {
                    true => Merton { option, volatility, jumps: self.jumps }.value(),
                    false => BlackScholes { option, volatility }.value(),
                })
                .collect(),
        )
    }

    /// The exponent with jumps.
    fn with_jumps(&self, u: Complex) -> Exponent {
        let mut exponent = self.variance.exponent(u, self.years);
        let Jumps { intensity, mean_log, .. } = self.jumps;
        if intensity > 0.0 {
            // At u − i/2: iw = iu + ½, and w² = u² − iu − ¼.
            let iw = u.times_i() + 0.5;
            let square = u * u - u.times_i() + (-0.25);
            let jumped = (iw * mean_log - square * (0.5 * self.jumps.variance())).exp_m1();
            let rate = (jumped - iw * self.jumps.growth()) * intensity;
            exponent.value = exponent.value + rate * self.years;
            exponent.by_years = exponent.by_years + rate;
        }
        exponent
    }

    /// From integrals to the option's price and Greeks.
    fn valued(
        &self,
        option: &European,
        sums: &Sums,
        greeks: bool,
    ) -> Result<Valuation, ModelError> {
        let Self { spot, rate, dividend, years, .. } = *self;
        let (asset, money) = (option.asset(), option.money());
        let scale = (asset * money).sqrt() / PI;
        let call = option.right == Right::Call;
        let (held, yielded) = if call { (asset, dividend) } else { (money, rate) };
        let price = held - scale * sums.price;
        let sign = option.sign();
        let least = (sign * (asset - money)).max(0.0);
        // Rounding may leave a price just below its bound, and no more than that.
        if price.is_nan() || price < least - 1e-10 * held {
            return Err(ModelError::Unsettled);
        }
        let price = price.max(least);
        if !greeks {
            return Valuation { price, ..Valuation::default() }.finite();
        }
        let held_in_asset = if call { asset } else { 0.0 };
        let worth = held_in_asset - scale * (0.5 * sums.price + sums.first);
        let by_years =
            0.5 * (rate + dividend) * sums.price - (rate - dividend) * sums.first - sums.by_years;
        Valuation {
            price,
            delta: worth / spot,
            gamma: scale * sums.second / (spot * spot),
            vega: -2.0 * self.variance.variance.sqrt() * scale * sums.by_variance,
            theta: yielded * held - scale * by_years,
            rho: years * (worth - price),
        }
        .finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smile() -> Smile {
        let variance = Heston {
            variance: 0.25,
            reversion: 2.0,
            mean: 0.36,
            deviation: 1.1,
            correlation: -0.55,
        };
        let jumps = Jumps { intensity: 0.8, mean_log: -0.12, deviation_log: 0.2 };
        Smile { spot: 100.0, rate: 0.03, dividend: 0.01, years: 0.4, variance, jumps }
    }

    fn quotes() -> Vec<Quote> {
        let strikes = [10.0, 55.0, 90.0, 100.0, 101.0, 130.0, 250.0, 1000.0];
        let both =
            strikes.map(|strike| [Right::Call, Right::Put].map(|right| Quote { right, strike }));
        both.concat()
    }

    #[test]
    fn a_strike_is_worth_the_same_alone_and_among_others() {
        let together = smile().values(&quotes()).unwrap();
        let prices = smile().prices(&quotes()).unwrap();
        for ((quote, value), price) in quotes().iter().zip(&together).zip(prices) {
            let alone = smile().values(&[*quote]).unwrap()[0];
            assert!((alone.price - value.price).abs() < 1e-12, "{quote:?}");
            assert!((price - value.price).abs() < 1e-12, "{quote:?}");
            assert!((alone.gamma - value.gamma).abs() < 1e-13, "{quote:?}");
            assert!((alone.theta - value.theta).abs() < 1e-10, "{quote:?}");
        }
    }

    #[test]
    fn calls_less_puts_are_the_forward() {
        for pair in quotes().chunks(2) {
            let values = smile().values(pair).unwrap();
            let forward = 100.0 * libm::exp(-0.01 * 0.4) - pair[0].strike * libm::exp(-0.03 * 0.4);
            assert!((values[0].price - values[1].price - forward).abs() < 1e-12);
            assert!((values[0].delta - values[1].delta - libm::exp(-0.01 * 0.4)).abs() < 1e-14);
            assert!((values[0].gamma - values[1].gamma).abs() < 1e-15);
        }
    }

    #[test]
    fn without_variance_of_variance_it_is_merton() {
        let Smile { spot, rate, dividend, years, jumps, .. } = smile();
        let calm = Heston { mean: 0.25, deviation: 0.0, ..smile().variance };
        let smile = Smile { variance: calm, ..smile() };
        for quote in quotes() {
            let Quote { right, strike } = quote;
            let option = European { right, spot, strike, rate, dividend, years };
            let wanted = Merton { option, volatility: 0.5, jumps }.value().unwrap();
            let found = smile.values(&[quote]).unwrap()[0];
            assert!((found.price - wanted.price).abs() < 1e-12, "{found:?} {wanted:?}");
            assert!((found.delta - wanted.delta).abs() < 1e-13);
            assert!((found.gamma - wanted.gamma).abs() < 1e-14);
            assert!((found.theta - wanted.theta).abs() < 1e-11);
        }
        // Nor does it need a variance at all.
        let none = Heston { variance: 0.0, mean: 0.0, ..calm };
        let jumps_alone = Smile { variance: none, ..smile };
        assert!(jumps_alone.values(&quotes()).unwrap()[4].price > 0.0);
    }

    #[test]
    fn wrong_figures_are_named() {
        let named = |change: fn(&mut Smile)| {
            let mut smile = smile();
            change(&mut smile);
            match smile.values(&quotes()) {
                Err(ModelError::Figure { name, .. }) => name,
                other => unreachable!("{other:?}"),
            }
        };
        assert_eq!(named(|s| s.variance.variance = -0.1), "v0");
        assert_eq!(named(|s| s.variance.correlation = 1.01), "rho");
        assert_eq!(named(|s| s.variance.deviation = f64::NAN), "sigma_vv");
        assert_eq!(named(|s| s.jumps.deviation_log = -0.2), "log_jump_vol");
        assert_eq!(named(|s| s.jumps.intensity = 1e6), "lambda");
        assert_eq!(named(|s| s.years = f64::INFINITY), "t");
    }

    #[test]
    fn the_same_to_the_bit() {
        let values = smile().values(&quotes()).unwrap();
        let found = [values[4].price, values[9].gamma, values[13].theta].map(f64::to_bits);
        let pinned = [0x4033_4c2a_a7a1_c79c, 0x3f88_14e5_4c88_ed36, 0x4018_a32d_660b_d5fa];
        assert_eq!(found, pinned, "{found:#x?}");
    }
}
