//! `plimsoll margin`: the rule over a whole book, read as a stream, or over one
//! account in full.

mod account;
mod book;
mod each;

use std::path::Path;

use plimsoll_snapshot::{AccountKey, BookAccount, RowMap, Snapshot, read_parameters};
use plimsoll_statement::{Account, Assessment, OutOfRange, Parameters};

use super::Style;
use crate::args;
use crate::failure::Failure;
use crate::{output, progress};

pub(super) use book::{BookReport, Tally};

/// What the snapshot's own parameters file is called.
pub(crate) const PARAMETERS: &str = "parameters.json";

pub(crate) fn run(args: &args::Margin, style: Style) -> Result<(), Failure> {
    let file = args.parameters.clone().unwrap_or_else(|| args.dir.join(PARAMETERS));
    let book = Book::open(&args.dir, &file)?;
    match &args.account {
        Some(id) => account::run(&book, id, style),
        None => {
            let report = assess(&book, args.each.as_deref(), style)?;
            output::print(style.json, &report)?;
            report.verdict()
        }
    }
}

/// Explains one account under parameters from anywhere.
pub(super) fn explain(
    dir: &Path,
    parameters: &Path,
    id: &str,
    style: Style,
) -> Result<(), Failure> {
    account::run(&Book::open(dir, parameters)?, id, style)
}

/// A snapshot with the parameters that are applied to it.
pub(super) struct Book {
    pub(super) snapshot: Snapshot,
    pub(super) parameters: Parameters,
    rows: RowMap,
}

/// An account and what the rule says of it.
pub(super) struct Assessed {
    pub(super) key: AccountKey,
    pub(super) account: Account,
    pub(super) outcome: Result<Assessment, OutOfRange>,
}

impl Book {
    pub(super) fn open(dir: &Path, parameters: &Path) -> Result<Self, Failure> {
        let snapshot = Snapshot::open(dir)?;
        let parameters = read_parameters(parameters)?;
        let rows = RowMap::new(snapshot.instruments(), &parameters)?;
        Ok(Self { snapshot, parameters, rows })
    }

    /// Every account in the order of the snapshot, one at a time.
    pub(super) fn accounts(
        &self,
    ) -> Result<impl Iterator<Item = Result<Assessed, Failure>> + '_, Failure> {
        let accounts = self.snapshot.accounts()?;
        Ok(accounts.map(|account| self.assess(account?)))
    }

    fn assess(&self, book: BookAccount) -> Result<Assessed, Failure> {
        let account = self.rows.account(&self.snapshot.manifest().context, &book)?;
        let outcome = Assessment::of(&self.parameters, &account.holdings);
        Ok(Assessed { key: book.key, account, outcome })
    }
}

/// Runs over the whole book, keeping only sums and the worst accounts.
pub(super) fn assess(
    book: &Book,
    each: Option<&Path>,
    style: Style,
) -> Result<BookReport, Failure> {
    let bar = progress::bar(style.quiet, "accounts", None);
    let mut tally = Tally::new(book);
    let mut lines = each.map(|path| each::Lines::create(path, &book.parameters)).transpose()?;
    for assessed in book.accounts()? {
        let assessed = assessed?;
        tally.add(&assessed);
        if let Some(lines) = &mut lines {
            lines.add(&assessed)?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if let Some(lines) = lines {
        lines.finish()?;
    }
    Ok(tally.finish())
}
