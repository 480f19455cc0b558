//! The circuit of a claim about one account, hashes and all: what it opens is
//! small.

use plimsoll_circuits::{AccountCircuit, LeafWitness};
use plimsoll_poseidon::{Tag, hash_sequence, node};
use plimsoll_snark::Fr;
use plimsoll_snark::harness::Subject;
use plimsoll_statement::{
    AccountInputs, Class, Footing, Lane, MarginClaim, Money, Request, RowIndex, Salt, Shape,
    leaf_elements, nullifier,
};
use plimsoll_tests::book::entry;

use crate::{needs_all, stands, subject};

/// An account of two, and the other one's leaf.
fn claim() -> Subject<'static> {
    let shape = Shape { lane: Lane::new(0).unwrap(), accounts: 2, slots: 1 };
    let account = entry(5, Class::Customer, &[(RowIndex(2), 7)]).account;
    let footing = Footing { equity: Money::usd(150), requirement: Money::usd(100) };
    let salt = Salt::from_bytes([9; 31]);
    let elements = leaf_elements(&account, &footing, &salt, shape.slots);
    let (sibling, position) = (Fr::from(77u64), 1);
    let root = node(sibling, hash_sequence(Tag::Leaf, &elements));
    let request = Request { nonce: [1; 32], expires: 2, scope: [3; 31] };
    let number = nullifier(account.identity, &salt, request.scope());
    let mut roots: [Fr; AccountInputs::ROOTS] = std::array::from_fn(|i| Fr::from(i as u64));
    roots[3] = root;
    let claim = MarginClaim::HEALTHY;
    let circuit = AccountCircuit {
        shape,
        inputs: AccountInputs::new([4; 32], &request, &claim, number, roots),
        witness: LeafWitness { elements, position, siblings: vec![sibling] },
    };
    subject("claim", &circuit)
}

#[test]
#[ignore = "a campaign"]
fn every_variable_of_a_claim() {
    stands(&claim());
}

#[test]
#[ignore = "a campaign"]
fn every_class_of_a_claim() {
    needs_all(&claim());
}
