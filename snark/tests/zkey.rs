//! snarkjs's ceremonies of plain circuits: their transcripts hold for us as for
//! snarkjs, their keys prove, and of keys bent in hundreds of ways none passes.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/mangle.rs"]
mod mangle;
#[path = "zkey/own.rs"]
mod own;
#[path = "common/sections.rs"]
mod sections;
#[path = "common/snarkjs.rs"]
mod snarkjs;
#[path = "zkey/table.rs"]
mod table;
#[path = "zkey/world.rs"]
mod world;

use plimsoll_snark::harness::assign_plain;
use plimsoll_snark::powers::Powers;
use plimsoll_snark::zkey::{self, Transcript, ZkeyError};
use plimsoll_snark::*;
use serde_json::Value;
use snarkjs::Snarkjs;
use world::{POWERS, Small, files};

fn powers(snarkjs: &Snarkjs, name: &str) -> Powers {
    Powers::open(&snarkjs.folder.join(format!("{name}.ptau"))).unwrap()
}

/// Verifies a key's transcript against powers, for a circuit.
fn verified(
    snarkjs: &Snarkjs,
    powers: &Powers,
    circuit: &Small,
    key: &str,
) -> std::result::Result<Transcript, ZkeyError> {
    let frozen = freeze_plain(circuit).unwrap();
    zkey::verify_transcript(powers, &frozen, &snarkjs.folder.join(key), &mut |_, _| ())
}

fn json(snarkjs: &Snarkjs, name: &str) -> Value {
    serde_json::from_slice(&snarkjs.read(name)).unwrap()
}

#[test]
fn transcripts_hold_for_both() {
    let Some(snarkjs) = files() else { return };
    for name in POWERS {
        let found = verified(snarkjs, &powers(snarkjs, name), &Small::OWN, &format!("{name}.zkey"));
        let transcript = found.unwrap();
        let told: Vec<_> = transcript
            .contributions
            .iter()
            .map(|c| (c.name.as_str(), hex::encode(c.hash), c.beacon.is_some()))
            .collect();
        // What snarkjs said when it was made.
        let said = json(snarkjs, &format!("{name}.json"));
        assert_eq!(hex::encode(transcript.circuit_hash), said["circuit"].as_str().unwrap());
        let hash = |step: usize| said["hashes"][step].as_str().unwrap().to_owned();
        let expected = [("one", hash(0), false), ("two", hash(1), false), ("last", hash(2), true)];
        assert_eq!(told, expected);
        let beacon = transcript.contributions[2].beacon.as_ref().unwrap();
        assert_eq!((&beacon.generator[..], beacon.iterations), (&[0x0f; 32][..], 10));
    }
    // Without a beacon at the end, or with nothing but one person.
    let transcript = verified(snarkjs, &powers(snarkjs, "level"), &Small::OWN, "level-1.zkey");
    assert_eq!(transcript.unwrap().contributions.len(), 1);
}

#[test]
fn snarkjs_says_that_they_hold() {
    let Some(snarkjs) = files() else { return };
    let said = snarkjs.succeeds("zkey verify circuit.r1cs level.ptau level.zkey");
    assert!(said.contains("ZKey Ok!"), "{said}");
}

#[test]
fn keys_prove_and_both_verify() {
    let Some(snarkjs) = files() else { return };
    let circuit = Small::OWN;
    let (frozen, assignment) = assign_plain(&circuit).unwrap();
    snarkjs.write("witness.wtns", &circom::wtns(&frozen, &assignment).unwrap());
    for name in POWERS {
        let file = format!("{name}.zkey");
        let found = verified(snarkjs, &powers(snarkjs, name), &circuit, &file).unwrap();
        let key = found.into_key();
        assert!(matches!(key.verifying().origin(), Origin::Ceremony(_)));
        let imported = zkey::import(&snarkjs.folder.join(&file), &frozen).unwrap();
        assert_eq!(imported.verifying().origin(), Origin::SingleParty);

        // What snarkjs exports is the verifier's half.
        let theirs = json(snarkjs, &format!("{name}-key.json"));
        let ours: Value = serde_json::from_str(&key.verifying().to_json().unwrap()).unwrap();
        for field in ["nPublic", "vk_alpha_1", "vk_beta_2", "vk_gamma_2", "vk_delta_2", "IC"] {
            assert_eq!(ours[field], theirs[field], "{field}");
            assert!(!ours[field].is_null(), "{field}");
        }

        for key in [&key, &imported] {
            let claim = prove_plain(key, &circuit, &Portable).unwrap();
            verify(key.verifying(), &claim).unwrap();
            let mut other = claim.clone();
            other.inputs[1] += Fr::from(1);
            assert_eq!(verify(key.verifying(), &other), Err(Rejected::Proof));
            snarkjs.write("ours.json", claim.proof.to_json().unwrap().as_bytes());
        }
        let public: Vec<_> = circuit.inputs().iter().map(ToString::to_string).collect();
        snarkjs.write("public.json", serde_json::to_string(&public).unwrap().as_bytes());
        snarkjs.script(&[
            format!("const key = read('{name}-key.json'), inputs = read('public.json')"),
            "const ours = read('ours.json')".to_owned(),
            "check(await groth16.verify(key, inputs, ours))".to_owned(),
            "check(!await groth16.verify(key, [inputs[0], '4'], ours))".to_owned(),
            format!("const theirs = await groth16.prove('{file}', 'witness.wtns')"),
            "check(theirs.publicSignals.join() == inputs.join())".to_owned(),
            "write('theirs.json', theirs.proof)".to_owned(),
        ]);
        let theirs = String::from_utf8(snarkjs.read("theirs.json")).unwrap();
        let proof = Proof::from_json(&theirs).unwrap();
        let claim = Claim { inputs: circuit.inputs(), parameters: None, proof };
        verify(key.verifying(), &claim).unwrap();
    }
}

