//! Reading snapshots: in every format, and all that is refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

mod bad_accounts;
mod bad_holdings;
mod bad_json;
mod bad_parquet;
mod common;
mod disk;
mod documents;
mod formats;
mod hostile_parquet;
mod limits;
mod other_tables;
mod round_trip;
mod row_map;
#[path = "common/tables.rs"]
mod tables;
