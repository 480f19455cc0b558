//! A trader proves their own margin to somebody else: what is accepted, what is
//! refused, and that nothing secret is anywhere but in the receipt.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "accounts/canary.rs"]
mod canary;
mod common;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use common::{
    arguments, book, claiming, copy_of_book, edit, fails, json, keys, plimsoll, succeeds,
};
use serde_json::Value;

/// Two epochs of the small venue, published, with receipts.
struct Venue {
    dir: tempfile::TempDir,
}

static VENUE: LazyLock<Venue> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let venue = Venue { dir };
    venue.publish(&book(), "first", None);
    let digest = json(&[&"bundle", &"inspect", &venue.bundle("first")])["digest"].clone();
    let later = venue.path("book");
    copy_of_book(&later);
    edit(&later.join("snapshot.json"), "\"epoch\": 1", "\"epoch\": 2");
    venue.publish(&later, "second", digest.as_str());
    venue
});

impl Venue {
    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn bundle(&self, epoch: &str) -> PathBuf {
        self.path(&format!("{epoch}-bundle"))
    }

    fn publish(&self, book: &Path, epoch: &str, previous: Option<&str>) {
        let (run, bundle, keys) = (self.path(epoch), self.bundle(epoch), keys());
        let mut all: Vec<&dyn AsRef<OsStr>> =
            vec![&"prepare", &book, &"--run", &run, &"--keys", &keys, &"--shape", &"tiny"];
        if let Some(previous) = &previous {
            all.extend([&"--previous" as &dyn AsRef<OsStr>, previous]);
        }
        succeeds(&all);
        succeeds(&[&"prove", &run]);
        succeeds(&[&"bundle", &"make", &run, &"--out", &bundle]);
        for (account, file) in [("alice", "alice"), ("maker", "maker"), ("dave", "dave")] {
            let receipt = self.receipt(epoch, file);
            succeeds(&[&"receipt", &run, &"--account", &account, &"-o", &receipt]);
        }
    }

    fn receipt(&self, epoch: &str, account: &str) -> PathBuf {
        self.path(&format!("{epoch}-{account}.json"))
    }
}

const AT: &str = "1900000000";

fn nonce(digit: char) -> String {
    format!("0x{}", digit.to_string().repeat(64))
}

/// The arguments of a proof with a nonce of 1s, of a receipt of one epoch by the
/// bundle of another.
fn claimed(
    epochs: [&str; 2],
    account: &str,
    claim: &str,
    scope: Option<&str>,
    out: &Path,
) -> Vec<OsString> {
    let (receipt, bundle) = (VENUE.receipt(epochs[0], account), VENUE.bundle(epochs[1]));
    claiming([&receipt, &bundle, keys()], claim, &nonce('1'), scope, out)
}

/// Proves, with a nonce of 1s, and returns the proof's file.
fn prove(epoch: &str, account: &str, claim: &str, name: &str, scope: Option<&str>) -> PathBuf {
    let out = VENUE.path(name);
    succeeds(&arguments(&claimed([epoch, epoch], account, claim, scope, &out)));
    out
}

/// Verifies, and returns the verdict or why not.
fn verify(proof: &Path, epoch: &str, more: &[&str]) -> Result<Value, String> {
    let bundle = VENUE.bundle(epoch);
    let (nonce, keys) = (nonce('1'), keys());
    let mut all: Vec<&dyn AsRef<OsStr>> = vec![
        &"verify",
        &"account-proof",
        &proof,
        &"--bundle",
        &bundle,
        &"--keys",
        &keys,
        &"--json",
    ];
    all.extend(more.iter().map(|argument| argument as &dyn AsRef<OsStr>));
    if !more.contains(&"--nonce") {
        all.extend([&"--nonce" as &dyn AsRef<OsStr>, &nonce]);
    }
    if !more.contains(&"--at") {
        all.extend([&"--at" as &dyn AsRef<OsStr>, &AT]);
    }
    let ran = plimsoll(&all);
    match ran.code {
        0 => Ok(serde_json::from_str(&ran.out).unwrap()),
        5 => Err(ran.err),
        code => panic!("exit {code}: {}", ran.err),
    }
}

#[test]
fn margins_are_proved_and_verified() {
    for (number, claim) in
        ["healthy", "equity >= 5000", "margin-ratio >= 1.5"].into_iter().enumerate()
    {
        let proof = prove("first", "alice", claim, &format!("claim-{number}"), None);
        let said = verify(&proof, "first", &["--claim", claim]).unwrap();
        assert_eq!(said["margin"]["claim"], claim);
        assert_eq!(said["margin"]["digest"], said["venue"]["digest"]);
        assert_eq!(said["margin"]["single_party_key"], true);
        let text = fs::read_to_string(&proof).unwrap();
        assert!(!text.contains("alice"), "{text}");
    }
}

