//! Plain keys and proofs as ark-groth16 has them.

use ark_bn254::Bn254;

use crate::keys::{Proof, Stages, VerifyingKey};

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
