//! The native margin rule and the circuit agree: on random accounts, and on the
//! ones that have exactly enough or a unit less.
//!
//! Without flags and slack, a batch violates the rows of the margin rule for
//! the accounts that native code finds unhealthy and for no others, those that
//! count flags, and nothing else: all figures, sums and tails agree. With flags
//! and slack where native code has them, it violates nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail like tests")]

use std::collections::BTreeSet;

use plimsoll_circuits::{BatchCircuit, BatchWitness, Layout, StateWitness, UnhashedBatch};
use plimsoll_snark::harness::{Source, witness};
use plimsoll_snark::{Fr, Frozen, freeze};
use plimsoll_statement::{
    Assessment, BatchInputs, Class, CoverFile, Entry, Holding, Lane, Money, Parameters,
    ParametersFile, Pins, Place, RowIndex, Rules, Salt, Shape, State, needs_flag,
};
use plimsoll_tests::book::{entry, identity};
use plimsoll_tests::circuits::challenge;
use plimsoll_tests::parameters::{DUST, edited};
use plimsoll_tests::{lots, units};

const ACCOUNTS: usize = 125;
const SLOTS: usize = 6;
const HEALTHY: &str = "margin.healthy";

/// Accounts in the normal run, over all sets of parameters.
const NORMAL: usize = 100_000;
const MANY: usize = 1_000_000;

type Set = fn(&mut ParametersFile);

/// One tier and tails of two; cover-k; deep tails and no tier; one group for
/// each test, and a floor that binds.
const SETS: [(&str, Set); 4] = [
    ("tails of two", |_| ()),
    ("cover of the largest", |file| file.cover = CoverFile::Largest(2)),
    ("deep tails", |file| {
        file.groups[0].worst = 4;
        file.groups[1].worst = 2;
        file.groups[2].worst = 2;
    }),
    ("floors", |file| {
        file.zero_sum[0].floor_long = 90_000_000;
        file.zero_sum[1].floor_short = 30_000_000;
        file.assets[1].floor_long = 70_000_000;
    }),
];

struct Batches {
    parameters: Parameters,
    pins: Pins,
    layout: Layout,
    frozen: Frozen,
    /// Rows of the margin rule, account by account.
    healthy: Vec<Vec<usize>>,
}

impl Batches {
    fn new(set: Set) -> Self {
        let parameters = edited(set);
        let rules = parameters.rules();
        let shape = Shape { lane: Lane::new(0).unwrap(), accounts: ACCOUNTS, slots: SLOTS };
        let layout = Layout::new(rules, shape);
        let blank = BatchCircuit::blank(rules, parameters.table(), layout);
        let frozen =
            freeze(&UnhashedBatch::new(&parameters, blank, &vec![Entry::EMPTY; ACCOUNTS])).unwrap();
        let rows: Vec<usize> =
            (0..frozen.rows.len()).filter(|row| frozen.class_of(*row) == HEALTHY).collect();
        assert_eq!(rows.len() % ACCOUNTS, 0);
        let healthy = rows.chunks(rows.len() / ACCOUNTS).map(<[usize]>::to_vec).collect();
        let mut pins = Pins::cover_all([identity(u32::MAX); Pins::FUNDS], rules);
        if rules.cover != plimsoll_statement::Cover::All {
            pins.thresholds = vec![Money::usd(1_000); rules.stresses.len()];
        }
        Self { parameters, pins, layout, frozen, healthy }
    }

    fn circuit(&self, entries: &[Entry]) -> BatchCircuit<'_> {
        let rules = self.parameters.rules();
        let before = State::initial(rules, self.pins.clone());
        let mut after = before.clone();
        for entry in entries {
            assert_eq!(after.absorb(&self.parameters, self.layout.shape, entry, Place::Epoch), []);
        }
        let [before, after] =
            [before, after].map(|state| StateWitness { state, salt: Salt::default() });
        let witness =
            BatchWitness::honest(&self.parameters, self.layout, entries, before, after).unwrap();
        let inputs = BatchInputs::default();
        let table = self.parameters.table();
        BatchCircuit { rules, table, layout: self.layout, inputs, witness }
    }

    /// Unflagged, exactly the unhealthy accounts violate the margin rule.
    fn agree(&self, entries: &[Entry]) -> usize {
        let mut bare = self.circuit(entries);
        for account in &mut bare.witness.accounts {
            account.flagged = Fr::from(0u64);
            account.margin.slack = Fr::from(0u64);
        }
        let violated = self.violated(UnhashedBatch::new(&self.parameters, bare, entries));
        for (entry, rows) in entries.iter().zip(&self.healthy) {
            let healthy = rows.iter().all(|row| !violated.contains(row));
            assert_eq!(healthy, !entry.flagged, "{:?}", entry.account.holdings);
        }
        let others = violated.iter().map(|row| self.frozen.class_of(*row));
        let others: BTreeSet<_> =
            others.filter(|class| ![HEALTHY, "flags"].contains(class)).collect();
        assert!(others.is_empty(), "native and circuit disagree on {others:?}");
        entries.iter().filter(|entry| entry.flagged).count()
    }

    /// Flagged where native code says so, nothing is violated.
    fn accepts(&self, entries: &[Entry]) {
        let violated =
            self.violated(UnhashedBatch::new(&self.parameters, self.circuit(entries), entries));
        let classes: Vec<_> = violated.iter().map(|row| self.frozen.class_of(*row)).collect();
        assert!(classes.is_empty(), "native and circuit disagree on {classes:?}");
    }

    fn violated(&self, circuit: UnhashedBatch<'_>) -> BTreeSet<usize> {
        let assignment = witness(&circuit, challenge()).unwrap();
        let rows = &self.frozen.rows;
        let [a, b, c] = &rows.matrices;
        let holds = |row: &usize| {
            a.dot(*row, &assignment) * b.dot(*row, &assignment) == c.dot(*row, &assignment)
        };
        (0..rows.len()).filter(|row| !holds(row)).collect()
    }
}

