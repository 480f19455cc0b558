//! Bates's parameters from smiles: stochastic volatility and jumps, so that the
//! volatilities of all expiries are met as nearly as they can be. How a price
//! comes from parameters is the caller's.

use super::error::{FitError, check};
use super::smile::{Smile, check_order};
use crate::fit::{Estimate, LeastSquares, least_squares, squash, unsquash};
use crate::{Right, VanillaOption};

/// Heston's stochastic variance, with Merton's jumps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatesParameters {
    /// Today's variance a year.
    pub initial_variance: f64,
    /// `κ`: how fast variance returns.
    pub reversion: f64,
    /// `θ`: where to.
    pub long_run_variance: f64,
    /// `σ`: the volatility of variance.
    pub variance_volatility: f64,
    /// `ρ`: of price and variance.
    pub correlation: f64,
    /// `λ`: jumps a year.
    pub intensity: f64,
    /// Of a jump's logarithm.
    pub mean_log_jump: f64,
    /// Of a jump's logarithm.
    pub log_jump_volatility: f64,
}

/// A fit to all smiles.
#[derive(Clone, Debug, PartialEq)]
pub struct BatesFit {
    /// The parameters.
    pub parameters: BatesParameters,
    /// Each with its standard error, in their order.
    pub estimates: [Estimate; 8],
    /// Root mean square of volatility errors.
    pub rms_error: f64,
    /// The largest of them.
    pub worst_error: f64,
    /// Whether variance stays above zero: `2κθ ≥ σ²`.
    pub feller: bool,
    /// Steps of the fit.
    pub iterations: usize,
}

const MODEL: &str = "Bates";

/// A parameter's name, its bounds, and whether it is searched for on the scale
/// of its logarithm.
type Bound = (&'static str, f64, f64, bool);

const BOUNDS: [Bound; 8] = [
    ("the initial variance", 1e-4, 25.0, true),
    ("the reversion", 0.02, 100.0, true),
    ("the long-run variance", 1e-4, 25.0, true),
    ("the volatility of variance", 0.01, 20.0, true),
    ("the correlation", -0.999, 0.999, false),
    ("the intensity", 1e-3, 100.0, true),
    ("the mean jump", -2.0, 2.0, false),
    ("the jumps' volatility", 1e-3, 2.0, true),
];

impl BatesParameters {
    /// Parameters that are near most markets' once variances are.
    fn start(smiles: &[Smile], tilt: f64) -> Self {
        let middle = |smile: &Smile| {
            let near = smile
                .points
                .iter()
                .min_by(|a, b| f64::total_cmp(&a.log_moneyness.abs(), &b.log_moneyness.abs()));
            near.map_or(0.25, |point| point.volatility * point.volatility)
        };
        let first = smiles.first().map_or(0.25, middle);
        let last = smiles.last().map_or(0.25, middle);
        let deviation = first.sqrt();
        Self {
            initial_variance: 0.85 * first,
            reversion: 2.0,
            long_run_variance: 0.85 * last,
            variance_volatility: deviation,
            correlation: tilt,
            intensity: 1.0,
            mean_log_jump: 0.25 * tilt * deviation,
            log_jump_volatility: 0.25 * deviation,
        }
    }

    fn list(&self) -> [f64; 8] {
        [
            self.initial_variance,
            self.reversion,
            self.long_run_variance,
            self.variance_volatility,
            self.correlation,
            self.intensity,
            self.mean_log_jump,
            self.log_jump_volatility,
        ]
    }

    fn from_search(x: &[f64]) -> Self {
        let at = |i: usize| {
            let (_, low, high, logarithmic) = BOUNDS[i];
            let share = squash(x[i]);
            if logarithmic {
                libm::exp(libm::log(low) + (libm::log(high) - libm::log(low)) * share)
            } else {
                low + (high - low) * share
            }
        };
        Self {
            initial_variance: at(0),
            reversion: at(1),
            long_run_variance: at(2),
            variance_volatility: at(3),
            correlation: at(4),
            intensity: at(5),
            mean_log_jump: at(6),
            log_jump_volatility: at(7),
        }
    }

    fn to_search(self) -> Vec<f64> {
        let list = self.list();
        let each = |(value, (_, low, high, logarithmic)): (&f64, Bound)| {
            let share = if logarithmic {
                libm::log(value / low) / libm::log(high / low)
            } else {
                (value - low) / (high - low)
            };
            unsquash(share.clamp(1e-6, 1.0 - 1e-6))
        };
        list.iter().zip(BOUNDS).map(each).collect()
    }
}

impl BatesFit {
    /// The fit to smiles in order of their expiries. `price` gives the prices of
    /// calls, not discounted, by parameters, smile (its years and forward) and
    /// strikes. A search that begins at known parameters, such as yesterday's,
    /// is quicker; without them there are two beginnings.
    ///
    /// # Errors
    /// If there are fewer than two expiries or 16 points, the fit does not
    /// settle, ends at a bound, or does not tell parameters apart.
    pub fn fit(
        smiles: &[Smile],
        begin: Option<BatesParameters>,
        price: impl Fn(&BatesParameters, &Smile, &[f64]) -> Vec<f64>,
    ) -> Result<Self, FitError> {
        check_order(smiles)?;
        smiles.iter().try_for_each(|smile| smile.check(1))?;
        let too_few = |what: &str, count, needed| {
            Err(FitError::TooFew { what: what.to_owned(), count, needed })
        };
        if smiles.len() < 2 {
            return too_few("expiries", smiles.len(), 2);
        }
        let count: usize = smiles.iter().map(|smile| smile.points.len()).sum();
        if count < 16 {
            return too_few("quotes of all expiries", count, 16);
        }
        let targets: Vec<Target<'_>> = smiles.iter().map(Target::new).collect();
        let errors = |x: &[f64], weighted: bool| -> Vec<f64> {
            let parameters = BatesParameters::from_search(x);
            targets.iter().flat_map(|target| target.errors(&parameters, &price, weighted)).collect()
        };
        let from = |start: BatesParameters| {
            let start = start.to_search();
            least_squares(|x, residuals| *residuals = errors(x, true), &start, 300)
        };
        let fit = match begin {
            Some(begin) => {
                check("parameters to begin with", &begin.list(), 8)?;
                from(begin)
            }
            None => {
                let (falling, rising) = (
                    from(BatesParameters::start(smiles, -0.5)),
                    from(BatesParameters::start(smiles, 0.3)),
                );
                if rising.sum < falling.sum { rising } else { falling }
            }
        };
        if !fit.converged {
            return Err(FitError::NotConverged { model: MODEL, steps: fit.iterations });
        }
        for ((parameter, ..), (x, value)) in
            BOUNDS.iter().zip(fit.at.iter().zip(BatesParameters::from_search(&fit.at).list()))
        {
            if x.abs() > 9.0 {
                let instead = "a simpler model, or quotes that say more of it";
                return Err(FitError::AtBound { model: MODEL, parameter, value, instead });
            }
        }
        let errors = errors(&fit.at, false);
        let squares: f64 = errors.iter().map(|e| e * e).sum();
        let parameters = BatesParameters::from_search(&fit.at);
        Ok(Self {
            parameters,
            estimates: estimates(&fit).ok_or(FitError::NotIdentified { model: MODEL })?,
            rms_error: (squares / errors.len() as f64).sqrt(),
            worst_error: errors.iter().map(|e| e.abs()).fold(0.0, f64::max),
            feller: 2.0 * parameters.reversion * parameters.long_run_variance
                >= parameters.variance_volatility * parameters.variance_volatility,
            iterations: fit.iterations,
        })
    }
}

/// Standard errors on the search's scale, taken to each parameter's own.
fn estimates(fit: &LeastSquares) -> Option<[Estimate; 8]> {
    let covariance = fit.normal.inverse()?;
    let free = fit.residuals.len().saturating_sub(8).max(1) as f64;
    let noise = (fit.sum / free).sqrt();
    let values = BatesParameters::from_search(&fit.at).list();
    let mut estimates = [Estimate { value: 0.0, error: 0.0 }; 8];
    for (i, estimate) in estimates.iter_mut().enumerate() {
        let moved = |by: f64| {
            let mut x = fit.at.clone();
            x[i] += by;
            BatesParameters::from_search(&x).list()[i]
        };
        let rate = (moved(1e-4) - moved(-1e-4)) / 2e-4;
        let error = noise * covariance[(i, i)].sqrt() * rate.abs();
        if !error.is_finite() {
            return None;
        }
        *estimate = Estimate { value: values[i], error };
    }
    Some(estimates)
}

/// A smile as call prices, and what a volatility point is worth at each.
struct Target<'a> {
    smile: &'a Smile,
    strikes: Vec<f64>,
    /// Price, vega and weight.
    points: Vec<(f64, f64, f64)>,
}

