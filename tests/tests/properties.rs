//! What is true of every book, table and number, not only of the fixtures:
//! bounds that can only hurt who chooses them, sums that add up over any
//! partition, encodings that are exactly what `docs/statement/` says.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail like tests")]

#[path = "properties/amounts.rs"]
mod amounts;
#[path = "properties/encoding.rs"]
mod encoding;
#[path = "properties/exposure.rs"]
mod exposure;
#[path = "properties/identity.rs"]
mod identity;
#[path = "properties/shortfall.rs"]
mod shortfall;
#[path = "properties/splitting.rs"]
mod splitting;
#[path = "properties/strategies.rs"]
mod strategies;
#[path = "properties/totals.rs"]
mod totals;
