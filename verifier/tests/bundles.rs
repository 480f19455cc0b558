//! Bundles and receipts, honest and forged. Circuits are toys: what only the
//! real ones can refuse is tested with them, and here everything else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

#[path = "bundles/book.rs"]
mod book;
#[path = "bundles/bytes.rs"]
mod bytes;
#[path = "bundles/chain.rs"]
mod chain;
#[path = "bundles/circuit.rs"]
mod circuit;
#[path = "bundles/directory.rs"]
mod directory;
#[path = "bundles/expected.rs"]
mod expected;
#[path = "bundles/figures.rs"]
mod figures;
#[path = "bundles/keys.rs"]
mod keys;
#[path = "bundles/receipts.rs"]
mod receipts;
#[path = "bundles/store.rs"]
mod store;
#[path = "bundles/tables.rs"]
mod tables;
#[path = "bundles/transcript.rs"]
mod transcript;
#[path = "bundles/verdicts.rs"]
mod verdicts;
#[path = "bundles/world.rs"]
mod world;

use plimsoll_verifier::{Bundle, Rejection};

/// Every forgery starts from this one; without it, one that fails for another
/// reason might look like one that was caught.
#[test]
fn the_honest_bundle_is_accepted() {
    let bundle = world::bundle();
    world::verdict(&bundle).unwrap();
    assert_eq!(Bundle::decode(&bundle.encode()).unwrap(), bundle);
}

/// Toy circuits prove whatever they are asked to: so where a forgery is refused
/// below, it is because its proofs are bound to what was forged.
#[test]
fn toy_circuits_prove_anything() {
    let mut bundle = world::bundle();
    bundle.manifest.context.epoch += 1;
    bundle.chain[0].root += plimsoll_snark::Fr::from(1u64);
    world::world().prove_again(&mut bundle);
    world::verdict(&bundle).unwrap();
}

/// A forgery, and why it is rejected once its manifest is consistent again.
#[track_caller]
fn rejected(forge: impl FnOnce(&mut Bundle)) -> Rejection {
    let mut bundle = world::bundle();
    forge(&mut bundle);
    bundle.seal().unwrap();
    world::verdict(&bundle).unwrap_err()
}

/// A forgery, and why it is rejected as it is.
#[track_caller]
fn rejected_unsealed(forge: impl FnOnce(&mut Bundle)) -> Rejection {
    let mut bundle = world::bundle();
    forge(&mut bundle);
    world::verdict(&bundle).unwrap_err()
}
