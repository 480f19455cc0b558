//! How a change of variance moves volatilities of each tenor.

use crate::simulation::{Dynamics, Factor, JumpSize};
use crate::state::Surface;

const DAYS: f64 = 365.0;
/// Tenors at which a change of variance is turned into volatilities.
const TENORS: [f64; 7] = [1.0, 7.0, 14.0, 30.0, 90.0, 180.0, 365.0];
/// The one that stands for all where one must.
pub(super) const MONTH: usize = 3;

/// How a change of variance moves volatilities: by the mean variance until each
/// tenor, of which jumps are a part that does not change.
pub(super) struct Tenors(Vec<Option<FactorTenors>>);

struct FactorTenors {
    v0: f64,
    theta: f64,
    jumps: f64,
    /// By tenor: how much of today's variance is left on average.
    left: [f64; TENORS.len()],
}

impl Tenors {
    pub(super) fn new(dynamics: &Dynamics) -> Self {
        let common = dynamics.common();
        let of = |(at, factor): (usize, &Factor)| {
            if factor.sigma_vv == 0.0 {
                return None;
            }
            let shared = common.sizes.get(at).map_or(0.0, JumpSize::mean_square);
            let jumps =
                factor.jumps.lambda * factor.jumps.size.mean_square() + common.lambda * shared;
            let left = TENORS.map(|days| {
                let decay = factor.kappa * days / DAYS;
                if decay > 1e-9 { -libm::expm1(-decay) / decay } else { 1.0 }
            });
            Some(FactorTenors { v0: factor.v0, theta: factor.theta, jumps, left })
        };
        Self(dynamics.factors().iter().enumerate().map(of).collect())
    }

    /// Changes of volatility by tenor, as shares.
    pub(super) fn surface(&self, factor: usize, variance: f64) -> Option<Surface> {
        let known = self.0.get(factor)?.as_ref()?;
        let relative = (0..TENORS.len()).map(|at| vec![known.relative(variance, at)]).collect();
        Some(Surface { days: TENORS.to_vec(), moneyness: vec![1.0], relative })
    }
}

impl FactorTenors {
    fn relative(&self, variance: f64, tenor: usize) -> f64 {
        let left = self.left.get(tenor).copied().unwrap_or_default();
        let mean = |now: f64| self.theta + (now - self.theta) * left + self.jumps;
        (mean(variance) / mean(self.v0)).max(0.01).sqrt() - 1.0
    }
}
