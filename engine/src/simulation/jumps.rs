//! Jumps between two dates, exact: how many, and the sum of their sizes, which
//! is normal once their number is known.

use super::draws::{BLOCK, Draws};
use super::dynamics::Dynamics;
use crate::linear::Square;
use crate::random::inverse_normal;

/// More jumps than this between two dates are diffusion, not jumps.
pub(super) const MOST_BETWEEN_DATES: f64 = 200.0;

/// What one stretch's jumps add to logarithms, and the draws that takes.
#[derive(Clone, Debug)]
pub(super) struct JumpStretch {
    common: Option<f64>,
    /// Per factor: how many are expected.
    own: Vec<f64>,
}

impl JumpStretch {
    pub(super) fn new(dynamics: &Dynamics, years: f64) -> Self {
        let common = dynamics.common().lambda * years;
        Self {
            common: (common > 0.0).then_some(common),
            own: dynamics.factors().iter().map(|factor| factor.jumps.lambda * years).collect(),
        }
    }

    /// Rows of uniform numbers that `add` draws.
    pub(super) fn draws(&self) -> usize {
        let own = self.own.iter().filter(|expected| **expected > 0.0).count();
        2 * own + self.common.map_or(0, |_| 1 + self.own.len())
    }

    /// Adds this stretch's jumps to `logs`, by factor and path. `root` ties the
    /// sizes of common jumps.
    pub(super) fn add(
        &self,
        dynamics: &Dynamics,
        root: &Square,
        draws: &mut Draws<'_>,
        logs: &mut [f64],
    ) {
        let mut counts = [0.0; BLOCK];
        let mut row = [0.0; BLOCK];
        if let Some(expected) = self.common {
            draws.uniforms(&mut counts);
            counts.iter_mut().for_each(|count| *count = poisson(expected, *count));
            self.add_common(dynamics, root, draws, &counts, logs);
        }
        for ((&expected, factor), logs) in
            self.own.iter().zip(dynamics.factors()).zip(logs.chunks_mut(BLOCK))
        {
            if expected == 0.0 {
                continue;
            }
            draws.uniforms(&mut counts);
            draws.uniforms(&mut row);
            for ((log, &count), &uniform) in logs.iter_mut().zip(&counts).zip(&row) {
                let count = poisson(expected, count);
                if count > 0.0 {
                    let spread = factor.jumps.size.log_vol * count.sqrt();
                    *log += count * factor.jumps.size.mean_log + spread * inverse_normal(uniform);
                }
            }
        }
    }

    fn add_common(
        &self,
        dynamics: &Dynamics,
        root: &Square,
        draws: &mut Draws<'_>,
        counts: &[f64; BLOCK],
        logs: &mut [f64],
    ) {
        let factors = self.own.len();
        let mut uniforms = vec![0.0; factors * BLOCK];
        uniforms.chunks_mut(BLOCK).for_each(|row| draws.uniforms(row));
        let mut normals = vec![0.0; factors];
        for (lane, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            for (normal, row) in normals.iter_mut().zip(uniforms.chunks(BLOCK)) {
                *normal = inverse_normal(row[lane]);
            }
            for (factor, size) in dynamics.common().sizes.iter().enumerate() {
                let tied: f64 =
                    root.row(factor).iter().zip(&normals).map(|(weight, z)| weight * z).sum();
                logs[factor * BLOCK + lane] +=
                    count * size.mean_log + size.log_vol * count.sqrt() * tied;
            }
        }
    }
}

/// The Poisson number with this mean that a uniform number stands for.
fn poisson(mean: f64, uniform: f64) -> f64 {
    let mut chance = libm::exp(-mean);
    let mut below = chance;
    let mut count = 0.0;
    while uniform > below {
        count += 1.0;
        chance *= mean / count;
        let next = below + chance;
        // Beyond the mean, what rounding loses is all that is left.
        if next == below && count > mean {
            break;
        }
        below = next;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_their_chances() {
        assert_eq!(poisson(0.5, 0.6), 0.0);
        assert_eq!(poisson(0.5, 0.61), 1.0);
        for mean in [0.01, 1.0, 30.0, MOST_BETWEEN_DATES] {
            const GRID: u32 = 10_000;
            let counts = (0..GRID).map(|i| poisson(mean, (f64::from(i) + 0.5) / f64::from(GRID)));
            let (sum, squares) = counts.fold((0.0, 0.0), |(a, b), n| (a + n, b + n * n));
            let (first, second) = (sum / f64::from(GRID), squares / f64::from(GRID));
            assert!((first - mean).abs() < 2e-3 * (1.0 + mean), "{mean}: {first}");
            let variance = second - first * first;
            assert!((variance / mean - 1.0).abs() < 0.01, "{mean}: {variance}");
            assert!(poisson(mean, 1.0 - 2f64.powi(-53)) < mean + 9.0 * (mean.sqrt() + 2.0));
        }
    }
}
