//! What the contracts believe about Poseidon, against this crate: the hashes of
//! its tables in `contracts/src/PoseidonTables.sol`, and the vectors that
//! forge's tests hash again.

use std::fs;
use std::path::PathBuf;

use plimsoll_poseidon::{Fr, Tag, evm, hash_sequence};
use serde_json::{Value, json};
use sha3::{Digest as _, Keccak256};

/// Every arity as the last block's, and sequences of several blocks.
fn lengths() -> impl Iterator<Item = usize> {
    (0..=16).chain([30, 31, 173])
}

fn contracts(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../contracts").join(file)
}

/// Small elements and the largest, by turns.
fn elements(length: usize) -> Vec<Fr> {
    let element =
        |i: usize| if i.is_multiple_of(2) { Fr::from(i as u64 + 1) } else { -Fr::from(i as u64) };
    (0..length).map(element).collect()
}

#[test]
fn the_source_names_every_table() {
    let source = fs::read_to_string(contracts("src/PoseidonTables.sol")).unwrap();
    let line = |arity| {
        let hash = hex::encode(Keccak256::digest(evm::table(arity)));
        format!("        if (arity == {arity}) return 0x{hash};\n")
    };
    let lines: String = evm::ARITIES.map(line).collect();
    assert!(source.contains(&lines), "PoseidonTables.sol should have:\n{lines}");
}

#[test]
fn the_vectors_are_this_crates() {
    let hash = |length| hash_sequence(Tag::State, &elements(length)).to_string();
    let (lengths, hashes): (Vec<_>, Vec<_>) =
        lengths().map(|length| (length, hash(length))).unzip();
    let committed = fs::read_to_string(contracts("test/vectors/poseidon.json")).unwrap();
    let expected = json!({ "tag": Tag::State as u32, "lengths": lengths, "hashes": hashes });
    let committed: Value = serde_json::from_str(&committed).unwrap();
    assert_eq!(committed, expected, "test/vectors/poseidon.json should be: {expected}");
}
