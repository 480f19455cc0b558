//! What holding an instrument is charged, as written.

use plimsoll_snapshot::Kind;
use serde::{Deserialize, Deserializer, de};

use super::Figure;

/// What holding some instruments is charged. Empty lists fit everything.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeRule {
    /// Which symbols.
    #[serde(default)]
    pub symbols: Vec<String>,
    /// Which kinds.
    #[serde(default, deserialize_with = "kinds")]
    pub kinds: Vec<Kind>,
    /// Which underlyings.
    #[serde(default)]
    pub underlyings: Vec<String>,
    /// Off what is held.
    #[serde(default)]
    pub haircut_long: HaircutRule,
    /// On top of what is owed.
    #[serde(default)]
    pub haircut_short: HaircutRule,
    /// What closing costs, as a share of notional.
    #[serde(default)]
    pub spread: Figure,
    /// What closing costs more, as a share of the mark.
    #[serde(default)]
    pub spread_of_mark: Figure,
    /// The least that a long position requires, as a share of notional.
    #[serde(default)]
    pub floor_long: Figure,
    /// The least that a short position requires, as a share of notional.
    #[serde(default)]
    pub floor_short: Figure,
    /// Costs of size, from the market's depth.
    #[serde(default)]
    pub tiers: Option<TierSpec>,
}

/// A haircut as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HaircutRule {
    /// None.
    #[default]
    None,
    /// All that it is worth.
    Whole,
    /// A share of notional.
    Share(Figure),
    /// What volatility asks for, and at least a share.
    Volatility {
        /// The least share.
        least: Figure,
        /// How many standard deviations.
        deviations: Figure,
        /// Over how many days.
        days: Figure,
    },
}

/// Tiers from depth, for the share of it that an instrument has.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierSpec {
    /// The instrument's share of its underlying's depth.
    pub share: Figure,
    /// At which multiples of depth tiers begin.
    pub multiples: Vec<Figure>,
}

fn kinds<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<Kind>, D::Error> {
    let names = Vec::<String>::deserialize(source)?;
    let kind = |name: String| {
        let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| de::Error::custom(format!("there is no kind {name:?}")))
    };
    names.into_iter().map(kind).collect()
}
