//! Ceremonies from hand to hand, and what is refused on the way: each person is
//! a process, and folders are what travels.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;

use common::{begin, book, command, copy_of_book, edit, fails, json, plimsoll, succeeds};
use serde_json::Value;

const BEACON: &str = "0x00ff";

/// Ceremonies that two people held, with keys.
struct Held {
    folder: tempfile::TempDir,
    powers: PathBuf,
}

static HELD: LazyLock<Held> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let main = folder.path().join("ceremonies");
    let powers = begin(&main, &["tiny"]);
    let held = Held { folder, powers };

    // One at a copy of the folder, one at the folder itself.
    let copy = held.path("of-ada");
    copy_last(&main, &copy);
    let entropy = held.path("dice");
    fs::write(&entropy, "6 1 4 4 2 5").unwrap();
    let said =
        plimsoll(&[&"ceremony", &"contribute", &copy, &"--name", &"Ada", &"--entropy", &entropy]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!(said.out + &said.err).contains("6 1 4 4 2 5"));
    let taken = json(&[&"ceremony", &"accept", &main, &copy]);
    assert_eq!(names(&taken), ["Ada"]);
    typed(&main, "Grace", "something odd");
    succeeds(&[&"ceremony", &"beacon", &main, &"--value", &BEACON, &"--doublings", &"10"]);
    let made = json(&[
        &"ceremony",
        &"finalize",
        &main,
        &"--powers",
        &held.powers,
        &"--keys",
        &held.path("keys"),
    ]);
    assert_eq!(made["keys"].as_array().unwrap().len(), 4);
    held
});

impl Held {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn main(&self) -> PathBuf {
        self.path("ceremonies")
    }
}

/// Names of those who contributed to the first ceremony, without the beacon.
fn names(report: &Value) -> Vec<&str> {
    let all = report["ceremonies"][0]["contributions"].as_array().unwrap();
    let people = all.iter().filter(|contribution| contribution["beacon"] == false);
    people.map(|contribution| contribution["name"].as_str().unwrap()).collect()
}

