//! Whose numbers a contribution's are.

use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::secret::Secrets;
use crate::encoding::{DecodeError, Reader};

/// A contributor's name for themselves: 1 to 64 bytes without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 64 bytes, and no control characters")]
pub struct NameError;

const LONGEST: usize = 64;

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fits = (1..=LONGEST).contains(&text.len()) && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value that nobody could know when it was announced, hashed `2^doublings`
/// times, so that nobody could try many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beacon {
    value: Vec<u8>,
    doublings: u8,
}

/// Why these are no beacon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a beacon has 1 to 64 bytes, hashed 2^10 to 2^30 times")]
pub struct BeaconError;

impl Beacon {
    /// A beacon of this value, hashed `2^doublings` times.
    ///
    /// # Errors
    /// If the value or the count is out of bounds.
    pub fn new(value: Vec<u8>, doublings: u8) -> Result<Self, BeaconError> {
        let fits = (1..=LONGEST).contains(&value.len()) && (10..=30).contains(&doublings);
        if fits { Ok(Self { value, doublings }) } else { Err(BeaconError) }
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// How often it is hashed, as a power of 2.
    #[must_use]
    pub fn doublings(&self) -> u8 {
        self.doublings
    }

    /// The numbers that follow from it at this place of a transcript.
    pub(super) fn secrets(&self, tip: &[u8; 32], divisors: usize) -> Secrets {
        let mut seed: [u8; 32] = Sha256::digest(&self.value).into();
        for _ in 1..1u64 << self.doublings {
            seed = Sha256::digest(seed).into();
        }
        Secrets::expand(&[seed, *tip].concat(), divisors)
    }
}

/// Whose numbers a record's are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contributor {
    /// Somebody's, who says this is their name.
    Person(Name),
    /// Everybody's: they follow from a public value.
    Beacon(Beacon),
}

impl Contributor {
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let (kind, text) = match self {
            Self::Person(name) => (0, name.0.as_bytes()),
            Self::Beacon(beacon) => (beacon.doublings, &beacon.value[..]),
        };
        // Both have at most 64 bytes.
        out.extend([kind, u8::try_from(text.len()).unwrap_or(u8::MAX)]);
        out.extend(text);
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let [kind, length] = r.array()?;
        let text = r.take(usize::from(length))?;
        match kind {
            0 => {
                let name = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
                name.map(Self::Person).ok_or(DecodeError::Layout)
            }
            doublings => {
                let beacon = Beacon::new(text.to_vec(), doublings);
                beacon.map(Self::Beacon).map_err(|_| DecodeError::Layout)
            }
        }
    }
}
