//! A venue's book in files: a manifest and three tables in Parquet, CSV or JSON
//! lines, read as streams and refused with an explanation where they are wrong.

mod accounts;
mod convert;
mod error;
mod folder;
mod instruments;
mod json;
mod manifest;
mod model;
mod parameters;
mod quantity;
mod row_map;
mod rows;
mod snapshot;
mod table;
mod write;

pub use accounts::Accounts;
pub use convert::convert;
pub use error::{InputError, ParametersError, Place};
pub use folder::read_bounded;
pub use json::parse as parse_json;
pub use model::{AccountKey, BookAccount, BookHolding, Format, Instrument, Kind, Manifest};
pub use parameters::{parse_parameters, read_parameters};
pub use row_map::RowMap;
pub use snapshot::Snapshot;
pub use table::{Column, Need, Rows, Table, Type};
pub use write::{SnapshotWriter, write_atomically, write_privately};
