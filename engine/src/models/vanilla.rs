//! European options on a forward (Black 1976). Every transcendental function
//! comes from `libm`, whose results do not depend on the platform, and sums are
//! written in one order, so that a price is the same to the bit everywhere.

use crate::math::cdf;

/// What an option gives its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// To buy at the strike.
    Call,
    /// To sell at the strike.
    Put,
}

/// A European option and the market it is priced in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VanillaOption {
    /// Call or put.
    pub right: Right,
    /// Price for delivery at expiry.
    pub forward: f64,
    /// Price at which the holder may trade.
    pub strike: f64,
    /// Years until expiry.
    pub years: f64,
    /// Annualised volatility: 0.5 is 50%.
    pub volatility: f64,
    /// Today's worth of one unit of money paid at expiry.
    pub discount: f64,
}

impl VanillaOption {
    /// What it is worth today. Without time or volatility that is the
    /// discounted intrinsic value; never below zero.
    #[must_use]
    pub fn price(&self) -> f64 {
        self.discount * self.undiscounted().max(0.0)
    }

    fn undiscounted(&self) -> f64 {
        let (forward, strike) = (self.forward, self.strike);
        let Some((d1, d2)) = self.moneyness() else {
            return match self.right {
                Right::Call => forward - strike,
                Right::Put => strike - forward,
            };
        };
        match self.right {
            Right::Call => forward * cdf(d1) - strike * cdf(d2),
            Right::Put => strike * cdf(-d2) - forward * cdf(-d1),
        }
    }

    /// `d1` and `d2`; `None` where the price is the intrinsic value.
    fn moneyness(&self) -> Option<(f64, f64)> {
        let deviation = self.volatility * self.years.max(0.0).sqrt();
        // Also false for NaN.
        let regular = self.forward > 0.0 && self.strike > 0.0 && deviation > 0.0;
        if !regular {
            return None;
        }
        let d1 = libm::log(self.forward / self.strike) / deviation + 0.5 * deviation;
        Some((d1, d1 - deviation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(right: Right, forward: f64, strike: f64) -> VanillaOption {
        VanillaOption { right, forward, strike, years: 0.5, volatility: 0.6, discount: 0.98 }
    }

    fn close(a: f64, b: f64) {
        let tolerance = 1e-12 * (1.0 + a.abs().max(b.abs()));
        assert!((a - b).abs() <= tolerance, "{a} is not {b}");
    }

    #[test]
    fn at_the_money_is_the_closed_form() {
        // F · (2Φ(σ√T/2) − 1), with Φ(0.1) = 0.539827837277029.
        let at_the_money = VanillaOption {
            right: Right::Call,
            forward: 100.0,
            strike: 100.0,
            years: 1.0,
            volatility: 0.2,
            discount: 1.0,
        };
        close(at_the_money.price(), 7.965_567_455_405_8);
    }

    #[test]
    fn a_textbook_price() {
        // Hull's example: S 42, K 40, r 10%, σ 20%, six months: 4.76 and 0.81.
        let growth = libm::exp(0.05);
        let hull = VanillaOption {
            right: Right::Call,
            forward: 42.0 * growth,
            strike: 40.0,
            years: 0.5,
            volatility: 0.2,
            discount: 1.0 / growth,
        };
        let put = VanillaOption { right: Right::Put, ..hull };
        assert!((hull.price() - 4.759_422).abs() < 1e-6, "{}", hull.price());
        assert!((put.price() - 0.808_599).abs() < 1e-6, "{}", put.price());
    }

    #[test]
    fn calls_less_puts_are_the_forward() {
        for strike in [20.0, 75.0, 99.0, 100.0, 140.0, 900.0] {
            let call = option(Right::Call, 100.0, strike);
            let put = option(Right::Put, 100.0, strike);
            close(call.price() - put.price(), 0.98 * (100.0 - strike));
        }
    }

    #[test]
    fn limits_are_intrinsic_values() {
        for (right, inside, outside) in [(Right::Call, 130.0, 80.0), (Right::Put, 80.0, 130.0)] {
            for (years, volatility) in [(0.0, 0.6), (-1.0, 0.6), (0.5, 0.0)] {
                let limit =
                    |forward| VanillaOption { years, volatility, ..option(right, forward, 100.0) };
                close(limit(inside).price(), 0.98 * (inside - 100.0f64).abs());
                close(limit(outside).price(), 0.0);
            }
        }
        close(option(Right::Call, 100.0, 0.0).price(), 98.0);
        close(option(Right::Put, 0.0, 100.0).price(), 98.0);
        let wild = VanillaOption { volatility: 1e6, ..option(Right::Call, 100.0, 100.0) };
        close(wild.price(), 98.0);
    }

    #[test]
    fn more_volatility_and_more_time_are_worth_more() {
        for right in [Right::Call, Right::Put] {
            let mut last = 0.0;
            for step in 1..40 {
                let volatility = 0.05 * f64::from(step);
                let price = VanillaOption { volatility, ..option(right, 100.0, 110.0) }.price();
                assert!(price > last, "{volatility}");
                last = price;
            }
        }
    }

    #[test]
    fn the_same_to_the_bit() {
        let bits = |right, strike| option(right, 95_000.0, strike).price().to_bits();
        let found =
            [bits(Right::Call, 95_000.0), bits(Right::Put, 60_000.0), bits(Right::Call, 200_000.0)];
        let pinned = [0x40ce_8c36_646e_23e4, 0x40a1_24e9_0ce9_3001, 0x408c_2668_d1b3_3a87];
        assert_eq!(found, pinned, "{found:#x?}");
    }
}
