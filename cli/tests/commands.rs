//! The commands as a user runs them: outputs, files, exit codes.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn plimsoll(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("plimsoll").unwrap().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Runs what must succeed, and reads its JSON.
fn json(arguments: &[&str]) -> Value {
    let (code, out, err) = plimsoll(arguments);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn sample(dir: &Path, format: &str) -> String {
    let path = dir.join(format).to_str().unwrap().to_owned();
    let (accounts, seed) = ("40", "7");
    let arguments = [
        "snapshot",
        "sample",
        "--accounts",
        accounts,
        "--seed",
        seed,
        "-o",
        &path,
        "--format",
        format,
    ];
    let (code, out, err) = plimsoll(&arguments);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("every zero-sum instrument nets to zero"), "{out}");
    path
}

#[test]
fn every_format_gives_the_same_margin() {
    let dir = tempfile::tempdir().unwrap();
    let mut reports = Vec::new();
    for format in ["parquet", "csv", "jsonl"] {
        let mut report = json(&["margin", &sample(dir.path(), format), "--json"]);
        assert_eq!(report["violations"], serde_json::json!([]));
        for measured in ["seconds", "peak_memory_mib"] {
            report.as_object_mut().unwrap().remove(measured);
        }
        reports.push(report);
    }
    assert_eq!(reports[0]["accounts"]["customers"].as_u64().unwrap() + 2, 40);
    assert_eq!(reports[0], reports[1]);
    assert_eq!(reports[0], reports[2]);
}

#[test]
fn one_account_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let path = sample(dir.path(), "parquet");
    let report = json(&["margin", &path, "--account", "maker-01", "--json"]);
    assert_eq!(report["account"], "maker-01");
    assert_eq!(report["scenarios"].as_array().unwrap().len(), 64);
    assert!(!report["holdings"].as_array().unwrap().is_empty());
    let (code, _, err) = plimsoll(&["margin", &path, "--account", "nobody"]);
    assert_eq!(code, 3);
    assert!(err.contains("no account \"nobody\" in the snapshot"), "{err}");
}

#[test]
fn each_account_gets_a_line_that_others_cannot_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = sample(dir.path(), "parquet");
    let each = dir.path().join("each.csv");
    let (code, _, err) = plimsoll(&["margin", &path, "--each", each.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    let text = fs::read_to_string(&each).unwrap();
    assert_eq!(text.lines().count(), 41);
    assert!(text.starts_with("account,sub_account,class,healthy,value,"), "{text}");
    assert!(!dir.path().join("each.csv.unfinished").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&each).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_missing_trade_is_a_false_book() {
    let dir = tempfile::tempdir().unwrap();
    let path = sample(dir.path(), "csv");
    let holdings = Path::new(&path).join("holdings.csv");
    let text = fs::read_to_string(&holdings).unwrap();
    let short = text.lines().find(|line| line.contains("BTC-PERP")).unwrap();
    fs::write(&holdings, text.replace(&format!("{short}\n"), "")).unwrap();
    for command in [["snapshot", "check", &path].as_slice(), ["margin", &path].as_slice()] {
        let (code, out, err) = plimsoll(command);
        assert_eq!(code, 4, "{err}");
        assert!(out.contains("BTC-PERP"), "the result is shown all the same: {out}");
        assert!(err.contains("book.zero-sum"), "{err}");
    }
}

#[test]
fn a_conversion_sorts_and_says_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let path = sample(dir.path(), "csv");
    let holdings = Path::new(&path).join("holdings.csv");
    let text = fs::read_to_string(&holdings).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    fs::write(&holdings, lines.join("\n")).unwrap();
    let (code, _, err) = plimsoll(&["margin", &path]);
    assert_eq!(code, 3);
    assert!(err.contains("plimsoll snapshot convert"), "{err}");
    let out = dir.path().join("sorted").to_str().unwrap().to_owned();
    let (code, _, err) = plimsoll(&["snapshot", "convert", &path, "-o", &out]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(json(&["margin", &out, "--json"])["violations"], serde_json::json!([]));
}

#[test]
fn parameters_are_named_by_their_canonical_form() {
    let dir = tempfile::tempdir().unwrap();
    let file = format!("{}/parameters.json", sample(dir.path(), "jsonl"));
    let first = json(&["parameters", "check", &file, "--json"]);
    assert_eq!(first["notices"], serde_json::json!([]));
    let value: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let pretty = dir.path().join("pretty.json").to_str().unwrap().to_owned();
    fs::write(&pretty, serde_json::to_string_pretty(&value).unwrap()).unwrap();
    assert_eq!(json(&["parameters", "check", &pretty, "--json"])["name"], first["name"]);
    let canonical = dir.path().join("canonical.json").to_str().unwrap().to_owned();
    assert_eq!(plimsoll(&["parameters", "format", &pretty, "-o", &canonical]).0, 0);
    assert_eq!(fs::read(&canonical).unwrap(), fs::read(&file).unwrap());
}

#[test]
fn exit_codes_are_kept() {
    assert_eq!(plimsoll(&["--help"]).0, 0);
    assert_eq!(plimsoll(&["--version"]).0, 0);
    assert_eq!(plimsoll(&[]).0, 2);
    assert_eq!(plimsoll(&["margin"]).0, 2);
    assert_eq!(plimsoll(&["margin", "/nowhere"]).0, 3);
    assert_eq!(plimsoll(&["demo", "--accounts", "3"]).0, 3);
}

#[test]
fn the_demonstration_goes_the_whole_way() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("demo");
    let out = out.to_str().unwrap();
    let report = json(&["demo", "--accounts", "12", "--out", out, "--quiet", "--json"]);
    assert_eq!(report["venue"]["accounts"], 12);
    assert_eq!(report["steps"].as_array().unwrap().len(), 8);
    let file = |name: &str| report["left"][name].as_str().unwrap().to_owned();
    let (bundle, keys, receipt) = (file("bundle"), file("keys"), file("receipt"));
    let verified =
        json(&["verify", "account", &receipt, "--bundle", &bundle, "--keys", &keys, "--json"]);
    assert_eq!(verified["venue"]["digest"], report["venue"]["digest"]);
    assert!(receipt.ends_with(".receipt.json"), "{receipt}");
    let market = Path::new(&file("snapshot")).join("market");
    let again = ["risk", "verify", &file("parameters"), "--market", market.to_str().unwrap()];
    let again = json(&[&again[..], &["--json"]].concat());
    assert_eq!((&again["same"], &again["departures"]), (&true.into(), &serde_json::json!([])));
    let (code, _, err) = plimsoll(&["demo", "--out", out]);
    assert_eq!(code, 3, "{err}");
    assert!(err.contains("is not empty"), "{err}");
}
