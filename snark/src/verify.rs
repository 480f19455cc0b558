//! Verification: one proof, or many by a random combination, of one key or of
//! several.

use std::ops::Neg as _;

use ark_bn254::{Bn254, G1Affine, G1Projective, G2Affine};
use ark_ec::pairing::{MillerLoopOutput, Pairing as _};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::{PrimeField as _, Zero as _};
use rayon::prelude::*;
use sha3::{Digest as _, Keccak256};

use crate::Fr;
use crate::challenge::{challenge, folded, point_words, word};
use crate::encoding;
use crate::keys::{Claim, Stages, VerifyingKey};

/// Why a claim is rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejected {
    /// Not as many public inputs as the key has.
    #[error("{given} public inputs were given; the key has {expected}")]
    Inputs {
        /// So many came.
        given: usize,
        /// So many belong.
        expected: usize,
    },
    /// A commitment that the key's circuit has no stage for, or one missing.
    #[error("the claim's commitments are not those of the key's stages")]
    Stages,
    /// A batch of no claims: it would prove nothing.
    #[error("the batch has no claims")]
    Empty,
    /// The pairings do not balance.
    #[error("the proof does not verify")]
    Proof,
}

/// Verifies a claim.
///
/// # Errors
/// If it is rejected.
pub fn verify(key: &VerifyingKey, claim: &Claim) -> Result<(), Rejected> {
    balanced(&terms(key, [(Fr::from(1u64), claim)])?)
}

/// Verifies many claims of one key by a random combination, whose coefficients
/// come from a hash of all of them. Costs one pairing a claim instead of five.
///
/// # Errors
/// If any is rejected; [`culprit`] tells which.
pub fn verify_batch(key: &VerifyingKey, claims: &[Claim]) -> Result<(), Rejected> {
    if claims.is_empty() {
        return Err(Rejected::Empty);
    }
    balanced(&terms(key, batch_coefficients(key, claims).into_iter().zip(claims))?)
}

/// Verifies the claims of several keys by one random combination, whose
/// coefficients come from a hash of all keys and claims.
///
/// # Errors
/// If any is rejected; [`culprit`] tells which, key by key.
pub fn verify_groups(groups: &[(&VerifyingKey, &[Claim])]) -> Result<(), Rejected> {
    if groups.is_empty() || groups.iter().any(|(_, claims)| claims.is_empty()) {
        return Err(Rejected::Empty);
    }
    let mut coefficients = group_coefficients(groups).into_iter();
    let mut all = Vec::new();
    for (key, claims) in groups {
        let own: Vec<_> = coefficients.by_ref().take(claims.len()).zip(*claims).collect();
        all.extend(terms(key, own)?);
    }
    balanced(&all)
}

/// What each claim of several keys is weighted with, in order: 128 bits, from a
/// hash of all keys and claims.
#[must_use]
pub fn group_coefficients(groups: &[(&VerifyingKey, &[Claim])]) -> Vec<Fr> {
    let mut hash = Keccak256::new();
    hash.update(GROUPS_TAG);
    groups.iter().for_each(|(key, claims)| hash.update(transcript(key, claims)));
    let seed: [u8; 32] = hash.finalize().into();
    let claims: usize = groups.iter().map(|(_, claims)| claims.len()).sum();
    (0..claims as u64).map(|position| coefficient(&seed, position)).collect()
}

/// The position of the first claim that is rejected by itself.
#[must_use]
pub fn culprit(key: &VerifyingKey, claims: &[Claim]) -> Option<(usize, Rejected)> {
    let failed = |(i, claim)| Some((i, verify(key, claim).err()?));
    claims.iter().enumerate().find_map(failed)
}

/// What must pair to nothing: the weighted sum of the claims' equations.
fn terms<'a>(
    key: &VerifyingKey,
    claims: impl IntoIterator<Item = (Fr, &'a Claim)>,
) -> Result<Vec<(G1Affine, G2Affine)>, Rejected> {
    let mut terms: Vec<(G1Affine, G2Affine)> = Vec::new();
    let mut inputs = vec![Fr::zero(); key.inputs.len()];
    let mut weights = Fr::zero();
    let mut commitments = vec![G1Projective::zero(); key.stages.count()];
    for (weight, claim) in claims {
        let public = public_inputs(key, claim)?;
        inputs.iter_mut().zip(public).for_each(|(sum, input)| *sum += weight * input);
        weights += weight;
        let proof = &claim.proof;
        terms.push(((proof.a * weight).neg().into_affine(), proof.b));
        let stages = claim.parameters.map(|p| p.0).into_iter().chain(proof.d).chain([proof.c]);
        commitments.iter_mut().zip(stages).for_each(|(sum, point)| *sum += point * weight);
    }
    let inputs =
        key.inputs.iter().zip(inputs).fold(G1Projective::zero(), |sum, (p, x)| sum + *p * x);
    terms.push(((key.alpha * weights).into_affine(), key.beta));
    terms.push((inputs.into_affine(), key.gamma));
    let commitments = G1Projective::normalize_batch(&commitments);
    terms.extend(commitments.into_iter().zip(key.deltas.iter().copied()));
    Ok(terms)
}

