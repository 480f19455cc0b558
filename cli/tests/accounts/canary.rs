//! Canaries: holdings and salts that nothing else could be, looked for in all
//! that others may see.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::VENUE;
use crate::common::{arguments, claiming, command, copy_of_book, edit, keys, plimsoll};

/// What alice holds, as text, in lots, and in the units of its value.
const HELD: &str = "31415.92653";

#[test]
fn canaries_are_seen_in_receipts_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let (book, run, bundle) = (path("book"), path("run"), path("bundle"));
    copy_of_book(&book);
    edit(&book.join("holdings.csv"), "alice,0,USDC,20000", &format!("alice,0,USDC,{HELD}"));

    let mut said = Vec::new();
    let mut run_all = |arguments: &[&dyn AsRef<OsStr>]| {
        let ran = plimsoll(arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
        said.extend([ran.out, ran.err].map(String::into_bytes));
        // Arguments are in every list of processes.
        said.extend(arguments.iter().map(|a| a.as_ref().as_encoded_bytes().to_vec()));
    };
    let nonce = format!("0x{}", "1".repeat(64));
    let (receipts, receipt, proof) = (path("receipts"), path("alice.json"), path("proof.json"));
    let keys = keys();
    run_all(&[&"prepare", &book, &"--run", &run, &"--keys", &keys, &"--shape", &"tiny", &"--json"]);
    run_all(&[&"prove", &run]);
    run_all(&[&"bundle", &"make", &run, &"--out", &bundle]);
    run_all(&[&"bundle", &"inspect", &bundle, &"--json"]);
    run_all(&[&"receipt", &run, &"--all", &"--out", &receipts]);
    run_all(&[&"receipt", &run, &"--account", &"alice", &"-o", &receipt]);
    let claimed = claiming([&receipt, &bundle, keys], "healthy", &nonce, None, &proof);
    run_all(&arguments(&claimed));
    run_all(&[
        &"verify",
        &"account-proof",
        &proof,
        &"--bundle",
        &bundle,
        &"--keys",
        &keys,
        &"--nonce",
        &nonce,
        &"--at",
        &"1900000000",
        &"--json",
    ]);
    run_all(&[&"verify", &"bundle", &bundle, &"--keys", &keys, &"--json"]);
    let registry = format!("0x{}", "11".repeat(20));
    run_all(&[&"contract", &"calldata", &bundle, &"--registry", &registry, &"--json"]);

    let canaries = canaries(&run, &receipt);
    // The receipts hold them: these are the ones.
    let own = fs::read(&receipt).unwrap();
    assert!(canaries.iter().filter(|canary| contains(&own, canary)).count() >= 3);
    for (number, text) in said.iter().enumerate() {
        let found = canaries.iter().find(|canary| contains(text, canary));
        assert!(found.is_none(), "output {number}: {}", String::from_utf8_lossy(text));
    }
    for file in files(&bundle).into_iter().chain(files(keys)).chain([proof]) {
        let bytes = fs::read(&file).unwrap();
        assert!(!canaries.iter().any(|canary| contains(&bytes, canary)), "{}", file.display());
    }
}

/// Salts of all accounts, and what alice holds, in every form that is written.
fn canaries(run: &Path, receipt: &Path) -> Vec<Vec<u8>> {
    let mut canaries: Vec<Vec<u8>> = Vec::new();
    for line in fs::read_to_string(run.join("accounts.jsonl")).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let salt = line["salt"].as_str().unwrap();
        canaries.extend([salt.as_bytes().to_vec(), hex::decode(salt).unwrap()]);
    }
    let receipt: Value = serde_json::from_slice(&fs::read(receipt).unwrap()).unwrap();
    let held = receipt["holdings"].as_array().unwrap().iter();
    let held = held.clone().find(|held| held["symbol"] == "USDC").unwrap();
    assert_eq!(held["quantity"], HELD);
    let lots: i64 = held["lots"].as_str().unwrap().parse().unwrap();
    canaries.extend([HELD.as_bytes().to_vec(), lots.to_string().into_bytes()]);
    canaries.extend([lots.to_be_bytes().to_vec(), lots.to_le_bytes().to_vec()]);
    canaries
}

fn contains(bytes: &[u8], canary: &[u8]) -> bool {
    // Byte by byte is slow over keys of megabytes: most places end at once.
    let Some((first, rest)) = canary.split_first() else { return false };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| *byte == first);
    starts.into_iter().any(|(at, _)| bytes[at + 1..].starts_with(rest))
}

fn files(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// No process of ours leaves its memory in a file, whatever it was started with.
#[cfg(target_os = "linux")]
#[test]
fn no_core_is_dumped() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // It waits for a receipt that nobody writes.
    let bundle = VENUE.bundle("first");
    let mut waiting =
        command(&[&"verify", &"account", &pipe, &"--bundle", &bundle, &"--keys", &keys()]);
    let mut child = waiting.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let limited = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        let columns: Vec<_> = core.split_whitespace().collect();
        columns[4..6] == ["0", "0"]
    });
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(limited, "a core could be dumped");
}
