//! `plimsoll risk explain`: parameters in words and dollars.

use std::fmt;
use std::path::Path;

use plimsoll_snapshot::read_parameters;
use plimsoll_statement::{Money, ParametersFile, RowFile};
use serde::Serialize;

use super::run::multiplier;
use crate::args::RiskExplain;
use crate::commands::{Style, margin};
use crate::failure::Failure;
use crate::output;

pub(super) fn run(args: &RiskExplain, style: Style) -> Result<(), Failure> {
    if let (Some(account), Some(book)) = (&args.account, &args.book) {
        return margin::explain(book, &args.parameters, account, style);
    }
    let parameters = read_parameters(&args.parameters)?;
    match &args.instrument {
        Some(symbol) => instrument(&args.parameters, parameters.file(), symbol, style),
        None => output::print(style.json, &Whole::of(parameters.file())),
    }
}

fn instrument(
    path: &Path,
    file: &ParametersFile,
    symbol: &str,
    style: Style,
) -> Result<(), Failure> {
    let mut rows = file.assets.iter().chain(&file.zero_sum);
    let Some(row) = rows.find(|row| row.symbol == symbol) else {
        let what = format!("{}: there is no row of {symbol:?}", path.display());
        return Err(Failure::Input(format!("{what}; without --instrument, symbols are listed")));
    };
    output::print(style.json, &Explained::of(file, row))
}

fn usd(units: i64) -> String {
    Money::from_units(units.into()).unwrap_or_default().to_string()
}

/// A row, in dollars per lot.
#[derive(Debug, Serialize)]
struct Explained<'a> {
    symbol: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    underlying: Option<&'a str>,
    lot: &'a str,
    mark: String,
    haircut_long: String,
    haircut_short: String,
    floor_long: String,
    floor_short: String,
    tiers: Vec<Tier>,
    worst_long: Option<Gain<'a>>,
    worst_short: Option<Gain<'a>>,
    gains: Vec<Gain<'a>>,
}

#[derive(Debug, Serialize)]
struct Tier {
    beyond_lots: i64,
    costs: String,
    #[serde(skip)]
    is_charged: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Gain<'a> {
    scenario: &'a str,
    gain: String,
    #[serde(skip)]
    units: i64,
}

impl<'a> Explained<'a> {
    fn of(file: &'a ParametersFile, row: &'a RowFile) -> Self {
        let terms = file.model.as_ref().map(|model| model.terms.as_slice()).unwrap_or_default();
        let terms = terms.iter().find(|terms| terms.symbol == row.symbol);
        let named = file.scenarios.iter().zip(&row.pnl);
        let gains: Vec<Gain<'a>> =
            named.map(|(scenario, &units)| Gain { scenario, gain: usd(units), units }).collect();
        let tier = |&(beyond_lots, slope): &(i64, i64)| Tier {
            beyond_lots,
            costs: usd(slope),
            is_charged: slope != 0,
        };
        Self {
            symbol: &row.symbol,
            kind: terms.map(|terms| terms.kind.as_str()),
            underlying: row.underlying.as_deref(),
            lot: &row.lot_size,
            mark: usd(row.mark),
            haircut_long: usd(row.haircut_long),
            haircut_short: usd(row.haircut_short),
            floor_long: usd(row.floor_long),
            floor_short: usd(row.floor_short),
            tiers: row.tiers.iter().map(tier).collect(),
            worst_long: gains.iter().min_by_key(|gain| gain.units).cloned(),
            worst_short: gains.iter().max_by_key(|gain| gain.units).cloned(),
            gains,
        }
    }
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.unwrap_or("row");
        let of = self.underlying.map(|name| format!(" on {name}")).unwrap_or_default();
        writeln!(f, "{}: {kind}{of}, {} to a lot; dollars a lot", self.symbol, self.lot)?;
        for (what, amount) in [
            ("mark", &self.mark),
            ("haircut held long", &self.haircut_long),
            ("haircut held short", &self.haircut_short),
            ("least requirement long", &self.floor_long),
            ("least requirement short", &self.floor_short),
        ] {
            writeln!(f, "  {what:<24} {:>20}", output::thousands(amount))?;
        }
        for tier in self.tiers.iter().filter(|tier| tier.is_charged) {
            let lots = output::thousands(tier.beyond_lots);
            writeln!(f, "  beyond {lots} lots: {} more a lot", tier.costs)?;
        }
        for (side, worst) in [("long", &self.worst_long), ("short", &self.worst_short)] {
            if let Some(worst) = worst {
                writeln!(f, "  held {side}, worst in {:?}: {}", worst.scenario, worst.gain)?;
            }
        }
        writeln!(f, "\n  {:<44} {:>20}", "scenario", "gain held long")?;
        for gain in &self.gains {
            writeln!(f, "  {:<44} {:>20}", gain.scenario, output::thousands(&gain.gain))?;
        }
        Ok(())
    }
}

