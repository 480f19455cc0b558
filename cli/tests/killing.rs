//! Proving that is killed, at any moment and again and again: it goes on where
//! it was, makes nothing twice, and leaves nothing half-written under its name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may panic and say its seed"
)]
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime};

use common::{Ran, book, command, fails, json, keys, plimsoll, prepared, succeeds};

/// Enough for a test, and in no need of being unpredictable.
struct Random(u64);

impl Random {
    fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        println!("seed {}", now.as_secs());
        Self(now.as_secs() | 1)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// Starts a command in silence.
fn start(arguments: &[&dyn AsRef<OsStr>]) -> Child {
    command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills a process after a while, unless it is done; says whether it did.
fn kill_after(mut child: Child, wait: Duration) -> bool {
    std::thread::sleep(wait);
    let done = child.try_wait().unwrap();
    if let Some(status) = done {
        assert!(status.success());
        return false;
    }
    // SIGKILL: nothing is cleaned up.
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

/// Kills a process as soon as the number of files in a folder changes, which is
/// while one of them is being written.
fn kill_when_writing(mut child: Child, folder: &Path) -> bool {
    let count = || fs::read_dir(folder).map_or(0, Iterator::count);
    let before = count();
    while count() == before {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return false;
        }
        // Shorter than writing takes, and long enough to leave the cores alone.
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}

/// What a proof's file is: it must stay that.
#[derive(Debug, PartialEq, Eq)]
struct Stored {
    inode: u64,
    modified: SystemTime,
    bytes: Vec<u8>,
}

/// The proofs of a run by name. All under a final name are whole.
fn stored(run: &Path) -> BTreeMap<String, Stored> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(run.join("proofs")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with('.') && name.ends_with(".tmp") {
            continue;
        }
        assert!(name.ends_with(".proof"), "{name}");
        let (meta, bytes) = (entry.metadata().unwrap(), fs::read(entry.path()).unwrap());
        assert_eq!(bytes.len(), 338, "{name} is half-written");
        assert_eq!(meta.mode() & 0o777, 0o600, "{name}");
        let modified = meta.modified().unwrap();
        all.insert(name, Stored { inode: meta.ino(), modified, bytes });
    }
    all
}

#[test]
fn killed_again_and_again_a_run_ends_in_the_same_publication() {
    const KILLS: usize = 28;
    let dir = tempfile::tempdir().unwrap();
    let mut random = Random::new();
    let (mut kills, mut runs) = (0, 0);
    // How long a proof takes here at most: later kills come sooner, never later.
    let mut proof = Duration::from_millis(700);
    while kills < KILLS {
        runs += 1;
        let (run, bundle) =
            (dir.path().join(format!("run-{runs}")), dir.path().join(format!("bundle-{runs}")));
        prepared(&run);
        let mut before = BTreeMap::new();
        loop {
            let child = start(&[&"prove", &run, &"--resume"]);
            let began = Instant::now();
            let killed = if random.below(3) == 0 {
                kill_when_writing(child, &run.join("proofs"))
            } else {
                let most = u64::try_from(proof.as_millis()).unwrap();
                kill_after(child, Duration::from_millis(random.below(2 * most)))
            };
            kills += usize::from(killed);
            let after = stored(&run);
            for (name, file) in &before {
                assert_eq!(after.get(name), Some(file), "{name} was made again");
            }
            if after.len() == before.len() + 1 {
                proof = proof.min(began.elapsed());
            }
            before = after;
            if before.len() == 6 || kills >= KILLS {
                break;
            }
        }
        let report = json(&[&"prove", &run, &"--resume"]);
        assert_eq!(report["kept"], before.len());
        let after = stored(&run);
        assert_eq!(after.len(), 6);
        assert!(before.iter().all(|(name, file)| after.get(name) == Some(file)));
        let swept = fs::read_dir(run.join("proofs")).unwrap().count();
        assert_eq!(swept, 6, "what was left unfinished is swept");
        succeeds(&[&"bundle", &"make", &run, &"--out", &bundle]);
        succeeds(&[&"verify", &"bundle", &bundle, &"--keys", &keys()]);
    }
    println!("{kills} kills in {runs} runs");
}

#[test]
fn a_run_and_a_bundle_are_there_whole_or_not_at_all() {
    const KILLS: usize = 12;
    let dir = tempfile::tempdir().unwrap();
    let mut random = Random::new();
    let run = dir.path().join("run");
    let keys = keys();
    let arguments: [&dyn AsRef<OsStr>; 8] =
        [&"prepare", &book(), &"--run", &run, &"--keys", &keys, &"--shape", &"tiny"];
    let whole = time(|| succeeds(&arguments));
    succeeds(&[&"prove", &run]);
    let bundle = dir.path().join("bundle");
    let make: [&dyn AsRef<OsStr>; 5] = [&"bundle", &"make", &run, &"--out", &bundle];
    let made = time(|| succeeds(&make));
    fs::remove_dir_all(&bundle).unwrap();

    let mut kills = 0;
    while kills < KILLS {
        kills += usize::from(kill_after(start(&make), part(made, &mut random)));
        if bundle.exists() {
            succeeds(&[&"verify", &"bundle", &bundle, &"--keys", &keys]);
            fs::remove_dir_all(&bundle).unwrap();
        }
    }
    succeeds(&make);
    fs::remove_dir_all(&run).unwrap();
    let mut kills = 0;
    while kills < KILLS {
        kills += usize::from(kill_after(start(&arguments), part(whole, &mut random)));
        if run.exists() {
            let err = fails(3, &[&"bundle", &"make", &run, &"--out", &dir.path().join("none")]);
            assert!(err.contains("6 of 6 proofs are missing"), "the run is whole: {err}");
            fs::remove_dir_all(&run).unwrap();
        }
    }
    succeeds(&arguments);
    let left = fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(left, 2, "the run, the bundle, and nothing that was left unfinished");
}

#[test]
fn keys_that_were_not_finished_are_made_and_others_kept() {
    let dir = tempfile::tempdir().unwrap();
    let keys = dir.path().join("keys");
    let arguments: [&dyn AsRef<OsStr>; 8] =
        [&"setup", &"dev", &"--snapshot", &book(), &"--shape", &"4x4", &"--keys", &keys];
    let mut random = Random::new();
    for _ in 0..3 {
        kill_after(start(&arguments), Duration::from_millis(random.below(2500)));
    }
    succeeds(&arguments);
    for folder in [keys.clone(), keys.join("proving")] {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut left = names.filter(|name| name.to_string_lossy().starts_with('.'));
        assert!(left.all(|name| name == ".lock"), "what was left unfinished is swept");
    }
    let run = dir.path().join("run");
    succeeds(&[&"prepare", &book(), &"--run", &run, &"--keys", &keys, &"--shape", &"4x4"]);
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// Some part of a time.
fn part(whole: Duration, random: &mut Random) -> Duration {
    Duration::from_micros(random.below(u64::try_from(whole.as_micros()).unwrap()))
}

#[test]
fn one_process_at_a_time_proves_a_run() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    prepared(&run);
    let arguments: [&dyn AsRef<OsStr>; 2] = [&"prove", &run];
    let mut first =
        command(&arguments).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    // It says how much there is to do once the run is its own.
    let mut said = BufReader::new(first.stderr.take().unwrap());
    said.read_line(&mut String::new()).unwrap();
    let Ran { code, err, .. } = plimsoll(&[&"prove", &run]);
    assert_eq!(code, 6, "{err}");
    assert!(err.contains("another process is at work"), "{err}");
    first.kill().unwrap();
    first.wait().unwrap();
}
