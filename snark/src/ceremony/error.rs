//! Why a ceremony does not go on.

use std::path::{Path, PathBuf};

use super::record::Flaw;
use crate::encoding::DecodeError;
use crate::powers::{PowersError, PowersHash};
use crate::setup::SetupError;

/// Why a transcript is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordRefused {
    /// Its bytes are none.
    #[error("not a ceremony's transcript: {0}")]
    Form(#[from] DecodeError),
    /// A record does not hold.
    #[error("contribution {number}: {flaw}")]
    Flaw {
        /// Counted from 1.
        number: u64,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

/// Why a ceremony does not go on.
#[derive(Debug, thiserror::Error)]
pub enum CeremonyError {
    /// The file system.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// It is no file of a ceremony, or a part of one.
    #[error("{path}: not a ceremony's file: {what}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// Its transcript is refused.
    #[error("{path}: {why}")]
    Transcript {
        /// The file.
        path: PathBuf,
        /// Why.
        why: RecordRefused,
    },
    /// Its points are not those that its last record names.
    #[error("{path}: its points are not those that its transcript names; fetch it again")]
    Points {
        /// The file.
        path: PathBuf,
    },
    /// The ceremony has its beacon.
    #[error("{path}: this ceremony has ended with its beacon; nothing can be added")]
    Ended {
        /// The file.
        path: PathBuf,
    },
    /// Nobody contributed.
    #[error("{path}: nobody has contributed; a key needs at least one person")]
    Nobody {
        /// The file.
        path: PathBuf,
    },
    /// It is about another circuit.
    #[error("this ceremony is about circuit {found}, not {expected}")]
    Circuit {
        /// The ceremony's.
        found: String,
        /// The one it was checked for.
        expected: String,
    },
    /// It began with other powers.
    #[error("this ceremony began with the powers {found}, not with {expected}")]
    OtherPowers {
        /// The ceremony's.
        found: Box<PowersHash>,
        /// The file's.
        expected: Box<PowersHash>,
    },
    /// The powers do not reach far enough.
    #[error("the circuit needs powers up to 2^{needed}; the file has 2^{found}")]
    TooFewPowers {
        /// The circuit's.
        needed: u32,
        /// The file's.
        found: u32,
    },
    /// The powers were not checked for this circuit's domain.
    #[error("the powers were checked for 2^{found}; the circuit uses 2^{needed}")]
    Unchecked {
        /// The circuit's.
        needed: u32,
        /// What they were checked for.
        found: u32,
    },
    /// It does not follow the file before it.
    #[error("{path}: not one contribution after the file before it")]
    NotNext {
        /// The file.
        path: PathBuf,
    },
    /// Points are not those before, divided.
    #[error("a point is not the one that it began as, divided by its divisor")]
    Divided,
    /// The key is not that of the transcript.
    #[error("the key is not the one that the ceremony made: {0}")]
    Key(&'static str),
    /// The key would accept forgeries.
    #[error("the key is refused: {0}")]
    Verifying(#[from] DecodeError),
    /// The powers.
    #[error(transparent)]
    Powers(#[from] PowersError),
    /// The circuit, or no randomness.
    #[error(transparent)]
    Setup(#[from] SetupError),
}

impl CeremonyError {
    pub(super) fn io(path: &Path) -> impl Fn(std::io::Error) -> Self + '_ {
        |error| Self::Io { path: path.to_owned(), error }
    }
}
