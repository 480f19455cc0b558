//! Control variates: quantities on the same paths whose means are known, and
//! the regression that takes their chance error out of a price.

use super::paths::Simulation;
use super::payoff::{Combination, Payoff};
use crate::linear::Square;
use crate::models::{Right, VanillaOption};

/// Something whose mean is known and taken off.
#[derive(Clone, Copy, Debug)]
pub(super) enum Control {
    /// A factor's price over its forward, less one.
    Forward { factor: usize, forward: f64 },
    /// A call on one factor, less its Black price.
    Call { factor: usize, strike: f64, mean: f64 },
    /// A call on the basket's geometric twin, less its Black price.
    Geometric { forward: f64, strike: f64, mean: f64 },
}

/// The controls of a payoff.
#[derive(Clone, Debug)]
pub(super) struct Controls {
    list: Vec<Control>,
    /// The shares of a basket's forward, by factor.
    shares: Vec<f64>,
    forwards: Vec<f64>,
}

impl Controls {
    /// Forwards always; options where prices are lognormal, so that Black's
    /// formula is their mean.
    pub(super) fn new(simulation: &Simulation, payoff: &Payoff) -> Self {
        let forwards = simulation.forwards(payoff.date);
        let involved = || (0..forwards.len()).filter(|&factor| payoff.units[factor] != 0.0);
        let worths = forwards.iter().zip(&payoff.units).map(|(forward, units)| forward * units);
        let basket: f64 = worths.clone().sum();
        let shares: Vec<f64> = worths.map(|worth| worth / basket).collect();
        let mut list: Vec<Control> = involved()
            .map(|factor| Control::Forward { factor, forward: forwards[factor] })
            .collect();
        if let Some(covariance) = simulation.known_covariance(payoff.date) {
            match payoff.combination {
                // A spread has no twin that follows it.
                Combination::Sum
                    if basket > 0.0
                        && payoff.strike > 0.0
                        && shares.iter().all(|share| *share >= 0.0) =>
                {
                    list.push(geometric(&covariance, &shares, basket, payoff.strike));
                }
                Combination::Sum => {}
                Combination::Best | Combination::Worst => list.extend(involved().map(|factor| {
                    let strike = payoff.strike / payoff.units[factor];
                    let strike = if strike > 0.0 { strike } else { forwards[factor] };
                    let mean = black(forwards[factor], strike, covariance[(factor, factor)]);
                    Control::Call { factor, strike, mean }
                })),
            }
        }
        Self { list, shares, forwards }
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Adds each control's value on a path, times `weight`.
    pub(super) fn add(&self, price: impl Fn(usize) -> f64, weight: f64, values: &mut [f64]) {
        for (value, control) in values.iter_mut().zip(&self.list) {
            *value += weight
                * match *control {
                    Control::Forward { factor, forward } => price(factor) / forward - 1.0,
                    Control::Call { factor, strike, mean } => {
                        (price(factor) - strike).max(0.0) - mean
                    }
                    Control::Geometric { forward, strike, mean } => {
                        let logs = self.forwards.iter().zip(&self.shares).enumerate();
                        let log: f64 = logs
                            .filter(|(_, (_, share))| **share != 0.0)
                            .map(|(factor, (own, share))| share * libm::log(price(factor) / own))
                            .sum();
                        (forward * libm::exp(log) - strike).max(0.0) - mean
                    }
                };
        }
    }
}

fn geometric(covariance: &Square, shares: &[f64], basket: f64, strike: f64) -> Control {
    // ln G is normal: its mean is −½ Σ share·variance, its variance the shares'.
    let (mut log_mean, mut variance) = (0.0, 0.0);
    for (i, share) in shares.iter().enumerate() {
        log_mean -= 0.5 * share * covariance[(i, i)];
        for (j, other) in shares.iter().enumerate() {
            variance += share * other * covariance[(i, j)];
        }
    }
    let forward = basket * libm::exp(log_mean + 0.5 * variance);
    Control::Geometric { forward: basket, strike, mean: black(forward, strike, variance) }
}

/// An undiscounted call.
fn black(forward: f64, strike: f64, variance: f64) -> f64 {
    let volatility = variance.max(0.0).sqrt();
    let right = Right::Call;
    VanillaOption { right, forward, strike, years: 1.0, volatility, discount: 1.0 }.price()
}

/// Sums over independent draws of a value and its controls.
#[derive(Clone, Debug)]
pub(super) struct Sums {
    count: f64,
    /// Of the value and then the controls.
    sums: Vec<f64>,
    /// Of their products.
    products: Square,
}

/// A mean of many draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mean {
    pub(super) value: f64,
    pub(super) error: f64,
}

