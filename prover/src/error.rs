//! What can go wrong on the way from a book to a publication: what it is, where,
//! and what to do.

use std::path::{Path, PathBuf};

use plimsoll_snapshot::{AccountKey, InputError, ParametersError};
use plimsoll_snark::ceremony::CeremonyError;
use plimsoll_snark::powers::PowersError;
use plimsoll_snark::{DecodeError, KeyFileError, KeyId, ProveError, Rejected, SetupError};
use plimsoll_statement::{MarginClaim, Shape};
use plimsoll_verifier::{BundleError, KeyStoreError, ReceiptRejection, Rejection, Role};

use crate::falsity::FalseBook;
use crate::job::Job;
use crate::size::SizeError;

/// Why a step was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The snapshot is not what it should be.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The parameters are not what they should be.
    #[error(transparent)]
    Parameters(#[from] ParametersError),
    /// The statement is false of this book.
    #[error(transparent)]
    False(#[from] Box<FalseBook>),
    /// No such shapes.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// An account that fits no shape.
    #[error(
        "account {account} has {holdings} holdings, and the largest shape has {most} slots; move \
         some into a sub-account, or add a shape with more slots"
    )]
    TooManyHoldings {
        /// The account.
        account: AccountKey,
        /// What it holds.
        holdings: usize,
        /// Slots of the largest shape.
        most: usize,
    },
    /// Two accounts have one identity.
    #[error("accounts {0} and {1} have the same identity; give one of them another identifier")]
    Twins(AccountKey, AccountKey),
    /// Rules that no batch can be made up for.
    #[error(
        "no batch to measure with can be made under these rules: choose fewer slots than \
             instruments"
    )]
    NotMeasured,
    /// More accounts than an epoch can have.
    #[error("the book takes more than the {most} batches of an epoch; use a shape with more \
             accounts", most = plimsoll_verifier::Bundle::MAX_BATCHES)]
    TooManyBatches,
    /// The epoch before is named where there is none, or not named where there is.
    #[error("epoch {epoch} {}", if *.epoch <= 1 { "is the first, so there is no epoch before it to name" } else { "follows another; name the digest of the one before it" })]
    Previous {
        /// The epoch.
        epoch: u64,
    },
    /// There is no key for what is to be proved.
    #[error(
        "{dir}: no proving key for {role} under these rules{}; make one with `plimsoll setup dev`",
        others(.shapes), dir = dir.display()
    )]
    NoKey {
        /// The folder of keys.
        dir: PathBuf,
        /// What for.
        role: Role,
        /// Shapes that there are keys for.
        shapes: Vec<Shape>,
    },
    /// The proving half of a key that there should be is missing.
    #[error("{dir}: the proving key {key} is not there; bring it, or name the folder it is in",
            dir = dir.display())]
    NoProvingKey {
        /// The folder of keys.
        dir: PathBuf,
        /// The key.
        key: KeyId,
    },
    /// The verifying keys.
    #[error(transparent)]
    Keys(#[from] KeyStoreError),
    /// A ceremony that does not go on.
    #[error("for {role}: {error}")]
    Ceremony {
        /// Which key it is for.
        role: Role,
        /// Why.
        error: Box<CeremonyError>,
    },
    /// Powers that are not used.
    #[error(transparent)]
    Powers(#[from] PowersError),
    /// Nothing was handed in that follows.
    #[error(
        "{path}: nothing in it follows what is here; fetch the last files, and contribute to those",
        path = .0.display()
    )]
    NothingNew(PathBuf),
    /// A proving key's file.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// No key was made.
    #[error("no key for {role} was made: {error}")]
    Setup {
        /// What for.
        role: Role,
        /// Why.
        error: SetupError,
    },
    /// A file that is not what was written.
    #[error("{path}: {what}", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        what: String,
    },
    /// Something has the name already, and nothing is overwritten.
    #[error("{path}: is there already, and nothing is overwritten; choose another name",
            path = .0.display())]
    Exists(PathBuf),
    /// Another process is at it.
    #[error("{path}: another process is at work on it; wait for it, or stop it",
            path = .0.display())]
    Busy(PathBuf),
    /// The file system.
    #[error("{path}: {error}", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// The system gave no randomness.
    #[error("the system gave no randomness: {0}")]
    Randomness(String),
    /// No commitment to the table.
    #[error("the table cannot be committed to for batches of {} accounts: {error}", shape.accounts)]
    Table {
        /// Of these batches.
        shape: Shape,
        /// Why.
        error: ProveError,
    },
    /// There is no proof.
    #[error("{job}: not proved: {error}")]
    Prove {
        /// Of what.
        job: Job,
        /// Why.
        error: ProveError,
    },
    /// There is no witness for what has been checked.
    #[error(
        "{0}: the accounts do not lead from the state before to the one after; prepare the \
             run again"
    )]
    NoWitness(Job),
    /// A proof that was made does not verify.
    #[error("{job}: the proof that was made does not verify ({why}); this should not happen")]
    Unsound {
        /// Of what.
        job: Job,
        /// Why.
        why: Rejected,
    },
    /// Proofs are missing.
    #[error("{missing} of {all} proofs are missing; `plimsoll prove` makes them")]
    Unfinished {
        /// Proofs that are not there.
        missing: usize,
        /// Proofs in all.
        all: usize,
    },
    /// A proof that is no proof.
    #[error("{job}: the stored proof is damaged ({error}); `plimsoll prove` makes it again")]
    Proof {
        /// Of what.
        job: Job,
        /// What is wrong.
        error: DecodeError,
    },
    /// A bundle that was not written or read.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// What was made is rejected.
    #[error("rejected: {0}")]
    Rejected(Box<Rejection>),
    /// No such account.
    #[error("no account {0:?} in this run; write NAME, or NAME/SUB-ACCOUNT for a sub-account")]
    NoAccount(String),
    /// Two such accounts.
    #[error("{0:?} is both an account and a sub-account; give one of them another identifier")]
    Ambiguous(String),
    /// An account that gets no receipt.
    #[error("account {0} is not a customer's: receipts are for customers")]
    NoReceipt(AccountKey),
    /// A receipt that is not of this epoch's book.
    #[error("rejected: {0}")]
    Receipt(#[from] ReceiptRejection),
    /// What is claimed of an account is false.
    #[error("`{0}` is not true of this account: nothing is proved; claim less")]
    ClaimFalse(MarginClaim),
    /// There is no proof of a claim.
    #[error("the claim is not proved: {0}")]
    Account(ProveError),
    /// A proof of a claim does not verify.
    #[error("the proof that was made does not verify ({0}); this should not happen")]
    AccountUnsound(Rejected),
    /// No key to sign with.
    #[error(
        "{path}: is no Ed25519 key in PKCS #8 PEM; make one with `plimsoll setup signing-key`",
        path = .0.display()
    )]
    SigningKey(PathBuf),
    /// A thread of the engine ended early.
    #[error("{0}: its thread ended without a proof; this should not happen")]
    Lost(Job),
}

