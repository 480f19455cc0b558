//! Sums of points with random weights, in which one wrong point shows.

use std::ops::Range;

use ark_bn254::{Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ff::{BigInt, PrimeField as _};
use rayon::prelude::*;

use crate::kernel::{Kernel as _, Portable, Scalar, scalars};
use crate::powers::{G1Section, G2Section, Powers, PowersError};
use crate::setup::SetupError;

/// Weights of 128 bits by position, from a seed that nobody else knows.
pub(super) struct Weights(blake3::OutputReader);

impl Weights {
    pub(super) fn draw() -> Result<Self, SetupError> {
        let mut seed = [0; 32];
        let failed = |error: getrandom::Error| SetupError::Randomness(error.to_string());
        getrandom::fill(&mut seed).map_err(failed)?;
        let hash = blake3::Hasher::new_keyed(&seed).finalize_xof();
        Ok(Self(hash))
    }

    /// The weights of these positions.
    pub(super) fn at(&self, positions: Range<usize>) -> Vec<Scalar> {
        let mut reader = self.0.clone();
        reader.set_position(16 * positions.start as u64);
        let mut bytes = vec![0; 16 * positions.len()];
        reader.fill(&mut bytes);
        let half = |bytes: &[u8]| bytes.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        let weight = |bytes: &[u8]| BigInt([half(&bytes[..8]), half(&bytes[8..]), 0, 0]);
        bytes.par_chunks_exact(16).with_min_len(1024).map(weight).collect()
    }

    /// The weights of these positions, as elements.
    pub(super) fn elements(&self, positions: Range<usize>) -> Vec<Fr> {
        let weights = self.at(positions).into_par_iter().with_min_len(1024);
        weights.filter_map(Fr::from_bigint).collect()
    }
}

/// `Σ scalar·point` over a row of the powers, from its first point on and a
/// piece at a time.
pub(super) fn sum_g1(
    powers: &Powers,
    section: G1Section,
    by: &[Fr],
) -> Result<G1Projective, PowersError> {
    let mut sum = G1Projective::default();
    for (piece, by) in by.chunks(PIECE).enumerate() {
        let start = piece * PIECE;
        let points = powers.g1(section, start..start + by.len())?;
        sum += Portable.msm_g1(&points, &scalars(by));
    }
    Ok(sum)
}

/// The same in G2.
pub(super) fn sum_g2(
    powers: &Powers,
    section: G2Section,
    by: &[Fr],
) -> Result<G2Projective, PowersError> {
    let mut sum = G2Projective::default();
    for (piece, by) in by.chunks(PIECE).enumerate() {
        let start = piece * PIECE;
        let points = powers.g2(section, start..start + by.len())?;
        sum += Portable.msm_g2(&points, &scalars(by));
    }
    Ok(sum)
}

/// Points of a sum at a time: large enough for its buckets to pay.
const PIECE: usize = 1 << 15;

/// α and β in G1, and β in G2.
pub(super) fn alpha_beta(powers: &Powers) -> Result<(G1Affine, G1Affine, G2Affine), PowersError> {
    // Each of these is one point, or an error.
    let first = |section| Ok::<_, PowersError>(powers.g1(section, 0..1)?.pop().unwrap_or_default());
    let beta_g2 = powers.g2(G2Section::Beta, 0..1)?.pop().unwrap_or_default();
    Ok((first(G1Section::AlphaTau)?, first(G1Section::BetaTau)?, beta_g2))
}
