//! From a book to a publication: plan the batches, see that the statement is
//! true, prove it batch by batch in a directory that survives being killed, and
//! make bundle and receipts of it.

mod bundle;
mod ceremonies;
mod chain;
mod claim;
mod error;
mod estimate;
mod falsity;
mod files;
mod job;
mod keys;
mod measure;
mod pins;
mod plan;
mod prepare;
mod prove;
mod receipt;
mod run;
mod setup;
mod signing;
mod size;

pub use bundle::make_bundle;
pub use ceremonies::{Ceremonies, CeremonyProgress, Ended, Step};
pub use claim::{prove_account, scope_of_nothing, write_account_proof};
pub use error::{Error, Kind};
pub use falsity::{FalseBook, Finding};
pub use job::Job;
pub use keys::KeyFolder;
pub use measure::{Measured, measure, peak};
pub use plan::{Batch, Plan};
pub use prepare::{PrepareOptions, prepare};
pub use prove::{Event, ProveOptions, Proved, prove};
pub use receipt::Receipts;
pub use run::Run;
pub use setup::{Made, SetupStep, setup_dev};
pub use signing::VenueKey;
pub use size::{Profile, Size, SizeError, default_sizes, shapes};
