//! Fixtures that the workspace's tests share: a small honest book under small
//! parameters, and ways to make it false. Used by nothing but tests.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a fixture that cannot be made fails the test that wanted it"
)]

pub mod book;
pub mod circuits;
pub mod fraud;
pub mod parameters;

pub use book::{At, Batch, Book, honest};

use plimsoll_statement::{Lots, Money};

/// A number of lots.
#[must_use]
pub fn lots(count: i64) -> Lots {
    Lots::new(count).expect("a number of lots")
}

/// An amount in units of 1e-8 USD.
#[must_use]
pub fn units(units: i128) -> Money {
    Money::from_units(units).expect("an amount of money")
}
