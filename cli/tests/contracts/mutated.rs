//! Every bit of real claims, flipped: Rust and the deployed verifiers say the
//! same of each, and of the claims as they are.

use alloy_sol_types::SolCall as _;
use plimsoll_chain::{Address, abi, element, proof_words, table_words};
use plimsoll_snark::{Claim, ParameterCommitment, Proof, VerifyingKey, decode_inputs, verify};
use plimsoll_statement::PublicInputs as _;
use plimsoll_verifier::Bundle;
use serde_json::{Value, json};

use crate::node::Node;
use crate::npm::say;
use crate::project::project;
use crate::venue::{bundle, store};

/// Calls in one request.
const TOGETHER: usize = 256;

/// A claim as a call of its verifier.
struct Target {
    name: &'static str,
    key: VerifyingKey,
    verifier: Address,
    call: Vec<u8>,
    /// Words of the inputs, and of the commitment to the table.
    inputs: usize,
    table: bool,
}

/// Where the words are that say something, behind a call's selector.
struct Layout {
    inputs: usize,
    table: usize,
    proof: usize,
}

impl Target {
    /// `verify(inputs, proof)`: an offset, the proof, the count, the inputs. The
    /// table stands before the proof.
    fn layout(&self) -> Layout {
        let table = 2 * usize::from(self.table);
        Layout { table: 1, proof: 1 + table, inputs: 1 + table + PROOF + 1 }
    }

    /// What Rust says of a call.
    fn accepted(&self, call: &[u8]) -> bool {
        let Layout { inputs, table, proof } = self.layout();
        let words = |at: usize, count: usize| &call[4 + 32 * at..4 + 32 * (at + count)];
        let Ok(inputs) = decode_inputs(words(inputs, self.inputs)) else { return false };
        let parameters = self.table.then(|| ParameterCommitment::from_bytes(words(table, 2)));
        let Ok(parameters) = parameters.transpose() else { return false };
        let bytes = [&b"plimsoll proof 1\n\x01"[..], words(proof, PROOF)].concat();
        let Ok(proof) = Proof::from_bytes(&bytes) else { return false };
        verify(&self.key, &Claim { inputs, parameters, proof }).is_ok()
    }

    /// Every bit that says something.
    fn bits(&self) -> Vec<usize> {
        let Layout { inputs, table, proof } = self.layout();
        let words = (table..proof).chain(proof..proof + PROOF).chain(inputs..inputs + self.inputs);
        words.flat_map(|word| (0..256).map(move |bit| 8 * (4 + 32 * word) + bit)).collect()
    }
}

/// Words of a proof.
const PROOF: usize = 10;

fn targets(node: &Node, bundle: &Bundle) -> [Target; 3] {
    let (recomputed, store) = (bundle.recompute().unwrap(), store());
    let target = |name, id: plimsoll_snark::KeyId, call: Vec<u8>, inputs, table| Target {
        name,
        key: store.get(id).unwrap().key().clone(),
        verifier: node.verifier(&id.to_string()),
        call,
        inputs,
        table,
    };
    let staged = |inputs: Vec<plimsoll_snark::Fr>, proof: &Proof| {
        let (inputs, proof) = (inputs.into_iter().map(element), proof_words(proof).unwrap());
        abi::StagedVerifier::verifyCall { inputs: inputs.collect(), proof }.abi_encode()
    };
    let (manifest, proofs) = (&bundle.manifest, &bundle.proofs);
    let lane = manifest.lanes[0];
    let batch = abi::BatchVerifier::verifyCall {
        inputs: recomputed.batch_inputs(0).unwrap().elements().into_iter().map(element).collect(),
        parametersCommitment: table_words(&lane.table),
        proof: proof_words(&proofs.batches[0]).unwrap(),
    };
    let parameters = staged(recomputed.parameters_inputs().elements(), &proofs.parameters);
    let closing = staged(recomputed.closing_inputs().elements(), &proofs.closing);
    [
        target("batch", lane.key, batch.abi_encode(), 6, true),
        target("parameters", manifest.parameters_key, parameters, 4, false),
        target("closing", manifest.closing_key, closing, 3, false),
    ]
}

/// Which calls a contract does not refuse, many in one request.
fn taken(url: &str, to: Address, calls: &[Vec<u8>]) -> Vec<bool> {
    let one = |(id, data): (usize, &Vec<u8>)| {
        let call = json!({"to": to.to_string(), "data": format!("0x{}", hex::encode(data))});
        json!({"jsonrpc": "2.0", "id": id, "method": "eth_call", "params": [call, "latest"]})
    };
    let request: Vec<Value> = calls.iter().enumerate().map(one).collect();
    let request = serde_json::to_string(&request).unwrap();
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().proxy(None).build());
    let sent = agent.post(url).header("content-type", "application/json").send(request);
    let answer = sent.unwrap().body_mut().read_to_vec().unwrap();
    let mut answers: Vec<Value> = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answers.len(), calls.len());
    answers.sort_by_key(|answer| answer["id"].as_u64());
    answers
        .iter()
        .map(|answer| {
            // Refused by the contract, and not by the node.
            let error = &answer["error"];
            let refused = error["code"] == 3 || error["data"].is_string();
            assert!(error.is_null() || refused, "{answer}");
            error.is_null()
        })
        .collect()
}

#[test]
#[ignore = "half a minute or more; cargo test -p plimsoll-cli --test contracts -- --ignored"]
fn rust_and_solidity_agree_on_every_flipped_bit() {
    let Some(project) = project() else { return };
    let node = Node::deployed(project);
    let (mut mutated, mut accepted) = (0, 0);
    for target in targets(&node, &bundle()) {
        let honest = [target.call.clone()];
        assert!(target.accepted(&target.call), "{}", target.name);
        assert_eq!(taken(&node.url, target.verifier, &honest), [true], "{}", target.name);
        for bits in target.bits().chunks(TOGETHER) {
            let flip = |bit: &usize| {
                let mut call = target.call.clone();
                call[bit / 8] ^= 0x80 >> (bit % 8);
                call
            };
            let calls: Vec<Vec<u8>> = bits.iter().map(flip).collect();
            let contract = taken(&node.url, target.verifier, &calls);
            for ((bit, call), contract) in bits.iter().zip(&calls).zip(contract) {
                let rust = target.accepted(call);
                assert_eq!(rust, contract, "{}: bit {bit}", target.name);
                mutated += 1;
                accepted += usize::from(rust);
            }
        }
    }
    say(&format!("  {mutated} mutated claims, {accepted} of them accepted, by Rust and Solidity"));
    assert!(mutated >= 10_000);
}
