//! From a market to parameters and a report, as a risk team runs it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{fails, json, mode, plimsoll, succeeds};

/// A sample venue; its market is within.
fn sample(dir: &Path) -> (PathBuf, PathBuf) {
    let book = dir.join("book");
    let accounts = ["snapshot", "sample", "--accounts", "60", "--seed", "1", "--format", "csv"];
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![];
    arguments.extend(accounts.iter().map(|a| a as &dyn AsRef<std::ffi::OsStr>));
    arguments.extend([&"-o" as &dyn AsRef<std::ffi::OsStr>, &book]);
    succeeds(&arguments);
    (book.join("market"), book)
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no {from:?}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn parameters_are_made_verified_and_explained() {
    let dir = tempfile::tempdir().unwrap();
    let (market, book) = sample(dir.path());
    let file = dir.path().join("parameters.json");
    let made = json(&[&"risk", &"run", &market, &book, &"-o", &file]);
    assert_eq!(made["multiplier"], "1");
    assert!(made["rejected"][0].as_str().unwrap().contains("driftwood on BTC spot: 900 s old"));
    // The sample is made the same way.
    assert_eq!(fs::read(&file).unwrap(), fs::read(book.join("parameters.json")).unwrap());

    let verified = json(&[&"risk", &"verify", &file, &"--market", &market]);
    assert_eq!(verified["same"], true);
    assert_eq!(verified["sha256"], made["sha256"]);

    let whole = succeeds(&[&"risk", &"explain", &file]);
    assert!(whole.contains("scenarios sample, multiplier 1") && whole.contains("margin.json"));
    let row = json(&[&"risk", &"explain", &file, &"--instrument", &"BTC-PERP"]);
    assert_eq!(row["kind"], "perp");
    assert_eq!(row["gains"].as_array().unwrap().len(), 64);
    let account =
        succeeds(&[&"risk", &"explain", &file, &"--account", &"maker-01", &"--book", &book]);
    assert!(account.contains("maker-01 (customer): healthy"), "{account}");
    fails(3, &[&"risk", &"explain", &file, &"--instrument", &"MOON"]);

    // A venue that makes one figure milder.
    let text = fs::read_to_string(&file).unwrap();
    let at = text.find("\"floor_short\":").unwrap();
    let digits = text[at + 14..].find(',').unwrap();
    let milder = format!("{}7{}", &text[..at + 14], &text[at + 14 + digits..]);
    fs::write(&file, milder).unwrap();
    let said = fails(5, &[&"risk", &"verify", &file, &"--market", &market]);
    assert!(said.contains("is not what"), "{said}");
}

#[test]
fn other_scenarios_a_smaller_table_and_a_drawn_one() {
    let dir = tempfile::tempdir().unwrap();
    let (market, book) = sample(dir.path());
    let file = dir.path().join("parameters.json");
    let presets = succeeds(&[&"risk", &"scenarios"]);
    for name in ["span-16", "deribit-27-8", "pmrm-33", "scan-24", "static-leverage", "greeks"] {
        assert!(presets.contains(name), "{name}");
    }
    // A preset is a file to begin from.
    let text = succeeds(&[&"risk", &"scenarios", &"span-16"]);
    fs::write(market.join("mine.json"), text.replacen("\"span-16\"", "\"mine\"", 1)).unwrap();
    let rules = market.join("margin.json");
    edit(&rules, "[\"sample\"]", "[\"mine.json\", \"stresses\"]");
    edit(&rules, "\"paths\": 100000", "\"paths\": 10000");
    let run: [&dyn AsRef<std::ffi::OsStr>; 6] = [&"risk", &"run", &market, &book, &"-o", &file];
    let with = |more: &[&dyn AsRef<std::ffi::OsStr>]| {
        let all: Vec<_> = run.iter().chain(more).copied().collect();
        json(&all)
    };
    let made = with(&[&"--held", &"--multiplier", &"1.5"]);
    assert_eq!(made["preset"], "mine.json,stresses");
    assert_eq!(made["multiplier"], "1.5");
    assert_eq!(json(&[&"risk", &"verify", &file, &"--market", &market])["same"], true);
    let sha256 = |seed: &str| {
        let made = with(&[&"--preset", &"tail,stresses", &"--seed", &seed]);
        made["sha256"].as_str().unwrap().to_owned()
    };
    assert_ne!(sha256("1"), sha256("2"));
    // Reproducible, and not by the venue's own rules.
    let said = plimsoll(&[&"risk", &"verify", &file, &"--market", &market]);
    assert_eq!(said.code, 5);
    for expected in ["the same to the bit", "scenarios are tail,stresses", "the seed is 2"] {
        assert!(said.out.contains(expected), "{}", said.out);
    }
    fails(3, &[&"risk", &"run", &market, &book, &"-o", &file, &"--preset", &"none-such"]);
    fails(3, &[&"risk", &"run", &market, &book, &"-o", &file, &"--multiplier", &"0.9"]);
    fails(2, &[&"risk", &"run", &market, &book, &"-o", &file, &"--multiplier", &"-1"]);
}

#[test]
fn the_report_is_for_its_owner_and_says_who_is_not_covered() {
    let dir = tempfile::tempdir().unwrap();
    let (market, book) = sample(dir.path());
    let page = dir.path().join("report.html");
    let report = json(&[&"risk", &"report", &market, &book, &"--html", &page, &"--paths", &"1000"]);
    assert_eq!(mode(&page), 0o600);
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("Content-Security-Policy") && !html.contains("<script"));
    let coverage = &report["coverage"];
    let share = coverage["covered"].as_f64().unwrap() / coverage["accounts"].as_f64().unwrap();
    assert!(share >= 0.995, "{coverage}");
    assert!(report["seconds"]["total"].as_f64().unwrap() > 0.0);
    let capital = report["capital"].as_array().unwrap();
    assert_eq!(capital.len(), 5);
    assert!(capital[4]["saved"].as_f64().unwrap() > 0.2, "{capital:?}");

    // Scenarios that are too mild for this market leave somebody uncovered,
    // who is named; and the multiplier that mends it is found.
    let file = dir.path().join("mild.json");
    json(&[&"risk", &"run", &market, &book, &"-o", &file, &"--preset", &"span-16"]);
    let mild =
        json(&[&"risk", &"report", &market, &book, &"--parameters", &file, &"--paths", &"1000"]);
    assert!(!mild["coverage"]["uncovered"].as_array().unwrap().is_empty());
    assert!(mild["coverage"]["multiplier_needed"].as_f64().unwrap() > 1.0);
    let made = json(&[
        &"risk",
        &"run",
        &market,
        &book,
        &"-o",
        &file,
        &"--preset",
        &"span-16",
        &"--calibrate",
    ]);
    assert!(made["multiplier"].as_str().unwrap().parse::<f64>().unwrap() > 1.0);
    edit(&market.join("margin.json"), "[\"sample\"]", "[\"span-16\"]");
    succeeds(&[&"risk", &"run", &market, &book, &"-o", &file, &"--calibrate", &"--held"]);
    succeeds(&[&"risk", &"verify", &file, &"--market", &market]);
    let [covered, accounts] = [0, 1].map(|at| made["covered"][at].as_f64().unwrap());
    assert!(covered / accounts >= 0.995);
}

