//! The rule that rows do not depend on values: a key is made for the rows of
//! one instance and used for all.

use crate::Fr;
use crate::builder::Result;
use crate::circuit::{Circuit, PlainCircuit, assign, assign_plain};
use crate::harness::source::Source;

/// Whether several instances of a circuit have the same rows, each under
/// another challenge.
///
/// # Errors
/// Those of the circuit.
pub fn uniform<C: Circuit>(instances: &[C]) -> Result<bool> {
    let mut source = Source::new(0);
    let challenges =
        std::iter::once(-Fr::from(1u64)).chain(std::iter::from_fn(|| Some(source.field())));
    let rows = instances
        .iter()
        .zip(challenges)
        .map(|(circuit, challenge)| Ok(assign(circuit, challenge)?.0));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok(rows.windows(2).all(|pair| pair[0] == pair[1]))
}

/// Whether several instances of a circuit without a challenge have the same
/// rows.
///
/// # Errors
/// Those of the circuit.
pub fn uniform_plain<C: PlainCircuit>(instances: &[C]) -> Result<bool> {
    let rows = instances.iter().map(|circuit| Ok(assign_plain(circuit)?.0));
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok(rows.windows(2).all(|pair| pair[0] == pair[1]))
}
