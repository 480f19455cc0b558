//! What the book would have to put up under each regime.

use super::axis::ends;
use super::markup::Tag;
use super::plot::{figure, nothing};
use super::rows::{Row, Rows};
use super::table::{Table, cell, figures, name, text};
use super::words;
use crate::report::Capital;

/// The section's contents.
pub(super) fn capital(of: &[Capital]) -> Vec<Tag> {
    if of.is_empty() {
        return vec![nothing("No regimes were compared.")];
    }
    let required = of.iter().map(|regime| regime.required);
    let drawn = match ends(required.clone()).and_then(|_| ends(required.chain([0.0]))) {
        Some(ends) => figure(picture(of, ends), &[says()]),
        None => nothing("None of the figures is a number, so nothing is drawn."),
    };
    vec![drawn, table(of).boxed()]
}

fn picture(of: &[Capital], ends: (f64, f64)) -> Tag {
    let rows = of.iter().map(|regime| Row {
        name: regime.regime.clone(),
        figure: format!("{}, {}", words::dollars(regime.required), saved(regime.saved)),
        parts: vec![("bar", 0.0, regime.required, words::whole_dollars(regime.required))],
    });
    Rows {
        title: "Capital required by regime".to_owned(),
        axis: "dollars required of all accounts",
        ends,
        rows: rows.collect(),
        pointer: None,
    }
    .picture()
}

/// What a regime saves, in words.
fn saved(share: f64) -> String {
    if share.is_nan() {
        return "saving not known".to_owned();
    }
    match words::percent(share.abs(), 1) {
        none if none == "0.0%" => "saves nothing".to_owned(),
        more if share < 0.0 => format!("asks {more} more"),
        less => format!("saves {less}"),
    }
}

fn says() -> String {
    "The same book under different rules. A shorter bar asks less capital of the same customers; \
     what is saved is against “isolated”, where every position is margined on its own. A regime \
     is only comparable if it covers the risk as well: see coverage above for the one that is \
     committed."
        .to_owned()
}

fn table(of: &[Capital]) -> Table {
    let columns = [text("regime"), figures("required"), figures("saved"), text("what it is")];
    let mut table = Table::new("Capital by regime", columns);
    for regime in of {
        table.row([
            name(&regime.regime),
            cell(words::whole_dollars(regime.required)),
            cell(words::percent(regime.saved, 1)),
            name(&regime.about),
        ]);
    }
    table
}
