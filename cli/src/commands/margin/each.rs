//! A line for every account, in a CSV file that only its owner reads.

use std::fs::{self, File, OpenOptions};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use plimsoll_statement::{Bound, Parameters};

use super::Assessed;
use crate::failure::Failure;

/// The file while it is written; it gets its name when it is whole.
pub(super) struct Lines<'a> {
    writer: csv::Writer<BufWriter<File>>,
    parameters: &'a Parameters,
    unfinished: PathBuf,
    path: PathBuf,
}

impl<'a> Lines<'a> {
    pub(super) fn create(path: &Path, parameters: &'a Parameters) -> Result<Self, Failure> {
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".unfinished");
        let unfinished = PathBuf::from(unfinished);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&unfinished).map_err(|error| {
            Failure::Input(format!("{}: cannot be written: {error}", unfinished.display()))
        })?;
        let mut writer = csv::Writer::from_writer(BufWriter::new(file));
        writer.write_record(HEADER).map_err(failed)?;
        Ok(Self { writer, parameters, unfinished, path: path.to_owned() })
    }

    pub(super) fn add(&mut self, assessed: &Assessed) -> Result<(), Failure> {
        let key = &assessed.key;
        let mut record = vec![
            key.account.clone(),
            key.sub_account.to_string(),
            assessed.account.class.to_string(),
        ];
        match &assessed.outcome {
            Ok(outcome) => {
                let (worst, loss) = outcome.exposure.worst();
                record.extend([
                    if outcome.is_healthy() { "yes" } else { "no" }.to_owned(),
                    outcome.exposure.value.to_string(),
                    outcome.exposure.closing_cost.to_string(),
                    outcome.equity.to_string(),
                    outcome.requirement.amount.to_string(),
                    bound_name(self.parameters, outcome.requirement.bound_by).to_owned(),
                    outcome.deficit().to_string(),
                    self.parameters.scenario_name(worst).to_owned(),
                    loss.to_string(),
                ]);
            }
            Err(_) => {
                record.push("out of range".to_owned());
                record.resize(HEADER.len(), String::new());
            }
        }
        self.writer.write_record(&record).map_err(failed)
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        let file = self.writer.into_inner().map_err(|e| Failure::Internal(e.to_string()))?;
        let file = file.into_inner().map_err(|e| Failure::Internal(e.to_string()))?;
        file.sync_all()?;
        Ok(fs::rename(&self.unfinished, &self.path)?)
    }
}

const HEADER: [&str; 12] = [
    "account",
    "sub_account",
    "class",
    "healthy",
    "value",
    "closing_cost",
    "equity",
    "requirement",
    "bound_by",
    "deficit",
    "worst_scenario",
    "worst_loss",
];

fn failed(error: csv::Error) -> Failure {
    Failure::Internal(error.to_string())
}

/// What a requirement comes from, by name.
pub(super) fn bound_name(parameters: &Parameters, bound: Bound) -> &str {
    match bound {
        Bound::Floor => "floor",
        Bound::Test(position) => {
            parameters.file().tests.get(position).map_or("", |test| test.name.as_str())
        }
    }
}
