//! The contracts and Rust name the same things the same way.

use std::collections::BTreeSet;

use alloy_sol_types::SolCall as _;
use plimsoll_chain::{B256, Step, Submission, abi, digest_to_sign, element, signatures};
use serde_json::Value;

use crate::node::{AUTHORITY, Node, VENUE};
use crate::project::{Project, project};
use crate::venue::{CHAIN, bundle};

#[test]
fn rust_and_contracts_say_the_same() {
    let Some(project) = project() else { return };
    interfaces(project);
    let node = Node::deployed(project);
    let (bundle, registry) = (bundle(), node.registry());
    let recomputed = bundle.recompute().unwrap();
    let own = Submission::of(&bundle).unwrap();
    let submit =
        |step: &Step| node.transact(AUTHORITY, registry.address(), &own.call(step, &[])).unwrap();
    let draft = || registry.draft(B256::from(VENUE), AUTHORITY.parse().unwrap()).unwrap();

    let steps = own.steps(None, 1);
    submit(&Step::Open);
    assert_eq!(draft().opening, own.opening_hash());
    assert_eq!(
        draft().state,
        element(recomputed.batch_inputs(0).unwrap().state_in),
        "initial state"
    );
    for (done, step) in steps.iter().enumerate().take(6).skip(1) {
        submit(step);
        assert_eq!(draft().links, own.links_hash(done));
        assert_eq!(draft().state, element(bundle.chain[done - 1].state_out.0));
    }
    let snapshot = node.snapshot();
    submit(&Step::Seal);
    let record = registry.epoch(B256::from(VENUE), 1).unwrap();
    assert_eq!(record.digest.0, bundle.manifest.digest, "digest");
    assert!(plimsoll_chain::compare(&record, &own).is_empty());
    node.revert(&snapshot);

    let hash = digest_to_sign(CHAIN, registry.address(), own.venue(), 1, own.digest());
    let call = abi::SolvencyRegistry::hashToSignCall {
        venue: own.venue(),
        epoch: 1,
        digest: own.digest(),
    };
    let found = node.rpc.view(registry.address(), &call.abi_encode()).unwrap();
    assert_eq!(found, hash.to_vec(), "what the authority signs");
    let call =
        abi::KeyRegister::disclosureHashCall { rules: own.rules(), said: own.disclosure().clone() };
    let found = node.rpc.view(node.contract("KeyRegister"), &call.abi_encode()).unwrap();
    let expected = element(recomputed.closing_inputs().disclosure);
    assert_eq!(found, expected.to_be_bytes::<32>(), "disclosure");
}

/// What is called is there, by its selector; what contracts say is explained.
fn interfaces(project: &Project) {
    use abi::{KeyRegister, NoticeTimelock, PoseidonSequence, SolvencyRegistry, VenueRegister};
    let explained: BTreeSet<String> = signatures().collect();
    let contracts: [(&str, &[&str]); 5] = [
        (
            "SolvencyRegistry",
            &[
                SolvencyRegistry::openCall::SIGNATURE,
                SolvencyRegistry::appendCall::SIGNATURE,
                SolvencyRegistry::sealCall::SIGNATURE,
                SolvencyRegistry::statusCall::SIGNATURE,
                SolvencyRegistry::epochOfCall::SIGNATURE,
                SolvencyRegistry::draftOfCall::SIGNATURE,
                SolvencyRegistry::hashToSignCall::SIGNATURE,
            ],
        ),
        (
            "KeyRegister",
            &[
                KeyRegister::registerRulesCall::SIGNATURE,
                KeyRegister::registerKeyCall::SIGNATURE,
                KeyRegister::disclosureHashCall::SIGNATURE,
            ],
        ),
        (
            "VenueRegister",
            &[
                VenueRegister::setVenueCall::SIGNATURE,
                VenueRegister::setReserveCall::SIGNATURE,
                VenueRegister::settingsOfCall::SIGNATURE,
            ],
        ),
        (
            "PoseidonSequence",
            &[
                PoseidonSequence::writePartCall::SIGNATURE,
                PoseidonSequence::registerCall::SIGNATURE,
            ],
        ),
        (
            "NoticeTimelock",
            &[
                NoticeTimelock::scheduleBatchCall::SIGNATURE,
                NoticeTimelock::executeBatchCall::SIGNATURE,
            ],
        ),
    ];
    for (contract, calls) in contracts {
        let path = project.artifacts().join(format!("{contract}.sol/{contract}.json"));
        let artifact: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for call in calls {
            assert!(artifact["methodIdentifiers"][call].is_string(), "{contract} has no {call}");
        }
        if contract == "NoticeTimelock" {
            continue;
        }
        for error in artifact["abi"].as_array().unwrap().iter().filter(|e| e["type"] == "error") {
            let kinds = error["inputs"].as_array().unwrap().iter();
            let kinds: Vec<&str> = kinds.map(|input| input["type"].as_str().unwrap()).collect();
            let signature = format!("{}({})", error["name"].as_str().unwrap(), kinds.join(","));
            // What OpenZeppelin's libraries say of strings and nonces is theirs.
            let theirs = ["InvalidShortString()", "StringTooLong(string)"];
            let known = explained.contains(&signature) || theirs.contains(&&*signature);
            assert!(known, "{contract}: {signature} is not explained");
        }
    }
}
