//! The parameters table: every contract revalued in every scenario, rounded so
//! that no rounding is against safety, and checked again by whoever has the
//! inputs.

mod build;
mod charges;
mod chords;
mod error;
mod listing;
mod provenance;
mod row;
mod verify;

pub use build::{TableInputs, build_table};
pub use error::TableError;
pub use listing::{Charges, Haircut, Listing, TierRule};
pub use provenance::Provenance;
pub(crate) use row::lot;
pub use verify::{Difference, Verification, first_difference, verify};

#[cfg(test)]
mod tests;
