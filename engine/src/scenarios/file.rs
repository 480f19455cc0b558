//! The scenario file as written: JSON that people write and read. Described in
//! `docs/formats/scenarios.md`.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::ScenarioError;
use super::values::{CurveShift, Number, Targets};
use crate::state::{SmileRule, Surface, TenorLaw};

/// A scenario file; nothing is checked but its form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// The version of the format: 1.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Where its figures come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// What stays of smiles when spot moves.
    #[serde(default)]
    pub smile: SmileRule,
    /// How much more near expiries' volatilities move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenor_law: Option<TenorLaw>,
    /// How far one range is.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub ranges: Targets<Range>,
    /// Floors that contracts have whatever scenarios say.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub floors: Targets<Floors>,
    /// Groups of scenarios.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupSpec>,
    /// Tests over them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<TestSpec>,
    /// Stresses for the fund.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stresses: Vec<StressSpec>,
}

/// One range of an underlying, in which grids are given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Of spot, as a share of it.
    pub spot: Number,
    /// Of volatility when it rises, as a share of it.
    #[serde(default)]
    pub volatility_up: Number,
    /// Of volatility when it falls, as a share of it.
    #[serde(default)]
    pub volatility_down: Number,
}

/// Floors, as shares of the underlying's worth.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    /// Of futures and swaps, long and short: 1 over the largest leverage.
    #[serde(default)]
    pub settled: Number,
    /// Of options sold.
    #[serde(default)]
    pub short_option: Number,
}

/// A group of scenarios, or one for each underlying.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupSpec {
    /// Its name; `{underlying}` stands for the underlying of `each`.
    pub name: String,
    /// For which underlyings there is such a group, in which they move alone.
    /// Without it there is one, in which all move by their ranges together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// How many of the worst are averaged.
    #[serde(default = "one")]
    pub worst: u32,
    /// Whether longs pay for what lies between neighbouring spots.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chords: bool,
    /// Moves in ranges: every spot with every volatility.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<Grid>,
    /// More moves in ranges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<RangeMove>,
    /// Scenarios in full.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<Scenario>,
}

fn one() -> u32 {
    1
}

/// A grid of moves, in ranges.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// Moves of spot.
    pub spot: Vec<Number>,
    /// Moves of volatility.
    pub volatility: Vec<Number>,
}

/// A move, in ranges.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RangeMove {
    /// Its name, if it is not to be made of the figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of spot.
    #[serde(default)]
    pub spot: Number,
    /// Of volatility.
    #[serde(default)]
    pub volatility: Number,
    /// Days that pass.
    #[serde(default)]
    pub days: Number,
    /// The share of its gains and losses that counts; 1 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Number>,
    /// What of the change of value counts.
    #[serde(default)]
    pub measure: Measure,
}

/// What of a change of value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// All of it: full revaluation.
    #[default]
    Full,
    /// The term of first order in the move: delta, vega or theta times it.
    FirstOrder,
    /// The term of second order: half of gamma times its square.
    SecondOrder,
}

/// A scenario in full. What is not mentioned does not move.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name.
    pub name: String,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<String>,
    /// What happened, and where the figures are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Changes of spot, as shares.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub spot: Targets<Number>,
    /// Changes of volatility, as shares, more for near expiries by the law.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub volatility: Targets<Number>,
    /// Changes of volatility itself (0.05 is five points), by the law.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub volatility_points: Targets<Number>,
    /// Changes of volatility by tenor and moneyness, as shares.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub surface: Targets<Surface>,
    /// Changes of annual carry.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub carry: Targets<CurveShift>,
    /// Change of the dollar's rates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<CurveShift>,
    /// Changes of settlement coins' worth, as shares.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub pegs: Targets<Number>,
    /// Changes of staked coins' ratios, as shares.
    #[serde(default, skip_serializing_if = "Targets::is_empty")]
    pub wrappers: Targets<Number>,
    /// How far correlations go towards 1, as a share of the way.
    #[serde(default)]
    pub correlation: Number,
    /// Days that pass.
    #[serde(default)]
    pub days: Number,
    /// The share of its gains and losses that counts; 1 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Number>,
    /// What of the change of value counts.
    #[serde(default)]
    pub measure: Measure,
}

/// A test: the sum of its groups' risks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestSpec {
    /// Its name.
    pub name: String,
    /// Names of groups as the file has them: `{underlying}` is all of them.
    pub groups: Vec<String>,
}

/// A stress that the fund must survive.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StressSpec {
    /// How many times the calm closing cost closing costs then.
    pub closing_cost: u64,
    /// What happens.
    pub scenario: Scenario,
}

/// A scenario file with where it is from and its hash.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioSource {
    /// What to call it in messages: its path.
    pub label: String,
    /// Of its text.
    pub sha256: [u8; 32],
    /// What it says.
    pub file: ScenarioFile,
}

impl ScenarioSource {
    /// Reads a file's text.
    ///
    /// # Errors
    /// If it is not of this form.
    pub fn parse(label: &str, text: &[u8]) -> Result<Self, ScenarioError> {
        let file: ScenarioFile = serde_json::from_slice(text)
            .map_err(|source| ScenarioError::Form { file: label.to_owned(), source })?;
        if file.version != ScenarioFile::VERSION {
            let what = format!(
                "{} is not known; this program reads version {}",
                file.version,
                ScenarioFile::VERSION
            );
            return Err(ScenarioError::field(label, "version", what));
        }
        Ok(Self { label: label.to_owned(), sha256: Sha256::digest(text).into(), file })
    }

    /// The source of a file that was made, not read.
    ///
    /// # Errors
    /// If it has a number that JSON cannot say.
    pub fn of(label: &str, file: &ScenarioFile) -> Result<Self, ScenarioError> {
        let text = serde_json::to_vec_pretty(file)
            .map_err(|source| ScenarioError::Form { file: label.to_owned(), source })?;
        Self::parse(label, &text)
    }
}

impl ScenarioFile {
    /// The version this program reads and writes.
    pub const VERSION: u32 = 1;
}