impl<'a> Target<'a> {
    fn new(smile: &'a Smile) -> Self {
        let Smile { forward, years, .. } = *smile;
        let strike = |k: f64| forward * libm::exp(k);
        let point = |point: &super::SmilePoint| {
            let (k, volatility) = (point.log_moneyness, point.volatility);
            let (right, strike, discount) = (Right::Call, strike(k), 1.0);
            let price =
                VanillaOption { right, forward, strike, years, volatility, discount }.price();
            let deviation = volatility * years.sqrt();
            let d1 = -k / deviation + 0.5 * deviation;
            // Where vega is next to nothing, a price says nothing of volatility.
            let density = libm::exp(-0.5 * d1 * d1).max(1e-3) * 0.398_942_280_401_432_7;
            (price, forward * years.sqrt() * density, point.weight)
        };
        let strikes = smile.points.iter().map(|point| strike(point.log_moneyness)).collect();
        Self { smile, strikes, points: smile.points.iter().map(point).collect() }
    }

    /// Price errors over vega: volatility errors, to first order.
    fn errors(
        &self,
        parameters: &BatesParameters,
        price: impl Fn(&BatesParameters, &Smile, &[f64]) -> Vec<f64>,
        weighted: bool,
    ) -> Vec<f64> {
        let mut prices = price(parameters, self.smile, &self.strikes);
        // A price that is missing is no fit.
        prices.resize(self.points.len(), f64::NAN);
        let each = |(found, (wanted, vega, weight)): (&f64, &(f64, f64, f64))| {
            (found - wanted) / vega * if weighted { *weight } else { 1.0 }
        };
        prices.iter().zip(&self.points).map(each).collect()
    }
}

#[cfg(test)]
#[path = "bates_tests.rs"]
mod tests;
