//! Proving: run the witness, commit, take the challenge, run the rest.

use ark_bn254::{G1Affine, G1Projective, G2Projective};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::Zero as _;
use ark_relations::gr1cs::SynthesisError;
use zeroize::Zeroizing;

use crate::Fr;
use crate::builder::Run;
use crate::challenge::challenge;
use crate::circuit::{self, Circuit, PlainCircuit, Synthesis, class_of};
use crate::kernel::{Kernel, NoQuotient, Scalar, scalars};
use crate::keys::{Claim, ParameterCommitment, Proof, Stages};
use crate::num::Num;
use crate::proving_key::ProvingKey;
use crate::setup::{SetupError, random_scalar};

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The circuit could not be synthesised.
    #[error("the circuit cannot be synthesised: {0}")]
    Synthesis(#[from] SynthesisError),
    /// The circuit is not the key's.
    #[error("the circuit is not the one that the key was made for")]
    Circuit,
    /// The witness violates a row; the name is its class.
    #[error("the witness violates row {row}, of {class}")]
    Unsatisfied {
        /// The row.
        row: usize,
        /// Its class.
        class: &'static str,
    },
    /// All parameters are 0: their commitment would be the identity.
    #[error("all parameters are 0, which commit to nothing")]
    Zeros,
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] SetupError),
}

/// Commits to a circuit's parameter stage: once for an epoch and key.
///
/// # Errors
/// If the circuit has none, or it is all zeros, which commit to nothing.
pub fn commit_parameters<C: Circuit>(
    key: &ProvingKey,
    circuit: &C,
    kernel: &impl Kernel,
) -> Result<ParameterCommitment, ProveError> {
    if key.verifying.stages != Stages::Parameterised {
        return Err(ProveError::Circuit);
    }
    let wires = circuit::begin(circuit, false)?.stage(0)?;
    let commitment = sum(key, 0, &wires, kernel)?.into_affine();
    if commitment.is_zero() { Err(ProveError::Zeros) } else { Ok(ParameterCommitment(commitment)) }
}

/// Proves a circuit with a challenge. `parameters` is the commitment to the
/// same parameter stage, where there is one.
///
/// # Errors
/// If the circuit is not the key's, or its witness violates a row.
pub fn prove<C: Circuit>(
    key: &ProvingKey,
    circuit: &C,
    parameters: Option<ParameterCommitment>,
    kernel: &impl Kernel,
) -> Result<Claim, ProveError> {
    let last = key.verifying.stages.count() - 1;
    if last == 0 || parameters.is_some() != (key.verifying.stages == Stages::Parameterised) {
        return Err(ProveError::Circuit);
    }
    let begun = circuit::begin(circuit, false)?;
    let blinding = Zeroizing::new(random_scalar()?);
    let committed = sum(key, last - 1, &begun.stage(1)?, kernel)?;
    // What blinds D with δ_last, C takes back with D's own δ.
    let first = (committed + key.deltas_g1[last] * *blinding).into_affine();
    let inputs: Vec<Fr> = begun.state.inputs.iter().map(Num::value).collect();
    let challenge = challenge(key.verifying.id, &inputs, parameters.map(|p| p.0), first);

    let run = circuit::end(circuit, begun, challenge)?;
    let unblinding = key.deltas_g1[last - 1] * -*blinding;
    let proof = Proof { d: Some(first), ..finish(key, run, unblinding, kernel)? };
    Ok(Claim { inputs, parameters, proof })
}

/// Proves a circuit without a challenge.
///
/// # Errors
/// If the circuit is not the key's, or its witness violates a row.
pub fn prove_plain<C: PlainCircuit>(
    key: &ProvingKey,
    circuit: &C,
    kernel: &impl Kernel,
) -> Result<Claim, ProveError> {
    if key.verifying.stages != Stages::Plain {
        return Err(ProveError::Circuit);
    }
    let run = circuit::plain(circuit, false)?;
    let inputs = run.inputs()?;
    let proof = finish(key, run, G1Projective::zero(), kernel)?;
    Ok(Claim { inputs, parameters: None, proof })
}

/// The sum of a stage's wires over their bases.
fn sum(
    key: &ProvingKey,
    stage: usize,
    wires: &[Fr],
    kernel: &impl Kernel,
) -> Result<G1Projective, ProveError> {
    let bases = key.stage(stage);
    if bases.len() != wires.len() {
        return Err(ProveError::Circuit);
    }
    Ok(kernel.msm_g1(bases, &scalars(wires)))
}

/// `A`, `B` and `C` of a finished synthesis.
fn finish(
    key: &ProvingKey,
    run: Synthesis<Vec<Run>>,
    unblinding: G1Projective,
    kernel: &impl Kernel,
) -> Result<Proof, ProveError> {
    let assignment = run.assignment()?;
    if run.stages() != key.frozen.stages || assignment.len() != key.a.len() {
        return Err(ProveError::Circuit);
    }
    // The constraint system is large, and of no more use.
    let Synthesis { cs, state: runs, .. } = run;
    drop(cs);
    let quotient = kernel.quotient(&key.frozen.rows, &assignment).map_err(|why| match why {
        NoQuotient::Violated(row) => ProveError::Unsatisfied { row, class: class_of(&runs, row) },
        NoQuotient::TooLarge => SynthesisError::PolynomialDegreeTooLarge.into(),
    })?;
    let quotient = scalars(quotient.get(..key.h.len()).ok_or(ProveError::Circuit)?);
    let wires: Vec<Scalar> = scalars(&assignment);
    drop(assignment);

    Ok(assemble(key, &wires, &quotient, unblinding, kernel)?)
}

/// `A`, `B` and `C` of these values of all columns and this quotient, whether
/// they belong together or not.
pub(crate) fn assemble(
    key: &ProvingKey,
    wires: &[Scalar],
    quotient: &[Scalar],
    unblinding: G1Projective,
    kernel: &impl Kernel,
) -> Result<Proof, SetupError> {
    let last = key.deltas_g1.len() - 1;
    let open = &wires[wires.len() - key.frozen.stages[last]..];
    let (b_g2, (a, b, c)) = rayon::join(
        || kernel.msm_g2(&key.b_g2, wires),
        || {
            let a = kernel.msm_g1(&key.a, wires);
            let b = kernel.msm_g1(&key.b_g1, wires);
            let open = kernel.msm_g1(key.stage(last), open);
            (a, b, open + kernel.msm_g1(&key.h, quotient))
        },
    );
    let (r, s) = (Zeroizing::new(random_scalar()?), Zeroizing::new(random_scalar()?));
    let delta = key.deltas_g1[last];
    let a = a + key.verifying.alpha + delta * *r;
    let b_g1 = b + key.beta_g1 + delta * *s;
    let b: G2Projective = b_g2 + key.verifying.beta + key.verifying.deltas[last] * *s;
    let c = c + a * *s + b_g1 * *r - delta * (*r * *s) + unblinding;
    let points: Vec<G1Affine> = G1Projective::normalize_batch(&[a, c]);
    Ok(Proof { a: points[0], b: b.into_affine(), c: points[1], d: None })
}
