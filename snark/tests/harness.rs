//! The soundness harness over every gadget: all witness variables changed, all
//! constraints taken away, and choices made after the challenge.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic and print")]

#[path = "harness/bytes.rs"]
mod bytes;
#[path = "harness/faults.rs"]
mod faults;
#[path = "harness/hashes.rs"]
mod hashes;
#[path = "harness/late.rs"]
mod late;
#[path = "harness/ledger.rs"]
mod ledger;
#[path = "harness/sums.rs"]
mod sums;

use std::time::Instant;

use plimsoll_snark::Fr;
use plimsoll_snark::harness::{Draft, Missed, Subject, delete, perturb};

fn fr(number: u64) -> Fr {
    Fr::from(number)
}

/// Small values, which tables of four-bit limbs hold or just do not.
fn small() -> impl Iterator<Item = Fr> {
    [2, 3, 5, 7, 8, 15, 16, 17, 64].into_iter().map(fr)
}

/// Runs both attacks on a subject; so many constraints may be missed only
/// because variables are free, or wires unpinned.
fn attack(subject: &Subject<'_>, freed: usize, unpinned: usize) {
    let start = Instant::now();
    let perturbed = perturb(subject);
    println!(
        "{}: {} of {} variables changed, {} trials, {} moved, free {:?}",
        subject.name(),
        perturbed.perturbed,
        perturbed.variables,
        perturbed.trials,
        perturbed.moved,
        perturbed.free,
    );
    perturbed.verdict().unwrap();
    let deleted = delete(subject);
    println!(
        "{}: {} constraints of {} classes deleted, {} unsound, {} freed, {} unpinned; {:.1?}",
        subject.name(),
        deleted.constraints,
        deleted.classes.len(),
        deleted.unsound,
        deleted.freed,
        deleted.unpinned,
        start.elapsed(),
    );
    deleted.verdict(freed, unpinned).unwrap();
    if freed + unpinned == 0 {
        assert!(deleted.classes.values().all(|missed| *missed == Missed::Unsound));
    }
}

/// Counts again how often each number below `table` is looked up: the looked-up
/// numbers are wires times factors, the counts are wires from `first` on.
fn recount(draft: &mut Draft<'_>, looked_up: &[(usize, u64)], first: usize, table: u64) {
    for entry in 0..table {
        let equal = |(wire, factor): &&(usize, u64)| draft.wire(*wire) * fr(*factor) == fr(entry);
        let count = looked_up.iter().filter(equal).count() as u64;
        draft.set_wire(first + usize::try_from(entry).unwrap(), fr(count));
    }
}
