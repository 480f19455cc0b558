//! Snapshots, written as streams. What this writes, the reader accepts.

mod atomic;
mod parquet;
mod text;

use std::path::{Path, PathBuf};

use plimsoll_statement::{Class, Lots, Shape};

use crate::accounts::too_many;
use crate::error::InputError;
use crate::folder::Folder;
use crate::instruments::Instruments;
use crate::manifest;
use crate::model::{AccountKey, BookAccount, Format, Instrument, Manifest};
use crate::snapshot::{check_fund, check_funds};
use crate::table::{ACCOUNTS, HOLDINGS, INSTRUMENTS, TABLES, Table, check_name};

use atomic::{Pending, cannot_write};
pub use atomic::{write_atomically, write_privately};

/// A value of a row.
#[derive(Clone, Copy, Debug)]
enum Value<'a> {
    None,
    Text(&'a str),
    Integer(u64),
}

/// Writes one table's rows in one format.
trait TableWriter: Send {
    fn row(&mut self, values: &[Value<'_>]) -> std::io::Result<()>;
    fn finish(self: Box<Self>) -> std::io::Result<()>;
}

/// A table that is being written.
struct Output {
    pending: Pending,
    writer: Box<dyn TableWriter>,
}

/// Writes a snapshot, account by account. Its files get their names when it is
/// finished, `snapshot.json` the last; before that there is no snapshot.
pub struct SnapshotWriter {
    dir: PathBuf,
    manifest: Manifest,
    instruments: Instruments,
    outputs: [Output; 3],
    last: Option<AccountKey>,
    funds: Vec<bool>,
}

impl SnapshotWriter {
    /// Begins a snapshot in a directory, which is made if it is not there.
    ///
    /// # Errors
    /// If there is a snapshot already, the manifest or the instruments cannot
    /// be read back, or the directory cannot be written to.
    pub fn create(
        dir: &Path,
        format: Format,
        manifest: &Manifest,
        instruments: &[Instrument],
    ) -> Result<Self, InputError> {
        manifest.check()?;
        let instruments = Instruments::new(instruments)?;
        std::fs::create_dir_all(dir).map_err(|error| cannot_write(&error).in_file(dir))?;
        refuse_existing(dir)?;
        let outputs = [
            Output::create(dir, format, &INSTRUMENTS)?,
            Output::create(dir, format, &ACCOUNTS)?,
            Output::create(dir, format, &HOLDINGS)?,
        ];
        let mut writer = Self {
            dir: dir.to_owned(),
            funds: vec![false; manifest.funds.len()],
            manifest: manifest.clone(),
            instruments,
            outputs,
            last: None,
        };
        writer.write_instruments()?;
        Ok(writer)
    }

    fn write_instruments(&mut self) -> Result<(), InputError> {
        let [output, ..] = &mut self.outputs;
        for instrument in self.instruments.list() {
            let lot_size = instrument.lot_size.to_string();
            let step = instrument.step.map(|step| step.to_string());
            let strike = instrument.strike.map(|strike| strike.to_string());
            output.row(&[
                Value::Text(&instrument.symbol),
                Value::Text(instrument.kind.name()),
                optional(instrument.underlying.as_ref()),
                optional(instrument.settles_in.as_ref()),
                Value::Text(&lot_size),
                optional(step.as_ref()),
                instrument.expiry.map_or(Value::None, Value::Integer),
                optional(strike.as_ref()),
            ])?;
        }
        Ok(())
    }

    /// Writes the next account, behind all before it in byte order.
    ///
    /// # Errors
    /// If it is out of order or could not be read back, or the disk is full.
    pub fn account(&mut self, account: &BookAccount) -> Result<(), InputError> {
        self.write(account).map_err(|error| error.about(&account.key))
    }

    fn write(&mut self, account: &BookAccount) -> Result<(), InputError> {
        let key = &account.key;
        check_name("account", &key.account, AccountKey::MAX_BYTES)?;
        if let Some(last) = self.last.as_ref().filter(|last| *last >= key) {
            let what = format!("the account is written behind {last}");
            return Err(InputError::new(what, "write accounts in ascending byte order"));
        }
        let class = match account.class {
            Class::Customer => "customer",
            Class::House => "house",
            Class::Fund => "fund",
            Class::Empty => return Err(InputError::new("the account is of class empty", "")),
        };
        let fund = check_fund(&self.manifest, key, account.class)?;
        if let Some(come) = fund.and_then(|at| self.funds.get_mut(at)) {
            *come = true;
        }
        if account.holdings.len() > Shape::MAX_SLOTS {
            return Err(too_many());
        }
        let sub_account = Value::Integer(key.sub_account.into());
        let name = Value::Text(&key.account);
        let [_, accounts, holdings] = &mut self.outputs;
        accounts.row(&[name, sub_account, Value::Text(class)])?;
        let mut before = None;
        for holding in &account.holdings {
            let found = self.instruments.get(holding.instrument);
            let (instrument, _) = found.ok_or_else(|| {
                let what = format!("there is no instrument {}", holding.instrument);
                InputError::new(what, "")
            })?;
            let symbol = &instrument.symbol;
            if before.is_some_and(|before| before >= holding.instrument) {
                let what = format!("{symbol} is not in the order of instruments");
                return Err(InputError::new(what, "sort holdings by instrument"));
            }
            before = Some(holding.instrument);
            if holding.lots == Lots::ZERO {
                let what = format!("quantity of {symbol} is zero");
                return Err(InputError::new(what, "leave the holding out"));
            }
            let quantity = instrument.lot_size.quantity(holding.lots).ok_or_else(|| {
                let what = format!("quantity of {symbol} has too many digits");
                InputError::new(what, "choose a lot size with fewer")
            })?;
            let quantity = quantity.to_string();
            let (symbol, quantity) = (Value::Text(symbol), Value::Text(&quantity));
            holdings.row(&[name, sub_account, symbol, quantity])?;
        }
        self.last = Some(key.clone());
        Ok(())
    }

    /// Completes the snapshot.
    ///
    /// # Errors
    /// If it has no accounts or lacks the fund's, or the disk is full.
    pub fn finish(self) -> Result<(), InputError> {
        if self.last.is_none() {
            let error = InputError::new("has no accounts", "write every account of the venue");
            return Err(error.in_file(&self.dir));
        }
        check_funds(&self.manifest, &self.funds, ACCOUNTS.name)?;
        // Someone may have been quicker.
        refuse_existing(&self.dir)?;
        let mut complete = Vec::with_capacity(self.outputs.len());
        for output in self.outputs {
            complete.push(output.finish()?);
        }
        for pending in complete {
            pending.complete()?;
        }
        let text = self.manifest.to_json();
        atomic::write_whole(&self.dir.join(manifest::NAME), &text, true)
    }
}

impl Output {
    fn create(dir: &Path, format: Format, table: &Table) -> Result<Self, InputError> {
        let path = dir.join(format!("{}.{format}", table.name));
        let pending = Pending::create(&path, true)?;
        let file = pending.handle()?;
        let writer: std::io::Result<Box<dyn TableWriter>> = match format {
            Format::Csv => text::CsvWriter::create(file, table).map(|w| Box::new(w) as _),
            Format::JsonLines => Ok(Box::new(text::JsonWriter::create(file, table))),
            Format::Parquet => {
                parquet::ParquetWriter::create(file, table).map(|w| Box::new(w) as _)
            }
        };
        let writer = writer.map_err(|error| cannot_write(&error).in_file(&path))?;
        Ok(Self { pending, writer })
    }

    fn row(&mut self, values: &[Value<'_>]) -> Result<(), InputError> {
        let written = self.writer.row(values);
        written.map_err(|error| cannot_write(&error).in_file(self.pending.path()))
    }

    fn finish(self) -> Result<Pending, InputError> {
        let finished = self.writer.finish();
        finished.map_err(|error| cannot_write(&error).in_file(self.pending.path()))?;
        Ok(self.pending)
    }
}

fn optional(text: Option<&String>) -> Value<'_> {
    text.map_or(Value::None, |text| Value::Text(text))
}

/// A directory that has any file of a snapshot is left alone.
fn refuse_existing(dir: &Path) -> Result<(), InputError> {
    let folder = Folder::Disk(dir.to_owned());
    let tables = TABLES.into_iter().flat_map(|table| {
        let formats = Format::ALL.into_iter();
        formats.map(move |format| format!("{}.{format}", table.name))
    });
    for name in tables.chain([manifest::NAME.to_owned()]) {
        if folder.size(&name)?.is_some() {
            let error = InputError::new(format!("already has {name}"), "name another directory");
            return Err(error.in_file(dir));
        }
    }
    Ok(())
}

impl std::fmt::Debug for SnapshotWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SnapshotWriter")
            .field("dir", &self.dir)
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}
