//! From a book to a verified account, as a user goes: what is made, what is
//! refused, and with which exit code.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod common;

use std::fs;
use std::path::Path;

use common::{
    Ran, book, copy_of_book, edit, fails, json, keys, plimsoll, prepare, prepared, succeeds,
};
use serde_json::Value;

/// Every customer's receipt, signed: equally long, no two with one salt, and
/// worth nothing as another's.
fn receipts_of_all(run: &Path, bundle: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let (key, all) = (dir.path().join("venue.pem"), dir.path().join("receipts"));
    let made = json(&[&"setup", &"signing-key", &key]);
    assert_eq!(common::mode(&key), 0o600);
    let written = json(&[&"receipt", &run, &"--all", &"--signing-key", &key, &"--out", &all]);
    assert_eq!(written["signed_by"], made["public"]);

    let index = fs::read_to_string(all.join("index.jsonl")).unwrap();
    assert_eq!(written["count"], index.lines().count());
    assert_eq!(fs::read_dir(&all).unwrap().count(), index.lines().count() + 1);
    let (mut lengths, mut salts) = (Vec::new(), Vec::new());
    for line in index.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let path = all.join(line["file"].as_str().unwrap());
        assert_eq!(common::mode(&path), 0o600);
        let receipt: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(receipt["identifier"], line["account"]);
        lengths.push(fs::metadata(&path).unwrap().len());
        salts.push(receipt["salt"].to_string());
    }
    assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
    salts.sort();
    salts.dedup();
    assert_eq!(salts.len(), lengths.len());
    let err = fails(3, &[&"receipt", &run, &"--all", &"--out", &all]);
    assert!(err.contains("nothing is overwritten"), "{err}");

    let one = all.join(
        serde_json::from_str::<Value>(index.lines().next().unwrap()).unwrap()["file"]
            .as_str()
            .unwrap(),
    );
    let public = made["public"].as_str().unwrap();
    let verify = |expected: &str| {
        plimsoll(&[
            &"verify",
            &"account",
            &one,
            &"--bundle",
            &bundle,
            &"--keys",
            &keys(),
            &"--signed-by",
            &expected,
        ])
    };
    assert_eq!(verify(public).code, 0);
    let other = verify(&format!("0x{}", "11".repeat(32)));
    assert_eq!(other.code, 5);
    assert!(other.err.contains("not signed by the key"), "{}", other.err);
}

/// A proved run and its bundle in a directory.
fn published(dir: &Path) {
    prepared(&dir.join("run"));
    succeeds(&[&"prove", &dir.join("run"), &"--memory", &"1GiB"]);
    succeeds(&[&"bundle", &"make", &dir.join("run"), &"--out", &dir.join("bundle")]);
}

#[test]
fn a_book_is_proved_published_and_verified() {
    let dir = tempfile::tempdir().unwrap();
    published(dir.path());
    let (run, bundle) = (dir.path().join("run"), dir.path().join("bundle"));
    only_its_owner_reads(&run);
    nothing_secret_is_in(&bundle, &run);

    let verdict = json(&[&"verify", &"bundle", &bundle, &"--keys", &keys()]);
    assert_eq!(verdict["outcome"], "margined and fund-covered; reserves not proven");
    assert_eq!(verdict["accounts"], 16);
    assert_eq!(verdict["insecure"], true);
    let claimed = json(&[&"bundle", &"inspect", &bundle]);
    assert_eq!(claimed["digest"], verdict["digest"]);
    assert_eq!((&claimed["verified"], &claimed["venue"]), (&false.into(), &"Small".into()));

    for (account, holdings) in [("alice", 2), ("alice/1", 2), ("maker", 4)] {
        let receipt = dir.path().join(format!("{}.json", account.replace('/', "-")));
        succeeds(&[&"receipt", &run, &"--account", &account, &"--out", &receipt]);
        #[cfg(unix)]
        assert_eq!(common::mode(&receipt), 0o600);
        let both =
            json(&[&"verify", &"account", &receipt, &"--bundle", &bundle, &"--keys", &keys()]);
        assert_eq!(both["account"]["holdings"].as_array().unwrap().len(), holdings);
        assert_eq!(both["venue"]["digest"], verdict["digest"]);
    }
    receipts_of_all(&run, &bundle);
    let out = dir.path().join("none");
    let receipt =
        |account: &str| fails(3, &[&"receipt", &run, &"--account", &account, &"-o", &out]);
    assert!(receipt("house").contains("receipts are for customers"));
    assert!(receipt("nobody").contains("no account \"nobody\""));
    assert!(!out.exists());

    let again = json(&[&"prove", &run, &"--resume"]);
    assert_eq!((&again["made"], &again["kept"]), (&0.into(), &6.into()));
    let err = fails(3, &[&"bundle", &"make", &run, &"--out", &bundle]);
    assert!(err.contains("nothing is overwritten"), "{err}");
}

