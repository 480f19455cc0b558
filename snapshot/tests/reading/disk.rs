//! Snapshots in directories: found, written, sorted, and never half there.

use std::fs;
use std::path::Path;

use plimsoll_snapshot::{
    AccountKey, BookAccount, BookHolding, Format, Instrument, Manifest, ParametersError, Snapshot,
    SnapshotWriter, convert, read_parameters, write_atomically,
};
use plimsoll_statement::{Class, Lots};
use tempfile::TempDir;

use crate::common;

fn on_disk(files: &common::Files) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    dir
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    let mut names: Vec<String> = entries.map(|entry| name(entry.unwrap())).collect();
    names.sort();
    names
}

/// What is said of a directory, which is `DIR` there.
fn said<T: std::fmt::Debug>(result: Result<T, impl ToString>, dir: &Path) -> String {
    let text = result.unwrap_err().to_string();
    text.replace(&dir.display().to_string(), "DIR")
}

fn open(dir: &Path) -> Result<Vec<BookAccount>, plimsoll_snapshot::InputError> {
    Snapshot::open(dir)?.accounts()?.collect()
}

#[test]
fn files_that_are_missing_or_too_many() {
    type Change = fn(&Path);
    let cases: [(Change, &str); 9] = [
        (
            |dir| fs::remove_file(dir.join("snapshot.json")).unwrap(),
            "DIR: has no snapshot.json; write it, with the venue, chain, epoch, time and funds",
        ),
        (
            |dir| fs::remove_file(dir.join("instruments.csv")).unwrap(),
            "DIR: has no instruments.parquet, instruments.csv or instruments.jsonl; \
             write the table of instruments",
        ),
        (
            |dir| fs::remove_file(dir.join("accounts.csv")).unwrap(),
            "DIR: has no accounts.parquet, accounts.csv or accounts.jsonl; \
             write the table of accounts",
        ),
        (
            |dir| fs::rename(dir.join("holdings.csv"), dir.join("holdings.txt")).unwrap(),
            "DIR: has no holdings.parquet, holdings.csv or holdings.jsonl; \
             write the table of holdings",
        ),
        (
            |dir| fs::write(dir.join("holdings.parquet"), "").unwrap(),
            "DIR: has both holdings.parquet and holdings.csv; keep one of them",
        ),
        (
            |dir| fs::write(dir.join("accounts.jsonl"), "").unwrap(),
            "DIR: has both accounts.csv and accounts.jsonl; keep one of them",
        ),
        (
            |dir| fs::create_dir(dir.join("holdings.parquet")).unwrap(),
            "DIR/holdings.parquet: is not a file",
        ),
        (
            |dir| fs::write(dir.join("snapshot.json"), vec![b' '; (1 << 20) + 1]).unwrap(),
            "DIR/snapshot.json: is larger than 1048576 bytes; name another file",
        ),
        (
            |dir| fs::remove_dir_all(dir).unwrap(),
            "DIR: cannot be read: No such file or directory (os error 2); \
             name a directory with snapshot.json and three tables",
        ),
    ];
    for (change, expected) in cases {
        let dir = on_disk(&common::valid());
        change(dir.path());
        assert_eq!(said(open(dir.path()), dir.path()), expected);
    }
    let dir = on_disk(&common::valid());
    let file = dir.path().join("accounts.csv");
    assert_eq!(
        said(open(&file), dir.path()),
        "DIR/accounts.csv: is not a directory; \
         name a directory with snapshot.json and three tables"
    );
}

#[test]
fn out_of_order_is_sorted_by_convert() {
    let expected = common::read(common::valid()).unwrap();
    let reversed = |text: &str| {
        let (header, rows) = text.split_once('\n').unwrap();
        let rows: String = rows.lines().rev().map(|row| format!("{row}\n")).collect();
        format!("{header}\n{rows}").into_bytes()
    };
    let (accounts, holdings) = (reversed(common::ACCOUNTS), reversed(common::HOLDINGS));
    let dir = on_disk(&common::with(&[("accounts.csv", &accounts), ("holdings.csv", &holdings)]));
    assert_eq!(
        said(open(dir.path()), dir.path()),
        "DIR/holdings.csv, line 3, account bob: the row is out of order: it stands behind fund; \
         run `plimsoll snapshot convert DIR -o OUT`, which sorts"
    );
    let sorted = dir.path().join("sorted");
    convert(dir.path(), &sorted).unwrap();
    assert_eq!(open(&sorted).unwrap(), expected);
    assert_eq!(
        names(&sorted),
        ["accounts.parquet", "holdings.parquet", "instruments.parquet", "snapshot.json"]
    );
    assert_eq!(
        said(convert(dir.path(), &sorted), dir.path()),
        "DIR/sorted: already has instruments.parquet; name another directory"
    );
}

