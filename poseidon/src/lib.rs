//! The Poseidon hash over BN254's scalar field with circomlib's parameters and
//! output convention, so that circomlibjs, poseidon-lite and contracts agree
//! with it. Plain values only: the circuit gadget lives in `snark`.
//!
//! Two ways to hash are offered, and nothing else is ever hashed with Poseidon:
//! [`node`] for the inner nodes of a tree (arity 2, used for nothing else) and
//! [`hash_sequence`] for everything that has a [`Tag`] and a length.

mod constants;
pub mod evm;
mod permutation;
mod sequence;
mod tree;

pub use ark_bn254::Fr;
pub use constants::{Constants, FULL_ROUNDS, MAX_ARITY, PARTIAL_ROUNDS};
pub use permutation::{hash, hash_slice};
pub use sequence::{BLOCK, Tag, blocks, hash_sequence};
pub use tree::{Path, Tree, node};
