//! Heston 1993: a variance that is drawn back to its mean. Its characteristic
//! function in the form without branch jumps ("the little trap"), rearranged so
//! that nothing cancels where a figure is small or zero.

use super::bates::Jumps;
use super::check::{self, ModelError};
use super::{Bates, Case, European, Model};
use crate::math::Complex;

/// The variance of an asset under Heston's model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heston {
    /// Variance today: the square of a volatility.
    pub variance: f64,
    /// How fast it is drawn back, in a year.
    pub reversion: f64,
    /// What it is drawn to.
    pub mean: f64,
    /// Volatility of variance.
    pub deviation: f64,
    /// Correlation of variance and spot.
    pub correlation: f64,
}

/// The logarithm of the characteristic function, and its derivatives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exponent {
    pub(super) value: Complex,
    /// By today's variance.
    pub(super) by_variance: Complex,
    /// By the years until expiry.
    pub(super) by_years: Complex,
}

pub(super) const COLUMNS: &[&[&str]] = &[&European::COLUMNS, &Heston::COLUMNS];

pub(super) fn figures(case: &Case) -> Result<Heston, ModelError> {
    Ok(Heston {
        variance: case.number("v0")?,
        reversion: case.number("kappa")?,
        mean: case.number("theta")?,
        deviation: case.number("sigma_vv")?,
        correlation: case.number("rho")?,
    })
}

pub(super) fn read(case: &Case) -> Result<Box<dyn Model>, ModelError> {
    let option = European::read(case)?;
    // Heston's model is Bates' without jumps.
    Ok(Box::new(Bates { option, variance: figures(case)?, jumps: Jumps::NONE }))
}

