//! Books at the limits and one beyond.

use std::fmt::Write;

use plimsoll_snapshot::Snapshot;
use plimsoll_statement::Shape;

use crate::common;
use crate::tables::{parquet, text};

/// Instruments of which a lot is 1.
fn instruments(count: usize) -> Vec<u8> {
    let mut table = String::from("symbol,kind,lot_size\n");
    for at in 0..count {
        writeln!(table, "S{at},asset,1").unwrap();
    }
    table.into_bytes()
}

#[test]
fn instruments_that_a_table_has_rows_for() {
    let most = (1 << 16) - 1;
    let open = |count| {
        let table = instruments(count);
        Snapshot::in_memory(common::with(&[("instruments.csv", &table)]))
    };
    assert_eq!(open(most).unwrap().instruments().len(), most);
    assert_eq!(
        open(most + 1).unwrap_err().to_string(),
        "instruments.csv, line 65537: there are more than 65535 instruments; \
         leave out those that nobody holds"
    );
}

#[test]
fn holdings_that_an_account_has_slots_for() {
    let read = |count: usize| {
        let mut holdings = String::from("account,instrument,quantity\n");
        for at in (0..count).rev() {
            writeln!(holdings, "alice,S{at},1").unwrap();
        }
        common::read(common::with(&[
            ("instruments.csv", &instruments(2000)),
            ("holdings.csv", holdings.as_bytes()),
        ]))
    };
    let held = &read(Shape::MAX_SLOTS).unwrap()[0].holdings;
    assert!(held.iter().enumerate().all(|(at, holding)| holding.instrument == at));
    assert_eq!(
        read(Shape::MAX_SLOTS + 1).unwrap_err().to_string(),
        "holdings.csv, line 1026, account alice: the account holds more than 1024 instruments; \
         move some of them into a sub-account"
    );
}

#[test]
fn tables_of_no_rows() {
    let holdings =
        parquet(vec![("account", text([])), ("instrument", text([])), ("quantity", text([]))]);
    for (name, bytes) in [
        ("holdings.parquet", holdings.as_slice()),
        ("holdings.csv", b"account,instrument,quantity\n"),
    ] {
        let accounts = common::read(common::with(&[(name, bytes)])).unwrap();
        assert!(accounts.iter().all(|account| account.holdings.is_empty()), "{name}");
    }
    let accounts = parquet(vec![("account", text([])), ("class", text([]))]);
    assert_eq!(
        common::read(common::with(&[("accounts.parquet", &accounts)])).unwrap_err().to_string(),
        "accounts.parquet: has no accounts; write every account of the venue"
    );
}

#[test]
fn an_account_of_the_longest_name() {
    let read = |name: &str| {
        let accounts = format!("account,class\nfund,fund\n{name},customer\n");
        let holdings = format!("account,instrument,quantity\n{name},USD,1\n");
        common::read(common::with(&[
            ("accounts.csv", accounts.as_bytes()),
            ("holdings.csv", holdings.as_bytes()),
        ]))
    };
    let longest = "é".repeat(128);
    assert_eq!(read(&longest).unwrap()[1].key.account, longest);
    let error = read(&(longest + "x")).unwrap_err();
    assert!(error.what().ends_with("is 257 bytes long"), "{error}");
    assert_eq!(error.advice(), "use at most 256");
}
