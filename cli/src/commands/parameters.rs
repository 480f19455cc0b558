//! `plimsoll parameters`: validate a file, name it, write it canonically.

use std::fmt;
use std::path::{Path, PathBuf};

use plimsoll_snapshot::{read_parameters, write_atomically};
use plimsoll_statement::Parameters;
use serde::Serialize;

use super::Style;
use crate::args;
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(command: args::Parameters, style: Style) -> Result<(), Failure> {
    match command {
        args::Parameters::Check { file } => {
            let parameters = read_parameters(&file)?;
            output::print(style.json, &Checked::of(file, &parameters))
        }
        args::Parameters::Format { file, out } => format(&file, &out),
    }
}

fn format(file: &Path, out: &Path) -> Result<(), Failure> {
    let parameters = read_parameters(file)?;
    Ok(write_atomically(out, &parameters.file().canonical_bytes())?)
}

#[derive(Debug, Serialize)]
struct Checked {
    file: PathBuf,
    name: String,
    sha256: String,
    assets: usize,
    zero_sum: usize,
    scenarios: usize,
    stresses: usize,
    notices: Vec<String>,
}

impl Checked {
    fn of(file: PathBuf, parameters: &Parameters) -> Self {
        let written = parameters.file();
        Self {
            file,
            name: parameters.hash().to_string(),
            sha256: hex::encode(written.sha256()),
            assets: written.assets.len(),
            zero_sum: written.zero_sum.len(),
            scenarios: written.scenarios.len(),
            stresses: written.stresses.len(),
            notices: parameters.notices().iter().map(ToString::to_string).collect(),
        }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: valid", self.file.display())?;
        writeln!(
            f,
            "  {} assets, {} zero-sum instruments, {} scenarios, {} of them for the fund",
            self.assets, self.zero_sum, self.scenarios, self.stresses
        )?;
        writeln!(f, "  name    {}", self.name)?;
        writeln!(f, "  sha256  {} (canonical form)", self.sha256)?;
        for notice in &self.notices {
            writeln!(f, "  note: {notice}")?;
        }
        Ok(())
    }
}