impl Heston {
    /// The columns that say it.
    pub(super) const COLUMNS: [&'static str; 5] = ["v0", "kappa", "theta", "sigma_vv", "rho"];

    pub(super) fn check(&self) -> Result<(), ModelError> {
        check::at_least_zero("v0", self.variance)?;
        check::at_least_zero("kappa", self.reversion)?;
        check::at_least_zero("theta", self.mean)?;
        check::at_least_zero("sigma_vv", self.deviation)?;
        check::correlation("rho", self.correlation)
    }

    /// Expected variance until expiry, not annualised.
    pub(super) fn total(&self, years: f64) -> f64 {
        let pull = self.reversion * years;
        // (1 − e^(−κt))/κ, which is t where nothing pulls.
        let felt = if pull < 1e-9 {
            years * (1.0 - 0.5 * pull)
        } else {
            -libm::expm1(-pull) / self.reversion
        };
        self.mean * years + (self.variance - self.mean) * felt
    }

    /// Of the log of spot over forward, at `u − i/2`: between the poles of the
    /// price's transform, where `iw + w²` is just `u² + ¼`.
    pub(super) fn exponent(&self, u: Complex, years: f64) -> Exponent {
        let (kappa, sigma) = (self.reversion, self.deviation);
        let spread = sigma * sigma;
        let skew = self.correlation * sigma;
        let q = u * u + 0.25;
        let b = Complex::new(kappa - 0.5 * skew, 0.0) - u.times_i() * skew;
        let d = (b * b + q * spread).sqrt();
        let turn = d * years;
        let faded = -(-turn).exp_m1();
        // (1 − e^(−dt))/d, which is t where d vanishes.
        let felt = if turn.norm_squared() < 1e-16 { Complex::new(years, 0.0) } else { faded / d };
        let sum = b + d;
        let level = self.mean * kappa;
        // b − d is −σ²q/(b + d): so G − 1 has no cancellation.
        let below = if spread > 0.0 { -(q * felt) * (0.5 * spread) / sum } else { Complex::ZERO };
        let slope = -(q * felt) * 0.5 / (below + 1.0);
        let drift = if level > 0.0 {
            q / sum * (felt * ln_1p_over(below) - Complex::new(years, 0.0)) * level
        } else {
            Complex::ZERO
        };
        // Riccati's equation gives the derivatives by time.
        let bend = slope * slope * (0.5 * spread) - b * slope - q * 0.5;
        Exponent {
            value: drift + slope * self.variance,
            by_variance: slope,
            by_years: slope * level + bend * self.variance,
        }
    }
}

/// `ln(1 + z)/z`.
fn ln_1p_over(z: Complex) -> Complex {
    if z.norm_squared() < 1e-8 {
        // |z| < 1e-4: the next term is below the last digit.
        let third = z * (-0.25) + 1.0 / 3.0;
        return (third * z + (-0.5)) * z + 1.0;
    }
    z.ln_1p() / z
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEARS: f64 = 0.7;

    fn heston(deviation: f64, correlation: f64) -> Heston {
        Heston { variance: 0.09, reversion: 1.3, mean: 0.16, deviation, correlation }
    }

    #[test]
    fn without_its_own_deviation_variance_is_known() {
        let calm = heston(0.0, -0.5);
        let nearly = heston(1e-9, -0.5);
        for u in [Complex::new(0.0, 0.1), Complex::new(3.0, 0.0), Complex::new(8.0, 2.0)] {
            let wanted = (u * u + 0.25) * (-0.5 * calm.total(YEARS));
            for found in [calm.exponent(u, YEARS).value, nearly.exponent(u, YEARS).value] {
                assert!((found - wanted).norm() < 2e-8 * wanted.norm(), "{u:?} {found:?}");
            }
        }
    }

    #[test]
    fn derivatives_are_differences() {
        let model = heston(0.8, -0.6);
        let step = 1e-5;
        for u in [Complex::new(0.0, 0.2), Complex::new(2.0, 0.5), Complex::new(40.0, -9.0)] {
            let at =
                |variance: f64, years: f64| Heston { variance, ..model }.exponent(u, years).value;
            let exponent = model.exponent(u, YEARS);
            let by_years = (at(0.09, YEARS + step) - at(0.09, YEARS - step)) * (0.5 / step);
            let by_variance = (at(0.09 + step, YEARS) - at(0.09 - step, YEARS)) * (0.5 / step);
            assert!((by_years - exponent.by_years).norm() < 1e-8 * by_years.norm());
            assert!((by_variance - exponent.by_variance).norm() < 1e-8 * by_variance.norm());
        }
    }

    /// The principal logarithm must not jump on any path that prices are taken
    /// along; its real and imaginary parts would tell.
    #[test]
    fn no_branch_is_met_on_any_path() {
        let angles = [-0.8, -0.393, 0.0, 0.393, 0.8];
        for deviation in [0.01, 0.4, 2.0, 10.0] {
            for correlation in [-1.0, -0.999, -0.5, 0.0, 0.7, 0.999, 1.0] {
                for (reversion, years) in
                    [(0.0, 5.0), (0.1, 5.0), (8.0, 5.0), (1.0, 1e-4), (3.0, 0.5)]
                {
                    let model = Heston { reversion, ..heston(deviation, correlation) };
                    for angle in angles {
                        smooth(&model, years, angle);
                    }
                }
            }
        }
    }

    #[track_caller]
    fn smooth(model: &Heston, years: f64, angle: f64) {
        let mut last: Option<Complex> = None;
        for step in 0..2000 {
            let y = f64::from(step) * 0.01;
            let (sin, cos) = libm::sincos(angle);
            let u = Complex::new(libm::sinh(y) * cos, libm::cosh(y) * sin) * 0.5;
            // Where the logarithm is taken, times what it is multiplied with.
            let value =
                model.exponent(u, years).value * (1.0 / (model.mean * model.reversion).max(0.01));
            let jump = 2.0 * std::f64::consts::PI / (model.deviation * model.deviation);
            if let Some(last) = last {
                let moved = (value - last).norm();
                let limit = 0.5 * jump + 0.2 * value.norm();
                assert!(moved < limit, "{model:?} {years} {angle} {y}: {moved} {limit}");
            }
            last = Some(value);
        }
    }
}
