//! `plimsoll prove`: the proofs of a prepared run, those that are missing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::ProgressBar;
use plimsoll_prover::{Event, KeyFolder, ProveOptions, Proved, Run, prove};
use serde::Serialize;

use super::{Style, prove_account};
use crate::args;
use crate::failure::{Failure, say};
use crate::output;
use crate::progress;

pub(crate) fn run(args: &args::Prove, style: Style) -> Result<(), Failure> {
    if let Some(args::ProveOther::Account(account)) = &args.other {
        return prove_account::run(account, style);
    }
    // The parser demands one of both.
    let dir = args.run.as_deref().unwrap_or(Path::new("."));
    let run = Run::open(dir)?;
    let keys = KeyFolder::open(args.keys.as_deref().unwrap_or(run.keys()))?;
    let options = ProveOptions { memory: args.memory.map(|bytes| bytes.0) };
    let proved = all(&run, &keys, options, style)?;
    let next = format!("plimsoll bundle make {} --out BUNDLE", run.dir().display());
    let Proved { made, kept, took } = proved;
    output::print(
        style.json,
        &Report { run: dir.to_owned(), made, kept, seconds: took.as_secs_f64(), next },
    )
}

/// Proves all that is missing, and shows how far it is.
pub(super) fn all(
    run: &Run,
    keys: &KeyFolder,
    options: ProveOptions,
    style: Style,
) -> Result<Proved, Failure> {
    let bar = progress::bar(style.quiet, "proving", Some(run.jobs().count() as u64));
    progress::without_estimate(&bar);
    let lines = bar.is_hidden() && !style.quiet;
    let proved = prove(run, keys, options, &mut |event| {
        show(&bar, &event);
        if lines {
            line(&event);
        }
    });
    bar.finish_and_clear();
    Ok(proved?)
}

/// On a terminal: a bar with the time left.
fn show(bar: &ProgressBar, event: &Event) {
    match event {
        Event::Kept { proofs, .. } => bar.set_position(*proofs as u64),
        Event::Damaged(job) => {
            bar.println(format!("The proof of {job} is damaged; making it again"))
        }
        Event::OverMemory { takes } => bar.println(over(*takes)),
        Event::Reading { done, of, .. } if done < of => bar.set_message("reading the key"),
        Event::Reading { .. } => {}
        Event::Begun(job) => bar.set_message(format!("proving {job}")),
        Event::Stored { proofs, left, .. } => {
            bar.set_position(*proofs as u64);
            if let Some(left) = left {
                bar.set_prefix(about(*left));
            }
        }
    }
}

/// In a log: a line for each proof.
fn line(event: &Event) {
    match event {
        Event::Kept { proofs: 0, of } => say(&format_args!("{of} proofs to make")),
        Event::Kept { proofs, of } => {
            say(&format_args!("{proofs} of {of} proofs are there already, and verify"));
        }
        Event::Damaged(job) => say(&format_args!("The proof of {job} is damaged; making it again")),
        Event::OverMemory { takes } => say(&over(*takes)),
        Event::Reading { .. } | Event::Begun(_) => {}
        Event::Stored { job, took, proofs, of, left } => {
            let seconds = took.as_secs_f64();
            let left = left.map(about).unwrap_or_default();
            say(&format_args!("{job} proved in {seconds:.1} s; {proofs} of {of} done{left}"));
        }
    }
}

fn over(takes: u64) -> String {
    let mib = takes >> 20;
    format!("A single proof takes about {mib} MiB, more than --memory allows; making one at a time")
}

fn about(left: Duration) -> String {
    match left.as_secs() {
        0 => String::new(),
        seconds @ 1..=99 => format!(", about {seconds} s left"),
        seconds @ 100..=5999 => format!(", about {} min left", seconds.div_ceil(60)),
        seconds => format!(", about {} h left", seconds.div_ceil(3600)),
    }
}

#[derive(Debug, Serialize)]
struct Report {
    run: PathBuf,
    made: usize,
    kept: usize,
    seconds: f64,
    next: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { made, kept, seconds, next, .. } = self;
        writeln!(f, "{made} proofs made in {seconds:.1} s, {kept} were there; all verify")?;
        writeln!(f, "Next: `{next}`")
    }
}
