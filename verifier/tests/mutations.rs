//! The recorded mutations of bundles, keys and receipts: this verifier says of
//! each what the list says that it says, and the page's verifier agrees with the
//! list too. `web/README.md` has the list's form, and how it is made.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]

#[path = "mutations/edits.rs"]
mod edits;
#[path = "mutations/judge.rs"]
mod judge;
#[path = "mutations/kinds.rs"]
mod kinds;

use std::collections::BTreeMap;
use std::thread;

use edits::{Mutant, Vectors};
use judge::Judge;

/// A verdict that is not the recorded one, by line.
type Differing = Vec<(usize, String)>;

#[test]
fn recorded_mutations_get_the_recorded_verdicts() {
    let mutants = edits::recorded();
    assert!(mutants.len() >= 2_000, "there are {} mutations", mutants.len());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let part = mutants.len().div_ceil(threads);
    let differing: Differing = thread::scope(|scope| {
        let parts: Vec<_> = mutants
            .chunks(part)
            .enumerate()
            .map(|(at, own)| scope.spawn(move || differing(own, at * part)))
            .collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(differing.is_empty(), "{} differ: {differing:#?}", differing.len());
}

fn differing(mutants: &[Mutant], first: usize) -> Differing {
    let mut judge = Judge::new(Vectors::default());
    let mut found = Vec::new();
    for (at, mutant) in mutants.iter().enumerate() {
        let verdict = judge.verdict(mutant);
        if verdict != mutant.verdict {
            found.push((1 + first + at, format!("{verdict}, recorded {}", mutant.verdict)));
        }
    }
    found
}

/// The list is worth what is in it: all kinds of files, edits and verdicts.
#[test]
fn the_list_is_about_everything() {
    let mutants = edits::recorded();
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for mutant in &mutants {
        *verdicts.entry(&mutant.verdict).or_default() += 1;
        for file in mutant.edits.iter().map(edits::Edit::file) {
            let file = if file.starts_with("keys/") { "keys/" } else { file };
            *files.entry(file).or_default() += 1;
        }
    }
    let every = [
        "accept",
        "bundle/Proof",
        "key-store/Key",
        "receipt/Signature",
        "receipt/Root",
        "rejection/BatchProof",
        "rejection/ParametersProof",
        "rejection/ClosingProof",
        "rejection/KeyRole",
    ];
    for verdict in every {
        assert!(verdicts.contains_key(verdict), "{verdict}: {verdicts:?}");
    }
    let parts = [
        "receipt.json",
        "bundle/manifest.json",
        "bundle/parameters.json",
        "bundle/chain.bin",
        "bundle/proofs.bin",
        "keys/",
    ];
    for file in parts {
        assert!(files.get(file).is_some_and(|edits| *edits >= 20), "{file}: {files:?}");
    }
}
