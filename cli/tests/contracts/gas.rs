//! What publishing takes: whole transactions, with real proofs.

use alloy_sol_types::SolCall as _;
use plimsoll_chain::{Step, Submission, abi, element, proof_words, table_words};
use plimsoll_statement::PublicInputs as _;
use plimsoll_verifier::Bundle;
use serde_json::json;

use crate::node::{AUTHORITY, Node};
use crate::npm::say;
use crate::project::project;
use crate::venue::{CADENCE, START, bundle, epochs};

/// The most for a transaction that brings one batch, the first of a draft.
const ONE: u64 = 375_000;
/// And for each further proof in a combined one.
const FURTHER: u64 = 66_000;

#[test]
#[ignore = "half a minute or more; cargo test -p plimsoll-cli --test contracts -- --ignored"]
fn transactions_stay_within_their_gas() {
    let Some(project) = project() else { return };
    let node = Node::deployed(project);
    let own = Submission::of(&bundle()).unwrap();
    let checks: Vec<u64> = (1..=4).map(|count| combined(&node, count)).collect();
    say(&format!("  gas: 1 to 4 proofs of one key, checked by the verifier alone {checks:?}"));
    let (alone, further) = (alone(&node, &own), together(&node, &own));
    node.warp(START + CADENCE + 60);
    let second = Submission::of(&Bundle::read(&epochs().bundles[1]).unwrap()).unwrap();
    let later = self::alone(&node, &second);
    for gas in alone.iter().chain(&later) {
        assert!(*gas <= ONE, "a batch alone takes {gas}, and {ONE} is the most");
    }
    assert!(further <= FURTHER, "a further proof takes {further}, and {FURTHER} is the most");
}

fn take(node: &Node, own: &Submission, step: &Step) -> u64 {
    node.transact(AUTHORITY, node.contract("SolvencyRegistry"), &own.call(step, &[])).unwrap()
}

/// An epoch, every batch in a transaction of its own: what the batches take.
fn alone(node: &Node, own: &Submission) -> Vec<u64> {
    let steps = own.steps(None, 1);
    let gas: Vec<u64> = steps.iter().map(|step| take(node, own, step)).collect();
    for (step, gas) in steps.iter().zip(&gas) {
        say(&format!("  gas: epoch {}, {step} {gas}", own.epoch()));
    }
    gas[1..gas.len() - 1].to_vec()
}

/// What a further proof takes in a transaction that brings several.
fn together(node: &Node, own: &Submission) -> u64 {
    let next = Submission::of(&Bundle::read(&epochs().bundles[1]).unwrap()).unwrap();
    assert_eq!(own.epoch() + 1, next.epoch());
    let snapshot = node.snapshot();
    node.warp(START + CADENCE + 60);
    let brings = |count: usize| {
        take(node, &next, &Step::Open);
        take(node, &next, &Step::Append { lane: 0, batches: 0..count })
    };
    let gas = [2, 3, 4].map(brings);
    say(&format!("  gas: 2, 3 and 4 proofs of one key in one transaction {gas:?}"));
    node.revert(&snapshot);
    (gas[2] - gas[0]).div_ceil(2)
}

/// The first so many proofs of the first lane, to their verifier alone.
fn combined(node: &Node, count: usize) -> u64 {
    let bundle = bundle();
    let recomputed = bundle.recompute().unwrap();
    let lane = bundle.manifest.lanes[0];
    let claim = |batch: usize| abi::BatchClaim {
        inputs: recomputed
            .batch_inputs(batch)
            .unwrap()
            .elements()
            .into_iter()
            .map(element)
            .collect::<Vec<_>>()
            .try_into()
            .unwrap(),
        proof: proof_words(&bundle.proofs.batches[batch]).unwrap(),
    };
    let claims = (0..count).map(claim).collect();
    let data = abi::BatchVerifier::verifyBatchCall {
        parametersCommitment: table_words(&lane.table),
        claims,
    };
    let data = data.abi_encode();
    let to = node.verifier(&lane.key.to_string()).to_string();
    let call = json!([{"to": to, "data": format!("0x{}", hex::encode(data))}]);
    u64::try_from(node.rpc.quantity("eth_estimateGas", &call).unwrap()).unwrap()
}
