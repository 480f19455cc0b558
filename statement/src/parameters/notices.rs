//! What is valid in parameters and yet worth a second look.

use std::collections::BTreeSet;
use std::fmt;

use super::Parameters;
use crate::rules::Column;
use crate::table::RowIndex;

/// A remark on valid parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No scenario of a margin test moves this underlying up, alone.
    NoLoneRise(String),
    /// No scenario of a margin test moves this underlying down, alone.
    NoLoneFall(String),
    /// The reference of an underlying is not a row.
    UnknownReference(String),
    /// A row moves with an underlying that is not listed, so that no gap of it
    /// is looked for.
    UnlistedUnderlying(String),
    /// A rounded mark so small that rounding matters.
    CoarseMark(String),
}

impl Notice {
    /// A rounded mark has at least so many units.
    pub const FINE_MARK: u64 = 100_000;
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLoneRise(name) => {
                write!(f, "underlying {name}: no margin scenario in which it alone gaps up")
            }
            Self::NoLoneFall(name) => {
                write!(f, "underlying {name}: no margin scenario in which it alone gaps down")
            }
            Self::UnknownReference(name) => {
                write!(f, "underlying {name}: its reference is not the symbol of a row")
            }
            Self::UnlistedUnderlying(symbol) => {
                write!(f, "{symbol}: its underlying is not listed among the underlyings")
            }
            Self::CoarseMark(symbol) => write!(
                f,
                "{symbol}: its mark has fewer than {} units per lot and is not marked exact; \
                 choose a larger lot size",
                Self::FINE_MARK
            ),
        }
    }
}

pub(super) fn notices(parameters: &Parameters) -> Vec<Notice> {
    let file = parameters.file();
    let mut notices = Vec::new();
    for underlying in &file.underlyings {
        let name = underlying.name.clone();
        let Some(reference) = parameters.find(&underlying.reference) else {
            notices.push(Notice::UnknownReference(name));
            continue;
        };
        let alone = lone_moves(parameters, &name, reference);
        if !alone.iter().any(|gain| *gain > 0) {
            notices.push(Notice::NoLoneRise(name.clone()));
        }
        if !alone.iter().any(|gain| *gain < 0) {
            notices.push(Notice::NoLoneFall(name));
        }
    }
    let listed: BTreeSet<&str> = file.underlyings.iter().map(|u| u.name.as_str()).collect();
    for (_, row) in parameters.written_rows() {
        if row.underlying.as_deref().is_some_and(|name| !listed.contains(name)) {
            notices.push(Notice::UnlistedUnderlying(row.symbol.clone()));
        }
        let coarse = row.mark != 0 && row.mark.unsigned_abs() < Notice::FINE_MARK;
        if coarse && !row.exact {
            notices.push(Notice::CoarseMark(row.symbol.clone()));
        }
    }
    notices
}

/// What the reference row gains in those scenarios of a margin test that move
/// no other underlying's rows.
fn lone_moves(parameters: &Parameters, underlying: &str, reference: RowIndex) -> Vec<i64> {
    let table = parameters.table();
    let others: Vec<RowIndex> = parameters
        .written_rows()
        .filter(|(_, row)| row.underlying.as_deref() != Some(underlying))
        .map(|(index, _)| index)
        .collect();
    let rules = parameters.rules();
    let tested = rules.tests.iter().flat_map(|test| &test.groups);
    let groups = tested.filter_map(|&group| rules.groups.get(group));
    let columns: BTreeSet<Column> =
        groups.flat_map(|group| group.columns.iter().copied()).collect();
    columns
        .into_iter()
        .filter(|column| others.iter().all(|row| table.pnl_at(*row, *column).units() == 0))
        .map(|column| table.pnl_at(reference, column).units())
        .collect()
}
