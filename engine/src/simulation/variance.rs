//! One step of a factor: Andersen's quadratic-exponential scheme for the
//! variance (2008), with the correction that keeps the forward exact whatever
//! the step, or the exact step where the variance is a known curve.

use super::dynamics::Factor;

/// Where the scheme changes from a squared normal to a mass at zero with an
/// exponential tail; anywhere from 1 to 2 would do.
const CHANGE: f64 = 1.5;

/// Below this nothing moves, and squares would overflow.
const STILL: f64 = 1e-30;

/// A factor's step when its variance is random: constants of the step's length.
#[derive(Clone, Copy, Debug)]
pub(super) struct RandomStep {
    /// The next variance's mean: `base + decay·v`.
    decay: f64,
    base: f64,
    /// Its variance: `spread + slope·v`.
    slope: f64,
    spread: f64,
    /// Andersen's K2, and K3 and K4, which are one here.
    of_next: f64,
    of_both: f64,
    /// The exponent whose mean the correction takes: K2 + K4/2.
    exponent: f64,
    rho: f64,
    other: f64,
    drift: f64,
}

impl RandomStep {
    /// `drift` is the logarithm's, compensated for jumps; `None` if the step is
    /// too long for the correction to exist.
    pub(super) fn new(factor: &Factor, drift: f64, years: f64) -> Option<Self> {
        let Factor { kappa, theta, sigma_vv, rho, .. } = *factor;
        let decay = libm::exp(-kappa * years);
        // (1 − decay)/kappa, also without return.
        let held = held(kappa, years);
        let square = sigma_vv * sigma_vv;
        let other = (1.0 - rho * rho).max(0.0);
        let drag = 0.5 * years * (kappa * rho / sigma_vv - 0.5);
        let of_next = drag + rho / sigma_vv;
        let of_both = 0.5 * years * other;
        let exponent = of_next + 0.5 * of_both;
        // The correction takes the mean of exp(exponent·v'), which is finite for
        // certain if exponent·s²/m is below 1, s² and m being the variance and
        // mean of v'; and s²/m is nowhere larger than this.
        if exponent * square * held >= 1.0 {
            return None;
        }
        Some(Self {
            decay,
            base: theta * kappa * held,
            slope: square * decay * held,
            spread: 0.5 * theta * square * kappa * held * held,
            of_next,
            of_both,
            exponent,
            rho,
            other: other.sqrt(),
            drift: drift * years,
        })
    }

    /// Moves variances and logarithms by a step. `normals` are the price's,
    /// correlated with other factors'; `others` are independent.
    pub(super) fn apply(
        &self,
        variances: &mut [f64],
        logs: &mut [f64],
        normals: &[f64],
        others: &[f64],
    ) {
        let lanes = variances.iter_mut().zip(logs).zip(normals.iter().zip(others));
        for ((variance, log), (&normal, &other)) in lanes {
            // Independent of one another, and such that
            // rho·of_variance + √(1 − rho²)·of_rest is the price's own normal.
            let of_variance = self.rho * normal + self.other * other;
            let of_rest = self.other * normal - self.rho * other;
            let old = *variance;
            let (next, log_mean) = self.next(old, of_variance);
            let deviation = (self.of_both * (old + next)).sqrt();
            *log += self.drift - log_mean - 0.5 * self.of_both * old
                + self.of_next * next
                + deviation * of_rest;
            *variance = next;
        }
    }

    /// The next variance, and the logarithm of the mean of `exp(exponent·v')`.
    fn next(&self, old: f64, normal: f64) -> (f64, f64) {
        let mean = self.base + self.decay * old;
        let spread = self.spread + self.slope * old;
        let ratio = spread / (mean * mean);
        if (STILL..=CHANGE).contains(&ratio) {
            let twice = 2.0 / ratio;
            let square = twice - 1.0 + (twice * (twice - 1.0)).sqrt();
            let scale = mean / (1.0 + square);
            let root = square.sqrt() + normal;
            let product = self.exponent * scale;
            let rest = 1.0 - 2.0 * product;
            let log_mean = product * square / rest - 0.5 * libm::log1p(-2.0 * product);
            (scale * root * root, log_mean)
        } else if ratio > CHANGE && ratio.is_finite() {
            // Zero with the chance 1 − tail, otherwise exponential.
            let tail = 2.0 / (ratio + 1.0);
            let length = mean / tail;
            let above = 0.5 * libm::erfc(normal * std::f64::consts::FRAC_1_SQRT_2);
            let next = if above >= tail { 0.0 } else { length * libm::log(tail / above) };
            let product = self.exponent * length;
            (next, libm::log1p(tail * product / (1.0 - product)))
        } else {
            // No variance is left that could vary.
            (mean, self.exponent * mean)
        }
    }
}

