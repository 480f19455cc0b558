//! Exposures: exact, up to the last unit of their range, and refused beyond it.

use plimsoll_statement::{
    Column, Exposure, Holding, Money, Parameters, Price, RowFile, RowIndex, Rules, Shape, Stress,
};
use plimsoll_tests::parameters::{bare, plain};
use plimsoll_tests::{lots, units};
use proptest::prelude::*;

use crate::strategies::{holdings, parameters};

const TOP: i128 = (1 << 72) - 1;
const ROOT: i64 = 1 << 36;

fn one(row: RowFile, count: i64) -> Result<Exposure, plimsoll_statement::OutOfRange> {
    let mut file = bare(vec![row], vec![]);
    file.scenarios = vec!["same".into(); file.assets[0].pnl.len()];
    file.capacity.tiers = u32::try_from(file.assets[0].tiers.len()).unwrap();
    let parameters = Parameters::new(file).unwrap();
    let holding = Holding { row: RowIndex(1), lots: lots(count) };
    Exposure::of(parameters.table(), &[holding])
}

/// A row in which one lot is worth, costs or loses so many units.
fn rows(units: i64) -> [(RowFile, i64, Option<Column>); 9] {
    let with = |edit: fn(&mut RowFile, i64)| {
        let mut row = plain("ROW", 0, 2);
        edit(&mut row, units);
        row
    };
    let lost = Some(Column(1));
    [
        (with(|row, units| row.mark = units), 1, None),
        (with(|row, units| row.mark = units), -1, None),
        (with(|row, units| row.haircut_long = units), 1, None),
        (with(|row, units| row.haircut_short = units), -1, None),
        (with(|row, units| row.floor_long = units), 1, None),
        (with(|row, units| row.floor_short = units), -1, None),
        (with(|row, units| row.tiers = vec![(0, units)]), -1, None),
        (with(|row, units| row.pnl[1] = units), 1, lost),
        (with(|row, units| row.pnl[1] = units), -1, lost),
    ]
}

#[test]
fn the_last_unit_passes_and_the_next_is_refused() {
    for (row, side, _) in rows(ROOT + 1) {
        // (2^36 + 1)(2^36 − 1) = 2^72 − 1
        let exposure = one(row, side * (ROOT - 1)).unwrap();
        let parts = [exposure.value, exposure.closing_cost, exposure.floor, exposure.losses[1]];
        let sizes: i128 = parts.iter().map(|part| part.units().abs()).sum();
        assert_eq!(sizes, TOP);
    }
    for (row, side, column) in rows(ROOT) {
        let error = one(row, side * ROOT).unwrap_err();
        assert_eq!((error.column, error.beyond), (column, units(1)));
    }
}

#[test]
fn more_holdings_than_any_account_has_are_refused() {
    let parameters = plimsoll_tests::parameters::edited(|_| ());
    let holding = Holding { row: RowIndex(2), lots: lots(i64::MAX) };
    let most = vec![Holding { lots: lots(1), ..holding }; Shape::MAX_SLOTS];
    assert!(Exposure::of(parameters.table(), &most).is_ok());
    let error = Exposure::of(parameters.table(), &vec![holding; 1 << 20]).unwrap_err();
    assert_eq!((error.column, error.beyond), (None, Money::MAX));
}

/// The ends of lots and prices together: the largest products there are.
#[test]
fn the_widest_products_do_not_overflow() {
    let wide = RowFile {
        mark: -(1 << 47),
        haircut_long: (1 << 48) - 1,
        haircut_short: (1 << 48) - 1,
        tiers: vec![(0, (1 << 48) - 1); Rules::MAX_TIERS],
        pnl: vec![0, -(1 << 47)],
        ..plain("WIDE", 0, 0)
    };
    for count in [i64::MAX, -i64::MAX] {
        let error = one(wide.clone(), count).unwrap_err();
        let beyond = i128::from(i64::MAX) * (1 << 47) - TOP;
        assert_eq!(error.beyond, units(beyond));
    }
    assert_eq!(Price::from_units(-(1 << 47)).map(Price::units), Some(-(1 << 47)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Every figure by its definition, in the order of the formulas.
    #[test]
    fn exposure_is_its_definition(parameters in parameters(2), holdings in holdings()) {
        let table = parameters.table();
        let exposure = Exposure::of(table, &holdings).unwrap();
        let (mut value, mut cost, mut floor) = (0i128, 0i128, 0i128);
        for holding in &holdings {
            let row = table.row(holding.row).unwrap();
            let q = i128::from(holding.lots.count());
            let (long, short) = (q.max(0), (-q).max(0));
            value += q * i128::from(row.mark.units());
            cost += long * i128::from(row.haircut_long.units());
            cost += short * i128::from(row.haircut_short.units());
            floor += long * i128::from(row.floor_long.units());
            floor += short * i128::from(row.floor_short.units());
            for tier in table.tiers(holding.row) {
                let beyond = (q.abs() - i128::from(tier.knee)).max(0);
                cost += beyond * i128::from(tier.slope.units());
            }
        }
        prop_assert_eq!(exposure.value.units(), value);
        prop_assert_eq!(exposure.closing_cost.units(), cost);
        prop_assert_eq!(exposure.floor.units(), floor);
        prop_assert_eq!(exposure.equity().units(), value - cost);
        for (column, loss) in (0..).map(Column).zip(&exposure.losses) {
            let gain = |h: &Holding| {
                i128::from(h.lots.count()) * i128::from(table.pnl_at(h.row, column).units())
            };
            let gains: i128 = holdings.iter().map(gain).sum();
            prop_assert_eq!(loss.units(), -gains);
            for closing_cost in [1, 2, 64] {
                let stress = Stress { column, closing_cost };
                let left = value - i128::from(closing_cost) * cost + gains;
                prop_assert_eq!(exposure.left_after(stress).units(), left);
                prop_assert_eq!(exposure.uncovered(stress).units(), (-left).max(0));
            }
        }
        prop_assert_eq!(exposure.losses[0], Money::ZERO);
    }

    /// The requirement is the largest of the floor and of every test, a test the
    /// sum of its groups.
    #[test]
    fn requirement_is_its_definition(parameters in parameters(1), holdings in holdings()) {
        let rules = parameters.rules();
        let exposure = Exposure::of(parameters.table(), &holdings).unwrap();
        let test = |test: &plimsoll_statement::Test| -> i128 {
            test.groups.iter().map(|&g| exposure.risk(&rules.groups[g]).units()).sum()
        };
        let most = rules.tests.iter().map(test).max().unwrap_or_default();
        let expected = most.max(exposure.floor.units());
        prop_assert_eq!(exposure.requirement(rules).amount.units(), expected);
        prop_assert!(expected >= 0);
    }
}