/// Contributes with words on standard input.
fn typed(dir: &Path, name: &str, words: &str) {
    let mut child =
        command(&[&"ceremony", &"contribute", &dir, &"--name", &name, &"--entropy", &"-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
    child.stdin.take().unwrap().write_all(words.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert!(words.is_empty() || !String::from_utf8_lossy(&output.stdout).contains(words));
}

/// The folder with the last file of each ceremony: what somebody needs to go on.
fn copy_last(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            let files = fs::read_dir(&path).unwrap().map(|file| file.unwrap().path());
            let last = files.max().unwrap();
            fs::copy(&last, target.join(last.file_name().unwrap())).unwrap();
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn what_is_missing_or_too_small_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (few, out) = (path("few.ptau"), path("ceremonies"));
    let said = succeeds(&[&"ceremony", &"practice-powers", &"--power", &"3", &"--out", &few]);
    assert!(said.contains("INSECURE: whoever made them can forge proofs"), "{said}");
    let practice = [&"ceremony" as &dyn AsRef<_>, &"practice-powers", &"--power", &"3", &"--out"];
    let again = fails(3, &[&practice[..], &[&few]].concat());
    assert!(again.contains("few.ptau"), "{again}");
    let parameters = book().join("parameters.json");
    let new = |powers: &Path| -> String {
        fails(
            3,
            &[
                &"ceremony",
                &"new",
                &"--powers",
                &powers,
                &"--parameters",
                &parameters,
                &"--shape",
                &"tiny",
                &"--out",
                &out,
            ],
        )
    };
    assert!(new(&few).contains("the circuit needs powers up to 2^14; the file has 2^3"));
    assert!(new(&path("none.ptau")).contains("none.ptau"));
    assert!(new(&parameters).contains("not powers of tau"));
    // Nothing that failed has left anything.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let none = fails(3, &[&"ceremony", &"status", &folder.path()]);
    assert!(none.contains("ceremony.json"), "{none}");
    let name = "two\nlines";
    let wrong = fails(2, &[&"ceremony", &"contribute", &out, &"--name", &name]);
    assert!(wrong.contains("a name has 1 to 64 bytes"), "{wrong}");
    let beacon = [&"ceremony" as &dyn AsRef<_>, &"beacon", &out, &"--value"];
    let wrong = fails(2, &[&beacon[..], &[&"0x0"]].concat());
    assert!(wrong.contains("0x and two hexadecimal digits"), "{wrong}");
    let wrong = fails(3, &[&beacon[..], &[&"0x00", &"--doublings", &"31"]].concat());
    assert!(wrong.contains("hashed 2^10 to 2^30 times"), "{wrong}");
    let none = fails(3, &[&"setup", &"inspect", &path("keys")]);
    assert!(none.contains("keys"), "{none}");
}

#[test]
#[ignore = "minutes: keys of 2^14 rows are made and verified"]
fn whoever_has_the_files_verifies_them_and_the_keys() {
    let (main, powers, keys) = (HELD.main(), &HELD.powers, HELD.path("keys"));
    let report = json(&[&"ceremony", &"verify", &main, &"--powers", powers, &"--beacon", &BEACON]);
    assert_eq!(names(&report), ["Ada", "Grace"]);
    assert_eq!(report["ceremonies"].as_array().unwrap().len(), 4);
    let status = json(&[&"ceremony", &"status", &main]);
    assert_eq!(status["ceremonies"], report["ceremonies"]);
    let verified = json(&[&"ceremony", &"verify", &main, &"--powers", powers, &"--keys", &keys]);
    for key in verified["keys"].as_array().unwrap() {
        assert_eq!(key["people"], 2);
    }
    let inspected = json(&[&"setup", &"inspect", &keys]);
    for key in inspected["keys"].as_array().unwrap() {
        // Nobody knows who made powers to practise with.
        assert_eq!(key["verdict"]["unknown-powers"]["people"], 2, "{key}");
        assert_eq!(key["ceremony"]["contributions"][1]["name"], "Grace");
    }
}

#[test]
#[ignore = "minutes: keys of 2^14 rows are made and verified"]
fn a_ceremonys_keys_prove_a_book_and_are_marked_nowhere() {
    let (run, bundle, keys) = (HELD.path("run"), HELD.path("bundle"), HELD.path("keys"));
    succeeds(&[&"prepare", &book(), &"--run", &run, &"--keys", &keys, &"--shape", &"tiny"]);
    succeeds(&[&"prove", &run]);
    succeeds(&[&"bundle", &"make", &run, &"--out", &bundle]);
    let said = succeeds(&[&"verify", &"bundle", &bundle, &"--keys", &keys, &"--ceremony-only"]);
    assert!(!said.contains("INSECURE"), "{said}");
}

#[test]
#[ignore = "minutes: keys of 2^14 rows are made and verified"]
fn what_was_not_agreed_is_refused() {
    let (main, powers) = (HELD.main(), &HELD.powers);
    let verify = |more: [&dyn AsRef<std::ffi::OsStr>; 2]| {
        let common: [&dyn AsRef<_>; 5] = [&"ceremony", &"verify", &main, &"--powers", powers];
        fails(5, &[&common[..], &more].concat())
    };
    assert!(verify([&"--beacon", &"0x00fe"]).contains("does not end with that beacon"));
    let lax = HELD.path("lax");
    copy_of_book(&lax);
    let parameters = lax.join("parameters.json");
    edit(&parameters, "\"closing_cost\": 2", "\"closing_cost\": 1");
    let said = verify([&"--parameters", &parameters]);
    assert!(said.contains("for other rules than those of this file"), "{said}");
    let late = fails(3, &[&"ceremony", &"contribute", &main, &"--name", &"Late"]);
    assert!(late.contains("has ended with its beacon"), "{late}");
    let other = HELD.path("other.ptau");
    succeeds(&[&"ceremony", &"practice-powers", &"--power", &"14", &"-o", &other]);
    let said = fails(5, &[&"ceremony", &"verify", &main, &"--powers", &other]);
    assert!(said.contains("this ceremony began with the powers"), "{said}");
}

#[test]
#[ignore = "minutes: two people contribute to circuits of 2^14 rows"]
fn what_does_not_follow_is_not_accepted() {
    let main = HELD.path("rivals");
    begin(&main, &["tiny"]);
    let (ours, theirs) = (HELD.path("ours"), HELD.path("theirs"));
    copy_last(&main, &ours);
    copy_last(&main, &theirs);
    typed(&ours, "Ada", "");
    typed(&theirs, "Grace", "");
    let nothing = fails(3, &[&"ceremony", &"accept", &ours, &main]);
    assert!(nothing.contains("nothing in it follows"), "{nothing}");
    succeeds(&[&"ceremony", &"accept", &main, &ours]);
    // The second of two who began from one file.
    let late = fails(3, &[&"ceremony", &"accept", &main, &theirs]);
    assert!(late.contains("nothing in it follows"), "{late}");
    typed(&theirs, "Emmy", "");
    let rival = fails(5, &[&"ceremony", &"accept", &main, &theirs]);
    assert!(rival.contains("not one contribution after the file before it"), "{rival}");
    assert_eq!(names(&json(&[&"ceremony", &"status", &main])), ["Ada"]);
    // Two points exchanged on the way.
    let file = main.join("closing/0001.ceremony");
    let mut bytes = fs::read(&file).unwrap();
    let (left, right) = bytes[33 + 20 * 64..33 + 22 * 64].split_at_mut(64);
    left.swap_with_slice(right);
    fs::write(&file, bytes).unwrap();
    let said = fails(5, &[&"ceremony", &"contribute", &main, &"--name", &"Grace"]);
    assert!(said.starts_with("error: for the closing: "), "{said}");
    assert!(said.contains("its points are not those that its transcript names"), "{said}");
}

#[test]
#[ignore = "minutes: keys of 2^14 rows are made and verified"]
fn a_key_says_who_made_it() {
    let keys = HELD.path("inspected");
    fs::create_dir(&keys).unwrap();
    for entry in fs::read_dir(HELD.path("keys")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && !path.file_name().unwrap().to_str().unwrap().starts_with('.') {
            fs::copy(&path, keys.join(path.file_name().unwrap())).unwrap();
        }
    }
    let all = |kind: &str| -> Vec<PathBuf> {
        let files = fs::read_dir(&keys).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> =
            files.filter(|path| path.extension() == Some(kind.as_ref())).collect();
        files.sort();
        files
    };
    let [first, second, ..] = &all("transcript")[..] else { panic!() };
    // Another ceremony's transcript under the key's name; then none.
    let own = fs::read(first).unwrap();
    fs::copy(second, first).unwrap();
    let said = fails(5, &[&"setup", &"inspect", &first.with_extension("vk")]);
    assert!(said.contains("its origin is not this transcript"), "{said}");
    fs::remove_file(first).unwrap();
    let said = succeeds(&[&"setup", &"inspect", &first.with_extension("vk")]);
    assert!(said.contains("NOT KNOWN") && said.contains("whose transcript is not there"), "{said}");
    fs::write(first, own).unwrap();
    let said = succeeds(&[&"setup", &"inspect", &first.with_extension("vk")]);
    assert!(said.contains("SAFE ONLY IF you trust whoever made the powers"), "{said}");
    let none = fails(3, &[&"setup", &"inspect", &keys.join("none.vk")]);
    assert!(none.contains("there is no such key"), "{none}");
    let single = succeeds(&[&"setup", &"inspect", &common::keys()]);
    assert!(single.contains("NOT SAFE. INSECURE: made by a single party"), "{single}");
}