/// A factor's step when its variance is a known curve: exact.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownStep {
    /// At the step's end.
    variance: f64,
    deviation: f64,
    drift: f64,
}

impl KnownStep {
    /// The step from `start` years on.
    pub(super) fn new(factor: &Factor, drift: f64, start: f64, years: f64) -> Self {
        let Factor { kappa, theta, v0, .. } = *factor;
        let at = |time: f64| theta + (v0 - theta) * libm::exp(-kappa * time);
        let integral = theta * years + (at(start) - theta) * held(kappa, years);
        Self {
            variance: at(start + years).max(0.0),
            deviation: integral.max(0.0).sqrt(),
            drift: drift * years - 0.5 * integral,
        }
    }

    /// Of the logarithm's move.
    pub(super) fn deviation(&self) -> f64 {
        self.deviation
    }

    pub(super) fn apply(&self, variances: &mut [f64], logs: &mut [f64], normals: &[f64]) {
        variances.fill(self.variance);
        for (log, normal) in logs.iter_mut().zip(normals) {
            *log += self.drift + self.deviation * normal;
        }
    }
}

/// `(1 − exp(−kappa·years))/kappa`.
fn held(kappa: f64, years: f64) -> f64 {
    if kappa == 0.0 { years } else { -libm::expm1(-kappa * years) / kappa }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::inverse_normal;

    fn factor(rho: f64, sigma_vv: f64) -> Factor {
        let start = Factor::lognormal("X", 1.0, 0.0, 0.5);
        Factor { kappa: 3.0, theta: 0.3, sigma_vv, rho, ..start }
    }

    /// Means over a fine even grid of the two normals.
    fn means(step: &RandomStep, old: f64) -> [f64; 3] {
        const GRID: u32 = 2000;
        let normals: Vec<f64> =
            (0..GRID).map(|i| inverse_normal((f64::from(i) + 0.5) / f64::from(GRID))).collect();
        let mut sums = [0.0; 3];
        for normal in normals {
            let (next, log_mean) = step.next(old, normal);
            let growth = libm::exp(step.exponent * next - log_mean);
            sums = [sums[0] + next, sums[1] + next * next, sums[2] + growth];
        }
        sums.map(|sum| sum / f64::from(GRID))
    }

    #[test]
    fn the_next_variance_has_its_mean_and_spread_and_keeps_the_forward() {
        for (rho, sigma_vv) in [(-0.7, 1.0), (0.0, 3.0), (0.6, 2.0)] {
            for years in [1.0 / 365.0, 1.0 / 52.0] {
                let step = RandomStep::new(&factor(rho, sigma_vv), 0.0, years).unwrap();
                for old in [0.0, 1e-4, 0.01, 0.25, 2.0] {
                    let [mean, square, growth] = means(&step, old);
                    let wanted = step.base + step.decay * old;
                    let spread = step.spread + step.slope * old;
                    // The grid cuts the tails off.
                    assert!((mean - wanted).abs() < 2e-3 * wanted, "{mean} {wanted}");
                    let found = square - mean * mean;
                    assert!((found - spread).abs() < 2e-2 * spread, "{old}: {found} {spread}");
                    assert!((growth - 1.0).abs() < 2e-3, "{rho} {sigma_vv} {old}: {growth}");
                }
            }
        }
    }

    #[test]
    fn too_long_a_step_is_refused_and_a_short_one_is_not() {
        assert!(RandomStep::new(&factor(0.9, 4.0), 0.0, 2.0).is_none());
        assert!(RandomStep::new(&factor(0.9, 4.0), 0.0, 0.02).is_some());
        assert!(RandomStep::new(&factor(-0.9, 4.0), 0.0, 2.0).is_some());
    }

    #[test]
    fn variance_that_is_gone_stays_a_number() {
        let dead = Factor { kappa: 0.0, theta: 0.0, v0: 0.0, ..factor(-0.5, 1.0) };
        let step = RandomStep::new(&dead, 0.0, 0.01).unwrap();
        for old in [0.0, 1e-320, 1e-300, 1e-30] {
            let (next, log_mean) = step.next(old, 1.0);
            assert!(next.is_finite() && log_mean.is_finite() && next >= 0.0, "{old}: {next}");
        }
        assert_eq!(step.next(0.0, 1.0), (0.0, 0.0));
    }
}
