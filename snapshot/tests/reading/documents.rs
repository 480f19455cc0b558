//! What `docs/formats/` shows is what this crate reads.

use std::path::Path;

use plimsoll_snapshot::{RowMap, Snapshot, parse_parameters};

use crate::common;

const SNAPSHOT: &str = include_str!("../../../docs/formats/snapshot.md");
const PARAMETERS: &str = include_str!("../../../docs/formats/parameters.md");

/// The files that a page shows: fences with a name behind the language.
fn files(page: &str) -> Vec<(String, Vec<u8>)> {
    page.split("\n```")
        .skip(1)
        .filter_map(|fence| {
            let (info, text) = fence.split_once('\n')?;
            let (_, name) = info.split_once(' ')?;
            Some((name.to_owned(), text.as_bytes().to_vec()))
        })
        .collect()
}

fn parameters() -> plimsoll_statement::Parameters {
    let [(name, text)] = &files(PARAMETERS)[..] else {
        panic!("the page shows one file");
    };
    parse_parameters(Path::new(name), text).unwrap()
}

#[test]
fn the_snapshot_reads_and_nets() {
    let snapshot = Snapshot::in_memory(files(SNAPSHOT)).unwrap();
    let accounts: Result<Vec<_>, _> = snapshot.accounts().unwrap().collect();
    let accounts = accounts.unwrap();
    assert_eq!(accounts.len(), 4);
    for (position, instrument) in snapshot.instruments().iter().enumerate() {
        let held = accounts.iter().flat_map(|account| &account.holdings);
        let lots = held.filter(|holding| holding.instrument == position);
        let sum: i64 = lots.map(|holding| holding.lots.count()).sum();
        assert!(instrument.kind.is_asset() || sum == 0, "{}", instrument.symbol);
    }
}

#[test]
fn the_error_that_is_shown_is_the_one_that_is_said() {
    let puts = [("holdings.csv", "account,instrument,quantity\nalice,BTC-PERP,0.0015\n")];
    let puts = puts.map(|(name, text)| (name, text.as_bytes()));
    let said = common::read(common::with(&puts)).unwrap_err();
    assert!(SNAPSHOT.contains(&format!("    {said}\n")), "{said}");
    let (_, text) = &files(PARAMETERS)[0];
    let text = String::from_utf8(text.clone()).unwrap();
    let negative = text.replacen("\"haircut_long\": 0", "\"haircut_long\": -5", 1);
    let said = parse_parameters(Path::new("parameters.json"), negative.as_bytes()).unwrap_err();
    let shown = said.to_string().replace('\n', "\n    ");
    assert!(PARAMETERS.contains(&format!("    {shown}\n")), "{said}");
}

#[test]
fn the_parameters_are_valid_without_remarks() {
    let parameters = parameters();
    assert_eq!(parameters.notices(), []);
    let sha256 = hex(&parameters.file().sha256());
    assert!(PARAMETERS.contains(&sha256), "{sha256}");
    let hash = parameters.hash().0.to_string();
    assert!(PARAMETERS.contains(&hash), "{hash}");
}

/// The fields' own order and defaults are the canonical form of the page.
#[test]
fn the_canonical_form_is_the_file_without_white_space() {
    let (_, text) = &files(PARAMETERS)[0];
    let mut quoted = false;
    let mut canonical = Vec::new();
    for &byte in text {
        quoted ^= byte == b'"';
        if quoted || !byte.is_ascii_whitespace() {
            canonical.push(byte);
        }
    }
    let written = parameters().file().canonical_bytes();
    assert_eq!(String::from_utf8(written), String::from_utf8(canonical));
}

#[test]
fn the_snapshot_is_not_of_these_parameters() {
    let snapshot = Snapshot::in_memory(files(SNAPSHOT)).unwrap();
    let error = RowMap::new(snapshot.instruments(), &parameters()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a lot of BTC is 0.00000001 in the snapshot and 0.00001 in the parameters; \
         make both from the same table of instruments"
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
