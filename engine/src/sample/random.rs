//! Reproducible draws: ChaCha20 keyed by a seed and a purpose, whole numbers
//! from its output, and `libm` for the rest.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::round::whole_to_nearest;

/// A stream of draws.
pub(super) struct Random(ChaCha20Rng);

impl Random {
    /// The stream of a seed for one purpose. Streams of different purposes are
    /// independent, so that more draws in one do not move the others.
    pub(super) fn new(seed: u64, purpose: [u8; 8]) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&purpose);
        Self(ChaCha20Rng::from_seed(key))
    }

    /// Below `count`; 0 if that is 0. Biased by less than `count / 2^64`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * (count as u128);
        usize::try_from(wide >> 64).unwrap_or_default()
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u32, high: u32) -> i64 {
        let wide = u64::from(high.saturating_sub(low)) + 1;
        let drawn = self.below(usize::try_from(wide).unwrap_or(usize::MAX));
        i64::from(low).saturating_add_unsigned(drawn as u64)
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// Either of two signs.
    pub(super) fn sign(&mut self) -> i64 {
        if self.percent(50) { 1 } else { -1 }
    }

    /// One of several, if there are any.
    pub(super) fn one_of<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        choices.get(self.below(choices.len())).copied()
    }

    /// Standard normal (Box and Muller).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }

    /// Log-normal with this median.
    pub(super) fn log_normal(&mut self, median: f64, deviation: f64) -> f64 {
        median * libm::exp(deviation * self.normal())
    }

    /// A whole log-normal number.
    pub(super) fn whole(&mut self, median: f64, deviation: f64) -> i64 {
        whole_to_nearest(self.log_normal(median, deviation))
    }

    /// Strictly between 0 and 1: an odd multiple of 2^-53.
    fn uniform(&mut self) -> f64 {
        let draw = self.0.next_u64() >> 12;
        (2.0 * (draw as f64) + 1.0) / 9_007_199_254_740_992.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_and_purposes_separate_streams() {
        let first = |seed, purpose| Random::new(seed, purpose).below(usize::MAX);
        assert_eq!(first(1, *b"market  "), first(1, *b"market  "));
        assert_ne!(first(1, *b"market  "), first(2, *b"market  "));
        assert_ne!(first(1, *b"market  "), first(1, *b"accounts"));
    }

    #[test]
    fn draws_stay_in_range() {
        let mut random = Random::new(7, *b"test    ");
        assert_eq!(random.below(0), 0);
        assert_eq!(random.one_of::<u8>(&[]), None);
        let mut sum = 0.0;
        for _ in 0..10_000 {
            assert!((3..=9).contains(&random.between(3, 9)));
            let uniform = random.uniform();
            assert!(0.0 < uniform && uniform < 1.0);
            sum += random.normal();
        }
        assert!((sum / 10_000.0).abs() < 0.05, "mean {}", sum / 10_000.0);
    }
}
