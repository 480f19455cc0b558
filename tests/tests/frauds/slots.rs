//! Lies about what is in a slot.

use plimsoll_circuits::SlotWitness;
use plimsoll_tests::At;
use plimsoll_tests::book::{ALICE, ERIN, MAKER};
use plimsoll_tests::fraud::published_lie;

use crate::{fr, half};

/// A lie about one slot of an account, counted from its first live one.
fn slot(at: At, live: usize, tell: impl FnOnce(&mut SlotWitness)) -> Option<&'static str> {
    published_lie(at, |circuit| {
        let slots = &mut circuit.witness.accounts[at.1].slots;
        let first = slots.iter().position(|slot| slot.live == fr(1)).unwrap_or_default();
        tell(&mut slots[first + live]);
    })
}

fn empty_slot(at: At, tell: impl FnOnce(&mut SlotWitness)) -> Option<&'static str> {
    published_lie(at, |circuit| tell(&mut circuit.witness.accounts[at.1].slots[0]))
}

/// It would open in a receipt as a holding that was never counted.
#[test]
fn a_row_in_a_slot_without_lots() {
    assert_eq!(empty_slot(ALICE, |slot| slot.step = fr(1)), Some("holdings.lots"));
}

#[test]
fn lots_in_a_slot_that_is_not_live() {
    assert_eq!(empty_slot(ALICE, |slot| slot.size = fr(1)), Some("holdings.lots"));
    assert_eq!(slot(ALICE, 0, |slot| slot.live = fr(0)), Some("holdings.lots"));
}

/// The step that would stand still is no step in range.
#[test]
fn the_same_row_in_two_slots() {
    for step in [-1, -2] {
        assert_eq!(slot(MAKER, 1, |slot| slot.step = fr(step)), Some("ledger keys' sum"));
    }
}

#[test]
fn a_row_that_does_not_exist() {
    for step in [10, 1_000, 65_535] {
        assert_eq!(slot(ALICE, 1, |slot| slot.step = fr(step)), Some("ledger keys' sum"));
    }
}

/// Another row that exists: its knees are not these.
#[test]
fn another_row() {
    assert_eq!(slot(ERIN, 1, |slot| slot.step += fr(1)), Some("ledger keys' sum"));
}

#[test]
fn a_slot_that_is_half_live() {
    assert_eq!(slot(ALICE, 0, |slot| slot.live = half()), Some("holdings.order"));
    assert_eq!(slot(ALICE, 0, |slot| slot.live = fr(2)), Some("holdings.order"));
}

#[test]
fn lots_that_are_half_short() {
    for sign in [half(), fr(2), fr(-1)] {
        assert_eq!(slot(ALICE, 1, |slot| slot.short = sign), Some("holdings.lots"));
    }
}

/// A long that is really a short pays for itself.
#[test]
fn lots_on_the_other_side() {
    assert_eq!(slot(ALICE, 1, |slot| slot.short = fr(1)), Some("margin.exposure"));
}

#[test]
fn a_lot_more_or_less() {
    for change in [1, -1] {
        assert!(slot(ALICE, 1, |slot| slot.size += fr(change)).is_some());
        assert!(slot(ERIN, 0, |slot| slot.size += fr(change)).is_some());
    }
}

/// A negative or wrapped number of lots is cut to its limbs, and is another.
#[test]
fn negative_and_wrapped_lots() {
    for size in [fr(-1), fr(-10_000), fr(i64::MAX) * fr(4), fr(i64::MAX) * fr(i64::MAX)] {
        let told = slot(ALICE, 1, |slot| slot.size = size);
        assert!(matches!(told, Some("ledger keys' sum" | "ledger sums" | "margin.exposure")));
    }
}

/// What is beyond a knee, said to be less.
#[test]
fn concentration_hidden() {
    let less = slot(MAKER, 1, |slot| {
        slot.over[0] -= fr(1);
    });
    assert!(matches!(less, Some("margin.tiers" | "ledger keys' sum")), "{less:?}");
    // A knee of one's own that fits what is said.
    let moved = slot(MAKER, 1, |slot| {
        slot.over[0] = fr(0);
        slot.under[0] += fr(7);
    });
    assert_eq!(moved, Some("ledger keys' sum"));
}

/// A larger excess would make the account poorer than it is, in its leaf too.
#[test]
fn concentration_invented() {
    let more = slot(MAKER, 1, |slot| {
        slot.over[0] += fr(5);
        slot.under[0] += fr(5);
    });
    assert_eq!(more, Some("margin.tiers"));
}
