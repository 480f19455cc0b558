//! Attacks on the parameters: tables that would make margin mean something else.

use plimsoll_statement::{
    Clause, Column, CoverFile, Excess, GroupFile, ParametersFile, Place, StressFile, TestFile,
    Violation,
};
use plimsoll_tests::Book;
use plimsoll_tests::parameters::{BTC, CALL, CRASH, DUST, PERP, UNSETTLED, edited, faults};

fn refused(edit: impl FnOnce(&mut ParametersFile), clause: Clause, place: Place, excess: Excess) {
    assert_eq!(faults(edit), [clause.violated(place, excess)]);
}

fn accepted(edit: impl FnOnce(&mut ParametersFile)) {
    assert_eq!(faults(edit), []);
}

/// The four columns that are charged, by the name of each.
type Charged = fn(&mut ParametersFile) -> &mut i64;
const CHARGED: [Charged; 4] = [
    |file| &mut file.zero_sum[0].haircut_long,
    |file| &mut file.zero_sum[0].haircut_short,
    |file| &mut file.zero_sum[0].floor_long,
    |file| &mut file.zero_sum[0].floor_short,
];

#[test]
fn parameters_width() {
    let clause = Clause::ParametersWidth;
    let limit = 1i64 << 47;
    for (units, beyond) in [(limit, 1), (-limit - 1, -1), (i64::MAX, (1 << 63) - (1 << 47))] {
        let excess = Excess::Count(beyond);
        refused(|f| f.assets[1].mark = units, clause, Place::Row(BTC), excess);
        let cell = Place::Cell(CALL, CRASH);
        refused(|f| f.zero_sum[1].pnl[6] = units, clause, cell, excess);
    }
    for units in [limit - 1, -limit] {
        accepted(|f| f.assets[1].mark = units);
        accepted(|f| f.zero_sum[1].pnl[6] = units);
    }
    for column in CHARGED {
        let excess = Excess::Count(1);
        refused(|f| *column(f) = 1 << 48, clause, Place::Row(PERP), excess);
        accepted(|f| *column(f) = (1 << 48) - 1);
    }
    let (tier, excess) = (Place::Tier(BTC, 0), Excess::Count(1));
    refused(|f| f.assets[1].tiers[0].0 = 1 << 62, clause, tier, excess);
    refused(|f| f.assets[1].tiers[0].1 = 1 << 48, clause, tier, excess);
    accepted(|f| f.assets[1].tiers[0] = ((1 << 62) - 1, (1 << 48) - 1));
}

#[test]
fn parameters_sign() {
    let clause = Clause::ParametersSign;
    for units in [-1, i64::MIN] {
        let excess = Excess::Count(units.into());
        for column in CHARGED {
            refused(|f| *column(f) = units, clause, Place::Row(PERP), excess);
        }
        let tier = Place::Tier(BTC, 0);
        refused(|f| f.assets[1].tiers[0].0 = units, clause, tier, excess);
        refused(|f| f.assets[1].tiers[0].1 = units, clause, tier, excess);
    }
}

#[test]
fn parameters_capacity() {
    let clause = Clause::ParametersCapacity;
    let (epoch, one) = (Place::Epoch, Excess::Count(1));
    refused(|f| f.capacity.assets = 2, clause, epoch, one);
    refused(|f| f.capacity.zero_sum = 2, clause, epoch, one);
    refused(|f| f.capacity.zero_sum = (1 << 16) - 4, clause, epoch, one);
    refused(|f| tiers(f, 4), clause, epoch, one);
    accepted(|f| tiers(f, 3));
    refused(|f| scenarios(f, (1 << 12) + 1), clause, epoch, one);
    accepted(|f| scenarios(f, 1 << 12));
    // 4,096 rows of 4,096 scenarios and a tier: a tier too many.
    let cells = |f: &mut ParametersFile| {
        scenarios(f, 1 << 12);
        f.capacity.zero_sum = (1 << 12) - 1 - f.capacity.assets;
    };
    refused(cells, clause, epoch, Excess::Count(1 << 12));
    refused(|f| groups(f, (1 << 10) + 1), clause, epoch, one);
    accepted(|f| groups(f, 1 << 10));
    refused(|f| f.tests = vec![f.tests[0].clone(); 1025], clause, epoch, one);
    let stress = StressFile { column: 0, closing_cost: 1 };
    refused(|f| f.stresses = vec![stress; 4097], clause, epoch, one);
    refused(|f| f.groups[1].name = "moves".into(), clause, epoch, Excess::Differs);
}

