//! Accounts joined with their holdings: two streams in one order, so that a
//! book of any size is read in the memory of one account.

use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;

use plimsoll_statement::{Class, Shape};

use crate::error::{InputError, Place};
use crate::model::{AccountKey, BookAccount, BookHolding};
use crate::rows::{self, Owner};
use crate::snapshot::Inner;
use crate::table::Rows;

/// The accounts of a snapshot, in ascending byte order. Behind an error it
/// ends.
pub struct Accounts {
    snapshot: Arc<Inner>,
    accounts: Rows,
    holdings: Rows,
    /// The holdings' row belongs to an account that has not come yet.
    waiting: bool,
    /// The account before, and where it was.
    last: Option<(AccountKey, Place)>,
    /// Whose the row of holdings before was.
    last_holding: Option<AccountKey>,
    /// Which of the fund's accounts have come.
    funds: Vec<bool>,
    ended: bool,
}

impl Iterator for Accounts {
    type Item = Result<BookAccount, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let account = self.account().transpose();
        self.ended = !matches!(account, Some(Ok(_)));
        account
    }
}

impl Accounts {
    pub(crate) fn open(snapshot: Arc<Inner>) -> Result<Self, InputError> {
        let (accounts, holdings) = snapshot.rows()?;
        let funds = vec![false; snapshot.manifest.funds.len()];
        Ok(Self {
            snapshot,
            accounts,
            holdings,
            waiting: false,
            last: None,
            last_holding: None,
            funds,
            ended: false,
        })
    }

    fn account(&mut self) -> Result<Option<BookAccount>, InputError> {
        let Some((key, class)) = self.advance()? else {
            return self.finish().map(|()| None);
        };
        let holdings = self.gather(&key)?;
        Ok(Some(BookAccount { key, class, holdings }))
    }

    /// Moves to the next account.
    fn advance(&mut self) -> Result<Option<(AccountKey, Class)>, InputError> {
        if !self.accounts.advance()? {
            return Ok(None);
        }
        let key = rows::owner(&self.accounts, "")?.key();
        let place = self.accounts.place();
        let class = self.follows(&key).and_then(|()| self.class(&key));
        let class = class.map_err(|error| self.accounts.locate(error.about(&key)))?;
        self.last = Some((key.clone(), place));
        Ok(Some((key, class)))
    }

    /// The account comes behind the one before.
    fn follows(&self, key: &AccountKey) -> Result<(), InputError> {
        match &self.last {
            Some((last, place)) if last == key => Err(twice(*place)),
            Some((last, _)) if last > key => Err(self.out_of_order(last)),
            _ => Ok(()),
        }
    }

    fn class(&mut self, key: &AccountKey) -> Result<Class, InputError> {
        let class = rows::class(&self.accounts)?;
        let fund = self.snapshot.check_fund(key, class)?;
        if let Some(come) = fund.and_then(|at| self.funds.get_mut(at)) {
            *come = true;
        }
        Ok(class)
    }

    /// The rows of holdings that belong to an account.
    fn gather(&mut self, key: &AccountKey) -> Result<Vec<BookHolding>, InputError> {
        let mut gathered: Vec<BookHolding> = Vec::new();
        loop {
            if !self.waiting && !self.holdings.advance()? {
                return Ok(gathered);
            }
            self.waiting = false;
            let owner = rows::owner(&self.holdings, &key.account)?;
            match owner.cmp(&key.owner()) {
                Ordering::Equal => {}
                Ordering::Greater => {
                    self.waiting = true;
                    return Ok(gathered);
                }
                Ordering::Less => {
                    let owner = owner.key();
                    return Err(self.astray(&owner));
                }
            }
            if self.last_holding.as_ref() != Some(key) {
                self.last_holding = Some(key.clone());
            }
            self.hold(&mut gathered).map_err(|error| self.holdings.locate(error.about(key)))?;
        }
    }

    /// Adds the row to the account's holdings, in order.
    fn hold(&self, gathered: &mut Vec<BookHolding>) -> Result<(), InputError> {
        let instruments = &self.snapshot.instruments;
        let table = &self.snapshot.instruments_file.name;
        let (instrument, lots) = rows::holding(&self.holdings, instruments, table)?;
        let holding = BookHolding { instrument, lots };
        match gathered.binary_search_by_key(&instrument, |holding| holding.instrument) {
            Ok(_) => return Err(rows::held_twice(instruments, instrument)),
            Err(_) if gathered.len() == Shape::MAX_SLOTS => return Err(too_many()),
            Err(at) => gathered.insert(at, holding),
        }
        Ok(())
    }

    /// At the end: no holdings are left, and the fund is complete.
    fn finish(&mut self) -> Result<(), InputError> {
        if self.last.is_none() {
            let error = InputError::new("has no accounts", "write every account of the venue");
            return Err(self.accounts.in_file(error));
        }
        if self.waiting || self.holdings.advance()? {
            let owner = rows::owner(&self.holdings, "")?.key();
            return Err(self.astray(&owner));
        }
        self.snapshot.check_funds(&self.funds)
    }

    /// A row of holdings whose account does not come any more: it is out of
    /// order, or the accounts are, or there is no such account.
    fn astray(&mut self, owner: &AccountKey) -> InputError {
        let error = match &self.last_holding {
            Some(last) if last > owner => self.out_of_order(last),
            _ => {
                let read = loop {
                    match self.advance() {
                        Ok(Some(_)) => {}
                        other => break other,
                    }
                };
                if let Err(error) = read {
                    return error;
                }
                unknown(&self.snapshot.accounts_file.name)
            }
        };
        self.holdings.locate(error.about(owner))
    }

    fn out_of_order(&self, last: &AccountKey) -> InputError {
        let input = in_shell(self.snapshot.folder.path());
        InputError::new(
            format!("the row is out of order: it stands behind {last}"),
            format!("run `plimsoll snapshot convert {input} -o OUT`, which sorts"),
        )
    }
}

/// A path as a shell takes it.
fn in_shell(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if path.chars().all(plain) {
        return path;
    }
    format!("'{}'", path.replace('\'', r"'\''"))
}

/// The account is one that was there before.
pub(crate) fn twice(place: Place) -> InputError {
    let what = format!("the account is there twice, first at {place}");
    InputError::new(what, "remove one of them")
}

/// There is no such account.
pub(crate) fn unknown(accounts: &str) -> InputError {
    let what = format!("the account is not in {accounts}");
    InputError::new(what, "add it there, or correct it here")
}

/// More holdings than any circuit has slots for.
pub(crate) fn too_many() -> InputError {
    let what = format!("the account holds more than {} instruments", Shape::MAX_SLOTS);
    InputError::new(what, "move some of them into a sub-account")
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").field("last", &self.last).finish_non_exhaustive()
    }
}

impl PartialEq<AccountKey> for Owner<'_> {
    fn eq(&self, key: &AccountKey) -> bool {
        *self == key.owner()
    }
}
