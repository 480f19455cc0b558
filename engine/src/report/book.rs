//! The book that a report is over: accounts with what the statement says of
//! them, and as the full model reads them.

use plimsoll_snapshot::{InputError, RowMap, Snapshot};
use plimsoll_statement::{Account, Assessment, Class, Money, Parameters};

use crate::risk::Position;
use crate::round::UNITS_PER_USD;

/// An account with its assessment.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) account: Account,
    pub(super) assessment: Assessment,
    /// Instruments by their position in the snapshot, with lots.
    pub(super) position: Position,
}

/// All of them, the fund's apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Book {
    /// Accounts that must meet a requirement.
    pub(super) answering: Vec<Entry>,
    pub(super) fund: Vec<Entry>,
}

impl Entry {
    pub(super) fn equity(&self) -> f64 {
        dollars(self.assessment.equity)
    }

    pub(super) fn requirement(&self) -> f64 {
        dollars(self.assessment.requirement.amount)
    }
}

/// For people to look at.
pub(super) fn dollars(money: Money) -> f64 {
    money.units() as f64 / UNITS_PER_USD
}

impl Book {
    /// Of the accounts that must meet a requirement.
    pub(super) fn positions(&self) -> Vec<&Position> {
        self.answering.iter().map(|entry| &entry.position).collect()
    }

    /// # Errors
    /// If an account cannot be read, holds what has no row, or is beyond range.
    pub(super) fn read(snapshot: &Snapshot, parameters: &Parameters) -> Result<Self, InputError> {
        let rows = RowMap::new(snapshot.instruments(), parameters)?;
        let mut book = Self::default();
        for account in snapshot.accounts()? {
            let read = account?;
            let account = rows.account(&snapshot.manifest().context, &read)?;
            let assessment = Assessment::of(parameters, &account.holdings).map_err(|error| {
                let what = format!("it is {} units beyond what can be stated", error.beyond);
                InputError::new(what, "split it into sub-accounts").about(&read.key)
            })?;
            let lots =
                |held: &plimsoll_snapshot::BookHolding| (held.instrument, held.lots.count() as f64);
            let position = Position {
                holdings: read.holdings.iter().map(lots).collect(),
                // After haircuts: what counts for nothing bears no loss.
                equity: dollars(assessment.equity),
            };
            let name = read.key.to_string();
            let class = account.class;
            let entry = Entry { name, account, assessment, position };
            if class == Class::Fund { book.fund.push(entry) } else { book.answering.push(entry) }
        }
        Ok(book)
    }
}
