//! Presets against lists written by hand, histories, and files that are wrong.

use std::sync::Arc;

use super::*;
use crate::state::{
    Curve, FlatSmile, MarketParts, MarketState, SettlementCoin, SmileRule, Surface, Underlying,
    Wrapper,
};

fn market() -> MarketState {
    let underlying = |name: &str, classes: &[&str]| Underlying {
        name: name.to_owned(),
        classes: classes.iter().map(|class| (*class).to_owned()).collect(),
        spot: 100.0,
        carry: Curve::flat(0.0),
        smile: Some(Arc::new(FlatSmile(0.5))),
    };
    let coin = |name: &str| SettlementCoin { name: name.to_owned(), worth: 1.0 };
    MarketState::new(MarketParts {
        underlyings: vec![
            underlying("BTC", &["options", "majors"]),
            underlying("ETH", &["options", "majors"]),
            underlying("ADA", &["small"]),
        ],
        coins: vec![coin("USDC"), coin("USDT")],
        wrappers: vec![Wrapper { name: "STETH".into(), underlying: "ETH".into(), ratio: 1.0 }],
        rates: Curve::flat(0.0),
        correlations: None,
    })
    .unwrap()
}

fn plan(names: &[&str]) -> ScenarioPlan {
    let sources: Vec<_> = names.iter().map(|name| preset(name).unwrap()).collect();
    ScenarioPlan::new(&market(), &sources).unwrap()
}

/// Spot of BTC, volatility of BTC and weight, of every column of BTC's group.
fn moves(plan: &ScenarioPlan, group: &str) -> Vec<(f64, f64, f64)> {
    let group = plan.groups.iter().find(|found| found.name == group).unwrap();
    let column = |&at: &u16| {
        let column = &plan.columns[usize::from(at)];
        assert_eq!(column.shift.spot[1..], [0.0, 0.0], "{}", column.name);
        (column.shift.spot[0], column.shift.volatility[0].relative, column.weight)
    };
    group.columns.iter().map(column).collect()
}

fn close(found: &[(f64, f64, f64)], expected: &[(f64, f64, f64)]) {
    assert_eq!(found.len(), expected.len());
    for (f, e) in found.iter().zip(expected) {
        let off = (f.0 - e.0).abs().max((f.1 - e.1).abs()).max((f.2 - e.2).abs());
        assert!(off < 1e-12, "{f:?} is not {e:?}");
    }
}

#[test]
fn span_has_sixteen() {
    let plan = plan(&["span-16"]);
    let expected = [
        (0.0, 0.3, 1.0),
        (0.0, -0.3, 1.0),
        (0.05, 0.3, 1.0),
        (0.05, -0.3, 1.0),
        (-0.05, 0.3, 1.0),
        (-0.05, -0.3, 1.0),
        (0.1, 0.3, 1.0),
        (0.1, -0.3, 1.0),
        (-0.1, 0.3, 1.0),
        (-0.1, -0.3, 1.0),
        (0.15, 0.3, 1.0),
        (0.15, -0.3, 1.0),
        (-0.15, 0.3, 1.0),
        (-0.15, -0.3, 1.0),
        (0.45, 0.0, 0.33),
        (-0.45, 0.0, 0.33),
    ];
    close(&moves(&plan, "BTC"), &expected);
    assert_eq!(plan.columns.len(), 1 + 3 * 16);
    assert_eq!(
        plan.groups.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(),
        ["BTC", "ETH", "ADA"]
    );
    assert_eq!(plan.tests.len(), 1);
    assert_eq!(plan.tests[0].groups, ["BTC", "ETH", "ADA"]);
    assert!(plan.chords.is_empty());
    assert_eq!(plan.columns[5].name, "BTC: spot -1/3, vol +1");
}

