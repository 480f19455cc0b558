//! Attacks on classes: accounts labelled as what they are not.

use plimsoll_statement::{Class, Clause, Excess, Holding, Identity, RowIndex};
use plimsoll_tests::book::{ALICE, DAVE, ERIN, FUND, FUND_2, HOUSE, MAKER, NOBODY, USD, identity};
use plimsoll_tests::parameters::{PERP, UNSETTLED, USDC};
use plimsoll_tests::{At, Book, lots};

/// A debt in a place that is nobody's would be in no sum.
#[test]
fn class_empty() {
    let clause = Clause::ClassEmpty;
    for at in [NOBODY, At(1, 2), At(1, 3)] {
        for (row, count) in [(USDC, 1), (USDC, -1), (PERP, i64::MAX), (UNSETTLED, -USD)] {
            let mut book = Book::honest();
            book.set(at, row, count);
            let excess = Excess::Lots(i128::from(count).abs());
            book.is_false_by(clause.violated(at.place(), excess));
        }
    }
    // What one side hides the other does not make good.
    let mut book = Book::honest();
    book.set(NOBODY, USDC, 2);
    book.set(NOBODY, PERP, -3);
    book.is_false_by(clause.violated(NOBODY.place(), Excess::Lots(5)));
    // No lots are no holding, and a name or salt there means nothing.
    let mut book = Book::honest();
    let row = RowIndex(5);
    book.at(NOBODY).account.holdings = vec![Holding { row, lots: lots(0) }];
    book.at(NOBODY).account.identity = identity(9);
    book.at(NOBODY).salt = plimsoll_tests::book::salt(9);
    book.is_true();
}

/// A rich customer, relabelled, would lend its equity to the venue.
#[test]
fn class_fund() {
    let clause = Clause::ClassFund;
    for at in [ALICE, ERIN, MAKER, HOUSE] {
        let mut book = Book::honest();
        book.at(at).account.class = Class::Fund;
        book.is_false_by(clause.violated(at.place(), Excess::Differs));
    }
    for (at, slot) in [(FUND_2, 1), (FUND, 0)] {
        let mut book = Book::honest();
        book.pins.funds[slot] = Identity::NONE;
        book.is_false_by(clause.violated(at.place(), Excess::Differs));
        let pinned = book.at(at).account.identity;
        book.pins.funds[3] = pinned;
        book.is_true();
    }
}

/// An unused pin is no identity: nobody is fund by having none.
#[test]
fn class_fund_by_the_unused_pin() {
    let mut book = Book::honest();
    book.at(ALICE).account.class = Class::Fund;
    book.at(ALICE).account.identity = Identity::NONE;
    let clauses = [Clause::ClassFund, Clause::IdentityOrder];
    let both = clauses.map(|clause| clause.violated(ALICE.place(), Excess::Differs));
    assert_eq!(plimsoll_statement::check_all(&book.publish(), &book.private()), both);
}

#[test]
fn class_flag() {
    for at in [FUND, FUND_2, NOBODY, At(1, 3)] {
        let mut book = Book::honest();
        book.at(at).flagged = true;
        book.is_false_by(Clause::ClassFlag.violated(at.place(), Excess::Count(1)));
    }
    // Who meets the requirement may still be flagged: it only hurts the venue.
    for at in [ALICE, HOUSE, DAVE] {
        let mut book = Book::honest();
        book.at(at).flagged = true;
        book.is_true();
    }
}
