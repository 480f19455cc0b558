//! Cases from a CSV file, each fault with its file, line and column.

use std::fs::File;
use std::path::Path;

use csv::{Reader, ReaderBuilder, StringRecord, Trim};
use plimsoll_engine::models::{Case, KINDS, Kind, ModelError, Right, kind};

use crate::failure::Failure;

const MODEL: &str = "model";
const TYPE: &str = "type";

/// A file of cases while it is read.
pub(super) struct Cases<'a> {
    path: &'a Path,
    columns: Vec<String>,
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
        let columns: Vec<String> = header.iter().map(str::to_owned).collect();
        let cases = Self { path, columns, reader };
        cases.check_columns()?;
        Ok(cases)
    }

    /// The columns, as the file names them.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    fn check_columns(&self) -> Result<(), Failure> {
        for (i, column) in self.columns.iter().enumerate() {
            let known = [MODEL, TYPE].contains(&column.as_str())
                || KINDS.iter().any(|kind| kind.reads(column));
            if !known {
                return Err(self.wrong(1, column, "no model reads it; take it out"));
            }
            if self.columns[..i].contains(column) {
                return Err(self.wrong(1, column, "it is there twice; take one out"));
            }
        }
        if self.columns.iter().any(|column| column == MODEL) {
            Ok(())
        } else {
            Err(self.wrong(1, MODEL, "it is missing; it names each row's model"))
        }
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
        let filled = self.columns.iter().zip(&cells).filter(|(_, cell)| !cell.is_empty());
        let name = filled.clone().find(|(column, _)| *column == MODEL).map_or("", |(_, cell)| cell);
        let Some(kind) = kind(name) else {
            let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
            let why = format!("there is no model {name:?}; there are {}", names.join(", "));
            return Err(self.wrong(line, MODEL, &why));
        };
        let mut case = Case::default();
        for (column, cell) in filled {
            match column.as_str() {
                MODEL => {}
                TYPE => self.set_right(line, kind, cell, &mut case)?,
                _ => {
                    let number = cell.parse().ok().filter(|number: &f64| number.is_finite());
                    let Some(number) = number else {
                        let why = format!("{cell:?} is not a number");
                        return Err(self.wrong(line, column, &why));
                    };
                    // A zero says nothing, so it may stand where nothing is read.
                    if !kind.reads(column) && number != 0.0 {
                        let why = format!("{name} does not read it; leave it empty");
                        return Err(self.wrong(line, column, &why));
                    }
                    case.set(column, number);
                }
            }
        }
        Ok(Row { line, cells, kind, case })
    }

    fn set_right(
        &self,
        line: u64,
        kind: &Kind,
        cell: &str,
        case: &mut Case,
    ) -> Result<(), Failure> {
        let right = match cell {
            "C" => Right::Call,
            "P" => Right::Put,
            _ => return Err(self.wrong(line, TYPE, &format!("{cell:?} is neither C nor P"))),
        };
        if kind.right.is_some_and(|own| own != right) {
            let why = format!("{} is not {cell}; leave it empty", kind.name);
            return Err(self.wrong(line, TYPE, &why));
        }
        case.set_right(right);
        Ok(())
    }

    /// A fault of a row's figures.
    pub(super) fn refused(&self, line: u64, error: &ModelError) -> Failure {
        match error {
            ModelError::Figure { name, value, must } => {
                self.wrong(line, name, &format!("it is {value}, and must be {must}"))
            }
            ModelError::Missing(name) => {
                self.wrong(line, name, "it is not given, and this model needs it")
            }
            other => Failure::Input(format!("{}, line {line}: {other}", self.path.display())),
        }
    }

    fn wrong(&self, line: u64, column: &str, why: &str) -> Failure {
        Failure::Input(format!("{}, line {line}, column {column}: {why}", self.path.display()))
    }
}

/// The reader names the line itself.
fn unreadable(path: &Path, error: &csv::Error) -> Failure {
    Failure::Input(format!("{}: {error}", path.display()))
}
