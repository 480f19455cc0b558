//! The list of contributions to phase 1, read for their names.

use super::Contribution;
use super::section::CONTRIBUTIONS;
use crate::sections::{Refused, Sections, u32_at};

/// The longest list that is read: some 5,000 contributions.
const MOST: u64 = 1 << 23;
/// A contribution's points and hashes, which only a check of phase 1's own
/// transcript would use; its kind and the length of its parameters follow.
const FIXED: usize = 64 + 128 + 64 + 64 + 128 + (6 * 64 + 3 * 128) + 216 + 64;

const BEACON: u32 = 1;

/// Parameters of a contribution, by kind, each at most once and in order.
const NAME: u8 = 1;
const ITERATIONS: u8 = 2;
const BEACON_HASH: u8 = 3;

pub(super) fn read(sections: &Sections) -> Result<Vec<Contribution>, Refused> {
    let bytes = sections.whole(CONTRIBUTIONS, MOST)?;
    parse(&bytes).ok_or_else(|| {
        Refused::Form(format!("section {CONTRIBUTIONS} is not a list of contributions"))
    })
}

fn parse(bytes: &[u8]) -> Option<Vec<Contribution>> {
    let (count, mut rest) = bytes.split_at_checked(4)?;
    let mut contributions = Vec::new();
    // The bytes, not the count, bound how many there can be.
    for _ in 0..u32_at(count, 0) {
        let (_, after) = rest.split_at_checked(FIXED)?;
        let (numbers, after) = after.split_at_checked(8)?;
        let length = usize::try_from(u32_at(numbers, 4)).ok()?;
        let (parameters, after) = after.split_at_checked(length)?;
        let beacon = u32_at(numbers, 0) == BEACON;
        contributions.push(Contribution { name: name(parameters)?, beacon });
        rest = after;
    }
    rest.is_empty().then_some(contributions)
}

/// The name among a contribution's parameters, fit for a terminal.
fn name(mut parameters: &[u8]) -> Option<String> {
    let mut name = String::new();
    while let [kind, length, rest @ ..] = parameters {
        match *kind {
            NAME | BEACON_HASH => {
                let (value, after) = rest.split_at_checked(usize::from(*length))?;
                if *kind == NAME {
                    name = printable(value);
                }
                parameters = after;
            }
            // Its value is where others have their length.
            ITERATIONS => parameters = rest,
            _ => return None,
        }
    }
    parameters.is_empty().then_some(name)
}

/// Text without what could move a cursor or hide the rest of a line.
fn printable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).collect()
}
