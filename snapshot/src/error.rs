//! What is wrong with an input: where, with which account, and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

use plimsoll_statement::Violation;

use crate::model::AccountKey;

/// An input that cannot be used. Its display is the whole explanation, on one
/// line: `file, place, account: what is wrong; what to do`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputError(Box<Parts>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Parts {
    file: Option<PathBuf>,
    place: Option<Place>,
    account: Option<AccountKey>,
    what: String,
    advice: String,
}

/// Where in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line of a text file, counted from 1.
    Line(u64),
    /// A row of a Parquet file, counted from 1.
    Row(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row(row) => write!(f, "row {row}"),
        }
    }
}

impl InputError {
    /// Something is wrong; `advice` says what to do about it, or is empty.
    #[must_use]
    pub fn new(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self(Box::new(Parts { what: what.into(), advice: advice.into(), ..Parts::default() }))
    }

    /// In this file, unless a file is named already.
    #[must_use]
    pub fn in_file(mut self, file: &Path) -> Self {
        self.0.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// At this place, unless a place is named already.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.0.place.get_or_insert(place);
        self
    }

    /// About this account, unless an account is named already.
    #[must_use]
    pub fn about(mut self, account: &AccountKey) -> Self {
        self.0.account.get_or_insert_with(|| account.clone());
        self
    }

    /// The file, if it is about one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.0.file.as_deref()
    }

    /// The place in the file, if there is one.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.0.place
    }

    /// The account, if it is about one.
    #[must_use]
    pub fn account(&self) -> Option<&AccountKey> {
        self.0.account.as_ref()
    }

    /// What is wrong.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.0.what
    }

    /// What to do; empty if what is wrong says it.
    #[must_use]
    pub fn advice(&self) -> &str {
        &self.0.advice
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = &*self.0;
        let mut join = "";
        if let Some(file) = &parts.file {
            write!(f, "{}", file.display())?;
            join = ", ";
        }
        if let Some(place) = parts.place {
            write!(f, "{join}{place}")?;
            join = ", ";
        }
        if let Some(account) = &parts.account {
            write!(f, "{join}account {account}")?;
            join = ", ";
        }
        let colon = if join.is_empty() { "" } else { ": " };
        write!(f, "{colon}{}", parts.what)?;
        if !parts.advice.is_empty() {
            write!(f, "; {}", parts.advice)?;
        }
        Ok(())
    }
}

impl std::error::Error for InputError {}

/// Why a parameters file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ParametersError {
    /// It cannot be read, or is not of its form.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Its figures violate clauses of the statement.
    #[error("{}: {}", file.display(), list(violations))]
    Invalid {
        /// The file.
        file: PathBuf,
        /// Every clause that it violates.
        violations: Vec<Violation>,
    },
}

/// The first violations, one to a line; more than that help nobody.
fn list(violations: &[Violation]) -> String {
    const SHOWN: usize = 20;
    let mut text = String::from("these parameters are refused");
    for violation in violations.iter().take(SHOWN) {
        text.push_str("\n  ");
        text.push_str(&violation.to_string());
    }
    if let Some(more) = violations.len().checked_sub(SHOWN).filter(|&n| n > 0) {
        text.push_str(&format!("\n  and {more} more"));
    }
    text
}
