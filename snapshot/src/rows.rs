//! Rows of accounts and holdings, field by field.

use plimsoll_statement::{Class, Lots};

use crate::error::InputError;
use crate::instruments::Instruments;
use crate::model::AccountKey;
use crate::table::{ACCOUNTS, Cell, Column, HOLDINGS, Rows, quoted};

/// Whose row it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Owner<'a> {
    pub(crate) account: &'a str,
    pub(crate) sub_account: u32,
}

impl Owner<'_> {
    pub(crate) fn key(self) -> AccountKey {
        AccountKey { account: self.account.to_owned(), sub_account: self.sub_account }
    }
}

impl AccountKey {
    pub(crate) fn owner(&self) -> Owner<'_> {
        Owner { account: &self.account, sub_account: self.sub_account }
    }
}

/// Whose the row is, in either table. `known` is an identifier that has been
/// checked before: most rows have the one of the row before.
pub(crate) fn owner<'r>(rows: &'r Rows, known: &str) -> Result<Owner<'r>, InputError> {
    let columns = HOLDINGS.columns;
    let (Some(account), Some(sub_account)) = (columns.first(), columns.get(1)) else {
        return Err(InputError::new("there is no such table", ""));
    };
    let name = match rows.cell(0) {
        Cell::Text(text) if text == known => text,
        cell => cell.name(account).map_err(|error| rows.locate(error))?,
    };
    let sub = match rows.cell(1) {
        Cell::Absent => Ok(0),
        cell => cell.integer(sub_account),
    };
    let owner = |sub_account| Owner { account: name, sub_account };
    match sub {
        Ok(sub) => Ok(owner(sub)),
        Err(error) => Err(rows.locate(error.about(&owner(0).key()))),
    }
}

/// The class of a row of accounts.
pub(crate) fn class(rows: &Rows) -> Result<Class, InputError> {
    let name = rows.cell(2).name(column(ACCOUNTS.columns, 2)?)?;
    match name {
        "customer" => Ok(Class::Customer),
        "house" => Ok(Class::House),
        "fund" => Ok(Class::Fund),
        other => {
            let what = format!("class {} is not known", quoted(other));
            Err(InputError::new(what, "write customer, house or fund"))
        }
    }
}

/// What a row of holdings says is held, by the instrument's position.
pub(crate) fn holding(
    rows: &Rows,
    instruments: &Instruments,
    table: &str,
) -> Result<(usize, Lots), InputError> {
    let symbol = match rows.cell(2) {
        Cell::Text(symbol) => symbol,
        cell => cell.name(column(HOLDINGS.columns, 2)?)?,
    };
    let found = instruments.position(symbol).and_then(|at| Some((at, instruments.get(at)?)));
    let Some((position, (instrument, unit))) = found else {
        // An empty symbol has a better explanation.
        rows.cell(2).name(column(HOLDINGS.columns, 2)?)?;
        let what = format!("instrument {} is not in {table}", quoted(symbol));
        return Err(InputError::new(what, "add it there, or correct it here"));
    };
    let quantity = column(HOLDINGS.columns, 3)?;
    let lots = unit.lots(rows.cell(3), quantity, instrument)?;
    Ok((position, lots))
}

fn column(columns: &'static [Column], at: usize) -> Result<&'static Column, InputError> {
    let missing = || InputError::new("there is no such column", "");
    columns.get(at).ok_or_else(missing)
}

/// An instrument that an account holds already.
pub(crate) fn held_twice(instruments: &Instruments, position: usize) -> InputError {
    let symbol = instruments.get(position).map_or("", |(i, _)| &i.symbol);
    let what = format!("instrument {symbol} is held twice");
    InputError::new(what, "write one row with the sum of both")
}
