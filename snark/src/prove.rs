//! Proving: run the witness, commit, take the challenge, run the rest.

use ark_bn254::{G1Affine, G1Projective, G2Projective};
use ark_ec::CurveGroup as _;
use ark_ff::Zero as _;
use ark_relations::gr1cs::SynthesisError;

use crate::Fr;
use crate::builder::Run;
use crate::challenge::challenge;
use crate::circuit::{self, Circuit, PlainCircuit, Synthesis, class_of};
use crate::kernel::{Kernel, Scalar, scalars};
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
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] SetupError),
}

/// Commits to a circuit's parameter stage: once for an epoch and key.
///
/// # Errors
/// If the circuit has none.
pub fn commit_parameters<C: Circuit>(
    key: &ProvingKey,
    circuit: &C,
    kernel: &impl Kernel,
) -> Result<ParameterCommitment, ProveError> {
    if key.verifying.stages != Stages::Parameterised {
        return Err(ProveError::Circuit);
    }
    let begun = circuit::begin(circuit, false)?;
    let wires = begun.stage(0)?;
    check_len(wires.len(), key.frozen.stages[0])?;
    let sum = kernel.msm_g1(key.stage(0), &scalars(&wires));
    Ok(ParameterCommitment(sum.into_affine()))
}

/// Proves a circuit with a challenge. `parameters` is the commitment to the
/// same parameter stage, where there is one.
///
/// # Errors
/// If the circuit is not the key's.
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
    let committed = begun.stage(1)?;
    check_len(committed.len(), key.frozen.stages[last - 1])?;
    let blinding = random_scalar()?;
    let sum = kernel.msm_g1(key.stage(last - 1), &scalars(&committed));
    // What blinds D with δ_last, C takes back with D's own δ.
    let first = (sum + key.deltas_g1[last] * blinding).into_affine();
    let inputs: Vec<Fr> = begun.state.inputs.iter().map(Num::value).collect();
    let challenge = challenge(key.verifying.id, &inputs, parameters.map(|p| p.0), first);

    let run = circuit::end(circuit, begun, challenge)?;
    let open = run.stage(2)?;
    let unblinding = key.deltas_g1[last - 1] * -blinding;
    let proof = finish(key, &run, &open, unblinding, kernel)?;
    let proof = Proof { d: Some(first), ..proof };
    Ok(Claim { inputs, parameters, proof })
}

/// Proves a circuit without a challenge.
///
/// # Errors
/// If the circuit is not the key's.
pub fn prove_plain<C: PlainCircuit>(
    key: &ProvingKey,
    circuit: &C,
    kernel: &impl Kernel,
) -> Result<Claim, ProveError> {
    if key.verifying.stages != Stages::Plain {
        return Err(ProveError::Circuit);
    }
    let run = circuit::plain(circuit, false)?;
    let open = run.stage(0)?;
    let proof = finish(key, &run, &open, G1Projective::zero(), kernel)?;
    Ok(Claim { inputs: circuit.inputs(), parameters: None, proof })
}

/// `A`, `B` and `C` of an assignment. `open` is the last stage's wires.
fn finish(
    key: &ProvingKey,
    run: &Synthesis<Vec<Run>>,
    open: &[Fr],
    unblinding: G1Projective,
    kernel: &impl Kernel,
) -> Result<Proof, ProveError> {
    let rows = &key.frozen.rows;
    let assignment = &run.assignment()?;
    check_len(assignment.len(), rows.instance + rows.witness)?;
    if cfg!(debug_assertions)
        && let Some(row) = rows.violated(assignment)
    {
        return Err(ProveError::Unsatisfied { row, class: class_of(&run.state, row) });
    }
    let (r, s) = (random_scalar()?, random_scalar()?);
    let exponents: Vec<Scalar> = scalars(assignment);
    let last = key.deltas_g1.len() - 1;
    let delta = key.deltas_g1[last];

    let (b_g2, (g1, h)) = rayon::join(
        || kernel.msm_g2(&key.b_g2, &exponents),
        || {
            let a = kernel.msm_g1(&key.a, &exponents);
            let b = kernel.msm_g1(&key.b_g1, &exponents);
            let open = kernel.msm_g1(key.stage(last), &scalars(open));
            let quotient = kernel
                .quotient(rows, assignment)
                .map(|quotient| kernel.msm_g1(&key.h, &scalars(&quotient[..key.h.len()])));
            ((a, b, open), quotient)
        },
    );
    let h = h.ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
    let (a, b, open) = g1;
    let a = a + key.verifying.alpha + delta * r;
    let b_g1 = b + key.beta_g1 + delta * s;
    let b: G2Projective = b_g2 + key.verifying.beta + key.verifying.deltas[last] * s;
    let c = open + h + a * s + b_g1 * r - delta * (r * s) + unblinding;
    let points: Vec<G1Affine> = G1Projective::normalize_batch(&[a, c]);
    Ok(Proof { a: points[0], b: b.into_affine(), c: points[1], d: None })
}

fn check_len(have: usize, want: usize) -> Result<(), ProveError> {
    if have == want { Ok(()) } else { Err(ProveError::Circuit) }
}
