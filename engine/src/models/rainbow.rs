//! Stulz 1982: calls and puts on the better or the worse of two assets, with the
//! bivariate normal distribution.

use super::black_scholes::{d1_d2, over};
use super::check::{self, ModelError};
use super::european::log_ratio;
use super::exchange::Worths;
use super::{Case, Model, Right, TwoAssets, Valuation};
use crate::math::{bivariate_cdf, cdf, pdf};

/// Which of two assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The one that is worth more at expiry.
    Better,
    /// The one that is worth less.
    Worse,
}

/// An option on the better or the worse of two assets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rainbow {
    /// The assets.
    pub assets: TwoAssets,
    /// Call or put.
    pub right: Right,
    /// On which.
    pub of: Of,
    /// Price at which the holder may trade.
    pub strike: f64,
}

pub(super) const COLUMNS: &[&[&str]] = &[&TwoAssets::COLUMNS, &["strike"]];

type Read = Result<Box<dyn Model>, ModelError>;

pub(super) fn max_call(case: &Case) -> Read {
    read(case, Of::Better, Right::Call)
}

pub(super) fn min_call(case: &Case) -> Read {
    read(case, Of::Worse, Right::Call)
}

pub(super) fn max_put(case: &Case) -> Read {
    read(case, Of::Better, Right::Put)
}

pub(super) fn min_put(case: &Case) -> Read {
    read(case, Of::Worse, Right::Put)
}

fn read(case: &Case, of: Of, right: Right) -> Read {
    let assets = TwoAssets::read(case)?;
    Ok(Box::new(Rainbow { assets, right, of, strike: case.number("strike")? }))
}

/// One asset against the strike and against the other asset.
struct Side {
    /// Its price today, delivered at expiry.
    asset: f64,
    volatility: f64,
    /// `d1` and `d2` against the strike.
    strike: (f64, f64),
    /// `d1` against the other asset.
    other: f64,
    /// Correlation of the two, and its complement.
    correlation: (f64, f64),
}

impl Rainbow {
    fn sides(&self) -> [Side; 2] {
        let two = &self.assets;
        let root = two.years.sqrt();
        let ahead = two.assets();
        let (d1, d2) = two.relative();
        let side = |own: usize, other: f64| {
            let volatility = two.volatilities[own];
            let drift = (two.rate - two.dividends[own]) * two.years;
            let moneyness = log_ratio(two.spots[own], self.strike) + drift;
            let facing = two.volatilities[1 - own];
            let along = volatility - two.correlation * facing;
            let across = facing * two.complement();
            let length = two.relative_volatility();
            // Assets that move as one are never overtaken: any angle will do.
            let correlation =
                if length > 0.0 { (along / length, across / length) } else { (0.0, 1.0) };
            let strike = d1_d2(moneyness, volatility * root);
            Side { asset: ahead[own], volatility, strike, other, correlation }
        };
        [side(0, d1), side(1, -d2)]
    }
}

impl Side {
    /// The chance, seen from this asset, that it is what pays: on the strike's
    /// side `right`, and ahead of or behind the other.
    fn pays(&self, right: Right, of: Of) -> Option<f64> {
        let strike = if right == Right::Call { self.strike.0 } else { -self.strike.0 };
        let other = if of == Of::Better { self.other } else { -self.other };
        let same = (right == Right::Call) == (of == Of::Better);
        let (correlation, complement) = self.correlation;
        bivariate_cdf(strike, other, if same { correlation } else { -correlation }, complement)
    }

    /// Densities, times this asset, of paths that end at the strike and pay with
    /// this asset, and of such that end where the two meet.
    fn edges(&self, right: Right, of: Of, root: f64, relative: f64) -> (f64, f64) {
        let (correlation, complement) = self.correlation;
        let ratio = |distance: f64| match distance == 0.0 {
            true => 0.0,
            false => distance / complement,
        };
        let ahead = ratio(self.other - correlation * self.strike.0);
        let ahead = if of == Of::Better { ahead } else { -ahead };
        let above = ratio(self.strike.0 - correlation * self.other);
        let above = if right == Right::Call { above } else { -above };
        // Without density there is no edge, however undefined the chance.
        let edge = |density: f64, chance: f64, deviation: f64| match density == 0.0 {
            true => 0.0,
            false => over(density * cdf(chance), deviation),
        };
        let at_strike = edge(pdf(self.strike.0), ahead, self.volatility * root);
        let at_other = edge(pdf(self.other), above, relative * root);
        (self.asset * at_strike, self.asset * at_other)
    }
}

