//! Keys that nobody knows the trapdoor of, if one of many contributors was
//! honest: the second phase of a setup, for one circuit.
//!
//! It begins with powers that many made ([`crate::powers`]) and a circuit's
//! rows. Each contributor multiplies γ and every stage's δ with numbers of their
//! own, divides the points that belong to them, and forgets the numbers. What is
//! handed on is a file; its records prove, one after the other, that nothing
//! else was done. [`verify`] needs no file but the last.

mod base;
mod contribute;
mod contributor;
mod error;
mod file;
mod finalize;
mod record;
mod scale;
mod secret;
mod start;
mod subject;
mod sums;
mod transcript;
mod verify;

#[cfg(feature = "harness")]
pub use contribute::contribute_falsely;
pub use contribute::{beacon, contribute};
pub use contributor::{Beacon, BeaconError, Contributor, Name, NameError};
pub use error::{CeremonyError, RecordRefused};
pub use file::CeremonyFile;
pub use finalize::finalize;
pub use record::{Divisor, Flaw, Record};
#[cfg(feature = "harness")]
pub use scale::harness::scale;
pub use secret::Entropy;
pub use start::start;
pub use subject::Subject;
pub use transcript::Transcript;
pub use verify::{verify, verify_key, verify_step};

/// Points that are read, multiplied and written at a time.
const CHUNK: usize = 1 << 13;
