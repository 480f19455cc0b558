//! Lies about the table: other figures than the published ones.

use plimsoll_circuits::{BatchCircuit, ClosingCircuit, Layout, ParametersCircuit};
use plimsoll_snark::freeze;
use plimsoll_statement::{Column, Parameters, ParametersFile, Rules, Shape, Table};
use plimsoll_tests::Book;
use plimsoll_tests::circuits::{batch, batch_of, parameters, parameters_of};
use plimsoll_tests::parameters::edited;

use crate::fr;

/// Every kind of entry, changed by one.
const EDITS: [fn(&mut ParametersFile); 8] = [
    |file| file.assets[0].mark += 1,
    |file| file.assets[1].haircut_long -= 1,
    |file| file.assets[1].haircut_short += 1,
    |file| file.zero_sum[0].floor_long -= 1,
    |file| file.zero_sum[1].floor_short -= 1,
    |file| file.zero_sum[1].pnl[6] += 1,
    |file| file.assets[1].tiers[0].0 += 1,
    |file| file.assets[1].tiers[0].1 -= 1,
];

/// A whole book proved under another table, with the true fingerprint public.
#[test]
fn a_table_of_ones_own() {
    let book = Book::honest();
    let phi = book.parameters.table().fingerprint(plimsoll_tests::circuits::rho());
    for edit in EDITS {
        let other = Book::under(edited(edit));
        let mut circuit = batch_of(&other, &other.publish(), 0).unwrap();
        assert_eq!(batch(&circuit), None);
        circuit.inputs.phi = phi;
        assert_eq!(batch(&circuit), Some("parameters.fingerprint"));
    }
}

/// Mark, haircut or gain of another row, in whatever slots.
#[test]
fn two_rows_swapped() {
    let book = Book::honest();
    let other = Book::under(edited(|file| file.zero_sum.swap(0, 1)));
    let mut circuit = batch_of(&other, &other.publish(), 0).unwrap();
    circuit.inputs.phi = book.parameters.table().fingerprint(plimsoll_tests::circuits::rho());
    assert_eq!(batch(&circuit), Some("parameters.fingerprint"));
}

/// A fingerprint taken at a point of one's own.
#[test]
fn a_fingerprint_elsewhere() {
    let book = Book::honest();
    let mut circuit = batch_of(&book, &book.publish(), 0).unwrap();
    circuit.inputs.rho += fr(1);
    assert_eq!(batch(&circuit), Some("parameters.fingerprint"));
}

fn refused(honest: &Parameters, tell: impl FnOnce(&mut ParametersCircuit<'_>)) -> &'static str {
    let mut circuit = parameters_of(honest);
    assert_eq!(parameters(&circuit, honest.rules()), None);
    tell(&mut circuit);
    parameters(&circuit, honest.rules()).unwrap()
}

/// The hash of one table with the fingerprint of another.
#[test]
fn a_hash_of_another_table() {
    let honest = edited(|_| ());
    for edit in EDITS {
        let other = edited(edit);
        let told =
            refused(&honest, |circuit| circuit.inputs.phi = parameters_of(&other).inputs.phi);
        assert_eq!(told, "parameters.fingerprint");
        let told = refused(&honest, |circuit| {
            circuit.inputs.parameters = other.hash().0;
        });
        assert_eq!(told, "parameters.hash");
    }
}

/// The same table under a file that says something else of it.
#[test]
fn another_file() {
    let honest = edited(|_| ());
    assert_eq!(refused(&honest, |circuit| circuit.file[0] ^= 1), "parameters.hash");
    assert_eq!(refused(&honest, |circuit| circuit.file[31] ^= 1), "parameters.hash");
}

/// A key of rules that name what is not there would lack rows, and look like
/// any other: there is none.
#[test]
fn a_key_of_rules_that_do_not_fit() {
    let honest = edited(|_| ());
    let (rules, table) = (honest.rules(), honest.table());
    let shape = Book::honest().batches[0].shape;
    let made = |rules: &Rules, table: &Table, shape: Shape| {
        let layout = Layout { shape, limb_bits: 8 };
        freeze(&BatchCircuit::blank(rules, table, layout)).is_ok()
    };
    assert!(made(rules, table, shape));
    let lies: [fn(&mut Rules); 9] = [
        |rules| rules.stresses[2].column = Column(60),
        |rules| rules.groups[0].columns[3] = Column(60),
        |rules| rules.groups[0].worst = 0,
        |rules| rules.groups[0].worst = 5,
        |rules| rules.tests[0].groups[0] = 9,
        |rules| rules.tests.clear(),
        |rules| rules.stresses.retain(|stress| stress.column != Column::ZERO_MOVE),
        |rules| rules.stresses[1].closing_cost = 1 << 40,
        |rules| rules.tiers = 4,
    ];
    for (position, lie) in lies.iter().enumerate() {
        let mut other = rules.clone();
        lie(&mut other);
        assert!(!made(&other, table, shape), "rules {position}");
        assert!(freeze(&ClosingCircuit::blank(&other)).is_err(), "closing {position}");
    }
    let tables = [
        Table::empty(rules.rows - 1, rules.tiers, rules.columns),
        Table::empty(rules.rows, 0, rules.columns),
        Table::empty(rules.rows, rules.tiers, 2),
    ];
    assert!(tables.iter().all(|table| !made(rules, table, shape)));
    for (accounts, slots) in [(0, 3), (4, 0), (4, Shape::MAX_SLOTS + 1)] {
        assert!(!made(rules, table, Shape { accounts, slots, ..shape }));
    }
}
