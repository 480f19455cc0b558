//! The parameters circuit.

use plimsoll_circuits::UnhashedParameters;
use plimsoll_snark::Fr;
use plimsoll_snark::harness::Subject;
use plimsoll_statement::Rules;
use plimsoll_tests::circuits::{parameters_of, rho};

use crate::{needs_all, small, stands, subject, unpack};

fn attack(judged: impl FnOnce(&Subject<'_>)) {
    let parameters = small();
    let rules = parameters.rules();
    let circuit = UnhashedParameters::new(parameters_of(&parameters));
    assert_eq!(is_true(rules, &circuit.elements), Some(true));
    // ρ hashes what is hashed of the table, so it comes after that.
    let subject = subject("parameters", &circuit)
        .outputs(1..circuit.elements.len())
        .judge(|public| is_true(rules, public).unwrap_or(false));
    judged(&subject);
}

#[test]
#[ignore = "a campaign"]
fn every_variable() {
    attack(stands);
}

#[test]
#[ignore = "a campaign"]
fn every_class() {
    attack(needs_all);
}

/// What was hashed has this fingerprint.
fn is_true(rules: &Rules, public: &[Fr]) -> Option<bool> {
    let [at, phi, elements @ ..] = public else { return None };
    let (rows, tiers) = (rules.rows - 1, rules.tiers);
    let words = 5 + (rules.columns - 1) + tiers;
    let digits = 4 * words * rows;
    let (packed, knees) = elements.split_at_checked(digits.div_ceil(21))?;
    let (digits, knees) = (unpack(packed, 12, digits)?, unpack(knees, 62, tiers * rows)?);
    let word = |digits: &[u128]| digits.iter().rev().fold(0, |sum, digit| (sum << 12) + digit);
    let entries: Vec<u128> = digits.chunks(4).map(word).collect();
    let mut sum = Fr::from(0u64);
    for (row, words) in entries.chunks(words).enumerate() {
        let charges = [1, 2, 3, 4].into_iter().chain(words.len() - tiers..words.len());
        let entry = |(place, word): (usize, &u128)| {
            let offset = if charges.clone().any(|charge| charge == place) { 0 } else { 1u64 << 47 };
            Fr::from(*word) - Fr::from(offset)
        };
        let knees = knees[row * tiers..][..tiers].iter().map(|knee| Fr::from(*knee));
        for entry in words.iter().enumerate().map(entry).chain(knees) {
            sum = (sum + entry) * at;
        }
    }
    Some(sum == *phi && *at == rho())
}
