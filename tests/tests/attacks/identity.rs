//! Attacks on identities: one leaf for two traders, or one trader twice.

use plimsoll_statement::{Clause, Excess, Identity};
use plimsoll_tests::book::{ALICE, BOB, CAROL, DAVE, ERIN, FUND, HOUSE, MAKER, identity};
use plimsoll_tests::{At, Book};

fn refused(at: At, identity: Identity) {
    let mut book = Book::honest();
    book.at(at).account.identity = identity;
    let violation = Clause::IdentityOrder.violated(at.place(), Excess::Differs);
    book.is_false_by(violation);
}

/// Each account with the identity of the one before it, in its batch or in the
/// lane's batch before that.
#[test]
fn identity_order() {
    for (at, before) in [(BOB, ALICE), (CAROL, BOB), (DAVE, CAROL), (ERIN, DAVE), (HOUSE, MAKER)] {
        let before = Book::honest().at(before).account.identity;
        refused(at, before);
    }
}

#[test]
fn identity_order_downwards_and_at_the_ends() {
    refused(ALICE, Identity::NONE);
    refused(MAKER, Identity::NONE);
    refused(BOB, Identity::NONE);
    refused(ERIN, identity(3));
    let mut book = Book::honest();
    book.at(ERIN).account.identity = Identity::from_bytes([0xff; 26]);
    book.is_true();
    book.at(ERIN).account.identity = identity(5);
    book.at(ALICE).account.identity = identity(1);
    book.is_true();
}

#[test]
fn identity_order_of_swapped_accounts() {
    let mut book = Book::honest();
    book.batches[0].entries.swap(0, 1);
    book.is_false_by(Clause::IdentityOrder.violated(BOB.place(), Excess::Differs));
    let mut book = Book::honest();
    book.batches.swap(0, 1);
    let first = At(1, 0).place();
    book.is_false_by(Clause::IdentityOrder.violated(first, Excess::Differs));
}

/// What the clause does not say: each lane has an order of its own, so one
/// identity may stand once in each. `docs/statement/identity.md` says so.
#[test]
fn one_identity_may_stand_in_two_lanes() {
    let mut book = Book::honest();
    let alice = book.at(ALICE).account.identity;
    book.at(MAKER).account.identity = alice;
    book.is_true();
    let mut book = Book::honest();
    let fund = book.at(FUND).account.identity;
    book.at(ERIN).account.identity = fund;
    book.is_true();
}
