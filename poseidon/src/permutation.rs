//! The permutation and the fixed-arity hash: state `[0, inputs…]`, output
//! element 0.

use ark_bn254::Fr;
use ark_ff::{Field, Zero};

use crate::constants::{Constants, FULL_ROUNDS, MAX_ARITY, dot};

/// Hashes `N` elements, `1 <= N <= 16` (anything else does not compile).
#[must_use]
pub fn hash<const N: usize>(inputs: [Fr; N]) -> Fr {
    const { assert!(N >= 1 && N <= MAX_ARITY, "Poseidon takes 1 to 16 inputs") };
    hash_slice(&inputs).unwrap_or_default()
}

/// Hashes 1 to 16 elements; `None` for any other number.
#[must_use]
pub fn hash_slice(inputs: &[Fr]) -> Option<Fr> {
    let constants = Constants::for_arity(inputs.len())?;
    let mut storage = [Fr::zero(); MAX_ARITY + 1];
    let state = &mut storage[..=inputs.len()];
    state[1..].copy_from_slice(inputs);
    permute(constants, state);
    Some(storage[0])
}

fn permute(constants: &Constants, state: &mut [Fr]) {
    let half = FULL_ROUNDS / 2;
    let fast = &constants.fast;
    for round in &constants.round_constants[..half] {
        full_round(round, &constants.mds, state);
    }
    add(state, &fast.first_constants);
    for round in &fast.rounds {
        let head = sbox(state[0]);
        state[0] = head;
        let top = dot(&round.top, state);
        for (element, left) in state[1..].iter_mut().zip(&round.left) {
            *element += head * left;
        }
        state[0] = top + round.next_constant;
    }
    multiply(&fast.block, &mut state[1..]);
    full_round(&fast.last_constants, &constants.mds, state);
    for round in &constants.round_constants[half + fast.rounds.len() + 1..] {
        full_round(round, &constants.mds, state);
    }
}

fn full_round(round_constants: &[Fr], mds: &[Vec<Fr>], state: &mut [Fr]) {
    add(state, round_constants);
    for element in state.iter_mut() {
        *element = sbox(*element);
    }
    multiply(mds, state);
}

fn add(state: &mut [Fr], constants: &[Fr]) {
    for (element, constant) in state.iter_mut().zip(constants) {
        *element += constant;
    }
}

fn multiply(matrix: &[Vec<Fr>], state: &mut [Fr]) {
    let mut product = [Fr::zero(); MAX_ARITY + 1];
    for (out, row) in product.iter_mut().zip(matrix) {
        *out = dot(row, state);
    }
    state.copy_from_slice(&product[..state.len()]);
}

fn sbox(x: Fr) -> Fr {
    x.square().square() * x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, with nothing factored.
    fn reference(inputs: &[Fr]) -> Fr {
        let constants = Constants::for_arity(inputs.len()).unwrap();
        let mut state = [&[Fr::zero()], inputs].concat();
        let half = FULL_ROUNDS / 2;
        let last_half = half + constants.partial_rounds();
        for (r, round) in constants.round_constants.iter().enumerate() {
            add(&mut state, round);
            let full = r < half || r >= last_half;
            let boxed = if full { state.len() } else { 1 };
            for element in &mut state[..boxed] {
                *element = sbox(*element);
            }
            multiply(&constants.mds, &mut state);
        }
        state[0]
    }

    #[test]
    fn the_factored_permutation_is_the_defined_one() {
        for arity in 1..=MAX_ARITY {
            let inputs: Vec<Fr> = (0..arity).map(|i| Fr::from(i as u64 * 7919 + 3)).collect();
            assert_eq!(hash_slice(&inputs).unwrap(), reference(&inputs), "arity {arity}");
        }
    }

    #[test]
    fn other_arities_are_refused() {
        assert_eq!(hash_slice(&[]), None);
        assert_eq!(hash_slice(&[Fr::zero(); 17]), None);
    }
}
