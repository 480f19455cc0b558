//! Validation: every clause of `docs/statement/parameters.md`, over a file's
//! figures. What passes has its ranges in its types.

use std::collections::BTreeSet;

use super::Label;
use super::file::{CoverFile, GroupFile, ParametersFile, RowFile};
use crate::clause::{Clause, Excess, Place, Violation};
use crate::lots::LotSize;
use crate::money::{Charge, Price};
use crate::rules::{Column, Cover, Group, Rules, Stress, Test};
use crate::table::{Row, RowIndex, Table, Tier};

type Parts = (Rules, Table, Vec<Option<Label>>);

/// Collects violations, so that a file's faults are reported together.
#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, clause: Clause, place: Place, excess: Excess) {
        self.0.push(clause.violated(place, excess));
    }

    /// `count <= most`, or the clause is violated by the rest.
    fn at_most(&mut self, clause: Clause, place: Place, count: usize, most: usize) {
        if count > most {
            self.add(clause, place, Excess::Count((count - most) as i128));
        }
    }
}

pub(super) fn validate(file: &ParametersFile) -> Result<Parts, Vec<Violation>> {
    let mut findings = Findings::default();
    let assets = size(file.capacity.assets);
    let rows = 1 + assets + size(file.capacity.zero_sum);
    let rules = Rules {
        rows,
        assets,
        tiers: size(file.capacity.tiers),
        columns: file.scenarios.len(),
        groups: file.groups.iter().map(group).collect(),
        tests: file.tests.iter().map(|test| test_of(test, &file.groups)).collect(),
        stresses: file
            .stresses
            .iter()
            .map(|s| Stress { column: Column(s.column), closing_cost: s.closing_cost })
            .collect(),
        cover: match file.cover {
            CoverFile::All => Cover::All,
            CoverFile::Largest(count) => Cover::Largest(count),
        },
    };
    capacity(file, &rules, &mut findings);
    if !findings.0.is_empty() {
        // Positions mean nothing before the sizes agree.
        return Err(findings.0);
    }
    uses(&rules, &mut findings);
    let mut table = Table::empty(rows, rules.tiers, rules.columns);
    let mut labels = vec![None; rows];
    for (index, row) in indexed(file, assets) {
        set_row(&mut table, index, row, &mut findings);
        if let Some(place) = labels.get_mut(index.index()) {
            *place = label(row);
        }
    }
    if findings.0.is_empty() { Ok((rules, table, labels)) } else { Err(findings.0) }
}

/// Rows with their indices: assets from 1, zero-sum rows behind the capacity
/// for assets.
pub(super) fn indexed(
    file: &ParametersFile,
    assets: usize,
) -> impl Iterator<Item = (RowIndex, &RowFile)> {
    let zero_sum = (assets + 1..).zip(&file.zero_sum);
    let all = (1..).zip(&file.assets).chain(zero_sum);
    all.filter_map(|(index, row)| Some((RowIndex(u16::try_from(index).ok()?), row)))
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX >> 2)
}

fn group(group: &GroupFile) -> Group {
    Group { columns: group.columns.iter().copied().map(Column).collect(), worst: size(group.worst) }
}

/// A group that does not exist gets a position that does not exist.
fn test_of(test: &super::TestFile, groups: &[GroupFile]) -> Test {
    let position = |name: &String| groups.iter().position(|group| group.name == *name);
    Test { groups: test.groups.iter().map(|g| position(g).unwrap_or(groups.len())).collect() }
}

fn label(row: &RowFile) -> Option<Label> {
    let lot_size = LotSize::new(row.lot_size.parse().ok()?)?;
    Some(Label { symbol: row.symbol.clone(), lot_size })
}

impl Rules {
    /// What of the clauses about parameters these rules violate by themselves,
    /// whatever the table: no key is made of rules that violate any.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        let mut findings = Findings::default();
        limits(self, &mut findings);
        uses(self, &mut findings);
        findings.0
    }
}

/// How rows and scenarios are used.
fn uses(rules: &Rules, findings: &mut Findings) {
    groups(rules, findings);
    tests(rules, findings);
    stresses(rules, findings);
}

fn limits(rules: &Rules, findings: &mut Findings) {
    let clause = Clause::ParametersCapacity;
    let needed = rules.assets.saturating_add(1);
    findings.at_most(clause, Place::Epoch, needed, rules.rows);
    findings.at_most(clause, Place::Epoch, rules.rows, Rules::MAX_ROWS);
    findings.at_most(clause, Place::Epoch, rules.tiers, Rules::MAX_TIERS);
    findings.at_most(clause, Place::Epoch, rules.columns, Rules::MAX_COLUMNS);
    let cells = rules.rows.saturating_mul(rules.columns.saturating_add(rules.tiers));
    findings.at_most(clause, Place::Epoch, cells, Rules::MAX_CELLS);
    findings.at_most(clause, Place::Epoch, rules.groups.len(), Rules::MAX_GROUPS);
    findings.at_most(clause, Place::Epoch, rules.tests.len(), Rules::MAX_GROUPS);
    findings.at_most(clause, Place::Epoch, rules.stresses.len(), Rules::MAX_COLUMNS);
}

