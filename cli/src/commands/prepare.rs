//! `plimsoll prepare`: the whole statement over a snapshot, laid out in a run.

use std::fmt;
use std::path::PathBuf;

use plimsoll_prover::{Error, FalseBook, Finding, KeyFolder, PrepareOptions, Run, prepare};
use plimsoll_snapshot::{Snapshot, read_parameters};
use plimsoll_statement::Shape;
use serde::Serialize;

use super::Style;
use super::margin::PARAMETERS;
use crate::args;
use crate::failure::Failure;
use crate::output::{self, thousands};
use crate::progress;

pub(crate) fn run(args: &args::Prepare, style: Style) -> Result<(), Failure> {
    let file = args.parameters.clone().unwrap_or_else(|| args.snapshot.join(PARAMETERS));
    let parameters = read_parameters(&file)?;
    let snapshot = Snapshot::open(&args.snapshot)?;
    let keys = KeyFolder::open(&args.keys)?;
    let previous = args.previous.map(|digest| digest.0).unwrap_or_default();
    let options = PrepareOptions { previous, sizes: args.shapes.clone() };
    let bar = progress::bar(style.quiet, "checking the statement", None);
    let prepared = prepare(&snapshot, &parameters, &keys, &args.run, &options);
    bar.finish_and_clear();
    match prepared {
        Ok(run) => output::print(style.json, &Prepared::of(&run)),
        Err(Error::False(book)) => {
            if style.json {
                output::print(true, &Refused::of(&book))?;
            }
            Err(Error::False(book).into())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Prepared {
    run: PathBuf,
    digest: String,
    accounts: u64,
    batches: usize,
    shapes: Vec<ShapeReport>,
}

#[derive(Debug, Serialize)]
struct ShapeReport {
    lane: usize,
    accounts: usize,
    slots: usize,
    batches: usize,
}

impl Prepared {
    pub(super) fn of(run: &Run) -> Self {
        let manifest = run.manifest();
        let shapes = manifest.lanes.iter().map(|key| {
            let Shape { lane, accounts, slots } = key.shape;
            let batches = run.chain().iter().filter(|link| link.lane == lane).count();
            ShapeReport { lane: lane.index(), accounts, slots, batches }
        });
        Self {
            run: run.dir().to_owned(),
            digest: format!("0x{}", hex::encode(manifest.digest)),
            accounts: manifest.disclosure.accounts,
            batches: run.chain().len(),
            shapes: shapes.collect(),
        }
    }
}

impl fmt::Display for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "The statement is true of {} accounts. They are in {} batches:",
            thousands(self.accounts),
            thousands(self.batches)
        )?;
        for ShapeReport { accounts, slots, batches, .. } in &self.shapes {
            writeln!(f, "  {batches} of {accounts} accounts with {slots} slots")?;
        }
        writeln!(f, "digest {}", self.digest)?;
        writeln!(f, "Nothing is proved yet: `plimsoll prove {}`", self.run.display())
    }
}

/// What a false book violates.
#[derive(Debug, Serialize)]
struct Refused {
    violations: Vec<Broken>,
}

#[derive(Debug, Serialize)]
struct Broken {
    clause: &'static str,
    place: String,
    excess: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instrument: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
}

impl Refused {
    fn of(book: &FalseBook) -> Self {
        let broken = |finding: &Finding| Broken {
            clause: finding.violation.clause.name(),
            place: finding.violation.place.to_string(),
            excess: finding.violation.excess.to_string(),
            account: finding.account.as_ref().map(ToString::to_string),
            instrument: finding.instrument.clone(),
            scenario: finding.scenario.clone(),
        };
        Self { violations: book.findings().iter().map(broken).collect() }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} violations", self.violations.len())
    }
}
