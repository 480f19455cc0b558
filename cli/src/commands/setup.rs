//! `plimsoll setup`: keys for development, and a venue's own.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use plimsoll_prover::{Made, Profile, SetupStep, Size, VenueKey, default_sizes, setup_dev, shapes};
use plimsoll_snapshot::{Snapshot, read_parameters};
use plimsoll_statement::{Parameters, Shape};
use serde::Serialize;

use super::margin::PARAMETERS;
use super::{Style, inspect};
use crate::args;
use crate::failure::{Failure, say};
use crate::output;
use crate::progress;

pub(crate) fn run(command: args::Setup, style: Style) -> Result<(), Failure> {
    match command {
        args::Setup::Dev(dev) => output::print(style.json, &from_args(&dev, style)?),
        args::Setup::Inspect { key } => inspect::run(&key, style),
        args::Setup::SigningKey(key) => {
            let public = VenueKey::create(&key.out)?.public();
            let (file, public) = (key.out, format!("0x{}", hex::encode(public)));
            output::print(style.json, &SigningKey { file, public })
        }
    }
}

fn from_args(args: &args::SetupDev, style: Style) -> Result<KeysReport, Failure> {
    let own = args.snapshot.as_ref().map(|dir| dir.join(PARAMETERS));
    let file = args.parameters.clone().or(own).unwrap_or_default();
    let parameters = read_parameters(&file)?;
    let sizes = match (&args.shapes[..], &args.snapshot) {
        ([], Some(dir)) => sizes_for(dir)?,
        ([], None) => vec![plimsoll_circuits::NamedShape::Small.into()],
        (given, _) => given.to_vec(),
    };
    let shapes = shapes(&sizes).map_err(plimsoll_prover::Error::from)?;
    make(&args.keys, &parameters, &shapes, style)
}

/// The sizes that a snapshot's accounts need.
pub(super) fn sizes_for(snapshot: &Path) -> Result<Vec<Size>, Failure> {
    let mut profile = Profile::default();
    for account in Snapshot::open(snapshot)?.accounts()? {
        profile.add(account?.holdings.len());
    }
    Ok(default_sizes(&profile))
}

/// Makes the keys that are missing.
pub(super) fn make(
    dir: &Path,
    parameters: &Parameters,
    shapes: &[Shape],
    style: Style,
) -> Result<KeysReport, Failure> {
    let started = Instant::now();
    let bar = progress::bar(style.quiet, "making keys", Some(shapes.len() as u64 + 2));
    let made = setup_dev(dir, parameters.rules(), shapes, &mut |step| match step {
        SetupStep::Making { role, number, of } => {
            bar.set_message(format!("key {number} of {of}, for {role}"));
            if bar.is_hidden() && !style.quiet {
                say(&format_args!("Making key {number} of {of}, for {role}…"));
            }
        }
        SetupStep::Done(_) => bar.inc(1),
    });
    bar.finish_and_clear();
    let keys = made?.iter().map(KeyReport::of).collect();
    Ok(KeysReport {
        folder: dir.to_owned(),
        insecure: true,
        keys,
        seconds: started.elapsed().as_secs_f64(),
    })
}

#[derive(Debug, Serialize)]
struct SigningKey {
    file: PathBuf,
    public: String,
}

impl fmt::Display for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The secret key is in {}. Keep it as such.", self.file.display())?;
        writeln!(f, "Publish the other half where traders will look for it:\n  {}", self.public)
    }
}

#[derive(Debug, Serialize)]
pub(super) struct KeysReport {
    folder: PathBuf,
    insecure: bool,
    keys: Vec<KeyReport>,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct KeyReport {
    id: String,
    role: String,
    new: bool,
}

impl KeyReport {
    fn of(made: &Made) -> Self {
        Self { id: made.id.to_string(), role: made.role.to_string(), new: made.new }
    }
}

impl fmt::Display for KeysReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Keys in {}:", self.folder.display())?;
        for key in &self.keys {
            let there = if key.new { "" } else { " (was there)" };
            writeln!(f, "  {}  for {}{there}", key.id, key.role)?;
        }
        writeln!(
            f,
            "INSECURE: keys made by a single party, who can forge proofs with them. For tests only."
        )
    }
}
