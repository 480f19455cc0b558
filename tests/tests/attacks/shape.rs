//! Attacks on shapes: places and slots that a circuit would not have.

use plimsoll_statement::{Clause, Entry, Excess, Holding, Lots, Place, RowIndex, Shape};
use plimsoll_tests::Book;
use plimsoll_tests::book::{ALICE, At, DAVE, HOUSE, NOBODY};
use plimsoll_tests::parameters::{BTC, DUST, SPARE_ASSET, SPARE_ZERO_SUM};

#[test]
fn shape_accounts() {
    let clause = Clause::ShapeAccounts;
    for batch in 0..3 {
        let place = Place::Batch(batch);
        for (accounts, excess) in [(1, 3), (2, 2), (8, -4), (Shape::MAX_ACCOUNTS, 4 - 65_536)] {
            let mut book = Book::honest();
            book.batches[batch].shape.accounts = accounts;
            book.is_false_by(clause.violated(place, Excess::Count(excess)));
        }
        let public = Book::honest().publish();
        for (accounts, excess) in [
            (0, Excess::Differs),
            (3, Excess::Differs),
            (Shape::MAX_ACCOUNTS * 2, Excess::Count(65_536)),
        ] {
            let mut public = public.clone();
            public.batches[batch].shape.accounts = accounts;
            Book::honest().fails_by(&public, clause.violated(place, excess));
        }
    }
}

/// Twice the accounts in one proof: the second half would be in no circuit.
#[test]
fn shape_accounts_of_a_larger_batch() {
    let mut book = Book::honest();
    book.batches[1].entries.extend([Entry::EMPTY; 4]);
    let place = Place::Batch(1);
    book.is_false_by(Clause::ShapeAccounts.violated(place, Excess::Count(4)));
    book.batches[1].shape.accounts = 8;
    book.is_true();
}

#[test]
fn shape_slots() {
    let clause = Clause::ShapeSlots;
    for (at, slots) in [(ALICE, 3), (DAVE, 3), (HOUSE, 6)] {
        let mut book = Book::honest();
        fill(&mut book, at, slots);
        book.is_true();
        fill(&mut book, at, slots + 1);
        book.is_false_by(clause.violated(at.place(), Excess::Count(1)));
    }
    let public = Book::honest().publish();
    for (slots, excess) in [(Shape::MAX_SLOTS + 1, 1), (usize::MAX, i128::from(u64::MAX) - 1024)] {
        let mut public = public.clone();
        public.batches[2].shape.slots = slots;
        let violation = clause.violated(Place::Batch(2), Excess::Count(excess));
        Book::honest().fails_by(&public, violation);
    }
}

/// Slots count even if they hold no lots, and in a place that nobody has.
#[test]
fn shape_slots_without_lots() {
    let mut book = Book::honest();
    for row in [1, 2, 3, 4].map(RowIndex) {
        let holding = Holding { row, lots: Lots::ZERO };
        book.at(NOBODY).account.holdings.push(holding);
    }
    book.is_false_by(Clause::ShapeSlots.violated(NOBODY.place(), Excess::Count(1)));
    book.at(NOBODY).account.holdings.pop();
    book.is_true();
}

/// Gives an account so many holdings by adding what costs it little: a lot of an
/// asset, or a slot without lots.
fn fill(book: &mut Book, at: At, count: usize) {
    let held = |book: &Book, row| {
        let holdings = &book.batches[at.0].entries[at.1].account.holdings;
        holdings.len() == count || holdings.iter().any(|holding| holding.row == row)
    };
    for row in [DUST, SPARE_ASSET, BTC] {
        if !held(book, row) {
            book.set(at, row, 1);
        }
    }
    for row in [SPARE_ZERO_SUM.0 - 1, SPARE_ZERO_SUM.0].map(RowIndex) {
        if !held(book, row) {
            let lots = Lots::ZERO;
            book.at(at).account.holdings.push(Holding { row, lots });
        }
    }
    assert_eq!(book.at(at).account.holdings.len(), count);
}