/// The file as a whole.
#[derive(Debug, Serialize)]
struct Whole<'a> {
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    engine: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preset: Option<&'a str>,
    multiplier: String,
    inputs: Vec<[&'a str; 2]>,
    tests: Vec<TestShown<'a>>,
    groups: Vec<GroupShown<'a>>,
    stresses: Vec<&'a str>,
    symbols: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct TestShown<'a> {
    name: &'a str,
    groups: &'a [String],
}

#[derive(Debug, Serialize)]
struct GroupShown<'a> {
    name: &'a str,
    worst: u32,
    scenarios: Vec<&'a str>,
}

impl<'a> Whole<'a> {
    fn of(file: &'a ParametersFile) -> Self {
        let model = file.model.as_ref();
        let name = |column: &u16| file.scenarios.get(usize::from(*column)).map(String::as_str);
        let inputs = model.map(|model| model.inputs.as_slice()).unwrap_or_default();
        Self {
            sha256: hex::encode(file.sha256()),
            engine: model.map(|model| model.engine.as_str()),
            preset: model.map(|model| model.preset.as_str()),
            multiplier: multiplier(file),
            inputs: inputs.iter().map(|i| [i.name.as_str(), i.sha256.as_str()]).collect(),
            tests: file
                .tests
                .iter()
                .map(|test| TestShown { name: &test.name, groups: &test.groups })
                .collect(),
            groups: file
                .groups
                .iter()
                .map(|group| GroupShown {
                    name: &group.name,
                    worst: group.worst,
                    scenarios: group.columns.iter().filter_map(name).collect(),
                })
                .collect(),
            stresses: file.stresses.iter().filter_map(|stress| name(&stress.column)).collect(),
            symbols: file.assets.iter().chain(&file.zero_sum).map(|r| r.symbol.as_str()).collect(),
        }
    }
}

impl fmt::Display for Whole<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "sha256 {}", self.sha256)?;
        if let (Some(engine), Some(preset)) = (self.engine, self.preset) {
            writeln!(f, "made by {engine}, scenarios {preset}, multiplier {}", self.multiplier)?;
        }
        for test in &self.tests {
            writeln!(f, "test {:?}: the sum of {}", test.name, test.groups.join(", "))?;
        }
        for group in &self.groups {
            writeln!(f, "group {:?}: the mean of the {} worst of", group.name, group.worst)?;
            for scenario in &group.scenarios {
                writeln!(f, "    {scenario}")?;
            }
        }
        writeln!(f, "the fund must survive")?;
        for stress in &self.stresses {
            writeln!(f, "    {stress}")?;
        }
        if !self.inputs.is_empty() {
            writeln!(f, "computed from")?;
        }
        for [name, sha256] in &self.inputs {
            writeln!(f, "    {sha256}  {name}")?;
        }
        writeln!(f, "rows for {}", self.symbols.join(", "))
    }
}
