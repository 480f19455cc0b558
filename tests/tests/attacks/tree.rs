//! Attacks on roots: leaves that are not the accounts that were counted.

use plimsoll_statement::{Class, Clause, Entry, Excess, Place, root};
use plimsoll_tests::Book;
use plimsoll_tests::book::{ALICE, BOB, CAROL, DAVE, ERIN, HOUSE, MAKER, identity, salt};
use plimsoll_tests::parameters::DUST;

/// The published root is over one account that differs from the counted one.
#[test]
fn tree_root() {
    type Edit = fn(&mut Entry);
    let edits: [Edit; 6] = [
        |entry| entry.account.identity = identity(99),
        |entry| entry.account.class = Class::Fund,
        |entry| entry.account.class = Class::Empty,
        |entry| entry.salt = salt(99),
        |entry| entry.account.holdings.truncate(1),
        |entry| {
            let first = &mut entry.account.holdings[0];
            first.lots = plimsoll_tests::lots(first.lots.count() + 1);
        },
    ];
    for at in [ALICE, BOB, CAROL, DAVE, ERIN, MAKER, HOUSE] {
        for edit in edits {
            let book = Book::honest();
            let mut other = book.clone();
            edit(other.at(at));
            let batch = &other.batches[at.0];
            let mut public = book.publish();
            public.batches[at.0].root =
                root(&book.parameters, batch.shape, &batch.entries).unwrap();
            let violation = Clause::TreeRoot.violated(Place::Batch(at.0), Excess::Differs);
            book.fails_by(&public, violation);
        }
    }
}

#[test]
fn tree_root_of_leaves_in_another_order_or_shape() {
    for batch in 0..3 {
        let violation = Clause::TreeRoot.violated(Place::Batch(batch), Excess::Differs);
        let book = Book::honest();
        let mut swapped = book.batches[batch].clone();
        swapped.entries.swap(0, 1);
        let mut slots = book.batches[batch].clone();
        slots.shape.slots += 3;
        for other in [swapped, slots] {
            let mut public = book.publish();
            public.batches[batch].root =
                root(&book.parameters, other.shape, &other.entries).unwrap();
            book.fails_by(&public, violation);
        }
    }
    // Two batches' roots, exchanged.
    let book = Book::honest();
    let mut public = book.publish();
    let (a, b) = (public.batches[0].root, public.batches[1].root);
    (public.batches[0].root, public.batches[1].root) = (b, a);
    let both = [0, 1].map(|i| Clause::TreeRoot.violated(Place::Batch(i), Excess::Differs));
    assert_eq!(plimsoll_statement::check_all(&public, &book.private()), both);
}

/// What a flag is not: part of the leaf. A receipt does not show it.
#[test]
fn a_flag_is_not_in_the_leaf() {
    let mut book = Book::honest();
    let before = book.publish().batches[0].root;
    book.at(ALICE).flagged = true;
    assert_eq!(book.publish().batches[0].root, before);
    book.set(ALICE, DUST, 1);
    assert_ne!(book.publish().batches[0].root, before);
}
