//! Parquet, read in our own way: flat tables, bounded memory, and no path from
//! hostile bytes to a panic or to an allocation that a bound does not cover.
//! Why: `docs/decisions/0010-a-parquet-reader-of-our-own.md`.

mod column;
mod footer;
mod hybrid;
mod page;
mod schema;
mod thrift;

use column::{ColumnReader, Decode};
use footer::Footer;
use schema::{Leaf, Logical};

use super::{Cell, Source, Table, Type};
use crate::error::{InputError, Place};

/// What to do about a file that is not whole.
const AGAIN: &str = "write it again, or copy it again from where it was written";

/// A file that contradicts itself.
fn damaged(what: &str) -> InputError {
    InputError::new(format!("is damaged: {what}"), AGAIN)
}

pub(super) struct ParquetRows {
    source: Box<dyn Source>,
    footer: Footer,
    columns: Vec<ColumnReader>,
    /// For every column of the table, which of the file it is.
    positions: Vec<Option<usize>>,
    group: usize,
    left: u64,
    row: u64,
}

impl ParquetRows {
    pub(super) fn open(
        mut source: Box<dyn Source>,
        size: u64,
        table: &'static Table,
    ) -> Result<Self, InputError> {
        let mut positions = Vec::new();
        let footer = Footer::read(&mut *source, size, |leaves| {
            positions = table.positions(leaves.iter().map(|leaf| leaf.name.as_str()))?;
            Ok(())
        })?;
        let mut columns = Vec::with_capacity(footer.columns.len());
        for leaf in &footer.columns {
            let column = table.columns.iter().find(|column| column.name == leaf.name);
            let column = column.ok_or_else(|| damaged("a column has no name"))?;
            let decode = decode(leaf, column.of).map_err(|found| {
                let (name, accepted) = (column.name, accepted(column.of));
                let what = format!("column {name} is {found}");
                InputError::new(what, format!("write it as {accepted}"))
            })?;
            columns.push(ColumnReader::new(column.name, leaf, decode));
        }
        Ok(Self { source, footer, columns, positions, group: 0, left: 0, row: 0 })
    }

    pub(super) fn advance(&mut self) -> Result<bool, InputError> {
        while self.left == 0 {
            if self.group > 0 {
                for column in &mut self.columns {
                    column.close(&mut *self.source)?;
                }
            }
            let Some(group) = self.footer.groups.get(self.group) else {
                return Ok(false);
            };
            self.group += 1;
            self.left = group.rows;
            for (column, chunk) in self.columns.iter_mut().zip(&group.chunks) {
                column.open(chunk)?;
            }
        }
        self.left -= 1;
        self.row = self.row.saturating_add(1);
        for column in &mut self.columns {
            let advanced = column.advance(&mut *self.source);
            advanced.map_err(|error| error.at(Place::Row(self.row)))?;
        }
        Ok(true)
    }

    pub(super) fn cell(&self, column: usize) -> Cell<'_> {
        match self.positions.get(column) {
            Some(Some(at)) => self.columns.get(*at).map_or(Cell::Absent, ColumnReader::cell),
            _ => Cell::Absent,
        }
    }

    pub(super) fn row(&self) -> u64 {
        self.row
    }
}

/// How values are read, or what they are that cannot be.
fn decode(leaf: &Leaf, of: Type) -> Result<Decode, &'static str> {
    let little = |width| match leaf.logical() {
        None | Some(Logical::Integer { signed: true }) => {
            Ok(Decode::Little { width, signed: true })
        }
        Some(Logical::Integer { signed: false }) => Ok(Decode::Little { width, signed: false }),
        Some(Logical::Decimal { .. }) => Ok(Decode::Little { width, signed: true }),
        Some(Logical::Other(what)) => Err(what),
        Some(Logical::Text) => Err("an integer that is said to be text"),
    };
    let decode = match (leaf.physical, leaf.logical()) {
        (Some(0), _) => Err("a boolean"),
        (Some(1), _) => little(4),
        (Some(2), _) => little(8),
        (Some(3), _) => Err("a timestamp"),
        (Some(4), _) => Err("a float, which is not exact"),
        (Some(5), _) => Err("a double, which is not exact"),
        (Some(6), Some(Logical::Text)) => Ok(Decode::Text),
        (Some(6), Some(Logical::Decimal { .. })) => Ok(Decode::Big { width: None }),
        (Some(7), Some(Logical::Decimal { .. })) => match usize::try_from(leaf.length) {
            Ok(width @ 1..=16) => Ok(Decode::Big { width: Some(width) }),
            _ => Err("a decimal of more than 16 bytes"),
        },
        (Some(6 | 7), Some(Logical::Other(what))) => Err(what),
        (Some(6 | 7), _) => Err("bytes that are not said to be text"),
        _ => Err("of an unknown type"),
    }?;
    match (of, decode) {
        (Type::Text, Decode::Text) | (Type::Decimal | Type::Integer, _) => Ok(decode),
        (Type::Text, _) => Err("a number"),
    }
}

/// The types of a column, for advice.
fn accepted(of: Type) -> &'static str {
    match of {
        Type::Text => "text: utf8, large_utf8 or a dictionary of either",
        Type::Decimal => {
            "an exact type: utf8, large_utf8, a dictionary of either, decimal128, or an integer of \
             any width"
        }
        Type::Integer => "an integer of any width",
    }
}
