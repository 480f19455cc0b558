//! Constraints of every clause at the size that the project is measured by,
//! against the committed table. `PLIMSOLL_BLESS=1` writes it anew.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::fmt::Write as _;

use plimsoll_circuits::{
    BatchCounts, ByClause, closing_counts, parameters_counts, rules_to_measure, shape_to_measure,
};
use plimsoll_statement::Lane;

const INSTRUMENTS: usize = 512;
const SCENARIOS: usize = 48;
const STRESSES: usize = 16;
const SLOTS: usize = 16;

fn batch(tiers: usize) -> BatchCounts {
    let rules = rules_to_measure(INSTRUMENTS, SCENARIOS, STRESSES, tiers).unwrap();
    BatchCounts::of(&rules, shape_to_measure(Lane::new(0).unwrap(), SLOTS)).unwrap()
}

fn total(counts: &ByClause) -> usize {
    counts.values().sum()
}

fn section(text: &mut String, name: &str, counts: &ByClause) {
    writeln!(text, "\n## {name}: {}\n", total(counts)).unwrap();
    for (clause, count) in counts {
        writeln!(text, "{clause:<28} {count:>7}").unwrap();
    }
}

#[test]
fn constraints_are_as_committed() {
    let (plain, tiered) = (batch(0), batch(2));
    let rules = rules_to_measure(INSTRUMENTS, SCENARIOS, STRESSES, 0).unwrap();
    let parameters = parameters_counts(&rules).unwrap();
    let mut text = format!(
        "# Constraints by clause: {SLOTS} slots, {SCENARIOS} margin and {STRESSES} stress \
         scenarios, {INSTRUMENTS} instruments.\n# Written by tests/tests/counts.rs.\n"
    );
    section(&mut text, "an account", &plain.per_account);
    section(&mut text, "an account, two tiers", &tiered.per_account);
    section(&mut text, "a batch besides", &plain.overhead);
    section(&mut text, "a batch besides, two tiers", &tiered.overhead);
    section(&mut text, "parameters", &parameters);
    section(&mut text, "closing", &closing_counts(&rules).unwrap());
    println!("{text}");
    assert!(total(&plain.per_account) <= 1_450, "an account");
    assert!(total(&tiered.per_account) <= 1_750, "an account with two tiers");
    assert!(total(&plain.overhead) <= 240_000, "a batch besides");
    assert!(total(&parameters) <= 450_000, "parameters");

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../circuits/counts.txt");
    if std::env::var_os("PLIMSOLL_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, text, "PLIMSOLL_BLESS=1 writes circuits/counts.txt anew");
}
