//! Gatheral's SVI: one expiry's smile in five parameters, fitted to quotes. The
//! fit is free first; where that has arbitrage, it is repeated with a price on
//! arbitrage that rises until there is none, and the repair is reported.

use super::arbitrage::{Violation, butterflies, calendar, grid};
use super::error::FitError;
use super::smile::Smile;
use crate::fit::{LeastSquares, least_squares, squash, unsquash};
use crate::linear::Square;

/// Total variance by log-moneyness `k`:
/// `a + b·(ρ·(k − m) + √((k − m)² + σ²))`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Svi {
    /// `a`: the level.
    pub a: f64,
    /// `b`: the slope of the wings.
    pub b: f64,
    /// `ρ`: their tilt.
    pub rho: f64,
    /// `m`: where the middle is.
    pub m: f64,
    /// `σ`: how round it is.
    pub sigma: f64,
}

/// Total variance at a point, and its first two derivatives by log-moneyness.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Volatility squared, times years.
    pub variance: f64,
    /// Its slope.
    pub slope: f64,
    /// Its curvature.
    pub bend: f64,
}

impl Shape {
    /// Durrleman's function, which has the sign of the density that the smile
    /// implies: below zero a butterfly costs less than nothing.
    #[must_use]
    pub fn durrleman(&self, k: f64) -> f64 {
        let Self { variance: w, slope, bend } = *self;
        let root = 1.0 - 0.5 * k * slope / w;
        root * root - 0.25 * slope * slope * (1.0 / w + 0.25) + 0.5 * bend
    }

    /// So much of this and so much of that.
    #[must_use]
    pub fn mixed(&self, share: f64, other: &Self, rest: f64) -> Self {
        Self {
            variance: share * self.variance + rest * other.variance,
            slope: share * self.slope + rest * other.slope,
            bend: share * self.bend + rest * other.bend,
        }
    }
}

impl Svi {
    /// The curve at a log-moneyness.
    #[must_use]
    pub fn at(&self, k: f64) -> Shape {
        let x = k - self.m;
        let root = (x * x + self.sigma * self.sigma).sqrt();
        Shape {
            variance: self.a + self.b * (self.rho * x + root),
            slope: self.b * (self.rho + x / root),
            bend: self.b * self.sigma * self.sigma / (root * root * root),
        }
    }

    /// The annualised volatility at a log-moneyness.
    #[must_use]
    pub fn volatility(&self, k: f64, years: f64) -> f64 {
        (self.at(k).variance / years).sqrt()
    }

    /// From the search's coordinates: the least variance, the steeper wing as a
    /// share of the 2 that Lee's theorem allows, tilt, middle, roundness.
    fn from_search(x: &[f64]) -> Self {
        let rho = libm::tanh(x[2]);
        let b = 2.0 / (1.0 + rho.abs()) * squash(x[1]);
        let sigma = libm::exp(x[4]);
        let a = libm::exp(x[0]) - b * sigma * (1.0 - rho * rho).sqrt();
        Self { a, b, rho, m: x[3], sigma }
    }

    fn to_search(self) -> [f64; 5] {
        let least = self.a + self.b * self.sigma * (1.0 - self.rho * self.rho).sqrt();
        let share = (0.5 * self.b * (1.0 + self.rho.abs())).clamp(1e-9, 1.0 - 1e-9);
        let rho = self.rho.clamp(-0.999_999, 0.999_999);
        [
            libm::log(least.max(1e-10)),
            unsquash(share),
            libm::atanh(rho),
            self.m,
            libm::log(self.sigma),
        ]
    }
}

/// One expiry's fit.
#[derive(Clone, Debug, PartialEq)]
pub struct SliceFit {
    /// The curve, free of arbitrage.
    pub svi: Svi,
    /// Root mean square of volatility errors.
    pub rms_error: f64,
    /// The largest volatility error.
    pub worst_error: f64,
    /// Where that is, in log-moneyness.
    pub worst_at: f64,
    /// Steps of the fit.
    pub iterations: usize,
    /// What was done about arbitrage, if there was any.
    pub repair: Option<Repair>,
}

/// A fit that was moved to be free of arbitrage.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// Where the free fit had arbitrage, and how much.
    pub violations: Vec<Violation>,
    /// The free fit's root mean square of volatility errors.
    pub rms_before: f64,
}

const MODEL: &str = "SVI";
/// What a repaired curve keeps away from arbitrage.
const MARGIN: f64 = 1e-4;

impl SliceFit {
    /// The fit to one expiry, above the curve of the expiry before it within
    /// `reach` of the forward.
    ///
    /// # Errors
    /// If points are fewer than five or unfit, the fit does not settle, or no
    /// price on arbitrage removes it.
    pub fn fit(smile: &Smile, below: Option<&Svi>, reach: f64) -> Result<Self, FitError> {
        smile.check(5)?;
        let check = |svi: &Svi| -> Vec<Violation> {
            let mut found = butterflies(|k| svi.at(k), smile.years, reach);
            if let Some(below) = below {
                found.extend(calendar(|k| below.at(k), |k| svi.at(k), smile.years, reach));
            }
            found
        };
        let free = Search { smile, below, reach, price: 0.0 }.best()?;
        let svi = Svi::from_search(&free.at);
        let violations = check(&svi);
        if violations.is_empty() {
            return Ok(Self::reported(svi, smile, free.iterations, None));
        }
        let rms_before = Self::reported(svi, smile, 0, None).rms_error;
        let (mut at, mut left, mut iterations) = (free.at, violations.clone(), free.iterations);
        for power in 0..7 {
            let price = 0.1 * libm::pow(10.0, f64::from(power));
            let fit = Search { smile, below, reach, price }.from(&at);
            iterations += fit.iterations;
            let svi = Svi::from_search(&fit.at);
            left = check(&svi);
            if left.is_empty() {
                let repair = Repair { violations, rms_before };
                return Ok(Self::reported(svi, smile, iterations, Some(repair)));
            }
            at = fit.at;
        }
        Err(FitError::Arbitrage {
            what: format!("the smile of {:.4} years", smile.years),
            violation: left.first().map_or_else(String::new, Violation::to_string),
        })
    }

