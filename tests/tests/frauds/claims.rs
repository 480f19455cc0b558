//! Lies in a claim about one account's margin.

use plimsoll_circuits::{AccountCircuit, LeafWitness};
use plimsoll_poseidon::{Tag, hash_sequence};
use plimsoll_snark::Fr;
use plimsoll_statement::{
    AccountInputs, Class, Footing, MarginClaim, Money, Request, leaf_elements, nullifier, tree,
};
use plimsoll_tests::book::{ALICE, CAROL, DAVE, HOUSE};
use plimsoll_tests::{At, Book, circuits};

use crate::fr;

const REQUEST: Request = Request { nonce: [1; 32], expires: 1_900_000_000, scope: [2; 31] };

/// An honest claim, whether or not it is true of the account, among the roots
/// of the book.
fn claim(at: At, claim: MarginClaim) -> AccountCircuit {
    let book = Book::honest();
    let batch = &book.batches[at.0];
    let entry = &batch.entries[at.1];
    let tree = tree(&book.parameters, batch.shape, &batch.entries).unwrap();
    let roots: Vec<Fr> = book.publish().batches.iter().map(|batch| batch.root).collect();
    let roots = AccountInputs::window(&roots, 0).unwrap();
    let footing = Footing::of(&book.parameters, &entry.account.holdings);
    let elements = leaf_elements(&entry.account, &footing, &entry.salt, batch.shape.slots);
    let number = nullifier(entry.account.identity, &entry.salt, REQUEST.scope());
    let siblings = tree.path(at.1).unwrap().siblings;
    AccountCircuit {
        shape: batch.shape,
        inputs: AccountInputs::new([3; 32], &REQUEST, &claim, number, roots),
        witness: LeafWitness { elements, position: at.1, siblings },
    }
}

fn footing(at: At) -> Footing {
    let book = Book::honest();
    Footing::of(&book.parameters, &book.batches[at.0].entries[at.1].account.holdings)
}

/// What refuses a lie that is told in an honest claim of healthy margin.
fn lie(at: At, tell: impl FnOnce(&mut AccountCircuit)) -> Option<&'static str> {
    let mut circuit = claim(at, MarginClaim::HEALTHY);
    assert_eq!(circuits::account(&circuit), None, "the claim is false before the lie");
    tell(&mut circuit);
    circuits::account(&circuit)
}

fn least(units: i128) -> MarginClaim {
    MarginClaim::new(Money::from_units(units).unwrap(), 0).unwrap()
}

#[test]
fn true_claims_to_the_unit_and_no_more() {
    let has = footing(ALICE);
    let (equity, requirement) = (has.equity.units(), has.requirement.units());
    assert!(equity > requirement && requirement > 0);
    assert_eq!(circuits::account(&claim(ALICE, least(equity))), None);
    assert_eq!(circuits::account(&claim(ALICE, least(equity + 1))), Some("claim.margin"));
    let parts = u32::try_from(10_000 * equity / requirement).unwrap();
    let ratio = |parts| MarginClaim::new(Money::ZERO, parts).unwrap();
    assert_eq!(circuits::account(&claim(ALICE, ratio(parts))), None);
    assert_eq!(circuits::account(&claim(ALICE, ratio(parts + 1))), Some("claim.margin"));
    // With a flag it may be in the book, and is not healthy all the same.
    for flagged in [CAROL, DAVE] {
        let told = circuits::account(&claim(flagged, MarginClaim::HEALTHY));
        assert_eq!(told, Some("claim.margin"));
    }
}

/// Figures below zero, and amounts that wrap. A ratio that wraps no verifier
/// computes: it has 24 bits.
#[test]
fn figures_that_wrap() {
    let huge = fr(1 << 62) * fr(1 << 62);
    assert_eq!(lie(ALICE, |circuit| circuit.inputs.least = huge), Some("claim.margin"));
    assert_eq!(lie(ALICE, |circuit| circuit.inputs.ratio = huge), Some("claim.margin"));
    let told = lie(ALICE, |circuit| circuit.witness.elements[2] = fr(-1));
    assert!(matches!(told, Some("claim.margin" | "claim.root")), "{told:?}");
}

#[test]
fn figures_that_are_not_the_leafs() {
    let one_more = |circuit: &mut AccountCircuit| circuit.witness.elements[2] += fr(1);
    assert_eq!(lie(ALICE, one_more), Some("claim.root"));
    let slots = |circuit: &mut AccountCircuit| circuit.witness.elements[3] += fr(1);
    assert_eq!(lie(ALICE, slots), Some("claim.root"));
    assert_eq!(lie(ALICE, |circuit| circuit.witness.elements[1] += fr(1)), Some("claim.nullifier"));
}

/// The house's own account shows nothing of a customer's.
#[test]
fn an_account_of_the_house() {
    let told = circuits::account(&claim(HOUSE, least(0)));
    assert!(matches!(told, Some("claim.nullifier" | "claim.root")), "{told:?}");
    // With the number that its header leads to.
    let mut circuit = claim(HOUSE, least(0));
    let header = circuit.witness.elements[0] - fr(Class::House as i64);
    let salt = circuit.witness.elements[1];
    circuit.inputs.nullifier = hash_sequence(Tag::Nullifier, &[header, salt, circuit.inputs.scope]);
    assert_eq!(circuits::account(&circuit), Some("claim.root"));
}

#[test]
fn another_place() {
    assert_eq!(lie(ALICE, |circuit| circuit.witness.position ^= 1), Some("claim.root"));
    assert_eq!(lie(ALICE, |circuit| circuit.witness.siblings[0] += fr(1)), Some("claim.root"));
}

#[test]
fn a_root_that_is_not_published() {
    let told = lie(ALICE, |circuit| circuit.inputs.roots = [fr(7); AccountInputs::ROOTS]);
    assert_eq!(told, Some("claim.root"));
    // In any place of the window it will do.
    for place in 0..AccountInputs::ROOTS {
        let moved = lie(ALICE, |circuit| {
            let own = circuit.inputs.roots[ALICE.0];
            circuit.inputs.roots = [fr(7); AccountInputs::ROOTS];
            circuit.inputs.roots[place] = own;
        });
        assert_eq!(moved, None);
    }
}

#[test]
fn a_number_of_another_scope_or_account() {
    assert_eq!(lie(ALICE, |circuit| circuit.inputs.scope += fr(1)), Some("claim.nullifier"));
    let other = claim(CAROL, MarginClaim::HEALTHY).inputs.nullifier;
    assert_eq!(lie(ALICE, |circuit| circuit.inputs.nullifier = other), Some("claim.nullifier"));
}
