//! What plots have in common: a frame with axes in an inline SVG, and the figure
//! around it that says in a sentence how to read it.

use super::axis::{Scale, Unit, ends, labels, ticks};
use super::markup::{Tag, paragraph, tag, told};
use crate::round::whole_to_nearest;

/// How wide a plot is drawn, in its own units; the page stretches it.
pub(super) const WIDTH: f64 = 440.0;

/// Where values are drawn, between margins that hold the labels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    /// Values from left to right.
    pub(super) fn across(&self, (low, high): (f64, f64)) -> Scale {
        Scale { low, high, from: self.left, to: self.right }
    }

    /// Values from the bottom up.
    pub(super) fn up(&self, (low, high): (f64, f64)) -> Scale {
        Scale { low, high, from: self.bottom, to: self.top }
    }
}

/// A picture that is read aloud as its title.
pub(super) fn picture(title: &str, (width, height): (f64, f64), marks: Vec<Tag>) -> Tag {
    tag("svg")
        .set("viewBox", format!("0 0 {} {}", place(width), place(height)))
        .set("role", "img")
        .set("aria-label", title)
        .with(told("title", title))
        .with_all(marks)
}

/// A plot with what is said about it: what it shows, and how it is read.
pub(super) fn figure(picture: Tag, says: &[String]) -> Tag {
    let caption = tag("figcaption").with_all(says.iter().map(paragraph));
    tag("figure").with(tag("div").class("plot").with(picture)).with(caption)
}

/// What is said in place of a plot.
pub(super) fn nothing(text: &str) -> Tag {
    paragraph(text).class("nothing")
}

/// A coordinate: short, and a number in any case.
pub(super) fn place(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A rectangle, given by its corners.
pub(super) fn block(
    class: &'static str,
    (left, top): (f64, f64),
    (right, bottom): (f64, f64),
) -> Tag {
    tag("rect")
        .class(class)
        .set("x", place(left))
        .set("y", place(top))
        .set("width", place((right - left).max(0.0)))
        .set("height", place((bottom - top).max(0.0)))
}

/// A straight line.
pub(super) fn line(class: &'static str, from: (f64, f64), to: (f64, f64)) -> Tag {
    tag("line")
        .class(class)
        .set("x1", place(from.0))
        .set("y1", place(from.1))
        .set("x2", place(to.0))
        .set("y2", place(to.1))
}

/// A text at a place; the class says on which side of it.
pub(super) fn label(class: &'static str, (x, y): (f64, f64), text: impl AsRef<str>) -> Tag {
    tag("text").class(class).set("x", place(x)).set("y", place(y)).text(text)
}

/// How much width a tick needs for its label.
const TICK_ROOM: f64 = 75.0;

/// The axis below the frame: ticks, their labels and what they are.
pub(super) fn axis_below(frame: &Frame, scale: &Scale, unit: Unit, title: &str) -> Vec<Tag> {
    let room = whole_to_nearest((scale.to - scale.from) / TICK_ROOM);
    let found = ticks(scale.low, scale.high, u32::try_from(room).unwrap_or(1));
    let mut marks = vec![line("axis", (frame.left, frame.bottom), (frame.right, frame.bottom))];
    for (value, text) in found.values.iter().zip(labels(&found, unit)) {
        let x = scale.at(*value);
        marks.push(line("axis", (x, frame.bottom), (x, frame.bottom + 4.0)));
        marks.push(label("tick middle", (x, frame.bottom + 16.0), text));
    }
    let middle = (frame.left + frame.right) / 2.0;
    marks.push(label("title middle", (middle, frame.bottom + 32.0), title));
    marks
}

/// The axis at the left: grid lines, labels, and what they are above them.
pub(super) fn axis_left(frame: &Frame, scale: &Scale, unit: Unit, title: &str) -> Vec<Tag> {
    let found = ticks(scale.low, scale.high, 4);
    let mut marks = Vec::new();
    for (value, text) in found.values.iter().zip(labels(&found, unit)) {
        let y = scale.at(*value);
        marks.push(line("grid", (frame.left, y), (frame.right, y)));
        marks.push(label("tick end", (frame.left - 6.0, y + 4.0), text));
    }
    marks.push(label("title", (4.0, 12.0), title));
    marks
}

/// A value that a plot points out.
#[derive(Clone, Debug)]
pub(super) struct Pointer {
    pub(super) at: f64,
    pub(super) text: String,
}

/// Lines at values, each with its text in a row of its own above the frame. The
/// rightmost is the highest, so that no line runs through another's text.
pub(super) fn pointers(frame: &Frame, scale: &Scale, pointers: &[Pointer]) -> Vec<Tag> {
    let mut shown: Vec<&Pointer> = pointers.iter().filter(|one| scale.holds(one.at)).collect();
    shown.sort_by(|one, other| other.at.total_cmp(&one.at));
    let mut marks = Vec::new();
    let mut row = frame.top - 6.0 - POINTER_ROW * (count(&shown) - 1.0);
    for pointer in shown {
        let x = scale.at(pointer.at);
        let width = POINTER_LETTER * count(&pointer.text.chars().collect::<Vec<_>>());
        let (class, beside) =
            if x - width < frame.left { ("mark", 4.0) } else { ("mark end", -4.0) };
        marks.push(line("pointer", (x, row - 9.0), (x, frame.bottom)));
        marks.push(label(class, (x + beside, row), &pointer.text));
        row += POINTER_ROW;
    }
    marks
}

/// About the width of a letter of their texts.
const POINTER_LETTER: f64 = 7.0;

/// The height of a row of pointers' texts.
pub(super) const POINTER_ROW: f64 = 15.0;

/// How many, as a float.
pub(super) fn count<T>(of: &[T]) -> f64 {
    f64::from(u32::try_from(of.len()).unwrap_or(u32::MAX))
}

/// Ends from zero to the largest finite value, with some air above.
pub(super) fn from_zero(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let (low, high) = ends(values.into_iter().chain([0.0]))?;
    let high = if high > f64::MAX / 2.0 { high } else { high * 1.05 };
    (high > 0.0).then_some((low.min(0.0), high))
}