#[test]
fn parameters_capacity_of_a_row() {
    let clause = Clause::ParametersCapacity;
    for (excess, edit) in [
        (Excess::Differs, (|f| f.zero_sum[0].symbol = String::new()) as fn(&mut ParametersFile)),
        (Excess::Differs, |f| f.zero_sum[0].symbol = "BTC".into()),
        (Excess::Differs, |f| f.zero_sum[0].lot_size = "0".into()),
        (Excess::Differs, |f| f.zero_sum[0].lot_size = "-0.1".into()),
        (Excess::Differs, |f| f.zero_sum[0].lot_size = "one".into()),
        (Excess::Count(1), |f| f.zero_sum[0].pnl.push(0)),
        (Excess::Count(-1), |f| f.zero_sum[0].pnl.truncate(6)),
        (Excess::Count(1), |f| f.zero_sum[0].tiers.push((0, 0))),
        (Excess::Count(-1), |f| f.zero_sum[0].tiers.clear()),
    ] {
        refused(edit, clause, Place::Row(PERP), excess);
    }
}

fn tiers(file: &mut ParametersFile, count: u32) {
    file.capacity.tiers = count;
    for row in file.assets.iter_mut().chain(&mut file.zero_sum) {
        row.tiers = vec![(1, 1); count as usize];
    }
}

fn scenarios(file: &mut ParametersFile, count: usize) {
    file.scenarios = vec!["same".into(); count];
    for row in file.assets.iter_mut().chain(&mut file.zero_sum) {
        row.pnl.resize(count, -1);
    }
}

fn groups(file: &mut ParametersFile, count: usize) {
    let more = (file.groups.len()..count).map(|number| GroupFile {
        name: format!("group {number}"),
        columns: vec![0],
        worst: 1,
    });
    let more: Vec<_> = more.collect();
    file.groups.extend(more);
}

#[test]
fn parameters_zero_move() {
    let zero = Column::ZERO_MOVE;
    for gain in [1, -1, 1 << 40] {
        for (row, position) in [(PERP, 0), (CALL, 1), (UNSETTLED, 2)] {
            let edit = |f: &mut ParametersFile| f.zero_sum[position].pnl[0] = gain;
            let place = Place::Cell(row, zero);
            refused(edit, Clause::ParametersZeroMove, place, Excess::Count(gain.into()));
        }
        let place = Place::Cell(DUST, zero);
        let edit = |f: &mut ParametersFile| f.assets[2].pnl[0] = gain;
        refused(edit, Clause::ParametersZeroMove, place, Excess::Count(gain.into()));
    }
}

#[test]
fn parameters_groups() {
    let (clause, place) = (Clause::ParametersGroups, Place::Group(0));
    for (worst, excess) in [(0, -1), (5, 1), (u32::MAX, i128::from(u32::MAX) - 4)] {
        refused(|f| f.groups[0].worst = worst, clause, place, Excess::Count(excess));
    }
    for worst in 1..=4 {
        accepted(|f| f.groups[0].worst = worst);
    }
    for columns in [[1, 2, 4, 3], [1, 2, 3, 3], [1, 2, 3, 7], [1, 2, 3, u16::MAX]] {
        let edit = |f: &mut ParametersFile| f.groups[0].columns = columns.to_vec();
        refused(edit, clause, place, Excess::Differs);
    }
    let empty = |f: &mut ParametersFile| {
        f.groups[0].columns.clear();
        f.groups[0].worst = 0;
    };
    refused(empty, clause, place, Excess::Count(-1));
    // The mean of one loss out of none is wrong twice.
    let found = faults(|f| f.groups[1].columns.clear());
    let twice = [-1, 1].map(|n| clause.violated(Place::Group(1), Excess::Count(n)));
    assert_eq!(found, twice);
}

