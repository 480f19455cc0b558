//! `plimsoll demo`: a sample venue from its book to a verified proof, step by
//! step.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use plimsoll_prover::{
    KeyFolder, PrepareOptions, ProveOptions, Receipts, Run, Size, VenueKey, make_bundle, prepare,
    shapes,
};
use plimsoll_snapshot::{Snapshot, write_atomically};
use plimsoll_statement::Class;
use plimsoll_verifier::{
    AccountVerdict, Bundle, Expectations, KeyStore, Verdict, verify_bundle, verify_receipt,
};
use serde::Serialize;

use super::margin::PARAMETERS;
use super::{Style, prove, risk, setup, snapshot, verify};
use crate::args::{self, TableFormat};
use crate::failure::{Failure, say};
use crate::output;

pub(crate) fn run(args: &args::Demo, style: Style) -> Result<(), Failure> {
    let scratch = Scratch::new(args.out.as_deref())?;
    let dir = scratch.dir();
    let mut steps = Steps { style, done: Vec::new() };
    let (book, keys, run, bundle) =
        (dir.join("snapshot"), dir.join("keys"), dir.join("run"), dir.join("bundle"));

    steps.take("Making a venue", || {
        snapshot::make_sample(args.accounts, args.seed, &book, TableFormat::Parquet, style)?;
        Ok(())
    })?;
    let parameters = steps.take("Computing its parameters from what its market says", || {
        let parameters = risk::parameters_of_held(&book.join(snapshot::MARKET), &book)?;
        write_atomically(&book.join(PARAMETERS), &parameters.file().canonical_bytes())?;
        Ok(parameters)
    })?;
    let sizes = sizes(&book, args.accounts)?;
    steps.take("Making INSECURE keys, fit for tests only", || {
        let shapes = shapes(&sizes).map_err(plimsoll_prover::Error::from)?;
        setup::make(&keys, &parameters, &shapes, style)
    })?;
    let folder = KeyFolder::open(&keys)?;
    let run = steps.take("Checking the whole statement, laying out the batches", || {
        let options = PrepareOptions { sizes, ..PrepareOptions::default() };
        Ok(prepare(&Snapshot::open(&book)?, &parameters, &folder, &run, &options)?)
    })?;
    steps.take("Proving", || prove::all(&run, &folder, ProveOptions::default(), style))?;
    steps.take("Making the bundle", || Ok(make_bundle(&run, folder.store(), &bundle)?))?;
    let (venue, published) = steps.take("Verifying it, as anybody would", || {
        let published = Bundle::read(&bundle)?;
        let keys = KeyStore::open(&keys)?;
        Ok((verify_bundle(&published, &keys, &Expectations::default())?, published))
    })?;
    let (account, file) = steps.take("Checking a trader's receipt", || {
        let name = trader(&run)?;
        let file = dir.join(format!("{name}.receipt.json"));
        let key = VenueKey::create(&dir.join("venue-key.pem"))?;
        let receipts = Receipts::new(&run, Some(&key));
        receipts.write(&receipts.of(&name)?, &file)?;
        Ok((verify_receipt(&verify::read_receipt(&file)?, &published)?, file))
    })?;
    let left = args.out.as_ref().map(|_| Left {
        bundle,
        keys,
        parameters: book.join(PARAMETERS),
        receipt: file,
        run: run.dir().to_owned(),
        snapshot: book,
    });
    output::print(style.json, &Report { steps: steps.done, venue, account, left })
}

/// Small batches, whose keys are made quickly.
fn sizes(book: &Path, accounts: u64) -> Result<Vec<Size>, Failure> {
    const PLACES: usize = 512;
    let most = usize::try_from(accounts).unwrap_or(PLACES).min(PLACES).next_power_of_two();
    let mut sizes = setup::sizes_for(book)?;
    for size in &mut sizes {
        size.accounts = most.min((PLACES / size.slots).max(1));
    }
    Ok(sizes)
}

/// The first customer in the book.
fn trader(run: &Run) -> Result<String, Failure> {
    let pairs = run.batches().iter().flat_map(|batch| batch.keys.iter().zip(&batch.entries));
    let mut customers = pairs.filter(|(_, entry)| entry.account.class == Class::Customer);
    let first = customers.next().map(|(key, _)| key.to_string());
    first.ok_or_else(|| Failure::Internal("the sample has no customers".into()))
}

/// What has been done, and how long each step took.
struct Steps {
    style: Style,
    done: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    step: &'static str,
    seconds: f64,
}

impl Steps {
    fn take<T>(
        &mut self,
        step: &'static str,
        work: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if !self.style.quiet {
            say(&format_args!("{step}…"));
        }
        let started = Instant::now();
        let outcome = work()?;
        let seconds = started.elapsed().as_secs_f64();
        self.done.push(Step { step, seconds });
        Ok(outcome)
    }
}

/// What is left behind where that was asked for.
#[derive(Debug, Serialize)]
struct Left {
    bundle: PathBuf,
    keys: PathBuf,
    parameters: PathBuf,
    receipt: PathBuf,
    run: PathBuf,
    snapshot: PathBuf,
}

#[derive(Serialize)]
struct Report {
    steps: Vec<Step>,
    venue: Verdict,
    account: AccountVerdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<Left>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.venue)?;
        writeln!(f, "One of its traders checks a receipt:\n{}", self.account)?;
        for Step { step, seconds } in &self.steps {
            writeln!(f, "{seconds:>8.1} s  {step}")?;
        }
        let total: Duration =
            self.steps.iter().map(|step| Duration::from_secs_f64(step.seconds)).sum();
        writeln!(f, "{:>8.1} s  in all", total.as_secs_f64())?;
        if let Some(Left { bundle, keys, parameters, receipt, snapshot, .. }) = &self.left {
            let [bundle, keys, parameters, receipt, snapshot] =
                [bundle, keys, parameters, receipt, snapshot].map(|path| path.display());
            writeln!(f, "\nTry it yourself:")?;
            writeln!(f, "  plimsoll verify bundle {bundle} --keys {keys}")?;
            writeln!(f, "  plimsoll verify account {receipt} --bundle {bundle} --keys {keys}")?;
            writeln!(f, "  plimsoll margin {snapshot}")?;
            writeln!(f, "  plimsoll risk verify {parameters} --market {snapshot}/market")?;
            writeln!(f, "  plimsoll risk report {snapshot}/market {snapshot} --html report.html")?;
        }
        Ok(())
    }
}

/// Where the demonstration works: the directory that was asked for, or one of
/// its own that goes when it is done.
enum Scratch {
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Scratch {
    fn new(out: Option<&Path>) -> Result<Self, Failure> {
        let Some(out) = out else { return Ok(Self::Temporary(tempfile::tempdir()?)) };
        std::fs::create_dir_all(out)?;
        if std::fs::read_dir(out)?.next().is_some() {
            let what = format!("{}: is not empty; name a new directory", out.display());
            return Err(Failure::Input(what));
        }
        Ok(Self::Kept(out.to_owned()))
    }

    fn dir(&self) -> &Path {
        match self {
            Self::Kept(dir) => dir,
            Self::Temporary(dir) => dir.path(),
        }
    }
}
