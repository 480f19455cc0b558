//! The soundness harness: attacks on circuits and proofs that need no thought.
//! [`perturb`] changes every witness variable, [`delete`] takes every
//! constraint away, [`late`] chooses after the challenge, [`mutate`] changes
//! the bytes of proofs and keys.
//!
//! It looks for attacks and proves nothing by not finding one: what it changes
//! is one variable, or what a test hands it, and what follows from that.

mod delete;
mod forge;
mod late;
mod mutate;
mod perturb;
mod rerandomise;
mod sketch;
mod solver;
mod source;
mod subject;
mod trial;
mod uniform;

pub use crate::circuit::{assign, assign_plain, witness};
pub use delete::{Deleted, Missed, delete, delete_classes};
pub use late::{LateAttack, late};
pub use mutate::{Mutated, mutate};
pub use perturb::{Perturbed, perturb};
pub use rerandomise::rerandomise;
pub use sketch::{PlainSketch, Rest, Sketch};
pub use source::Source;
pub use subject::{Draft, Subject, wire_number};
pub use uniform::{uniform, uniform_plain};

use crate::gadgets::Seal;
use crate::num::{Challenge, Late, Num};

/// Any number as a challenge, for tests of gadgets whose challenge is an input.
/// Circuits that prove something cannot: there whoever proves would choose it.
#[must_use]
pub fn named(number: Num<Late>) -> Challenge {
    Challenge::new(number)
}

/// A seal over nothing whose challenge is given, without its hash.
#[must_use]
pub fn named_seal(challenge: Challenge) -> Seal {
    Seal::of(challenge, &[])
}
