//! The venue's margin rules as written: `margin.json` of a market directory.
//! Described in `docs/formats/margin.md`.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_snapshot::{InputError, Kind, parse_json};
use plimsoll_statement::{CapacityFile, CoverFile, Decimal};
use serde::{Deserialize, Deserializer, de};

use crate::market::nearest;

/// What a venue decides, and no market does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarginRules {
    /// The version of the format: 1.
    pub version: u32,
    /// Presets, or files of the market directory.
    pub scenarios: Vec<String>,
    /// What gains in the tests' scenarios are multiplied by.
    #[serde(default = "one")]
    pub multiplier: Figure,
    /// Room that the proving key has; without it, as much as is needed.
    #[serde(default)]
    pub capacity: Option<CapacityFile>,
    /// How much of uncovered losses the fund covers.
    #[serde(default)]
    pub cover: CoverFile,
    /// Coins that count as cash.
    pub coins: BTreeMap<String, CoinRule>,
    /// More balances of a coin, such as withdrawals on their way: symbol, coin.
    #[serde(default)]
    pub balances: BTreeMap<String, String>,
    /// Staked coins: their symbol, and what is staked.
    #[serde(default)]
    pub staked: BTreeMap<String, String>,
    /// Futures on one dollar that settle in their underlying.
    #[serde(default)]
    pub inverse: BTreeSet<String>,
    /// Terms of instruments of kind `other`, by symbol.
    #[serde(default)]
    pub contracts: BTreeMap<String, ContractRule>,
    /// Classes of underlyings, beside `options` and `futures`.
    #[serde(default)]
    pub classes: BTreeMap<String, Vec<String>>,
    /// How volatilities are estimated.
    pub volatility: VolatilityRule,
    /// How correlations are estimated and stressed.
    pub correlation: CorrelationRule,
    /// What holding instruments is charged; the first that fits counts.
    pub charges: Vec<ChargeRule>,
    /// How committed requirements are held against the full model.
    pub full_model: FullModelRule,
    /// How scenarios are drawn from it, where `scenarios` names `tail`.
    #[serde(default)]
    pub tail: Option<TailRule>,
}

/// A coin that counts as cash.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoinRule {
    /// Counted as one dollar while its price is within this share of it.
    #[serde(default)]
    pub par_within: Option<Figure>,
}

/// Terms of an instrument of kind `other`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ContractRule {
    /// The right to receive a unit of one underlying for an amount of another.
    Exchange {
        /// What its holder may receive.
        receive: String,
        /// What they give for it.
        give: String,
        /// Units given for a unit received.
        ratio: Figure,
    },
    /// A swap of one dollar per unit of annualised variance.
    Variance {
        /// The agreed volatility.
        strike: Figure,
        /// When it began, Unix seconds.
        began: u64,
        /// Annualised variance since then.
        realised: Figure,
    },
    /// Fixed payments for floating ones, on one dollar.
    RateSwap {
        /// What is paid, a year.
        fixed: Figure,
        /// How often.
        payments_per_year: u32,
    },
}

impl ContractRule {
    /// Underlyings that it names, beside the instrument's own.
    pub(super) fn names(&self) -> Vec<&String> {
        match self {
            Self::Exchange { receive, give, .. } => vec![receive, give],
            Self::Variance { .. } | Self::RateSwap { .. } => Vec::new(),
        }
    }

    /// Whether it is valued on smiles.
    pub(super) fn needs_smiles(&self) -> bool {
        !matches!(self, Self::RateSwap { .. })
    }
}

/// How volatilities are estimated, and what keeps them from falling too low.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolatilityRule {
    /// From the history of prices.
    pub estimator: Estimator,
    /// Of the weighted average: 0.97. Without it, it is fitted.
    #[serde(default)]
    pub decay: Option<Figure>,
    /// At least the long run's.
    #[serde(default)]
    pub long_run_floor: bool,
    /// The weight on the worst stretch of days, 0.25 or more.
    #[serde(default)]
    pub stressed_weight: Option<Figure>,
    /// How many days that stretch has.
    #[serde(default = "quarter")]
    pub stressed_days: usize,
}

/// An estimator of volatility.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Estimator {
    /// Exponentially weighted.
    Ewma,
    /// GARCH(1,1); where it does not fit, exponentially weighted, and that is reported.
    Garch,
}

/// How correlations are estimated.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrelationRule {
    /// Of the weighted average; without it, the whole history shrunk.
    #[serde(default)]
    pub decay: Option<Figure>,
    /// How far towards 1 the full model's go: 0.3.
    pub stress: Figure,
}

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

/// The simulation that requirements are held against.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FullModelRule {
    /// Days until a book is closed.
    pub horizon_days: Figure,
    /// How many paths.
    pub paths: usize,
    /// Of expected shortfall: 0.975.
    pub confidence: Figure,
    /// The share of accounts that must be covered: 0.995.
    pub coverage: Figure,
    /// Crashes of everything at once.
    #[serde(default)]
    pub common_jumps: Option<CommonJumpRule>,
}

/// How scenarios are drawn from the full model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TailRule {
    /// No more than so many.
    pub scenarios: usize,
    /// The worst so many of them are averaged.
    pub worst: u32,
    /// Paths that they are chosen from.
    pub paths: usize,
    /// What is drawn follows from it and from everything that is read.
    #[serde(default = "first")]
    pub seed: u64,
}

