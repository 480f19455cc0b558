//! A tail set: moves picked from a simulation, as a scenario file.

use super::file::{GroupSpec, Scenario, ScenarioFile, TestSpec};
use super::values::Number;
use crate::state::{SmileRule, Surface};

/// One move of a tail set, by underlying in the order of the set's names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TailMove {
    /// Changes of spot, as shares.
    pub spot: Vec<f64>,
    /// Changes of volatility by tenor, where there are any.
    pub volatility: Vec<Option<Surface>>,
}

/// The file of a tail set: one group whose risk is the mean of the `worst`
/// losses, and one test of it.
#[must_use]
pub fn tail_file(
    name: &str,
    source: &str,
    underlyings: &[String],
    moves: &[TailMove],
    worst: u32,
) -> ScenarioFile {
    let targets = |figures: &[f64]| {
        let named = underlyings.iter().zip(figures);
        named.map(|(name, figure)| (name.clone(), Number::from(*figure))).collect()
    };
    let surfaces = |changes: &[Option<Surface>]| {
        let named = underlyings.iter().zip(changes);
        named.filter_map(|(name, change)| Some((name.clone(), change.clone()?))).collect()
    };
    let scenarios = moves.iter().enumerate().map(|(at, what)| Scenario {
        name: format!("{name} {at}"),
        spot: targets(&what.spot),
        surface: surfaces(&what.volatility),
        ..Scenario::default()
    });
    ScenarioFile {
        version: ScenarioFile::VERSION,
        name: name.to_owned(),
        sources: vec![source.to_owned()],
        // As on the paths that they are picked from.
        smile: SmileRule::StickyMoneyness,
        groups: vec![GroupSpec {
            name: name.to_owned(),
            worst,
            scenarios: scenarios.collect(),
            ..GroupSpec::default()
        }],
        tests: vec![TestSpec { name: name.to_owned(), groups: vec![name.to_owned()] }],
        ..ScenarioFile::default()
    }
}
