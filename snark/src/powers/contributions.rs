//! The list of contributions to phase 1, read for their names.

use super::Contribution;
use super::section::CONTRIBUTIONS;
use crate::sections::{Parameters, Refused, Sections, u32_at};

/// The longest list that is read: some 5,000 contributions.
const MOST: u64 = 1 << 23;
/// A contribution's points and hashes, which only a check of phase 1's own
/// transcript would use; its kind and the length of its parameters follow.
const FIXED: usize = 64 + 128 + 64 + 64 + 128 + (6 * 64 + 3 * 128) + 216 + 64;

const BEACON: u32 = 1;

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
        contributions.push(Contribution { name: Parameters::parse(parameters)?.name, beacon });
        rest = after;
    }
    rest.is_empty().then_some(contributions)
}
