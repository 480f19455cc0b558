//! A market directory with the venue's rules: everything public that parameters
//! are computed from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plimsoll_snapshot::{InputError, read_bounded};
use sha2::{Digest as _, Sha256};

use super::error::RiskError;
use super::rules::MarginRules;
use crate::market::{Market, is_plain};
use crate::scenarios::{PRESETS, ScenarioSource, preset};

/// Bytes of the largest rules or scenario file.
const MOST: u64 = 16 << 20;

/// A market and a venue's rules for it.
#[derive(Debug)]
pub struct VenueMarket {
    /// What sources agree on.
    pub market: Market,
    /// What the venue decides.
    pub rules: MarginRules,
    rules_sha256: [u8; 32],
    files: Files,
}

#[derive(Debug)]
enum Files {
    Disk(PathBuf),
    Memory(BTreeMap<String, Vec<u8>>),
}

impl VenueMarket {
    /// Reads a market directory with its `margin.json`.
    ///
    /// # Errors
    /// If a file is missing or wrong, or sources do not agree.
    pub fn read(directory: &Path) -> Result<Self, RiskError> {
        let market = Market::read(directory)?;
        Self::new(market, Files::Disk(directory.to_owned()))
    }

    /// Reads a market whose files are in memory, by their paths.
    ///
    /// # Errors
    /// As for [`VenueMarket::read`].
    pub fn in_memory(files: BTreeMap<String, Vec<u8>>) -> Result<Self, RiskError> {
        let market = Market::in_memory(files.clone())?;
        Self::new(market, Files::Memory(files))
    }

    fn new(market: Market, files: Files) -> Result<Self, RiskError> {
        let text = files.read(MarginRules::FILE)?.ok_or_else(|| {
            let advice = "write what the venue charges; docs/formats/margin.md says how";
            InputError::new(format!("the market has no {}", MarginRules::FILE), advice)
        })?;
        let rules = MarginRules::parse(&text)
            .map_err(|error| error.in_file(&files.path(MarginRules::FILE)))?;
        Ok(Self { market, rules, rules_sha256: Sha256::digest(&text).into(), files })
    }

    /// Everything that was read for any parameters: scenarios come on top.
    pub(super) fn inputs(&self) -> Vec<(String, [u8; 32])> {
        let market = self.market.inputs.iter().map(|input| (input.file.clone(), input.sha256));
        market.chain([(MarginRules::FILE.to_owned(), self.rules_sha256)]).collect()
    }

    /// Scenarios by name: of a preset, or of a file of the directory.
    ///
    /// # Errors
    /// If there are none of that name, or the file is wrong.
    pub fn scenarios(&self, name: &str) -> Result<ScenarioSource, RiskError> {
        if PRESETS.iter().any(|preset| preset.name == name) {
            return Ok(preset(name)?);
        }
        // Names come from files of others: none leads out of the directory.
        let text = if is_plain(name) { self.files.read(name)? } else { None };
        let text = text.ok_or_else(|| RiskError::NoScenarios {
            name: name.to_owned(),
            presets: PRESETS.iter().map(|preset| preset.name).collect(),
        })?;
        Ok(ScenarioSource::parse(name, &text)?)
    }
}

impl Files {
    fn path(&self, name: &str) -> PathBuf {
        match self {
            Self::Disk(directory) => directory.join(name),
            Self::Memory(_) => PathBuf::from(name),
        }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, InputError> {
        match self {
            Self::Memory(files) => Ok(files.get(name).cloned()),
            Self::Disk(directory) => {
                let path = directory.join(name);
                match path.symlink_metadata() {
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                    _ => read_bounded(&path, MOST).map(Some),
                }
            }
        }
    }
}
