//! Verifying keys, proofs and commitments: what verifiers handle. Everything
//! that comes from outside is decoded by `encoding`, which checks it.

use ark_bn254::{G1Affine, G2Affine};

use crate::Fr;

/// A key's name: keccak-256 of its canonical bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 32]);

impl std::fmt::Display for KeyId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

/// Who knows a key's trapdoor, as the key itself says. It is a part of what the
/// id names, so whoever goes by ids cannot be told another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Whoever made it alone: fit for tests, and marked so wherever it is used.
    SingleParty,
    /// Nobody, if one of the contributors was honest in the ceremony whose
    /// transcript has this hash.
    Ceremony([u8; 32]),
}

/// How a circuit's stages are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stages {
    /// One stage, no challenge: plain Groth16.
    Plain,
    /// A first stage, a challenge, a last stage.
    Challenged,
    /// A parameter stage before these.
    Parameterised,
}

impl Stages {
    /// Stages in all, the last one among them.
    #[must_use]
    pub fn count(self) -> usize {
        match self {
            Self::Plain => 1,
            Self::Challenged => 2,
            Self::Parameterised => 3,
        }
    }

    /// Points for so many live inputs, the one for 1 among them.
    pub(crate) fn points(self, live: usize) -> usize {
        match self {
            Self::Plain => live + 1,
            Self::Challenged | Self::Parameterised => 3,
        }
    }
}

/// What a verifier needs: `e(A,B) = e(α,β)·e(IC(x),γ)·Π e(D_i,δ_i)·e(C,δ_last)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    pub(crate) origin: Origin,
    pub(crate) stages: Stages,
    /// SHA-256 of the circuit's rows.
    pub(crate) circuit: [u8; 32],
    pub(crate) alpha: G1Affine,
    pub(crate) beta: G2Affine,
    pub(crate) gamma: G2Affine,
    /// One for each stage.
    pub(crate) deltas: Vec<G2Affine>,
    /// Live inputs: what a claim says beside its proof.
    pub(crate) live: usize,
    /// One for the constant 1; then one for each live input, or one for the
    /// challenge and one for what they fold into.
    pub(crate) inputs: Vec<G1Affine>,
    pub(crate) id: KeyId,
}

impl VerifyingKey {
    /// The key's name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Who knows its trapdoor.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// How its circuit is staged.
    #[must_use]
    pub fn stages(&self) -> Stages {
        self.stages
    }

    /// SHA-256 of its circuit's rows.
    #[must_use]
    pub fn circuit(&self) -> [u8; 32] {
        self.circuit
    }

    /// Public inputs that a claim gives. With a challenge, the verifier folds
    /// them into one.
    #[must_use]
    pub fn live_inputs(&self) -> usize {
        self.live
    }
}

/// A commitment to a parameter stage: the same in every proof that uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParameterCommitment(pub(crate) G1Affine);

/// A proof. Its bytes can be re-randomised by anyone: never an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    pub(crate) a: G1Affine,
    pub(crate) b: G2Affine,
    pub(crate) c: G1Affine,
    /// The first stage, where there is a challenge.
    pub(crate) d: Option<G1Affine>,
}

/// A statement and its proof, as a verifier meets them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The live inputs.
    pub inputs: Vec<Fr>,
    /// The parameters' commitment, where the circuit has such a stage.
    pub parameters: Option<ParameterCommitment>,
    /// The proof.
    pub proof: Proof,
}
