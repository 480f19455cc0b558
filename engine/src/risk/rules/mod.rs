//! The venue's margin rules as written: `margin.json` of a market directory.
//! Described in `docs/formats/margin.md`.

mod charge;
mod figure;
mod model;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use plimsoll_snapshot::{InputError, parse_json};
use plimsoll_statement::{CapacityFile, CoverFile};
use serde::Deserialize;

pub use charge::{ChargeRule, HaircutRule, TierSpec};
pub use figure::Figure;
pub use model::{
    CommonJumpRule, CorrelationRule, Estimator, FullModelRule, TailRule, VolatilityRule,
};
pub use terms::{CoinRule, ContractRule};

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

fn one() -> Figure {
    Figure(1.0)
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
