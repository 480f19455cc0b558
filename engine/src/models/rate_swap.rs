//! An interest-rate swap against a curve of discount factors, which also says the
//! floating payments.

use super::check::{self, ModelError};
use super::{Model, Valuation};

/// Discount factors by years, logarithms interpolated; the last forward rate goes
/// on for ever.
#[derive(Clone, Debug, PartialEq)]
pub struct DiscountCurve {
    /// Years and the logarithm of the discount factor, from `(0, 0)` on.
    nodes: Vec<(f64, f64)>,
}

impl DiscountCurve {
    /// A curve through discount factors at increasing years above 0.
    pub fn new(factors: &[(f64, f64)]) -> Result<Self, ModelError> {
        let mut nodes = vec![(0.0, 0.0)];
        let mut last = 0.0;
        for &(years, factor) in factors {
            check::at_least_zero("years", years)?;
            check::positive("discount", factor)?;
            if years <= last {
                let must = "later than the one before";
                return Err(ModelError::Figure { name: "years", value: years, must });
            }
            last = years;
            nodes.push((years, libm::log(factor)));
        }
        if nodes.len() < 2 {
            return Err(ModelError::Missing("discount"));
        }
        Ok(Self { nodes })
    }

    /// A curve of one rate.
    pub fn flat(rate: f64) -> Result<Self, ModelError> {
        check::rate("r", rate)?;
        Ok(Self { nodes: vec![(0.0, 0.0), (1.0, -rate)] })
    }

    /// Today's worth of one unit of money paid then.
    #[must_use]
    pub fn discount(&self, years: f64) -> f64 {
        libm::exp(self.at(years).0)
    }

    /// The logarithm of the discount factor, and the forward rate.
    fn at(&self, years: f64) -> (f64, f64) {
        let after = self.nodes.partition_point(|node| node.0 <= years).min(self.nodes.len() - 1);
        let ((from, low), (to, high)) = (self.nodes[after - 1], self.nodes[after]);
        let slope = (high - low) / (to - from);
        (low + slope * (years - from), -slope)
    }
}

/// Fixed payments against floating ones of the same curve. Delta and gamma are
/// zero, rho is by all rates at once, and theta lets the curve stay as it is
/// while every payment comes nearer.
#[derive(Clone, Debug, PartialEq)]
pub struct RateSwap {
    /// Discounts, and floating payments.
    pub curve: DiscountCurve,
    /// The rate that is paid, or received.
    pub fixed: f64,
    /// Whether the holder pays it.
    pub pays_fixed: bool,
    /// What payments are on.
    pub notional: f64,
    /// When the first period starts, and when each ends, in years.
    pub dates: Vec<f64>,
}

impl RateSwap {
    fn check(&self) -> Result<(), ModelError> {
        check::rate("fixed", self.fixed)?;
        check::positive("notional", self.notional)?;
        if self.dates.len() < 2 {
            return Err(ModelError::Missing("dates"));
        }
        for date in &self.dates {
            check::at_least_zero("dates", *date)?;
        }
        match self.dates.windows(2).find(|pair| pair[1] <= pair[0]) {
            Some(pair) => {
                let must = "later than the one before";
                Err(ModelError::Figure { name: "dates", value: pair[1], must })
            }
            None => Ok(()),
        }
    }

    /// What is received, by date: floating payments are worth the notional at the
    /// start less the notional at the end.
    fn flows(&self) -> Vec<(f64, f64)> {
        let sign = if self.pays_fixed { 1.0 } else { -1.0 };
        let mut flows = Vec::with_capacity(self.dates.len());
        let last = self.dates.len() - 1;
        for (i, &date) in self.dates.iter().enumerate() {
            let mut flow = 0.0;
            if i == 0 {
                flow += 1.0;
            } else {
                flow -= self.fixed * (date - self.dates[i - 1]);
            }
            if i == last {
                flow -= 1.0;
            }
            flows.push((date, sign * self.notional * flow));
        }
        flows
    }

    /// The fixed rate at which it is worth nothing.
    pub fn par_rate(&self) -> Result<f64, ModelError> {
        self.check()?;
        let discount = |date: f64| self.curve.discount(date);
        let annuity: f64 =
            self.dates.windows(2).map(|pair| (pair[1] - pair[0]) * discount(pair[1])).sum();
        let floating = discount(self.dates[0]) - discount(self.dates[self.dates.len() - 1]);
        let rate = floating / annuity;
        rate.is_finite().then_some(rate).ok_or(ModelError::NoValue("rate"))
    }
}

impl Model for RateSwap {
    fn value(&self) -> Result<Valuation, ModelError> {
        self.check()?;
        let mut value = Valuation::default();
        for (date, flow) in self.flows() {
            let (log, forward) = self.curve.at(date);
            let worth = flow * libm::exp(log);
            value.price += worth;
            value.rho -= date * worth;
            value.theta += forward * worth;
        }
        value.finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn swap(fixed: f64) -> RateSwap {
        let factors = [(0.5, 0.985), (1.0, 0.968), (2.0, 0.93), (5.0, 0.81)];
        let curve = DiscountCurve::new(&factors).unwrap();
        let dates = vec![0.25, 0.5, 1.0, 1.5, 2.0, 3.0];
        RateSwap { curve, fixed, pays_fixed: true, notional: 1e6, dates }
    }

    #[test]
    fn at_the_par_rate_it_is_worth_nothing() {
        let par = swap(0.0).par_rate().unwrap();
        assert!((swap(par).value().unwrap().price).abs() < 1e-9);
        assert!(swap(par - 0.01).value().unwrap().price > 0.0);
        let receiver = RateSwap { pays_fixed: false, ..swap(0.01) };
        assert_eq!(receiver.value().unwrap().price, -swap(0.01).value().unwrap().price);
    }

    #[test]
    fn by_hand_on_a_flat_curve() {
        let curve = DiscountCurve::flat(0.04).unwrap();
        let swap = RateSwap { curve, dates: vec![0.0, 1.0, 2.0], ..swap(0.03) };
        let (one, two) = (libm::exp(-0.04), libm::exp(-0.08));
        let wanted = 1e6 * (1.0 - two - 0.03 * (one + two));
        let value = swap.value().unwrap();
        assert!((value.price - wanted).abs() < 1e-9);
        let rho = 1e6 * (2.0 * two + 0.03 * (one + 2.0 * two));
        assert!((value.rho - rho).abs() < 1e-8);
        // On a flat curve what is paid today earns nothing, the rest does.
        assert!((value.theta - 0.04 * wanted).abs() < 1e-8);
    }

    #[test]
    fn curves_and_dates_have_an_order() {
        for factors in [&[][..], &[(1.0, 0.9), (1.0, 0.8)], &[(0.0, 1.0)], &[(1.0, f64::NAN)]] {
            assert!(DiscountCurve::new(factors).is_err(), "{factors:?}");
        }
        for dates in [vec![], vec![1.0], vec![1.0, 1.0], vec![0.0, f64::NAN]] {
            assert!(RateSwap { dates, ..swap(0.03) }.value().is_err());
        }
    }
}
