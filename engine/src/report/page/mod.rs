//! The report as one page that needs nothing else: no script, no font, no
//! request. Plots are drawn here, as SVG.

mod accounts;
mod axis;
mod book;
mod capital;
mod cells;
mod correlation;
mod coverage;
mod exposure;
mod fund;
mod headline;
mod heat;
mod histogram;
mod markup;
mod notes;
mod plot;
mod policy;
mod rows;
mod smiles;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use words::{percent, percent_down};

use super::figures::Report;
use markup::{Tag, tag, told};

/// The style sheet. Its lines end the same wherever the sources were checked
/// out, or its hash would not be that of what a browser reads.
fn style() -> String {
    include_str!("style.css").lines().flat_map(|line| [line, "\n"]).collect()
}

/// The report as an HTML page. The same report gives the same bytes.
pub fn page(report: &Report) -> String {
    let html = tag("html").set("lang", "en-GB").with(head(report)).with(body(report));
    format!("<!DOCTYPE html>\n{html}\n")
}

fn title(report: &Report) -> String {
    let venue = match report.subject.venue.trim() {
        "" => "unnamed venue",
        venue => venue,
    };
    format!("Risk report: {venue}, epoch {}", words::count(report.subject.epoch))
}

fn head(report: &Report) -> Tag {
    let style = style();
    let policy = policy::policy(&style);
    tag("head")
        .with(tag("meta").set("charset", "utf-8"))
        .with(tag("meta").set("http-equiv", "Content-Security-Policy").set("content", policy))
        .with(tag("meta").set("name", "referrer").set("content", "no-referrer"))
        .with(
            tag("meta")
                .set("name", "viewport")
                .set("content", "width=device-width, initial-scale=1"),
        )
        .with(tag("meta").set("name", "color-scheme").set("content", "light dark"))
        .with(told("title", title(report)))
        .with(tag("style").style_sheet(&style))
}

/// A part of the page.
struct Section {
    id: &'static str,
    title: &'static str,
    contents: Vec<Tag>,
}

fn sections(report: &Report) -> Vec<Section> {
    let section = |id, title, contents| Section { id, title, contents };
    let mut heat = vec![heat::about()];
    heat.extend(heat::heat(&report.heat));
    vec![
        section("glance", "At a glance", headline::headline(report)),
        section("subject", "Subject and run", headline::subject(report)),
        section("coverage", "Coverage", coverage::coverage(&report.coverage, &report.run)),
        section("margin", "Margin ratios", book::margin(&report.book)),
        section("losses", "Losses of the book", book::losses(&report.losses, &report.run)),
        section("capital", "Capital by regime", capital::capital(&report.capital)),
        section("fund", "The fund under stress", fund::fund(&report.fund, &report.run)),
        section("heat", "Spot and volatility", heat),
        section("greeks", "Greeks", exposure::greeks(&report.greeks)),
        section("concentration", "Concentration", exposure::concentration(&report.concentration)),
        section("volatility", "Volatilities", exposure::volatility(&report.volatility)),
        section("smiles", "Smiles", smiles::smiles(&report.smiles)),
        section("correlation", "Correlations", correlation::correlation(&report.correlation)),
        section("accounts", "Largest accounts", accounts::accounts(&report.accounts)),
        section(
            "notes",
            "Rejections and remarks",
            notes::notes(&report.rejections, &report.remarks),
        ),
    ]
}

fn body(report: &Report) -> Tag {
    let sections = sections(report);
    let links = sections.iter().map(|section| {
        tag("li").with(told("a", section.title).set("href", format!("#{}", section.id)))
    });
    let contents = tag("nav").set("aria-label", "Contents").with(tag("ul").with_all(links));
    let main = tag("main").set("id", "main").set("tabindex", "-1");
    tag("body")
        .with(told("a", "Skip to the report").class("skip").set("href", "#main"))
        .with(banner(report))
        .with(contents)
        .with(main.with_all(sections.into_iter().map(rendered)))
}

fn rendered(section: Section) -> Tag {
    let heading = format!("{}-title", section.id);
    tag("section")
        .set("id", section.id)
        .set("aria-labelledby", &heading)
        .with(told("h2", section.title).set("id", &heading))
        .with_all(section.contents)
}

fn banner(report: &Report) -> Tag {
    let subject = &report.subject;
    let run = &report.run;
    let summary = format!(
        "{}; {} over {} days, expected shortfall at {}",
        words::utc(subject.time),
        words::counted(run.paths as u64, "path", "paths"),
        words::number(run.horizon_days, headline::decimals(run.horizon_days)),
        percent(run.confidence, 1),
    );
    tag("header").with(tag("h1").name(&title(report))).with(markup::paragraph(summary))
}
