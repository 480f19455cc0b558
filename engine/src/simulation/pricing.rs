//! Prices by simulation, for any number of assets, with standard errors.

use super::controls::{Controls, Mean, Sums};
use super::error::SimulationError;
use super::paths::{Block, Simulation};
use super::payoff::Payoff;
use super::plan::Sampling;

/// A price and how far chance may have moved it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Today's price.
    pub price: f64,
    /// One standard deviation of it.
    pub standard_error: f64,
    /// How much smaller the variance is for the controls; no number if there is
    /// none either way.
    pub variance_ratio: f64,
}

/// Independent scrambles of Sobol's points: what their prices differ by is the
/// standard error.
pub const SCRAMBLES: u64 = 16;

/// Prices claims on the same paths, each with the control variates that fit it.
/// With Sobol's points, the plan's paths are those of one scramble, and
/// `SCRAMBLES` are run, from the plan's own on.
///
/// # Errors
///
/// If a payoff does not fit the dynamics, or there is one path alone.
pub fn price(
    simulation: &Simulation,
    payoffs: &[Payoff],
) -> Result<Vec<Estimate>, SimulationError> {
    let factors = simulation.dynamics().factors().len();
    let dates = simulation.plan().dates.len();
    payoffs.iter().try_for_each(|payoff| payoff.check(factors, dates))?;
    let claims: Vec<(&Payoff, Controls)> =
        payoffs.iter().map(|payoff| (payoff, Controls::new(simulation, payoff))).collect();
    let means = match simulation.plan().sampling {
        Sampling::Sobol { scramble } => scrambled(simulation, &claims, scramble)?,
        Sampling::Independent | Sampling::Antithetic => {
            let sums = run(simulation, &claims);
            sums.iter()
                .map(|sums| [sums.controlled(&[]), sums.controlled(&sums.weights())])
                .collect()
        }
    };
    let estimate = |(claim, [plain, controlled]): (usize, [Mean; 2])| {
        let discount = payoffs[claim].discount;
        let found = Estimate {
            price: discount * controlled.value,
            standard_error: discount * controlled.error,
            variance_ratio: (plain.error / controlled.error).powi(2),
        };
        let finite = found.price.is_finite() && found.standard_error.is_finite();
        finite.then_some(found).ok_or(SimulationError::NotFinite { claim })
    };
    means.into_iter().enumerate().map(estimate).collect()
}

/// Every claim's mean without and with its controls.
fn scrambled(
    simulation: &Simulation,
    claims: &[(&Payoff, Controls)],
    first: u64,
) -> Result<Vec<[Mean; 2]>, SimulationError> {
    let mut runs = Vec::new();
    for scramble in first..first.saturating_add(SCRAMBLES) {
        let sampling = Sampling::Sobol { scramble };
        let plan = super::Plan { sampling, ..simulation.plan().clone() };
        runs.push(run(&Simulation::new(simulation.dynamics().clone(), plan)?, claims));
    }
    let means = claims.iter().enumerate().map(|(claim, (_, controls))| {
        let mut pooled = Sums::new(controls.len());
        runs.iter().for_each(|run| pooled.merge(&run[claim]));
        [Vec::new(), pooled.weights()].map(|weights| {
            let mut over_scrambles = Sums::new(0);
            for run in &runs {
                over_scrambles.add(&[run[claim].controlled(&weights).value]);
            }
            over_scrambles.controlled(&[])
        })
    });
    Ok(means.collect())
}

fn run(simulation: &Simulation, claims: &[(&Payoff, Controls)]) -> Vec<Sums> {
    // Mirrored paths are not independent of one another; pairs are.
    let together = match simulation.plan().sampling {
        Sampling::Antithetic => 2,
        Sampling::Independent | Sampling::Sobol { .. } => 1,
    };
    let blocks = simulation.map(|block| {
        claims.iter().map(|claim| of_block(simulation, claim, block, together)).collect()
    });
    let start: Vec<Sums> = claims.iter().map(|(_, controls)| Sums::new(controls.len())).collect();
    blocks.into_iter().fold(start, |mut sums, block: Vec<Sums>| {
        sums.iter_mut().zip(&block).for_each(|(sum, other)| sum.merge(other));
        sums
    })
}

fn of_block(
    simulation: &Simulation,
    (payoff, controls): &(&Payoff, Controls),
    block: &Block,
    together: usize,
) -> Sums {
    let mut prices = vec![Vec::new(); payoff.units.len()];
    for (factor, to) in prices.iter_mut().enumerate() {
        if payoff.units[factor] != 0.0 {
            simulation.prices(block, payoff.date, factor, to);
        }
    }
    let mut sums = Sums::new(controls.len());
    let mut values = vec![0.0; 1 + controls.len()];
    let weight = 1.0 / together as f64;
    for first in (0..block.paths()).step_by(together) {
        values.fill(0.0);
        (first..first + together).for_each(|path| {
            let price = |factor: usize| prices[factor][path];
            values[0] += weight * payoff.pays(price);
            controls.add(price, weight, &mut values[1..]);
        });
        sums.add(&values);
    }
    sums
}
