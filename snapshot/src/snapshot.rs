//! A snapshot that is open: its manifest and instruments are read, its accounts
//! are there to be streamed.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use plimsoll_statement::Class;

use crate::accounts::Accounts;
use crate::error::InputError;
use crate::folder::{Folder, Found};
use crate::instruments::Instruments;
use crate::manifest;
use crate::model::{AccountKey, Instrument, Manifest};
use crate::table::{ACCOUNTS, HOLDINGS, INSTRUMENTS, Rows};

/// A venue's book at a moment.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) folder: Folder,
    pub(crate) manifest: Manifest,
    pub(crate) instruments: Instruments,
    pub(crate) instruments_file: Found,
    pub(crate) accounts_file: Found,
    pub(crate) holdings_file: Found,
}

/// Bytes of the largest manifest.
const MAX_MANIFEST: u64 = 1 << 20;

impl Snapshot {
    /// Opens a directory, and reads its manifest and instruments.
    ///
    /// # Errors
    /// If a file is missing, or one of these two is not what it should be.
    pub fn open(dir: &Path) -> Result<Self, InputError> {
        Self::open_folder(Folder::Disk(dir.to_owned()))
    }

    /// Opens a directory that is in memory: files by their names.
    ///
    /// # Errors
    /// As [`Snapshot::open`].
    pub fn in_memory(
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Self, InputError> {
        let files: BTreeMap<String, Arc<[u8]>> =
            files.into_iter().map(|(name, bytes)| (name, bytes.into())).collect();
        Self::open_folder(Folder::Memory(files))
    }

    fn open_folder(folder: Folder) -> Result<Self, InputError> {
        folder.check()?;
        if folder.size(manifest::NAME)?.is_none() {
            let what = format!("has no {}", manifest::NAME);
            let advice = "write it, with the venue, chain, epoch, time and funds";
            return Err(InputError::new(what, advice).in_file(folder.path()));
        }
        let path = folder.file(manifest::NAME);
        let text = folder.read(manifest::NAME, MAX_MANIFEST)?;
        let manifest = Manifest::parse(&text).map_err(|error| error.in_file(&path))?;
        let instruments_file = folder.find(&INSTRUMENTS)?;
        let accounts_file = folder.find(&ACCOUNTS)?;
        let holdings_file = folder.find(&HOLDINGS)?;
        let rows = Rows::open(folder.open(&instruments_file)?, &INSTRUMENTS)?;
        let instruments = Instruments::read(rows)?;
        Ok(Self(Arc::new(Inner {
            folder,
            manifest,
            instruments,
            instruments_file,
            accounts_file,
            holdings_file,
        })))
    }

    /// Whose book it is, and of what moment.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    /// What accounts hold.
    #[must_use]
    pub fn instruments(&self) -> &[Instrument] {
        self.0.instruments.list()
    }

    /// Begins to read the accounts. Can be done again and again.
    ///
    /// # Errors
    /// If a table cannot be opened.
    pub fn accounts(&self) -> Result<Accounts, InputError> {
        Accounts::open(Arc::clone(&self.0))
    }

    /// Bytes of the files that [`Snapshot::accounts`] reads.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let (accounts, holdings) = (&self.0.accounts_file, &self.0.holdings_file);
        accounts.size.saturating_add(holdings.size)
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    /// The rows of accounts and of holdings, from the first.
    pub(crate) fn rows(&self) -> Result<(Rows, Rows), InputError> {
        let accounts = Rows::open(self.folder.open(&self.accounts_file)?, &ACCOUNTS)?;
        let holdings = Rows::open(self.folder.open(&self.holdings_file)?, &HOLDINGS)?;
        Ok((accounts, holdings))
    }

    /// An account is of class fund exactly if the manifest names it; says which
    /// of the fund's accounts it is.
    pub(crate) fn check_fund(
        &self,
        key: &AccountKey,
        class: Class,
    ) -> Result<Option<usize>, InputError> {
        check_fund(&self.manifest, key, class)
    }

    /// All of the fund's accounts have come.
    pub(crate) fn check_funds(&self, come: &[bool]) -> Result<(), InputError> {
        let accounts = &self.accounts_file.name;
        check_funds(&self.manifest, come, accounts)
            .map_err(|error| error.in_file(&self.folder.file(manifest::NAME)))
    }
}

/// See [`Inner::check_fund`].
pub(crate) fn check_fund(
    manifest: &Manifest,
    key: &AccountKey,
    class: Class,
) -> Result<Option<usize>, InputError> {
    let fund = manifest.fund(key);
    if fund.is_some() && class != Class::Fund {
        let what = format!("the account is of class {class}, but snapshot.json has it in funds");
        return Err(InputError::new(what, "make its class fund, or take it out of funds"));
    }
    if fund.is_none() && class == Class::Fund {
        let what = "the account is of class fund, but snapshot.json does not have it in funds";
        return Err(InputError::new(what, "add it to funds, or correct its class"));
    }
    Ok(fund)
}

/// See [`Inner::check_funds`].
pub(crate) fn check_funds(
    manifest: &Manifest,
    come: &[bool],
    accounts: &str,
) -> Result<(), InputError> {
    let missing = manifest.funds.iter().zip(come).find(|(_, come)| !**come);
    missing.map_or(Ok(()), |(fund, _)| {
        let what = format!("the account is in funds, but not in {accounts}");
        Err(InputError::new(what, "add it there, or take it out of funds").about(fund))
    })
}
