//! Why a bundle is rejected: a variant for every reason.

use plimsoll_snark::{KeyId, Rejected};
use plimsoll_statement::{Lane, ParametersHash, Shape, Venue, Violation};

use crate::bundle::Bundle;
use crate::key_store::Role;
use crate::text::Hex;

/// Why a bundle is rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Another chain than was expected.
    #[error("the bundle is for chain {found}; {expected} was expected")]
    Chain {
        /// The bundle's.
        found: u64,
        /// The expected one.
        expected: u64,
    },
    /// Another venue than was expected.
    #[error("the bundle is of venue {}; {} was expected", Hex(found.0), Hex(expected.0))]
    Venue {
        /// The bundle's.
        found: Venue,
        /// The expected one.
        expected: Venue,
    },
    /// Another epoch than was expected.
    #[error("the bundle is of epoch {found}; {expected} was expected")]
    Epoch {
        /// The bundle's.
        found: u64,
        /// The expected one.
        expected: u64,
    },
    /// An epoch before those that are accepted.
    #[error("the bundle is of epoch {found}; at least {least} was expected: get a newer one")]
    EpochTooOld {
        /// The bundle's.
        found: u64,
        /// The first that would do.
        least: u64,
    },
    /// A snapshot before those that are accepted.
    #[error("the snapshot is of second {found}; at least {least} was expected: get a newer one")]
    TimeTooOld {
        /// The bundle's.
        found: u64,
        /// The first that would do.
        least: u64,
    },
    /// It does not follow the epoch that was expected before it.
    #[error("the bundle follows digest {}; {} was expected", Hex(*found), Hex(*expected))]
    Previous {
        /// The bundle's.
        found: [u8; 32],
        /// The expected one.
        expected: [u8; 32],
    },
    /// Other parameters than were expected.
    #[error("the bundle is under parameters {found}; {expected} were expected")]
    Policy {
        /// The bundle's.
        found: ParametersHash,
        /// The expected ones.
        expected: ParametersHash,
    },
    /// Another bundle than was expected.
    #[error("the bundle's digest is {}; {} was expected", Hex(*found), Hex(*expected))]
    OtherDigest {
        /// The bundle's, recomputed.
        found: [u8; 32],
        /// The expected one.
        expected: [u8; 32],
    },
    /// A key that was not to be used.
    #[error("key {0} is not among those that are allowed")]
    KeyNotAllowed(KeyId),
    /// A key that a single party made, where that was not to be.
    #[error("key {0} is INSECURE: made by a single party, who can forge proofs")]
    KeyInsecure(KeyId),

    /// Epochs are counted from 1.
    #[error("the bundle is of epoch 0; epochs are counted from 1")]
    EpochZero,
    /// The first epoch follows none, every other one follows one.
    #[error("epoch {epoch} {}", if *.epoch == 1 { "is the first and follows none; its previous digest must be zeros" } else { "must follow another; its previous digest is zeros" })]
    PreviousForm {
        /// The epoch.
        epoch: u64,
    },

    /// There are no batches: nothing is proved.
    #[error("the bundle has no batches, so it proves nothing")]
    NoBatches,
    /// More batches than an epoch may have.
    #[error("the bundle has {0} batches; an epoch has at most {most}", most = Bundle::MAX_BATCHES)]
    TooManyBatches(usize),
    /// The manifest gives another number of batches than there are.
    #[error("the manifest says {said} batches; there are {found}")]
    BatchCount {
        /// In the manifest.
        said: u32,
        /// In the chain.
        found: usize,
    },
    /// There is not one proof for each batch.
    #[error("there are {found} batch proofs for {batches} batches")]
    ProofCount {
        /// Batches in the chain.
        batches: usize,
        /// Proofs.
        found: usize,
    },

    /// Lanes are not listed in order, each once.
    #[error("lane {} is listed out of order or twice: a lane has one key", .0.index())]
    LaneOrder(Lane),
    /// A batch is of a lane without a key.
    #[error("batch {batch} is of lane {}, which has no key", lane.index())]
    LaneUnknown {
        /// The batch.
        batch: usize,
        /// Its lane.
        lane: Lane,
    },
    /// A lane has a key and no batch.
    #[error("lane {} has a key and no batch", .0.index())]
    LaneUnused(Lane),
    /// A shape is beyond the limits of shapes.
    #[error(
        "lane {} has {} accounts and {} slots: a shape has a power of two of accounts, at most {}, \
         and 1 to {} slots", .0.lane.index(), .0.accounts, .0.slots, Shape::MAX_ACCOUNTS,
        Shape::MAX_SLOTS
    )]
    Shape(Shape),

    /// The parameters are not in the form that is hashed.
    #[error("parameters.json: {0}")]
    ParametersForm(String),
    /// The parameters are in their form, but not in its canonical bytes.
    #[error("parameters.json is not in its canonical form")]
    ParametersNotCanonical,
    /// The parameters violate clauses.
    #[error("the parameters are refused: {}", listed(.0))]
    Parameters(Vec<Violation>),
    /// The manifest names other parameters than there are.
    #[error("the manifest names parameters {said}; the file is {found}")]
    ParametersHash {
        /// In the manifest.
        said: ParametersHash,
        /// Recomputed from the file.
        found: ParametersHash,
    },

    /// A key that the store does not have.
    #[error("key {0} is not in the key store: if you trust it, add it there")]
    KeyUnknown(KeyId),
    /// A key that is there for something else.
    #[error("key {key} is a key for {found}; the bundle uses it for {used}")]
    KeyRole {
        /// The key.
        key: KeyId,
        /// What the store has it for.
        found: Role,
        /// What the bundle uses it for.
        used: Role,
    },
    /// A key that is for other rules than those of the parameters.
    #[error("key {key} is for rules {}; the parameters' rules are {}", Hex(*found), Hex(*rules))]
    KeyRules {
        /// The key.
        key: KeyId,
        /// The rules that it is for.
        found: [u8; 32],
        /// The rules of the parameters.
        rules: [u8; 32],
    },

    /// Thresholds that the rules do not allow.
    #[error("the fund's thresholds: {}", listed(.0))]
    Thresholds(Vec<Violation>),
    /// A disclosure whose lists or figures do not fit the rules.
    #[error(
        "the disclosure has {assets} assets and {zero_sum} zero-sum rows, and the rules \
         {rule_assets} and {rule_zero_sum}; or a figure is too large"
    )]
    Disclosure {
        /// Assets that it lists.
        assets: usize,
        /// Zero-sum rows that it lists.
        zero_sum: usize,
        /// Assets there are.
        rule_assets: usize,
        /// Zero-sum rows there are.
        rule_zero_sum: usize,
    },
    /// More accounts than there are places.
    #[error("{said} accounts are disclosed; the batches have {places} places")]
    Accounts {
        /// Disclosed.
        said: u64,
        /// In all batches.
        places: u64,
    },
    /// The manifest's digest is not of what the bundle holds.
    #[error("the manifest's digest is {}; the bundle's is {}", Hex(*said), Hex(*found))]
    Digest {
        /// In the manifest.
        said: [u8; 32],
        /// Recomputed.
        found: [u8; 32],
    },

    /// A batch is not proved.
    #[error("batch {batch}: {why}")]
    BatchProof {
        /// Its position in the chain.
        batch: usize,
        /// Why.
        why: Rejected,
    },
    /// The proofs do not verify together, though each alone seems to.
    #[error("all proofs together: {0}")]
    Proofs(Rejected),
    /// The parameters are not proved.
    #[error("the parameters proof: {0}")]
    ParametersProof(Rejected),
    /// The closing is not proved.
    #[error("the closing proof: {0}")]
    ClosingProof(Rejected),
}

/// The first violations, and how many more there are.
fn listed(violations: &[Violation]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = violations.iter().take(SHOWN).map(Violation::to_string).collect();
    let more = violations.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    shown.join("; ") + &more
}
