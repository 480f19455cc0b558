//! Histograms: bars between edges, what lies beyond them at the sides, and lines
//! at values that matter.

use super::axis::{Scale, Unit, whole_float};
use super::markup::{Tag, told};
use super::plot::{
    Frame, POINTER_ROW, Pointer, WIDTH, axis_below, axis_left, block, count, from_zero, label,
    picture, pointers,
};
use super::table::{Table, cell, figures};
use super::words;
use crate::report::Histogram;

/// How wide the bars of what lies beyond the edges are.
const SIDE: f64 = 16.0;

/// A histogram and how it is told.
pub(super) struct Bars<'a> {
    pub(super) of: &'a Histogram,
    /// What the picture is.
    pub(super) title: String,
    /// What is below the axis.
    pub(super) axis: &'static str,
    /// What is counted.
    pub(super) counted: &'static str,
    pub(super) unit: Unit,
    /// Lines.
    pub(super) pointers: Vec<Pointer>,
    /// Whether a bar from here to there is of the kind that one worries about.
    pub(super) is_bad: &'a dyn Fn(f64, f64) -> bool,
    /// The caption of its numbers.
    pub(super) numbers: &'static str,
}

/// Why a histogram cannot be drawn.
pub(super) fn fault(of: &Histogram) -> Option<&'static str> {
    if of.counts.is_empty() && of.below == 0 && of.above == 0 {
        return Some("there is nothing to count");
    }
    let rises = of.edges.iter().zip(of.edges.iter().skip(1)).all(|(one, next)| one < next);
    let is_finite = of.edges.iter().all(|edge| edge.is_finite());
    let fits = !of.counts.is_empty() && of.edges.len() == of.counts.len() + 1;
    if !(rises && is_finite && fits) {
        return Some("its edges are not numbers that rise");
    }
    (total(of) == 0.0).then_some("every count is zero")
}

impl Bars<'_> {
    /// The picture.
    pub(super) fn picture(&self) -> Tag {
        let rows = POINTER_ROW * count(&self.pointers);
        let top = 26.0 + rows;
        let frame = Frame { left: 48.0, top, right: WIDTH - 12.0, bottom: top + 170.0 };
        let inner =
            Frame { left: self.inner_left(&frame), right: self.inner_right(&frame), ..frame };
        let across = inner.across(self.ends());
        let up = frame.up(from_zero(self.heights()).unwrap_or((0.0, 1.0)));
        let mut marks = axis_left(&frame, &up, Unit::Count, self.counted);
        marks.extend(self.sides(&frame, &up));
        marks.extend(self.bars(&across, &up));
        marks.extend(axis_below(&frame, &across, self.unit, self.axis));
        marks.extend(pointers(&inner, &across, &self.pointers));
        picture(&self.title, (WIDTH, frame.bottom + 40.0), marks)
    }

    /// Its counts, folded away.
    pub(super) fn numbers(&self) -> Tag {
        let columns = [figures("from"), figures("to"), figures(self.counted)];
        let mut table = Table::new(self.numbers, columns);
        let say = |edge: f64| match self.unit {
            Unit::Dollars => words::dollars(edge),
            Unit::Share => words::percent(edge, 1),
            Unit::Count | Unit::Ratio => words::number(edge, 3),
        };
        let (low, high) = self.ends();
        let mut row = |from: String, to: String, count| {
            table.row([cell(from), cell(to), cell(words::count(count))]);
        };
        row("below".to_owned(), say(low), self.of.below);
        for (from, to, count) in self.each() {
            row(say(from), say(to), count);
        }
        row(say(high), "above".to_owned(), self.of.above);
        table.folded()
    }

    fn each(&self) -> impl Iterator<Item = (f64, f64, u64)> {
        let edges = self.of.edges.iter();
        let ends = edges.clone().zip(edges.skip(1));
        ends.zip(&self.of.counts).map(|((from, to), count)| (*from, *to, *count))
    }

    fn ends(&self) -> (f64, f64) {
        let edge = |edge: Option<&f64>, other: f64| edge.copied().unwrap_or(other);
        (edge(self.of.edges.first(), 0.0), edge(self.of.edges.last(), 1.0))
    }

    fn heights(&self) -> Vec<f64> {
        let sides = [self.of.below, self.of.above];
        self.of.counts.iter().chain(&sides).map(|count| float(*count)).collect()
    }

    fn inner_left(&self, frame: &Frame) -> f64 {
        if self.of.below > 0 { frame.left + 1.5 * SIDE } else { frame.left }
    }

    fn inner_right(&self, frame: &Frame) -> f64 {
        if self.of.above > 0 { frame.right - 1.5 * SIDE } else { frame.right }
    }

    fn bars(&self, across: &Scale, up: &Scale) -> Vec<Tag> {
        let drawn = self.each().filter(|(.., count)| *count > 0);
        drawn
            .map(|(from, to, count)| {
                let class = if (self.is_bad)(from, to) { "bar bad" } else { "bar" };
                // A gap between bars, and a sliver where there is something at all.
                let (left, right) = (across.at(from) + 0.4, across.at(to) - 0.4);
                let top = up.at(float(count)).min(up.from - 1.0);
                let told_count = words::count(count);
                block(class, (left, top), (right.max(left + 0.4), up.from))
                    .with(told("title", format!("{told_count} {}", self.counted)))
            })
            .collect()
    }

    /// What lies beyond the edges, hatched, at the sides.
    fn sides(&self, frame: &Frame, up: &Scale) -> Vec<Tag> {
        let (low, high) = self.ends();
        let sides = [
            (self.of.below, frame.left + 2.0, (f64::NEG_INFINITY, low), "below"),
            (self.of.above, frame.right - SIDE - 2.0, (high, f64::INFINITY), "above"),
        ];
        let drawn = sides.into_iter().filter(|(count, ..)| *count > 0);
        drawn
            .flat_map(|(count, left, (from, to), word)| {
                let class = if (self.is_bad)(from, to) { "bar bad side" } else { "bar side" };
                let top = up.at(float(count)).min(up.from - 1.0);
                let told_count = format!("{} {word}", words::count(count));
                [
                    block(class, (left, top), (left + SIDE, up.from))
                        .with(told("title", &told_count)),
                    label("tick middle", (left + SIDE / 2.0, top - 4.0), words::count(count)),
                ]
            })
            .collect()
    }
}

/// All that was counted.
fn total(of: &Histogram) -> f64 {
    of.counts.iter().chain([&of.below, &of.above]).map(|count| float(*count)).sum()
}

/// A count as a float; beyond 2^63 it is drawn as that.
fn float(count: u64) -> f64 {
    whole_float(i64::try_from(count).unwrap_or(i64::MAX))
}
