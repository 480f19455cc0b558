//! Whether committed requirements cover what the full model expects to lose.

use super::axis::Unit;
use super::histogram::{Bars, fault};
use super::markup::{Tag, paragraph};
use super::plot::{Pointer, figure, nothing};
use super::table::{Table, cell, figures, name, text};
use super::words;
use crate::report::{AccountFigures, Coverage, FullRun};

/// The section's contents.
pub(super) fn coverage(of: &Coverage, run: &FullRun) -> Vec<Tag> {
    let mut tags = vec![paragraph(sentence(of, run))];
    tags.extend(picture(of));
    if of.uncovered.is_empty() {
        let covered = of.accounts > 0 && of.covered >= of.accounts;
        tags.push(nothing(if covered {
            "Every account that was compared is covered."
        } else {
            "No account is listed as not covered."
        }));
    } else {
        tags.push(table(of));
    }
    tags
}

fn sentence(of: &Coverage, run: &FullRun) -> String {
    let Some(share) = covered_share(of) else {
        return "No account was compared with the full model.".to_owned();
    };
    format!(
        "Of {} that were compared, the requirement of {} ({}) is at least the full model's \
         expected shortfall at {}; {} is wished. All requirements together are {} times all \
         expected shortfalls. The least multiplier with which the wished share is covered is {}.",
        words::counted(of.accounts, "account", "accounts"),
        words::count(of.covered),
        words::percent_down(share),
        words::percent(run.confidence, 1),
        words::percent(of.wished, 1),
        words::number(of.requirement_over_shortfall, 2),
        words::number(of.multiplier_needed, 3),
    )
}

fn picture(of: &Coverage) -> Vec<Tag> {
    if let Some(fault) = fault(&of.ratios) {
        let says = format!("Expected shortfall over requirement is not drawn: {fault}.");
        return vec![nothing(&says)];
    }
    let bars = Bars {
        of: &of.ratios,
        title: "Expected shortfall over requirement, accounts by ratio".to_owned(),
        axis: "expected shortfall / requirement",
        counted: "accounts",
        unit: Unit::Ratio,
        pointers: vec![Pointer { at: 1.0, text: "1: just covered".to_owned() }],
        is_bad: &|from, _| from >= 1.0,
        numbers: "Expected shortfall over requirement as a table",
    };
    let says = [
        "How much of its requirement the full model expects an account to lose in the worst \
         cases. Left of 1 the requirement covers it; right of 1, in orange, it does not. A bulk \
         far to the left means that the requirement asks for more than the risk is."
            .to_owned(),
        "What is beyond the ends of the axis is counted in the dashed bars at the sides."
            .to_owned(),
    ];
    vec![figure(bars.picture(), &says), bars.numbers()]
}

fn table(of: &Coverage) -> Tag {
    let columns = [
        text("account"),
        figures("ES / requirement"),
        figures("lacking"),
        figures("requirement"),
        figures("ES"),
        figures("standard error"),
        figures("equity"),
        text("worst scenario"),
    ];
    let mut table = Table::new("Accounts that are not covered, the worst ratio first", columns);
    for account in &of.uncovered {
        let worst = account.worst_scenarios.first();
        table.row([
            name(&account.account),
            cell(ratio(account)),
            cell(words::whole_dollars(account.expected_shortfall - account.requirement)),
            cell(words::whole_dollars(account.requirement)),
            cell(words::whole_dollars(account.expected_shortfall)),
            cell(words::whole_dollars(account.standard_error)),
            cell(words::whole_dollars(account.equity)),
            worst.map_or_else(|| cell("none"), |(scenario, _)| name(scenario)),
        ]);
    }
    table.boxed()
}

/// Expected shortfall over requirement, for tables.
pub(super) fn ratio(of: &AccountFigures) -> String {
    words::number(of.expected_shortfall / of.requirement, 3)
}

/// The share of compared accounts that is covered, if there are any.
pub(super) fn covered_share(of: &Coverage) -> Option<f64> {
    let [covered, all] = [of.covered, of.accounts].map(|count| count as f64);
    (of.accounts > 0).then(|| covered / all)
}