/// Draws for each control, below which its weight would be chance.
const DRAWS_PER_CONTROL: f64 = 32.0;

impl Sums {
    pub(super) fn new(controls: usize) -> Self {
        let size = 1 + controls;
        Self { count: 0.0, sums: vec![0.0; size], products: Square::zero(size) }
    }

    /// One independent draw: the value and then the controls.
    pub(super) fn add(&mut self, values: &[f64]) {
        self.count += 1.0;
        for (i, value) in values.iter().enumerate() {
            self.sums[i] += value;
            (0..=i).for_each(|j| self.products[(i, j)] += value * values[j]);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        for i in 0..self.sums.len() {
            self.sums[i] += other.sums[i];
            (0..=i).for_each(|j| self.products[(i, j)] += other.products[(i, j)]);
        }
    }

    fn mean(&self, of: usize) -> f64 {
        self.sums[of] / self.count
    }

    fn covariance(&self, i: usize, j: usize) -> f64 {
        self.products[(i.max(j), i.min(j))] / self.count - self.mean(i) * self.mean(j)
    }

    /// What each control is multiplied by before it is taken off; zeros if
    /// there are too few draws to tell.
    pub(super) fn weights(&self) -> Vec<f64> {
        let size = self.sums.len() - 1;
        let none = vec![0.0; size];
        if size == 0 || self.count < DRAWS_PER_CONTROL * (size as f64 + 1.0) {
            return none;
        }
        let deviations: Vec<f64> =
            (1..=size).map(|i| self.covariance(i, i).max(0.0).sqrt()).collect();
        let mut scaled = Square::identity(size);
        let mut right = none.clone();
        for i in (0..size).filter(|&i| deviations[i] > 0.0) {
            right[i] = self.covariance(0, i + 1) / deviations[i];
            for j in (0..i).filter(|&j| deviations[j] > 0.0) {
                scaled[(i, j)] = self.covariance(i + 1, j + 1) / (deviations[i] * deviations[j]);
            }
            // Controls that say the same share the weight.
            scaled[(i, i)] += 1e-9;
        }
        let Some(lower) = scaled.cholesky() else { return none };
        for i in 0..size {
            let known: f64 = (0..i).map(|k| lower[(i, k)] * right[k]).sum();
            right[i] = (right[i] - known) / lower[(i, i)];
        }
        for i in (0..size).rev() {
            let known: f64 = (i + 1..size).map(|k| lower[(k, i)] * right[k]).sum();
            right[i] = (right[i] - known) / lower[(i, i)];
        }
        let scaled_back = right.iter().zip(&deviations);
        scaled_back
            .map(|(w, deviation)| if *deviation > 0.0 { w / deviation } else { 0.0 })
            .collect()
    }

    /// The value's mean less the weighted controls', with its standard error.
    pub(super) fn controlled(&self, weights: &[f64]) -> Mean {
        let mut value = self.mean(0);
        let mut variance = self.covariance(0, 0);
        for (i, weight) in weights.iter().enumerate() {
            value -= weight * self.mean(i + 1);
            variance -= 2.0 * weight * self.covariance(0, i + 1);
            for (j, other) in weights.iter().enumerate() {
                variance += weight * other * self.covariance(i + 1, j + 1);
            }
        }
        let free = self.count - 1.0 - weights.iter().filter(|w| **w != 0.0).count() as f64;
        let error = if free > 0.0 { (variance.max(0.0) / free).sqrt() } else { f64::INFINITY };
        Mean { value, error }
    }
}
