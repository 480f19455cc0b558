//! Cases from a CSV file, each fault with its file, line and column.

use std::fmt::Display;
use std::fs::File;
use std::path::Path;

use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use plimsoll_engine::models::{Case, CaseColumns, Kind, ModelError};

use crate::failure::Failure;

/// A file of cases while it is read.
pub(super) struct Cases<'a> {
    path: &'a Path,
    columns: CaseColumns,
    reader: Reader<File>,
}

/// A row: its cells as they were written, and what they mean.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
    pub(super) kind: &'static Kind,
    pub(super) case: Case,
}

impl<'a> Cases<'a> {
    pub(super) fn open(path: &'a Path) -> Result<Self, Failure> {
        let file = File::open(path).map_err(|error| {
            Failure::Input(format!("{}: cannot be read: {error}", path.display()))
        })?;
        let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(file);
        let header = reader.headers().map_err(|error| unreadable(path, &error))?;
        let columns = CaseColumns::new(header.iter().map(str::to_owned).collect());
        let columns = columns.map_err(|error| wrong(path, 1, &error))?;
        Ok(Self { path, columns, reader })
    }

    /// The columns, as the file names them.
    pub(super) fn columns(&self) -> &[String] {
        self.columns.names()
    }

    /// The next row, if there is one.
    pub(super) fn next(&mut self) -> Option<Result<Row, Failure>> {
        let mut record = StringRecord::new();
        match self.reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => Some(self.row(&record)),
            Err(error) => Some(Err(unreadable(self.path, &error))),
        }
    }

    fn row(&self, record: &StringRecord) -> Result<Row, Failure> {
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let read = self.columns.read(&cells);
        let (kind, case) = read.map_err(|error| wrong(self.path, line, &error))?;
        Ok(Row { line, cells, kind, case })
    }

    /// A fault of a row's figures.
    pub(super) fn refused(&self, line: u64, error: &ModelError) -> Failure {
        let about = |column, why: &dyn Display| {
            wrong(self.path, line, &format_args!("column {column}: {why}"))
        };
        match error {
            ModelError::Figure { name, value, must } => {
                about(name, &format_args!("it is {value}, and must be {must}"))
            }
            ModelError::Missing(name) => about(name, &"it is not given, and this model needs it"),
            other => Failure::Input(format!("{}, line {line}: {other}", self.path.display())),
        }
    }
}

fn wrong(path: &Path, line: u64, what: &dyn Display) -> Failure {
    Failure::Input(format!("{}, line {line}, {what}", path.display()))
}

/// The reader names the line itself.
fn unreadable(path: &Path, error: &csv::Error) -> Failure {
    Failure::Input(format!("{}: {error}", path.display()))
}