#[test]
fn parameters_tests() {
    let clause = Clause::ParametersTests;
    refused(|f| f.tests.clear(), clause, Place::Epoch, Excess::Count(-1));
    let place = Place::Test(1);
    refused(|f| f.tests[1].groups.clear(), clause, place, Excess::Count(-1));
    for groups in [["gap", "gap"], ["gap", "nothing"]] {
        let edit = |f: &mut ParametersFile| f.tests[1].groups = groups.map(String::from).to_vec();
        refused(edit, clause, place, Excess::Differs);
    }
    let of_all = |f: &mut ParametersFile, count| {
        groups(f, count);
        let all = f.groups.iter().map(|group| group.name.clone()).collect();
        f.tests[1] = TestFile { name: "all of them".into(), groups: all };
    };
    refused(|f| of_all(f, 65), clause, place, Excess::Count(1));
    accepted(|f| of_all(f, 64));
}

#[test]
fn parameters_stress() {
    let (clause, epoch) = (Clause::ParametersStress, Place::Epoch);
    let none = Excess::Count(-1);
    refused(|f| f.stresses.clear(), clause, epoch, none);
    refused(|f| f.stresses = f.stresses[1..].to_vec(), clause, epoch, none);
    refused(|f| f.stresses.swap(1, 2), clause, epoch, Excess::Differs);
    refused(|f| f.stresses[2].column = 5, clause, epoch, Excess::Differs);
    let beyond = Place::Scenario(Column(7));
    refused(|f| f.stresses[2].column = 7, clause, beyond, Excess::Differs);
    let crash = Place::Scenario(CRASH);
    refused(|f| f.stresses[2].closing_cost = 0, clause, crash, Excess::Differs);
    refused(|f| f.stresses[2].closing_cost = 65, clause, crash, Excess::Count(1));
    accepted(|f| f.stresses[2].closing_cost = 64);
    for largest in [0, (1 << 16) + 1] {
        refused(|f| f.cover = CoverFile::Largest(largest), clause, epoch, Excess::Differs);
    }
    for largest in [1, 1 << 16] {
        accepted(|f| f.cover = CoverFile::Largest(largest));
    }
}

/// The venue proves under one file and publishes the name of another.
#[test]
fn parameters_hash() {
    let said = Book::honest().parameters.hash();
    let differs: Violation = Clause::ParametersHash.violated(Place::Epoch, Excess::Differs);
    for edit in [
        (|f| f.zero_sum[0].pnl[6] += 1) as fn(&mut ParametersFile),
        (|f| f.zero_sum[0].haircut_short -= 1),
        (|f| f.zero_sum[0].floor_long -= 1),
        (|f| f.assets[1].tiers[0].0 += 1),
        (|f| f.assets[1].tiers[0].1 -= 1),
        (|f| f.zero_sum[0].lot_size = "0.001".into()),
        (|f| f.zero_sum[0].symbol = "ETH-PERP".into()),
        (|f| f.scenarios[6] = "a calm day".into()),
        (|f| f.groups[0].worst = 3),
        (|f| f.stresses[1].closing_cost = 3),
        (|f| f.tests[1].groups = vec!["depeg".into()]),
    ] {
        let book = Book::under(edited(edit));
        let mut public = book.publish();
        book.holds(&public);
        public.parameters = said;
        book.fails_by(&public, differs);
    }
}
