//! The challenge of a staged proof, which a verifier computes and never reads.

use ark_bn254::G1Affine;
use ark_ec::AffineRepr as _;
use ark_ff::{BigInteger as _, PrimeField, Zero as _};
use sha3::{Digest as _, Keccak256};

use crate::Fr;
use crate::keys::KeyId;

/// Begins every challenge's preimage.
pub const CHALLENGE_TAG: &[u8] = b"plimsoll challenge 1";

/// `keccak256(tag ‖ key ‖ inputs ‖ D_θ ‖ D) mod r`, all big-endian words of 32
/// bytes; `D_θ` is left out where there is no such stage. The key's id fixes
/// how many inputs and commitments there are, so nothing can be shifted.
#[must_use]
pub fn challenge(key: KeyId, inputs: &[Fr], parameters: Option<G1Affine>, first: G1Affine) -> Fr {
    let mut hash = Keccak256::new();
    hash.update(CHALLENGE_TAG);
    hash.update(key.0);
    inputs.iter().for_each(|input| hash.update(word(*input)));
    for point in parameters.into_iter().chain([first]) {
        hash.update(point_words(point));
    }
    Fr::from_be_bytes_mod_order(&hash.finalize())
}

/// `Σ inputᵢ·challengeⁱ`: what stands for all live inputs among the key's
/// public ones, so that a verifier multiplies one point for all of them.
#[must_use]
pub fn folded(inputs: &[Fr], challenge: Fr) -> Fr {
    inputs.iter().rev().fold(Fr::zero(), |sum, input| sum * challenge + input)
}

/// A field element as 32 big-endian bytes.
pub(crate) fn word<F: PrimeField>(element: F) -> Vec<u8> {
    element.into_bigint().to_bytes_be()
}

/// A point as the EVM has it: two words, zeros for the identity.
pub(crate) fn point_words(point: G1Affine) -> Vec<u8> {
    match point.xy() {
        Some((x, y)) => [word(x), word(y)].concat(),
        None => vec![0; 64],
    }
}