/// Terms of one Miller loop: each takes some 17 KiB while it runs.
const AT_ONCE: usize = 1 << 10;

fn balanced(terms: &[(G1Affine, G2Affine)]) -> Result<(), Rejected> {
    let part = |terms: &[(G1Affine, G2Affine)]| {
        let (g1, g2): (Vec<_>, Vec<_>) = terms.iter().copied().unzip();
        Bn254::multi_miller_loop(g1, g2).0
    };
    let product = terms.par_chunks(AT_ONCE).map(part).product();
    let paired = Bn254::final_exponentiation(MillerLoopOutput(product));
    if paired.is_some_and(|paired| paired.is_zero()) { Ok(()) } else { Err(Rejected::Proof) }
}

/// `1, inputs…` or `1, challenge, folded inputs`, with the number of inputs and
/// commitments checked.
fn public_inputs(key: &VerifyingKey, claim: &Claim) -> Result<Vec<Fr>, Rejected> {
    let (given, expected) = (claim.inputs.len(), key.live_inputs());
    if given != expected {
        return Err(Rejected::Inputs { given, expected });
    }
    let first = match (key.stages, claim.parameters, claim.proof.d) {
        (Stages::Plain, None, None) => None,
        (Stages::Challenged, None, first @ Some(_))
        | (Stages::Parameterised, Some(_), first @ Some(_)) => first,
        _ => return Err(Rejected::Stages),
    };
    let one = Fr::from(1u64);
    let Some(first) = first else { return Ok([&[one], &claim.inputs[..]].concat()) };
    let challenge = challenge(key.id, &claim.inputs, claim.parameters.map(|p| p.0), first);
    Ok(vec![one, challenge, folded(&claim.inputs, challenge)])
}

/// Begins the preimage of a batch's coefficients.
pub(crate) const BATCH_TAG: &[u8] = b"plimsoll batch 1";

/// Begins the preimage of the coefficients of several keys' batches.
const GROUPS_TAG: &[u8] = b"plimsoll groups 1";

/// What each claim of a batch is weighted with: 128 bits, from a hash of the
/// key and of everything in every claim.
#[must_use]
pub fn batch_coefficients(key: &VerifyingKey, claims: &[Claim]) -> Vec<Fr> {
    let seed = transcript(key, claims);
    (0..claims.len() as u64).map(|position| coefficient(&seed, position)).collect()
}

/// A hash of the key and of everything in every claim.
fn transcript(key: &VerifyingKey, claims: &[Claim]) -> [u8; 32] {
    let mut hash = Keccak256::new();
    hash.update(BATCH_TAG);
    hash.update(key.id.0);
    hash.update((claims.len() as u64).to_be_bytes());
    for claim in claims {
        hash.update((claim.inputs.len() as u64).to_be_bytes());
        claim.inputs.iter().for_each(|input| hash.update(word(*input)));
        let points = claim.parameters.map(|p| p.0).into_iter().chain(claim.proof.d);
        for point in points.chain([claim.proof.a, claim.proof.c]) {
            hash.update(point_words(point));
        }
        hash.update(encoding::g2_words(claim.proof.b));
    }
    hash.finalize().into()
}

/// The coefficient of a claim: 128 bits, never zero but by a chance of 2^-128.
fn coefficient(seed: &[u8; 32], position: u64) -> Fr {
    let mut hash = Keccak256::new();
    hash.update(seed);
    hash.update(position.to_be_bytes());
    Fr::from_be_bytes_mod_order(&hash.finalize()[..16])
}

/// Whether a point may stand in a key or a proof at all.
pub(crate) fn is_proper(point: &G1Affine) -> bool {
    !point.is_zero() && point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve()
}