#[test]
fn a_path_with_a_space_is_quoted_in_the_command() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("it's here");
    fs::create_dir(&dir).unwrap();
    let accounts: &[u8] = b"account,class\nb,customer\na,customer\n";
    for (name, bytes) in common::with(&[("accounts.csv", accounts)]) {
        fs::write(dir.join(name), bytes).unwrap();
    }
    let error = open(&dir).unwrap_err();
    let quoted = dir.display().to_string().replace('\'', r"'\''");
    assert!(error.advice().contains(&format!("'{quoted}' -o OUT")), "{error}");
}

#[test]
fn convert_finds_what_is_wrong_in_any_order() {
    let cases: [(&str, &str, &str); 6] = [
        (
            "accounts.csv",
            "account,class\nfund,fund\nbob,customer\nalice,customer\nbob,house\n",
            "DIR/accounts.csv, line 5, account bob: the account is there twice, first at line 3; \
             remove one of them",
        ),
        (
            "accounts.csv",
            "account,class\nbob,customer\nalice,customer\n",
            "DIR/snapshot.json, account fund: the account is in funds, but not in accounts.csv; \
             add it there, or take it out of funds",
        ),
        (
            "accounts.csv",
            "account,class\n",
            "DIR/accounts.csv: has no accounts; write every account of the venue",
        ),
        (
            "holdings.csv",
            "account,instrument,quantity\nfund,USD,1\nalice,USD,1\nbob,USD,1\nalice,USD,2\n",
            "DIR/holdings.csv, line 5, account alice: instrument USD is held twice; \
             write one row with the sum of both",
        ),
        (
            "holdings.csv",
            "account,instrument,quantity\nfund,USD,1\ncarol,USD,1\n",
            "DIR/holdings.csv, line 3, account carol: the account is not in accounts.csv; \
             add it there, or correct it here",
        ),
        (
            "holdings.csv",
            "account,instrument,quantity\nfund,USD,1\nbob,USD,ten\n",
            "DIR/holdings.csv, line 3, account bob: quantity \"ten\" is not a decimal number; \
             write digits with an optional sign, point and exponent, such as -12.5 or 2e-5",
        ),
    ];
    for (name, text, expected) in cases {
        let dir = on_disk(&common::with(&[(name, text.as_bytes())]));
        let out = dir.path().join("out");
        assert_eq!(said(convert(dir.path(), &out), dir.path()), expected);
        assert!(!out.exists(), "nothing is begun");
    }
}

fn key(account: &str, sub_account: u32) -> AccountKey {
    AccountKey { account: account.to_owned(), sub_account }
}

fn book(account: &str, holdings: &[(usize, i64)]) -> BookAccount {
    let holding = |&(instrument, lots): &(usize, i64)| BookHolding {
        instrument,
        lots: Lots::new(lots).unwrap(),
    };
    BookAccount {
        key: key(account, 0),
        class: Class::Customer,
        holdings: holdings.iter().map(holding).collect(),
    }
}

fn parts() -> (Manifest, Vec<Instrument>) {
    let snapshot = Snapshot::in_memory(common::valid()).unwrap();
    (snapshot.manifest().clone(), snapshot.instruments().to_vec())
}