fn only_its_owner_reads(run: &Path) {
    #[cfg(unix)]
    for folder in [run.to_owned(), run.join("proofs")] {
        assert_eq!(common::mode(&folder), 0o700);
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                assert_eq!(common::mode(&path), 0o600, "{}", path.display());
            }
        }
    }
}

/// No identifier and no salt, in text or in bytes.
fn nothing_secret_is_in(bundle: &Path, run: &Path) {
    let mut secrets: Vec<Vec<u8>> = Vec::new();
    for line in fs::read_to_string(run.join("accounts.jsonl")).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let salt = line["salt"].as_str().unwrap();
        assert_eq!(salt.len(), 62);
        secrets.extend([salt.into(), hex::decode(salt).unwrap()]);
        // "house" is a word of the manifest.
        let account = line["account"].as_str().filter(|_| line["class"] == "customer");
        secrets.extend(account.map(|account| format!("\"{account}\"").into_bytes()));
    }
    assert_eq!(secrets.len(), 2 * (16 + 4) + 13);
    for entry in fs::read_dir(bundle).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
}

#[test]
fn a_false_book_is_never_prepared() {
    let dir = tempfile::tempdir().unwrap();
    let cases = [
        // The other side of alice's long is missing.
        ("trade", "house,0,BTC-PERP,-0.1\n", "", "book.zero-sum: by 1000 lots, at BTC-PERP"),
        // The fund has less than the crash takes.
        (
            "fund",
            "fund,0,USDC,60000",
            "fund,0,USDC,20000",
            "fund.cover: by 6270 USD, at scenario \"crash\"",
        ),
        // 54 trillion dollars are more than is stated of anybody.
        ("whale", "saver-7,0,USDC,700", "saver-7,0,BTC,900000000", "margin.range: by "),
    ];
    for (name, from, to, expected) in cases {
        let snapshot = dir.path().join(name);
        copy_of_book(&snapshot);
        edit(&snapshot.join("holdings.csv"), from, to);
        let run = dir.path().join("run");
        let Ran { code, out, err } = prepare(&snapshot, &run);
        assert_eq!(code, 4, "{name}: {err}");
        assert!(err.contains(expected), "{name}: {err}");
        let report: Value = serde_json::from_str(&out).unwrap();
        let clause = expected.split(':').next().unwrap();
        assert_eq!(report["violations"][0]["clause"], clause, "{out}");
        if name == "whale" {
            assert!(err.contains("at account saver-7"), "{err}");
            assert_eq!(report["violations"][0]["account"], "saver-7");
        }
        assert!(!run.exists(), "{name}");
    }
}

#[test]
fn what_cannot_be_prepared_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("run");
    let prepare = |more: &[&dyn AsRef<std::ffi::OsStr>]| {
        let book = book();
        let mut all: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"prepare", &book, &"--run", &run];
        all.extend(more);
        fails(3, &all)
    };
    let err = prepare(&[&"--keys", &keys()]);
    assert!(err.contains("no proving key for batches of lane 0 with 64 accounts"), "{err}");
    assert!(err.contains("there are keys for 4x4 in lane 0"), "{err}");
    assert!(err.contains("plimsoll setup dev"), "{err}");
    let err = prepare(&[&"--keys", &keys(), &"--shape", &"4x3"]);
    assert!(err.contains("account maker has 4 holdings") && err.contains("3 slots"), "{err}");
    let previous = format!("0x{}", "11".repeat(32));
    let err = prepare(&[&"--keys", &keys(), &"--previous", &previous]);
    assert!(err.contains("epoch 1 is the first"), "{err}");
    let err = prepare(&[&"--keys", &dir.path().join("nowhere")]);
    assert!(err.contains("nowhere"), "{err}");
    let later = dir.path().join("later");
    copy_of_book(&later);
    edit(&later.join("snapshot.json"), "\"epoch\": 1", "\"epoch\": 2");
    let Ran { code, err, .. } = common::prepare(&later, &run);
    assert_eq!(code, 3);
    assert!(err.contains("epoch 2 follows another"), "{err}");
    assert!(!run.exists());
    for shape in ["huge", "3x3", "8x0"] {
        let arguments: [&dyn AsRef<std::ffi::OsStr>; 8] =
            [&"prepare", &"x", &"--run", &"y", &"--keys", &"z", &"--shape", &shape];
        assert_eq!(plimsoll(&arguments).code, 2, "{shape}");
    }
}

