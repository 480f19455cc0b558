//! The honest book, proved: keys of one party, every batch, the parameters and
//! the closing; and proofs that are put where they do not belong.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::sync::LazyLock;

use plimsoll_circuits::{BatchCircuit, ClosingCircuit, Layout, ParametersCircuit};
use plimsoll_snark::{
    Claim, Fr, ParameterCommitment, Portable, ProvingKey, VerifyingKey, commit_parameters, prove,
    setup, verify, verify_batch,
};
use plimsoll_statement::Public;
use plimsoll_tests::Book;
use plimsoll_tests::circuits::{batch_of, closing_of, parameters_of};
use plimsoll_tests::parameters::edited;

/// An epoch's keys, tables' commitments and claims.
struct Epoch {
    book: Book,
    public: Public,
    batch_keys: [ProvingKey; 2],
    tables: [ParameterCommitment; 2],
    batches: Vec<Claim>,
    parameters: (VerifyingKey, Claim),
    closing: (VerifyingKey, Claim),
}

/// Which key a batch of the book is of.
const KEYS: [usize; 3] = [0, 0, 1];

impl Epoch {
    fn new() -> Self {
        let book = Book::honest();
        let public = book.publish();
        let (rules, table) = (book.parameters.rules(), book.parameters.table());
        let batch_keys = [0, 2].map(|position| {
            let layout = Layout::new(rules, book.batches[position].shape);
            setup(&BatchCircuit::blank(rules, table, layout)).unwrap()
        });
        let batch = |position: usize| batch_of(&book, &public, position).unwrap();
        let tables = [0, 2].map(|position| {
            let key = &batch_keys[KEYS[position]];
            commit_parameters(key, &batch(position), &Portable).unwrap()
        });
        let batches = (0..3).map(|position| {
            let key = KEYS[position];
            prove(&batch_keys[key], &batch(position), Some(tables[key]), &Portable).unwrap()
        });
        let batches = batches.collect();
        let key = setup(&ParametersCircuit::blank(table)).unwrap();
        let claim = prove(&key, &parameters_of(&book.parameters), None, &Portable).unwrap();
        let parameters = (key.verifying().clone(), claim);
        let key = setup(&ClosingCircuit::blank(rules)).unwrap();
        let closing = closing_of(&book, &public, &public.disclosure).unwrap();
        let claim = prove(&key, &closing, None, &Portable).unwrap();
        let closing = (key.verifying().clone(), claim);
        Self { book, public, batch_keys, tables, batches, parameters, closing }
    }
}

static EPOCH: LazyLock<Epoch> = LazyLock::new(Epoch::new);

#[test]
fn an_epoch_verifies() {
    let epoch = &*EPOCH;
    let [small, large] = epoch.batch_keys.each_ref().map(ProvingKey::verifying);
    verify_batch(small, &epoch.batches[..2]).unwrap();
    verify(large, &epoch.batches[2]).unwrap();
    verify(&epoch.parameters.0, &epoch.parameters.1).unwrap();
    verify(&epoch.closing.0, &epoch.closing.1).unwrap();
}

/// Every public input of every claim, changed by one or exchanged.
#[test]
fn every_input_is_bound() {
    let epoch = &*EPOCH;
    let claims = [
        (epoch.batch_keys[0].verifying(), &epoch.batches[0]),
        (epoch.batch_keys[1].verifying(), &epoch.batches[2]),
        (&epoch.parameters.0, &epoch.parameters.1),
        (&epoch.closing.0, &epoch.closing.1),
    ];
    for (key, claim) in claims {
        for input in 0..claim.inputs.len() {
            let mut other = claim.clone();
            other.inputs[input] += Fr::from(1u64);
            assert!(verify(key, &other).is_err(), "input {input}");
        }
    }
}

/// A proof of another shape, and of another position.
#[test]
fn a_proof_of_another_shape_or_batch() {
    let epoch = &*EPOCH;
    let [small, large] = epoch.batch_keys.each_ref().map(ProvingKey::verifying);
    assert!(verify(large, &epoch.batches[0]).is_err());
    assert!(verify(small, &epoch.batches[2]).is_err());
    let mut other = epoch.batches[0].clone();
    other.proof = epoch.batches[1].proof;
    assert!(verify(small, &other).is_err());
}

/// The commitment to another table, of another key, or a shift of it.
#[test]
fn a_false_commitment_to_the_table() {
    let epoch = &*EPOCH;
    let small = &epoch.batch_keys[0];
    let parameters = edited(|file| file.zero_sum[1].pnl[6] += 1);
    let other = Book::under(parameters);
    let circuit = batch_of(&other, &other.publish(), 0).unwrap();
    let false_table = commit_parameters(small, &circuit, &Portable).unwrap();
    assert_ne!(false_table, epoch.tables[0]);
    for table in [false_table, epoch.tables[1]] {
        let mut claim = epoch.batches[0].clone();
        claim.parameters = Some(table);
        assert!(verify(small.verifying(), &claim).is_err());
    }
    // Proving with it needs the fingerprint of the false table.
    let honest = batch_of(&epoch.book, &epoch.public, 0).unwrap();
    let forged = prove(small, &honest, Some(false_table), &Portable).unwrap();
    assert!(verify(small.verifying(), &forged).is_err());
    let mut circuit = circuit;
    circuit.inputs.phi = honest.inputs.phi;
    assert!(prove(small, &circuit, Some(false_table), &Portable).is_err());
}

/// A prover does not prove what is false, and says which row it is.
#[test]
fn a_false_batch_is_not_proved() {
    let epoch = &*EPOCH;
    let mut circuit = batch_of(&epoch.book, &epoch.public, 0).unwrap();
    circuit.witness.accounts[2].flagged = Fr::from(0u64);
    let refused = prove(&epoch.batch_keys[0], &circuit, Some(epoch.tables[0]), &Portable);
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("margin.healthy"), "{error}");
}