    pub(super) fn reported(
        svi: Svi,
        smile: &Smile,
        iterations: usize,
        repair: Option<Repair>,
    ) -> Self {
        let (mut squares, mut worst_error, mut worst_at) = (0.0, 0.0, 0.0);
        for point in &smile.points {
            let k = point.log_moneyness;
            let error = svi.volatility(k, smile.years) - point.volatility;
            squares += error * error;
            if error.abs() > worst_error {
                (worst_error, worst_at) = (error.abs(), k);
            }
        }
        let rms_error = (squares / smile.points.len() as f64).sqrt();
        Self { svi, rms_error, worst_error, worst_at, iterations, repair }
    }
}

/// A fit at a given price of arbitrage.
struct Search<'a> {
    smile: &'a Smile,
    below: Option<&'a Svi>,
    reach: f64,
    price: f64,
}

impl Search<'_> {
    /// From the three best of many rough fits.
    fn best(&self) -> Result<LeastSquares, FitError> {
        let mut starts: Vec<(f64, Svi)> = rough_fits(self.smile);
        starts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut best: Option<LeastSquares> = None;
        for (_, start) in starts.iter().take(3) {
            let found = self.from(&start.to_search());
            if best.as_ref().is_none_or(|best| found.sum < best.sum) {
                best = Some(found);
            }
        }
        let best = best.ok_or(FitError::NotIdentified { model: MODEL })?;
        // A smile of a few points can leave a direction free along which the fit
        // creeps; what it fits to rounding is a fit.
        let exact = best.sum < 1e-18;
        if best.converged || exact {
            return Ok(best);
        }
        Err(FitError::NotConverged { model: MODEL, steps: best.iterations })
    }

    fn from(&self, start: &[f64]) -> LeastSquares {
        let ks = if self.price > 0.0 { grid(self.reach, 160) } else { Vec::new() };
        let years = self.smile.years;
        least_squares(
            |x, residuals| {
                let svi = Svi::from_search(x);
                for point in &self.smile.points {
                    let error = svi.volatility(point.log_moneyness, years) - point.volatility;
                    residuals.push(error * point.weight);
                }
                for &k in &ks {
                    let shape = svi.at(k);
                    residuals.push(self.price * (MARGIN - shape.durrleman(k)).max(0.0));
                    if let Some(below) = self.below {
                        let floor = below.at(k).variance * (1.0 + MARGIN);
                        let short = (floor / years).sqrt() - (shape.variance / years).sqrt();
                        residuals.push(self.price * short.max(0.0));
                    }
                }
            },
            start,
            400,
        )
    }
}

/// For given middle and roundness the rest is linear: a rough fit each.
fn rough_fits(smile: &Smile) -> Vec<(f64, Svi)> {
    let k = |i: usize| smile.points[i].log_moneyness;
    let (low, high) = (k(0), k(smile.points.len() - 1));
    let span = high - low;
    let mut fits = Vec::new();
    for middle in 0..9 {
        let m = low + span * (f64::from(middle) / 8.0);
        for roundness in [0.03, 0.1, 0.3, 1.0] {
            fits.extend(rough_fit(smile, m, span * roundness));
        }
    }
    fits
}

fn rough_fit(smile: &Smile, m: f64, sigma: f64) -> Option<(f64, Svi)> {
    let mut normal = Square::zero(3);
    let mut right = [0.0; 3];
    let rows = smile.points.iter().map(|point| {
        let y = (point.log_moneyness - m) / sigma;
        let weight = point.weight / point.volatility;
        let row = [1.0, y, (y * y + 1.0).sqrt()];
        (row, weight, point.volatility * point.volatility * smile.years)
    });
    for (row, weight, variance) in rows.clone() {
        for i in 0..3 {
            for j in 0..3 {
                normal[(i, j)] += weight * weight * row[i] * row[j];
            }
            right[i] += weight * weight * row[i] * variance;
        }
    }
    let trace: f64 = (0..3).map(|i| normal[(i, i)]).sum();
    (0..3).for_each(|i| normal[(i, i)] += 1e-12 * trace);
    let solved = normal.solve(&right)?;
    let [a, tilt, round] = [solved[0], solved[1], solved[2]];
    let round = round.max(1e-6 * trace.sqrt().min(1.0)).max(1e-9);
    let rho = (tilt / round).clamp(-0.98, 0.98);
    let b = (round / sigma).min(1.9 / (1.0 + rho.abs()));
    let least = b * sigma * (1.0 - rho * rho).sqrt();
    let svi = Svi { a: a.max(1e-6 - least), b, rho, m, sigma };
    let error = rows.map(|(row, weight, variance)| {
        let found = svi.at(m + row[1] * sigma).variance;
        (weight * (found - variance)) * (weight * (found - variance))
    });
    Some((error.sum(), svi))
}
