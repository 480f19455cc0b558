//! Attacks on holdings: rows that are not counted, or counted twice.

use plimsoll_statement::{Clause, Excess, Holding, RowIndex, check_all};
use plimsoll_tests::book::{ALICE, CAROL, FUND, HOUSE, MAKER, NOBODY, USD};
use plimsoll_tests::parameters::{DUST, PERP, SPARE_ZERO_SUM, USDC};
use plimsoll_tests::{At, Book, lots};

fn push(book: &mut Book, at: At, row: RowIndex, count: i64) {
    let lots = lots(count);
    book.at(at).account.holdings.push(Holding { row, lots });
}

/// Lots of a row that the table does not have would open in a receipt as
/// holdings, and be worth and owe nothing.
#[test]
fn holdings_index() {
    let clause = Clause::HoldingsIndex;
    for at in [ALICE, CAROL, HOUSE, FUND] {
        for (row, count) in [(10, 1), (10, -1), (10, 0), (u16::MAX, i64::MAX)] {
            let mut book = Book::honest();
            push(&mut book, at, RowIndex(row), count);
            book.is_false_by(clause.violated(at.place(), Excess::Count(row.into())));
        }
        for count in [1, -1, 0] {
            let mut book = Book::honest();
            let lots = lots(count);
            let reserved = Holding { row: RowIndex::RESERVED, lots };
            book.at(at).account.holdings.insert(0, reserved);
            let violation = clause.violated(at.place(), Excess::Count(0));
            if count == 0 {
                // In the leaf it is an empty slot, which circuits do not mind.
                assert_eq!(check_all(&book.publish(), &book.private()), [violation]);
            } else {
                book.is_false_by(violation);
            }
        }
        let mut book = Book::honest();
        push(&mut book, at, SPARE_ZERO_SUM, 0);
        book.is_true();
    }
    let mut book = Book::honest();
    push(&mut book, NOBODY, RowIndex(10), 0);
    // Nobody's slots are in no leaf, and circuits do not mind them either.
    let violation = clause.violated(NOBODY.place(), Excess::Count(10));
    assert_eq!(check_all(&book.publish(), &book.private()), [violation]);
}

/// Two slots of one row: each below the knee of the tier that both together
/// pass, or long in one and short in the other for open interest that is not.
#[test]
fn holdings_order() {
    let clause = Clause::HoldingsOrder;
    let mut book = Book::honest();
    book.add(ALICE, PERP, -4_000);
    push(&mut book, ALICE, PERP, 4_000);
    book.is_false_by(clause.violated(ALICE.place(), Excess::Count(1)));

    let mut book = Book::honest();
    push(&mut book, HOUSE, PERP, 7);
    push(&mut book, MAKER, PERP, -7);
    let place = HOUSE.place();
    let found = check_all(&book.publish(), &book.private());
    // The maker's added slot comes behind a later row, by two.
    let step = clause.violated(MAKER.place(), Excess::Count(3));
    assert_eq!(found, [step, clause.violated(place, Excess::Count(1))]);
}

#[test]
fn holdings_order_of_any_two() {
    let clause = Clause::HoldingsOrder;
    for at in [ALICE, HOUSE] {
        let mut book = Book::honest();
        book.at(at).account.holdings.swap(0, 1);
        let step = i128::from(PERP.0 - USDC.0) + 1;
        book.is_false_by(clause.violated(at.place(), Excess::Count(step)));
    }
    for row in [USDC, PERP] {
        let mut book = Book::honest();
        let held = book.lots(ALICE, row);
        let index = usize::from(row == PERP);
        book.at(ALICE).account.holdings[index].lots = lots(held - 1);
        let again = Holding { row, lots: lots(1) };
        book.at(ALICE).account.holdings.insert(index, again);
        book.is_false_by(clause.violated(ALICE.place(), Excess::Count(1)));
    }
    // Equal rows that hold nothing are still a row twice.
    let mut book = Book::honest();
    push(&mut book, FUND, DUST, USD);
    push(&mut book, FUND, DUST, 0);
    book.is_false_by(clause.violated(FUND.place(), Excess::Count(1)));
}
