//! Attacks on the book's sums: invented gains, hidden debts, missing batches.

use plimsoll_statement::{Clause, Entry, Excess, Gross, Place, RowIndex, check_all};
use plimsoll_tests::book::{ALICE, BOB, ERIN, FUND, FUND_2, HOUSE, MAKER, salt};
use plimsoll_tests::parameters::{
    BTC, CALL, DUST, PERP, SPARE_ASSET, SPARE_ZERO_SUM, UNSETTLED, USDC,
};
use plimsoll_tests::{Book, lots};

/// A batch more or less is published than there is, of nobody, so that no sum
/// tells.
#[test]
fn book_batches() {
    for empty in [true, false] {
        let mut book = Book::honest();
        let mut last = book.batches[0].clone();
        last.entries = vec![Entry::EMPTY; 4];
        last.salt_out = salt(9);
        book.batches.push(last);
        let mut public = book.publish();
        if empty {
            public.batches.pop();
            let violation = Clause::BookBatches.violated(Place::Epoch, Excess::Count(-1));
            book.fails_by(&public, violation);
        } else {
            book.batches.pop();
            let violation = Clause::BookBatches.violated(Place::Epoch, Excess::Count(1));
            book.fails_by(&public, violation);
        }
    }
}

/// One lot more on either side of any row, held by anyone.
#[test]
fn book_zero_sum() {
    let rows = [PERP, CALL, UNSETTLED, RowIndex(8), SPARE_ZERO_SUM];
    for at in [ALICE, MAKER, HOUSE, FUND, FUND_2] {
        for row in rows {
            for count in [1, -1] {
                let mut book = Book::honest();
                book.add(at, row, count);
                let excess = Excess::Lots(count.into());
                book.is_false_by(Clause::BookZeroSum.violated(Place::Row(row), excess));
            }
        }
    }
}

/// Invented gains, as a venue would want them: the house is due a million that
/// nobody owes.
#[test]
fn book_zero_sum_of_invented_gains() {
    let mut book = Book::honest();
    book.set(HOUSE, UNSETTLED, 1_000_000_000_000);
    let excess = Excess::Lots(1_000_000_000_000);
    book.is_false_by(Clause::BookZeroSum.violated(Place::Row(UNSETTLED), excess));
    // What one row has too much another has too little: both are named.
    let mut book = Book::honest();
    book.add(MAKER, PERP, 5);
    book.add(MAKER, CALL, -5);
    let both = [(PERP, 5), (CALL, -5)]
        .map(|(row, excess)| Clause::BookZeroSum.violated(Place::Row(row), Excess::Lots(excess)));
    assert_eq!(check_all(&book.publish(), &book.private()), both);
    // An asset has no other side.
    let mut book = Book::honest();
    book.add(MAKER, DUST, 5);
    book.add(BOB, BTC, -5);
    book.is_true();
}

#[test]
fn book_accounts() {
    let book = Book::honest();
    for (said, excess) in [(8, -1), (10, 1), (0, -9), (u64::MAX, i128::from(u64::MAX) - 9)] {
        let mut public = book.publish();
        assert_eq!(public.disclosure.accounts, 9);
        public.disclosure.accounts = said;
        let violation = Clause::BookAccounts.violated(Place::Epoch, Excess::Count(excess));
        book.fails_by(&public, violation);
    }
}

