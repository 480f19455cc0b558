//! Files of a bundle with a byte changed, cut, or added, anywhere.

use std::collections::BTreeSet;

use plimsoll_verifier::{Bundle, BundleFiles};

use crate::world::{bundle, verdict};

type File = fn(&mut BundleFiles) -> &mut Vec<u8>;

const FILES: [(&str, File); 4] = [
    ("manifest", |files| &mut files.manifest),
    ("parameters", |files| &mut files.parameters),
    ("chain", |files| &mut files.chain),
    ("proofs", |files| &mut files.proofs),
];

/// Read and verified, it is not accepted.
fn refused(files: &BundleFiles) -> bool {
    Bundle::decode(files).map_or(true, |bundle| verdict(&bundle).is_err())
}

#[test]
fn every_changed_byte_is_noticed() {
    let mut files = bundle().encode();
    assert!(!refused(&files));
    for (name, file) in FILES {
        for at in 0..file(&mut files).len() {
            // Two of its bits: whatever is read, all proofs are decoded.
            for bit in BTreeSet::from([0, at % 8]) {
                file(&mut files)[at] ^= 1 << bit;
                assert!(refused(&files), "{name}, byte {at}, bit {bit}");
                file(&mut files)[at] ^= 1 << bit;
            }
        }
    }
}

#[test]
fn every_cut_and_addition_is_noticed() {
    let honest = bundle().encode();
    for (name, file) in FILES {
        let mut files = honest.clone();
        for added in [0, b'\n', b' ', b'}', 0xff] {
            file(&mut files).push(added);
            assert!(refused(&files), "{name} with {added}");
            file(&mut files).pop();
            file(&mut files).insert(0, added);
            assert!(refused(&files), "{name} after {added}");
            file(&mut files).remove(0);
        }
        while file(&mut files).pop().is_some() {
            assert!(refused(&files), "{name}, cut to {} bytes", file(&mut files).len());
        }
    }
}

#[test]
fn other_forms_of_the_same_json_are_refused() {
    let honest = bundle().encode();
    let text = String::from_utf8(honest.manifest.clone()).unwrap();
    for (from, to) in [
        ("\"epoch\":7", "\"epoch\": 7"),
        ("\"epoch\":7", "\"epoch\":7.0"),
        ("\"epoch\":7", "\"epoch\":7,\"epoch\":7"),
        ("\"epoch\":7", "\"epoch\":07"),
        ("\"epoch\":7", "\"epoch\":7,\"more\":1"),
        ("\"epoch\":7", "\"epoch\":\"7\""),
        ("\"epoch\":7", "\"\\u0065poch\":7"),
        ("\"long\":\"", "\"long\":\"0"),
        ("\"long\":\"", "\"long\":\"+"),
        ("\"version\":1", "\"version\":2"),
        ("0x5050", "0X5050"),
        ("0x7777", "7777"),
    ] {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text, "{from}");
        let files = BundleFiles { manifest: other.into_bytes(), ..honest.clone() };
        let error = Bundle::decode(&files).unwrap_err().to_string();
        assert!(error.starts_with("manifest.json: "), "{to}: {error}");
    }
}

#[test]
fn values_that_do_not_exist_are_refused() {
    let honest = bundle().encode();
    let text = String::from_utf8(honest.manifest.clone()).unwrap();
    let field = &text[text.find("\"parameters\":").unwrap() + 13..][..68];
    let table = &text[text.find("\"table\":").unwrap() + 8..][..132];
    // r, and an element with r added, are not below r.
    let modulus = "\"0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001\"";
    let identity = format!("\"0x{}\"", "0".repeat(128));
    for (from, to, why) in [
        (field, modulus, "`parameters`"),
        (table, identity.as_str(), "`table`"),
        ("\"band\":", "\"band\":1", "`band`"),
        ("\"lane\":1", "\"lane\":4", "`lane`"),
        ("\"flagged\":0", "\"flagged\":3", "`flagged`"),
        ("\"deficit\":\"0\"", "\"deficit\":\"7\"", "`deficit`"),
        ("\"owed\":\"0\"", "\"owed\":\"-1\"", "`owed`"),
        ("\"thresholds\":[\"0\"", &format!("\"thresholds\":[\"{}\"", 1u128 << 120), "`thresholds`"),
    ] {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text, "{from}");
        let files = BundleFiles { manifest: other.into_bytes(), ..honest.clone() };
        let error = Bundle::decode(&files).unwrap_err().to_string();
        assert!(error.contains(why), "{to}: {error}");
    }
    let mut files = honest.clone();
    files.chain[0] = 4;
    assert!(Bundle::decode(&files).unwrap_err().to_string().contains("lane 4"));
    let mut files = honest;
    files.chain[33..65].fill(0xff);
    let error = Bundle::decode(&files).unwrap_err().to_string();
    assert_eq!(error, "chain.bin, batch 0: state: a field element is not below its modulus");
}

#[test]
fn a_number_of_batches_makes_no_memory() {
    let honest = bundle().encode();
    let text = String::from_utf8(honest.manifest.clone()).unwrap();
    let other = text.replacen("\"batches\":3", "\"batches\":4294967295", 1);
    let files = BundleFiles { manifest: other.into_bytes(), ..honest };
    let error = Bundle::decode(&files).unwrap_err().to_string();
    assert!(error.starts_with("chain.bin: 195 bytes, and "), "{error}");
}
