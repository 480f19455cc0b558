//! The constants of an arity as `contracts/src/PoseidonSequence.sol` reads them.
//!
//! Words of 32 bytes, big-endian. A state of `1 + n` elements is padded with
//! zeros to `1 + p`, where `p` is `n` rounded up to a multiple of four, so that
//! the contract takes four elements at a time:
//!
//! 1. the round constants of the eight full rounds, `1 + p` words each;
//! 2. the matrix, `1 + n` rows of `1 + p` words;
//! 3. the block that is applied after the partial rounds, `n` rows of `p` words;
//! 4. the constant of the first partial round's first element;
//! 5. for each partial round the next one's constant, `top₀`, and then `topᵢ`,
//!    `leftᵢ` for each of the `p` others.
//!
//! Partial rounds are the factored ones of [`crate::Constants`].

use ark_bn254::Fr;
use ark_ff::{BigInteger, PrimeField, Zero};

use crate::constants::{Constants, FULL_ROUNDS, MAX_ARITY};

/// Bytes of a word.
pub const WORD: usize = 32;

/// Elements that the contract takes at a time.
const GROUP: usize = 4;

/// Bytes of a table that one contract holds, behind the byte that stops it: as
/// many whole words as fit 24,576 bytes of code.
pub const PART_BYTES: usize = (24_576 - 1) / WORD * WORD;

/// The arities that have a table: 2 for nodes, 3 to 16 for sequences.
pub const ARITIES: std::ops::RangeInclusive<usize> = 2..=MAX_ARITY;

/// The table of an arity; empty for arities that nothing is hashed with.
#[must_use]
pub fn table(arity: usize) -> Vec<u8> {
    let constants = ARITIES.contains(&arity).then(|| Constants::for_arity(arity)).flatten();
    let words = constants.map(|constants| words(constants, arity)).unwrap_or_default();
    words.iter().flat_map(|word| word.into_bigint().to_bytes_be()).collect()
}

/// The arity of the last block of a sequence of so many elements. All others
/// have [`MAX_ARITY`].
#[must_use]
pub fn last_arity(length: usize) -> usize {
    let last = match length % crate::BLOCK {
        0 if length > 0 => crate::BLOCK,
        rest => rest,
    };
    1 + last.max(2)
}

fn words(constants: &Constants, arity: usize) -> Vec<Fr> {
    let padded = arity.next_multiple_of(GROUP);
    let fast = &constants.fast;
    let half = FULL_ROUNDS / 2;
    let mut words = Vec::new();
    let row = |words: &mut Vec<Fr>, row: &[Fr], width: usize| {
        words.extend(row);
        words.extend(std::iter::repeat_n(Fr::zero(), width - row.len()));
    };

    let rounds = &constants.round_constants;
    let last = &rounds[half + fast.rounds.len() + 1..];
    let middle = std::iter::once(&fast.last_constants);
    for round in rounds[..half].iter().chain(middle).chain(last) {
        row(&mut words, round, 1 + padded);
    }
    for line in &constants.mds {
        row(&mut words, line, 1 + padded);
    }
    for line in &fast.block {
        row(&mut words, line, padded);
    }
    words.push(fast.first_constants[0]);
    for round in &fast.rounds {
        words.extend([round.next_constant, round.top[0]]);
        let mut pairs: Vec<Fr> = Vec::with_capacity(2 * padded);
        for (top, left) in round.top[1..].iter().zip(&round.left) {
            pairs.extend([*top, *left]);
        }
        row(&mut words, &pairs, 2 * padded);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FULL_ROUNDS, PARTIAL_ROUNDS, hash_slice};

    /// The contract's permutation, read from the table's words alone.
    fn hash_by_table(inputs: &[Fr]) -> Fr {
        let arity = inputs.len();
        let padded = arity.next_multiple_of(GROUP);
        let words: Vec<Fr> = table(arity).chunks(WORD).map(Fr::from_be_bytes_mod_order).collect();
        let mut rest = words.as_slice();
        let mut take = |count: usize| {
            let (taken, left) = rest.split_at(count);
            rest = left;
            taken
        };
        let full = take(FULL_ROUNDS * (1 + padded));
        let matrix = take((1 + arity) * (1 + padded));
        let block = take(arity * padded);
        let mut state = vec![Fr::zero(); 1 + padded];
        state[1..=arity].copy_from_slice(inputs);

        let rows = |rows: &[Fr], state: &[Fr]| -> Vec<Fr> {
            let lines = rows.chunks(state.len());
            lines.map(|line| line.iter().zip(state).map(|(a, b)| *a * b).sum()).collect()
        };
        let sbox = |x: Fr| x * x * x * x * x;
        let full_round = |round: usize, state: &mut Vec<Fr>| {
            let constants = &full[round * (1 + padded)..];
            let boxed: Vec<Fr> = state.iter().zip(constants).map(|(x, c)| sbox(*x + c)).collect();
            *state = rows(matrix, &boxed);
            state.resize(1 + padded, Fr::zero());
        };
        (0..4).for_each(|round| full_round(round, &mut state));
        state[0] += take(1)[0];
        for _ in 0..PARTIAL_ROUNDS[arity - 1] {
            let (head, round) = (sbox(state[0]), take(2 + 2 * padded));
            state[0] = round[0] + round[1] * head;
            for i in 1..=padded {
                let element = state[i];
                state[0] += round[2 * i] * element;
                state[i] += round[2 * i + 1] * head;
            }
        }
        let others = rows(block, &state[1..]);
        state[1..=arity].copy_from_slice(&others);
        (4..8).for_each(|round| full_round(round, &mut state));
        assert!(take(0).is_empty() && rest.is_empty(), "words are left");
        state[0]
    }

    #[test]
    fn a_table_says_all_that_hashing_takes() {
        for arity in ARITIES {
            let inputs: Vec<Fr> =
                (0..arity).map(|i| Fr::from(i as u64 * 104_729) - Fr::from(9)).collect();
            assert_eq!(Some(hash_by_table(&inputs)), hash_slice(&inputs), "arity {arity}");
        }
    }

    #[test]
    fn other_arities_have_none() {
        assert!([0, 1, 17].into_iter().all(|arity| table(arity).is_empty()));
    }

    #[test]
    fn a_part_fits_a_contract() {
        assert_eq!((PART_BYTES, PART_BYTES % WORD), (24_544, 0));
        assert!(table(16).len() <= 4 * PART_BYTES);
    }

    #[test]
    fn the_last_block_has_the_arity_it_is_hashed_with() {
        for length in 0..50 {
            let elements = vec![Fr::zero(); length];
            let last = crate::blocks(&elements, Fr::zero()).last().unwrap();
            assert_eq!(last_arity(length), 1 + last.len(), "{length} elements");
        }
    }
}
