//! Receipts: what lets a trader find their account under a published root.

use std::path::Path;

use plimsoll_poseidon::Tree;
use plimsoll_statement::{Class, leaf};
use plimsoll_verifier::{Receipt, ReceiptHolding};

use crate::error::Error;
use crate::files;
use crate::plan::Batch;
use crate::run::Run;

/// The receipt of a customer's account: `NAME`, or `NAME/3` for a sub-account.
///
/// # Errors
/// If there is no such account, or it is the house's or the fund's.
pub fn receipt(run: &Run, account: &str) -> Result<Receipt, Error> {
    let none = || Error::NoAccount(account.to_owned());
    let places = run.batches().iter().enumerate().flat_map(|(number, batch)| {
        let keys = batch.keys.iter().enumerate();
        keys.map(move |(position, key)| (number, position, key))
    });
    let mut found = places.filter(|(.., key)| key.to_string() == account);
    let (number, position, _) = found.next().ok_or_else(none)?;
    // An identifier may look like another's sub-account.
    if found.next().is_some() {
        return Err(Error::Ambiguous(account.to_owned()));
    }
    let batch = run.batches().get(number).ok_or_else(none)?;
    of(run, number, position, batch).ok_or_else(none)?
}

fn of(run: &Run, number: usize, position: usize, batch: &Batch) -> Option<Result<Receipt, Error>> {
    let (key, entry) = (batch.keys.get(position)?, batch.entries.get(position)?);
    if entry.account.class != Class::Customer {
        return Some(Err(Error::NoReceipt(key.clone())));
    }
    let slots = batch.shape.slots;
    let leaves = batch.entries.iter().map(|entry| leaf(&entry.account, &entry.salt, slots));
    let path = Tree::new(leaves.collect())?.path(position)?;
    let holdings = entry.account.holdings.iter().map(|held| {
        let label = run.parameters().label(held.row)?;
        let quantity = label.lot_size.quantity(held.lots)?.to_string();
        let symbol = label.symbol.clone();
        Some(ReceiptHolding { row: held.row, symbol, lots: held.lots, quantity })
    });
    Some(Ok(Receipt {
        context: run.manifest().context,
        digest: run.manifest().digest,
        batch: u32::try_from(number).ok()?,
        position: u32::try_from(position).ok()?,
        identifier: key.account.clone(),
        sub_account: key.sub_account,
        salt: entry.salt.clone(),
        holdings: holdings.collect::<Option<_>>()?,
        siblings: path.siblings,
    }))
}

/// Writes a receipt to a new file that only its owner can read.
///
/// # Errors
/// If the file is there already, or cannot be written.
pub fn write_receipt(path: &Path, receipt: &Receipt) -> Result<(), Error> {
    files::write_once(path, &receipt.to_bytes())
}
