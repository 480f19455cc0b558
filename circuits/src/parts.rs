//! The circuits without their hashes, for tests: what hashes would bind is
//! public instead. Poseidon is most of their constraints, and is attacked by
//! itself.

use ark_relations::gr1cs::SynthesisError;
use plimsoll_snark::{Builder, Challenge, Circuit, Early, Fr, Late, Num, Result};
use plimsoll_statement::{Class, Entry, Footing, Parameters, leaf_elements};

use crate::batch::{self, BatchCircuit};
use crate::closing::{self, ClosingCircuit};
use crate::leaf;
use crate::parameters::{self, ParametersCircuit};
use crate::state;
use crate::table::Rows;

/// A batch without leaves, tree and hashes of states. Public are ρ, φ, and the
/// elements that would be hashed, but for salts: of the state before, of every
/// account (zeros for an empty one), of the state after.
#[derive(Clone, Debug)]
pub struct UnhashedBatch<'a> {
    /// The batch.
    pub batch: BatchCircuit<'a>,
    /// The elements.
    pub elements: Vec<Fr>,
}

impl<'a> UnhashedBatch<'a> {
    /// A batch of these accounts with what is public of it.
    #[must_use]
    pub fn new(parameters: &Parameters, batch: BatchCircuit<'a>, entries: &[Entry]) -> Self {
        let slots = batch.layout.shape.slots;
        let unsalted = |mut elements: Vec<Fr>, salt: usize| {
            elements.remove(salt);
            elements
        };
        let [before, after] = [&batch.witness.before, &batch.witness.after]
            .map(|witness| unsalted(witness.state.elements(&witness.salt), 0));
        let mut elements = vec![batch.inputs.rho, batch.inputs.phi];
        elements.extend(before);
        for Entry { account, salt, .. } in entries {
            let footing = Footing::of(parameters, &account.holdings);
            let mut own = unsalted(leaf_elements(account, &footing, salt, slots), 1);
            if account.class == Class::Empty {
                own.fill(Fr::from(0u64));
            }
            elements.extend(own);
        }
        elements.extend(after);
        Self { batch, elements }
    }
}

impl Circuit for UnhashedBatch<'_> {
    type Parameters = Rows;
    type First = batch::First;

    fn inputs(&self) -> Vec<Fr> {
        self.elements.clone()
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<Rows> {
        self.batch.parameters(b)
    }

    fn first(
        &self,
        b: &mut Builder<Early>,
        inputs: &[Num<Early>],
        table: &Rows,
    ) -> Result<batch::First> {
        self.batch.first(b, inputs, table)
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        table: Rows,
        first: batch::First,
    ) -> Result<()> {
        let [rho, phi, inputs @ ..] = inputs else {
            return Err(SynthesisError::Unsatisfiable);
        };
        table.has_fingerprint(b, *rho, *phi)?;
        let (accounts, packs) = self.batch.figures(b, challenge, &table, first)?;
        let witness = &self.batch.witness;
        let funds = state::identities(b, &witness.pins.funds)?;
        let mut last = state::identities(b, &witness.before.state.last)?;
        let mut found = state::elements(&last, &funds, &packs[0]);
        let identities = self.batch.identities(b, &accounts, &mut last, &funds)?;
        let no_salt = b.constant(Fr::from(0u64))?;
        for (account, identity) in accounts.iter().zip(identities) {
            let mut own = leaf::elements(b, identity, account, no_salt)?;
            own.remove(1);
            for element in own {
                let someone = account.classes.someone.late();
                found.push(b.class("statement", |b| b.product(someone, element))?);
            }
        }
        found.extend(state::elements(&last, &funds, &packs[1]));
        equal(b, &found, inputs)
    }
}

/// A closing without the hashes of its state and disclosure. Public are the
/// elements that would be hashed, but for the salt: of the state, then of the
/// disclosure.
#[derive(Clone, Debug)]
pub struct UnhashedClosing<'a> {
    closing: ClosingCircuit<'a>,
    /// The elements.
    pub elements: Vec<Fr>,
}

impl<'a> UnhashedClosing<'a> {
    /// A closing with what is public of it; `None` if it cannot be disclosed.
    #[must_use]
    pub fn new(closing: ClosingCircuit<'a>) -> Option<Self> {
        let mut elements = closing.last.state.elements(&closing.last.salt);
        elements.remove(0);
        elements.extend(closing.disclosure.elements(closing.rules)?);
        Some(Self { closing, elements })
    }
}

impl Circuit for UnhashedClosing<'_> {
    type Parameters = ();
    type First = closing::First;

    fn inputs(&self) -> Vec<Fr> {
        self.elements.clone()
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(
        &self,
        b: &mut Builder<Early>,
        inputs: &[Num<Early>],
        (): &(),
    ) -> Result<closing::First> {
        self.closing.first(b, inputs, &())
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        (): (),
        first: closing::First,
    ) -> Result<()> {
        first.ranges.prove(b, challenge)?;
        let (last, funds) = self.closing.identities(b, &first.last)?;
        let mut found = state::elements(&last, &funds, &first.packs);
        found.extend(first.disclosed.iter().map(Num::late));
        equal(b, &found, inputs)
    }
}

/// Parameters without their hash. Public are ρ, φ, and the elements that would
/// be hashed of the table.
#[derive(Clone, Debug)]
pub struct UnhashedParameters<'a> {
    parameters: ParametersCircuit<'a>,
    /// All that is public.
    pub elements: Vec<Fr>,
}

impl<'a> UnhashedParameters<'a> {
    /// Parameters with what is public of them.
    #[must_use]
    pub fn new(parameters: ParametersCircuit<'a>) -> Self {
        let mut elements = vec![parameters.inputs.rho, parameters.inputs.phi];
        elements.extend(parameters.table.elements());
        Self { parameters, elements }
    }
}

impl Circuit for UnhashedParameters<'_> {
    type Parameters = ();
    type First = parameters::First;

    fn inputs(&self) -> Vec<Fr> {
        self.elements.clone()
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(
        &self,
        b: &mut Builder<Early>,
        inputs: &[Num<Early>],
        (): &(),
    ) -> Result<parameters::First> {
        self.parameters.first(b, inputs, &())
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        (): (),
        first: parameters::First,
    ) -> Result<()> {
        let [rho, phi, elements @ ..] = inputs else {
            return Err(SynthesisError::Unsatisfiable);
        };
        first.ranges.prove(b, challenge)?;
        let found: Vec<_> = first.elements.iter().map(Num::late).collect();
        equal(b, &found, elements)?;
        first.rows.has_fingerprint(b, *rho, *phi)
    }
}

/// What was found is what is public.
fn equal(b: &mut Builder<Late>, found: &[Num<Late>], said: &[Num<Early>]) -> Result<()> {
    if found.len() != said.len() {
        return Err(SynthesisError::Unsatisfiable);
    }
    b.class("statement", |b| {
        found.iter().zip(said).try_for_each(|(found, said)| b.equal(*found, said.late()))
    })
}
