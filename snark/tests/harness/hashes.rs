//! Poseidon and what is derived by it.

use plimsoll_poseidon::{Tag, hash_slice, node};
use plimsoll_snark::gadgets::{challenges, expand, poseidon, seal, sealed_by};
use plimsoll_snark::harness::{PlainSketch, Subject, named};
use plimsoll_snark::*;

use crate::{attack, fr};

/// A circuit that computes its last public input from the others.
fn function(
    name: &str,
    inputs: usize,
    plain: impl Fn(&[Fr]) -> Fr + Sync,
    gadget: impl Fn(&mut Builder<Late>, &[Num<Late>]) -> Result<Num<Late>>,
) {
    let mut public: Vec<Fr> = (0..inputs as u64).map(|i| fr(100 + i)).collect();
    public.push(plain(&public));
    let all = |b: &mut Builder<Late>, public: &[Num<Late>]| {
        let output = gadget(b, &public[..inputs])?;
        b.class("output", |b| b.equal(output, public[inputs]))
    };
    let subject = Subject::plain(name, &PlainSketch { inputs: public, all })
        .unwrap()
        .outputs([inputs])
        .judge(|public| public[inputs] == plain(&public[..inputs]));
    attack(&subject, 0, 0);
}

#[test]
fn products() {
    function("product", 2, |x| x[0] * x[1], |b, x| b.product(x[0], x[1]));
}

#[test]
fn poseidon_of_every_arity() {
    for arity in 1..=16 {
        let plain = |x: &[Fr]| hash_slice(x).unwrap();
        let name = format!("poseidon, {arity} inputs");
        function(&name, arity, plain, |b, x| b.class("hash", |b| poseidon::hash(b, x)));
    }
}

#[test]
fn trees_and_sequences() {
    function(
        "node",
        2,
        |x| node(x[0], x[1]),
        |b, x| b.class("hash", |b| poseidon::node(b, x[0], x[1])),
    );
    let root = |x: &[Fr]| node(node(x[0], x[1]), node(x[2], x[3]));
    function("tree root", 4, root, |b, x| b.class("hash", |b| poseidon::tree_root(b, x)));
    for length in [1, 17] {
        let plain = |x: &[Fr]| plimsoll_poseidon::hash_sequence(Tag::State, x);
        function(&format!("sequence of {length}"), length, plain, |b, x| {
            b.class("hash", |b| poseidon::hash_sequence(b, Tag::State, x))
        });
    }
}

#[test]
fn derived_challenges() {
    function(
        "challenge",
        1,
        |x| expand(x[0], 2)[1],
        |b, x| Ok(challenges(b, named(x[0]), 2)?[1].num()),
    );
    assert_eq!(expand(fr(5), 1), [fr(5)]);
    for length in [0, 1, 16] {
        let plain = |x: &[Fr]| sealed_by(x[0], &x[1..]);
        function(&format!("seal over {length}"), 1 + length, plain, |b, x| {
            Ok(seal(b, named(x[0]), &x[1..])?.beta().num())
        });
    }
}
