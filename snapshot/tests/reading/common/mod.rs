//! A small valid snapshot in memory, and what is said of it once some of its
//! files are others.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses its part of these helpers, and they fail like tests"
)]

use std::collections::BTreeMap;

use plimsoll_snapshot::{BookAccount, InputError, Snapshot};

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

pub(crate) const MANIFEST: &str = r#"{"version":1,"venue":"Example","chain_id":1,"epoch":7,"time":1800000000,"funds":[{"account":"fund"}]}"#;
pub(crate) const INSTRUMENTS: &str = "\
symbol,kind,underlying,settles_in,lot_size,step,expiry,strike
USD,asset,,,0.000001,,,
BTC-PERP,perp,BTC,USD,0.001,0.001,,
";
pub(crate) const ACCOUNTS: &str = "\
account,sub_account,class
alice,0,customer
bob,0,customer
bob,1,house
fund,0,fund
";
pub(crate) const HOLDINGS: &str = "\
account,sub_account,instrument,quantity
alice,0,USD,1000
alice,0,BTC-PERP,0.5
bob,0,BTC-PERP,-0.5
fund,0,USD,50000
";

pub(crate) fn valid() -> Files {
    [
        ("snapshot.json", MANIFEST),
        ("instruments.csv", INSTRUMENTS),
        ("accounts.csv", ACCOUNTS),
        ("holdings.csv", HOLDINGS),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .into()
}

/// The files with others put in the place of their tables.
pub(crate) fn with(puts: &[(&str, &[u8])]) -> Files {
    let mut files = valid();
    for (name, bytes) in puts {
        let stem = name.split('.').next().unwrap();
        files.retain(|other, _| other.split('.').next() != Some(stem));
        if !bytes.is_empty() || name.ends_with("csv") || name.ends_with("parquet") {
            files.insert((*name).to_owned(), bytes.to_vec());
        }
    }
    files
}

pub(crate) fn read(files: Files) -> Result<Vec<BookAccount>, InputError> {
    Snapshot::in_memory(files)?.accounts()?.collect()
}

/// A wrong file and the whole of what is said of it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) bytes: &'static [u8],
    pub(crate) message: &'static str,
}

/// Runs every case, and reports all that differ.
pub(crate) fn run(cases: &[Case]) {
    let differing: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let said = match read(with(&[(case.file, case.bytes)])) {
                Ok(_) => String::from("(accepted)"),
                Err(error) => error.to_string(),
            };
            let differs = said != case.message;
            differs
                .then(|| format!("{}:\n  said     {said}\n  expected {}", case.name, case.message))
        })
        .collect();
    assert!(differing.is_empty(), "\n{}", differing.join("\n"));
    let mut messages: Vec<&str> = cases.iter().map(|case| case.message).collect();
    messages.sort_unstable();
    messages.dedup();
    assert_eq!(messages.len(), cases.len(), "every case is another one");
}
