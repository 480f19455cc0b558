//! Correlations of returns, as estimated and as stressed, side by side.

use super::cells::Cells;
use super::markup::{Tag, paragraph, tag, told};
use super::plot::nothing;
use super::table::{Table, cell, figures, name, text};
use super::words;
use crate::report::Correlations;

/// The section's contents.
pub(super) fn correlation(of: &Correlations) -> Vec<Tag> {
    if of.names.len() < 2 {
        return vec![nothing("There are fewer than two underlyings, so nothing is correlated.")];
    }
    let halves = tag("div")
        .class("pair")
        .with(half("Before stress", "before stress", of, &of.calm))
        .with(half("After stress", "after stress", of, &of.stressed));
    vec![tag("figure").class("whole").with(halves).with(caption()), numbers(of).folded()]
}

fn caption() -> Tag {
    let says = [
        "Left, correlations of returns as estimated; right, as they are used after \
         stress. Blue moves together, orange moves against each other, and each shade is a \
         fifth.",
        "What grows from left to right is diversification that the stress takes away: \
         hedges between different underlyings count for less, and a long-only book for more.",
    ];
    tag("figcaption").with_all(says.map(paragraph))
}

fn half(heading: &str, when: &str, of: &Correlations, matrix: &[Vec<f64>]) -> Tag {
    let half = tag("div").class("plot").with(told("h3", heading));
    let size = of.names.len();
    if matrix.len() != size || matrix.iter().any(|row| row.len() != size) {
        return half.with(nothing("This matrix was not made, or does not fit the underlyings."));
    }
    let cells = Cells {
        title: format!("Correlations of returns {when}"),
        columns: of.names.clone(),
        rows: of.names.iter().cloned().zip(matrix.iter().map(Vec::as_slice)).collect(),
        largest: 1.0,
        axes: ("", ""),
        say: &|value| words::number(value, 2),
        today: None,
    };
    half.with(cells.picture())
}

/// Each pair once.
fn numbers(of: &Correlations) -> Table {
    let columns = [text("pair"), text("with"), figures("before stress"), figures("after stress")];
    let mut table = Table::new("Correlations as a table", columns);
    for (row, one) in of.names.iter().enumerate() {
        for (column, other) in of.names.iter().enumerate().skip(row + 1) {
            let say = |matrix: &[Vec<f64>]| {
                let found = matrix.get(row).and_then(|row| row.get(column));
                cell(found.map_or(words::UNKNOWN.to_owned(), |value| words::number(*value, 3)))
            };
            table.row([name(one), name(other), say(&of.calm), say(&of.stressed)]);
        }
    }
    table
}
