//! Poseidon as constraints: the same permutation as `plimsoll_poseidon`, three
//! constraints an S-box, linear layers free.
//!
//! Guarantee: the returned number is the hash of the inputs' values, whatever
//! the prover does: every S-box output is determined by its input.

use ark_ff::{One, Zero};
use ark_relations::gr1cs::SynthesisError;
use plimsoll_poseidon::{Constants, FULL_ROUNDS, Tag, blocks};

use crate::Fr;
use crate::builder::{Builder, Result};
use crate::num::{Num, Time};

/// Hashes 1 to 16 numbers. `8·3·t + 3·partial − 3` constraints for `t` = arity
/// + 1: the capacity's first S-box has a constant input.
///
/// # Errors
/// For any other arity.
pub fn hash<T: Time>(b: &mut Builder<T>, inputs: &[Num<T>]) -> Result<Num<T>> {
    let constants = Constants::for_arity(inputs.len()).ok_or(SynthesisError::Unsatisfiable)?;
    let mut state = vec![b.constant(Fr::zero())?];
    state.extend_from_slice(inputs);
    let half = FULL_ROUNDS / 2;
    let last_half = half + constants.partial_rounds();
    for (round, round_constants) in constants.round_constants.iter().enumerate() {
        let boxed = if (half..last_half).contains(&round) { 1 } else { state.len() };
        for (position, (element, constant)) in state.iter_mut().zip(round_constants).enumerate() {
            *element = if round == 0 && position == 0 {
                b.constant(fifth_power(*constant))?
            } else {
                let shifted = b.linear(*constant, &[(Fr::one(), *element)])?;
                if position < boxed { sbox(b, shifted)? } else { shifted }
            };
        }
        let rows = constants.mds.iter().map(|row| {
            let terms: Vec<_> = row.iter().copied().zip(state.iter().copied()).collect();
            b.linear(Fr::zero(), &terms)
        });
        state = rows.collect::<Result<_>>()?;
    }
    Ok(state[0])
}

/// The hash of two children in a tree.
///
/// # Errors
/// If the constraint system is gone.
pub fn node<T: Time>(b: &mut Builder<T>, left: Num<T>, right: Num<T>) -> Result<Num<T>> {
    hash(b, &[left, right])
}

/// The hash of a tagged sequence, block by block.
///
/// # Errors
/// If the constraint system is gone.
pub fn hash_sequence<T: Time>(b: &mut Builder<T>, tag: Tag, elements: &[Num<T>]) -> Result<Num<T>> {
    let mut chain = b.constant(tag.header(elements.len()))?;
    let zero = b.constant(Fr::zero())?;
    for block in blocks(elements, zero) {
        let inputs: Vec<_> = std::iter::once(chain).chain(block).collect();
        chain = hash(b, &inputs)?;
    }
    Ok(chain)
}

/// The root over a power of two of leaves.
///
/// # Errors
/// For any other number of leaves.
pub fn tree_root<T: Time>(b: &mut Builder<T>, leaves: &[Num<T>]) -> Result<Num<T>> {
    if !leaves.len().is_power_of_two() {
        return Err(SynthesisError::Unsatisfiable);
    }
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        let pairs = level.chunks_exact(2).map(|pair| node(b, pair[0], pair[1]));
        level = pairs.collect::<Result<_>>()?;
    }
    Ok(level[0])
}

fn fifth_power(x: Fr) -> Fr {
    let square = x * x;
    square * square * x
}

fn sbox<T: Time>(b: &mut Builder<T>, x: Num<T>) -> Result<Num<T>> {
    let square = b.product(x, x)?;
    let fourth = b.product(square, square)?;
    b.product(fourth, x)
}
