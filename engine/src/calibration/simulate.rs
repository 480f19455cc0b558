//! Draws for tests: normals and uniforms of a seed.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::linear::Square;

pub(super) struct Normals(ChaCha20Rng);

impl Normals {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// Strictly between 0 and 1.
    pub(super) fn uniform(&mut self) -> f64 {
        (2.0 * ((self.0.next_u64() >> 12) as f64) + 1.0) / 9_007_199_254_740_992.0
    }

    pub(super) fn next(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// Events of a Poisson clock in one step.
    pub(super) fn count(&mut self, mean: f64) -> u32 {
        let (mut events, mut left) = (0, self.uniform());
        while left > libm::exp(-mean) {
            left *= self.uniform();
            events += 1;
        }
        events
    }
}

/// Days of normal returns with these correlations: a series for each row.
pub(super) fn correlated(normals: &mut Normals, matrix: &Square, days: usize) -> Vec<Vec<f64>> {
    let lower = matrix.cholesky().unwrap();
    let mut series = vec![Vec::new(); matrix.size()];
    for _ in 0..days {
        let free: Vec<f64> = (0..matrix.size()).map(|_| normals.next()).collect();
        for (i, series) in series.iter_mut().enumerate() {
            series.push(lower.row(i).iter().zip(&free).map(|(l, z)| l * z).sum());
        }
    }
    series
}
