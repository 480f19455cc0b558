//! `plimsoll risk` as a user runs it. Here `price`: rows in, rows out, and every
//! fault explained.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod backtest;
mod common;
mod engine;

use std::fs;
use std::path::{Path, PathBuf};

use common::{fails, json, succeeds};

const HEADING: &str = "model,type,spot,strike,r,q,t,vol";

fn file(dir: &Path, text: &str) -> PathBuf {
    let path = dir.join("cases.csv");
    fs::write(&path, text).unwrap();
    path
}

/// Every model in one file, with the cells that it does not read left empty.
const ALL: &str = "\
model,type,spot,strike,r,q,t,vol,lambda,mean_log_jump,log_jump_vol,v0,kappa,theta,sigma_vv,rho,s1,s2,vol1,vol2,q1,q2
bs,C,100,105,0.05,0.01,0.5,0.4,,,,,,,,,,,,,,
black76,P,100,105,0.05,0,0.5,0.4,,,,,,,,,,,,,,
merton,C,100,105,0.05,0.01,0.5,0.4,0.5,-0.1,0.2,,,,,,,,,,,
heston,P,100,105,0.05,0.01,0.5,,,,,0.16,2,0.2,0.9,-0.6,,,,,,
bates,C,100,105,0.05,0.01,0.5,,0.5,-0.1,0.2,0.16,2,0.2,0.9,-0.6,,,,,,
margrabe,,,,0.05,,0.5,,,,,,,,,0.3,100,95,0.4,0.5,0,0.02
max_call,C,,105,0.05,,0.5,,,,,,,,,0.3,100,95,0.4,0.5,0,0.02
min_put,,,105,0.05,,0.5,,,,,,,,,0.3,100,95,0.4,0.5,0,0.02
";

#[test]
fn rows_come_back_with_prices_and_greeks() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), &format!("{HEADING}\nbs,C,100,100,0,0,1,0.2\n"));
    let out = succeeds(&[&"risk", &"price", &path]);
    let mut lines = out.lines();
    assert_eq!(lines.next().unwrap(), format!("{HEADING},price,delta,gamma,vega,theta,rho"));
    let row = lines.next().unwrap();
    assert!(row.starts_with("bs,C,100,100,0,0,1,0.2,7.96556745540"), "{row}");
    assert_eq!(row.split(',').count(), 14);
    assert_eq!(lines.next(), None);
}

#[test]
fn json_and_csv_say_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), ALL);
    let out = succeeds(&[&"risk", &"price", &path]);
    let values = json(&[&"risk", &"price", &path]);
    let values = values.as_array().unwrap();
    assert_eq!(values.len(), ALL.lines().count() - 1);
    for ((value, line), case) in values.iter().zip(out.lines().skip(1)).zip(ALL.lines().skip(1)) {
        let rest = line.strip_prefix(case).unwrap();
        let added: Vec<f64> = rest.split(',').skip(1).map(|cell| cell.parse().unwrap()).collect();
        for (i, name) in ["price", "delta", "gamma", "vega", "theta", "rho"].iter().enumerate() {
            assert_eq!(value[name].as_f64().unwrap().to_bits(), added[i].to_bits(), "{name}");
        }
        assert_eq!(value["model"], case.split(',').next().unwrap());
        assert!(added[0] > 0.0);
    }
    // The case's own rho, by its name in JSON.
    assert_eq!(values[3]["correlation"], -0.6);
    assert!(values[0].get("correlation").is_none());
}

#[test]
fn faults_say_where_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let two = "model,r,t,s1,s2,vol1,vol2,q1,q2,rho";
    let faults = [
        (format!("{HEADING},colour\n"), "line 1, column colour: no model reads it"),
        (format!("{HEADING},vol\n"), "line 1, column vol: it is there twice"),
        ("spot,strike\n".to_owned(), "line 1, column model: it is missing"),
        (
            format!("{HEADING}\nbs,C,1,1,0,0,1,0.2\nbz,C,1,1,0,0,1,0.2\n"),
            "line 3, column model: there is no model \"bz\"",
        ),
        (
            format!("{HEADING}\nbs,C,1,1,0,0,1,-0.2\n"),
            "line 2, column vol: it is -0.2, and must be",
        ),
        (
            format!("{HEADING}\nbs,C,NaN,1,0,0,1,0.2\n"),
            "line 2, column spot: \"NaN\" is not a number",
        ),
        (
            format!("{HEADING}\nbs,C,1,1,0,0,1e999,0.2\n"),
            "line 2, column t: \"1e999\" is not a number",
        ),
        (format!("{HEADING}\nbs,C,1,,0,0,1,0.2\n"), "line 2, column strike: it is not given"),
        (format!("{HEADING}\nbs,,1,1,0,0,1,0.2\n"), "line 2, column type: it is not given"),
        (
            format!("{HEADING}\nbs,X,1,1,0,0,1,0.2\n"),
            "line 2, column type: \"X\" is neither C nor P",
        ),
        (
            format!("{HEADING}\nblack76,C,1,1,0,0.1,1,0.2\n"),
            "line 2, column q: black76 does not read it",
        ),
        (format!("{HEADING}\nbs,C,1,1,0,0,1\n"), "line: 2"),
        (format!("{HEADING}\nbs,C,1,1,0,0,0,0.2\n"), "line 2: gamma is not a finite number"),
        (format!("{two}\nmargrabe,0,1,1,1,0.2,0.2,0,0,1.5\n"), "line 2, column rho: it is 1.5"),
        (
            format!("{two},type\nmargrabe,0,1,1,1,0.2,0.2,0,0,0.5,P\n"),
            "line 2, column type: margrabe is not P",
        ),
    ];
    for (text, wanted) in faults {
        let path = file(dir.path(), &text);
        let err = fails(3, &[&"risk", &"price", &path]);
        assert!(err.contains(wanted) && err.contains("cases.csv"), "{wanted}: {err}");
    }
    let err = fails(3, &[&"risk", &"price", &dir.path().join("none.csv")]);
    assert!(err.contains("none.csv: cannot be read"), "{err}");
}