#[test]
fn spoilt_observations_are_reported_or_refused_by_their_reason() {
    let dir = tempfile::tempdir().unwrap();
    let (market, book) = sample(dir.path());
    let file = dir.path().join("parameters.json");
    let quote = |at: usize| {
        let text = fs::read_to_string(market.join("options.csv")).unwrap();
        text.lines().nth(at).unwrap().to_owned()
    };
    // Two quotes of one option, in volatility and in dollars.
    let (volatility, premium) = (quote(41), quote(42));
    let mut crossed: Vec<&str> = premium.split(',').collect();
    crossed.swap(5, 6);
    edit(&market.join("options.csv"), &premium, &crossed.join(","));
    let fields: Vec<&str> = volatility.split(',').collect();
    let negative = volatility.replace(fields[8], &format!("-{}", fields[8]));
    edit(&market.join("options.csv"), &volatility, &negative);
    let made = json(&[&"risk", &"run", &market, &book, &"-o", &file]);
    let said = format!("{}{}", made["rejected"], made["remarks"]);
    for expected in ["bid", "not above zero", "driftwood"] {
        assert!(said.contains(expected), "{said} does not say {expected}");
    }
    // The oracle stops; a figure is no number; the history has a hole.
    let spoils = [
        ("market.json", "\"time\": 1767254400", "\"time\": 1767255400", "0 of 3 sources are good"),
        ("prices.csv", "capstan,ETH,spot,,", "capstan,ETH,spot,,nan", "line"),
        ("margin.json", "\"shar", "\"scar", "scare"),
    ];
    for (name, from, to, expected) in spoils {
        let path = market.join(name);
        let before = fs::read(&path).unwrap();
        edit(&path, from, to);
        let said = fails(3, &[&"risk", &"run", &market, &book, &"-o", &file]);
        assert!(said.contains(expected), "{said:?} does not say {expected:?}");
        fs::write(&path, before).unwrap();
    }
    fs::remove_file(market.join("margin.json")).unwrap();
    let said = fails(3, &[&"risk", &"run", &market, &book, &"-o", &file]);
    assert!(said.contains("the market has no margin.json"), "{said}");
}
