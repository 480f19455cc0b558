//! A book's instruments as rows of the parameters' table, and its accounts as
//! the statement has them.

use std::collections::BTreeMap;

use plimsoll_statement::{Account, Context, Holding, Identity, Parameters, RowIndex};

use crate::error::InputError;
use crate::model::{BookAccount, Instrument};

/// Which row each instrument is.
#[derive(Clone, Debug)]
pub struct RowMap(Vec<(String, Option<RowIndex>)>);

impl RowMap {
    /// Finds every instrument's row. One without a row is an error only once
    /// it is held.
    ///
    /// # Errors
    /// If a row of the same symbol has another lot size, or is an asset where
    /// the instrument is not.
    pub fn new(instruments: &[Instrument], parameters: &Parameters) -> Result<Self, InputError> {
        let rows: BTreeMap<&str, RowIndex> = parameters
            .table()
            .indices()
            .filter_map(|row| Some((parameters.label(row)?.symbol.as_str(), row)))
            .collect();
        let mut map = Vec::with_capacity(instruments.len());
        for instrument in instruments {
            let row = rows.get(instrument.symbol.as_str()).copied();
            if let Some(row) = row {
                agrees(instrument, row, parameters)?;
            }
            map.push((instrument.symbol.clone(), row));
        }
        Ok(Self(map))
    }

    /// The row of an instrument, by its position; `None` if it has none.
    #[must_use]
    pub fn row(&self, instrument: usize) -> Option<RowIndex> {
        self.0.get(instrument)?.1
    }

    /// The account as the statement has it, holdings sorted by row.
    ///
    /// # Errors
    /// If it holds what the parameters have no row for.
    pub fn account(&self, context: &Context, book: &BookAccount) -> Result<Account, InputError> {
        let mut holdings = Vec::with_capacity(book.holdings.len());
        for holding in &book.holdings {
            let row = match self.0.get(holding.instrument) {
                Some((_, Some(row))) => *row,
                missing => {
                    let symbol = missing.map_or("", |(symbol, _)| symbol);
                    let what = format!("{symbol} is held, and the parameters have no row for it");
                    let advice = "make parameters that have it";
                    return Err(InputError::new(what, advice).about(&book.key));
                }
            };
            holdings.push(Holding { row, lots: holding.lots });
        }
        holdings.sort_unstable_by_key(|holding| holding.row);
        let key = &book.key;
        Ok(Account {
            identity: Identity::derive(context, &key.account, key.sub_account),
            class: book.class,
            holdings,
        })
    }
}

/// The instrument and its row mean the same.
fn agrees(
    instrument: &Instrument,
    row: RowIndex,
    parameters: &Parameters,
) -> Result<(), InputError> {
    let symbol = &instrument.symbol;
    if let Some(label) = parameters.label(row)
        && label.lot_size != instrument.lot_size
    {
        let (here, there) = (instrument.lot_size, label.lot_size);
        let what =
            format!("a lot of {symbol} is {here} in the snapshot and {there} in the parameters");
        let advice = "make both from the same table of instruments";
        return Err(InputError::new(what, advice));
    }
    let asset = parameters.rules().is_asset(row);
    if asset != instrument.kind.is_asset() {
        let side = |asset| if asset { "an asset" } else { "zero-sum" };
        let (here, there) = (side(!asset), side(asset));
        let what = format!("{symbol} is {here} in the snapshot and {there} in the parameters");
        let advice = "make both from the same table of instruments";
        return Err(InputError::new(what, advice));
    }
    Ok(())
}