fn capacity(file: &ParametersFile, rules: &Rules, findings: &mut Findings) {
    limits(rules, findings);
    let clause = Clause::ParametersCapacity;
    findings.at_most(clause, Place::Epoch, file.assets.len(), rules.assets);
    findings.at_most(clause, Place::Epoch, file.zero_sum.len(), rules.rows - 1 - rules.assets);
    let mut names = BTreeSet::new();
    let mut symbols = BTreeSet::new();
    for group in &file.groups {
        if !names.insert(&group.name) {
            findings.add(clause, Place::Epoch, Excess::Differs);
        }
    }
    for (index, row) in indexed(file, rules.assets) {
        let place = Place::Row(index);
        if row.symbol.is_empty() || !symbols.insert(&row.symbol) || label(row).is_none() {
            findings.add(clause, place, Excess::Differs);
        }
        for (have, want) in [(row.pnl.len(), rules.columns), (row.tiers.len(), rules.tiers)] {
            if have != want {
                findings.add(clause, place, Excess::Count(have as i128 - want as i128));
            }
        }
    }
}

fn groups(rules: &Rules, findings: &mut Findings) {
    for (position, group) in rules.groups.iter().enumerate() {
        let (clause, place) = (Clause::ParametersGroups, Place::Group(position));
        if group.columns.is_empty() || group.worst == 0 {
            findings.add(clause, place, Excess::Count(-1));
        }
        findings.at_most(clause, place, group.worst, group.columns.len());
        let ordered = group.columns.windows(2).all(|pair| pair[0] < pair[1]);
        let known = group.columns.iter().all(|column| column.index() < rules.columns);
        if !ordered || !known {
            findings.add(clause, place, Excess::Differs);
        }
    }
}

fn tests(rules: &Rules, findings: &mut Findings) {
    let clause = Clause::ParametersTests;
    if rules.tests.is_empty() {
        findings.add(clause, Place::Epoch, Excess::Count(-1));
    }
    for (position, test) in rules.tests.iter().enumerate() {
        let place = Place::Test(position);
        if test.groups.is_empty() {
            findings.add(clause, place, Excess::Count(-1));
        }
        findings.at_most(clause, place, test.groups.len(), Rules::MAX_GROUPS_PER_TEST);
        let distinct = test.groups.iter().collect::<BTreeSet<_>>().len() == test.groups.len();
        if !distinct || test.groups.iter().any(|&group| group >= rules.groups.len()) {
            findings.add(clause, place, Excess::Differs);
        }
    }
}

fn stresses(rules: &Rules, findings: &mut Findings) {
    let clause = Clause::ParametersStress;
    if !rules.stresses.iter().any(|stress| stress.column == Column::ZERO_MOVE) {
        findings.add(clause, Place::Epoch, Excess::Count(-1));
    }
    let ordered = rules.stresses.windows(2).all(|pair| pair[0].column < pair[1].column);
    if !ordered {
        findings.add(clause, Place::Epoch, Excess::Differs);
    }
    for stress in &rules.stresses {
        let place = Place::Scenario(stress.column);
        if stress.column.index() >= rules.columns || stress.closing_cost == 0 {
            findings.add(clause, place, Excess::Differs);
        }
        let beyond = i128::from(stress.closing_cost) - i128::from(Rules::MAX_CLOSING_COST);
        if beyond > 0 {
            findings.add(clause, place, Excess::Count(beyond));
        }
    }
    if let Cover::Largest(count) = rules.cover
        && !(1..=Rules::MAX_COVER).contains(&count)
    {
        findings.add(clause, Place::Epoch, Excess::Differs);
    }
}

fn set_row(table: &mut Table, index: RowIndex, row: &RowFile, findings: &mut Findings) {
    let place = Place::Row(index);
    let set = Row {
        mark: price(row.mark, place, findings),
        haircut_long: charge(row.haircut_long, place, findings),
        haircut_short: charge(row.haircut_short, place, findings),
        floor_long: charge(row.floor_long, place, findings),
        floor_short: charge(row.floor_short, place, findings),
    };
    let mut tiers = Vec::with_capacity(row.tiers.len());
    for (position, &(knee, slope)) in row.tiers.iter().enumerate() {
        let place = Place::Tier(index, position);
        let slope = charge(slope, place, findings);
        tiers.push(Tier { knee: unsigned(knee, Tier::KNEE_BITS, place, findings), slope });
    }
    let mut pnl = Vec::with_capacity(row.pnl.len());
    for (column, &gain) in (0..=u16::MAX).map(Column).zip(&row.pnl) {
        let place = Place::Cell(index, column);
        pnl.push(price(gain, place, findings));
        if column == Column::ZERO_MOVE && gain != 0 {
            findings.add(Clause::ParametersZeroMove, place, Excess::Count(gain.into()));
        }
    }
    table.set(index, set, &tiers, &pnl);
}

fn price(units: i64, place: Place, findings: &mut Findings) -> Price {
    Price::from_units(units).unwrap_or_else(|| {
        let limit = 1i128 << (Price::BITS - 1);
        let units = i128::from(units);
        let beyond = if units < 0 { units + limit } else { units - (limit - 1) };
        findings.add(Clause::ParametersWidth, place, Excess::Count(beyond));
        Price::ZERO
    })
}

fn charge(units: i64, place: Place, findings: &mut Findings) -> Charge {
    let units = unsigned(units, Charge::BITS, place, findings);
    Charge::from_units(units).unwrap_or_default()
}

fn unsigned(value: i64, bits: u32, place: Place, findings: &mut Findings) -> u64 {
    let Ok(positive) = u64::try_from(value) else {
        findings.add(Clause::ParametersSign, place, Excess::Count(value.into()));
        return 0;
    };
    if positive >> bits != 0 {
        let beyond = i128::from(positive) - ((1 << bits) - 1);
        findings.add(Clause::ParametersWidth, place, Excess::Count(beyond));
        return 0;
    }
    positive
}
