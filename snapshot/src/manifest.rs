//! `snapshot.json`: whose book it is and of what moment.

use plimsoll_statement::{Context, Pins, Venue};
use serde::{Deserialize, Serialize};

use crate::error::InputError;
use crate::json;
use crate::model::{AccountKey, Manifest};
use crate::table::{check_name, quoted};

pub(crate) const NAME: &str = "snapshot.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestFile {
    version: u32,
    venue: String,
    chain_id: u64,
    epoch: u64,
    time: u64,
    funds: Vec<FundFile>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FundFile {
    account: String,
    #[serde(default)]
    sub_account: u32,
}

/// Only the version, of whatever version the rest is.
#[derive(Deserialize)]
struct Version {
    version: u64,
}

impl Manifest {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// Reads `snapshot.json`.
    ///
    /// # Errors
    /// If it is not of its form, or says what cannot be.
    pub fn parse(bytes: &[u8]) -> Result<Self, InputError> {
        let current = Self::VERSION;
        if let Ok(Version { version }) = json::parse(bytes, "")
            && version != u64::from(current)
        {
            let what = format!("version {version} is not known");
            let advice = format!("this program reads version {current}");
            return Err(InputError::new(what, advice));
        }
        let file: ManifestFile = json::parse(bytes, "a snapshot's manifest")?;
        let context = Context {
            chain_id: file.chain_id,
            venue: Self::venue(&file.venue)?,
            epoch: file.epoch,
            time: file.time,
        };
        let mut funds: Vec<AccountKey> = Vec::new();
        for FundFile { account, sub_account } in file.funds {
            funds.push(AccountKey { account, sub_account });
        }
        funds.sort();
        let manifest = Self { context, venue_name: file.venue, funds };
        manifest.check()?;
        Ok(manifest)
    }

    /// The text of `snapshot.json`.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let fund = |key: &AccountKey| FundFile {
            account: key.account.clone(),
            sub_account: key.sub_account,
        };
        let file = ManifestFile {
            version: Self::VERSION,
            venue: self.venue_name.clone(),
            chain_id: self.context.chain_id,
            epoch: self.context.epoch,
            time: self.context.time,
            funds: self.funds.iter().map(fund).collect(),
        };
        // Texts and integers always serialise.
        let mut text = serde_json::to_vec_pretty(&file).unwrap_or_default();
        text.push(b'\n');
        text
    }

    /// A venue's name as the statement has it: 32 bytes, padded with zeros.
    ///
    /// # Errors
    /// If it is empty, longer, or has control characters.
    pub fn venue(name: &str) -> Result<Venue, InputError> {
        let mut venue = Venue::default();
        let most = venue.0.len();
        check_name("venue", name, most)?;
        for (place, byte) in venue.0.iter_mut().zip(name.bytes()) {
            *place = byte;
        }
        Ok(venue)
    }

    /// The fund's account of this name, by its position.
    pub(crate) fn fund(&self, key: &AccountKey) -> Option<usize> {
        self.funds.iter().position(|fund| fund == key)
    }

    /// Everything that a manifest must be, wherever it came from.
    pub(crate) fn check(&self) -> Result<(), InputError> {
        if Self::venue(&self.venue_name)? != self.context.venue {
            let what = format!("venue {} is not the context's", quoted(&self.venue_name));
            return Err(InputError::new(what, ""));
        }
        if self.context.epoch == 0 {
            return Err(InputError::new("epoch is 0", "count epochs from 1"));
        }
        let (funds, most) = (self.funds.len(), Pins::FUNDS);
        if funds > most {
            let what = format!("funds names {funds} accounts, more than the {most} allowed");
            return Err(InputError::new(what, "move the fund into fewer accounts"));
        }
        for fund in &self.funds {
            check_name("account of funds", &fund.account, AccountKey::MAX_BYTES)?;
        }
        for pair in self.funds.windows(2) {
            match pair {
                [a, b] if a == b => {
                    let what = format!("funds names account {a} twice");
                    return Err(InputError::new(what, "remove one of them"));
                }
                [a, b] if a > b => {
                    let what = format!("funds names account {b} behind {a}");
                    return Err(InputError::new(what, "sort them"));
                }
                _ => {}
            }
        }
        Ok(())
    }
}
