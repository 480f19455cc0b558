//! Lies about whether an account has enough.

use plimsoll_circuits::AccountWitness;
use plimsoll_statement::Money;
use plimsoll_tests::book::{ALICE, CAROL, DAVE, HOUSE, MAKER};
use plimsoll_tests::fraud::{lie, published_lie};
use plimsoll_tests::{At, units};

use crate::{fr, half};

fn account(at: At, tell: impl FnOnce(&mut AccountWitness)) -> Option<&'static str> {
    published_lie(at, |circuit| tell(&mut circuit.witness.accounts[at.1]))
}

#[test]
fn an_unhealthy_account_without_its_flag() {
    assert_eq!(account(CAROL, |account| account.flagged = fr(0)), Some("margin.healthy"));
    let told = account(CAROL, |account| {
        account.flagged = fr(0);
        account.margin.slack = fr(0);
    });
    assert_eq!(told, Some("margin.healthy"));
}

/// What a leaf says that an account must have is never less than the rule says,
/// by the floor or a test.
#[test]
fn a_requirement_a_unit_too_low() {
    for at in [ALICE, CAROL, MAKER, HOUSE] {
        let told = account(at, |account| account.margin.requirement -= fr(1));
        assert_eq!(told, Some("margin.healthy"));
    }
}

/// More than the rule says harms the account alone, and its trader sees it: the
/// leaf is not the one of the receipt.
#[test]
fn a_requirement_too_high() {
    let more = |account: &mut AccountWitness| account.margin.requirement += fr(1);
    assert_eq!(account(ALICE, more), None);
    let told = lie(ALICE, |circuit| more(&mut circuit.witness.accounts[ALICE.1]));
    assert_eq!(told, Some("tree.root"));
}

#[test]
fn half_a_flag() {
    for flag in [half(), fr(2), fr(-1)] {
        assert_eq!(account(CAROL, |account| account.flagged = flag), Some("class.flag"));
    }
}

#[test]
fn slack_without_a_flag() {
    for at in [ALICE, MAKER, HOUSE] {
        assert_eq!(account(at, |account| account.margin.slack = fr(1)), Some("margin.healthy"));
    }
}

/// Less slack than is needed: the requirement shows it.
#[test]
fn a_deficit_a_unit_too_low() {
    for at in [CAROL, DAVE] {
        assert_eq!(account(at, |account| account.margin.slack -= fr(1)), Some("margin.healthy"));
    }
}

/// More slack than is needed must be counted.
#[test]
fn a_deficit_not_counted() {
    assert_eq!(account(CAROL, |account| account.margin.slack += fr(1)), Some("flags"));
}

/// Every group of an account at its limit, a unit lower.
#[test]
fn a_risk_too_low() {
    for group in 0..3 {
        let told = account(MAKER, |account| account.margin.groups[group].risk -= fr(1));
        assert!(matches!(told, Some("margin.risk" | "margin.exposure")), "group {group}: {told:?}");
    }
}

#[test]
fn a_negative_risk() {
    let told = account(ALICE, |account| account.margin.groups[1].risk = fr(-1));
    assert!(told.is_some());
}

/// The tail's level is free, but not without its excesses.
#[test]
fn a_level_too_low() {
    let told = account(MAKER, |account| account.margin.groups[0].level -= fr(1));
    assert!(matches!(told, Some("margin.risk" | "margin.exposure")), "{told:?}");
}

/// Any level is sound: a higher one with no excess is only dearer than allowed.
#[test]
fn a_level_too_high() {
    let told = account(ALICE, |account| {
        let group = &mut account.margin.groups[0];
        group.level += fr(1_000);
        group.excesses.iter_mut().for_each(|excess| *excess = fr(0));
    });
    assert!(matches!(told, Some("margin.risk" | "margin.exposure")), "{told:?}");
    let covered = account(ALICE, |account| {
        let group = &mut account.margin.groups[0];
        group.level += fr(600_000_000_000);
        group.excesses.iter_mut().for_each(|excess| *excess = fr(0));
        group.risk = group.level;
        account.margin.requirement += fr(600_000_000_000);
    });
    assert_eq!(covered, None, "a higher bound is a bound");
}

#[test]
fn a_negative_excess() {
    let told = account(MAKER, |account| account.margin.groups[0].excesses[0] -= fr(1));
    assert!(told.is_some());
}

/// Slack helps an account meet its requirement, and nothing else.
#[test]
fn slack_that_erases_an_uncovered_loss() {
    for stress in 0..3 {
        let told = account(DAVE, |account| {
            account.margin.uncovered[stress] = fr(0);
            account.margin.slack += fr(1_000_000_000_000);
        });
        assert!(
            matches!(told, Some("fund.uncovered" | "margin.exposure" | "flags")),
            "stress {stress}: {told:?}"
        );
    }
}

/// A unit less than what is uncovered, in every stress where something is.
#[test]
fn an_uncovered_loss_too_low() {
    for stress in [0, 2] {
        let told = account(CAROL, |account| account.margin.uncovered[stress] -= fr(1));
        assert!(told.is_some(), "stress {stress}");
    }
}

/// More than what is uncovered hurts only the venue, and must be counted.
#[test]
fn an_uncovered_loss_not_counted() {
    let told = account(ALICE, |account| account.margin.uncovered[1] += fr(1));
    assert_eq!(told, Some("fund.uncovered"));
}

/// What only makes the venue look worse is allowed, if it is counted.
#[test]
fn caution_is_counted_and_accepted() {
    let told = published_lie(CAROL, |circuit| {
        let margin = &mut circuit.witness.accounts[CAROL.1].margin;
        margin.slack += fr(10);
        margin.owed += fr(7);
        margin.negative = fr(1);
        margin.uncovered[0] += fr(3);
        let totals = &mut circuit.witness.after.state.totals;
        let more = |money: Money, by| units(money.units() + by);
        totals.classes[0].deficit = more(totals.classes[0].deficit, 10);
        totals.classes[0].owed = more(totals.classes[0].owed, 7);
        totals.classes[0].negative += 1;
        totals.uncovered[0] = more(totals.uncovered[0], 3);
    });
    assert_eq!(told, None);
}
