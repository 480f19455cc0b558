//! Horizontal bars with their names above them, which leaves long names room on
//! a narrow screen.

use super::axis::{Scale, Unit};
use super::markup::{Tag, shortened, told};
use super::plot::{Frame, WIDTH, axis_below, block, count, label, line, picture};

/// The height of a row, and of what is above the first.
const ROW: f64 = 38.0;
const TOP: f64 = 6.0;
/// How many letters of a name fit beside the figure.
const LETTERS: usize = 34;

/// A row of parts of a bar.
pub(super) struct Row {
    pub(super) name: String,
    /// What is at the right, above the bar.
    pub(super) figure: String,
    /// What is drawn from here to there, with its class and its hint.
    pub(super) parts: Vec<(&'static str, f64, f64, String)>,
}

/// Rows over an axis of dollars, and a value that is marked in all of them.
pub(super) struct Rows {
    pub(super) title: String,
    pub(super) axis: &'static str,
    pub(super) ends: (f64, f64),
    pub(super) rows: Vec<Row>,
    pub(super) pointer: Option<f64>,
}

impl Rows {
    /// The picture.
    pub(super) fn picture(&self) -> Tag {
        let bottom = TOP + ROW * count(&self.rows) + 2.0;
        let frame = Frame { left: 12.0, top: TOP, right: WIDTH - 12.0, bottom };
        let across = frame.across(self.ends);
        let mut marks = axis_below(&frame, &across, Unit::Dollars, self.axis);
        let pointer = self.pointer.filter(|at| across.holds(*at));
        let mut top = TOP;
        for row in &self.rows {
            marks.extend(row.marks(&across, top));
            // In pieces beside the bars, so that they do not run through names.
            let piece = |class, at| line(class, (at, top + 18.0), (at, top + 34.0));
            marks.push(piece("axis", across.at(0.0)));
            marks.extend(pointer.map(|at| piece("pointer", across.at(at))));
            top += ROW;
        }
        picture(&self.title, (WIDTH, bottom + 40.0), marks)
    }
}

impl Row {
    fn marks(&self, across: &Scale, top: f64) -> Vec<Tag> {
        let name = shortened(&self.name, LETTERS);
        let mut marks = vec![
            label("name", (across.from, top + 14.0), name).with(told("title", &self.name)),
            label("figure end", (across.to, top + 14.0), &self.figure),
        ];
        let drawn = self.parts.iter().filter(|(_, from, to, _)| from < to);
        marks.extend(drawn.map(|(class, from, to, hint)| {
            let (left, right) = (across.at(*from), across.at(*to));
            block(class, (left, top + 19.0), (right.max(left + 1.0), top + 33.0))
                .with(told("title", hint))
        }));
        marks
    }
}
