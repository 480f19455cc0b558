//! Receipts: what lets a trader find their account under a published root.

use std::fs;
use std::path::Path;

use plimsoll_poseidon::Tree;
use plimsoll_statement::{Class, tree};
use plimsoll_verifier::{Receipt, ReceiptHolding};
use rayon::prelude::*;
use serde::Serialize;

use crate::error::Error;
use crate::files;
use crate::plan::Batch;
use crate::run::Run;
use crate::signing::VenueKey;

/// The file in a folder of receipts that says whose each is.
const INDEX: &str = "index.jsonl";
/// Receipts are a multiple of so many bytes long.
const PAGE: usize = 4096;

/// A run's receipts. All of them are equally long, whatever they hold.
#[derive(Debug)]
pub struct Receipts<'a> {
    run: &'a Run,
    signer: Option<&'a VenueKey>,
    length: usize,
}

impl<'a> Receipts<'a> {
    /// Receipts that a venue signs, or does not.
    #[must_use]
    pub fn new(run: &'a Run, signer: Option<&'a VenueKey>) -> Self {
        Self { run, signer, length: length(run).next_multiple_of(PAGE) }
    }

    /// The receipt of a customer's account: `NAME`, or `NAME/3` for a
    /// sub-account.
    ///
    /// # Errors
    /// If there is no such account, or it is the house's or the fund's.
    pub fn of(&self, account: &str) -> Result<Receipt, Error> {
        let none = || Error::NoAccount(account.to_owned());
        let places = self.run.batches().iter().enumerate().flat_map(|(number, batch)| {
            let keys = batch.keys.iter().enumerate();
            keys.map(move |(position, key)| (number, batch, position, key))
        });
        let mut found = places.filter(|(.., key)| key.to_string() == account);
        let (number, batch, position, key) = found.next().ok_or_else(none)?;
        // An identifier may look like another's sub-account.
        if found.next().is_some() {
            return Err(Error::Ambiguous(account.to_owned()));
        }
        if batch.entries.get(position).is_none_or(|entry| entry.account.class != Class::Customer) {
            return Err(Error::NoReceipt(key.clone()));
        }
        let tree = self.tree(batch).ok_or_else(none)?;
        self.make(number, batch, position, &tree).ok_or_else(none)
    }

    /// Writes a receipt to a new file that only its owner can read.
    ///
    /// # Errors
    /// If the file is there already, or cannot be written.
    pub fn write(&self, receipt: &Receipt, path: &Path) -> Result<(), Error> {
        files::write_once(path, &self.padded(receipt))
    }

    /// Writes every customer's receipt to a new folder that only its owner can
    /// read, each under its identity, and an index that says whose is which.
    /// The folder has its name once it is complete. Says how many there are.
    ///
    /// # Errors
    /// If the folder is there already, or cannot be written.
    pub fn write_all(&self, dir: &Path, done: &(impl Fn(u64) + Sync)) -> Result<u64, Error> {
        files::vacant(dir)?;
        let unfinished = files::unfinished(dir);
        if fs::symlink_metadata(&unfinished).is_ok() {
            fs::remove_dir_all(&unfinished).map_err(Error::io(&unfinished))?;
        }
        files::private_folder(&unfinished)?;
        let batches = self.run.batches().par_iter().enumerate();
        let written = batches.map(|(number, batch)| {
            let lines = self.write_batch(number, batch, &unfinished)?;
            done(lines.len() as u64);
            Ok(lines)
        });
        let lines = written.collect::<Result<Vec<_>, Error>>()?.concat();
        files::write_once(&unfinished.join(INDEX), lines.concat().as_bytes())?;
        files::sync_all(&unfinished)?;
        fs::rename(&unfinished, dir).map_err(Error::io(dir))?;
        files::sync(files::folder(dir))?;
        Ok(lines.len() as u64)
    }

    /// The index's lines for what was written.
    fn write_batch(&self, number: usize, batch: &Batch, dir: &Path) -> Result<Vec<String>, Error> {
        let Some(tree) = self.tree(batch) else { return Ok(Vec::new()) };
        let mut lines = Vec::new();
        for (position, entry) in batch.entries.iter().enumerate() {
            if entry.account.class != Class::Customer {
                continue;
            }
            let Some(receipt) = self.make(number, batch, position, &tree) else { continue };
            let file = format!("{}.json", hex::encode(entry.account.identity.as_bytes()));
            files::write_unsynced(&dir.join(&file), &self.padded(&receipt))?;
            let (account, sub_account) = (&receipt.identifier, receipt.sub_account);
            let line = serde_json::to_string(&IndexLine { account, sub_account, file: &file });
            lines.push(line.unwrap_or_default() + "\n");
        }
        Ok(lines)
    }

    fn make(&self, number: usize, batch: &Batch, position: usize, tree: &Tree) -> Option<Receipt> {
        let (key, entry) = (batch.keys.get(position)?, batch.entries.get(position)?);
        let holdings = entry.account.holdings.iter().map(|held| {
            let label = self.run.parameters().label(held.row)?;
            let quantity = label.lot_size.quantity(held.lots)?.to_string();
            let symbol = label.symbol.clone();
            Some(ReceiptHolding { row: held.row, symbol, lots: held.lots, quantity })
        });
        let mut receipt = Receipt {
            context: self.run.manifest().context,
            digest: self.run.manifest().digest,
            batch: u32::try_from(number).ok()?,
            position: u32::try_from(position).ok()?,
            identifier: key.account.clone(),
            sub_account: key.sub_account,
            salt: entry.salt.clone(),
            holdings: holdings.collect::<Option<_>>()?,
            siblings: tree.path(position)?.siblings,
            signature: None,
        };
        if let Some(signer) = self.signer {
            signer.sign(&mut receipt);
        }
        Some(receipt)
    }

    fn tree(&self, batch: &Batch) -> Option<Tree> {
        tree(self.run.parameters(), batch.shape, &batch.entries)
    }

    fn padded(&self, receipt: &Receipt) -> Vec<u8> {
        let mut text = receipt.to_bytes();
        text.resize(text.len().next_multiple_of(PAGE).max(self.length), b' ');
        text
    }
}

#[derive(Serialize)]
struct IndexLine<'a> {
    account: &'a str,
    sub_account: u32,
    file: &'a str,
}

/// What no receipt of these shapes and parameters is longer than: a length
/// that depends on nothing that anybody holds.
fn length(run: &Run) -> usize {
    // A context, digests, numbers, a salt, a signature, and all the names.
    const FIXED: usize = 900;
    // A row, lots and a quantity, and the words between them.
    const HOLDING: usize = 120;
    const SIBLING: usize = 69;
    let parameters = run.parameters();
    let rows = parameters.table().indices().filter_map(|row| parameters.label(row));
    let symbols = rows.map(|label| escaped(&label.symbol));
    let symbol = symbols.max().unwrap_or(0);
    let names = run.batches().iter().flat_map(|batch| &batch.keys);
    let name = names.map(|key| escaped(&key.account)).max().unwrap_or(0);
    let of = |batch: &Batch| {
        let depth = batch.shape.accounts.trailing_zeros() as usize;
        batch.shape.slots * (HOLDING + symbol) + depth * SIBLING
    };
    FIXED + name + run.batches().iter().map(of).max().unwrap_or(0)
}

/// Bytes of a text in JSON.
fn escaped(text: &str) -> usize {
    serde_json::to_vec(text).map_or(0, |text| text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_long_as_it_is_written() {
        assert_eq!(escaped("a\"b"), 6);
    }
}
