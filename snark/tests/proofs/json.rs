//! Keys and claims as JSON: read back as they were, and refused when they say
//! anything else.

use plimsoll_snark::*;
use serde_json::{Value, json};

use crate::common::circuits::{Capped, Factors};
use crate::common::layout;

/// A key of each kind, and a claim about it.
fn kinds() -> Vec<(VerifyingKey, Claim)> {
    let plain = setup_plain(&Factors(5, 7)).unwrap();
    let claim = prove_plain(&plain, &Factors(5, 7), &Portable).unwrap();
    let mut kinds = vec![(plain.verifying().clone(), claim)];
    for shared in [false, true] {
        let circuit = Capped::new(shared, 1);
        let key = setup(&circuit).unwrap();
        let parameters = shared.then(|| commit_parameters(&key, &circuit, &Portable).unwrap());
        let claim = prove(&key, &circuit, parameters, &Portable).unwrap();
        kinds.push((key.verifying().clone(), claim));
    }
    kinds
}

#[test]
fn keys_and_claims_are_read_back() {
    for (key, claim) in kinds() {
        assert_eq!(VerifyingKey::from_json(&key.to_json().unwrap()).unwrap(), key);
        let text = claim.to_json(&key).unwrap();
        assert!(text.contains("INSECURE"), "{text}");
        assert_eq!(Claim::from_json(&text, &key).unwrap(), claim);
        let text = claim.proof.to_json().unwrap();
        assert_eq!(Proof::from_json(&text).unwrap(), claim.proof);
    }
}

/// Every value in a document replaced by others, one at a time.
fn bent(document: &Value) -> Vec<Value> {
    let others = |value: &Value| -> Vec<Value> {
        let mut others = vec![Value::Null, json!([]), json!(1), json!("1"), json!("x")];
        if let Some(text) = value.as_str() {
            let number = text.bytes().all(|byte| byte.is_ascii_digit());
            let forms = if number { vec!["0", "+", "-", " "] } else { vec!["0"] };
            others.extend(forms.into_iter().map(|prefix| json!(format!("{prefix}{text}"))));
            others.push(json!(text.to_uppercase()));
            others.push(json!(format!("{text}0")));
        }
        others.retain(|other| other != value);
        others
    };
    let mut all = others(document);
    match document {
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                all.extend(bent(item).into_iter().map(|other| {
                    let mut items = items.clone();
                    items[i] = other;
                    json!(items)
                }));
            }
            all.push(json!(items[1..]));
            all.push(json!([&items[..], &items[..1]].concat()));
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let mut without = fields.clone();
                without.remove(name);
                all.push(json!(without));
                all.extend(bent(value).into_iter().map(|other| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), other);
                    json!(fields)
                }));
            }
            let mut more = fields.clone();
            more.insert("more".to_owned(), json!(1));
            all.push(json!(more));
        }
        _ => {}
    }
    all
}

#[test]
fn whatever_else_they_say_is_refused() {
    let mut refused = 0;
    for (key, claim) in kinds() {
        let document: Value = serde_json::from_str(&key.to_json().unwrap()).unwrap();
        for other in bent(&document) {
            let read = VerifyingKey::from_json(&other.to_string());
            assert!(read.is_err() || other == document, "{other}");
            refused += 1;
        }
        let document: Value = serde_json::from_str(&claim.to_json(&key).unwrap()).unwrap();
        for other in bent(&document) {
            if let Ok(read) = Claim::from_json(&other.to_string(), &key) {
                // Another number in its place is read, and does not verify.
                assert!(verify(&key, &read).is_err(), "{other}");
            }
            refused += 1;
        }
    }
    assert!(refused > 1000, "{refused}");
}

#[test]
fn errors_say_what_is_wrong() {
    let kinds = kinds();
    let (key, claim) = &kinds[2];
    let text = claim.to_json(key).unwrap();
    let error = Claim::from_json(&text, &kinds[1].0).unwrap_err().to_string();
    let (own, other) = (key.id(), kinds[1].0.id());
    assert_eq!(error, format!("the claim is about key {own}, not {other}"));

    let renamed = layout::of_a_ceremony(key);
    let said = renamed.to_json().unwrap();
    let transcript = format!("0x{}", "07".repeat(32));
    let origin = format!("\"origin\": \"ceremony {transcript}\"");
    assert!(said.contains(&origin) && !said.contains("INSECURE"));
    assert_eq!(VerifyingKey::from_json(&said).unwrap(), renamed);
    // A mark that is taken off a key gives it another name.
    let hidden = key.to_json().unwrap().replace(
        "INSECURE: made by a single party, fit for tests only",
        &format!("ceremony {transcript}"),
    );
    let error = VerifyingKey::from_json(&hidden).unwrap_err().to_string();
    assert_eq!(error, "`id` is not what the rest of the file says");

    let number = claim.inputs[1].to_string();
    let error = |other: &str| {
        let text = text.replace(&format!("\"{number}\""), &format!("\"{other}\""));
        Claim::from_json(&text, key).unwrap_err().to_string()
    };
    let form = "is not a decimal number without sign, spaces and leading zeros";
    assert_eq!(error("1e3"), format!("`1e3` {form}"));
    assert_eq!(error("011"), format!("`011` {form}"));
    let order = "21888242871839275222246405745257275088548364400416034343698204186575808495617";
    assert_eq!(error(order), "a field element is not below its modulus");
}
