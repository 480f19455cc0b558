//! Attacks on the fund: one that does not cover what accounts cannot.

use plimsoll_statement::{
    Band, Class, Clause, Column, CoverFile, Excess, Money, ParametersFile, Place, StressFile,
};
use plimsoll_tests::book::{ALICE, BOB, CAROL, DAVE, ERIN, FUND, FUND_2, HOUSE, MAKER, USD};
use plimsoll_tests::parameters::{CRASH, DEPEG, DUST, PERP, USDC, edited, stress};
use plimsoll_tests::{Book, units};

const CENT: i64 = 1_000_000;

fn lacking(column: Column, excess: Money) -> plimsoll_statement::Violation {
    Clause::FundCover.violated(Place::Scenario(column), Excess::Money(excess))
}

/// A list too short or too long; an amount where the fund covers all.
#[test]
fn fund_thresholds() {
    let clause = Clause::FundThresholds;
    let book = Book::honest();
    for (length, excess) in [(0, -3), (2, -1), (4, 1)] {
        let mut public = book.publish();
        public.pins.thresholds.resize(length, Money::ZERO);
        let violation = clause.violated(Place::Epoch, Excess::Count(excess));
        book.fails_by(&public, violation);
    }
    let scenarios = [Column::ZERO_MOVE, DEPEG, CRASH];
    for (position, column) in scenarios.into_iter().enumerate() {
        for amount in [1, -1, 1 << 80] {
            let mut public = book.publish();
            public.pins.thresholds[position] = units(amount);
            let excess = Excess::Money(units(amount));
            book.fails_by(&public, clause.violated(Place::Scenario(column), excess));
        }
    }
}

/// Where the fund covers the largest, a threshold below zero would count losses
/// away, and one of 2^80 has no place in the state.
#[test]
fn fund_thresholds_of_the_largest() {
    let clause = Clause::FundThresholds;
    let book = largest(1, [5_000, 4_750, 12_090]);
    book.is_true();
    let scenarios = [Column::ZERO_MOVE, DEPEG, CRASH];
    for (position, column) in scenarios.into_iter().enumerate() {
        for amount in [-1, 1 << 80, -(1 << 80)] {
            let mut public = book.publish();
            public.pins.thresholds[position] = units(amount);
            let excess = Excess::Money(units(amount));
            book.fails_by(&public, clause.violated(Place::Scenario(column), excess));
        }
    }
}

/// Only these stresses: each once is the one that binds.
fn stresses(of: &[(Column, u64)]) -> Book {
    let stresses =
        of.iter().map(|&(column, closing_cost)| StressFile { column: column.0, closing_cost });
    let stresses = stresses.collect();
    Book::under(edited(|file| file.stresses = stresses))
}

/// What the fund has left equals, in one stress, what accounts cannot cover:
/// true, and false by one unit when it has one unit less.
#[test]
fn fund_cover() {
    let zero = (Column::ZERO_MOVE, 1);
    for (book, column, spare) in [
        (stresses(&[zero]), Column::ZERO_MOVE, 56_000),
        (stresses(&[zero, (DEPEG, 2)]), DEPEG, 57_950 - 4_750),
        (stresses(&[zero, (CRASH, 3)]), CRASH, 61_000 - 27_270),
        (Book::honest(), CRASH, 61_000 - 27_270),
    ] {
        for (at, row_units) in [(FUND, -1), (FUND_2, -1)] {
            let mut book = book.clone();
            book.set(at, DUST, row_units * spare * 100 * USD);
            book.is_true();
            assert_eq!(book.publish().disclosure.band, Band::FULL);
            book.add(at, DUST, -1);
            book.is_false_by(lacking(column, units(1)));
        }
    }
}

/// Every term of `max(0, L + c·A − V)` and of `V − c·A − L`, by a whole amount.
#[test]
fn fund_cover_term_by_term() {
    let exact = || {
        let mut book = Book::honest();
        book.set(FUND, DUST, -(61_000 - 27_270) * 100 * USD);
        book
    };
    let crash = |excess: i128| lacking(CRASH, units(excess));
    // 15,000 lots are long in the two accounts that are short of money then.
    let mut book = exact();
    book.parameters = edited(|file| file.zero_sum[0].pnl[6] -= 1);
    book.is_false_by(crash(15_000));
    // Closing them costs 600,000 units a lot, three times then; four times now.
    let mut book = exact();
    book.parameters = edited(|file| file.stresses[2].closing_cost = 4);
    book.is_false_by(crash(15_000 * 600_000));
    // The fund's own closing costs count as well, and its own losses.
    let mut book = exact();
    book.trade(FUND_2, MAKER, PERP, 1);
    book.is_false_by(crash(300_000_000 + 3 * 600_000));
    // An account that is worth less.
    let mut book = exact();
    book.set(CAROL, DUST, -7);
    book.is_false_by(crash(7));
}