/// Every figure, a lot more and a lot less.
#[test]
fn book_gross() {
    use plimsoll_statement::Class::{Customer, House};
    let mut book = Book::honest();
    // Each of the figures is above zero.
    for (at, row) in [(ALICE, DUST), (MAKER, SPARE_ASSET), (FUND, BTC), (HOUSE, SPARE_ASSET)] {
        book.set(at, row, 10);
    }
    for (at, row) in [(FUND_2, USDC), (FUND, DUST), (FUND_2, SPARE_ASSET), (BOB, DUST)] {
        book.set(at, row, -10);
    }
    for (at, row) in [(ERIN, BTC), (MAKER, BTC), (HOUSE, BTC), (HOUSE, DUST)] {
        book.add(at, row, -3_010);
    }
    book.set(FUND_2, DUST, 10);
    book.batches[2].entries[0].account.holdings.retain(|holding| holding.row != CALL);
    book.at(ERIN).account.holdings.retain(|holding| holding.row != CALL);
    book.reflag();
    book.is_true();
    for row in [USDC, BTC, DUST, SPARE_ASSET] {
        for (position, class) in [Customer, House].into_iter().enumerate() {
            let place = Place::ClassRow(class, row);
            for excess in [1i128, -1] {
                for long in [true, false] {
                    let mut public = book.publish();
                    let said = &mut public.disclosure.assets[row.index() - 1][position];
                    let said = if long { &mut said.long } else { &mut said.short };
                    let Some(other) = said.checked_add_signed(excess) else {
                        continue;
                    };
                    *said = other;
                    let violation = Clause::BookGross.violated(place, Excess::Lots(excess));
                    book.fails_by(&public, violation);
                }
            }
        }
    }
}

/// The honest book's figures, added up by hand.
#[test]
fn the_published_figures_are_those_of_the_book() {
    let said = Book::honest().publish().disclosure;
    let gross = |long, short| Gross { long, short };
    let usd = |dollars: u128| dollars * 1_000_000;
    let none = gross(0, 0);
    assert_eq!(said.assets[0], [gross(usd(126_500), usd(5_000)), gross(usd(70_000), 0)]);
    assert_eq!(said.assets[1], [gross(8_000, 0), none]);
    assert_eq!(said.assets[2..], [[none; 2]; 2]);
    assert_eq!(said.open_interest, [15_000, 3_000, usd(8_000), 0, 0]);
    assert_eq!(said.accounts, 9);
}

/// Debts netted against deposits, and a list without its last asset.
#[test]
fn book_gross_of_netted_debts() {
    use plimsoll_statement::Class::Customer;
    let book = Book::honest();
    let mut public = book.publish();
    let usdc = &mut public.disclosure.assets[0][0];
    assert_eq!(usdc.short, 5_000_000_000);
    usdc.long -= usdc.short;
    usdc.short = 0;
    let less = Excess::Lots(-5_000_000_000);
    let violation = Clause::BookGross.violated(Place::ClassRow(Customer, USDC), less);
    assert_eq!(check_all(&public, &book.private()), [violation; 2]);
    for length in [3, 5] {
        let mut public = book.publish();
        public.disclosure.assets.resize(length, [Default::default(); 2]);
        let violation = Clause::BookGross.violated(Place::Epoch, Excess::Differs);
        book.fails_by(&public, violation);
    }
}

#[test]
fn book_open_interest() {
    let book = Book::honest();
    for (position, row) in [PERP, CALL, UNSETTLED, RowIndex(8), SPARE_ZERO_SUM].iter().enumerate() {
        for excess in [1i128, -1] {
            let mut public = book.publish();
            let said = &mut public.disclosure.open_interest[position];
            let Some(other) = said.checked_add_signed(excess) else {
                continue;
            };
            *said = other;
            let violation =
                Clause::BookOpenInterest.violated(Place::Row(*row), Excess::Lots(excess));
            book.fails_by(&public, violation);
        }
    }
    for length in [4, 6] {
        let mut public = book.publish();
        public.disclosure.open_interest.resize(length, 0);
        let violation = Clause::BookOpenInterest.violated(Place::Epoch, Excess::Differs);
        book.fails_by(&public, violation);
    }
    // A position that one account has on both sides is no open interest.
    let mut netted = Book::honest();
    netted.at(MAKER).account.holdings[1].lots = lots(-14_000);
    assert_eq!(netted.publish().disclosure.open_interest[0], 15_000);
}