#[test]
fn deribit_has_twenty_seven_and_eight() {
    let plan = plan(&["deribit-27-8"]);
    let mut expected = Vec::new();
    for spot in [-0.16, -0.12, -0.08, -0.04, 0.0, 0.04, 0.08, 0.12, 0.16] {
        for volatility in [-0.25, 0.0, 0.5] {
            expected.push((spot, volatility, 1.0));
        }
    }
    for spot in [-0.66, -0.5, -0.33, 0.33, 0.5, 1.0, 2.0, 5.0f64] {
        expected.push((spot, 0.5, 0.16 / spot.abs()));
    }
    close(&moves(&plan, "BTC"), &expected);
    // Eight cells for each volatility; what is damped has none.
    assert_eq!(plan.chords[0].cells.len(), 24);
    for cell in &plan.chords[0].cells {
        let (low, high) = (&plan.columns[cell.low].shift, &plan.columns[cell.high].shift);
        assert!((high.spot[0] - low.spot[0] - 0.04).abs() < 1e-12);
        assert_eq!(low.volatility, high.volatility);
    }
    let law = plan.columns[1].shift.volatility[0].law.unwrap();
    assert_eq!((law.pivot_days, law.sooner, law.later), (30.0, 0.3, 0.13));
}

#[test]
fn grids_have_their_points() {
    let grid = |spots: &[f64], volatilities: [f64; 3]| -> Vec<(f64, f64, f64)> {
        spots.iter().flat_map(|&spot| volatilities.map(|v| (spot, v, 1.0))).collect()
    };
    let pmrm = plan(&["pmrm-33"]);
    let spots = [-0.2, -0.16, -0.12, -0.08, -0.04, 0.0, 0.04, 0.08, 0.12, 0.16, 0.2];
    close(&moves(&pmrm, "BTC"), &grid(&spots, [-0.3, 0.0, 0.5]));
    assert_eq!(pmrm.chords[0].cells.len(), 30);
    let scan = plan(&["scan-24"]);
    let spots = [-0.15, -0.1125, -0.075, -0.0375, 0.0375, 0.075, 0.1125, 0.15];
    close(&moves(&scan, "BTC"), &grid(&spots, [-0.3, 0.0, 0.4]));
    assert_eq!(scan.chords[0].cells.len(), 21);
}

#[test]
fn greeks_are_columns_of_sensitivities() {
    let plan = plan(&["greeks"]);
    let names: Vec<&str> = plan.columns.iter().map(|column| column.name.as_str()).collect();
    let expected = [
        "zero move",
        "BTC: delta, spot -1",
        "BTC: delta, spot +1",
        "ETH: delta, spot -1",
        "ETH: delta, spot +1",
        "ADA: delta, spot -1",
        "ADA: delta, spot +1",
        "BTC: gamma, spot +1",
        "ETH: gamma, spot +1",
        "BTC: vega, vol -1",
        "BTC: vega, vol +1",
        "ETH: vega, vol -1",
        "ETH: vega, vol +1",
        "BTC: a day passes",
        "ETH: a day passes",
    ];
    assert_eq!(names, expected);
    assert_eq!(plan.columns[7].measure, Measure::SecondOrder);
    assert!(plan.columns[9..].iter().all(|column| column.measure == Measure::FirstOrder));
    assert_eq!(plan.columns[13].shift.days, 1.0);
    assert_eq!(plan.tests[0].groups.len(), 3 + 2 + 2 + 2);
}

#[test]
fn static_leverage_is_floors_alone() {
    let plan = plan(&["static-leverage"]);
    assert_eq!(plan.columns.len(), 1);
    assert_eq!(plan.groups[0].columns, [0]);
    let settled: Vec<f64> = plan.floors.iter().map(|floor| floor.settled).collect();
    assert_eq!(settled, [0.05, 0.05, 0.1]);
    assert_eq!(plan.floors[2].short_option, 0.15);
}

#[test]
fn every_preset_loads_and_names_itself() {
    for known in PRESETS {
        let source = preset(known.name).unwrap();
        assert_eq!(source.file.name, known.name);
        assert!(!source.file.about.is_empty() && !source.file.sources.is_empty());
        // What is written is read back as it is.
        let again = ScenarioSource::of("again", &source.file).unwrap();
        assert_eq!(again.file, source.file);
    }
    let error = preset("spam").unwrap_err().to_string();
    assert!(error.contains("span-16"), "{error}");
}

