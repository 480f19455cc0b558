//! Any snapshot, in any order, as a sorted one in Parquet.

use std::path::Path;

use plimsoll_statement::{Class, Lots, Shape};

use crate::accounts::{too_many, twice, unknown};
use crate::error::{InputError, Place};
use crate::model::{AccountKey, BookAccount, BookHolding, Format};
use crate::rows;
use crate::snapshot::{Inner, Snapshot};
use crate::table::Rows;
use crate::write::SnapshotWriter;

/// Reads a snapshot whose rows may be in any order into memory, sorts it, and
/// writes it as Parquet into another directory.
///
/// # Errors
/// If it is not a snapshot in every other respect, or cannot be written.
pub fn convert(input: &Path, output: &Path) -> Result<(), InputError> {
    let snapshot = Snapshot::open(input)?;
    let inner = snapshot.inner();
    let (account_rows, holding_rows) = inner.rows()?;
    let accounts = read_accounts(inner, account_rows)?;
    let holdings = read_holdings(inner, holding_rows, &accounts)?;
    let manifest = snapshot.manifest();
    let mut writer =
        SnapshotWriter::create(output, Format::Parquet, manifest, snapshot.instruments())?;
    let mut rest = holdings.as_slice();
    for (position, (key, class, _)) in accounts.into_iter().enumerate() {
        let count = rest.partition_point(|held| held.account <= position);
        let (own, behind) = rest.split_at(count);
        rest = behind;
        let holdings = own
            .iter()
            .map(|held| BookHolding { instrument: held.instrument, lots: held.lots })
            .collect();
        writer.account(&BookAccount { key, class, holdings })?;
    }
    writer.finish()
}

type Accounts = Vec<(AccountKey, Class, Place)>;

/// A row of holdings; its account by position.
struct Held {
    account: usize,
    instrument: usize,
    lots: Lots,
    place: Place,
}

fn read_accounts(inner: &Inner, mut rows: Rows) -> Result<Accounts, InputError> {
    let mut accounts = Vec::new();
    let mut come = vec![false; inner.manifest.funds.len()];
    while rows.advance()? {
        let key = rows::owner(&rows, "")?.key();
        let checked = rows::class(&rows)
            .and_then(|class| Ok((class, inner.check_fund(&key, class)?)))
            .map_err(|error| rows.locate(error.about(&key)))?;
        let (class, fund) = checked;
        if let Some(come) = fund.and_then(|at| come.get_mut(at)) {
            *come = true;
        }
        accounts.push((key, class, rows.place()));
    }
    if accounts.is_empty() {
        let error = InputError::new("has no accounts", "write every account of the venue");
        return Err(rows.in_file(error));
    }
    // Stable: of two of a kind, the first in the file stays first.
    accounts.sort_by(|a, b| a.0.cmp(&b.0));
    for pair in accounts.windows(2) {
        if let [(first, _, earlier), (second, _, later)] = pair
            && first == second
        {
            let error = twice(*earlier).about(second).at(*later);
            return Err(rows.in_file(error));
        }
    }
    inner.check_funds(&come)?;
    Ok(accounts)
}

fn read_holdings(
    inner: &Inner,
    mut rows: Rows,
    accounts: &Accounts,
) -> Result<Vec<Held>, InputError> {
    let instruments = &inner.instruments;
    let mut holdings = Vec::new();
    while rows.advance()? {
        let owner = rows::owner(&rows, "")?;
        let held = accounts
            .binary_search_by(|(key, _, _)| key.owner().cmp(&owner))
            .map_err(|_| unknown(&inner.accounts_file.name))
            .and_then(|account| {
                let table = &inner.instruments_file.name;
                let (instrument, lots) = rows::holding(&rows, instruments, table)?;
                Ok(Held { account, instrument, lots, place: rows.place() })
            })
            .map_err(|error| rows.locate(error.about(&owner.key())))?;
        holdings.push(held);
    }
    holdings.sort_by_key(|held| (held.account, held.instrument));
    let key = |held: &Held| accounts.get(held.account).map(|(key, _, _)| key);
    let wrong = |error: InputError, held: &Held| {
        let error = error.at(held.place);
        let error = key(held).map_or_else(|| error.clone(), |key| error.clone().about(key));
        rows.in_file(error)
    };
    for pair in holdings.windows(2) {
        if let [first, second] = pair
            && (first.account, first.instrument) == (second.account, second.instrument)
        {
            return Err(wrong(rows::held_twice(instruments, second.instrument), second));
        }
    }
    for window in holdings.windows(Shape::MAX_SLOTS + 1) {
        if let [first, .., last] = window
            && first.account == last.account
        {
            return Err(wrong(too_many(), last));
        }
    }
    Ok(holdings)
}
