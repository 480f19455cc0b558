//! How well margined accounts are, and what the book as a whole may lose.

use super::axis::Unit;
use super::histogram::{Bars, fault};
use super::markup::{Tag, paragraph};
use super::plot::{Pointer, figure, nothing};
use super::words;
use crate::report::{BookFigures, FullRun, Losses};

/// What is said of figures that a run would have given.
pub(super) const NOT_RUN: &str = "The full model was not run.";

/// Margin ratios.
pub(super) fn margin(of: &BookFigures) -> Vec<Tag> {
    if let Some(fault) = fault(&of.margin_ratios) {
        return vec![nothing(&format!("Margin ratios are not drawn: {fault}."))];
    }
    let bars = Bars {
        of: &of.margin_ratios,
        title: "Margin ratios: accounts by equity over requirement".to_owned(),
        axis: "equity / requirement",
        counted: "accounts",
        unit: Unit::Ratio,
        pointers: vec![Pointer { at: 1.0, text: "1: exactly margined".to_owned() }],
        is_bad: &|_, to| to <= 1.0,
        numbers: "Margin ratios as a table",
    };
    let says = [
        "Equity over requirement of every account that has a requirement. Accounts left of 1, in \
         orange, have less than is required of them; the nearer the bulk is to 1, the sooner a \
         move makes accounts lack something."
            .to_owned(),
        "Accounts beyond the end of the axis are counted in the dashed bar at its side.".to_owned(),
    ];
    vec![figure(bars.picture(), &says), bars.numbers()]
}

/// What losing accounts lose together.
pub(super) fn losses(of: &Losses, run: &FullRun) -> Vec<Tag> {
    if run.paths == 0 {
        return vec![nothing(NOT_RUN)];
    }
    let summary = paragraph(format!(
        "Over {} days, value at risk at {} is {} and expected shortfall {} (standard error {}).",
        words::number(run.horizon_days, super::headline::decimals(run.horizon_days)),
        words::percent(run.confidence, 1),
        words::dollars(of.value_at_risk),
        words::dollars(of.expected_shortfall),
        words::dollars(of.standard_error),
    ));
    if let Some(fault) = fault(&of.histogram) {
        return vec![summary, nothing(&format!("Losses are not drawn: {fault}."))];
    }
    let bars = Bars {
        of: &of.histogram,
        title: "What losing accounts lose, paths by size".to_owned(),
        axis: "dollars that losing accounts lose together",
        counted: "paths",
        unit: Unit::Dollars,
        pointers: vec![
            Pointer {
                at: of.value_at_risk,
                text: format!("VaR {}", words::dollars(of.value_at_risk)),
            },
            Pointer {
                at: of.expected_shortfall,
                text: format!("ES {}", words::dollars(of.expected_shortfall)),
            },
        ],
        is_bad: &|from, _| from >= of.value_at_risk,
        numbers: "Losses of losing accounts as a table",
    };
    vec![summary, figure(bars.picture(), &says(of)), bars.numbers()]
}

fn says(of: &Losses) -> [String; 2] {
    let last = of.histogram.edges.last().copied().unwrap_or_default();
    let beyond = if of.expected_shortfall > last {
        " Expected shortfall lies beyond the right end of the axis."
    } else {
        ""
    };
    [
        format!(
            "What accounts that lose, lose together on the paths of the full model: what is won \
             by others does not offset it. Value at risk is where the orange tail begins, and expected shortfall is the \
             mean of that tail.{beyond}"
        ),
        "The further expected shortfall is from value at risk, the heavier the tail. Paths beyond \
         the ends of the axis are counted in the dashed bars at the sides."
            .to_owned(),
    ]
}
