//! Comma-separated values: one record to a line, the first the header.

use std::io::BufRead;
use std::ops::Range;

use super::lines::Lines;
use super::{Cell, Table};
use crate::error::{InputError, Place};

pub(super) struct CsvRows {
    lines: Lines,
    record: Record,
    /// For every column of the table, which field of the file it is.
    positions: Vec<Option<usize>>,
    fields: usize,
}

/// The fields of a line.
#[derive(Default)]
struct Record {
    /// The fields' text in a row where a quote made it differ from the line's.
    unquoted: Option<String>,
    spans: Vec<Range<usize>>,
}

impl CsvRows {
    pub(super) fn open(
        reader: Box<dyn BufRead + Send>,
        table: &'static Table,
    ) -> Result<Self, InputError> {
        let mut rows = Self {
            lines: Lines::new(reader),
            record: Record::default(),
            positions: Vec::new(),
            fields: 0,
        };
        rows.header(table).map_err(|error| {
            let line = rows.lines.number().max(1);
            error.at(Place::Line(line))
        })?;
        Ok(rows)
    }

    fn header(&mut self, table: &'static Table) -> Result<(), InputError> {
        if !self.lines.advance()? {
            let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            let advice = format!("begin with the header {}", names.join(","));
            return Err(InputError::new("the file is empty", advice));
        }
        self.record.split(self.lines.text())?;
        self.fields = self.record.spans.len();
        let names = (0..self.fields).filter_map(|at| self.record.field(self.lines.text(), at));
        self.positions = table.positions(names)?;
        Ok(())
    }

    pub(super) fn advance(&mut self) -> Result<bool, InputError> {
        if !self.lines.advance()? {
            return Ok(false);
        }
        self.record.split(self.lines.text())?;
        let found = self.record.spans.len();
        if found != self.fields {
            let header = self.fields;
            let what = format!("the line has {found} fields and the header {header}");
            let advice = "quote a field that contains a comma, and leave none out";
            return Err(InputError::new(what, advice));
        }
        Ok(true)
    }

    pub(super) fn cell(&self, column: usize) -> Cell<'_> {
        let Some(Some(at)) = self.positions.get(column) else {
            return Cell::Absent;
        };
        match self.record.field(self.lines.text(), *at) {
            None | Some("") => Cell::Empty,
            Some(text) => Cell::Text(text),
        }
    }

    pub(super) fn line(&self) -> u64 {
        self.lines.number()
    }
}

impl Record {
    fn split(&mut self, line: &str) -> Result<(), InputError> {
        self.spans.clear();
        if line.contains('"') {
            return self.split_quoted(line);
        }
        self.unquoted = None;
        let mut start = 0;
        for (comma, _) in line.match_indices(',') {
            self.spans.push(start..comma);
            start = comma + 1;
        }
        self.spans.push(start..line.len());
        Ok(())
    }

    /// Quotes around a whole field, doubled within it.
    fn split_quoted(&mut self, line: &str) -> Result<(), InputError> {
        let misplaced = |what: &str| {
            let advice = "quote a whole field, double quotes within it, and end it on its line";
            Err(InputError::new(what, advice))
        };
        let mut text = String::with_capacity(line.len());
        let mut rest = line;
        loop {
            let start = text.len();
            if let Some(mut inside) = rest.strip_prefix('"') {
                loop {
                    let Some(quote) = inside.find('"') else {
                        return misplaced("a quote is not closed");
                    };
                    text.push_str(&inside[..quote]);
                    inside = &inside[quote + 1..];
                    match inside.strip_prefix('"') {
                        Some(after) => {
                            text.push('"');
                            inside = after;
                        }
                        None => break,
                    }
                }
                rest = inside;
            } else {
                let end = rest.find(',').unwrap_or(rest.len());
                if rest[..end].contains('"') {
                    return misplaced("a quote is in the middle of a field");
                }
                text.push_str(&rest[..end]);
                rest = &rest[end..];
            }
            self.spans.push(start..text.len());
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None if rest.is_empty() => break,
                None => return misplaced("something follows a closing quote"),
            }
        }
        self.unquoted = Some(text);
        Ok(())
    }

    fn field<'a>(&'a self, line: &'a str, at: usize) -> Option<&'a str> {
        let span = self.spans.get(at)?;
        self.unquoted.as_deref().unwrap_or(line).get(span.clone())
    }
}
