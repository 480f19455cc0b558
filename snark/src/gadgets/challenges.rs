//! Further challenges from the one that the proof system gives, by Poseidon.
//!
//! Rule of binding: a challenge binds what was fixed before it and nothing
//! else. [`challenges`] bind what the first challenge binds; a [`Seal`] also
//! binds late numbers, because it hashes them.

use ark_ff::{One, Zero};
use plimsoll_poseidon::Tag;

use crate::Fr;
use crate::builder::{Builder, Result};
use crate::gadgets::poseidon;
use crate::num::{Challenge, Late, Num};

/// `n` challenges from one: itself, then the hash of it and `i`.
///
/// Precondition: none. Guarantee: the numbers are those of [`expand`], whatever
/// the prover does. Sound for everything that `challenge` binds, since
/// Poseidon's outputs stand for random ones. 261 constraints each but the
/// first.
///
/// # Errors
/// If the constraint system is gone.
pub fn challenges(b: &mut Builder<Late>, challenge: Challenge, n: usize) -> Result<Vec<Challenge>> {
    let mut all = Vec::with_capacity(n);
    for i in 0..n {
        all.push(if i == 0 {
            challenge
        } else {
            let elements = [challenge.num(), b.constant(Fr::from(i as u64))?];
            let hash =
                |b: &mut Builder<Late>| poseidon::hash_sequence(b, Tag::Challenge, &elements);
            Challenge::new(b.class("challenges", hash)?)
        });
    }
    Ok(all)
}

/// What [`challenges`] computes.
#[must_use]
pub fn expand(challenge: Fr, n: usize) -> Vec<Fr> {
    let derived = |i| plimsoll_poseidon::hash_sequence(Tag::Challenge, &[challenge, Fr::from(i)]);
    (0..n as u64).map(|i| if i == 0 { challenge } else { derived(i) }).collect()
}

/// A challenge that binds late numbers too, with these numbers.
#[derive(Clone, Debug)]
pub struct Seal {
    beta: Challenge,
    numbers: Vec<Num<Late>>,
}

impl Seal {
    pub(crate) fn of(beta: Challenge, numbers: &[Num<Late>]) -> Self {
        Self { beta, numbers: numbers.to_vec() }
    }

    /// The challenge.
    #[must_use]
    pub fn beta(&self) -> Challenge {
        self.beta
    }

    /// A number that it binds.
    #[must_use]
    pub fn number(&self, position: usize) -> Option<Num<Late>> {
        self.numbers.get(position).copied()
    }
}

/// A challenge by hashing an earlier one and numbers chosen after it, or none:
/// what was made of the earlier one, such as weights, is bound in any case.
///
/// Precondition: `challenge` binds everything else that the argument needs.
/// Guarantee: the result is that of [`sealed_by`] for these numbers. About 41
/// constraints a number.
///
/// # Errors
/// If a number is another synthesis's.
pub fn seal(b: &mut Builder<Late>, challenge: Challenge, numbers: &[Num<Late>]) -> Result<Seal> {
    let beta = b.class("seal", |b| {
        let first = challenge.num();
        let elements: Vec<_> = std::iter::once(&first).chain(numbers).copied().collect();
        let hash = poseidon::hash_sequence(b, Tag::Seal, &elements)?;
        // A wire of its own: the argument's rows all hold it, and the hash's
        // last layer is dense.
        let hash = b.linear(Fr::zero(), &[(Fr::one(), hash)])?;
        let wire = b.witness(hash.value())?;
        b.equal(hash, wire)?;
        Ok(wire)
    })?;
    Ok(Seal::of(Challenge::new(beta), numbers))
}

/// The challenge that [`seal`] computes.
#[must_use]
pub fn sealed_by(challenge: Fr, numbers: &[Fr]) -> Fr {
    let elements: Vec<Fr> = std::iter::once(&challenge).chain(numbers).copied().collect();
    plimsoll_poseidon::hash_sequence(Tag::Seal, &elements)
}
