//! `cargo xtask test`: every test there is. All steps run even if one fails; a
//! step whose tools are missing is skipped and says what it needs.
//!
//! Solidity's compiler, circom's prover and browsers keep one core busy at most,
//! so what waits for them runs beside everything else.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use cargo_metadata::{Metadata, MetadataCommand, TargetKind};

use crate::Outcome;
use crate::run::{call, cargo, program, root, works};
use crate::steps::{Steps, Verdict};

/// Test binaries that mostly wait for other programs.
const WAITING: [&str; 5] = ["circom", "contracts", "powers", "solidity", "zkey"];

type Beside = (&'static str, fn(&Log) -> Verdict);

const BESIDE: [Beside; 5] = [
    ("cargo test, what waits", waiting),
    ("contracts", contracts),
    ("web", web),
    ("page in a browser", page),
    ("poseidon vectors", vectors),
];

pub(crate) fn run() -> Outcome {
    let mut steps = Steps::default();
    steps.take("build tests", || call(cargo().args(["test", "--workspace", "--no-run"])));
    if steps.failed() {
        return steps.finish("steps");
    }
    let beside = thread::spawn(beside);
    steps.take("cargo test", others);
    let done = beside.join().unwrap_or_else(|_| Err("what waits ended early".to_owned()));
    match done {
        Ok((log, done)) => {
            print!("{log}");
            done.into_iter().for_each(|(name, verdict, took)| steps.record(name, verdict, took));
        }
        Err(why) => steps.take("what waits", || Verdict::Failed(why)),
    }
    steps.finish("steps")
}

type Done = Vec<(&'static str, Verdict, Duration)>;

/// What the steps print that run beside others.
struct Log(File);

impl Log {
    fn call(&self, command: &mut Command) -> Outcome {
        let copy = || self.0.try_clone().map_err(|error| format!("no log: {error}"));
        call(command.stdout(copy()?).stderr(copy()?))
    }
}

fn beside() -> Result<(String, Done), String> {
    let path = root().join("target/beside.log");
    let unwritten = |error| format!("{}: {error}", path.display());
    let log = Log(File::create(&path).map_err(unwritten)?);
    let step = |(name, step): Beside| {
        let start = Instant::now();
        (name, step(&log), start.elapsed())
    };
    let done = BESIDE.into_iter().map(step).collect();
    let text = fs::read(&path).map_err(unwritten)?;
    Ok((String::from_utf8_lossy(&text).into_owned(), done))
}

fn waiting(log: &Log) -> Verdict {
    log.call(cargo().args(["test", "--workspace", "--no-fail-fast"]).args(named("--test", WAITING)))
        .into()
}

/// All test binaries but those that wait, each crate's own tests among them.
fn others() -> Outcome {
    let metadata = metadata()?;
    let packages = metadata.workspace_packages();
    // Fuzz targets are programs that cannot be tested, and say so.
    let of = |kind: &TargetKind| -> BTreeSet<&str> {
        let targets = packages.iter().flat_map(|package| &package.targets);
        let own = targets.filter(|target| target.test && target.kind.contains(kind));
        own.map(|target| target.name.as_str()).collect()
    };
    let mut tests = of(&TargetKind::Test);
    tests.retain(|name| !WAITING.contains(name));
    let all = cargo_tests().chain(named("--test", tests));
    call(cargo().args(all.chain(named("--bin", of(&TargetKind::Bin)))))
}

fn metadata() -> Result<Metadata, String> {
    MetadataCommand::new().no_deps().exec().map_err(|error| error.to_string())
}

fn cargo_tests() -> impl Iterator<Item = String> {
    ["test", "--workspace", "--no-fail-fast", "--lib"].map(String::from).into_iter()
}

/// Names of targets, as cargo takes them.
fn named<'a>(
    kind: &'static str,
    names: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = String> {
    names.into_iter().flat_map(move |name| [kind.to_owned(), name.to_owned()])
}

/// Runs npm in a folder, command by command.
fn npm(log: &Log, folder: &str, scripts: &[&[&str]]) -> Verdict {
    for tool in ["node", "npm"] {
        if !works(program(tool).arg("--version")) {
            return Verdict::Skipped(format!("needs {tool} (Node.js 20 or later)"));
        }
    }
    let folder = root().join(folder);
    // What the tests' build made: alone, each would be built with other features.
    let built = match metadata() {
        Ok(metadata) => metadata.target_directory.join("debug").into_std_path_buf(),
        Err(error) => return Verdict::Failed(error),
    };
    let run = |arguments: &[&str]| {
        let mut npm = program("npm");
        npm.args(arguments).current_dir(&folder);
        npm.env("PLIMSOLL", built.join("plimsoll"));
        npm.env("EVM_TABLES", built.join("examples/evm_tables"));
        // All mutations take minutes; `npm test` by itself goes through all.
        log.call(npm.env("EVERY", "12"))
    };
    scripts.iter().copied().try_for_each(run).into()
}

/// Brings the packages that a folder's lock names.
const INSTALL: &[&str] = &["ci", "--silent", "--prefer-offline"];

fn contracts(log: &Log) -> Verdict {
    npm(log, "contracts", &[INSTALL, &["run", "format"], &["test"]])
}

fn web(log: &Log) -> Verdict {
    npm(log, "web", &[INSTALL, &["run", "build"], &["test"]])
}

/// The page that [`web`] built, in a real browser, which is installed where that can be done.
fn page(log: &Log) -> Verdict {
    if !has_browser() {
        let install = ["install", "-y", "--no-install-recommends", "chromium"];
        let _ = log.call(program("apt-get").args(install));
        if !has_browser() {
            return Verdict::Skipped("needs Chromium: install it, or set CHROMIUM".to_owned());
        }
    }
    npm(log, "web", &[&["run", "test:page"]])
}

fn has_browser() -> bool {
    std::env::var_os("CHROMIUM").is_some() || Path::new("/usr/bin/chromium").exists()
}

/// Recomputes the Poseidon vectors with circomlibjs and poseidon-lite.
fn vectors(log: &Log) -> Verdict {
    npm(log, "poseidon/vectors", &[INSTALL, &["run", "check"]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_there_under_its_name() {
        let metadata = metadata().unwrap();
        for name in WAITING {
            let packages = metadata.workspace_packages();
            let mut targets = packages.iter().flat_map(|package| &package.targets);
            assert!(targets.any(|target| target.name == name), "{name}");
        }
    }

    #[test]
    fn tests_are_named_for_cargo() {
        let all: Vec<String> = named("--test", ["a", "b"]).collect();
        assert_eq!(all, ["--test", "a", "--test", "b"]);
    }
}
