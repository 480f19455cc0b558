//! The proving key: the rows, frozen, and the bases of every sum.

use ark_bn254::{G1Affine, G2Affine};
use sha2::{Digest as _, Sha256};

use crate::circuit::Frozen;
use crate::keys::VerifyingKey;

/// Everything a prover needs beside the witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvingKey {
    pub(crate) verifying: VerifyingKey,
    pub(crate) beta_g1: G1Affine,
    /// One for each stage.
    pub(crate) deltas_g1: Vec<G1Affine>,
    pub(crate) a: Vec<G1Affine>,
    pub(crate) b_g1: Vec<G1Affine>,
    pub(crate) b_g2: Vec<G2Affine>,
    pub(crate) h: Vec<G1Affine>,
    /// `(β·a + α·b + c)/δ` of every witness wire, with its own stage's δ.
    pub(crate) wires: Vec<G1Affine>,
    pub(crate) frozen: Frozen,
}

impl ProvingKey {
    /// The verifier's half.
    #[must_use]
    pub fn verifying(&self) -> &VerifyingKey {
        &self.verifying
    }

    /// The circuit's rows.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    /// As many points as the rows need, and rows of the circuit that the
    /// verifier's half names.
    pub(crate) fn fits(&self) -> bool {
        let Frozen { rows, stages, inputs, .. } = &self.frozen;
        let columns = rows.instance.checked_add(rows.witness);
        let wires = stages.iter().try_fold(0usize, |sum, count| sum.checked_add(*count));
        let domain = rows.len().checked_add(rows.instance).map(usize::next_power_of_two);
        let lengths = [self.a.len(), self.b_g1.len(), self.b_g2.len()];
        lengths.iter().all(|length| Some(*length) == columns)
            && rows.matrices.iter().all(|matrix| matrix.len() == rows.len())
            && wires == Some(rows.witness)
            && self.wires.len() == rows.witness
            && domain.is_some_and(|size| self.h.len() + 1 == size)
            && stages.len() == self.verifying.stages.count()
            && self.deltas_g1.len() == stages.len()
            && self.verifying.inputs.len() == rows.instance
            && self.verifying.live == *inputs
            && self.frozen.hash() == self.verifying.circuit
    }

    /// The bases of one stage's wires.
    pub(crate) fn stage(&self, stage: usize) -> &[G1Affine] {
        let start: usize = self.frozen.stages[..stage].iter().sum();
        &self.wires[start..start + self.frozen.stages[stage]]
    }
}

impl Frozen {
    /// SHA-256 over inputs, stages and rows: the circuit's name.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        let mut bytes = b"plimsoll circuit 2".to_vec();
        bytes.extend((self.inputs as u64).to_le_bytes());
        bytes.extend((self.rows.instance as u64).to_le_bytes());
        bytes.extend((self.stages.len() as u64).to_le_bytes());
        self.stages.iter().for_each(|count| bytes.extend((*count as u64).to_le_bytes()));
        let mut hash = Sha256::new();
        hash.update(&bytes);
        for matrix in &self.rows.matrices {
            bytes.clear();
            matrix.write(&mut bytes);
            hash.update(&bytes);
        }
        hash.finalize().into()
    }
}