#[test]
fn history_has_dates_and_is_for_the_fund() {
    let history = preset("history").unwrap();
    assert!(history.file.groups.is_empty() && history.file.tests.is_empty());
    for stress in &history.file.stresses {
        assert!(stress.scenario.dates.is_some(), "{}", stress.scenario.name);
        assert!(stress.scenario.source.is_some(), "{}", stress.scenario.name);
    }
    let plan = plan(&["span-16", "history", "stresses"]);
    assert_eq!(plan.name, "span-16 + history + stresses");
    assert_eq!(plan.stresses.len(), 1 + 8 + 10);
    assert!(plan.stresses.windows(2).all(|pair| pair[0].column < pair[1].column));
    let named = |name: &str| plan.columns.iter().find(|column| column.name == name).unwrap();
    let november = named("as in November 2022");
    assert_eq!(november.shift.spot, [-0.25, -0.28, -0.42]);
    assert_eq!(november.shift.pegs, [0.0, -0.02]);
    assert_eq!(november.shift.volatility[2].relative, 0.6);
    assert_eq!(named("as in June 2022").shift.wrappers, [-0.06]);
    assert_eq!(named("as in March 2020").shift.spot[0], -0.5);
    assert_eq!(named("USDC loses its peg").shift.pegs, [-0.12, 0.0]);
    // SOL is not in this market, and that is said.
    assert!(plan.absent.contains("SOL"));
    assert!(!plan.absent.contains("BTC"));
}

#[test]
fn the_closest_name_counts() {
    let file = br#"{"version":1,"name":"x","groups":[{"name":"g","scenarios":[{"name":"s",
        "spot":{"*":-0.1,"class:majors":-0.2,"ETH":-0.3},"carry":{"BTC":[[30,-0.1],[365,0]]},
        "volatility_points":{"*":0.05},"rate":0.01,"correlation":0.5,"smile":0}]}]}"#;
    let error = ScenarioSource::parse("x.json", file).unwrap_err().to_string();
    assert!(error.contains("x.json") && error.contains("unknown field `smile`"), "{error}");
    let file = br#"{"version":1,"name":"x","smile":"sticky_moneyness",
        "tests":[{"name":"t","groups":["g"]}],
        "groups":[{"name":"g","scenarios":[{"name":"s",
        "spot":{"*":-0.1,"class:majors":-0.2,"ETH":-0.3},"carry":{"BTC":[[30,-0.1],[365,0]]},
        "volatility_points":{"*":0.05},"rate":0.01,"correlation":0.5}]}]}"#;
    let source = ScenarioSource::parse("x.json", file).unwrap();
    let plan = ScenarioPlan::new(&market(), &[source]).unwrap();
    let shift = &plan.columns[1].shift;
    assert_eq!(shift.spot, [-0.2, -0.3, -0.1]);
    assert_eq!(shift.carry[0].as_ref().unwrap().at(0.0), -0.1);
    assert_eq!(shift.carry[1], None);
    assert_eq!(shift.volatility[2].absolute, 0.05);
    assert_eq!(shift.rate.as_ref().unwrap().at(1.0), 0.01);
    assert_eq!((shift.correlation, shift.smile), (0.5, SmileRule::StickyMoneyness));
}

#[test]
fn files_that_are_wrong_say_where() {
    let cases: [(&str, &str); 16] = [
        (r#"{"version":2,"name":"x"}"#, "version: 2 is not known"),
        (r#"{"version":1,"name":"x","grids":[]}"#, "unknown field `grids`"),
        (r#"{"version":1}"#, "missing field `name`"),
        (r#"{"version":1,"name":"x","ranges":{"*":{"spot":"a/3"}}}"#, "fraction such as"),
        (r#"{"version":1,"name":"x","ranges":{"*":{"spot":"1/0"}}}"#, "fraction such as"),
        (r#"{"version":1,"name":"x","ranges":{"*":{"spot":1},"*":{"spot":2}}}"#, "named twice"),
        (r#"{"version":1,"name":"x"}"#, "have no test"),
        (
            r#"{"version":1,"name":"x","groups":[{"name":"g","each":"*"}]}"#,
            "groups[0].name: {underlying} is in the name",
        ),
        (
            r#"{"version":1,"name":"x","groups":[{"name":"g"},{"name":"g"}]}"#,
            "groups[1].name: there is a group \"g\" already",
        ),
        (
            r#"{"version":1,"name":"x","groups":[{"name":"g","moves":[{"spot":1}]}]}"#,
            "groups[0].moves[0]: there is no range for BTC",
        ),
        (
            r#"{"version":1,"name":"x","ranges":{"*":{"spot":0.5}},"groups":[{"name":"g",
            "moves":[{"spot":-2}]}]}"#,
            "the move of BTC is -1",
        ),
        (
            r#"{"version":1,"name":"x","ranges":{"*":{"spot":0.5}},"groups":[{"name":"g",
            "moves":[{"spot":1,"weight":0}]}]}"#,
            "groups[0].moves[0].weight: a weight is above 0",
        ),
        (
            r#"{"version":1,"name":"x","groups":[{"name":"g","worst":2,"chords":true}]}"#,
            "groups[0].chords: chords bound a worst case",
        ),
        (
            r#"{"version":1,"name":"x","tests":[{"name":"t","groups":["h"]}]}"#,
            "tests[0].groups: this file has no group \"h\"",
        ),
        (
            r#"{"version":1,"name":"x","stresses":[{"closing_cost":2,"scenario":{"name":"s",
            "spot":{"class:options":-0.1,"class:majors":-0.2}}}]}"#,
            "stresses[0].scenario.spot: both \"class:options\" and \"class:majors\" mean BTC",
        ),
        (
            r#"{"version":1,"name":"x","tenor_law":{"pivot_days":0,"sooner":1,"later":1}}"#,
            "tenor_law: the pivot is above zero",
        ),
    ];
    for (text, expected) in cases {
        let source = ScenarioSource::parse("mine.json", text.as_bytes());
        let found = source.and_then(|source| ScenarioPlan::new(&market(), &[source]));
        let error = found.unwrap_err().to_string();
        assert!(error.contains(expected), "{error} does not say {expected}");
        let about_a_file = !expected.contains("no test");
        assert_eq!(error.starts_with("mine.json: "), about_a_file, "{error}");
    }
}