/// What some have left does not pay for others: not a rich customer, not the
/// house; and what the house cannot cover counts like a customer's.
#[test]
fn fund_cover_is_not_netted() {
    let mut book = Book::honest();
    book.set(FUND, DUST, -(61_000 - 27_270) * 100 * USD - 1);
    for at in [BOB, MAKER, HOUSE, ERIN] {
        let mut book = book.clone();
        book.add(at, USDC, 1_000_000 * USD);
        book.is_false_by(lacking(CRASH, units(1)));
    }
    let mut book = Book::honest();
    book.set(FUND, DUST, -(61_000 - 27_270) * 100 * USD);
    for at in [ALICE, CAROL] {
        let mut book = book.clone();
        book.at(at).account.class = Class::House;
        book.is_true();
    }
}

/// A book where the fund covers the largest so many, with these thresholds.
fn largest(count: u64, thresholds: [i64; 3]) -> Book {
    let file = |file: &mut ParametersFile| file.cover = CoverFile::Largest(count);
    let mut book = Book::under(edited(file));
    book.pins.thresholds = thresholds.map(Money::usd).to_vec();
    book
}

/// In the crash 12,090, 10,180 and 5,000 are missing. The smallest of the
/// largest as threshold counts them exactly; any other counts more.
#[test]
fn fund_cover_of_the_largest() {
    for (count, threshold, needed) in [
        (1, 12_090, 12_090),
        (1, 12_000, 12_090),
        (1, 10_000, 10_000 + 2_090 + 180),
        (1, 20_000, 20_000),
        (1, 0, 27_270),
        (2, 10_180, 22_270),
        (2, 5_000, 22_270),
        (3, 5_000, 27_270),
        (4, 0, 27_270),
    ] {
        let mut book = largest(count, [0, 0, threshold]);
        book.set(FUND, DUST, -(61_000 - needed) * 100 * USD);
        book.is_true();
        book.add(FUND, DUST, -1);
        book.is_false_by(lacking(CRASH, units(1)));
    }
    // Dave alone owes today, and more than the threshold of the zero move.
    let mut book = largest(1, [4_000, 0, 12_090]);
    book.set(FUND, DUST, -48_910 * 100 * USD);
    book.is_true();
    assert_eq!(book.parameters.rules().stresses[stress::CRASH].column, CRASH);
    assert!(book.at(DAVE).flagged);
}

/// A wider band than holds, by the amount that it takes in the stress that
/// binds; and each band to its last unit.
#[test]
fn fund_band() {
    let clause = Clause::FundBand;
    let place = Place::Scenario(CRASH);
    let book = Book::honest();
    assert_eq!(book.publish().disclosure.band, Band::new(200).unwrap());
    let mut public = book.publish();
    public.disclosure.band = Band::new(300).unwrap();
    let excess = Excess::Money(Money::usd(3 * 27_270 - 61_000));
    book.fails_by(&public, clause.violated(place, excess));
    for band in Band::all().skip(1) {
        let percent = i64::try_from(band.percent()).unwrap();
        let mut book = Book::honest();
        // Percents of dollars are cents, and no unit is lost.
        let needed = 27_270 * percent;
        book.set(FUND, DUST, (needed - 6_100_000) * CENT);
        let mut public = book.publish();
        assert_eq!(public.disclosure.band, band);
        book.holds(&public);
        book.add(FUND, DUST, -1);
        public = book.publish();
        assert!(public.disclosure.band < band);
        public.disclosure.band = band;
        book.fails_by(&public, clause.violated(place, Excess::Money(units(1))));
    }
}

/// A part of a unit that is missing is a unit.
#[test]
fn fund_band_rounds_up() {
    let mut book = Book::honest();
    book.set(CAROL, DUST, -1);
    // 125 % of 27,270 USD and a unit end in a quarter.
    let needed = 27_270 * 125 * CENT + 1;
    book.set(FUND, DUST, needed - 6_100_000 * CENT);
    let mut public = book.publish();
    public.disclosure.band = Band::new(125).unwrap();
    let violation = Clause::FundBand.violated(Place::Scenario(CRASH), Excess::Money(units(1)));
    book.fails_by(&public, violation);
    book.add(FUND, DUST, 1);
    assert_eq!(book.publish().disclosure.band, Band::new(125).unwrap());
    book.is_true();
}
