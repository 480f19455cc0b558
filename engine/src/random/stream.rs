//! Reproducible uniform numbers: ChaCha, keyed by a seed and a purpose, with a
//! stream of its own for every number asked for.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

use crate::lanes::wide;

/// A stream of draws.
#[derive(Clone, Debug)]
pub(crate) struct Stream(ChaCha8Rng);

impl Stream {
    /// The stream of this number. Streams of other numbers, purposes or seeds
    /// are independent of it.
    pub(crate) fn new(seed: u64, purpose: [u8; 8], number: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&purpose);
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(number);
        Self(generator)
    }

    /// Any 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Strictly between 0 and 1.
    pub(crate) fn uniform(&mut self) -> f64 {
        unit(self.bits())
    }

    /// Fills all of it with uniform numbers.
    pub(crate) fn fill(&mut self, uniforms: &mut [f64]) {
        let mut bytes = [0; 8 * 64];
        for uniforms in uniforms.chunks_mut(64) {
            let bytes = &mut bytes[..8 * uniforms.len()];
            self.0.fill_bytes(bytes);
            wide(|| {
                for (uniform, bits) in uniforms.iter_mut().zip(bytes.as_chunks().0) {
                    *uniform = unit(u64::from_le_bytes(*bits));
                }
            });
        }
    }

    /// A whole number below `count`; 0 if that is 0. Biased by less than
    /// `count / 2^64`.
    #[cfg(test)]
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.bits()) * (count as u128);
        usize::try_from(wide >> 64).unwrap_or_default()
    }
}

/// The highest 52 bits as an odd multiple of 2^-53: exact, strictly between 0
/// and 1, and so is its distance from 1.
#[inline(always)]
pub(crate) fn unit(bits: u64) -> f64 {
    // As the fraction of a number from 1 to 2, from which 1 − 2^-53 is taken.
    let one = 1.0f64.to_bits();
    f64::from_bits(bits >> 12 | one) - (1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_purposes_and_numbers_separate_streams() {
        let first = |seed, purpose, number| Stream::new(seed, purpose, number).bits();
        let one = first(1, *b"a       ", 1);
        assert_eq!(one, first(1, *b"a       ", 1));
        for other in
            [first(2, *b"a       ", 1), first(1, *b"b       ", 1), first(1, *b"a       ", 2)]
        {
            assert_ne!(one, other);
        }
        assert_eq!(one, 0xba34_8c3d_e275_c34a, "{one:#x}");
    }

    #[test]
    fn uniforms_stay_inside_and_are_even() {
        assert_eq!(unit(0), 2f64.powi(-53));
        assert_eq!(1.0 - unit(u64::MAX), 2f64.powi(-53));
        let mut stream = Stream::new(3, *b"test    ", 0);
        let mut uniforms = vec![0.0; 10_000];
        stream.fill(&mut uniforms);
        let mean = uniforms.iter().sum::<f64>() / 1e4;
        let square = uniforms.iter().map(|u| u * u).sum::<f64>() / 1e4;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        assert!((square - 1.0 / 3.0).abs() < 0.01, "{square}");
        assert_eq!(stream.below(0), 0);
        assert!((0..1000).all(|_| stream.below(7) < 7));
    }
}
