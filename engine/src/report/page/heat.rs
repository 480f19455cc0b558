//! What the book gains and loses by spot and volatility.

use super::cells::Cells;
use super::markup::{Tag, paragraph, tag};
use super::plot::{figure, nothing};
use super::table::{Column, Table, cell, figures, text};
use super::words;
use crate::report::HeatMap;

/// Units in which a map's dollars are readable.
const UNITS: [(f64, &str); 4] = [
    (1e9, "billions of dollars"),
    (1e6, "millions of dollars"),
    (1e3, "thousands of dollars"),
    (1.0, "dollars"),
];

/// The section's contents.
pub(super) fn heat(maps: &[HeatMap]) -> Vec<Tag> {
    if maps.is_empty() {
        return vec![nothing(
            "No underlying has options in this book, so there is no map of spot and volatility.",
        )];
    }
    maps.iter().flat_map(map).collect()
}

fn map(of: &HeatMap) -> Vec<Tag> {
    let heading = tag("h3").name(&of.underlying);
    let is_whole = of.gains.len() == of.volatilities.len()
        && of.gains.iter().all(|row| row.len() == of.spots.len());
    let largest = largest(of);
    let said = match largest {
        _ if of.spots.is_empty() || of.volatilities.is_empty() => {
            nothing("No moves were tried, so there is nothing to map.")
        }
        _ if !is_whole => {
            nothing("The map does not have one figure for each move, so it is not drawn.")
        }
        None => nothing("None of the figures is a number, so there is nothing to map."),
        Some(largest) => return vec![heading, drawn(of, largest), numbers(of).folded()],
    };
    vec![heading, said]
}

fn drawn(of: &HeatMap, largest: f64) -> Tag {
    let (unit, unit_name) =
        UNITS.into_iter().find(|(unit, _)| largest >= *unit).unwrap_or((1.0, "dollars"));
    let decimals = match largest / unit {
        size if size < 9.995 => 2,
        size if size < 99.95 => 1,
        _ => 0,
    };
    let cells = Cells {
        title: format!("{}: what losing accounts lose, by spot and volatility", of.underlying),
        columns: of.spots.iter().map(|move_| change(*move_)).collect(),
        // The highest volatility is at the top, as on an axis.
        rows: of.volatilities.iter().map(|m| change(*m)).zip(rows(of)).rev().collect(),
        largest,
        axes: ("change of spot", "vol"),
        say: &|value| words::number(value / unit, decimals),
        today: today(of),
    };
    figure(cells.picture(), &says(of, unit_name))
}

fn says(of: &HeatMap, unit: &str) -> [String; 2] {
    let worst = of.gains.iter().flatten().copied().filter(|gain| gain.is_finite());
    let worst = worst.min_by(f64::total_cmp).unwrap_or_default();
    let worst = if worst < 0.0 {
        format!("The worst cell loses {}.", words::dollars(-worst))
    } else {
        "No cell loses.".to_owned()
    };
    [
        format!(
            "What accounts that lose, lose together, in {unit}, if spot changes by what is above \
             a column and volatility by what is left of a row, at once. {worst}"
        ),
        "Each shade is a fifth of the largest loss; the frame is around today's market. Steeper \
         to one side is a crowd on the other; rows that differ are vega that changes hands."
            .to_owned(),
    ]
}

/// The same figures for those who cannot see colours, or want to copy them.
fn numbers(of: &HeatMap) -> Table {
    let spots = of.spots.iter().map(|spot| figures(&format!("spot {}", change(*spot))));
    let columns: Vec<Column> = std::iter::once(text("volatility")).chain(spots).collect();
    let mut table = Table::new(format!("{}: the map as a table", of.underlying), columns);
    for (volatility, gains) in of.volatilities.iter().zip(&of.gains).rev() {
        let gains = gains.iter().map(|gain| cell(words::dollars(*gain)));
        table.row(std::iter::once(cell(change(*volatility))).chain(gains));
    }
    table
}

fn rows(of: &HeatMap) -> Vec<&[f64]> {
    of.gains.iter().map(Vec::as_slice).collect()
}

/// The largest size among figures that are numbers.
fn largest(of: &HeatMap) -> Option<f64> {
    let sizes = of.gains.iter().flatten().map(|gain| gain.abs());
    sizes.filter(|size| size.is_finite()).max_by(f64::total_cmp)
}

fn today(of: &HeatMap) -> Option<(usize, usize)> {
    let column = of.spots.iter().position(|spot| *spot == 0.0)?;
    let row = of.volatilities.iter().rev().position(|volatility| *volatility == 0.0)?;
    Some((column, row))
}

/// A change with its sign: +12%.
fn change(share: f64) -> String {
    let is_whole = libm::fabs(share * 100.0 - libm::round(share * 100.0)) < 1e-9;
    let text = words::percent(share, if is_whole { 0 } else { 1 });
    if share > 0.0 { format!("+{text}") } else { text }
}

/// The section's introduction.
pub(super) fn about() -> Tag {
    paragraph(
        "For each underlying with options, every holding is valued again after joint moves of \
         its spot and its volatility; nothing else moves.",
    )
}