/// Whose fault it is, as exit codes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that should not happen, or the machine.
    Internal,
    /// Input that is not what it should be.
    Input,
    /// Sound input that makes a false statement.
    False,
    /// A proof that is rejected.
    Rejected,
    /// Nobody can prove just now.
    Unavailable,
}

impl Error {
    /// Whose fault it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::False(_) | Self::ClaimFalse(_) => Kind::False,
            Self::Rejected(_) | Self::Receipt(_) => Kind::Rejected,
            Self::Ceremony { error, .. } => ceremony(error),
            Self::Powers(error) => powers(error),
            Self::Busy(_) => Kind::Unavailable,
            Self::Io { error, .. } if error.kind() == std::io::ErrorKind::NotFound => Kind::Input,
            Self::Setup { .. }
            | Self::Io { .. }
            | Self::Randomness(_)
            | Self::Prove { .. }
            | Self::Table { .. }
            | Self::NoWitness(_)
            | Self::Unsound { .. }
            | Self::Account(_)
            | Self::AccountUnsound(_)
            | Self::Lost(_) => Kind::Internal,
            _ => Kind::Input,
        }
    }

    pub(crate) fn io(path: &Path) -> impl Fn(std::io::Error) -> Self {
        move |error| Self::Io { path: path.to_owned(), error }
    }

    pub(crate) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.into() }
    }
}

fn ceremony(error: &CeremonyError) -> Kind {
    match error {
        CeremonyError::Io { error, .. } => file(error),
        CeremonyError::Powers(error) => powers(error),
        CeremonyError::Transcript { .. }
        | CeremonyError::Points { .. }
        | CeremonyError::NotNext { .. }
        | CeremonyError::Divided
        | CeremonyError::Circuit { .. }
        | CeremonyError::OtherPowers { .. }
        | CeremonyError::Key(_)
        | CeremonyError::Verifying(_) => Kind::Rejected,
        CeremonyError::Setup(_) => Kind::Internal,
        _ => Kind::Input,
    }
}

/// A name that was given wrongly, or the machine.
fn file(error: &std::io::Error) -> Kind {
    match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::AlreadyExists => Kind::Input,
        _ => Kind::Internal,
    }
}

fn powers(error: &PowersError) -> Kind {
    match error {
        PowersError::Point { .. } | PowersError::Relation { .. } => Kind::Rejected,
        PowersError::Io { error, .. } => file(error),
        PowersError::Randomness(_) => Kind::Internal,
        _ => Kind::Input,
    }
}

/// The shapes that there are keys for, if that helps.
fn others(shapes: &[Shape]) -> String {
    if shapes.is_empty() {
        return String::new();
    }
    let named = shapes.iter().map(|shape| {
        let Shape { lane, accounts, slots } = shape;
        format!("{accounts}x{slots} in lane {}", lane.index())
    });
    format!(" (there are keys for {})", named.collect::<Vec<_>>().join(", "))
}
