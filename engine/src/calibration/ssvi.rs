//! SSVI of Gatheral and Jacquier: all expiries in one curve of at-the-money
//! variances and three parameters, free of arbitrage by construction.

use super::error::FitError;
use super::smile::{Smile, check_order};
use super::svi::Svi;
use crate::fit::{least_squares, squash, unsquash};

/// `w = θ/2·(1 + ρφk + √((φk + ρ)² + 1 − ρ²))` with
/// `φ = η·θ^−γ·(1 + θ)^(γ − 1)`, `γ ≤ 1/2` and `η·(1 + |ρ|) ≤ 2`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ssvi {
    /// `ρ`: the tilt of all smiles.
    pub rho: f64,
    /// `η`: how strongly they curve.
    pub eta: f64,
    /// `γ`: how that fades with variance.
    pub gamma: f64,
}

/// A fit to all expiries.
#[derive(Clone, Debug, PartialEq)]
pub struct SsviFit {
    /// The surface's parameters.
    pub ssvi: Ssvi,
    /// At-the-money total variance by expiry, rising.
    pub thetas: Vec<f64>,
    /// Each expiry's curve.
    pub slices: Vec<Svi>,
    /// Root mean square of volatility errors.
    pub rms_error: f64,
    /// Whether `η` is as large as it may be without arbitrage.
    pub at_bound: bool,
    /// Steps of the fit.
    pub iterations: usize,
}

impl Ssvi {
    /// The smile where total variance at the money is `theta`.
    #[must_use]
    pub fn slice(&self, theta: f64) -> Svi {
        let Self { rho, eta, gamma } = *self;
        let phi = eta * libm::pow(theta, -gamma) * libm::pow(1.0 + theta, gamma - 1.0);
        let across = 1.0 - rho * rho;
        Svi {
            a: 0.5 * theta * across,
            b: 0.5 * theta * phi,
            rho,
            m: -rho / phi,
            sigma: across.sqrt() / phi,
        }
    }

    fn from_search(x: &[f64]) -> Self {
        let rho = libm::tanh(x[0]);
        let eta = 2.0 / (1.0 + rho.abs()) * squash(x[1]);
        Self { rho, eta, gamma: 0.5 * squash(x[2]) }
    }
}

impl SsviFit {
    /// The fit to smiles in order of their expiries.
    ///
    /// # Errors
    /// If there are no more points than parameters, smiles are out of order, or
    /// the fit does not settle.
    pub fn fit(smiles: &[Smile]) -> Result<Self, FitError> {
        const MODEL: &str = "SSVI";
        check_order(smiles)?;
        smiles.iter().try_for_each(|smile| smile.check(1))?;
        let points: usize = smiles.iter().map(|smile| smile.points.len()).sum();
        let parameters = smiles.len() + 3;
        if smiles.is_empty() || points <= parameters {
            let what = "quotes of all expiries".to_owned();
            return Err(FitError::TooFew { what, count: points, needed: parameters + 1 });
        }
        let rises = rises(smiles);
        let residuals = |x: &[f64], residuals: &mut Vec<f64>| {
            let ssvi = Ssvi::from_search(x);
            for (smile, theta) in smiles.iter().zip(thetas(&x[3..])) {
                let svi = ssvi.slice(theta);
                for point in &smile.points {
                    let found = svi.volatility(point.log_moneyness, smile.years);
                    residuals.push((found - point.volatility) * point.weight);
                }
            }
        };
        let mut best = None;
        for (rho, eta) in [(-0.3, 0.5), (0.3, 0.5), (0.0, 0.9)] {
            let mut start = vec![libm::atanh(rho), unsquash(eta), unsquash(0.8)];
            start.extend(&rises);
            let found = least_squares(residuals, &start, 300);
            if best.as_ref().is_none_or(|best: &crate::fit::LeastSquares| found.sum < best.sum) {
                best = Some(found);
            }
        }
        let fit = best.ok_or(FitError::NotIdentified { model: MODEL })?;
        if !fit.converged {
            return Err(FitError::NotConverged { model: MODEL, steps: fit.iterations });
        }
        let ssvi = Ssvi::from_search(&fit.at);
        let thetas: Vec<f64> = thetas(&fit.at[3..]).collect();
        let slices: Vec<Svi> = thetas.iter().map(|theta| ssvi.slice(*theta)).collect();
        let mut squares = 0.0;
        for (smile, svi) in smiles.iter().zip(&slices) {
            for point in &smile.points {
                let found = svi.volatility(point.log_moneyness, smile.years);
                squares += (found - point.volatility) * (found - point.volatility);
            }
        }
        let rms_error = (squares / points as f64).sqrt();
        let at_bound = ssvi.eta * (1.0 + ssvi.rho.abs()) > 2.0 - 1e-6;
        Ok(Self { ssvi, thetas, slices, rms_error, at_bound, iterations: fit.iterations })
    }
}

/// Variances at the money from the logarithms of their rises.
fn thetas(rises: &[f64]) -> impl Iterator<Item = f64> {
    rises.iter().scan(0.0, |theta, rise| {
        *theta += libm::exp(*rise);
        Some(*theta)
    })
}

/// The same of the quotes nearest to the money.
fn rises(smiles: &[Smile]) -> Vec<f64> {
    let mut last = 0.0;
    let mut rises = Vec::new();
    for smile in smiles {
        let near = smile
            .points
            .iter()
            .min_by(|a, b| f64::total_cmp(&a.log_moneyness.abs(), &b.log_moneyness.abs()));
        let volatility = near.map_or(0.5, |point| point.volatility);
        let theta = volatility * volatility * smile.years;
        let rise = f64::max(theta - last, 1e-3 * theta);
        last += rise;
        rises.push(libm::log(rise));
    }
    rises
}
