//! Tables that scroll within their own box, with captions and header cells.

use super::markup::{Tag, tag, told};

/// A table while it is filled.
pub(super) struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Tag>,
}

/// A column: text at the left, or figures at the right.
#[derive(Clone, Debug)]
pub(super) struct Column {
    title: String,
    is_figure: bool,
}

/// A column of text.
pub(super) fn text(title: &str) -> Column {
    Column { title: title.to_owned(), is_figure: false }
}

/// A column of figures.
pub(super) fn figures(title: &str) -> Column {
    Column { title: title.to_owned(), is_figure: true }
}

/// A cell with a name from the book.
pub(super) fn name(text: &str) -> Tag {
    let cell = tag("span").class("name");
    if text.trim().is_empty() { cell.text("(none)") } else { cell.name(text) }
}

/// A cell with words of ours or figures.
pub(super) fn cell(text: impl AsRef<str>) -> Tag {
    told("span", text)
}

impl Table {
    /// No rows yet.
    pub(super) fn new(caption: impl Into<String>, columns: impl Into<Vec<Column>>) -> Self {
        Self { caption: caption.into(), columns: columns.into(), rows: Vec::new() }
    }

    /// Adds a row; its first cell is its header.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Tag>) {
        let mut row = tag("tr");
        for (place, (cell, column)) in cells.into_iter().zip(&self.columns).enumerate() {
            let kind = if place == 0 { tag("th").set("scope", "row") } else { tag("td") };
            let kind = if column.is_figure { kind.class("n") } else { kind };
            row = row.with(kind.with(cell));
        }
        self.rows.push(row);
    }

    /// The table in its box, which the keyboard can scroll.
    pub(super) fn boxed(self) -> Tag {
        let heads = self.columns.iter().map(|column| {
            let head = told("th", &column.title).set("scope", "col");
            if column.is_figure { head.class("n") } else { head }
        });
        let table = tag("table")
            .with(told("caption", &self.caption))
            .with(tag("thead").with(tag("tr").with_all(heads)))
            .with(tag("tbody").with_all(self.rows));
        tag("div")
            .class("scroll")
            .set("role", "region")
            .set("aria-label", &self.caption)
            .set("tabindex", "0")
            .with(table)
    }

    /// The same, folded away until somebody asks for it.
    pub(super) fn folded(self) -> Tag {
        tag("details").with(told("summary", &self.caption)).with(self.boxed())
    }
}
