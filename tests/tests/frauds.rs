//! Frauds by name: what a dishonest prover tells the batch circuit, and the
//! rows that do not let it pass. The honest witness passes before each lie.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail like tests")]

#[path = "frauds/claims.rs"]
mod claims;
#[path = "frauds/classes.rs"]
mod classes;
#[path = "frauds/figures.rs"]
mod figures;
#[path = "frauds/margin.rs"]
mod margin;
#[path = "frauds/slots.rs"]
mod slots;
#[path = "frauds/states.rs"]
mod states;
#[path = "frauds/tables.rs"]
mod tables;

use ark_ff::Field as _;
use plimsoll_snark::Fr;

fn fr(number: i64) -> Fr {
    Fr::from(number)
}

/// `1/2`: what a bit is not.
fn half() -> Fr {
    Fr::from(2u64).inverse().unwrap()
}
