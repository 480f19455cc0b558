//! One attack for every clause, named after it: it starts from the honest book,
//! makes one clause false and everything else true again, and is caught by that
//! clause alone, in the right place and by the right amount.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail like tests")]

#[path = "attacks/book.rs"]
mod book;
#[path = "attacks/class.rs"]
mod class;
#[path = "attacks/flags.rs"]
mod flags;
#[path = "attacks/fund.rs"]
mod fund;
#[path = "attacks/holdings.rs"]
mod holdings;
#[path = "attacks/identity.rs"]
mod identity;
#[path = "attacks/margin.rs"]
mod margin;
#[path = "attacks/parameters.rs"]
mod parameters;
#[path = "attacks/shape.rs"]
mod shape;
#[path = "attacks/state.rs"]
mod state;
#[path = "attacks/tree.rs"]
mod tree;

/// The book that every attack starts from is true; without this, an attack that
/// fails for another reason might look like one that was caught.
#[test]
fn the_honest_statement_holds() {
    let (public, private) = plimsoll_tests::honest();
    assert_eq!(plimsoll_statement::check_all(&public, &private), []);
    assert_eq!(plimsoll_statement::check(&public, &private), Ok(()));
}
