//! Attacks on what is said of flags, deficits and debts: bounds that are too low.

use plimsoll_statement::{
    Class, ClassDisclosure, Clause, CountBound, Excess, Money, MoneyBound, Place,
};
use plimsoll_tests::book::{ALICE, BOB, CAROL, DAVE, HOUSE, USD};
use plimsoll_tests::parameters::{DUST, PERP, USDC};
use plimsoll_tests::{At, Book, units};

fn count(bound: u64) -> CountBound {
    CountBound::new(bound).unwrap()
}

fn dollars(bound: i64) -> MoneyBound {
    MoneyBound::new(Money::usd(bound)).unwrap()
}

/// Publishes the book with one thing said differently, and is caught.
#[track_caller]
fn refused(
    book: &Book,
    class: Class,
    clause: Clause,
    excess: Excess,
    say: impl FnOnce(&mut ClassDisclosure),
) {
    let mut public = book.publish();
    book.holds(&public);
    say(&mut public.disclosure.classes[class as usize]);
    book.fails_by(&public, clause.violated(Place::Class(class), excess));
}

/// The house with 1,000 USD less than nothing, a tenth of it closing costs and
/// so on: short of what it needs, and flagged.
fn poor_house(below: i64) -> Book {
    let mut book = Book::honest();
    book.set(HOUSE, USDC, -below * USD);
    book.reflag();
    assert!(book.at(HOUSE).flagged);
    book
}

#[test]
fn flags_count() {
    let (clause, one) = (Clause::FlagsCount, Excess::Count(1));
    let book = Book::honest();
    refused(&book, Class::Customer, clause, one, |said| said.flagged = count(1));
    refused(&book, Class::Customer, clause, Excess::Count(2), |said| said.flagged = count(0));
    let book = poor_house(1);
    refused(&book, Class::House, clause, one, |said| said.flagged = count(0));
    // Three flags are more than two, though the next bound is five.
    let mut book = Book::honest();
    book.at(ALICE).flagged = true;
    assert_eq!(book.publish().disclosure.classes[0].flagged, count(5));
    refused(&book, Class::Customer, clause, one, |said| said.flagged = count(2));
}

/// A flag that was not needed counts, and lacks nothing.
#[test]
fn flags_count_of_who_is_healthy() {
    for (at, class) in [(BOB, Class::Customer), (HOUSE, Class::House)] {
        let mut book = Book::honest();
        let before = book.publish().disclosure.classes[class as usize];
        book.at(at).flagged = true;
        let after = book.publish().disclosure.classes[class as usize];
        assert_eq!(before.deficit, after.deficit);
        let say = |said: &mut ClassDisclosure| said.flagged = before.flagged;
        refused(&book, class, Clause::FlagsCount, Excess::Count(1), say);
    }
}

#[test]
fn flags_deficit() {
    let clause = Clause::FlagsDeficit;
    // Carol lacks 3,030 and Dave 5,000.
    let book = Book::honest();
    assert_eq!(book.publish().disclosure.classes[0].deficit, dollars(10_000));
    let excess = Excess::Money(Money::usd(3_030));
    refused(&book, Class::Customer, clause, excess, |said| said.deficit = dollars(5_000));
    let excess = Excess::Money(Money::usd(8_030));
    refused(&book, Class::Customer, clause, excess, |said| said.deficit = dollars(0));
    // Ten thousand to the last unit, and one more.
    let mut book = Book::honest();
    book.set(CAROL, DUST, -1_970 * 100 * USD);
    assert_eq!(book.publish().disclosure.classes[0].deficit, dollars(10_000));
    book.is_true();
    book.add(CAROL, DUST, -1);
    let excess = Excess::Money(units(1));
    refused(&book, Class::Customer, clause, excess, |said| said.deficit = dollars(10_000));
}

#[test]
fn flags_deficit_of_the_house() {
    // Minus one dollar, minus 6 to close, minus a hundredth of a dollar to borrow:
    // against a gap of 1,200.
    let book = poor_house(1);
    let deficit = Money::usd(1_200 + 1 + 6).units() + 1_000_000;
    let excess = Excess::Money(units(deficit));
    refused(&book, Class::House, Clause::FlagsDeficit, excess, |said| said.deficit = dollars(0));
    let excess = Excess::Money(units(deficit - Money::usd(1_000).units()));
    let say = |said: &mut ClassDisclosure| said.deficit = dollars(1_000);
    refused(&book, Class::House, Clause::FlagsDeficit, excess, say);
}

#[test]
fn flags_negative_count() {
    let (clause, one) = (Clause::FlagsNegativeCount, Excess::Count(1));
    let book = Book::honest();
    refused(&book, Class::Customer, clause, one, |said| said.negative = count(0));
    refused(&poor_house(1), Class::House, clause, one, |said| said.negative = count(0));
    // Worth nothing is not below nothing; one unit less is.
    let mut book = Book::honest();
    book.set(DAVE, USDC, 8_000 * USD);
    book.is_true();
    assert_eq!(book.publish().disclosure.classes[0].negative, count(0));
    book.set(DAVE, DUST, -1);
    book.reflag();
    let mut public = book.publish();
    public.disclosure.classes[0].negative = count(0);
    let violation = clause.violated(Place::Class(Class::Customer), one);
    book.fails_by(&public, violation);
}

#[test]
fn flags_negative_sum() {
    let clause = Clause::FlagsNegativeSum;
    let book = Book::honest();
    assert_eq!(book.publish().disclosure.classes[0].owed, dollars(5_000));
    for (said, excess) in [(2_000, 3_000), (1_000, 4_000), (0, 5_000)] {
        let excess = Excess::Money(Money::usd(excess));
        refused(&book, Class::Customer, clause, excess, |c| c.owed = dollars(said));
    }
    let mut book = Book::honest();
    book.set(DAVE, DUST, -1);
    let excess = Excess::Money(units(1));
    refused(&book, Class::Customer, clause, excess, |said| said.owed = dollars(5_000));
    let excess = Excess::Money(Money::usd(1));
    refused(&poor_house(1), Class::House, clause, excess, |said| said.owed = dollars(0));
}

/// What another account has left does not pay for what one owes.
#[test]
fn flags_negative_sum_is_not_netted() {
    let mut book = Book::honest();
    book.add(BOB, USDC, 1_000_000 * USD);
    book.trade(HOUSE, ALICE, PERP, 1);
    assert_eq!(book.publish().disclosure.classes[0].owed, dollars(5_000));
    let dave: At = DAVE;
    assert!(book.at(dave).flagged);
    book.is_true();
}