#[test]
fn a_later_epoch_follows_one() {
    let dir = tempfile::tempdir().unwrap();
    let later = dir.path().join("later");
    copy_of_book(&later);
    edit(&later.join("snapshot.json"), "\"epoch\": 1", "\"epoch\": 2");
    let (run, previous) = (dir.path().join("run"), format!("0x{}", "ab".repeat(32)));
    let prepared = json(&[
        &"prepare",
        &later,
        &"--run",
        &run,
        &"--keys",
        &keys(),
        &"--shape",
        &"tiny",
        &"--previous",
        &previous,
    ]);
    assert_eq!(prepared["batches"], 4);
    let manifest = fs::read_to_string(run.join("manifest.json")).unwrap();
    assert!(manifest.contains(&previous), "{manifest}");
}

#[test]
fn two_shapes_are_two_lanes_and_the_largest_losses_are_covered() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let (book, keys, run, bundle) = (path("book"), path("keys"), path("run"), path("bundle"));
    copy_of_book(&book);
    edit(&book.join("parameters.json"), r#""cover": "all""#, r#""cover": { "largest": 2 }"#);
    let shapes: [&dyn AsRef<std::ffi::OsStr>; 6] =
        [&"--shape", &"4x4", &"--shape", &"8x2", &"--keys", &keys];
    let with = |first: &[&dyn AsRef<std::ffi::OsStr>]| json(&[first, &shapes].concat());
    let made = with(&[&"setup", &"dev", &"--snapshot", &book]);
    let again = with(&[&"setup", &"dev", &"--snapshot", &book]);
    let all = |report: &Value, field: &str| {
        let keys = report["keys"].as_array().unwrap().iter();
        keys.map(|key| key[field].clone()).collect::<Vec<_>>()
    };
    assert_eq!(all(&made, "id"), all(&again, "id"));
    assert_eq!(
        (all(&made, "new"), all(&again, "new")),
        (vec![true.into(); 6], vec![false.into(); 6])
    );

    let prepared = with(&[&"prepare", &book, &"--run", &run]);
    let seen = |shape: &Value| {
        ["lane", "accounts", "slots", "batches"].map(|field| shape[field].as_u64().unwrap())
    };
    let lanes: Vec<_> = prepared["shapes"].as_array().unwrap().iter().map(seen).collect();
    assert_eq!(lanes, [[0, 8, 2, 2], [1, 4, 4, 1]]);
    // In the crash 12,090 and 10,180 are uncovered; 20,000 tells less.
    let thresholds = |run: &Path| {
        let manifest = fs::read(run.join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        manifest["pins"]["thresholds"][2].as_str().unwrap().parse::<u64>().unwrap() / 100_000_000
    };
    assert_eq!(thresholds(&run), 20_000);
    succeeds(&[&"prove", &run]);
    succeeds(&[&"bundle", &"make", &run, &"--out", &bundle]);
    assert_eq!(json(&[&"verify", &"bundle", &bundle, &"--keys", &keys])["batches"], 3);

    // A fund that covers what it must, but not what would tell less.
    edit(&book.join("holdings.csv"), "fund,0,USDC,60000", "fund,0,USDC,25000");
    let run = path("exact");
    with(&[&"prepare", &book, &"--run", &run]);
    assert_eq!(thresholds(&run), 10_180);
    edit(&book.join("holdings.csv"), "fund,0,USDC,25000", "fund,0,USDC,21000");
    let run = path("false");
    let false_book =
        [&[&"prepare" as _, &book as _, &"--run" as _, &run as _], &shapes[..]].concat();
    let err = fails(4, &false_book);
    assert!(err.contains("fund.cover: by 270 USD, at scenario \"crash\""), "{err}");
}

#[test]
fn what_is_damaged_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    published(dir.path());
    let (run, bundle) = (dir.path().join("run"), dir.path().join("bundle"));

    // Proofs: one is no proof, two are each other's, one is gone.
    let proof = |name: &str| run.join("proofs").join(name);
    let kept = fs::read(proof("closing.proof")).unwrap();
    fs::write(proof("parameters.proof"), &kept[..300]).unwrap();
    let (first, second) = (proof("batch-00000.proof"), proof("batch-00001.proof"));
    let swapped = fs::read(&first).unwrap();
    fs::copy(&second, &first).unwrap();
    fs::write(&second, swapped).unwrap();
    fs::remove_file(proof("batch-00003.proof")).unwrap();
    let err = fails(3, &[&"bundle", &"make", &run, &"--out", &dir.path().join("other")]);
    assert!(err.contains("the parameters: the stored proof is damaged"), "{err}");
    let again = json(&[&"prove", &run]);
    assert_eq!((&again["made"], &again["kept"]), (&4.into(), &2.into()));
    assert_eq!(fs::read(proof("closing.proof")).unwrap(), kept);
    succeeds(&[&"bundle", &"make", &run, &"--out", &dir.path().join("other")]);

    // Files of the run.
    for name in ["run.json", "manifest.json", "parameters.json", "chain.bin", "accounts.jsonl"] {
        let path = run.join(name);
        let whole = fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for bytes in [&flipped[..], &whole[..whole.len() / 2], &[]] {
            fs::write(&path, bytes).unwrap();
            let err = fails(3, &[&"prove", &run]);
            assert!(err.contains(name), "{name}: {err}");
        }
        fs::write(&path, whole).unwrap();
    }

    // Files of the bundle.
    for name in ["manifest.json", "parameters.json", "chain.bin", "proofs.bin"] {
        let path = bundle.join(name);
        let whole = fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        fs::write(&path, flipped).unwrap();
        fails(5, &[&"verify", &"bundle", &bundle, &"--keys", &keys()]);
        fs::write(&path, whole).unwrap();
    }
    succeeds(&[&"verify", &"bundle", &bundle, &"--keys", &keys()]);
    expectations_are_met(&bundle);
    fails(3, &[&"verify", &"bundle", &dir.path().join("nowhere"), &"--keys", &keys()]);

    // A receipt that says more than there is.
    let receipt = dir.path().join("receipt.json");
    succeeds(&[&"receipt", &run, &"--account", &"bob", &"-o", &receipt]);
    edit(
        &receipt,
        "\"lots\":\"5000\",\"quantity\":\"0.5\"",
        "\"lots\":\"6000\",\"quantity\":\"0.6\"",
    );
    let err =
        fails(5, &[&"verify", &"account", &receipt, &"--bundle", &bundle, &"--keys", &keys()]);
    assert!(err.contains("not in the published book"), "{err}");
}

