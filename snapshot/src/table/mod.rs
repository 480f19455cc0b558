//! The three tables of a snapshot as rows of cells, whatever their format.

mod by_name;
mod cell;
mod csv;
mod jsonl;
mod lines;
mod parquet;

use std::io::{BufRead, Read, Seek};
use std::path::PathBuf;

pub(crate) use cell::{Cell, check_name, quoted};
pub(crate) use lines::without_byte_order_mark;

use crate::error::{InputError, Place};
use crate::model::Format;

/// What a value is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text, and nothing that only looks like it.
    Text,
    /// An exact decimal: text, an integer or a decimal.
    Decimal,
    /// A whole number.
    Integer,
}

/// Whether every row has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It does.
    Required,
    /// It does if there is such a column.
    Defaulted,
    /// It need not.
    Optional,
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    /// Its name in every file.
    pub name: &'static str,
    /// What its values are.
    pub of: Type,
    /// Whether they must be there.
    pub need: Need,
    /// What to write, where what is written is of the right type and wrong.
    pub advice: &'static str,
}

/// A table and its columns, which code names by their positions.
#[derive(Debug)]
pub struct Table {
    /// Its name, which is its file's without the ending.
    pub name: &'static str,
    /// They may be in any order in a file.
    pub columns: &'static [Column],
}

const fn column(name: &'static str, of: Type, need: Need) -> Column {
    Column { name, of, need, advice: "" }
}

const SUB_ACCOUNT: Column = Column {
    advice: "write a whole number from 0 to 4294967295",
    ..column("sub_account", Type::Integer, Need::Defaulted)
};

const EXPIRY: Column = Column {
    advice: "write Unix seconds, such as 1830000000",
    ..column("expiry", Type::Integer, Need::Optional)
};

pub(crate) const INSTRUMENTS: Table = Table {
    name: "instruments",
    columns: &[
        column("symbol", Type::Text, Need::Required),
        column("kind", Type::Text, Need::Required),
        column("underlying", Type::Text, Need::Optional),
        column("settles_in", Type::Text, Need::Optional),
        column("lot_size", Type::Decimal, Need::Required),
        column("step", Type::Decimal, Need::Optional),
        EXPIRY,
        column("strike", Type::Decimal, Need::Optional),
    ],
};

pub(crate) const ACCOUNTS: Table = Table {
    name: "accounts",
    columns: &[
        column("account", Type::Text, Need::Required),
        SUB_ACCOUNT,
        column("class", Type::Text, Need::Required),
    ],
};

pub(crate) const HOLDINGS: Table = Table {
    name: "holdings",
    columns: &[
        column("account", Type::Text, Need::Required),
        SUB_ACCOUNT,
        column("instrument", Type::Text, Need::Required),
        column("quantity", Type::Decimal, Need::Required),
    ],
};

pub(crate) const TABLES: [&Table; 3] = [&INSTRUMENTS, &ACCOUNTS, &HOLDINGS];

impl Table {
    /// The position of a column.
    fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// All columns' names, for advice.
    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        names.join(", ")
    }

    /// Where a file's columns are. Each is known, none is there twice, and
    /// those that must be there are.
    fn positions<'n>(
        &self,
        present: impl IntoIterator<Item = &'n str>,
    ) -> Result<Vec<Option<usize>>, InputError> {
        let mut positions = vec![None; self.columns.len()];
        let advice = || format!("the columns of {} are {}", self.name, self.names());
        for (at, name) in present.into_iter().enumerate() {
            let Some(column) = self.position(name) else {
                let what = format!("column {} is not known", quoted(name));
                return Err(InputError::new(what, advice()));
            };
            match positions.get_mut(column) {
                Some(place @ None) => *place = Some(at),
                _ => {
                    let what = format!("column {name} is there twice");
                    return Err(InputError::new(what, "remove one of them"));
                }
            }
        }
        for (column, position) in self.columns.iter().zip(&positions) {
            if column.need == Need::Required && position.is_none() {
                let what = format!("column {} is missing", column.name);
                return Err(InputError::new(what, advice()));
            }
        }
        Ok(positions)
    }
}

/// Where a table's bytes come from.
pub(crate) trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// A file that is open.
pub(crate) struct Opened {
    pub(crate) path: PathBuf,
    pub(crate) format: Format,
    pub(crate) size: u64,
    pub(crate) source: Box<dyn Source>,
}

/// The rows of one file, one at a time.
pub struct Rows {
    path: PathBuf,
    reader: Reader,
}

enum Reader {
    Csv(csv::CsvRows),
    JsonLines(jsonl::JsonRows),
    Parquet(Box<parquet::ParquetRows>),
}

impl Rows {
    /// Begins to read a table.
    pub(crate) fn open(file: Opened, table: &'static Table) -> Result<Self, InputError> {
        let path = file.path;
        let text = |source| -> Box<dyn BufRead + Send> {
            Box::new(std::io::BufReader::with_capacity(1 << 16, source))
        };
        let reader = match file.format {
            Format::Csv => csv::CsvRows::open(text(file.source), table).map(Reader::Csv),
            Format::JsonLines => {
                Ok(Reader::JsonLines(jsonl::JsonRows::open(text(file.source), table)))
            }
            Format::Parquet => parquet::ParquetRows::open(file.source, file.size, table)
                .map(|rows| Reader::Parquet(Box::new(rows))),
        };
        match reader {
            Ok(reader) => Ok(Self { path, reader }),
            Err(error) => Err(error.in_file(&path)),
        }
    }

    /// Moves to the next row; false at the end.
    ///
    /// # Errors
    /// If the file is wrong there.
    pub fn advance(&mut self) -> Result<bool, InputError> {
        let moved = match &mut self.reader {
            Reader::Csv(rows) => rows.advance(),
            Reader::JsonLines(rows) => rows.advance(),
            Reader::Parquet(rows) => rows.advance(),
        };
        moved.map_err(|error| self.locate(error))
    }

    /// A cell of the row.
    pub(crate) fn cell(&self, column: usize) -> Cell<'_> {
        match &self.reader {
            Reader::Csv(rows) => rows.cell(column),
            Reader::JsonLines(rows) => rows.cell(column),
            Reader::Parquet(rows) => rows.cell(column),
        }
    }

    /// Where the row is.
    pub(crate) fn place(&self) -> Place {
        match &self.reader {
            Reader::Csv(rows) => Place::Line(rows.line()),
            Reader::JsonLines(rows) => Place::Line(rows.line()),
            Reader::Parquet(rows) => Place::Row(rows.row()),
        }
    }

    /// Says of an error where it is.
    #[must_use]
    pub fn locate(&self, error: InputError) -> InputError {
        match self.place() {
            Place::Line(0) | Place::Row(0) => error.in_file(&self.path),
            place => error.at(place).in_file(&self.path),
        }
    }

    /// Says of an error in which file it is.
    pub(crate) fn in_file(&self, error: InputError) -> InputError {
        error.in_file(&self.path)
    }
}
