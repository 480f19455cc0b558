//! Keys, claims and proofs: made, written, read and refused.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../common/mod.rs"]
mod common;
mod decoding;
mod json;
mod key_file;
mod staged;
