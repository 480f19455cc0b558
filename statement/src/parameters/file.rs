//! The parameters file: JSON that people write and read, with one canonical
//! form. Described in `docs/formats/parameters.md`.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::decimal::Decimal;

/// A parameters file as written; nothing is checked but its form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParametersFile {
    /// The version of the format: 1.
    pub version: u32,
    /// Rows that the proving key has room for, beside row 0.
    pub capacity: CapacityFile,
    /// Names of the scenarios; the first is the zero move.
    pub scenarios: Vec<String>,
    /// Groups of scenarios.
    pub groups: Vec<GroupFile>,
    /// Tests over groups, named by their names.
    pub tests: Vec<TestFile>,
    /// Stress scenarios for the fund.
    pub stresses: Vec<StressFile>,
    /// How much of the uncovered loss the fund covers.
    pub cover: CoverFile,
    /// Underlyings, each with the row whose gains show the direction of a move.
    #[serde(default)]
    pub underlyings: Vec<UnderlyingFile>,
    /// What the figures were computed from, if a model did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelFile>,
    /// Rows 1 and on.
    pub assets: Vec<RowFile>,
    /// Rows behind the capacity for assets.
    pub zero_sum: Vec<RowFile>,
}

/// Room for rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityFile {
    /// For assets.
    pub assets: u32,
    /// For zero-sum rows.
    pub zero_sum: u32,
    /// Tiers of every row.
    pub tiers: u32,
}

/// A group of scenarios.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFile {
    /// Its name.
    pub name: String,
    /// Its scenarios, by position.
    pub columns: Vec<u16>,
    /// How many of the worst are averaged.
    pub worst: u32,
}

/// A test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestFile {
    /// Its name.
    pub name: String,
    /// Its groups, by name.
    pub groups: Vec<String>,
}

/// A stress scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StressFile {
    /// Its column.
    pub column: u16,
    /// How many times the calm closing cost.
    pub closing_cost: u64,
}

/// What the fund covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverFile {
    /// All of it.
    #[default]
    All,
    /// The largest so many.
    Largest(u64),
}

/// An underlying.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderlyingFile {
    /// Its name, as rows give it.
    pub name: String,
    /// The symbol of a row that gains when it rises.
    pub reference: String,
}

/// What figures were computed from: with the inputs of these hashes anyone
/// computes them again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// The program that computed them, with its version.
    pub engine: String,
    /// The scenarios' name.
    pub preset: String,
    /// The seed of what was simulated, in decimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<String>,
    /// What gains in the tests' scenarios were multiplied by; left out for 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiplier: Option<String>,
    /// Terms of what the rows stand for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<TermsFile>,
    /// Everything that was read.
    pub inputs: Vec<InputFile>,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// What it is called.
    pub name: String,
    /// Of its bytes, in 64 hexadecimal digits, lower case.
    pub sha256: String,
}

/// Terms of an instrument, beside what its row says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsFile {
    /// Its symbol.
    pub symbol: String,
    /// Its kind, as snapshots name it.
    pub kind: String,
    /// The asset that it pays in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settles_in: Option<String>,
    /// When it expires, Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiry: Option<u64>,
    /// The strike of an option, an exact decimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strike: Option<String>,
}

/// A row of the table. Amounts are in units of 1e-8 USD per lot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowFile {
    /// The instrument's symbol.
    pub symbol: String,
    /// What it moves with, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub underlying: Option<String>,
    /// What one lot is, an exact decimal in the instrument's unit.
    pub lot_size: String,
    /// Worth of a lot.
    pub mark: i64,
    /// The mark is the exact worth, not a rounded one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exact: bool,
    /// Taken off equity per lot held long.
    pub haircut_long: i64,
    /// Taken off equity per lot held short.
    pub haircut_short: i64,
    /// Added to the floor per lot held long.
    pub floor_long: i64,
    /// Added to the floor per lot held short.
    pub floor_short: i64,
    /// `[knee, slope]`, as many as the capacity says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<(i64, i64)>,
    /// Gain of a lot held long in each scenario.
    pub pnl: Vec<i64>,
}

/// Why a text is not a parameters file.
#[derive(Debug, thiserror::Error)]
pub enum ParametersFileError {
    /// It is not JSON of this form.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// It is of another version.
    #[error("version {0} is not known; this program reads version {current}", current = ParametersFile::VERSION)]
    Version(u32),
    /// A lot size is not a decimal above zero.
    #[error("{symbol}: lot size {text:?} {reason}")]
    LotSize {
        /// The row.
        symbol: String,
        /// What is written there.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// What the model read is not named by a hash, or its seed is no number.
    #[error("model: {what} {text:?} is not {must}")]
    Model {
        /// Which field.
        what: String,
        /// What is written there.
        text: String,
        /// What it must be.
        must: &'static str,
    },
}

impl ParametersFile {
    /// The version this program reads and writes.
    pub const VERSION: u32 = 1;

    /// Reads a file's text.
    ///
    /// # Errors
    /// If it is not of this form.
    pub fn parse(text: &[u8]) -> Result<Self, ParametersFileError> {
        let file: Self = serde_json::from_slice(text)?;
        if file.version != Self::VERSION {
            return Err(ParametersFileError::Version(file.version));
        }
        for row in file.assets.iter().chain(&file.zero_sum) {
            let reason = match row.lot_size.parse::<Decimal>() {
                Ok(size) if size.is_positive() => continue,
                Ok(_) => "is not above zero".to_owned(),
                Err(error) => error.to_string(),
            };
            let (symbol, text) = (row.symbol.clone(), row.lot_size.clone());
            return Err(ParametersFileError::LotSize { symbol, text, reason });
        }
        file.model.as_ref().map_or(Ok(()), ModelFile::check)?;
        Ok(file)
    }

    /// The canonical bytes: fields in the order of this file, no white space,
    /// defaults left out.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        // Strings, integers and lists always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// SHA-256 of the canonical bytes.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.canonical_bytes()).into()
    }
}

impl ModelFile {
    fn check(&self) -> Result<(), ParametersFileError> {
        let fault = |what: String, text: &str, must| {
            Err(ParametersFileError::Model { what, text: text.to_owned(), must })
        };
        if let Some(seed) = &self.seed
            && seed.parse::<u64>().map(|number| number.to_string()).as_ref() != Ok(seed)
        {
            return fault("seed".to_owned(), seed, "a whole number below 2^64 in decimal digits");
        }
        let digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
        for InputFile { name, sha256 } in &self.inputs {
            if sha256.len() != 64 || !sha256.as_bytes().iter().all(digit) {
                let what = format!("the sha256 of {name}");
                return fault(what, sha256, "64 hexadecimal digits in lower case");
            }
        }
        Ok(())
    }
}
