//! A trader borrows on a proof of their own margin, from a contract that never
//! sees who they are.

use std::path::{Path, PathBuf};

use alloy_sol_types::{SolCall as _, SolValue as _, sol};
use plimsoll_chain::deploy::verifier_name;
use plimsoll_chain::{Address, B256, Submission, U256, element, proof_words};
use plimsoll_statement::{AccountInputs, PublicInputs as _};
use plimsoll_verifier::{AccountProof, Bundle, Role};

use crate::common::{arguments, claiming, succeeds};
use crate::node::{AUTHORITY, FRESHNESS, Node, OWNER, VENUE};
use crate::npm::say;
use crate::project::{Project, project};
use crate::venue::{START, epochs, keys, store};

sol! {
    struct Proven {
        uint256[2] a;
        uint256[4] b;
        uint256[2] c;
        uint256[2] d;
    }

    struct MarginClaim {
        uint256 least;
        uint256 ratio;
        uint64 expires;
        uint256 nullifier;
        Proven proof;
    }

    interface AccountVerifier {
        function verify(uint256[] calldata inputs, Proven calldata proof) external view;
    }

    interface CreditLine {
        function nonceOf(address borrower) external view returns (bytes32);
        function SCOPE() external view returns (uint248);
        function open(uint256 window, uint256[] calldata roots, MarginClaim calldata claim) external;
    }
}

/// What a transaction that verifies a proof may take.
const VERIFIED: u64 = 320_000;

/// `CreditLine.pin`, whose opening is the registry's.
fn pin(project: &Project, own: &Submission, links: &[u8], window: u64) -> Vec<u8> {
    let selector = project.selector("CreditLine", "pin");
    let arguments = (own.opening().clone(), links.to_vec(), U256::from(window));
    [selector, arguments.abi_encode_params()].concat()
}

#[test]
fn a_trader_borrows_on_their_margin() {
    let Some(project) = project() else { return };
    let node = Node::deployed(project);
    let first = &epochs().bundles[0];
    assert!(node.publish(first, &["--send"]).output().unwrap().status.success());
    let bundle = Bundle::read(first).unwrap();
    let epoch = bundle.recompute().unwrap();
    let own = Submission::of(&bundle).unwrap();

    // Alice's batch says which lane and shape are asked about.
    let folder = tempfile::tempdir().unwrap();
    let receipt = receipt(first, "alice", folder.path());
    let batch = plimsoll_verifier::Receipt::from_bytes(&std::fs::read(&receipt).unwrap());
    let window = epoch.window_of(batch.unwrap().batch).unwrap();
    let store = store();
    let key = store.find(Role::Account(window.shape), [0; 32]).next().unwrap().key();
    let name = verifier_name(key.id());
    let verifier = node.create(&format!("{name}.sol"), &name, &[]);
    let (accounts, slots) = (window.shape.accounts as u64, window.shape.slots as u64);
    let line = (
        node.contract("SolvencyRegistry"),
        verifier,
        B256::from(VENUE),
        U256::from(window.lane.index()),
        U256::from(accounts),
        U256::from(slots),
        true,
    );
    let line = node.create("CreditLine.sol", "CreditLine", &line.abi_encode_params());

    let links: Vec<u8> = bundle
        .chain
        .iter()
        .flat_map(|link| {
            let lane = U256::from(link.lane.index());
            [lane, element(link.root), element(link.state_out.0)].abi_encode()
        })
        .collect();
    let roots: Vec<U256> = window.roots.iter().map(|root| element(*root)).collect();
    let view = |call: &[u8]| node.rpc.view(line, call).unwrap();
    let owner: Address = OWNER.parse().unwrap();
    let nonce = view(&CreditLine::nonceOfCall { borrower: owner }.abi_encode());
    let scope = view(&CreditLine::SCOPECall {}.abi_encode());
    let proof = prove(first, &receipt, &nonce, &scope[1..], folder.path(), "proof");
    let open = |proof: &AccountProof, from: &str, roots: &[U256]| {
        let words = proof_words(&proof.proof).unwrap();
        let call = CreditLine::openCall {
            window: U256::from(proof.window),
            roots: roots.to_vec(),
            claim: MarginClaim {
                least: U256::from(proof.claim.least().units().cast_unsigned()),
                ratio: U256::from(proof.claim.ratio()),
                expires: proof.request.expires,
                nullifier: element(proof.nullifier),
                proof: Proven { a: words.a, b: words.b, c: words.c, d: words.d },
            },
        };
        node.transact(from, line, &call.abi_encode()).map_err(|refused| refused.name)
    };

    assert!(open(&proof, OWNER, &roots).is_err(), "no window is pinned");
    let mut other = links.clone();
    other[95] ^= 1;
    assert!(node.transact(OWNER, line, &pin(project, &own, &other, 0)).is_err());
    assert!(node.transact(OWNER, line, &pin(project, &own, &links, 9)).is_err());
    node.transact(OWNER, line, &pin(project, &own, &links, window.number.into())).unwrap();

    // Seen in the open, it is of no use to anybody else.
    assert!(open(&proof, AUTHORITY, &roots).is_err());
    let mut forged = roots.clone();
    forged[0] += U256::from(1);
    assert!(open(&proof, OWNER, &forged).is_err());
    for bend in [
        |proof: &mut AccountProof| proof.request.expires += 1,
        |proof: &mut AccountProof| {
            let more = proof.claim.least().units() + 1;
            let more = plimsoll_statement::Money::from_units(more).unwrap();
            proof.claim = plimsoll_statement::MarginClaim::new(more, proof.claim.ratio()).unwrap();
        },
        |proof: &mut AccountProof| proof.nullifier += plimsoll_snark::Fr::from(1u64),
    ] {
        let mut bent = proof.clone();
        bend(&mut bent);
        assert!(open(&bent, OWNER, &roots).is_err());
    }
    let words = proof_words(&proof.proof).unwrap();
    let inputs = AccountInputs::new(
        proof.digest,
        &proof.request,
        &proof.claim,
        proof.nullifier,
        window.roots,
    );
    let inputs = inputs.elements().into_iter().map(element).collect();
    let own = Proven { a: words.a, b: words.b, c: words.c, d: words.d };
    let call = AccountVerifier::verifyCall { inputs, proof: own }.abi_encode();
    let alone = node.transact(OWNER, verifier, &call).unwrap();
    assert!(alone < VERIFIED, "verifying takes {alone}, and {VERIFIED} is the most");
    let gas = open(&proof, OWNER, &roots).unwrap();
    say(&format!("  gas: a proof of margin verified {alone}, a credit line opened on it {gas}"));
    // The same account once more, with another proof.
    let again = prove(first, &receipt, &nonce, &scope[1..], folder.path(), "again");
    assert!(open(&again, OWNER, &roots).is_err());

    verdicts(&node, first, &receipt, ["yes", "partly", "yes", "unknown"]);
    verdicts(&node, &epochs().bundles[1], &receipt, ["rejected"; 4]);
    node.warp(START + FRESHNESS + 120);
    verdicts(&node, first, &receipt, ["yes", "partly", "no", "unknown"]);
    let receipt = self::receipt(first, "maker", folder.path());
    let late = prove(first, &receipt, &nonce, &scope[1..], folder.path(), "late");
    assert!(open(&late, OWNER, &roots).is_err(), "the epoch is stale");
}

