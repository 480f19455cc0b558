//! Parts of circuits, each with the plain function that it repeats.

mod challenges;
pub mod ledger;
pub mod lookup;
pub mod packing;
pub mod poseidon;
pub mod range;

pub use challenges::{Seal, challenges, expand, seal, sealed_by};
