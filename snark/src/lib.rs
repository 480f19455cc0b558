//! The proof system: staged Groth16 over BN254 with look-ups. Knows no finance.

mod builder;
pub mod ceremony;
mod challenge;
pub mod circom;
mod circuit;
mod encoding;
pub mod gadgets;
#[cfg(feature = "harness")]
pub mod harness;
mod interop;
mod json;
mod kernel;
mod key_file;
mod keys;
mod num;
mod pinned;
mod points;
pub mod powers;
mod prove;
mod proving_key;
mod rows;
mod sections;
mod setup;
mod solidity;
mod verify;
pub mod zkey;

pub use builder::{Builder, Result};
pub use challenge::{CHALLENGE_TAG, challenge, folded};
pub use circuit::{Circuit, Frozen, PlainCircuit, count, freeze, freeze_plain};
pub use encoding::{DecodeError, decode_field, decode_inputs, encode_inputs};
pub use interop::Synthesizer;
pub use json::JsonError;
pub use kernel::{Kernel, NoQuotient, Portable, Scalar};
pub use key_file::{FileHash, KeyFileError, Progress};
pub use keys::{Claim, KeyId, Origin, ParameterCommitment, Proof, Stages, VerifyingKey};
pub use num::{Challenge, Early, Late, Num, Time};
pub use pinned::Unpinned;
pub use plimsoll_poseidon::Fr;
pub use prove::{ProveError, commit_parameters, prove, prove_plain};
pub use proving_key::ProvingKey;
pub use rows::{Rows, Sparse};
pub use setup::{SetupError, setup, setup_plain};
pub use solidity::{SolidityError, solidity_verifier};
pub use verify::{
    Rejected, batch_coefficients, culprit, group_coefficients, verify, verify_batch, verify_groups,
};
