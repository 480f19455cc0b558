//! Attacks on the margin rule: accounts that have too little, or so much that
//! no sum over them could be trusted.

use plimsoll_statement::{
    Assessment, Bound, Class, Clause, Column, Excess, Money, Parameters, ParametersFile, Place,
    RowFile, RowIndex,
};
use plimsoll_tests::book::{ALICE, BOB, CAROL, DAVE, ERIN, FUND, FUND_2, HOUSE, MAKER, entry};
use plimsoll_tests::parameters::{CALL, DUST, PERP, bare, edited, plain};
use plimsoll_tests::{At, Book, units};

/// One account of a class that holds so many lots of this row, and a fund.
fn single(row: RowFile, class: Class, lots: i64) -> Book {
    let columns = row.pnl.len();
    let mut file = bare(vec![row, plain("CASH", (1 << 36) + 1, columns)], vec![]);
    file.scenarios = vec!["same".into(); columns];
    let account = entry(23, class, &[(RowIndex(1), lots)]);
    let fund = entry(24, Class::Fund, &[(RowIndex(2), (1 << 36) - 1)]);
    let mut book = Book::of(Parameters::new(file).unwrap(), 1, vec![account, fund]);
    book.reflag();
    book
}

const ROOT: i64 = 1 << 36;
const CLASSES: [Class; 3] = [Class::Customer, Class::House, Class::Fund];

/// Values of exactly 2^72 on either side are refused, 2^72 − 1 are not.
#[test]
fn margin_range() {
    let one = Excess::Money(units(1));
    for class in CLASSES {
        for side in [1, -1] {
            let place = At(0, 0).place();
            let book = single(plain("ROW", ROOT, 1), class, side * ROOT);
            book.is_false_by(Clause::MarginRange.violated(place, one));
            // (2^36 + 1)(2^36 − 1) = 2^72 − 1
            single(plain("ROW", ROOT + 1, 1), class, side * (ROOT - 1)).is_true();
        }
    }
}

/// Closing costs and floors are as narrow, and each loss; the first that is too
/// large is named.
#[test]
fn margin_range_of_costs_and_losses() {
    let charged = |edit: fn(&mut RowFile)| {
        let mut row = plain("ROW", 0, 1);
        edit(&mut row);
        row
    };
    for (row, side) in [
        (charged(|row| row.haircut_long = ROOT), 1),
        (charged(|row| row.haircut_short = ROOT), -1),
        (charged(|row| row.floor_long = ROOT), 1),
        (charged(|row| row.floor_short = ROOT), -1),
    ] {
        let violation = Clause::MarginRange.violated(At(0, 0).place(), Excess::Money(units(1)));
        single(row, Class::House, side * ROOT).is_false_by(violation);
    }
    for side in [1, -1] {
        let mut row = plain("ROW", 0, 4);
        (row.pnl[2], row.pnl[3]) = (ROOT, 2 * ROOT);
        let place = Place::AccountScenario(0, 0, Column(2));
        let violation = Clause::MarginRange.violated(place, Excess::Money(units(1)));
        single(row, Class::Customer, side * ROOT).is_false_by(violation);
    }
}

/// How far beyond is said as long as it can be held.
#[test]
fn margin_range_far_beyond() {
    let row = plain("ROW", (1 << 47) - 1, 1);
    let beyond = i128::from(i64::MAX) * ((1 << 47) - 1) - ((1 << 72) - 1);
    let excess = Excess::Money(units(beyond));
    let book = single(row, Class::Customer, i64::MAX);
    book.is_false_by(Clause::MarginRange.violated(At(0, 0).place(), excess));
}

/// What the account has more than it needs.
fn spare(book: &mut Book, at: At) -> (Money, Bound) {
    let parameters = book.parameters.clone();
    let assessment = Assessment::of(&parameters, &book.at(at).account.holdings).unwrap();
    let requirement = assessment.requirement;
    (assessment.equity.minus(requirement.amount).unwrap(), requirement.bound_by)
}

/// Takes from an account, in lots of one unit, all it has beyond its
/// requirement: it is healthy, and with one unit less it is not.
fn to_the_last_unit(file: impl FnOnce(&mut ParametersFile), at: At, bound: Bound) {
    let mut book = Book::under(edited(file));
    for batch in &mut book.batches {
        batch.shape.slots = 6;
    }
    let (left, bound_by) = spare(&mut book, at);
    assert_eq!(bound_by, bound);
    let left = i64::try_from(left.units()).unwrap();
    assert!(left > 0 && !book.at(at).flagged);
    book.add(at, DUST, -left);
    book.is_true();
    book.add(at, DUST, -1);
    let violation = Clause::MarginHealthy.violated(at.place(), Excess::Money(units(1)));
    book.is_false_by(violation);
    book.reflag();
    book.is_true();
}

