//! A book's instruments against the rows of parameters.

use std::path::Path;

use plimsoll_snapshot::{InputError, RowMap, Snapshot, parse_parameters};
use plimsoll_statement::{Identity, Parameters, RowIndex};

use crate::common;

/// Parameters with these rows, as `(symbol, lot size)`.
fn parameters(assets: &[(&str, &str)], zero_sum: &[(&str, &str)]) -> Parameters {
    let row = |(symbol, lot_size): &(&str, &str)| {
        format!(
            "{{\"symbol\":\"{symbol}\",\"lot_size\":\"{lot_size}\",\"mark\":1,\
             \"haircut_long\":0,\"haircut_short\":0,\"floor_long\":0,\"floor_short\":0,\
             \"pnl\":[0,-1]}}"
        )
    };
    let rows = |list: &[(&str, &str)]| list.iter().map(row).collect::<Vec<_>>().join(",");
    let text = format!(
        "{{\"version\":1,\"capacity\":{{\"assets\":4,\"zero_sum\":4,\"tiers\":0}},\
         \"scenarios\":[\"zero\",\"down\"],\
         \"groups\":[{{\"name\":\"g\",\"columns\":[1],\"worst\":1}}],\
         \"tests\":[{{\"name\":\"t\",\"groups\":[\"g\"]}}],\
         \"stresses\":[{{\"column\":0,\"closing_cost\":1}}],\"cover\":\"all\",\
         \"assets\":[{}],\"zero_sum\":[{}]}}",
        rows(assets),
        rows(zero_sum)
    );
    parse_parameters(Path::new("parameters.json"), text.as_bytes()).unwrap()
}

fn map(assets: &[(&str, &str)], zero_sum: &[(&str, &str)]) -> Result<RowMap, InputError> {
    let snapshot = Snapshot::in_memory(common::valid()).unwrap();
    RowMap::new(snapshot.instruments(), &parameters(assets, zero_sum))
}

#[test]
fn accounts_as_the_statement_has_them() {
    let snapshot = Snapshot::in_memory(common::valid()).unwrap();
    let usd = ("USD", "1e-6");
    let map = map(&[("EUR", "1"), usd], &[("BTC-PERP", "0.001")]).unwrap();
    let context = snapshot.manifest().context;
    let accounts: Vec<_> = snapshot
        .accounts()
        .unwrap()
        .map(|account| map.account(&context, &account.unwrap()).unwrap())
        .collect();
    let alice = &accounts[0];
    assert_eq!(alice.identity, Identity::derive(&context, "alice", 0));
    let held: Vec<_> = alice.holdings.iter().map(|h| (h.row.0, h.lots.count())).collect();
    assert_eq!(held, [(2, 1_000_000_000), (5, 500)]);
    assert_eq!(accounts[2].identity, Identity::derive(&context, "bob", 1));
    assert_eq!(map.row(0), Some(RowIndex(2)));
}

#[test]
fn a_row_that_is_missing_matters_only_once_it_is_held() {
    let snapshot = Snapshot::in_memory(common::valid()).unwrap();
    let map = map(&[("USD", "0.000001")], &[]).unwrap();
    let context = snapshot.manifest().context;
    let said: Vec<String> = snapshot
        .accounts()
        .unwrap()
        .filter_map(|account| map.account(&context, &account.unwrap()).err())
        .map(|error| error.to_string())
        .collect();
    let missing = "BTC-PERP is held, and the parameters have no row for it; \
                   make parameters that have it";
    assert_eq!(said, ["alice", "bob"].map(|name| format!("account {name}: {missing}")));
}

#[test]
fn rows_that_mean_something_else() {
    let usd = ("USD", "0.000001");
    assert_eq!(
        map(&[usd], &[("BTC-PERP", "0.01")]).unwrap_err().to_string(),
        "a lot of BTC-PERP is 0.001 in the snapshot and 0.01 in the parameters; \
         make both from the same table of instruments"
    );
    assert_eq!(
        map(&[usd, ("BTC-PERP", "0.001")], &[]).unwrap_err().to_string(),
        "BTC-PERP is zero-sum in the snapshot and an asset in the parameters; \
         make both from the same table of instruments"
    );
    assert_eq!(
        map(&[], &[usd]).unwrap_err().to_string(),
        "USD is an asset in the snapshot and zero-sum in the parameters; \
         make both from the same table of instruments"
    );
}
