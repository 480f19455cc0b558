//! Tables of other crates: any flat table with named columns, read with the
//! same bounds and refused with the same explanations as a snapshot's.

use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_statement::Decimal;

use super::{Cell, Column, Opened, Rows, Table};
use crate::error::InputError;
use crate::model::Format;

impl Rows {
    /// Begins to read a table whose file is in memory; errors name `file`.
    ///
    /// # Errors
    /// If it is not of its format, or has other columns than the table.
    pub fn in_memory(
        file: PathBuf,
        format: Format,
        bytes: Arc<[u8]>,
        table: &'static Table,
    ) -> Result<Self, InputError> {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let source = Box::new(Cursor::new(bytes));
        Self::open(Opened { path: file, format, size, source }, table)
    }

    /// A name in the current row.
    ///
    /// # Errors
    /// If it is missing, empty, too long, or has control characters.
    pub fn text(&self, table: &Table, name: &str) -> Result<&str, InputError> {
        self.with(table, name, Cell::name)
    }

    /// A name, if there is one.
    ///
    /// # Errors
    /// If there is something else.
    pub fn optional_text(&self, table: &Table, name: &str) -> Result<Option<&str>, InputError> {
        self.with(table, name, Cell::optional_name)
    }

    /// An exact decimal in the current row.
    ///
    /// # Errors
    /// If it is missing or not a decimal.
    pub fn decimal(&self, table: &Table, name: &str) -> Result<Decimal, InputError> {
        self.with(table, name, Cell::decimal)
    }

    /// An exact decimal, if there is one.
    ///
    /// # Errors
    /// If there is something else.
    pub fn optional_decimal(
        &self,
        table: &Table,
        name: &str,
    ) -> Result<Option<Decimal>, InputError> {
        self.with(table, name, Cell::optional_decimal)
    }

    /// A whole number in the current row.
    ///
    /// # Errors
    /// If it is missing, not a whole number, or does not fit.
    pub fn integer<T: TryFrom<i128>>(&self, table: &Table, name: &str) -> Result<T, InputError> {
        self.with(table, name, Cell::integer)
    }

    /// A whole number, if there is one.
    ///
    /// # Errors
    /// If there is something else.
    pub fn optional_integer<T: TryFrom<i128>>(
        &self,
        table: &Table,
        name: &str,
    ) -> Result<Option<T>, InputError> {
        self.with(table, name, Cell::optional_integer)
    }

    fn with<'r, T>(
        &'r self,
        table: &Table,
        name: &str,
        read: impl Fn(Cell<'r>, &Column) -> Result<T, InputError>,
    ) -> Result<T, InputError> {
        let missing = || InputError::new(format!("there is no column {name}"), "");
        let at = table.position(name).ok_or_else(missing)?;
        let column = table.columns.get(at).ok_or_else(missing)?;
        read(self.cell(at), column).map_err(|error| self.locate(error))
    }
}
