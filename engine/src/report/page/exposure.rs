//! What the book is exposed to: sensitivities, concentration, volatilities.

use super::markup::{Tag, paragraph};
use super::plot::nothing;
use super::table::{Table, cell, figures, name, text};
use super::words;
use crate::report::{Concentration, Greeks, VolatilityFigure};

/// Sensitivities by underlying.
pub(super) fn greeks(of: &[Greeks]) -> Vec<Tag> {
    if of.is_empty() {
        return vec![nothing("No holding is sensitive to an underlying.")];
    }
    let columns = [
        text("underlying"),
        figures("delta, per 1% of spot"),
        figures("gamma, of delta per 1%"),
        figures("vega, per vol point"),
        figures("theta, per day"),
    ];
    let mut table = Table::new("Greeks by underlying, in dollars", columns);
    for one in of {
        let [delta, gamma, vega, theta] = sizes(one);
        table.row([name(&one.underlying), delta, gamma, vega, theta]);
    }
    let about = "Sizes of accounts' sensitivities, added up without netting one account against \
                 another: dollars for 1% of spot, by how much that changes for the next 1%, for a \
                 point of volatility, and for a day.";
    vec![paragraph(about), table.boxed()]
}

/// Delta, gamma, vega and theta.
pub(super) fn sizes(of: &Greeks) -> [Tag; 4] {
    [of.delta, of.gamma, of.vega, of.theta].map(|size| cell(words::whole_dollars(size)))
}

/// Who and what the risk is in.
pub(super) fn concentration(of: &Concentration) -> Vec<Tag> {
    // The size of a book of equal accounts that would be as concentrated.
    let equal = 1.0 / of.herfindahl;
    let equal = if equal.is_finite() {
        format!(", as concentrated as {} equal accounts", words::number(equal, 0))
    } else {
        String::new()
    };
    let sentence = paragraph(format!(
        "The largest ten accounts have {} of all requirements. The Herfindahl index of \
         requirements is {}{equal}.",
        words::percent(of.top_ten_share, 1),
        words::number(of.herfindahl, 4),
    ));
    if of.open_interest.is_empty() {
        return vec![sentence, nothing("There is no open interest.")];
    }
    let columns =
        [text("underlying"), figures("open interest, long"), figures("largest account's share")];
    let mut table = Table::new("Open interest by underlying, in dollars", columns);
    for one in &of.open_interest {
        table.row([
            name(&one.underlying),
            cell(words::whole_dollars(one.dollars)),
            cell(words::percent(one.largest_share, 1)),
        ]);
    }
    vec![sentence, table.boxed()]
}

/// Volatilities and what floored them.
pub(super) fn volatility(of: &[VolatilityFigure]) -> Vec<Tag> {
    if of.is_empty() {
        return vec![nothing("No volatility was estimated.")];
    }
    let columns = [
        text("underlying"),
        figures("recent days"),
        figures("used"),
        figures("raised by, points"),
        text("floored by"),
    ];
    let mut table = Table::new("Volatilities, a year", columns);
    for one in of {
        table.row([
            name(&one.underlying),
            cell(words::percent(one.current, 1)),
            cell(words::percent(one.used, 1)),
            cell(words::number((one.used - one.current) * 100.0, 1)),
            one.floored_by.as_ref().map_or_else(|| cell("nothing"), |floor| name(floor)),
        ]);
    }
    let about = "What recent days say, and what the model uses: floors keep requirements from \
                 collapsing in a calm market.";
    vec![paragraph(about), table.boxed()]
}