/// What is not true is not proved, and the exit code says that it is false.
#[test]
fn what_is_false_is_not_proved() {
    let out = VENUE.path("false");
    for (account, claim) in
        [("alice", "equity >= 500000"), ("alice", "margin-ratio >= 999"), ("dave", "healthy")]
    {
        let err = fails(4, &arguments(&claimed(["first", "first"], account, claim, None, &out)));
        assert!(err.contains("is not true of this account"), "{err}");
        assert!(!out.exists());
    }
}

#[test]
fn another_epochs_receipt_or_proof() {
    let proof = prove("first", "alice", "healthy", "stale", None);
    let why = verify(&proof, "second", &[]).unwrap_err();
    assert!(why.contains("another epoch or venue"), "{why}");
    // Made to look like one of the later epoch.
    let text = fs::read_to_string(&proof).unwrap();
    let digest = |epoch: &str| {
        let inspected = json(&[&"bundle", &"inspect", &VENUE.bundle(epoch)]);
        inspected["digest"].as_str().unwrap().to_owned()
    };
    let forged = VENUE.path("stale-forged");
    let later =
        text.replace("\"epoch\":1", "\"epoch\":2").replace(&digest("first"), &digest("second"));
    fs::write(&forged, later).unwrap();
    let why = verify(&forged, "second", &[]).unwrap_err();
    assert!(why.contains("does not verify"), "{why}");
    // The earlier receipt proves nothing of the later epoch.
    let out = VENUE.path("none");
    let err = fails(5, &arguments(&claimed(["first", "second"], "alice", "healthy", None, &out)));
    assert!(err.contains("another epoch"), "{err}");
}

#[test]
fn another_request() {
    let proof = prove("first", "alice", "healthy", "request", Some("credit line"));
    verify(&proof, "first", &["--scope", "credit line"]).unwrap();
    let other = nonce('2');
    for (more, expected) in [
        (&["--nonce", &other][..], "another nonce"),
        (&["--at", "4000000001"][..], "expired"),
        (&["--scope", "another line"][..], "another scope"),
        (&["--claim", "margin-ratio >= 1.1"][..], "you ask for"),
        (&["--claim", "equity >= 1"][..], "you ask for"),
    ] {
        let why = verify(&proof, "first", more).unwrap_err();
        assert!(why.contains(expected), "{why}");
    }
}

/// Every field, changed into something that is of its form.
#[test]
fn a_claim_about_something_else() {
    let proof = prove("first", "alice", "equity >= 5000", "else", Some("once"));
    let text = fs::read_to_string(&proof).unwrap();
    let honest: Value = serde_json::from_str(&text).unwrap();
    let nullifier = honest["nullifier"].as_str().unwrap().to_owned();
    let key = honest["key"].as_str().unwrap().to_owned();
    let scope = honest["scope"].as_str().unwrap().to_owned();
    let maker = prove("first", "maker", "equity >= 5000", "maker", Some("once"));
    let maker: Value = serde_json::from_slice(&fs::read(maker).unwrap()).unwrap();
    let proof_of = |value: &Value| value["proof"].as_str().unwrap().to_owned();
    assert_ne!(maker["nullifier"], honest["nullifier"], "two accounts, two numbers");
    let again = prove("first", "alice", "healthy", "again", Some("once"));
    let again: Value = serde_json::from_slice(&fs::read(again).unwrap()).unwrap();
    assert_eq!(again["nullifier"], honest["nullifier"], "one account, one number");
    assert_ne!(again["proof"], honest["proof"]);

    let cases = [
        ("\"least\":\"500000000000\"".to_owned(), "\"least\":\"500000000001\"".to_owned()),
        ("\"ratio\":0".into(), "\"ratio\":1".into()),
        ("\"expires\":4000000000".into(), "\"expires\":4000000001".into()),
        (nullifier, maker["nullifier"].as_str().unwrap().to_owned()),
        (scope.clone(), scope.replacen("6f", "70", 1)),
        (proof_of(&honest), proof_of(&maker)),
        (proof_of(&honest), proof_of(&again)),
        (key, format!("0x{}", "22".repeat(32))),
        ("\"window\":0".into(), "\"window\":1".into()),
        ("\"lane\":0".into(), "\"lane\":1".into()),
    ];
    for (from, to) in cases {
        assert!(text.contains(&from) && from != to, "{from}");
        let changed = VENUE.path("changed");
        fs::write(&changed, text.replace(&from, &to)).unwrap();
        let refused = verify(&changed, "first", &[]);
        assert!(refused.is_err(), "{from} into {to}: {refused:?}");
    }
    for broken in ["", "{}", &text[..text.len() - 9], &text.replace(',', ", ")] {
        let changed = VENUE.path("broken");
        fs::write(&changed, broken).unwrap();
        assert!(verify(&changed, "first", &[]).is_err());
    }
}
