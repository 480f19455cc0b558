//! Values as JSON, each in one form: a text is read only if writing what was
//! read gives the same bytes.

pub(crate) mod parts;

use std::fmt::Display;
use std::str::FromStr;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not taken.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    /// It is no JSON, or has other fields.
    #[error("not of its form: {0}")]
    Form(String),
    /// It is of another version.
    #[error("version {found} is not known; this program reads version {known}")]
    Version {
        /// Its version.
        found: u64,
        /// The version that is read here.
        known: u32,
    },
    /// It says what another text could say too.
    #[error("not in the canonical form: fields in order, no white space, numbers plain, hex lower")]
    NotCanonical,
    /// A value is not one that its field can have.
    #[error("`{field}`: {what}")]
    Value {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        what: String,
    },
}

/// Only the version, of whatever version the rest is.
#[derive(Deserialize)]
struct Version {
    version: u64,
}

/// Reads a text of one version in its only form.
pub(crate) fn read<T: DeserializeOwned + Serialize>(
    bytes: &[u8],
    version: u32,
) -> Result<T, TextError> {
    if let Ok(Version { version: found }) = serde_json::from_slice(bytes)
        && found != u64::from(version)
    {
        return Err(TextError::Version { found, known: version });
    }
    let value = serde_json::from_slice(bytes).map_err(|error| TextError::Form(shown(error)))?;
    if write(&value) == bytes { Ok(value) } else { Err(TextError::NotCanonical) }
}

/// Writes that form.
pub(crate) fn write<T: Serialize>(value: &T) -> Vec<u8> {
    // Texts, integers and lists always serialise.
    serde_json::to_vec(value).unwrap_or_default()
}

/// What somebody else wrote, so that no terminal takes it for orders.
pub(crate) fn shown(text: impl Display) -> String {
    text.to_string().escape_debug().to_string()
}

/// What is wrong with the value of a field.
pub(crate) fn wrong(field: &'static str, what: impl Display) -> TextError {
    TextError::Value { field, what: what.to_string() }
}

/// Bytes of the longest there is: a signature.
const LONGEST: usize = 64;

/// So many bytes as `0x` and hexadecimal digits; at most [`LONGEST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hex<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> Hex<N> {
    /// Bytes of which the caller knows that there are so many; zeros otherwise.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(bytes.try_into().unwrap_or([0; N]))
    }
}

impl<const N: usize> Display for Hex<N> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Receipts are mostly this, and there are many: no allocation.
        let mut text = [0; 2 + 2 * LONGEST];
        let (text, _) = text.split_at_mut(2 + 2 * N.min(LONGEST));
        let (prefix, digits) = text.split_at_mut(2);
        prefix.copy_from_slice(b"0x");
        hex::encode_to_slice(self.0, digits).map_err(|_| std::fmt::Error)?;
        f.write_str(std::str::from_utf8(text).map_err(|_| std::fmt::Error)?)
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut bytes = [0; N];
        let digits = text.strip_prefix("0x").unwrap_or_default();
        hex::decode_to_slice(digits, &mut bytes)
            .map_err(|_| D::Error::custom(format!("expected 0x and {} digits", 2 * N)))?;
        Ok(Self(bytes))
    }
}

/// A number that may be beyond what others' JSON can hold, as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal<T>(pub(crate) T);

impl<T: Display> Serialize for Decimal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Decimal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let number = text.parse().map_err(|_| D::Error::custom("expected a whole number"))?;
        Ok(Self(number))
    }
}
