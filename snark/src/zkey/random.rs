//! Numbers and points that snarkjs draws from ChaCha20 with a hash for its key.
//!
//! What it draws for a field element it takes for one in Montgomery's form, and
//! so does this.

use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr as _;
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ff::{BigInt, Field, PrimeField};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

use crate::Fr;

/// A source that is named by the first 32 bytes of a hash.
pub(super) struct Source(ChaCha20Rng);

/// A prime field of four limbs in Montgomery's form.
trait Drawn: PrimeField<BigInt = BigInt<4>> {
    /// The element whose limbs these are.
    fn of_limbs(limbs: BigInt<4>) -> Self;
}

impl Drawn for Fr {
    fn of_limbs(limbs: BigInt<4>) -> Self {
        Self::new_unchecked(limbs)
    }
}

impl Drawn for Fq {
    fn of_limbs(limbs: BigInt<4>) -> Self {
        Self::new_unchecked(limbs)
    }
}

impl Source {
    /// The key's words are the hash's, which begin with their highest bytes.
    pub(super) fn of(hash: &[u8]) -> Self {
        let mut seed = [0; 32];
        for (word, bytes) in seed.chunks_exact_mut(4).zip(hash.chunks_exact(4)) {
            word.iter_mut().zip(bytes.iter().rev()).for_each(|(to, from)| *to = *from);
        }
        Self(ChaCha20Rng::from_seed(seed))
    }

    /// What a beacon draws from: SHA-256, 2^iterations times.
    pub(super) fn of_beacon(beacon: &[u8], iterations: u8) -> Self {
        let mut hash = beacon.to_vec();
        for _ in 0..1u64 << iterations.min(63) {
            hash = Sha256::digest(&hash).to_vec();
        }
        Self::of(&hash)
    }

    fn limb(&mut self) -> u64 {
        let high = u64::from(self.0.next_u32());
        high << 32 | u64::from(self.0.next_u32())
    }

    fn element<F: Drawn>(&mut self) -> F {
        let unused = 256 - F::MODULUS_BIT_SIZE;
        loop {
            let mut limbs = [0; 4].map(|_: u64| self.limb());
            limbs[3] &= u64::MAX >> unused;
            if BigInt(limbs) < F::MODULUS {
                return F::of_limbs(BigInt(limbs));
            }
        }
    }

    pub(super) fn scalar(&mut self) -> Fr {
        self.element()
    }

    /// The first x that a point has; which of its two, a bit says.
    fn point<C: SWCurveConfig>(&mut self, x: impl Fn(&mut Self) -> C::BaseField) -> Affine<C> {
        loop {
            let x = x(self);
            let greatest = self.0.next_u32() & 1 == 1;
            let square = x.square() * x + C::COEFF_B;
            if let Some(y) = square.sqrt() {
                let y = if (y > -y) == greatest { y } else { -y };
                return Affine::new_unchecked(x, y);
            }
        }
    }

    pub(super) fn g1(&mut self) -> G1Affine {
        self.point(Self::element::<Fq>)
    }

    pub(super) fn g2(&mut self) -> G2Affine {
        let x = |source: &mut Self| {
            let c0 = source.element();
            Fq2::new(c0, source.element())
        };
        self.point::<ark_bn254::g2::Config>(x).mul_by_cofactor()
    }
}
