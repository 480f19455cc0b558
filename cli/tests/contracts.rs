//! Real epochs on a real chain: a tiny venue is proved twice, its verifiers are
//! exported and compiled, and a node on this machine runs what a chain would.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

mod common;
// How tests find what npm brings is written once.
#[allow(dead_code, reason = "not every test uses everything")]
#[path = "../../snark/tests/common/npm.rs"]
mod npm;

#[path = "contracts/agreement.rs"]
mod agreement;
#[path = "contracts/credit.rs"]
mod credit;
#[path = "contracts/forged.rs"]
mod forged;
#[path = "contracts/gas.rs"]
mod gas;
#[path = "contracts/life.rs"]
mod life;
#[path = "contracts/mutated.rs"]
mod mutated;
#[path = "contracts/node.rs"]
mod node;
#[path = "contracts/project.rs"]
mod project;
#[path = "contracts/venue.rs"]
mod venue;
