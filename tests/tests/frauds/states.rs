//! Lies about the state that a batch leaves behind, or found.

use plimsoll_statement::{Identity, Money, State};
use plimsoll_tests::book::{ALICE, FUND, MAKER, identity, salt};
use plimsoll_tests::fraud::{lie, published_lie};
use plimsoll_tests::{At, units};

fn after(at: At, tell: impl FnOnce(&mut State)) -> Option<&'static str> {
    published_lie(at, |circuit| tell(&mut circuit.witness.after.state))
}

fn more(money: &mut Money, by: i128) {
    *money = units(money.units() + by);
}

/// One lot on one side of any row.
#[test]
fn a_lot_of_phantom_open_interest() {
    for row in 0..5 {
        assert_eq!(after(ALICE, |state| state.totals.zero_sum[row].long += 1), Some("ledger sums"));
        assert_eq!(
            after(ALICE, |state| state.totals.zero_sum[row].short += 1),
            Some("ledger sums")
        );
    }
}

/// On both sides, so that the book still adds up.
#[test]
fn balanced_phantom_open_interest() {
    let told = after(MAKER, |state| {
        state.totals.zero_sum[0].long += 1_000;
        state.totals.zero_sum[0].short += 1_000;
    });
    assert_eq!(told, Some("ledger sums"));
}

#[test]
fn deposits_forgotten() {
    for asset in [0, 1] {
        assert_eq!(
            after(ALICE, |state| state.totals.assets[asset][0].long -= 1),
            Some("ledger sums")
        );
    }
}

/// A borrower netted against a depositor.
#[test]
fn gross_amounts_netted() {
    let told = after(ALICE, |state| {
        let usdc = &mut state.totals.assets[0][0];
        usdc.long -= usdc.short;
        usdc.short = 0;
    });
    assert_eq!(told, Some("ledger sums"));
}

#[test]
fn deposits_moved_to_the_house_or_the_fund() {
    for class in [1, 2] {
        let told = after(ALICE, |state| {
            state.totals.assets[0][0].long -= 1;
            state.totals.assets[0][class].long += 1;
        });
        assert_eq!(told, Some("ledger sums"));
    }
}

#[test]
fn counts_too_low() {
    assert_eq!(after(ALICE, |state| state.totals.accounts -= 1), Some("book.accounts"));
    assert_eq!(after(ALICE, |state| state.totals.classes[0].flagged -= 1), Some("flags"));
    let dave = At(1, 0);
    assert_eq!(after(dave, |state| state.totals.classes[0].negative -= 1), Some("flags"));
}

#[test]
fn sums_too_low() {
    let told = after(ALICE, |state| more(&mut state.totals.classes[0].deficit, -1));
    assert_eq!(told, Some("flags"));
    let told = after(At(1, 0), |state| more(&mut state.totals.classes[0].owed, -1));
    assert_eq!(told, Some("flags"));
}

/// What customers lack, said of the house.
#[test]
fn a_deficit_of_the_other_class() {
    let told = after(ALICE, |state| {
        let [customers, house] = &mut state.totals.classes;
        std::mem::swap(&mut customers.deficit, &mut house.deficit);
    });
    assert_eq!(told, Some("flags"));
}

#[test]
fn uncovered_losses_too_low() {
    let told = after(ALICE, |state| more(&mut state.totals.uncovered[2], -1));
    assert_eq!(told, Some("fund.uncovered"));
    let dave = At(1, 0);
    let told = after(dave, |state| more(&mut state.totals.uncovered[0], -1));
    assert_eq!(told, Some("fund.uncovered"));
}

#[test]
fn a_richer_fund() {
    for stress in 0..3 {
        let told = after(FUND, |state| more(&mut state.totals.fund[stress], 1));
        assert_eq!(told, Some("fund.left"));
    }
}

/// The fund's first account, twice.
#[test]
fn a_fund_counted_twice() {
    let told = after(FUND, |state| {
        for left in &mut state.totals.fund {
            more(left, left.units());
        }
    });
    assert_eq!(told, Some("fund.left"));
}

/// Where no account is the fund's, its sums do not move.
#[test]
fn a_fund_without_accounts() {
    let told = after(ALICE, |state| more(&mut state.totals.fund[0], 1));
    assert_eq!(told, Some("fund.left"));
}

/// States other than those that are public.
#[test]
fn a_state_replaced_between_batches() {
    let found =
        |tell: fn(&mut State)| lie(MAKER, |circuit| tell(&mut circuit.witness.before.state));
    assert!(found(|state| state.totals.accounts += 1).is_some());
    assert!(found(|state| state.totals.zero_sum[0].long += 1).is_some());
    assert_eq!(found(|state| state.last[0] = identity(9)), Some("state.hash"));
    let told = lie(MAKER, |circuit| circuit.witness.before.salt = salt(77));
    assert_eq!(told, Some("state.hash"));
    let told = lie(MAKER, |circuit| circuit.witness.after.salt = salt(77));
    assert_eq!(told, Some("state.hash"));
}

/// The lane's last identity, put back so that others can come twice.
#[test]
fn a_last_identity_put_back() {
    let told = lie(MAKER, |circuit| {
        circuit.witness.after.state.last[1] = Identity::NONE;
        let after = &circuit.witness.after;
        circuit.inputs.state_out = after.state.hash(&after.salt).0;
    });
    assert_eq!(told, Some("state.hash"));
}

/// Pins that are not the chain's.
#[test]
fn pins_replaced() {
    let told = lie(ALICE, |circuit| circuit.witness.pins.funds[3] = identity(1));
    assert_eq!(told, Some("state.hash"));
}
