//! What is to be proved, piece by piece: every batch, the parameters, the
//! closing. How the pieces become proofs.

use std::fmt;

use plimsoll_circuits::{
    BatchCircuit, BatchWitness, ClosingCircuit, Layout, ParametersCircuit, StateWitness,
};
use plimsoll_snark::{Claim, Portable, Proof, ProvingKey, verify};

use crate::error::Error;
use crate::run::Run;

/// One proof to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// Of the batch at this position of the chain.
    Batch(u32),
    /// Of the parameters.
    Parameters,
    /// Of the closing.
    Closing,
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Batch(batch) => write!(f, "batch {batch}"),
            Self::Parameters => f.write_str("the parameters"),
            Self::Closing => f.write_str("the closing"),
        }
    }
}

impl Job {
    /// The name of its proof's file.
    #[must_use]
    pub fn file_name(self) -> String {
        match self {
            Self::Batch(batch) => format!("batch-{batch:05}.proof"),
            Self::Parameters => "parameters.proof".into(),
            Self::Closing => "closing.proof".into(),
        }
    }

    /// Makes the proof, and verifies it. `states` are those of the run's chain.
    pub(crate) fn prove(
        self,
        run: &Run,
        states: &[StateWitness],
        key: &ProvingKey,
    ) -> Result<Proof, Error> {
        let claim = match self {
            Self::Batch(batch) => self.batch(batch, run, states, key)?,
            Self::Parameters => self.parameters(run, key)?,
            Self::Closing => self.closing(run, states, key)?,
        };
        let proof = claim.proof;
        // Of the claim that verifiers will make, not of the one that was proved.
        let claim = run.claim(self, proof).ok_or(Error::NoWitness(self))?;
        let verified = verify(key.verifying(), &claim);
        verified.map_err(|why| Error::Unsound { job: self, why })?;
        Ok(proof)
    }

    fn batch(
        self,
        position: u32,
        run: &Run,
        states: &[StateWitness],
        key: &ProvingKey,
    ) -> Result<Claim, Error> {
        let none = || Error::NoWitness(self);
        let at = usize::try_from(position).map_err(|_| none())?;
        let batch = run.batches().get(at).ok_or_else(none)?;
        let [before, after] = states.get(at..at + 2).ok_or_else(none)? else { return Err(none()) };
        let parameters = run.parameters();
        let (rules, table) = (parameters.rules(), parameters.table());
        let layout = Layout::new(rules, batch.shape);
        let witness =
            BatchWitness::honest(parameters, layout, &batch.entries, before.clone(), after.clone());
        let witness = witness.ok_or_else(none)?;
        let inputs = run.recomputed().batch_inputs(at).ok_or_else(none)?;
        let circuit = BatchCircuit { rules, table, layout, inputs, witness };
        let committed = run.table_of(position).ok_or_else(none)?;
        self.made(plimsoll_snark::prove(key, &circuit, Some(committed), &Portable))
    }

    fn parameters(self, run: &Run, key: &ProvingKey) -> Result<Claim, Error> {
        let parameters = run.parameters();
        let circuit = ParametersCircuit {
            table: parameters.table(),
            file: parameters.file().sha256(),
            inputs: run.recomputed().parameters_inputs(),
        };
        self.made(plimsoll_snark::prove(key, &circuit, None, &Portable))
    }

    fn closing(self, run: &Run, states: &[StateWitness], key: &ProvingKey) -> Result<Claim, Error> {
        let circuit = ClosingCircuit {
            rules: run.parameters().rules(),
            inputs: run.recomputed().closing_inputs(),
            last: states.last().cloned().ok_or(Error::NoWitness(self))?,
            disclosure: run.manifest().disclosure.clone(),
        };
        self.made(plimsoll_snark::prove(key, &circuit, None, &Portable))
    }

    fn made(self, claim: Result<Claim, plimsoll_snark::ProveError>) -> Result<Claim, Error> {
        claim.map_err(|error| Error::Prove { job: self, error })
    }
}
