//! A prover without scruples, who makes proofs of any assignment, and a
//! verifier without care, who reads the challenge instead of computing it.

use ark_bn254::{Bn254, G1Affine, G1Projective};
use ark_ec::CurveGroup as _;
use ark_ec::pairing::Pairing as _;
use ark_ff::Zero as _;

use crate::Fr;
use crate::challenge::folded;
use crate::kernel::{Kernel as _, Portable, scalars, unchecked_quotient};
use crate::keys::{Claim, ParameterCommitment, Proof, Stages, VerifyingKey};
use crate::prove::assemble;
use crate::proving_key::ProvingKey;
use crate::setup::{SetupError, random_scalar};

/// A commitment to a first stage, and what blinds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Commitment {
    pub(super) parameters: Option<ParameterCommitment>,
    pub(super) first: G1Affine,
    blinding: Fr,
}

/// The wires of a stage in an assignment.
fn wires<'v>(key: &ProvingKey, stage: usize, assignment: &'v [Fr]) -> &'v [Fr] {
    let start = key.frozen.rows.instance + key.frozen.stages[..stage].iter().sum::<usize>();
    &assignment[start..start + key.frozen.stages[stage]]
}

fn sum(key: &ProvingKey, stage: usize, assignment: &[Fr]) -> G1Projective {
    Portable.msm_g1(key.stage(stage), &scalars(wires(key, stage, assignment)))
}

/// Commits to the early wires of an assignment; the key has a challenge.
pub(super) fn commit(key: &ProvingKey, assignment: &[Fr]) -> Result<Commitment, SetupError> {
    let last = key.frozen.stages.len() - 1;
    let blinding = random_scalar()?;
    let first = sum(key, last - 1, assignment) + key.deltas_g1[last] * blinding;
    let has_parameters = key.verifying.stages == Stages::Parameterised;
    let parameters =
        has_parameters.then(|| ParameterCommitment(sum(key, 0, assignment).into_affine()));
    Ok(Commitment { parameters, first: first.into_affine(), blinding })
}

/// A proof of an assignment under a commitment, for these live inputs, whether
/// they belong together or not.
pub(super) fn prove(
    key: &ProvingKey,
    assignment: &[Fr],
    inputs: &[Fr],
    commitment: Commitment,
) -> Result<Claim, SetupError> {
    let quotient = unchecked_quotient(&key.frozen.rows, assignment).unwrap_or_default();
    let quotient = scalars(&quotient[..key.h.len()]);
    let unblinding = key.deltas_g1[key.deltas_g1.len() - 2] * -commitment.blinding;
    let proof = assemble(key, &scalars(assignment), &quotient, unblinding, &Portable)?;
    let proof = Proof { d: Some(commitment.first), ..proof };
    Ok(Claim { inputs: inputs.to_vec(), parameters: commitment.parameters, proof })
}

/// Adds to `C` what the commitment lacks, as if it could act there.
pub(super) fn move_difference(
    key: &ProvingKey,
    claim: &Claim,
    committed: &[Fr],
    proved: &[Fr],
) -> Claim {
    let stage = key.frozen.stages.len() - 2;
    let difference = sum(key, stage, proved) - sum(key, stage, committed);
    let mut moved = claim.clone();
    moved.proof.c = (difference + moved.proof.c).into_affine();
    moved
}

/// Whether the pairings balance under a challenge that the prover names.
pub(super) fn balances(key: &VerifyingKey, claim: &Claim, challenge: Fr) -> bool {
    let public = [Fr::from(1u64), challenge, folded(&claim.inputs, challenge)];
    let inputs =
        key.inputs.iter().zip(public).fold(G1Projective::zero(), |sum, (p, x)| sum + *p * x);
    let Some(first) = claim.proof.d else { return false };
    let stages = claim.parameters.map(|p| p.0).into_iter().chain([first, claim.proof.c]);
    let mut pairs = vec![
        (-claim.proof.a, claim.proof.b),
        (key.alpha, key.beta),
        (inputs.into_affine(), key.gamma),
    ];
    pairs.extend(stages.zip(key.deltas.iter().copied()));
    let (g1, g2): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
    Bn254::multi_pairing(g1, g2).is_zero()
}
