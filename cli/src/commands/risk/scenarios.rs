//! `plimsoll risk scenarios`: what comes with the engine.

use std::fmt;

use plimsoll_engine::scenarios::{PRESETS, preset};
use serde::Serialize;

use crate::commands::Style;
use crate::failure::Failure;
use crate::output;

pub(super) fn run(name: Option<&str>, style: Style) -> Result<(), Failure> {
    let bad = |error: &dyn fmt::Display| Failure::Input(error.to_string());
    if let Some(name) = name {
        let source = preset(name).map_err(|error| bad(&error))?;
        let text = PRESETS.iter().find(|preset| preset.name == name).map(|preset| preset.text);
        let sha256 = hex::encode(source.sha256);
        return output::print(style.json, &Shown { name, sha256, text: text.unwrap_or_default() });
    }
    let mut presets = Vec::new();
    for known in PRESETS {
        let file = preset(known.name).map_err(|error| bad(&error))?.file;
        presets.push(Listed {
            name: known.name,
            groups: file.groups.len(),
            tests: file.tests.len(),
            stresses: file.stresses.len(),
            about: file.about,
        });
    }
    output::print(style.json, &All { presets })
}

/// A preset as its file says it.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    name: &'a str,
    sha256: String,
    text: &'a str,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

#[derive(Debug, Serialize)]
struct All {
    presets: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Listed {
    name: &'static str,
    about: String,
    groups: usize,
    tests: usize,
    stresses: usize,
}

impl fmt::Display for All {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Listed { name, about, .. } in &self.presets {
            writeln!(f, "{name}\n  {about}")?;
        }
        writeln!(f, "\n`plimsoll risk scenarios NAME` shows one as a file to begin from.")
    }
}
