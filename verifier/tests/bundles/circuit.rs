//! The toy circuit. With a table it has it as its parameter stage and shows its
//! fingerprint, as the real batches do; its other inputs are bound and not read.

use plimsoll_snark::*;
use plimsoll_verifier::{Link, Manifest, Proofs, Recomputed};

use crate::world::{Keys, toy_proof};

pub(crate) struct Toy {
    pub(crate) inputs: Vec<Fr>,
    /// The table's entries; none for circuits without a parameter stage.
    pub(crate) table: Vec<Fr>,
}

impl Toy {
    /// A batch's circuit; its inputs do not matter.
    pub(crate) fn batch(table: &[Fr]) -> Self {
        Self { inputs: vec![Fr::from(0u64); 6], table: table.to_vec() }
    }

    /// A circuit without a table and with so many inputs.
    pub(crate) fn plain(inputs: usize) -> Self {
        Self { inputs: vec![Fr::from(0u64); inputs], table: Vec::new() }
    }
}

fn pinned(b: &mut Builder<Early>, value: Fr) -> Result<Num<Early>> {
    let wire = b.witness(value)?;
    b.equal(wire, wire)?;
    Ok(wire)
}

impl Circuit for Toy {
    type Parameters = Vec<Num<Early>>;
    type First = Num<Early>;

    fn inputs(&self) -> Vec<Fr> {
        self.inputs.clone()
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<Self::Parameters> {
        self.table.iter().map(|entry| pinned(b, *entry)).collect()
    }

    fn first(
        &self,
        b: &mut Builder<Early>,
        _: &[Num<Early>],
        _: &Self::Parameters,
    ) -> Result<Self::First> {
        pinned(b, Fr::from(7u64))
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        _: Challenge,
        table: Self::Parameters,
        first: Self::First,
    ) -> Result<()> {
        b.product(first.late(), first.late())?;
        if let [.., rho, phi] = inputs
            && !table.is_empty()
        {
            let mut sum = b.constant(Fr::from(0u64))?;
            for entry in table {
                let next = b.add(sum, entry.late())?;
                sum = b.product(next, rho.late())?;
            }
            b.equal(sum, phi.late())?;
        }
        Ok(())
    }
}

/// The commitment to a table under a key.
pub(crate) fn commit(key: &ProvingKey, table: &[Fr]) -> ParameterCommitment {
    commit_parameters(key, &Toy::batch(table), &Portable).unwrap()
}

/// Proofs of all that a bundle would be about.
pub(crate) fn prove_all(
    keys: &Keys,
    table: &[Fr],
    manifest: &Manifest,
    parameters: &[u8],
    chain: &[Link],
) -> Proofs {
    let recomputed = Recomputed::of(manifest, parameters, chain).unwrap();
    let batch = |(i, link): (usize, &Link)| {
        let lane = manifest.lanes.iter().find(|lane| lane.shape.lane == link.lane).unwrap();
        let key = keys.lanes.iter().find(|key| key.verifying().id() == lane.key).unwrap();
        toy_proof(key, &recomputed.batch_inputs(i).unwrap(), table, Some(lane.table))
    };
    Proofs {
        batches: chain.iter().enumerate().map(batch).collect(),
        parameters: toy_proof(&keys.parameters, &recomputed.parameters_inputs(), &[], None),
        closing: toy_proof(&keys.closing, &recomputed.closing_inputs(), &[], None),
    }
}
