//! A point of G1 that nobody knows a relation of, made of a message.

use ark_bn254::{Fq, G1Affine};
use ark_ff::PrimeField as _;
use sha2::{Digest as _, Sha512};

const TAG: &[u8] = b"plimsoll ceremony base 1";

/// Hashes to G1 by trying: all of it is public, so how often tells nothing. G1
/// has no cofactor, so every point of the curve is in it.
pub(super) fn base(message: &[u8]) -> G1Affine {
    (0u64..)
        .find_map(|attempt| {
            let hash = |what: &[u8]| {
                let hash = Sha512::new().chain_update(TAG).chain_update(what);
                hash.chain_update(attempt.to_be_bytes()).chain_update(message).finalize()
            };
            let x = Fq::from_be_bytes_mod_order(&hash(b"x"));
            G1Affine::get_point_from_x_unchecked(x, hash(b"y")[0] & 1 == 1)
        })
        // Half of all numbers are a point's; the search ends.
        .unwrap_or_default()
}
