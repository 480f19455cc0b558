//! Merton 1976: Black–Scholes with lognormal jumps, as a sum over how many there
//! are. Asset and money are summed apart, each with weights of its own, so that
//! no term is larger than the price of what it stands for.

use super::bates::Jumps;
use super::black_scholes::{d1_d2, over};
use super::check::{self, ModelError};
use super::poisson::poisson;
use super::{Case, European, Model, Valuation};
use crate::math::{cdf, pdf};

/// An option under Merton's jump diffusion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merton {
    /// The contract and the rates.
    pub option: European,
    /// Annualised volatility between jumps.
    pub volatility: f64,
    /// The jumps.
    pub jumps: Jumps,
}

pub(super) const COLUMNS: &[&[&str]] = &[&European::COLUMNS, &["vol"], &Jumps::COLUMNS];

pub(super) fn read(case: &Case) -> Result<Box<dyn Model>, ModelError> {
    let (option, jumps) = (European::read(case)?, Jumps::read(case)?);
    Ok(Box::new(Merton { option, volatility: case.number("vol")?, jumps }))
}

impl Merton {
    /// Deviation, `d1` and `d2` if there are `count` jumps.
    fn given(&self, count: f64) -> (f64, f64, f64) {
        let Self { option, volatility, jumps } = self;
        let variance = volatility * volatility * option.years + count * jumps.variance();
        let drift = count * jumps.log_growth() - jumps.intensity * option.years * jumps.growth();
        let deviation = variance.sqrt();
        let (d1, d2) = d1_d2(option.log_moneyness() + drift, deviation);
        (deviation, d1, d2)
    }
}

impl Model for Merton {
    fn value(&self) -> Result<Valuation, ModelError> {
        self.option.check()?;
        check::at_least_zero("vol", self.volatility)?;
        self.jumps.check()?;
        let European { spot, rate, dividend, years, .. } = self.option;
        let Jumps { intensity, .. } = self.jumps;
        let sign = self.option.sign();
        // A term's share of how chances change with time: n/t − λ.
        let flow = |count: f64| if count == 0.0 { -intensity } else { count / years - intensity };
        let (asset, money) = (self.option.asset(), self.option.money());
        let (mut held, mut density, mut vega, mut held_flow) = (0.0, 0.0, 0.0, 0.0);
        // Seen from the asset, jumps come more often the more they lift it.
        let mean = intensity * years;
        for (count, weight) in poisson(mean * (1.0 + self.jumps.growth()))? {
            let (deviation, d1, _) = self.given(count);
            let likely = weight * cdf(sign * d1);
            let dense = weight * pdf(d1);
            held += likely;
            held_flow += flow(count) * likely;
            density += over(dense, deviation);
            vega += over(dense * self.volatility * years, deviation);
        }
        let (mut paid, mut paid_flow) = (0.0, 0.0);
        for (count, weight) in poisson(mean)? {
            let (_, _, d2) = self.given(count);
            let likely = weight * cdf(sign * d2);
            paid += likely;
            paid_flow += flow(count) * likely;
        }
        let (held, paid) = (asset * held, money * paid);
        let price = (sign * (held - paid)).max(0.0);
        // Theta from the equation that the price solves: diffusion, drift with
        // what compensates for jumps, interest, and the jumps themselves.
        let diffusion = 0.5 * self.volatility * self.volatility * asset * density;
        let drift = (rate - dividend - intensity * self.jumps.growth()) * sign * held;
        let jumped = sign * (asset * held_flow - money * paid_flow);
        Valuation {
            price,
            delta: sign * held / spot,
            gamma: asset * density / (spot * spot),
            vega: asset * vega,
            theta: rate * sign * (held - paid) - diffusion - drift - jumped,
            rho: sign * years * paid,
        }
        .finite()
    }
}