impl Model for Rainbow {
    fn value(&self) -> Result<Valuation, ModelError> {
        let Self { assets: two, right, of, strike } = *self;
        two.check()?;
        check::positive("strike", strike)?;
        let sides = self.sides();
        let (call, better) = (right == Right::Call, of == Of::Better);
        let sign = if call { 1.0 } else { -1.0 };
        let pays = |side: &Side| side.pays(right, of).ok_or(ModelError::Unsettled);
        let held =
            [sign * sides[0].asset * pays(&sides[0])?, sign * sides[1].asset * pays(&sides[1])?];
        // The better is below the strike if both are, the worse above if both are.
        let beyond = |side: &Side| if better { -side.strike.1 } else { side.strike.1 };
        let (h, k) = (beyond(&sides[0]), beyond(&sides[1]));
        let both = bivariate_cdf(h, k, two.correlation, two.complement());
        let both = both.ok_or(ModelError::Unsettled)?;
        let exercised = if better == call { 1.0 - both } else { both };
        let paid = -sign * strike * libm::exp(-two.rate * two.years) * exercised;
        let price = (held[0] + held[1] + paid).max(0.0);
        let (root, relative) = (two.years.sqrt(), two.relative_volatility());
        let [(first, meeting), (second, _)] =
            [0, 1].map(|i: usize| sides[i].edges(right, of, root, relative));
        // Where the two meet, the better call gains a kink and the worse loses one.
        let meeting = if call == better { meeting } else { -meeting };
        let bends = [first + meeting, -meeting, second + meeting];
        two.valuation(Worths { price, held, bends })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::{BlackScholes, European, Exchange};

    const RIGHTS: [Right; 2] = [Right::Call, Right::Put];

    fn assets(correlation: f64) -> TwoAssets {
        TwoAssets {
            spots: [100.0, 93.0],
            volatilities: [0.4, 0.7],
            dividends: [0.01, 0.03],
            correlation,
            rate: 0.05,
            years: 0.8,
        }
    }

    fn value(assets: TwoAssets, right: Right, of: Of) -> Valuation {
        Rainbow { assets, right, of, strike: 104.0 }.value().unwrap()
    }

    fn one(assets: TwoAssets, right: Right, which: usize) -> f64 {
        let TwoAssets { spots, dividends, rate, years, .. } = assets;
        let option = European {
            right,
            spot: spots[which],
            strike: 104.0,
            rate,
            dividend: dividends[which],
            years,
        };
        BlackScholes { option, volatility: assets.volatilities[which] }.value().unwrap().price
    }

    /// One of the two is the better and the other the worse.
    #[test]
    fn better_and_worse_are_both_assets() {
        for correlation in [-1.0, -0.999, -0.4, 0.0, 0.8, 0.999, 1.0] {
            let two = assets(correlation);
            for right in RIGHTS {
                let both = value(two, right, Of::Better).price + value(two, right, Of::Worse).price;
                let apart = one(two, right, 0) + one(two, right, 1);
                assert!((both - apart).abs() < 1e-12, "{correlation} {right:?}: {both} {apart}");
            }
        }
    }

    #[test]
    fn calls_less_puts_are_a_forward_on_an_exchange() {
        let two = assets(0.3);
        let gain = Exchange { assets: two }.value().unwrap().price;
        let money = 104.0 * libm::exp(-0.05 * 0.8);
        let difference = |of| value(two, Right::Call, of).price - value(two, Right::Put, of).price;
        assert!((difference(Of::Better) - (two.assets()[1] + gain - money)).abs() < 1e-12);
        assert!((difference(Of::Worse) - (two.assets()[0] - gain - money)).abs() < 1e-12);
    }

    /// Which of two equal assets is held has no answer, and so no gamma; assets
    /// that move as one but are not equal are simply the dearer and the cheaper.
    #[test]
    fn assets_that_move_as_one() {
        let twin = TwoAssets { volatilities: [0.4; 2], dividends: [0.01; 2], ..assets(1.0) };
        let better = value(twin, Right::Call, Of::Better).price;
        assert!((better - one(twin, Right::Call, 0)).abs() < 1e-12);
        let equal = TwoAssets { spots: [100.0; 2], ..twin };
        let rainbow = Rainbow { assets: equal, right: Right::Call, of: Of::Worse, strike: 104.0 };
        assert_eq!(rainbow.value(), Err(ModelError::NoValue("gamma")));
    }

    #[test]
    fn greeks_are_differences() {
        let step = 1e-4;
        for correlation in [-0.9, 0.3, 0.95] {
            let two = assets(correlation);
            for (right, of) in
                RIGHTS.map(|right| [(right, Of::Better), (right, Of::Worse)]).concat()
            {
                let at = |change: &dyn Fn(&mut TwoAssets, f64), by: f64| {
                    let mut moved = two;
                    change(&mut moved, by);
                    value(moved, right, of)
                };
                let slope = |change: &dyn Fn(&mut TwoAssets, f64)| {
                    (at(change, step).price - at(change, -step).price) / (2.0 * step)
                };
                let spot: &dyn Fn(&mut TwoAssets, f64) = &|two, by| two.spots[0] += by;
                let bend = (at(spot, step).delta - at(spot, -step).delta) / (2.0 * step);
                let found = value(two, right, of);
                let close =
                    |a: f64, b: f64| assert!((a - b).abs() < 2e-6, "{right:?} {of:?} {a} {b}");
                close(found.delta, slope(spot));
                close(found.gamma, bend);
                close(found.vega, slope(&|two, by| two.volatilities[0] += by));
                close(found.theta, -slope(&|two, by| two.years += by));
                close(found.rho, slope(&|two, by| two.rate += by));
            }
        }
    }
}