/// Holdings of any rows in use, of any size that an account's range allows.
fn holdings(source: &mut Source, rules: &Rules) -> Vec<Holding> {
    let mut holdings = Vec::new();
    for row in (1..u16::try_from(rules.rows).unwrap()).map(RowIndex) {
        if row == DUST || holdings.len() + 1 == SLOTS || source.below(3) == 0 {
            continue;
        }
        let widest = if source.below(8) == 0 { 36 } else { 24 };
        let bits = 1 + source.below(widest);
        let size = i64::try_from(source.below(1 << bits)).unwrap();
        let count = if source.below(2) == 0 { size } else { -size };
        if count != 0 {
            holdings.push(Holding { row, lots: lots(count) });
        }
    }
    holdings
}

/// Lots of dust, worth a unit each, so that the account has exactly what it
/// needs and as many units more; nothing if that is too many lots.
fn settle(parameters: &Parameters, holdings: &mut Vec<Holding>, spare: i128) {
    let assessment = Assessment::of(parameters, holdings).unwrap();
    let lacking = assessment.requirement.amount.saturating_minus(assessment.equity);
    let count = i64::try_from(lacking.units() + spare).unwrap_or_default();
    if count != 0 {
        let place = holdings.partition_point(|holding| holding.row < DUST);
        holdings.insert(place, Holding { row: DUST, lots: lots(count) });
    }
}

fn account(source: &mut Source, batches: &Batches, number: u32) -> Entry {
    let parameters = &batches.parameters;
    let mut held = holdings(source, parameters.rules());
    if source.below(2) == 0 {
        let spare = [-1, 0, 0, 1][source.below(4)];
        settle(parameters, &mut held, spare);
    }
    let held: Vec<_> = held.into_iter().map(|h| (h.row, h.lots.count())).collect();
    let class = if source.below(4) == 0 { Class::House } else { Class::Customer };
    let mut entry = entry(number, class, &held);
    entry.flagged = needs_flag(parameters, &entry.account);
    entry
}

fn agree(position: usize, count: usize) {
    let (name, set) = SETS[position];
    let batches = Batches::new(set);
    let mut source = Source::new(position as u64);
    let (mut done, mut flagged) = (0, 0);
    while done < count {
        let numbers = 1..=u32::try_from(ACCOUNTS).unwrap();
        let entries: Vec<_> = numbers.map(|n| account(&mut source, &batches, n)).collect();
        flagged += batches.agree(&entries);
        if (done / ACCOUNTS).is_multiple_of(8) {
            batches.accepts(&entries);
        }
        done += entries.len();
    }
    println!("{name}: {done} accounts agree, {flagged} of them unhealthy");
    assert!(flagged > count / 10 && flagged < count - count / 10, "one-sided accounts");
}

#[test]
fn tails_of_two() {
    agree(0, NORMAL / 4);
}

#[test]
fn cover_of_the_largest() {
    agree(1, NORMAL / 4);
}

#[test]
fn deep_tails() {
    agree(2, NORMAL / 4);
}

#[test]
fn floors() {
    agree(3, NORMAL / 4);
}

/// `cargo test --release -p plimsoll-tests --test agreement -- --ignored`
#[test]
#[ignore = "a million accounts take minutes"]
fn a_million_accounts() {
    (0..SETS.len()).for_each(|position| agree(position, MANY / 4));
}

/// Dust makes an account lack a unit, or have just enough.
#[test]
fn a_unit_decides() {
    let batches = Batches::new(SETS[0].1);
    let held = [(RowIndex(5), 10_000)];
    for (spare, healthy) in [(-1, false), (0, true), (1, true)] {
        let mut holdings: Vec<_> =
            held.iter().map(|&(row, count)| Holding { row, lots: lots(count) }).collect();
        settle(&batches.parameters, &mut holdings, spare);
        let assessment = Assessment::of(&batches.parameters, &holdings).unwrap();
        assert_eq!(assessment.is_healthy(), healthy);
        assert_eq!(assessment.deficit(), if healthy { Money::ZERO } else { units(1) });
    }
}
