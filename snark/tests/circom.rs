//! snarkjs on exported circuits: it reads the rows and the witness as we do,
//! proves and verifies them, and finds a witness that was changed.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/snarkjs.rs"]
mod snarkjs;

use plimsoll_snark::gadgets::poseidon;
use plimsoll_snark::gadgets::range::Ranges;
use plimsoll_snark::harness::{PlainSketch, Rest, Sketch, assign, assign_plain};
use plimsoll_snark::*;
use snarkjs::Snarkjs;

/// Public `h` is the hash of a public and a secret number.
fn hash() -> impl PlainCircuit {
    let [x, y] = [Fr::from(3), -Fr::from(7)];
    PlainSketch {
        inputs: vec![x, plimsoll_poseidon::hash([x, y])],
        all: move |b: &mut Builder<Late>, inputs: &[Num<Late>]| {
            let secret = b.witness(y)?;
            let hash = poseidon::hash(b, &[inputs[0], secret])?;
            b.equal(hash, inputs[1])
        },
    }
}

#[test]
fn snarkjs_proves_an_exported_circuit() {
    let Some(snarkjs) = Snarkjs::new("circom") else { return };
    let (frozen, assignment) = assign_plain(&hash()).unwrap();
    snarkjs.write("circuit.r1cs", &circom::r1cs(&frozen).unwrap());
    snarkjs.write("witness.wtns", &circom::wtns(&frozen, &assignment).unwrap());

    let info = snarkjs.succeeds("r1cs info circuit.r1cs");
    for line in [
        format!("# of Constraints: {}", frozen.rows.len()),
        format!("# of Wires: {}", assignment.len()),
        "# of Outputs: 2".to_owned(),
    ] {
        assert!(info.contains(&line), "{line}: {info}");
    }
    snarkjs.succeeds("wtns check circuit.r1cs witness.wtns");
    for wire in [2, 3, assignment.len() - 1] {
        let mut changed = assignment.clone();
        changed[wire] += Fr::from(1);
        assert!(frozen.rows.violated(&changed).is_some());
        snarkjs.write("changed.wtns", &circom::wtns(&frozen, &changed).unwrap());
        let (success, said) = snarkjs.run("wtns check circuit.r1cs changed.wtns");
        assert!(!success || said.contains("INVALID"), "wire {wire}: {said}");
    }

    snarkjs.succeeds("powersoftau new bn128 8 0.ptau");
    snarkjs.succeeds("powersoftau contribute 0.ptau 1.ptau --name=test -e=entropy");
    snarkjs.succeeds("powersoftau prepare phase2 1.ptau 2.ptau");
    snarkjs.succeeds("groth16 setup circuit.r1cs 2.ptau circuit.zkey");
    snarkjs.succeeds("zkey export verificationkey circuit.zkey key.json");
    snarkjs.succeeds("groth16 prove circuit.zkey witness.wtns proof.json public.json");
    let said = snarkjs.succeeds("groth16 verify key.json public.json proof.json");
    assert!(said.contains("OK!"), "{said}");
    // Its proof is one that we read, too.
    let proof = std::fs::read_to_string(snarkjs.folder.join("proof.json")).unwrap();
    Proof::from_json(&proof).unwrap();
    let public = std::fs::read_to_string(snarkjs.folder.join("public.json")).unwrap();
    let numbers: String = public.split_whitespace().collect();
    assert_eq!(numbers, format!("[\"{}\",\"{}\"]", assignment[1], assignment[2]));
    snarkjs.write("public.json", public.replace("\"3\"", "\"4\"").as_bytes());
    let (success, said) = snarkjs.run("groth16 verify key.json public.json proof.json");
    assert!(!success && !said.contains("OK!"), "{said}");
}

#[test]
fn snarkjs_verifies_our_proofs() {
    let Some(snarkjs) = Snarkjs::new("snarkjs") else { return };
    let circuit = hash();
    let key = setup_plain(&circuit).unwrap();
    let claim = prove_plain(&key, &circuit, &Portable).unwrap();
    let public = |inputs: &[Fr]| {
        let numbers: Vec<String> = inputs.iter().map(|input| format!("\"{input}\"")).collect();
        format!("[{}]", numbers.join(","))
    };
    snarkjs.write("key.json", key.verifying().to_json().unwrap().as_bytes());
    snarkjs.write("proof.json", claim.proof.to_json().unwrap().as_bytes());
    snarkjs.write("public.json", public(&claim.inputs).as_bytes());
    let said = snarkjs.succeeds("groth16 verify key.json public.json proof.json");
    assert!(said.contains("OK!"), "{said}");
    let wrong = [claim.inputs[0], claim.inputs[1] + Fr::from(1)];
    snarkjs.write("public.json", public(&wrong).as_bytes());
    let (success, said) = snarkjs.run("groth16 verify key.json public.json proof.json");
    assert!(!success && !said.contains("OK!"), "{said}");
}

#[test]
fn what_circom_cannot_hold_is_refused() {
    let staged = Sketch {
        inputs: Vec::new(),
        first: |b: &mut Builder<Early>, _: &[Num<Early>]| {
            let mut ranges = Ranges::new(2);
            ranges.bounded::<4>(b, Fr::from(9))?;
            let counted = ranges.count(b)?;
            let rest: Rest = Box::new(move |b, challenge| counted.prove(b, challenge));
            Ok(rest)
        },
    };
    let (frozen, _) = assign(&staged, Fr::from(77)).unwrap();
    assert_eq!(circom::r1cs(&frozen), Err(circom::CircomError::Staged));
    let (frozen, assignment) = assign_plain(&hash()).unwrap();
    let short = circom::wtns(&frozen, &assignment[1..]).unwrap_err();
    assert!(matches!(short, circom::CircomError::Length { .. }));
}