/// `plimsoll verify account`, with what the registry says.
fn verdicts(node: &Node, bundle: &Path, receipt: &Path, expected: [&str; 4]) {
    let registry = node.contract("SolvencyRegistry").to_string();
    let arguments: [&dyn AsRef<std::ffi::OsStr>; 10] = [
        &"verify",
        &"account",
        &receipt,
        &"--bundle",
        &bundle,
        &"--keys",
        &keys(),
        &"--registry",
        &registry,
        &"--json",
    ];
    let ran = node.run(&arguments);
    let bad = expected.iter().any(|answer| ["no", "rejected"].contains(answer));
    assert_eq!(ran.status.code(), Some(if bad { 5 } else { 0 }));
    let said: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    if expected[0] == "rejected" {
        assert_eq!(said["outcome"], "rejected");
        return;
    }
    let answers = said["verdicts"].as_array().unwrap().iter();
    let answers: Vec<&str> = answers.map(|tile| tile["answer"].as_str().unwrap()).collect();
    assert_eq!(answers, expected);
}

fn receipt(bundle: &Path, account: &str, folder: &Path) -> PathBuf {
    let run = bundle.with_file_name("first-run");
    let out = folder.join(format!("{account}.json"));
    succeeds(&[&"receipt", &run, &"--account", &account, &"-o", &out]);
    out
}

fn prove(
    bundle: &Path,
    receipt: &Path,
    nonce: &[u8],
    scope: &[u8],
    folder: &Path,
    name: &str,
) -> AccountProof {
    let out = folder.join(name);
    let [nonce, scope] = [nonce, scope].map(|bytes| format!("0x{}", hex::encode(bytes)));
    let claim = "equity >= 100 + 1.5 * requirement";
    let all = claiming([receipt, bundle, keys()], claim, &nonce, Some(&scope), &out);
    succeeds(&arguments(&all));
    AccountProof::from_bytes(&std::fs::read(out).unwrap()).unwrap()
}
