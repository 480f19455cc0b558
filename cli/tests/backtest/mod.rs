//! `plimsoll risk backtest` as a user runs it: known answers, what is printed,
//! and every fault explained.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{fails, json, succeeds};

const HEADING: &str = "day,loss,value_at_risk,expected_shortfall";

fn file(dir: &Path, text: &str) -> PathBuf {
    let path = dir.join("history.csv");
    fs::write(&path, text).unwrap();
    path
}

/// So many days, three of them exceptions.
fn history(days: usize) -> String {
    let row = |day: usize| {
        let loss = if [7, 100, 101].contains(&day) { "115.5" } else { "-3" };
        format!("d{day},{loss},100,120\n")
    };
    format!("{HEADING}\n{}", (1..=days).map(row).collect::<String>())
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn simulated_histories_get_their_known_verdicts() {
    let rejected = |kind: &str| {
        let found = json(&[&"risk", &"backtest", &"--simulated", &kind]);
        assert_eq!((&found["days"], &found["confidence"]), (&1000.into(), &0.99.into()));
        found["rejected_by"].clone()
    };
    let all = ["kupiec", "conditional_coverage", "basel", "acerbi_szekely"];
    assert_eq!(rejected("right"), serde_json::json!([]));
    assert_eq!(rejected("understated"), serde_json::json!(all));
    let timing = ["independence", "conditional_coverage"];
    assert_eq!(rejected("clustered"), serde_json::json!(timing));
}

#[test]
fn a_seed_is_a_history() {
    let of = |seed: &str| {
        succeeds(&[
            &"risk",
            &"backtest",
            &"--simulated",
            &"right",
            &"--days",
            &"60",
            &"--seed",
            &seed,
        ])
    };
    assert_eq!(of("5"), of("5"));
    assert_ne!(of("5"), of("6"));
}

#[test]
fn the_documents_example_is_true() {
    let out = succeeds(&[&"risk", &"backtest", &"--simulated", &"understated", &"--days", &"250"]);
    let indent = |line: &str| if line.is_empty() { "\n".into() } else { format!("    {line}\n") };
    let shown: String = out.lines().map(indent).collect();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/backtests.md");
    assert!(fs::read_to_string(page).unwrap().contains(&shown), "{out}");
}

#[test]
fn json_keeps_its_names() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), &history(250));
    let found = json(&[&"risk", &"backtest", &path, &"--tail-shape", &"-0.11"]);
    let names = ["confidence", "days", "exceptions", "history", "level", "rejected_by"];
    assert_eq!(keys(&found), [&names[..], &["tail", "tests"]].concat());
    assert_eq!(found["tail"], serde_json::json!({"shape": -0.11, "simulations": 10000, "seed": 1}));
    let tests = &found["tests"];
    assert_eq!(keys(tests), ["acerbi_szekely", "basel", "christoffersen", "kupiec"]);
    assert_eq!(
        keys(&tests["kupiec"]),
        ["exceptions", "expected", "p_value", "statistic", "verdict"]
    );
    assert_eq!(tests["kupiec"]["verdict"], "accepted");
    assert_eq!(tests["christoffersen"]["transitions"], serde_json::json!([[244, 2], [2, 1]]));
    assert_eq!(keys(&tests["christoffersen"]["independence"]), ["p_value", "statistic", "verdict"]);
    assert_eq!(
        (&tests["basel"]["zone"], &tests["basel"]["multiplier"]),
        (&"green".into(), &1.5.into())
    );
    // 1 − 3 · (115.5/120) / 2.5.
    let shortfall = tests["acerbi_szekely"]["statistic"].as_f64().unwrap();
    assert!((shortfall + 0.155).abs() < 1e-12, "{shortfall}");
    assert_eq!(found["exceptions"].as_array().unwrap().len(), 3);
    let first = serde_json::json!(
        {"day": "d7", "loss": 115.5, "value_at_risk": 100.0, "expected_shortfall": 120.0}
    );
    assert_eq!(found["exceptions"][0], first);
}

#[test]
fn people_read_what_applies() {
    let dir = tempfile::tempdir().unwrap();
    let run = |text: &str| succeeds(&[&"risk", &"backtest", &file(dir.path(), text)]);
    let out = run(&history(250));
    assert!(out.contains("250 days at a confidence of 0.99: 3 exceptions where 2.50 are"), "{out}");
    assert!(out.contains("capital is multiplied by 1.5"), "{out}");
    assert!(out.contains("d101"), "{out}");
    let out = run(&history(251));
    assert!(out.contains("defined for 250 days at 0.99"), "{out}");
    let out = run(&history(6));
    assert!(out.contains("cannot be told") && out.contains("Nothing here speaks against"), "{out}");
}

#[test]
fn faults_say_where_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let row = |row: &str| format!("{HEADING}\na,0,1,2\n{row}\n");
    let faults = [
        (String::new(), "line 1: the file is empty; begin with the header day,loss"),
        ("loss,value_at_risk\n".to_owned(), "line 1: column expected_shortfall is missing"),
        (row("b,nothing,1,2"), "line 3: loss \"nothing\" is not a number; write"),
        (row("b,NaN,1,2"), "line 3: loss \"NaN\" is no finite number"),
        (row("b,0,inf,2"), "line 3: value_at_risk \"inf\" is no finite number"),
        (row("b,0,-1,2"), "line 3: value_at_risk -1 is below zero"),
        (row("b,0,3,2"), "line 3: expected_shortfall 2 is below value_at_risk 3"),
        (format!("{HEADING}\n"), "history.csv: a history of 0 days: the test needs at least 2"),
        (history(1), "history.csv: a history of 1 days: the test needs at least 2"),
    ];
    for (text, wanted) in faults {
        let err = fails(3, &[&"risk", &"backtest", &file(dir.path(), &text)]);
        assert!(err.contains(wanted) && err.contains("history.csv"), "{wanted}: {err}");
    }
    let err = fails(3, &[&"risk", &"backtest", &dir.path().join("none.csv")]);
    assert!(err.contains("none.csv: cannot be read"), "{err}");
    for (option, value, wanted) in [
        ("--confidence", "0.3", "the confidence is 0.3; it must be above 0.5"),
        ("--level", "1", "level is 1; it must be above 0"),
        ("--simulations", "10", "10 simulations: at least 20 are needed"),
        ("--tail-shape", "2", "the tail's shape is 2"),
    ] {
        let err = fails(3, &[&"risk", &"backtest", &"--simulated", &"right", &option, &value]);
        assert!(err.contains(wanted), "{wanted}: {err}");
    }
    fails(2, &[&"risk", &"backtest"]);
    fails(2, &[&"risk", &"backtest", &"history.csv", &"--simulated", &"right"]);
    fails(2, &[&"risk", &"backtest", &"history.csv", &"--days", &"9"]);
}
