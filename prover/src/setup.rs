//! Keys that one party makes alone: fit for tests and development, and marked
//! so wherever they are used.

use std::path::Path;

use plimsoll_circuits::{AccountCircuit, BatchCircuit, ClosingCircuit, Layout, ParametersCircuit};
use plimsoll_snark::{Circuit, KeyId, ProvingKey, SetupError, setup};
use plimsoll_statement::{Rules, Shape, Table};
use plimsoll_verifier::Role;

use crate::error::Error;
use crate::keys::KeyFolder;

/// A key that was needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// What for.
    pub role: Role,
    /// The key.
    pub id: KeyId,
    /// It was not there already.
    pub new: bool,
}

/// What a setup is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupStep {
    /// Making the key for this, the so manyeth of so many.
    Making {
        /// What for.
        role: Role,
        /// Counted from 1.
        number: usize,
        /// Keys in all.
        of: usize,
    },
    /// There is one.
    Done(Made),
}

/// Makes what keys are missing to prove books of these shapes under these
/// rules. **Whoever made them can forge proofs.**
///
/// # Errors
/// If a circuit is refused, or the folder cannot be written.
pub fn setup_dev(
    dir: &Path,
    rules: &Rules,
    shapes: &[Shape],
    progress: &mut dyn FnMut(SetupStep),
) -> Result<Vec<Made>, Error> {
    let (mut keys, _lock) = KeyFolder::take(dir)?;
    let roles = roles(shapes);
    let mut made = Vec::with_capacity(roles.len());
    for (number, role) in (1..).zip(&roles) {
        let found = keys.find(*role, rules);
        let id = match found {
            Some(id) => id,
            None => {
                progress(SetupStep::Making { role: *role, number, of: roles.len() });
                make(&mut keys, rules, *role)?
            }
        };
        let key = Made { role: *role, id, new: found.is_none() };
        progress(SetupStep::Done(key));
        made.push(key);
    }
    Ok(made)
}

/// What a venue with batches of these shapes needs a key for.
pub(crate) fn roles(shapes: &[Shape]) -> Vec<Role> {
    let batches = shapes.iter().map(|shape| Role::Batch(*shape));
    let accounts = shapes.iter().map(|shape| Role::Account(*shape));
    batches.chain([Role::Parameters, Role::Closing]).chain(accounts).collect()
}

/// What is done with a circuit, whichever it is.
pub(crate) trait Blank {
    type Made;

    fn of<C: Circuit>(self, circuit: &C) -> Self::Made;
}

/// Does something with a role's circuit, of values that do not matter.
pub(crate) fn blank<B: Blank>(rules: &Rules, role: Role, with: B) -> B::Made {
    // Rows do not depend on what is in the table.
    let table = Table::empty(rules.rows, rules.tiers, rules.columns);
    match role {
        Role::Batch(shape) => {
            with.of(&BatchCircuit::blank(rules, &table, Layout::new(rules, shape)))
        }
        Role::Parameters => with.of(&ParametersCircuit::blank(&table)),
        Role::Closing => with.of(&ClosingCircuit::blank(rules)),
        Role::Account(shape) => with.of(&AccountCircuit::blank(shape)),
    }
}

struct SetUp;

impl Blank for SetUp {
    type Made = Result<ProvingKey, SetupError>;

    fn of<C: Circuit>(self, circuit: &C) -> Self::Made {
        setup(circuit)
    }
}

fn make(keys: &mut KeyFolder, rules: &Rules, role: Role) -> Result<KeyId, Error> {
    let key = blank(rules, role, SetUp).map_err(|error| Error::Setup { role, error })?;
    keys.add(&key, role.under(rules.digest()))?;
    Ok(key.verifying().id())
}
