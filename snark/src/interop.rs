//! Plain circuits, keys and proofs as arkworks has them.

use ark_bn254::Bn254;
use ark_relations::gr1cs::{ConstraintSynthesizer, ConstraintSystemRef};

use crate::Fr;
use crate::builder::Result;
use crate::circuit::{self, PlainCircuit};
use crate::keys::{Proof, Stages, VerifyingKey};
use crate::proving_key::ProvingKey;

impl VerifyingKey {
    /// The key for ark-groth16; `None` if its circuit has a challenge.
    ///
    /// ark-groth16 0.6 does not check the number of public inputs, and accepts
    /// trailing zeros: check it before calling.
    #[must_use]
    pub fn to_groth16(&self) -> Option<ark_groth16::VerifyingKey<Bn254>> {
        (self.stages == Stages::Plain).then(|| ark_groth16::VerifyingKey {
            alpha_g1: self.alpha,
            beta_g2: self.beta,
            gamma_g2: self.gamma,
            delta_g2: self.deltas[0],
            gamma_abc_g1: self.inputs.clone(),
        })
    }
}

impl Proof {
    /// The proof for ark-groth16; `None` if it has a first stage.
    #[must_use]
    pub fn to_groth16(&self) -> Option<ark_groth16::Proof<Bn254>> {
        let plain = ark_groth16::Proof { a: self.a, b: self.b, c: self.c };
        self.d.is_none().then_some(plain)
    }
}

impl ProvingKey {
    /// The key for ark-groth16; `None` if its circuit has a challenge.
    #[must_use]
    pub fn into_groth16(self) -> Option<ark_groth16::ProvingKey<Bn254>> {
        Some(ark_groth16::ProvingKey {
            vk: self.verifying.to_groth16()?,
            beta_g1: self.beta_g1,
            delta_g1: self.deltas_g1[0],
            a_query: self.a,
            b_g1_query: self.b_g1,
            b_g2_query: self.b_g2,
            h_query: self.h,
            l_query: self.wires,
        })
    }
}

/// A plain circuit as arkworks synthesises it.
#[derive(Clone, Copy, Debug)]
pub struct Synthesizer<'a, C>(pub &'a C);

impl<C: PlainCircuit> ConstraintSynthesizer<Fr> for Synthesizer<'_, C> {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<()> {
        circuit::plain_into(self.0, &cs).map(|_| ())
    }
}
