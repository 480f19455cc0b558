//! The hash against vectors that circomlibjs and poseidon-lite agree on. They
//! are made by `vectors/generate.mjs`.

use std::collections::BTreeMap;

use ark_ff::PrimeField;
use plimsoll_poseidon::{Fr, MAX_ARITY, hash_slice};
use serde_json::Value;

const FILE: &str = include_str!("../vectors/vectors.json");

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A decimal below the modulus; anything that would alias is refused.
fn element(value: &Value) -> Option<Fr> {
    let element: Fr = text(value).parse().ok()?;
    (element.into_bigint().to_string() == text(value)).then_some(element)
}

#[test]
fn hashes_are_those_of_circomlibjs_and_poseidon_lite() {
    let file: Value = serde_json::from_str(FILE).unwrap();
    assert_eq!(text(&file["modulus"]), Fr::MODULUS.to_string());

    let mut cases_per_arity = BTreeMap::new();
    for vector in file["vectors"].as_array().unwrap() {
        let inputs = vector["inputs"].as_array().unwrap().iter().map(element);
        let inputs: Vec<Fr> = inputs.collect::<Option<_>>().unwrap();
        let output = element(&vector["output"]).unwrap();
        let (arity, case) = (inputs.len(), text(&vector["case"]));
        assert_eq!(hash_slice(&inputs), Some(output), "{arity} inputs, case {case}");
        *cases_per_arity.entry(arity).or_insert(0) += 1;
    }

    let every_arity: BTreeMap<usize, i32> = (1..=MAX_ARITY).map(|arity| (arity, 8)).collect();
    assert_eq!(cases_per_arity, every_arity);
}