/// Jumps that all underlyings make at once.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommonJumpRule {
    /// How often.
    pub per_year: Figure,
    /// How far down, as a share: 0.15.
    pub down: Figure,
    /// Standard deviation of its logarithm.
    pub deviation: Figure,
}

/// A decimal of at least zero, in quotes: its nearest float does not depend on
/// who parses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Figure(pub f64);

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl std::str::FromStr for Figure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let exact: Decimal = text.parse().map_err(|error| format!("{text:?} {error}"))?;
        let value = nearest(exact).ok_or_else(|| format!("{text:?} is out of range"))?;
        if value < 0.0 { Err(format!("{text:?} is below zero")) } else { Ok(Self(value)) }
    }
}

fn one() -> Figure {
    Figure(1.0)
}

fn first() -> u64 {
    1
}

fn quarter() -> usize {
    90
}

fn kinds<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<Kind>, D::Error> {
    let names = Vec::<String>::deserialize(source)?;
    let kind = |name: String| {
        let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
        found.ok_or_else(|| de::Error::custom(format!("there is no kind {name:?}")))
    };
    names.into_iter().map(kind).collect()
}

/// A coin that is further off its par is not at par.
const MOST_OFF_PAR: f64 = 0.02;
/// Drawn from fewer paths, or fewer of them, a seed decides too much.
const FEWEST_PATHS: usize = 10_000;
const FEWEST_DRAWN: usize = 8;

impl MarginRules {
    /// What the file is called.
    pub const FILE: &str = "margin.json";
    /// The only version there is.
    pub const VERSION: u32 = 1;

    /// Reads the text of `margin.json`.
    ///
    /// # Errors
    /// If it is not JSON of this form, or a figure cannot be.
    pub fn parse(bytes: &[u8]) -> Result<Self, InputError> {
        let rules: Self = parse_json(bytes, "a venue's margin rules")?;
        rules.check()?;
        Ok(rules)
    }

    fn check(&self) -> Result<(), InputError> {
        let refuse = |what: String, advice: &str| Err(InputError::new(what, advice));
        if self.version != Self::VERSION {
            let what = format!("version is {}", self.version);
            return refuse(what, "this program reads version 1");
        }
        if self.scenarios.is_empty() {
            return refuse("scenarios names none".into(), "name a preset, such as \"span-16\"");
        }
        if self.multiplier.0 < 1.0 {
            let what = format!("multiplier is {}", self.multiplier.0);
            return refuse(what, "write at least 1: below it scenarios would be made milder");
        }
        if self.correlation.stress.0 > 1.0 {
            let what = format!("correlation.stress is {}", self.correlation.stress.0);
            return refuse(what, "write at most 1, where everything moves as one");
        }
        let full = &self.full_model;
        if !(0.5..=0.9999).contains(&full.confidence.0) {
            let what = format!("full_model.confidence is {}", full.confidence.0);
            return refuse(what, "write a share from 0.5 to 0.9999");
        }
        if full.paths < 1_000 || full.paths > 1_000_000 {
            let what = format!("full_model.paths is {}", full.paths);
            return refuse(what, "write 1000 to 1000000");
        }
        if !(full.horizon_days.0 > 0.0 && full.horizon_days.0 <= 365.0) {
            let what = format!("full_model.horizon_days is {}", full.horizon_days.0);
            return refuse(what, "write days above 0 and at most 365");
        }
        self.check_drawn()?;
        for (symbol, contract) in &self.contracts {
            if let ContractRule::RateSwap { payments_per_year, .. } = contract
                && !(1..=365).contains(payments_per_year)
            {
                let what = format!("contracts.{symbol} pays {payments_per_year} times a year");
                return refuse(what, "write 1 to 365 payments");
            }
        }
        if let Some(tiers) = self.capacity.map(|capacity| capacity.tiers)
            && tiers > 3
        {
            return refuse(format!("capacity.tiers is {tiers}"), "write at most 3");
        }
        for (name, rule) in &self.coins {
            if rule.par_within.is_some_and(|within| within.0 > MOST_OFF_PAR) {
                let what = format!("coins.{name}.par_within is more than {MOST_OFF_PAR}");
                return refuse(what, "write less, and let it count at its price beyond");
            }
        }
        if full.coverage.0 > 1.0 {
            let what = format!("full_model.coverage is {}", full.coverage.0);
            return refuse(what, "write a share of accounts, at most 1");
        }
        if let Some(jumps) = &full.common_jumps
            && jumps.down.0 >= 1.0
        {
            let what = format!("full_model.common_jumps.down is {}", jumps.down.0);
            return refuse(what, "write a share below 1");
        }
        Ok(())
    }

    fn check_drawn(&self) -> Result<(), InputError> {
        let Some(TailRule { scenarios, worst, paths, .. }) = self.tail else { return Ok(()) };
        let averaged = usize::try_from(worst).unwrap_or(usize::MAX);
        let advice = if !(FEWEST_DRAWN..=256).contains(&scenarios) {
            "write 8 to 256 scenarios"
        } else if worst == 0 || averaged > scenarios / 4 {
            "let at least one and at most a quarter of the scenarios be averaged"
        } else if !(FEWEST_PATHS..=1_000_000).contains(&paths) {
            "write 10000 to 1000000 paths"
        } else {
            return Ok(());
        };
        let what =
            format!("tail asks for {scenarios} scenarios, the worst {worst}, of {paths} paths");
        Err(InputError::new(what, advice))
    }
}
