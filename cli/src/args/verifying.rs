//! Arguments of the commands that verify.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use plimsoll_chain::Address;
use plimsoll_statement::MarginClaim;

use super::chain::VerifyChain;
use super::values::{Digest, Scope};

#[derive(Debug, Subcommand)]
pub(crate) enum Verify {
    /// Verify a bundle with keys of your own choice.
    Bundle(VerifyBundle),
    /// Say of a receipt whether its account is in the book, the venue solvent,
    /// the epoch fresh and its parameters unchanged.
    Account(VerifyAccount),
    /// Verify somebody's proof of their account's margin, and the bundle.
    AccountProof(VerifyAccountProof),
    /// Ask a registry on a chain whether a venue stands, and hold a bundle
    /// against what it says.
    Chain(VerifyChain),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyBundle {
    /// The bundle.
    pub(crate) dir: PathBuf,
    /// The folder of keys that you trust.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
    #[command(flatten)]
    pub(crate) expected: Expected,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyAccount {
    /// The receipt.
    pub(crate) receipt: PathBuf,
    /// The bundle that it is for.
    #[arg(long, value_name = "DIR", requires = "keys", required_unless_present = "rpc")]
    pub(crate) bundle: Option<PathBuf>,
    /// The folder of keys that you trust.
    #[arg(long, value_name = "DIR", requires = "bundle")]
    pub(crate) keys: Option<PathBuf>,
    /// A node, to ask a registry what it says of the epoch.
    #[arg(long, value_name = "URL", requires = "registry")]
    pub(crate) rpc: Option<String>,
    /// The registry.
    #[arg(long, value_name = "ADDRESS", requires = "rpc")]
    pub(crate) registry: Option<Address>,
    /// The venue's public key: refuse a receipt that it did not sign.
    #[arg(long, value_name = "HEX")]
    pub(crate) signed_by: Option<Digest>,
    #[command(flatten)]
    pub(crate) expected: Expected,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct VerifyAccountProof {
    /// The proof.
    pub(crate) proof: PathBuf,
    /// The bundle of its epoch.
    #[arg(long, value_name = "DIR")]
    pub(crate) bundle: PathBuf,
    /// The folder of keys that you trust.
    #[arg(long, value_name = "DIR")]
    pub(crate) keys: PathBuf,
    /// The number that you chose for this request: a proof for another is
    /// refused.
    #[arg(long, value_name = "HEX")]
    pub(crate) nonce: Digest,
    /// Refuse a proof of less than this, as in `prove account`.
    #[arg(long, value_name = "CLAIM")]
    pub(crate) claim: Option<MarginClaim>,
    /// Refuse a proof for another scope than this.
    #[arg(long, value_name = "SCOPE")]
    pub(crate) scope: Option<Scope>,
    /// The time to verify at, Unix seconds; by default, now.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) at: Option<u64>,
    #[command(flatten)]
    pub(crate) expected: Expected,
}

/// What a true bundle must be beside that, to be the one you want.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Expect")]
pub(crate) struct Expected {
    /// This venue, by name.
    #[arg(long, value_name = "NAME")]
    pub(crate) venue: Option<String>,
    /// This chain.
    #[arg(long, value_name = "ID")]
    pub(crate) chain_id: Option<u64>,
    /// This epoch.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) epoch: Option<u64>,
    /// This epoch or a later one.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) least_epoch: Option<u64>,
    /// A snapshot of this second (Unix time) or a later one.
    #[arg(long, value_name = "SECONDS")]
    pub(crate) least_time: Option<u64>,
    /// This digest, as it was registered.
    #[arg(long, value_name = "DIGEST")]
    pub(crate) digest: Option<Digest>,
    /// This digest of the epoch before.
    #[arg(long, value_name = "DIGEST")]
    pub(crate) previous: Option<Digest>,
    /// Keys of a ceremony only: refuse those that a single party made.
    #[arg(long)]
    pub(crate) ceremony_only: bool,
    /// At most so many flagged accounts, or the verdict is "impaired".
    #[arg(long, value_name = "COUNT")]
    pub(crate) most_flagged: Option<u64>,
    /// Flagged accounts lacking at most so many dollars together, or the verdict
    /// is "impaired".
    #[arg(long, value_name = "USD")]
    pub(crate) most_deficit: Option<u32>,
}
