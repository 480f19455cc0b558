//! Scenario files that come with the engine.

use super::error::ScenarioError;
use super::file::ScenarioSource;

/// A file that comes with the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// What to ask for.
    pub name: &'static str,
    /// The file's text.
    pub text: &'static str,
}

macro_rules! presets {
    ($($name:literal),* $(,)?) => {
        &[$(Preset {
            name: $name,
            text: include_str!(concat!("../../scenarios/", $name, ".json")),
        }),*]
    };
}

/// All of them.
pub const PRESETS: &[Preset] = presets![
    "static-leverage",
    "greeks",
    "span-16",
    "deribit-27-8",
    "pmrm-33",
    "scan-24",
    "history",
    "stresses",
    "sample",
];

/// The preset of a name.
///
/// # Errors
/// If there is none.
pub fn preset(name: &str) -> Result<ScenarioSource, ScenarioError> {
    let Some(found) = PRESETS.iter().find(|preset| preset.name == name) else {
        let known = PRESETS.iter().map(|preset| preset.name).collect();
        return Err(ScenarioError::NoPreset { name: name.to_owned(), known });
    };
    ScenarioSource::parse(&format!("{name}.json"), found.text.as_bytes())
}
