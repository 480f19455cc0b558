//! Grids of coloured cells with their numbers: losses one way, gains the other,
//! in colours that stay apart for the colour-blind.

use super::markup::{Tag, shortened, told};
use super::plot::{WIDTH, block, count, label, picture, place};
use crate::round::whole_to_nearest;

/// From the largest loss to the largest gain; the style sheet has their colours.
const COLOURS: [&str; 11] = [
    "cell l5", "cell l4", "cell l3", "cell l2", "cell l1", "cell z", "cell g1", "cell g2",
    "cell g3", "cell g4", "cell g5",
];
/// The steps on each side of zero.
const STEPS: f64 = 5.0;
/// The height of a cell.
const HEIGHT: f64 = 30.0;
/// No cell is narrower, however many there are.
const NARROWEST: f64 = 22.0;
/// A cell that is narrower has no room for its number.
const NARROWEST_NUMBER: f64 = 29.0;
/// About the width of a letter of a label.
const LETTER: f64 = 6.6;

/// A grid and how it is told.
pub(super) struct Cells<'a> {
    pub(super) title: String,
    /// From left to right.
    pub(super) columns: Vec<String>,
    /// From the top, with their values.
    pub(super) rows: Vec<(String, &'a [f64])>,
    /// What the strongest colours stand for.
    pub(super) largest: f64,
    /// What the columns are, and the rows.
    pub(super) axes: (&'static str, &'static str),
    /// The number in a cell.
    pub(super) say: &'a dyn Fn(f64) -> String,
    /// Column and row of the cell that is today's.
    pub(super) today: Option<(usize, usize)>,
}

/// Where the cells are.
#[derive(Clone, Copy)]
struct Grid {
    left: f64,
    top: f64,
    cell: f64,
}

impl Cells<'_> {
    /// The picture, with a legend of its colours.
    pub(super) fn picture(&self) -> Tag {
        let grid = self.grid();
        let width = (grid.left + grid.cell * count(&self.columns) + 6.0).max(WIDTH);
        let bottom = grid.top + HEIGHT * count(&self.rows);
        let mut marks = self.heads(grid);
        for (row, y) in self.rows.iter().zip(steps(grid.top, HEIGHT)) {
            marks.push(label("tick end", (grid.left - 6.0, y + 19.0), shortened(&row.0, 9)));
            marks.extend(self.row(&row.0, row.1, grid, y));
        }
        marks.extend(self.frame_of_today(grid));
        marks.extend(self.legend(grid.left, bottom + 14.0));
        picture(&self.title, (width, bottom + 50.0), marks)
    }

    fn grid(&self) -> Grid {
        let longest = longest(self.rows.iter().map(|(name, _)| name));
        let left = (longest * LETTER + 12.0).max(44.0);
        let cell = ((WIDTH - left - 6.0) / count(&self.columns).max(1.0)).clamp(NARROWEST, 62.0);
        let heads = longest_head(&self.columns) * LETTER;
        let slope_room = if heads > cell { heads * 0.8 } else { 10.0 };
        Grid { left, top: 24.0 + slope_room, cell }
    }

    /// What the columns are called, aslant where they are too long to lie.
    fn heads(&self, grid: Grid) -> Vec<Tag> {
        let is_aslant = longest_head(&self.columns) * LETTER > grid.cell;
        let mut marks = vec![
            label("title", (4.0, 12.0), self.axes.1),
            label("title", (grid.left, 12.0), self.axes.0),
        ];
        for (name, x) in self.columns.iter().zip(steps(grid.left, grid.cell)) {
            let (x, y) = (x + grid.cell / 2.0, grid.top - 6.0);
            let name = shortened(name, 9);
            marks.push(if is_aslant {
                let turn = format!("rotate(-50 {} {})", place(x), place(y));
                label("head", (x, y), name).set("transform", turn)
            } else {
                label("head middle", (x, y), name)
            });
        }
        marks
    }

    fn row(&self, name: &str, values: &[f64], grid: Grid, top: f64) -> Vec<Tag> {
        let mut marks = Vec::new();
        let places = steps(grid.left, grid.cell).zip(&self.columns);
        for (value, (x, column)) in values.iter().zip(places) {
            let colour = colour(*value, self.largest);
            let number = (self.say)(*value);
            let hint = format!("{column}, {name}: {number}");
            marks.push(
                block(colour, (x, top), (x + grid.cell - 1.0, top + HEIGHT - 1.0))
                    .with(told("title", hint)),
            );
            if grid.cell >= NARROWEST_NUMBER {
                let middle = x + grid.cell / 2.0 - 0.5;
                marks.push(label(colour, (middle, top + 19.0), number));
            }
        }
        marks
    }

    fn frame_of_today(&self, grid: Grid) -> Option<Tag> {
        let (column, row) = self.today?;
        let left = steps(grid.left, grid.cell).nth(column)?;
        let top = steps(grid.top, HEIGHT).nth(row)?;
        Some(block("today", (left, top), (left + grid.cell - 1.0, top + HEIGHT - 1.0)))
    }

    fn legend(&self, left: f64, top: f64) -> Vec<Tag> {
        const SWATCH: f64 = 18.0;
        let mut marks = Vec::new();
        for (colour, x) in COLOURS.into_iter().zip(steps(left, SWATCH)) {
            marks.push(block(colour, (x, top), (x + SWATCH, top + 10.0)));
        }
        let middle = left + SWATCH * 5.5;
        let ends = [
            (left, "tick", -self.largest),
            (middle, "tick middle", 0.0),
            (left + SWATCH * 11.0, "tick end", self.largest),
        ];
        let texts = ends.map(|(x, class, value)| label(class, (x, top + 24.0), (self.say)(value)));
        marks.extend(texts);
        marks
    }
}

/// Places from a first one on, at equal distances.
fn steps(from: f64, step: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(from), move |place| Some(place + step))
}

fn longest_head(names: &[String]) -> f64 {
    longest(names.iter())
}

/// Of the longest of these labels, as they are shown.
fn longest<'a>(names: impl Iterator<Item = &'a String>) -> f64 {
    let length = names.map(|name| name.chars().count().min(9)).max().unwrap_or_default();
    f64::from(u32::try_from(length).unwrap_or_default())
}

/// The colour of a value, by fifths of the largest.
fn colour(value: f64, largest: f64) -> &'static str {
    let share = (value / largest).clamp(-1.0, 1.0);
    if share.is_nan() {
        return if value == 0.0 { "cell z" } else { "cell none" };
    }
    let step = usize::try_from(whole_to_nearest(share * STEPS + STEPS)).unwrap_or_default();
    COLOURS.get(step).copied().unwrap_or("cell none")
}
