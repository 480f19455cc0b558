//! The numbers that a contributor must forget.

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::{Field as _, One as _, PrimeField as _, Zero as _};
use sha2::{Digest as _, Sha512};
use zeroize::{Zeroize as _, Zeroizing};

use super::base::base;
use crate::setup::SetupError;

/// What a contributor's numbers are drawn from: the operating system's
/// randomness, and whatever they add. Either suffices.
pub struct Entropy(Zeroizing<[u8; 64]>);

impl Entropy {
    /// Draws, and mixes in what a person typed or threw; may be nothing.
    ///
    /// # Errors
    /// If the operating system gives no randomness.
    pub fn draw(added: &[u8]) -> Result<Self, SetupError> {
        let mut own = Zeroizing::new([0; 64]);
        let failed = |error: getrandom::Error| SetupError::Randomness(error.to_string());
        getrandom::fill(&mut *own).map_err(failed)?;
        let hash = Sha512::new().chain_update(b"plimsoll ceremony entropy 1");
        let mut mixed = hash.chain_update(*own).chain_update(added).finalize();
        own.copy_from_slice(&mixed);
        mixed.zeroize();
        Ok(Self(own))
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy(…)")
    }
}

/// One number for each divisor. Wiped when dropped.
pub(super) struct Secrets(Zeroizing<Vec<Fr>>);

impl Secrets {
    pub(super) fn from_entropy(entropy: Entropy, divisors: usize) -> Self {
        Self::expand(&*entropy.0, divisors)
    }

    #[cfg(feature = "harness")]
    pub(super) fn chosen(numbers: Vec<Fr>) -> Self {
        Self(Zeroizing::new(numbers))
    }

    /// Numbers that follow from a seed, neither 0 nor 1.
    pub(super) fn expand(seed: &[u8], divisors: usize) -> Self {
        let number = |divisor: usize| {
            let attempts = (0u64..).map(|attempt| {
                let hash = Sha512::new().chain_update(b"plimsoll ceremony number 1");
                let hash = hash.chain_update((divisor as u64).to_be_bytes());
                let mut wide =
                    hash.chain_update(attempt.to_be_bytes()).chain_update(seed).finalize();
                let number = Fr::from_be_bytes_mod_order(&wide);
                wide.zeroize();
                number
            });
            let usable = |number: &Fr| !number.is_zero() && !number.is_one();
            // The first of them, but by a chance of 2^-253.
            attempts.into_iter().find(usable).unwrap_or_else(Fr::one)
        };
        Self(Zeroizing::new((0..divisors).map(number).collect()))
    }

    /// What the points of a divisor are multiplied with.
    pub(super) fn inverse(&self, divisor: usize) -> Zeroizing<Fr> {
        // None of them is 0.
        Zeroizing::new(self.0[divisor].inverse().unwrap_or_else(Fr::one))
    }

    pub(super) fn times_g1(&self, divisor: usize, point: G1Affine) -> G1Affine {
        (point * self.0[divisor]).into_affine()
    }

    pub(super) fn times_g2(&self, divisor: usize, point: G2Affine) -> G2Affine {
        (point * self.0[divisor]).into_affine()
    }

    /// The number in G2, for everyone to check with.
    pub(super) fn public(&self, divisor: usize) -> G2Affine {
        self.times_g2(divisor, G2Affine::generator())
    }

    /// A proof that whoever made this message knows the number.
    pub(super) fn sign(&self, divisor: usize, message: &[u8]) -> G1Affine {
        self.times_g1(divisor, base(message))
    }
}
