//! Parts of circuits, each with the plain function that it repeats.

pub mod poseidon;
pub mod range;
