//! Smiles: quotes as dots, what was fitted as a line, and how far apart they are.

use super::axis::{Unit, ends, widened};
use super::markup::{Tag, paragraph, tag};
use super::plot::{Frame, axis_below, axis_left, nothing, picture, place};
use super::words;
use crate::report::SmileFigure;

/// Smiles are small and many.
const SIZE: (f64, f64) = (300.0, 210.0);
const FRAME: Frame = Frame { left: 46.0, top: 24.0, right: 290.0, bottom: 168.0 };

/// The section's contents: by underlying, in the order in which they come.
pub(super) fn smiles(of: &[SmileFigure]) -> Vec<Tag> {
    if of.is_empty() {
        return vec![nothing("No options are quoted, so no smile was fitted.")];
    }
    let mut names: Vec<&str> = Vec::new();
    for smile in of {
        if !names.contains(&smile.underlying.as_str()) {
            names.push(&smile.underlying);
        }
    }
    let mut tags = vec![paragraph(
        "Each dot is a quote, the line is the smile that was fitted. Read across from strikes far \
         below the forward (left) to strikes far above it (right). Quotes that keep to one side \
         of the line are a bias of the fit; quotes that scatter around it are noise.",
    )];
    for name in names {
        let own = of.iter().filter(|smile| smile.underlying == name);
        tags.push(tag("h3").name(name));
        tags.push(tag("div").class("many").with_all(own.map(smile)));
    }
    tags
}

fn smile(of: &SmileFigure) -> Tag {
    let title = format!("{} days to expiry", words::number(of.days, decimals(of.days)));
    let error = format!("rms error {} vol points", words::number(of.rms_error * 100.0, 2));
    let quotes = finite(&of.quotes);
    let caption = tag("figcaption")
        .with(tag("strong").text(&title))
        .text(format!(": {}, {error}", words::counted(quotes.len() as u64, "quote", "quotes")));
    let figure = tag("figure").class("small");
    match drawn(of, &title, &error) {
        Some(picture) => figure.with(tag("div").class("plot").with(picture)).with(caption),
        None => figure
            .with(nothing("Neither quotes nor a fit: there is nothing to draw."))
            .with(caption),
    }
}

/// Half a day counts when a week is left.
fn decimals(days: f64) -> usize {
    if days < 10.0 && days != libm::round(days) { 1 } else { 0 }
}

fn drawn(of: &SmileFigure, title: &str, error: &str) -> Option<Tag> {
    let (quotes, fitted) = (finite(&of.quotes), finite(&of.fitted));
    let all = || quotes.iter().chain(&fitted);
    let across = FRAME.across(widened(ends(all().map(|(x, _)| *x))?, 0.04));
    let up = FRAME.up(widened(ends(all().map(|(_, y)| *y))?, 0.08));
    let mut marks = axis_left(&FRAME, &up, Unit::Share, "volatility");
    marks.extend(axis_below(&FRAME, &across, Unit::Ratio, "ln(strike / forward)"));
    let at = |(x, y): &(f64, f64)| (place(across.at(*x)), place(up.at(*y)));
    if !fitted.is_empty() {
        let points: Vec<String> = fitted.iter().map(at).map(|(x, y)| format!("{x},{y}")).collect();
        marks.push(tag("polyline").class("fit").set("points", points.join(" ")));
    }
    marks.extend(
        quotes
            .iter()
            .map(at)
            .map(|(x, y)| tag("circle").class("quote").set("cx", x).set("cy", y).set("r", "2.6")),
    );
    Some(picture(&format!("{} smile, {title}, {error}", of.underlying), SIZE, marks))
}

/// Points that can be drawn.
fn finite(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect()
}
