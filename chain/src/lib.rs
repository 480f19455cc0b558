//! The chain's side of an epoch: what a bundle is in the registry's words, the
//! transactions that publish it, what the registry says of it afterwards, and
//! how a registry comes to stand on a chain. Proofs are checked by the verifier
//! alone; this crate carries them there.

pub mod abi;
mod authority;
mod compare;
pub mod deploy;
mod keystore;
mod publish;
mod registry;
mod revert;
mod rpc;
mod sender;
mod signer;
mod submission;
mod transaction;

pub use alloy_primitives::{Address, B256, U256};
pub use authority::{digest_to_sign, recovers};
pub use compare::{Difference, compare};
pub use keystore::{KeystoreError, open_keystore};
pub use publish::{Event, Planned, Progress, PublishError, Publisher};
pub use registry::{FRESH, ReadError, Registry, SOLVENT, claim_name, standing_name};
pub use revert::{Revert, explain, signatures};
pub use rpc::{Rpc, RpcError};
pub use sender::{Fees, Receipt, SendError, Sender};
pub use signer::{Signer, SignerError};
pub use submission::{
    MAX_BATCHES, Step, Submission, SubmissionError, element, proof_words, table_words,
};
pub use transaction::Transaction;
