//! The plan over books of every kind: each account in one place, in order, with
//! room to spare nowhere but at the end of a lane.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use plimsoll_prover::{Error, Kind, Plan, Size, shapes};
use plimsoll_snapshot::AccountKey;
use plimsoll_statement::{
    Account, CapacityFile, Class, Context, CoverFile, Entry, GroupFile, Holding, Identity, Lots,
    Parameters, ParametersFile, RowFile, RowIndex, Shape, StressFile, TestFile, Venue, needs_flag,
};
use proptest::prelude::*;

/// Dollars, and claims on the future that add up to nothing.
fn parameters() -> Parameters {
    let row = |symbol: String, mark| RowFile {
        symbol,
        lot_size: "1".into(),
        mark,
        pnl: vec![0],
        ..RowFile::default()
    };
    let file = ParametersFile {
        version: ParametersFile::VERSION,
        capacity: CapacityFile { assets: 1, zero_sum: 20, tiers: 0 },
        scenarios: vec!["zero".into()],
        groups: vec![GroupFile { name: "none".into(), columns: vec![0], worst: 1 }],
        tests: vec![TestFile { name: "none".into(), groups: vec!["none".into()] }],
        stresses: vec![StressFile { column: 0, closing_cost: 1 }],
        cover: CoverFile::All,
        underlyings: Vec::new(),
        model: None,
        assets: vec![row("USD".into(), 100)],
        zero_sum: (0..20).map(|i| row(format!("CLAIM-{i}"), 1)).collect(),
    };
    Parameters::new(file).unwrap()
}

/// An account with so many holdings, the first of them dollars.
fn account(number: u32, class: Class, holdings: usize, dollars: i64) -> (AccountKey, Account) {
    let context = Context { chain_id: 1, venue: Venue([7; 32]), epoch: 1, time: 0 };
    let key = AccountKey { account: format!("account-{}", number / 2), sub_account: number % 2 };
    let rows = (1..).map(RowIndex).take(holdings);
    let lots = std::iter::once(dollars).chain(std::iter::repeat(1));
    let holdings =
        rows.zip(lots).map(|(row, lots)| Holding { row, lots: Lots::new(lots).unwrap() });
    let identity = Identity::derive(&context, &key.account, key.sub_account);
    (key, Account { identity, class, holdings: holdings.collect() })
}

fn lanes(sizes: &[&str]) -> Vec<Shape> {
    let sizes: Vec<Size> = sizes.iter().map(|size| size.parse().unwrap()).collect();
    shapes(&sizes).unwrap()
}

proptest! {
    #[test]
    fn every_account_has_one_place(
        holdings in proptest::collection::vec((0usize..=12, -50i64..50), 0..80),
    ) {
        let parameters = parameters();
        let classes = [Class::Customer, Class::House, Class::Customer];
        let accounts: Vec<_> = (0..)
            .zip(classes.into_iter().cycle())
            .zip(&holdings)
            .map(|((i, class), (count, dollars))| account(i, class, *count, *dollars))
            .collect();
        let shapes = lanes(&["8x2", "4x6", "2x12"]);
        let plan = Plan::new(&parameters, &shapes, accounts.clone()).unwrap();

        // Each account once, in the smallest shape that has room, flagged as needed.
        let mut found: Vec<_> = Vec::new();
        for batch in &plan.batches {
            for (key, entry) in batch.keys.iter().zip(&batch.entries) {
                let smallest = shapes.iter().find(|s| s.slots >= entry.account.holdings.len());
                prop_assert_eq!(smallest, Some(&batch.shape));
                prop_assert_eq!(entry.flagged, needs_flag(&parameters, &entry.account));
                found.push((key.clone(), entry.account.clone()));
            }
        }
        let mut wanted = accounts;
        wanted.sort_by(|a, b| a.0.cmp(&b.0));
        found.sort_by(|a, b| a.0.cmp(&b.0));
        prop_assert_eq!(found, wanted);

        // No salt is used twice, and empty places are behind the accounts.
        let mut salts = BTreeSet::new();
        for batch in &plan.batches {
            prop_assert_eq!(batch.entries.len(), batch.shape.accounts);
            prop_assert!(!batch.keys.is_empty());
            let (live, empty) = batch.entries.split_at(batch.keys.len());
            prop_assert!(empty.iter().all(|entry| *entry == Entry::EMPTY));
            prop_assert!(live.is_sorted_by(|a, b| a.account.identity < b.account.identity));
            for salt in live.iter().map(|entry| &entry.salt).chain([&batch.salt_out]) {
                prop_assert!(salts.insert(*salt.expose()));
            }
        }

        // Lanes follow each other; within one, batches are full and in order.
        for [batch, next] in plan.batches.array_windows() {
            prop_assert!(batch.shape.lane <= next.shape.lane);
            if batch.shape == next.shape {
                prop_assert_eq!(batch.keys.len(), batch.shape.accounts);
                let last = batch.entries.last().unwrap().account.identity;
                prop_assert!(last < next.entries[0].account.identity);
            }
        }
        let used: BTreeSet<_> = plan.batches.iter().map(|batch| batch.shape.lane).collect();
        let said: BTreeSet<_> = plan.shapes.iter().map(|shape| shape.lane).collect();
        prop_assert_eq!(said, used);
    }
}

#[test]
fn an_account_that_fits_nowhere_is_named() {
    let accounts = vec![account(1, Class::Customer, 3, 1), account(2, Class::Customer, 7, 1)];
    let error = Plan::new(&parameters(), &lanes(&["8x2", "4x6"]), accounts).unwrap_err();
    assert!(matches!(&error, Error::TooManyHoldings { holdings: 7, most: 6, .. }), "{error}");
    assert!(error.to_string().starts_with("account account-1 has 7 holdings"), "{error}");
    assert_eq!(error.kind(), Kind::Input);
}

#[test]
fn one_identity_is_one_account() {
    let accounts = vec![account(1, Class::Customer, 1, 1), account(1, Class::Customer, 1, 2)];
    let error = Plan::new(&parameters(), &lanes(&["8x2"]), accounts).unwrap_err();
    assert!(matches!(error, Error::Twins(..)), "{error}");
}

#[test]
fn plans_keep_their_secrets() {
    let accounts = vec![account(1, Class::Customer, 2, 1_234_567)];
    let plan = Plan::new(&parameters(), &lanes(&["4x2"]), accounts).unwrap();
    let shown = format!("{plan:?}");
    assert!(!shown.contains("1234567") && !shown.contains("account-0"), "{shown}");
}
