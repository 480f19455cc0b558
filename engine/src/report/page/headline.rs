//! What somebody reads who reads nothing else, and whose report it is.

use super::book::NOT_RUN;
use super::coverage::covered_share;
use super::markup::{Tag, paragraph, tag, told};
use super::table::{Table, cell, name, text};
use super::words;
use crate::report::{Capital, Coverage, FullRun, Fund, Report, Seconds};

/// The tiles.
pub(super) fn headline(report: &Report) -> Vec<Tag> {
    let tiles = [
        covered(&report.coverage),
        capital(&report.capital, report.book.requirement),
        ruin(&report.fund, &report.run),
        again(&report.seconds),
    ];
    let book = &report.book;
    let lacking = match book.below_requirement {
        0 => "None is below its requirement.".to_owned(),
        some => {
            format!("{} below requirement.", words::counted(some, "account is", "accounts are"))
        }
    };
    let sentence = format!(
        "{} with {} have an equity of {} and are required to have {}. {lacking}",
        words::counted(book.accounts, "account", "accounts"),
        words::counted(book.holdings, "holding", "holdings"),
        words::dollars(book.equity),
        words::dollars(book.requirement),
    );
    vec![tag("div").class("tiles").with_all(tiles), paragraph(sentence)]
}

/// What it is, the figure, and what to think of it.
fn tile(class: &'static str, what: &str, figure: &str, note: Tag) -> Tag {
    tag("div")
        .class(class)
        .with(told("h3", what))
        .with(paragraph(figure).class("figure"))
        .with(note)
}

fn covered(of: &Coverage) -> Tag {
    const WHAT: &str = "Accounts covered";
    let Some(share) = covered_share(of) else {
        return tile("tile", WHAT, words::UNKNOWN, paragraph("No account was compared."));
    };
    let wished = words::percent(of.wished, 1);
    let (class, note) = if share >= of.wished {
        ("tile good", format!("✓ at least the {wished} that is wished"))
    } else {
        ("tile bad", format!("✗ below the {wished} that is wished"))
    };
    tile(class, WHAT, &words::percent_down(share), paragraph(note))
}

/// What the committed regime saves; if none of them is it, the most that one does.
fn capital(of: &[Capital], committed: f64) -> Tag {
    const WHAT: &str = "Capital saved";
    let known = || of.iter().filter(|regime| regime.saved.is_finite());
    let is_committed = |regime: &&Capital| (regime.required / committed - 1.0).abs() < 1e-6;
    let most = || known().max_by(|one, other| one.saved.total_cmp(&other.saved));
    let (regime, as_what) = match (known().find(is_committed), most()) {
        (Some(regime), _) => (regime, ", which is committed"),
        (None, Some(regime)) => (regime, ", which saves most"),
        (None, None) => {
            return tile("tile", WHAT, words::UNKNOWN, paragraph("No regimes were compared."));
        }
    };
    let note = tag("p").text("against isolated margin, by ").name(&regime.regime).text(as_what);
    tile("tile", WHAT, &words::percent(regime.saved, 1), note)
}

fn ruin(of: &Fund, run: &FullRun) -> Tag {
    const WHAT: &str = "Probability of ruin";
    if run.paths == 0 {
        return tile("tile", WHAT, words::UNKNOWN, paragraph(NOT_RUN));
    }
    let note = format!(
        "that losses exceed the fund within {} days; at most {} with 95% confidence",
        words::number(run.horizon_days, decimals(run.horizon_days)),
        words::percent(of.ruin_at_most, 2),
    );
    tile("tile", WHAT, &words::percent(of.ruin, 2), paragraph(note))
}

fn again(of: &Seconds) -> Tag {
    let note = format!(
        "of it {} from market to parameters and {} for the full model",
        words::duration(of.parameters),
        words::duration(of.full_model),
    );
    tile("tile", "Time for a re-run", &words::duration(of.total), paragraph(note))
}

/// Decimals of days: none if they are whole.
pub(super) fn decimals(days: f64) -> usize {
    if days == libm::round(days) { 0 } else { 2 }
}

/// Whose report it is, and how the full model was run.
pub(super) fn subject(report: &Report) -> Vec<Tag> {
    let (subject, run) = (&report.subject, &report.run);
    let mut table = Table::new("Subject and run", [text("what"), text("value")]);
    let mut row = |what: &str, value: Tag| table.row([cell(what), value]);
    row("Venue", name(&subject.venue));
    row("Epoch", cell(words::count(subject.epoch)));
    row("Snapshot", cell(words::utc(subject.time)));
    row("SHA-256 of the parameters", tag("code").class("name").text(&subject.parameters));
    row("Scenarios", name(&subject.preset));
    row("Multiplier of gains in scenarios", cell(words::number(subject.multiplier, 4)));
    row("Paths of the full model", cell(words::count(run.paths as u64)));
    row(
        "Horizon",
        cell(format!("{} days", words::number(run.horizon_days, decimals(run.horizon_days)))),
    );
    row("Confidence of expected shortfall", cell(words::percent(run.confidence, 1)));
    // As it is typed to run it again.
    row("Seed", tag("code").text(run.seed.to_string()));
    vec![table.boxed()]
}
