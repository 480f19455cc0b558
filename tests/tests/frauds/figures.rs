//! Lies about what an account's figures are: each is what table and slots make
//! it, whatever cancels.

use plimsoll_circuits::{BatchWitness, MarginWitness};
use plimsoll_tests::book::{ALICE, BOB, CAROL, DAVE, FUND, HOUSE, MAKER};
use plimsoll_tests::fraud::published_lie;
use plimsoll_tests::{At, units};

use crate::fr;

const EXPOSURE: Option<&str> = Some("margin.exposure");

fn figures(at: At, tell: impl FnOnce(&mut MarginWitness)) -> Option<&'static str> {
    published_lie(at, |circuit| tell(&mut circuit.witness.accounts[at.1].margin))
}

fn batch(at: At, tell: impl FnOnce(&mut BatchWitness)) -> Option<&'static str> {
    published_lie(at, |circuit| tell(&mut circuit.witness))
}

#[test]
fn worth_more_than_it_is() {
    for at in [ALICE, MAKER, HOUSE] {
        assert_eq!(figures(at, |margin| margin.value += fr(1)), EXPOSURE);
    }
}

#[test]
fn closing_for_less() {
    for at in [ALICE, BOB, MAKER] {
        assert_eq!(figures(at, |margin| margin.closing_cost -= fr(1)), EXPOSURE);
    }
}

#[test]
fn a_lower_floor() {
    assert_eq!(figures(MAKER, |margin| margin.floor -= fr(1)), EXPOSURE);
}

/// Every loss of every account, a unit less.
#[test]
fn a_smaller_loss() {
    for at in [ALICE, BOB, MAKER, HOUSE] {
        for column in 1..7 {
            let told = figures(at, |margin| margin.losses[column] -= fr(1));
            assert_eq!(told, EXPOSURE, "{at:?}, scenario {column}");
        }
    }
}

/// A gain in every scenario.
#[test]
fn gains_in_every_scenario() {
    let told = figures(ALICE, |margin| {
        margin.losses.iter_mut().skip(1).for_each(|loss| *loss -= fr(1_000_000));
    });
    assert_eq!(told, EXPOSURE);
}

#[test]
fn losses_of_another_account() {
    let told = batch(ALICE, |witness| {
        let losses = witness.accounts[BOB.1].margin.losses.clone();
        witness.accounts[ALICE.1].margin.losses = losses;
    });
    assert_eq!(told, EXPOSURE);
    let swapped = batch(MAKER, |witness| {
        let [maker, house] = [MAKER.1, HOUSE.1].map(|at| witness.accounts[at].margin.value);
        witness.accounts[MAKER.1].margin.value = house;
        witness.accounts[HOUSE.1].margin.value = maker;
    });
    assert!(swapped.is_some());
}

/// What one account is worth too much another is worth too little.
#[test]
fn lies_that_cancel_between_accounts() {
    let told = batch(MAKER, |witness| {
        witness.accounts[MAKER.1].margin.value += fr(5);
        witness.accounts[HOUSE.1].margin.value -= fr(5);
    });
    assert_eq!(told, EXPOSURE);
}

/// And within one account: worth more, and as much more to close.
#[test]
fn lies_that_cancel_within_an_account() {
    let told = figures(MAKER, |margin| {
        margin.value += fr(5);
        margin.closing_cost += fr(5);
    });
    assert_eq!(told, EXPOSURE);
    let between_losses = figures(MAKER, |margin| {
        margin.losses[1] -= fr(5);
        margin.losses[2] += fr(5);
    });
    assert_eq!(between_losses, EXPOSURE);
}

/// A bankrupt account's debt, said to be less: what is cut is another value.
#[test]
fn a_debt_forgotten() {
    let told = figures(DAVE, |margin| {
        margin.owed = fr(0);
        margin.negative = fr(0);
    });
    assert_eq!(told, Some("flags"));
    let uncounted = batch(DAVE, |witness| {
        let margin = &mut witness.accounts[DAVE.1].margin;
        (margin.owed, margin.negative) = (fr(0), fr(0));
        witness.after.state.totals.classes[0].negative = 0;
        witness.after.state.totals.classes[0].owed = Default::default();
    });
    assert_eq!(uncounted, EXPOSURE);
    assert_eq!(figures(DAVE, |margin| margin.negative = fr(0)), Some("flags.negative"));
}

/// The fund is worth more than its accounts.
#[test]
fn the_fund_worth_more() {
    assert_eq!(figures(FUND, |margin| margin.value += fr(1)), Some("fund.left"));
    let counted = batch(FUND, |witness| {
        witness.accounts[FUND.1].margin.value += fr(1);
        for left in &mut witness.after.state.totals.fund {
            *left = units(left.units() + 1);
        }
    });
    assert_eq!(counted, EXPOSURE);
}

/// Unneeded caution is allowed where it can only hurt: a debt that is not, seen
/// as more; the state must count it.
#[test]
fn a_debt_invented_is_counted() {
    let told = figures(CAROL, |margin| {
        margin.owed += fr(1);
        margin.negative = fr(1);
    });
    assert_eq!(told, Some("flags"));
}
