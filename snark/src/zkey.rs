//! Keys of plain circuits as snarkjs makes and keeps them, in `.zkey` files:
//! read, and their ceremony's transcript verified without snarkjs.
//!
//! `docs/formats/zkey.md` has the format; `docs/decisions/0021-snarkjs-keys.md`
//! says why such a key becomes one of our own.

mod contributions;
mod coset;
mod random;
mod read;
mod relations;

use std::path::{Path, PathBuf};

use crate::circuit::Frozen;
use crate::encoding::DecodeError;
use crate::key_file::Progress;
use crate::keys::Origin;
use crate::powers::{Powers, PowersError};
use crate::proving_key::ProvingKey;
use crate::sections::Refused;
use crate::setup::SetupError;

pub use contributions::{Beacon, Contribution};

/// Why a key is not used.
#[derive(Debug, thiserror::Error)]
pub enum ZkeyError {
    /// The file system.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: std::io::Error,
    },
    /// It is no `.zkey` file, or a part of one.
    #[error("{path}: not a Groth16 key of snarkjs: {what}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A point that is none.
    #[error("{path}: section {section}, point {index}: {what}; do not use this key")]
    Point {
        /// The file.
        path: PathBuf,
        /// The section.
        section: u32,
        /// The point's place in it.
        index: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// It is a key of other rows.
    #[error("{path}: a key of another circuit: {what}")]
    Circuit {
        /// The file.
        path: PathBuf,
        /// What differs.
        what: String,
    },
    /// The verifier's half is refused.
    #[error("{path}: {error}")]
    Verifying {
        /// The file.
        path: PathBuf,
        /// Why.
        error: DecodeError,
    },
    /// A contribution does not follow from those before it.
    #[error("{path}: contribution {number}: {what}; do not use this key")]
    Contribution {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        number: usize,
        /// What does not hold.
        what: &'static str,
    },
    /// There is none but by beacons, whose secrets everybody knows.
    #[error(
        "{path}: nobody contributed to it, so everybody knows its trapdoor; \
         run `snarkjs zkey contribute`"
    )]
    Nobody {
        /// The file.
        path: PathBuf,
    },
    /// The points do not follow from the powers, the rows and the last δ.
    #[error("{path}: {what}; do not use this key")]
    Relation {
        /// The file.
        path: PathBuf,
        /// What does not hold.
        what: &'static str,
    },
    /// The powers are refused.
    #[error(transparent)]
    Powers(#[from] PowersError),
    /// No randomness.
    #[error(transparent)]
    Randomness(#[from] SetupError),
}

/// A transcript that was verified.
#[derive(Debug)]
pub struct Transcript {
    /// What snarkjs printed as the circuit's hash. Contributions are bound to
    /// it; nothing that is checked depends on what it is a hash of.
    pub circuit_hash: [u8; 64],
    /// Who contributed, in order.
    pub contributions: Vec<Contribution>,
    key: ProvingKey,
}

impl Transcript {
    /// The key, which says that a ceremony made it.
    #[must_use]
    pub fn into_key(self) -> ProvingKey {
        self.key
    }
}

/// Reads a key for a circuit that was exported with [`crate::circom::r1cs`].
/// Lengths, points and rows are checked; how the key came about is not, so it
/// is marked as made by a single party.
///
/// # Errors
/// If it is not a key for these rows.
pub fn import(path: &Path, frozen: &Frozen) -> Result<ProvingKey, ZkeyError> {
    let (key, _) = read::read(path, frozen)?;
    match key.halves_agree() {
        Some(true) => Ok(key),
        Some(false) => {
            let what = "what stands in both groups is not the same";
            Err(ZkeyError::Relation { path: path.to_owned(), what })
        }
        None => Err(SetupError::Randomness("the operating system gave none".to_owned()).into()),
    }
}

/// Verifies how a key came about: that it follows from the powers, the rows and
/// the last δ, and each contribution's proof that it knew its part of that δ.
/// The powers are checked too, for as much as the circuit uses. Progress is that
/// of the powers' check.
///
/// The powers have to be the ones whose ceremony is trusted: see
/// [`Powers::hash`].
///
/// # Errors
/// If anything does not hold, or nobody contributed.
pub fn verify_transcript(
    powers: &Powers,
    frozen: &Frozen,
    path: &Path,
    progress: Progress<'_>,
) -> Result<Transcript, ZkeyError> {
    let (mut key, sections) = read::read(path, frozen)?;
    let verified = contributions::verify(path, &sections, &key)?;
    let contributions::Verified { circuit_hash, contributions, hash } = verified;
    relations::check(path, powers, &key, progress)?;
    key.verifying.origin = Origin::Ceremony(hash);
    key.verifying = key.verifying.named();
    Ok(Transcript { circuit_hash, contributions, key })
}

fn refused_at(path: &Path, refused: Refused) -> ZkeyError {
    let path = path.to_owned();
    match refused {
        Refused::Io(error) => ZkeyError::Io { path, error },
        Refused::Form(what) => ZkeyError::Form { path, what },
        Refused::Point(section, index, what) => ZkeyError::Point { path, section, index, what },
    }
}
