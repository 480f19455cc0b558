//! Checks what a venue publishes, and never depends on what made it: bundles of
//! proofs, and the receipts that traders hold. Everything that can be recomputed
//! is recomputed, never read.

mod account;
mod bundle;
mod chain;
mod claim;
mod expectations;
mod files;
mod key_store;
mod manifest;
mod receipt;
mod recompute;
mod rejection;
mod signature;
mod text;
mod transcript;
mod verdict;
mod verify;

pub use account::{AccountVerdict, ReceiptRejection, verify_receipt};
pub use bundle::{Bundle, BundleError, BundleFiles, Proofs};
pub use chain::{Link, LinkError};
pub use claim::{AccountProof, Asked, MarginVerdict, ProofRejection, Window};
pub use expectations::{Expectations, FlagLimit};
pub use files::FileError;
pub use key_store::{Descriptor, KeyStore, KeyStoreError, Role, TrustedKey};
pub use manifest::{LaneKey, Manifest};
pub use receipt::{Receipt, ReceiptHolding};
pub use recompute::Recomputed;
pub use rejection::Rejection;
pub use signature::{RECEIPT_TAG, Signed};
pub use text::TextError;
pub use transcript::{DIGEST_TAG, RHO_TAG, digest, rho};
pub use verdict::{Outcome, Verdict};
pub use verify::verify_bundle;