fn expectations_are_met(bundle: &Path) {
    let verify = |flag: &str, value: Option<&str>| {
        let mut all: Vec<&dyn AsRef<std::ffi::OsStr>> =
            vec![&"verify", &"bundle", &bundle, &"--keys"];
        let keys = keys();
        all.extend([&keys as &dyn AsRef<std::ffi::OsStr>, &flag]);
        all.extend(value.as_ref().map(|value| value as &dyn AsRef<std::ffi::OsStr>));
        all.push(&"--json");
        plimsoll(&all)
    };
    let zeros = format!("0x{}", "00".repeat(32));
    for (flag, right, wrong) in [
        ("--venue", "Small", "Smal"),
        ("--chain-id", "1", "2"),
        ("--epoch", "1", "2"),
        ("--least-epoch", "1", "2"),
        ("--least-time", "1800000000", "1800000001"),
        ("--previous", &zeros, &format!("0x{}", "01".repeat(32))),
    ] {
        assert_eq!(verify(flag, Some(right)).code, 0, "{flag}");
        let Ran { code, out, .. } = verify(flag, Some(wrong));
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &report["outcome"]), (5, &"rejected".into()), "{flag}");
    }
    assert_eq!(verify("--ceremony-only", None).code, 5);
    let Ran { out, .. } = verify("--most-flagged", Some("1"));
    assert!(out.contains("\"impaired\""), "{out}");
}
