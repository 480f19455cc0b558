//! What was not used, and what was repaired or assumed.

use super::markup::{Tag, tag, told};
use super::plot::nothing;
use super::words;

/// The section's contents.
pub(super) fn notes(rejections: &[String], remarks: &[String]) -> Vec<Tag> {
    let mut tags = vec![told("h3", "Observations that were not used")];
    tags.push(list(rejections, "Every observation was used."));
    tags.push(told("h3", "Repairs and assumptions"));
    tags.push(list(remarks, "Nothing was repaired or assumed."));
    tags
}

/// How many are shown at once; the others are folded away.
const SHOWN: usize = 20;

fn list(lines: &[String], none: &str) -> Tag {
    if lines.is_empty() {
        return nothing(none);
    }
    let items = |lines: &[String]| {
        let items = lines.iter().map(|line| tag("li").class("name").name(line));
        tag("ul").with_all(items)
    };
    let (shown, more) = lines.split_at(SHOWN.min(lines.len()));
    let list = tag("div").with(items(shown));
    if more.is_empty() {
        return list;
    }
    let summary = format!("{} more", words::count(more.len() as u64));
    list.with(tag("details").with(told("summary", summary)).with(items(more)))
}
