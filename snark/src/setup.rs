//! Setup by a single party: fit for tests and development, and marked so.

use ark_bn254::{G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::scalar_mul::BatchMulPreprocessing;
use ark_ec::{CurveGroup as _, PrimeGroup as _};
use ark_ff::{Field as _, PrimeField as _, Zero as _};
use ark_groth16::r1cs_to_qap::{LibsnarkReduction, R1CSToQAP as _};
use ark_poly::{EvaluationDomain as _, Radix2EvaluationDomain};
use ark_relations::gr1cs::{ConstraintSystemRef, SynthesisError};
use zeroize::{Zeroize, Zeroizing};

use crate::Fr;
use crate::circuit::{self, Circuit, Frozen, PlainCircuit};
use crate::encoding::MAX_INPUTS;
use crate::keys::{Origin, Stages, VerifyingKey};
use crate::pinned::{Unpinned, unpinned};
use crate::proving_key::ProvingKey;

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The circuit could not be synthesised.
    #[error("the circuit cannot be synthesised: {0}")]
    Synthesis(#[from] SynthesisError),
    /// A committed wire that no row pins.
    #[error(transparent)]
    Unpinned(#[from] Unpinned),
    /// More public inputs than a key that is read may have.
    #[error("the circuit has {inputs} public inputs; a key has at most {most}")]
    Inputs {
        /// So many it has.
        inputs: usize,
        /// So many a key may have.
        most: usize,
    },
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    Randomness(String),
}

/// What nobody may know. Wiped when dropped, as everything computed from it.
struct Waste {
    tau: Fr,
    alpha: Fr,
    beta: Fr,
    gamma: Fr,
    deltas: Vec<Fr>,
}

impl Waste {
    fn draw(stages: usize) -> Result<Self, SetupError> {
        Ok(Self {
            tau: random_scalar()?,
            alpha: random_scalar()?,
            beta: random_scalar()?,
            gamma: random_scalar()?,
            deltas: (0..stages).map(|_| random_scalar()).collect::<Result<_, _>>()?,
        })
    }
}

impl Drop for Waste {
    fn drop(&mut self) {
        for scalar in [&mut self.tau, &mut self.alpha, &mut self.beta, &mut self.gamma] {
            scalar.zeroize();
        }
        self.deltas.zeroize();
    }
}

/// A scalar from the operating system's randomness; the bias of reducing 512
/// bits is below 2^-256.
pub(crate) fn random_scalar() -> Result<Fr, SetupError> {
    let mut bytes = [0; 64];
    getrandom::fill(&mut bytes).map_err(|error| SetupError::Randomness(error.to_string()))?;
    let scalar = Fr::from_le_bytes_mod_order(&bytes);
    bytes.zeroize();
    Ok(scalar)
}

/// Makes a key for a circuit with a challenge.
///
/// # Errors
/// If the circuit is refused, or there is no randomness.
pub fn setup<C: Circuit>(circuit: &C) -> Result<ProvingKey, SetupError> {
    let begun = circuit::begin(circuit, true)?;
    let (frozen, cs) = circuit::end(circuit, begun, -Fr::from(1u64))?.freeze()?;
    let parameterised = frozen.stages.len() == Stages::Parameterised.count();
    let stages = if parameterised { Stages::Parameterised } else { Stages::Challenged };
    unpinned(&frozen)?;
    make(frozen, &cs, stages)
}

/// Makes a key for a circuit without one.
///
/// # Errors
/// If the circuit is refused, or there is no randomness.
pub fn setup_plain<C: PlainCircuit>(circuit: &C) -> Result<ProvingKey, SetupError> {
    let (frozen, cs) = circuit::plain(circuit, true)?.freeze()?;
    make(frozen, &cs, Stages::Plain)
}

fn make(
    frozen: Frozen,
    cs: &ConstraintSystemRef<Fr>,
    stages: Stages,
) -> Result<ProvingKey, SetupError> {
    if frozen.inputs > MAX_INPUTS {
        return Err(SetupError::Inputs { inputs: frozen.inputs, most: MAX_INPUTS });
    }
    let waste = Waste::draw(stages.count())?;
    type Domain = Radix2EvaluationDomain<Fr>;
    // All of this tells the trapdoor, and is wiped with it.
    let (a, b, c, zt, _, size) =
        LibsnarkReduction::instance_map_with_evaluation::<Fr, Domain>(cs.clone(), &waste.tau)?;
    let [a, b, c] = [a, b, c].map(Zeroizing::new);
    let zt = Zeroizing::new(zt);
    if Domain::new(size).is_none() {
        return Err(SynthesisError::PolynomialDegreeTooLarge.into());
    }
    let combined = |i: usize| waste.beta * a[i] + waste.alpha * b[i] + c[i];
    let over =
        |divisor: Fr| divisor.inverse().map(Zeroizing::new).ok_or(SynthesisError::DivisionByZero);

    let instance = frozen.rows.instance;
    let by_gamma = over(waste.gamma)?;
    let inputs: Vec<Fr> = (0..instance).map(|i| combined(i) * *by_gamma).collect();
    let inputs = Zeroizing::new(inputs);
    let mut wires = Zeroizing::new(Vec::with_capacity(frozen.rows.witness));
    let mut next = instance;
    for (count, delta) in frozen.stages.iter().zip(&waste.deltas) {
        let by_delta = over(*delta)?;
        wires.extend((next..next + count).map(|i| combined(i) * *by_delta));
        next += count;
    }
    let last = waste.deltas.last().copied().unwrap_or_else(Fr::zero);
    let h = Zeroizing::new(LibsnarkReduction::h_query_scalars::<Fr, Domain>(
        size - 1,
        waste.tau,
        *zt,
        *over(last)?,
    )?);

    let generator = G1Projective::generator();
    let table = BatchMulPreprocessing::new(generator, 2 * a.len() + wires.len() + h.len());
    let table_g2 = BatchMulPreprocessing::new(G2Projective::generator(), b.len());
    let g1 = |scalar: Fr| -> G1Affine { (generator * scalar).into_affine() };
    let g2 = |scalar: Fr| -> G2Affine { (G2Projective::generator() * scalar).into_affine() };
    let verifying = VerifyingKey {
        origin: Origin::SingleParty,
        stages,
        circuit: frozen.hash(),
        alpha: g1(waste.alpha),
        beta: g2(waste.beta),
        gamma: g2(waste.gamma),
        deltas: waste.deltas.iter().map(|delta| g2(*delta)).collect(),
        live: frozen.inputs,
        inputs: table.batch_mul(&inputs),
        id: crate::keys::KeyId([0; 32]),
    }
    .named();
    Ok(ProvingKey {
        verifying,
        beta_g1: g1(waste.beta),
        deltas_g1: waste.deltas.iter().map(|delta| g1(*delta)).collect(),
        a: table.batch_mul(&a),
        b_g1: table.batch_mul(&b),
        b_g2: table_g2.batch_mul(&b),
        h: table.batch_mul(&h),
        wires: table.batch_mul(&wires),
        frozen,
    })
}
