//! Hashing a tagged sequence of any length with fixed-arity Poseidon.
//!
//! The first input of the first block is the tag and the length, a number
//! below 2^64; the first input of every later block is the hash so far. Since
//! no hash is known that falls below 2^64, no block of one sequence can be read
//! as the beginning of another. Arity 2 is left to tree nodes.

use ark_bn254::Fr;
use ark_ff::Zero;

use crate::constants::MAX_ARITY;
use crate::permutation::hash_slice;

/// Elements of a sequence that one block takes in beside its first input.
pub const BLOCK: usize = MAX_ARITY - 1;

/// What a sequence stands for. The numbers are part of every hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Tag {
    /// An account's leaf.
    Leaf = 1,
    /// The leaf of a place without an account.
    Empty = 2,
    /// The running state of a book.
    State = 3,
    /// A table of parameters.
    Parameters = 4,
    /// What a venue discloses.
    Disclosure = 5,
    /// One more challenge from an earlier one.
    Challenge = 6,
    /// A challenge that binds what was chosen after an earlier one.
    Seal = 7,
    /// An account's number in a scope.
    Nullifier = 8,
}

impl Tag {
    /// The first input of a sequence of `length` elements.
    #[must_use]
    pub fn header(self, length: usize) -> Fr {
        Fr::from(((self as u64) << 32) | length as u64)
    }
}

/// The blocks of a sequence, padded with zeros so that none has arity 2. For
/// whatever stands for elements: values here, wires in circuits.
pub fn blocks<T: Copy>(elements: &[T], zero: T) -> impl Iterator<Item = Vec<T>> + '_ {
    let empty: &[T] = &[];
    let first = elements.is_empty().then_some(empty);
    first.into_iter().chain(elements.chunks(BLOCK)).map(move |chunk| {
        let mut block = chunk.to_vec();
        block.resize(chunk.len().max(2), zero);
        block
    })
}

/// Hashes a sequence under its tag. Injective up to collisions of Poseidon:
/// tag, length and every element are bound.
#[must_use]
pub fn hash_sequence(tag: Tag, elements: &[Fr]) -> Fr {
    blocks(elements, Fr::zero()).fold(tag.header(elements.len()), |chain, block| {
        let mut inputs = [Fr::zero(); MAX_ARITY];
        inputs[0] = chain;
        inputs[1..=block.len()].copy_from_slice(&block);
        hash_slice(&inputs[..=block.len()]).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permutation::hash;

    fn numbers(n: usize) -> Vec<Fr> {
        (1..=n as u64).map(Fr::from).collect()
    }

    #[test]
    fn a_short_sequence_is_one_hash() {
        let [a, b, c] = [1u64, 2, 3].map(Fr::from);
        let header = Tag::Leaf.header(3);
        assert_eq!(hash_sequence(Tag::Leaf, &[a, b, c]), hash([header, a, b, c]));
    }

    #[test]
    fn a_long_sequence_chains() {
        let xs = numbers(17);
        let mut first = vec![Tag::State.header(17)];
        first.extend(&xs[..15]);
        let chain = hash_slice(&first).unwrap();
        assert_eq!(hash_sequence(Tag::State, &xs), hash([chain, xs[15], xs[16]]));
    }

    #[test]
    fn tag_length_and_padding_are_bound() {
        let one = hash_sequence(Tag::Leaf, &numbers(1));
        let padded = hash_sequence(Tag::Leaf, &[Fr::from(1), Fr::zero()]);
        assert_ne!(one, padded);
        assert_ne!(one, hash_sequence(Tag::Empty, &numbers(1)));
        assert_ne!(hash_sequence(Tag::Leaf, &[]), hash_sequence(Tag::Leaf, &[Fr::zero()]));
    }
}
