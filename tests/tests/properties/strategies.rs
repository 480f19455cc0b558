//! How properties draw what they are about: books over the small parameters,
//! and small tables of any figures.

use std::collections::BTreeMap;

use plimsoll_statement::{
    Class, Entry, GroupFile, Holding, Parameters, ParametersFile, RowFile, RowIndex, TestFile,
};
use plimsoll_tests::book::{identity, salt};
use plimsoll_tests::parameters::{bare, plain};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

/// Scenarios of the drawn tables.
pub(crate) const COLUMNS: u16 = 6;

/// Rows of the drawn tables, and of the small one as far as tests use it.
pub(crate) const ROWS: u16 = 4;

fn holdings_of(rows: u16, most: i64) -> impl Strategy<Value = Vec<Holding>> {
    let lots = prop_oneof![-3i64..=3, -most..=most];
    btree_map(1..=rows, lots, 0..=usize::from(rows)).prop_map(listed)
}

/// Holdings of a drawn table.
pub(crate) fn holdings() -> impl Strategy<Value = Vec<Holding>> {
    holdings_of(ROWS, 1 << 38)
}

/// Holdings in the order of their rows.
pub(crate) fn listed(holdings: BTreeMap<u16, i64>) -> Vec<Holding> {
    let listed = holdings
        .into_iter()
        .map(|(row, count)| Holding { row: RowIndex(row), lots: plimsoll_tests::lots(count) });
    listed.collect()
}

/// Two accounts' holdings in one.
pub(crate) fn merged(a: &[Holding], b: &[Holding]) -> Vec<Holding> {
    let mut sum = BTreeMap::new();
    for holding in a.iter().chain(b) {
        *sum.entry(holding.row.0).or_insert(0) += holding.lots.count();
    }
    listed(sum)
}

/// An account over the small parameters, of any class, perhaps flagged. Its
/// identity is given later.
fn account() -> impl Strategy<Value = (Class, Vec<Holding>, bool)> {
    let class = prop_oneof![
        4 => Just(Class::Customer),
        1 => Just(Class::House),
        1 => Just(Class::Fund),
        1 => Just(Class::Empty),
    ];
    (class, holdings_of(9, 1 << 34), any::<bool>())
}

/// Accounts in the order of their identities, places of nobody among them.
pub(crate) fn entries() -> impl Strategy<Value = Vec<Entry>> {
    vec(account(), 0..12).prop_map(|accounts| {
        let entries = (1..).zip(accounts).map(|(number, (class, holdings, flagged))| {
            if class == Class::Empty {
                return Entry::EMPTY;
            }
            let mut entry = plimsoll_tests::book::entry(number, class, &[]);
            entry.account.identity = identity(number);
            entry.account.holdings = holdings;
            entry.salt = salt(number);
            entry.flagged = flagged && class != Class::Fund;
            entry
        });
        entries.collect()
    })
}

fn row(number: u16, tiers: usize) -> impl Strategy<Value = RowFile> {
    let price = || -(1i64 << 30)..(1 << 30);
    let charge = || prop_oneof![Just(0), 0..1i64 << 24];
    let tiers = vec((prop_oneof![0i64..10, 0..1i64 << 38], charge()), tiers);
    let charges = [(); 4].map(|()| charge());
    let pnl = vec(price(), usize::from(COLUMNS) - 1);
    (price(), charges, tiers, pnl).prop_map(move |(mark, charges, tiers, pnl)| RowFile {
        haircut_long: charges[0],
        haircut_short: charges[1],
        floor_long: charges[2],
        floor_short: charges[3],
        tiers,
        pnl: [vec![0], pnl].concat(),
        ..plain(&format!("row {number}"), mark, 0)
    })
}

/// Parameters over drawn figures, with so many tiers and three tests over two
/// groups, one of them an expected shortfall.
pub(crate) fn parameters(tiers: usize) -> impl Strategy<Value = Parameters> {
    let rows: Vec<_> = (1..=ROWS).map(|number| row(number, tiers)).collect();
    (rows, 1u32..=5, 1u32..=3).prop_map(move |(rows, worst, of_others)| {
        let mut file: ParametersFile = bare(rows[..2].to_vec(), rows[2..].to_vec());
        file.capacity.tiers = u32::try_from(tiers).unwrap();
        file.scenarios = (0..COLUMNS).map(|number| format!("scenario {number}")).collect();
        let group =
            |name: &str, columns: Vec<u16>, worst| GroupFile { name: name.into(), columns, worst };
        file.groups = vec![
            group("moves", (1..COLUMNS).collect(), worst),
            group("others", vec![0, 3, 5], of_others),
        ];
        let test = |groups: &[&str]| TestFile {
            name: groups.join(" + "),
            groups: groups.iter().map(|&name| name.into()).collect(),
        };
        file.tests = vec![test(&["moves"]), test(&["moves", "others"])];
        Parameters::new(file).expect("drawn within the widths")
    })
}