#[test]
fn a_tail_set_is_one_more_file() {
    let names = ["BTC".to_owned(), "ETH".to_owned()];
    let month = Surface { days: vec![30.0], moneyness: vec![1.0], relative: vec![vec![0.2]] };
    let moves: Vec<TailMove> = [-0.31, 0.1 + 0.2, -0.07]
        .iter()
        .map(|&spot| TailMove {
            spot: vec![spot, 0.5 * spot],
            volatility: vec![None, Some(month.clone())],
        })
        .collect();
    let file = tail_file("tail", "seed 7", &names, &moves, 2);
    let source = ScenarioSource::of("tail.json", &file).unwrap();
    let plan = ScenarioPlan::new(&market(), &[source]).unwrap();
    assert_eq!(plan.groups[0].worst, 2);
    assert_eq!(plan.groups[0].columns, [1, 2, 3]);
    // To the bit, through the file and back.
    assert_eq!(plan.columns[2].shift.spot, [0.1 + 0.2, 0.5 * (0.1 + 0.2), 0.0]);
    let endless = [TailMove { spot: vec![f64::NAN], volatility: vec![] }];
    assert!(ScenarioSource::of("tail.json", &tail_file("t", "s", &names, &endless, 1)).is_err());
}

#[test]
fn too_many_scenarios_are_refused_before_they_are_made() {
    let many = |count: usize| vec!["0.001"; count].join(",");
    let text = format!(
        r#"{{"version":1,"name":"x","ranges":{{"*":{{"spot":0.1}}}},"groups":[{{"name":"g",
        "grid":{{"spot":[{}],"volatility":[{}]}}}}]}}"#,
        many(2_000),
        many(2_000)
    );
    let source = ScenarioSource::parse("mine.json", text.as_bytes()).unwrap();
    let error = ScenarioPlan::new(&market(), &[source]).unwrap_err().to_string();
    assert!(error.contains("groups[0].grid: more scenarios"), "{error}");
}

/// Bytes of every preset changed at random: an error or a plan, never a panic.
#[test]
fn spoilt_files_are_refused_or_read() {
    let market = market();
    let mut dice = 7u64;
    let mut roll = |below: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        usize::try_from(dice >> 33).unwrap() % below
    };
    let (mut read, mut refused) = (0, 0);
    for known in PRESETS {
        for _ in 0..100 {
            let mut text = known.text.as_bytes().to_vec();
            for _ in 0..=roll(3) {
                let at = roll(text.len());
                text[at] = b"0123456789-/e.\"{}[],:*x"[roll(23)];
            }
            let source = ScenarioSource::parse("spoilt.json", &text);
            match source.and_then(|source| ScenarioPlan::new(&market, &[source])) {
                Ok(_) => read += 1,
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read > 20 && refused > 100, "{read} {refused}");
}
