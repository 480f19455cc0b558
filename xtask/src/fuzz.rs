//! `cargo xtask fuzz`: runs each target in `fuzz/fuzz_targets` for a while. What
//! a run prints goes to `target/fuzz-logs`; a target gets one line here.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use crate::Outcome;
use crate::run::{call, cargo, root, works};

const TARGETS: &str = "fuzz/fuzz_targets";
const LOGS: &str = "target/fuzz-logs";

pub(crate) fn run(seconds: u32) -> Outcome {
    let targets = targets(&root().join(TARGETS))?;
    if targets.is_empty() {
        return Err(format!("there is no target in {TARGETS}"));
    }
    if !works(cargo().args(["fuzz", "--version"])) {
        println!("installing cargo-fuzz");
        call(cargo().args(["install", "cargo-fuzz", "--locked"]))?;
    }
    let mut failed = Vec::new();
    for target in targets {
        match fuzz(&target, seconds)? {
            Ok(line) => println!("{target}: {line}"),
            Err(line) => {
                println!("{target}: FAILED: {line}");
                failed.push(target);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn targets(folder: &Path) -> Result<Vec<String>, String> {
    let unreadable = |error| format!("cannot list {}: {error}", folder.display());
    let mut targets = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && let Some(name) = path.file_stem().and_then(|name| name.to_str())
        {
            targets.push(name.to_owned());
        }
    }
    targets.sort();
    Ok(targets)
}

/// The outer error: the run could not be made. The inner one: it failed.
fn fuzz(target: &str, seconds: u32) -> Result<Result<String, String>, String> {
    let logs = root().join(LOGS);
    let path = logs.join(format!("{target}.log"));
    let log = fs::create_dir_all(&logs).and_then(|()| File::create(&path));
    let log = log.and_then(|out| Ok((out.try_clone()?, out)));
    let (out, err) = log.map_err(|error| format!("cannot write {}: {error}", path.display()))?;

    let ended = call(command(target, seconds).stdout(out).stderr(err));
    let text = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned();
    Ok(match ended {
        Ok(()) => Ok(runs(&text).unwrap_or("passed").to_owned()),
        Err(error) => Err(format!("{error}\n{}\n  all of it: {LOGS}/{target}.log", tail(&text))),
    })
}

/// The pinned toolchain can instrument code too, once it is told that unstable
/// flags are meant: no nightly is needed.
fn command(target: &str, seconds: u32) -> Command {
    let mut command = cargo();
    command.env("RUSTC_BOOTSTRAP", "1").env("RUST_LIB_BACKTRACE", "0");
    let seeds = root().join("fuzz/seeds").join(target);
    command.args(["fuzz", "run", "--features", "fuzzer", target]);
    if seeds.is_dir() {
        // New inputs go to the first folder; the second is only read.
        let _ = fs::create_dir_all(root().join("fuzz/corpus").join(target));
        command.arg(format!("fuzz/corpus/{target}")).arg(seeds);
    }
    command.arg("--");
    command.arg(format!("-max_total_time={seconds}")).arg("-rss_limit_mb=2048");
    command
}

/// libFuzzer's closing line: `Done 4194304 runs in 61 second(s)`.
fn runs(log: &str) -> Option<&str> {
    log.lines().rev().find(|line| line.starts_with("Done "))
}

fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let last = &lines[lines.len().saturating_sub(25)..];
    last.iter().map(|line| format!("  | {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_is_found() {
        let log = "#2 INITED\nDone 7 runs in 2 second(s)\n";
        assert_eq!(runs(log), Some("Done 7 runs in 2 second(s)"));
        assert_eq!(runs("#2 INITED\n"), None);
    }

    #[test]
    fn a_missing_folder_is_an_error_that_names_it() {
        let error = targets(Path::new("no/such/folder")).unwrap_err();
        assert!(error.starts_with("cannot list no/such/folder"), "{error}");
    }

    #[test]
    fn the_tail_is_short() {
        let log = "line\n".repeat(100);
        assert_eq!(tail(&log).lines().count(), 25);
        assert_eq!(tail("one"), "  | one");
    }
}
