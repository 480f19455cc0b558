//! Lies about who an account belongs to, and in which order they come.

use plimsoll_circuits::AccountWitness;
use plimsoll_tests::At;
use plimsoll_tests::book::{ALICE, BOB, ERIN, FUND, FUND_2, HOUSE, MAKER, NOBODY};
use plimsoll_tests::fraud::{lie, published_lie};

use crate::{fr, half};

fn account(at: At, tell: impl FnOnce(&mut AccountWitness)) -> Option<&'static str> {
    published_lie(at, |circuit| tell(&mut circuit.witness.accounts[at.1]))
}

/// A rich customer relabelled would lend its equity to the venue.
#[test]
fn a_customer_counted_as_the_fund() {
    for at in [ALICE, ERIN, MAKER, HOUSE] {
        let told = account(at, |account| account.classes = [0, 0, 1].map(fr));
        assert!(told.is_some());
    }
    let alone = lie(ALICE, |circuit| {
        circuit.witness.accounts[ALICE.1].classes = [0, 0, 1].map(fr);
    });
    assert!(alone.is_some());
}

/// The fund's name on another account: the pins say whose it is.
#[test]
fn a_fund_that_is_not_pinned() {
    for at in [FUND, FUND_2] {
        let told = published_lie(at, |circuit| {
            circuit.witness.pins.funds = Default::default();
        });
        assert_eq!(told, Some("class.fund"));
    }
}

#[test]
fn two_classes_at_once() {
    for classes in [[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1]] {
        let told = account(ALICE, |account| account.classes = classes.map(fr));
        assert_eq!(told, Some("class"), "{classes:?}");
    }
}

#[test]
fn half_of_each_class() {
    let told = account(ALICE, |account| account.classes = [half(), half(), fr(0)]);
    assert_eq!(told, Some("class"));
    let negative = account(ALICE, |account| account.classes = [fr(2), fr(-1), fr(0)]);
    assert_eq!(negative, Some("class"));
}

/// A debtor in a place that is said to be nobody's.
#[test]
fn an_empty_account_with_lots() {
    for at in [ALICE, BOB, MAKER, HOUSE] {
        let told = account(at, |account| account.classes = [0; 3].map(fr));
        assert_eq!(told, Some("class.empty"));
    }
}

/// The house obeys the same rule.
#[test]
fn a_house_account_exempted() {
    let told = account(HOUSE, |account| account.margin.slack = fr(1));
    assert_eq!(told, Some("margin.healthy"));
}

#[test]
fn a_flag_on_the_fund_or_on_nobody() {
    for at in [FUND, FUND_2, NOBODY] {
        assert_eq!(account(at, |account| account.flagged = fr(1)), Some("class.flag"));
    }
}

/// Customers moved to the house, where nobody reads their liabilities.
#[test]
fn a_customer_counted_as_the_house() {
    let told = account(ALICE, |account| account.classes = [0, 1, 0].map(fr));
    assert!(matches!(told, Some("flags" | "ledger sums")), "{told:?}");
}

/// An identity used twice, or out of order: a step that goes back is none.
#[test]
fn an_identity_used_twice() {
    for step in [-1, -2] {
        let told = lie(BOB, |circuit| circuit.witness.accounts[BOB.1].identity_step = fr(step));
        assert_eq!(told, Some("tree.root"));
    }
}

/// An account left out of the middle: whoever is behind it has another leaf.
#[test]
fn an_account_skipped() {
    let told = lie(ALICE, |circuit| {
        circuit.witness.accounts.swap(ALICE.1, BOB.1);
    });
    assert!(told.is_some());
    let told = lie(ALICE, |circuit| {
        circuit.witness.accounts[BOB.1] = circuit.witness.accounts[NOBODY.1].clone();
    });
    assert!(told.is_some());
}

/// An account counted twice.
#[test]
fn an_account_repeated() {
    let told = published_lie(ALICE, |circuit| {
        circuit.witness.accounts[NOBODY.1] = circuit.witness.accounts[ALICE.1].clone();
    });
    assert!(matches!(told, Some("book.accounts" | "flags" | "fund.uncovered")), "{told:?}");
}

/// A salt of the prover's choice is a leaf that no receipt opens.
#[test]
fn another_salt() {
    let told = lie(ALICE, |circuit| circuit.witness.accounts[ALICE.1].salt += fr(1));
    assert_eq!(told, Some("tree.root"));
}
