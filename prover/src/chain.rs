//! The states of the chain, natively: batches can be proved in any order and
//! anywhere because these are known beforehand.

use plimsoll_circuits::StateWitness;
use plimsoll_statement::{Parameters, Pins, Place, Salt, Shape, State, Violation};

use crate::plan::Batch;

/// The states before, between and behind the batches. What accounts violate is
/// not looked at.
pub(crate) fn states(parameters: &Parameters, pins: &Pins, batches: &[Batch]) -> Vec<StateWitness> {
    let mut state = State::initial(parameters.rules(), pins.clone());
    let mut states = Vec::with_capacity(batches.len() + 1);
    states.push(StateWitness { state: state.clone(), salt: Salt::default() });
    for (position, batch) in batches.iter().enumerate() {
        let _ = absorb(&mut state, parameters, batch.shape, position, batch);
        states.push(StateWitness { state: state.clone(), salt: batch.salt_out.clone() });
    }
    states
}

/// What accounts violate by themselves, where their sums cannot be published.
pub(crate) fn violations(
    parameters: &Parameters,
    pins: &Pins,
    batches: &[Batch],
) -> Vec<Violation> {
    let mut state = State::initial(parameters.rules(), pins.clone());
    let all = batches.iter().enumerate();
    all.flat_map(|(i, batch)| absorb(&mut state, parameters, batch.shape, i, batch)).collect()
}

fn absorb(
    state: &mut State,
    parameters: &Parameters,
    shape: Shape,
    position: usize,
    batch: &Batch,
) -> Vec<Violation> {
    let entries = batch.entries.iter().enumerate();
    let absorbed = entries
        .map(|(i, entry)| state.absorb(parameters, shape, entry, Place::Account(position, i)));
    absorbed.flatten().collect()
}
