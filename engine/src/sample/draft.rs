//! An account while it is being made.

use plimsoll_snapshot::{AccountKey, BookAccount, BookHolding};
use plimsoll_statement::{Class, Lots};

use super::SampleError;

/// The fund's identifier.
pub(super) const FUND: &str = "insurance-fund";
/// The house's identifier.
pub(super) const HOUSE: &str = "house";

/// An account while it is being made.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) key: AccountKey,
    pub(super) class: Class,
    /// Instrument and lots, in no order, each instrument once.
    holdings: Vec<(usize, i64)>,
    /// The instrument it keeps its cash in.
    pub(super) cash: usize,
    /// Cash lots that it has in any case.
    pub(super) idle: i64,
    /// Percent of its requirement that its equity is to be.
    pub(super) target: i64,
}

impl Draft {
    /// The most that any account holds.
    #[cfg(test)]
    pub(super) const MOST_HOLDINGS: usize = 16;

    pub(super) fn new(account: String, sub_account: u32, class: Class, cash: usize) -> Self {
        Self {
            key: AccountKey { account, sub_account },
            class,
            holdings: Vec::new(),
            cash,
            idle: 0,
            target: 200,
        }
    }

    /// Adds lots to what is held of an instrument.
    pub(super) fn add(&mut self, instrument: usize, lots: i64) {
        match self.holdings.iter_mut().find(|h| h.0 == instrument) {
            Some(held) => held.1 += lots,
            None => self.holdings.push((instrument, lots)),
        }
    }

    pub(super) fn holdings(&self) -> &[(usize, i64)] {
        &self.holdings
    }

    /// The account, its holdings in order and without zeros.
    pub(super) fn finished(self) -> Result<BookAccount, SampleError> {
        let mut holdings = self.holdings;
        holdings.retain(|held| held.1 != 0);
        holdings.sort_unstable();
        let holdings = holdings
            .into_iter()
            .map(|(instrument, lots)| Some(BookHolding { instrument, lots: Lots::new(lots)? }))
            .collect::<Option<Vec<_>>>()
            .ok_or(SampleError::Figure("a number of lots"))?;
        Ok(BookAccount { key: self.key, class: self.class, holdings })
    }
}
