//! The statement as constraints: the batch, the parameters and the closing
//! circuit. Files mirror those of the statement by name.
//!
//! Witnesses are chosen by whoever proves. Each is such that a dishonest choice
//! can only hurt the one who chose it, or it is determined by what is committed.

mod account;
mod batch;
mod book;
mod claim;
mod closing;
mod count;
mod fund;
mod layout;
mod leaf;
mod margin;
mod parameters;
#[cfg(feature = "harness")]
mod parts;
mod state;
mod table;
mod wires;

pub use account::{AccountWitness, SlotWitness};
pub use batch::{BatchCircuit, BatchWitness};
pub use claim::{AccountCircuit, LeafWitness};
pub use closing::ClosingCircuit;
pub use count::{
    BatchCounts, ByClause, closing_counts, parameters_counts, rules_to_measure, shape_to_measure,
};
pub use layout::{Layout, NamedShape};
pub use margin::{GroupWitness, MarginWitness};
pub use parameters::ParametersCircuit;
#[cfg(feature = "harness")]
pub use parts::{UnhashedBatch, UnhashedClosing, UnhashedParameters};
pub use state::StateWitness;