#[test]
fn the_writer_refuses_what_the_reader_would() {
    let (manifest, instruments) = parts();
    let cases: [(&[BookAccount], &str); 9] = [
        (
            &[book("bob", &[]), book("alice", &[])],
            "account alice: the account is written behind bob; \
             write accounts in ascending byte order",
        ),
        (
            &[book("bob", &[]), book("bob", &[])],
            "account bob: the account is written behind bob; \
             write accounts in ascending byte order",
        ),
        (
            &[book("bob", &[(1, 5), (0, 5)])],
            "account bob: USD is not in the order of instruments; sort holdings by instrument",
        ),
        (&[book("bob", &[(0, 0)])], "account bob: quantity of USD is zero; leave the holding out"),
        (&[book("bob", &[(2, 1)])], "account bob: there is no instrument 2"),
        (&[book("", &[])], "account : account is empty; fill it in"),
        (
            &[book("fund", &[])],
            "account fund: the account is of class customer, but snapshot.json has it in funds; \
             make its class fund, or take it out of funds",
        ),
        (
            &[BookAccount { class: Class::Fund, ..book("bob", &[]) }],
            "account bob: the account is of class fund, but snapshot.json does not have it in \
             funds; add it to funds, or correct its class",
        ),
        (
            &[BookAccount { class: Class::Empty, ..book("bob", &[]) }],
            "account bob: the account is of class empty",
        ),
    ];
    for (accounts, expected) in cases {
        let dir = tempfile::tempdir().unwrap();
        let mut writer =
            SnapshotWriter::create(dir.path(), Format::Csv, &manifest, &instruments).unwrap();
        let written: Result<(), _> = accounts.iter().try_for_each(|a| writer.account(a));
        assert_eq!(said(written, dir.path()), expected);
        drop(writer);
        assert!(names(dir.path()).is_empty(), "nothing is left behind");
    }
}

#[test]
fn a_snapshot_is_not_there_before_it_is_finished() {
    let (manifest, instruments) = parts();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("a/b");
    for format in Format::ALL {
        let mut writer = SnapshotWriter::create(&out, format, &manifest, &instruments).unwrap();
        writer.account(&book("alice", &[(0, 5)])).unwrap();
        assert!(names(&out).iter().all(|name| name.ends_with(".part")));
        assert_eq!(
            said(writer.finish(), dir.path()),
            "account fund: the account is in funds, but not in accounts; \
             add it there, or take it out of funds"
        );
        assert!(names(&out).is_empty());
    }
    let writer = SnapshotWriter::create(&out, Format::Csv, &manifest, &instruments).unwrap();
    assert_eq!(
        said(writer.finish(), dir.path()),
        "DIR/a/b: has no accounts; write every account of the venue"
    );
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_a_book() {
    use std::os::unix::fs::PermissionsExt;
    let dir = on_disk(&common::valid());
    let out = dir.path().join("out");
    convert(dir.path(), &out).unwrap();
    for name in names(&out) {
        let mode = out.join(&name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_file_is_replaced_whole() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    write_atomically(&file, b"one").unwrap();
    write_atomically(&file, b"two").unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"two");
    assert_eq!(names(dir.path()), ["file"]);
    let nowhere = dir.path().join("nowhere/file");
    assert_eq!(
        said(write_atomically(&nowhere, b""), dir.path()),
        "DIR/nowhere/file: cannot be written: No such file or directory (os error 2)"
    );
}

#[test]
fn parameters_that_cannot_be_read() {
    let cases: [(&str, &str); 5] = [
        (
            "{\n  \"version\": 1,\n}",
            "DIR/p.json, line 3: is not a parameters file: trailing comma at column 1",
        ),
        (
            "[]",
            "DIR/p.json, line 1: is not a parameters file: invalid length 0, \
             expected struct ParametersFile with 11 elements at column 2",
        ),
        (
            "{\"version\": 1, \"capacities\": {}}",
            "DIR/p.json, line 1: is not a parameters file: unknown field `capacities`, \
             expected one of `version`, `capacity`, `scenarios`, `groups`, `tests`, `stresses`, \
             `cover`, `underlyings`, `model`, `assets`, `zero_sum` at column 27",
        ),
        ("", "DIR/p.json, line 1: is not a parameters file: EOF while parsing a value"),
        (
            "{\"version\": 2, \"capacity\": {\"assets\": 0, \"zero_sum\": 0, \"tiers\": 0}, \
             \"scenarios\": [], \"groups\": [], \"tests\": [], \"stresses\": [], \
             \"cover\": \"all\", \"assets\": [], \"zero_sum\": []}",
            "DIR/p.json: version 2 is not known; this program reads version 1",
        ),
    ];
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("p.json");
    for (text, expected) in cases {
        fs::write(&file, text).unwrap();
        assert_eq!(said(read_parameters(&file), dir.path()), expected);
    }
    fs::write(&file, cases[4].0.replace("2,", "1,")).unwrap();
    let error = read_parameters(&file).unwrap_err();
    assert!(
        matches!(&error, ParametersError::Invalid { violations, .. } if !violations.is_empty())
    );
}