/// A converted key is one of ours: in a key file it is no different.
#[test]
fn keys_are_saved_as_others() {
    let Some(snarkjs) = files() else { return };
    let found = verified(snarkjs, &powers(snarkjs, "level"), &Small::OWN, "level.zkey");
    let key = found.unwrap().into_key();
    let path = snarkjs.folder.join("saved.key");
    let hash = key.save(&path).unwrap();
    let (again, found) = ProvingKey::import(&path, &mut |_, _| ()).unwrap();
    assert_eq!(hash, found);
    assert_eq!(again.verifying(), key.verifying());
    verify(again.verifying(), &prove_plain(&again, &Small::OWN, &Portable).unwrap()).unwrap();
}

#[test]
fn other_powers_and_circuits_are_refused() {
    let Some(snarkjs) = files() else { return };
    let refused = |powers_of: &str, circuit: &Small, key: &str| {
        let error = verified(snarkjs, &powers(snarkjs, powers_of), circuit, key).unwrap_err();
        assert!(error.to_string().contains(".zkey") || matches!(error, ZkeyError::Powers(_)));
        error
    };
    for (of, key) in [("large", "level.zkey"), ("level", "large.zkey"), ("small", "level.zkey")] {
        let error = refused(of, &Small::OWN, key);
        let right = match of {
            "small" => matches!(error, ZkeyError::Powers(_)),
            _ => matches!(error, ZkeyError::Relation { .. }),
        };
        assert!(right, "{of}, {key}: {error}");
    }
    // Other rows in A or B, in C only, and of another shape.
    for (circuit, key) in
        [(Small::OTHER, "level.zkey"), (Small::OWN, "other.zkey"), (Small::OWN, "wide.zkey")]
    {
        let error = refused("level", &circuit, key);
        assert!(matches!(error, ZkeyError::Circuit { .. }), "{circuit:?}, {key}: {error}");
        let frozen = freeze_plain(&circuit).unwrap();
        let error = zkey::import(&snarkjs.folder.join(key), &frozen).unwrap_err();
        assert!(matches!(error, ZkeyError::Circuit { .. }), "{circuit:?}, {key}: {error}");
    }
    for (circuit, key) in [(Small::TWISTED, "level.zkey"), (Small::OWN, "twisted.zkey")] {
        let error = refused("level", &circuit, key);
        assert!(matches!(error, ZkeyError::Relation { .. }), "{circuit:?}, {key}: {error}");
    }
    // A setup to which nobody, or nobody but a beacon, has contributed.
    for key in ["level-0.zkey", "beacon.zkey", "beacons.zkey"] {
        let error = refused("level", &Small::OWN, key);
        assert!(matches!(error, ZkeyError::Nobody { .. }), "{key}: {error}");
    }
    let error = refused("level", &Small::OWN, "no.zkey");
    assert!(matches!(error, ZkeyError::Io { .. }), "{error}");
}

#[test]
fn bent_keys_are_refused() {
    let Some(snarkjs) = files() else { return };
    let powers = powers(snarkjs, "level");
    let frozen = freeze_plain(&Small::OWN).unwrap();
    let all = table::bent(snarkjs, &frozen);
    assert!(all.len() >= 400, "{} ways", all.len());
    mangle::work(&all, |i, what, file, expected| {
        let name = format!("bent-{i}.zkey");
        snarkjs.write(&name, file);
        let path = snarkjs.folder.join(&name);
        let found = zkey::verify_transcript(&powers, &frozen, &path, &mut |_, _| ());
        let error = found.expect_err(what);
        assert_eq!(table::Kind::of(&error), expected, "{what}: {error}");
        assert!(error.to_string().contains(&name), "{what}: {error}");
        // What is no key of these rows is not imported either.
        if expected.is_seen_by_import() {
            let error = zkey::import(&path, &frozen).unwrap_err();
            assert_eq!(table::Kind::of(&error), expected, "{what}: {error}");
        }
        std::fs::remove_file(path).unwrap();
    });
}

/// A secret that changes nothing is one that everybody knows.
#[test]
fn contributions_contribute_something() {
    let Some(snarkjs) = files() else { return };
    let before = sections::Parts::of(&snarkjs.read("level-2.zkey"));
    let powers = powers(snarkjs, "level");
    for (secret, holds) in [(Fr::from(2), true), (Fr::from(1), false), (-Fr::from(1), false)] {
        snarkjs.write("own.zkey", &own::contribute(snarkjs, &before, secret).bytes());
        let found = verified(snarkjs, &powers, &Small::OWN, "own.zkey");
        match found {
            Ok(transcript) => assert!(holds && transcript.contributions.len() == 3, "{secret}"),
            Err(ZkeyError::Contribution { number: 3, what, .. }) => {
                assert!(!holds && what.contains("there before"), "{secret}: {what}");
            }
            Err(error) => panic!("{secret}: {error}"),
        }
    }
}

/// What nothing vouches for, in snarkjs's transcript as in ours: names.
#[test]
fn names_are_anybodys() {
    let Some(snarkjs) = files() else { return };
    let mut parts = sections::Parts::of(&snarkjs.read("level.zkey"));
    let list = parts.body(10);
    let at = list.windows(3).position(|bytes| bytes == b"one").unwrap();
    list[at..at + 3].copy_from_slice(b"eve");
    snarkjs.write("eve.zkey", &parts.bytes());
    let found = verified(snarkjs, &powers(snarkjs, "level"), &Small::OWN, "eve.zkey").unwrap();
    assert_eq!(found.contributions[0].name, "eve");
}