/// By the worst gap, by expected shortfall and depeg together, by the floor;
/// customers and the house alike.
#[test]
fn margin_healthy() {
    let (all, gap) = (Bound::Test(0), Bound::Test(1));
    for (at, bound) in [(ALICE, gap), (BOB, gap), (ERIN, gap), (MAKER, all), (HOUSE, all)] {
        to_the_last_unit(|_| (), at, bound);
    }
    for at in [ALICE, HOUSE] {
        let floors = |file: &mut ParametersFile| {
            file.zero_sum[0].floor_long = 180_000_000;
            file.zero_sum[0].floor_short = 180_000_000;
        };
        to_the_last_unit(floors, at, Bound::Floor);
        let shortfall = |file: &mut ParametersFile| file.groups[0].worst = 1;
        to_the_last_unit(shortfall, at, all);
    }
}

/// Without its flag, an account that needs one fails by its whole deficit.
#[test]
fn margin_healthy_without_the_flag() {
    // 2,970 USD of equity against a gap of 6,000; minus 5,000 against nothing.
    for (at, deficit) in [(CAROL, 3_030), (DAVE, 5_000)] {
        let mut book = Book::honest();
        book.at(at).flagged = false;
        let excess = Excess::Money(Money::usd(deficit));
        book.is_false_by(Clause::MarginHealthy.violated(at.place(), excess));
    }
}

/// The mean of an expected shortfall is rounded up: half a unit is a unit.
#[test]
fn margin_healthy_rounds_the_mean_up() {
    let half = |file: &mut ParametersFile| file.assets[2].pnl[1] = -1;
    let mut book = Book::under(edited(half));
    let perpetuals = book.lots(ALICE, PERP);
    book.at(ALICE).account.holdings.clear();
    book.add(MAKER, PERP, perpetuals);
    book.set(ALICE, DUST, 1);
    book.is_true();
    let mark = |file: &mut ParametersFile| {
        half(file);
        file.assets[2].mark = 0;
    };
    book.parameters = edited(mark);
    let violation = Clause::MarginHealthy.violated(ALICE.place(), Excess::Money(units(1)));
    book.is_false_by(violation);
    // A loss of the same size in a second scenario makes it a whole one.
    let whole = |file: &mut ParametersFile| {
        mark(file);
        file.assets[2].pnl[2] = -1;
    };
    book.parameters = edited(whole);
    book.is_false_by(violation);
}

/// Closing costs are taken off: haircuts of the side that is held, and tiers
/// beyond the knee.
#[test]
fn margin_healthy_after_closing_costs() {
    let violation =
        |at: At, short| Clause::MarginHealthy.violated(at.place(), Excess::Money(units(short)));
    for (at, lots, edit) in [
        (MAKER, 14_000, (|f| f.zero_sum[0].haircut_short += 1) as fn(&mut ParametersFile)),
        (MAKER, 3_000, |f| f.zero_sum[1].haircut_long += 1),
        (ALICE, 10_000, |f| f.zero_sum[0].haircut_long += 1),
        (ALICE, 300_000, |f| f.zero_sum[0].tiers[0].0 = 9_999),
        (ALICE, 10_000, |f| f.zero_sum[0].tiers[0] = (0, 1)),
        (HOUSE, 1_000, |f| f.zero_sum[0].tiers[0] = (0, 1)),
    ] {
        let mut book = Book::honest();
        let (left, _) = spare(&mut book, at);
        book.add(at, DUST, -i64::try_from(left.units()).unwrap());
        book.is_true();
        // The other accounts of the row have plenty.
        book.parameters = edited(edit);
        book.is_false_by(violation(at, lots));
    }
    // The other side's haircut is not.
    let mut book = Book::honest();
    let (left, _) = spare(&mut book, ALICE);
    book.add(ALICE, DUST, -i64::try_from(left.units()).unwrap());
    book.parameters = edited(|f| f.zero_sum[0].haircut_short += 1);
    book.is_true();
}

/// The fund's accounts answer to `fund.cover` instead.
#[test]
fn the_fund_has_no_requirement_of_its_own() {
    let mut book = Book::honest();
    book.trade(FUND_2, MAKER, PERP, 5_000);
    book.trade(FUND_2, FUND, CALL, 100);
    assert!(spare(&mut book, FUND_2).0 < Money::ZERO);
    book.is_true();
}
