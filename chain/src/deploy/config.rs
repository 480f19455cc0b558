//! What a deployment is told: who governs, and what the venues' terms are.

use alloy_primitives::{Address, B256, U256};
use serde::{Deserialize, Deserializer, Serialize};

use crate::abi;

/// A deployment's configuration, a JSON file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Seconds between a proposal and when it can be done: two days at least.
    pub notice: u64,
    /// Who may propose.
    #[serde(deserialize_with = "addresses")]
    pub proposers: Vec<Address>,
    /// Who may do what was proposed.
    #[serde(deserialize_with = "addresses")]
    pub executors: Vec<Address>,
    /// Who may halt and take away.
    #[serde(deserialize_with = "address")]
    pub guardian: Address,
    /// Keys that one party made alone are taken. For test networks.
    #[serde(default)]
    pub insecure_keys: bool,
    /// The venues.
    pub venues: Vec<Venue>,
}

/// A venue's terms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// Its 32 bytes.
    #[serde(deserialize_with = "word")]
    pub venue: B256,
    /// Who signs for it.
    #[serde(deserialize_with = "address")]
    pub authority: Address,
    /// Seconds from snapshot to sealing, at most.
    pub max_delay: u64,
    /// Seconds for which an epoch is fresh.
    pub freshness: u64,
    /// Seconds between snapshots.
    pub cadence: u64,
    /// Flagged accounts, at most.
    pub flag_limit: u32,
    /// What they lack, at most, in whole dollars.
    pub deficit_limit_usd: u64,
    /// A price feed.
    #[serde(default)]
    pub benchmark: Option<Benchmark>,
    /// Where assets' money is.
    #[serde(default)]
    pub reserves: Vec<Reserve>,
}

/// A price feed and its terms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Benchmark {
    /// Its address.
    #[serde(deserialize_with = "address")]
    pub feed: Address,
    /// How far its price may move, in hundredths of a percent.
    pub band_bps: u16,
    /// Seconds after which its answer is too old.
    pub heartbeat: u32,
}

/// Where an asset's money is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserve {
    /// The asset's row.
    pub row: u16,
    /// The token; zeros for the chain's coin.
    #[serde(deserialize_with = "address")]
    pub token: Address,
    /// Of its smallest units, what a lot is.
    pub units_per_lot: u64,
    /// Who holds it.
    #[serde(deserialize_with = "addresses")]
    pub vaults: Vec<Address>,
}

/// A dollar in the units of money.
const UNITS_PER_USD: u128 = 100_000_000;

impl Venue {
    /// The terms as the register has them.
    pub(super) fn settings(&self, rules: B256) -> abi::VenueSettings {
        let none = Benchmark { feed: Address::ZERO, band_bps: 0, heartbeat: 0 };
        let benchmark = self.benchmark.as_ref().unwrap_or(&none);
        abi::VenueSettings {
            authority: self.authority,
            rules,
            maxDelay: self.max_delay,
            freshness: self.freshness,
            cadence: self.cadence,
            flagLimit: self.flag_limit,
            deficitLimit: u128::from(self.deficit_limit_usd) * UNITS_PER_USD,
            benchmark: benchmark.feed,
            bandBps: benchmark.band_bps,
            heartbeat: benchmark.heartbeat,
        }
    }
}

impl Reserve {
    /// The asset's row.
    pub(super) fn row(&self) -> U256 {
        U256::from(self.row)
    }

    pub(super) fn reserve(&self) -> abi::Reserve {
        abi::Reserve {
            token: self.token,
            unitsPerLot: self.units_per_lot.into(),
            vaults: self.vaults.clone(),
        }
    }
}

pub(super) fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Address, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| serde::de::Error::custom(format!("{text:?} is no address")))
}

fn addresses<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Address>, D::Error> {
    let texts = Vec::<String>::deserialize(from)?;
    let read = |text: String| {
        text.parse().map_err(|_| serde::de::Error::custom(format!("{text:?} is no address")))
    };
    texts.into_iter().map(read).collect()
}

fn word<'de, D: Deserializer<'de>>(from: D) -> Result<B256, D::Error> {
    let text = String::deserialize(from)?;
    let wrong = || serde::de::Error::custom(format!("{text:?} is not 0x and 64 digits"));
    text.parse().map_err(|_| wrong())
}

/// An address in a deployment's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shown(pub Address);

impl TryFrom<String> for Shown {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("{text:?} is no address"))
    }
}

impl From<Shown> for String {
    fn from(shown: Shown) -> Self {
        shown.0.to_string()
    }
}
