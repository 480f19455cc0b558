//! What is valid in parameters and yet worth a second look.

use std::fmt;

use super::Parameters;
use crate::rules::Column;
use crate::table::RowIndex;

/// A remark on valid parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// No scenario moves this underlying up, alone.
    NoLoneRise(String),
    /// No scenario moves this underlying down, alone.
    NoLoneFall(String),
    /// The reference of an underlying is not a row.
    UnknownReference(String),
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
                write!(f, "underlying {name}: no scenario in which it alone gaps up")
            }
            Self::NoLoneFall(name) => {
                write!(f, "underlying {name}: no scenario in which it alone gaps down")
            }
            Self::UnknownReference(name) => {
                write!(f, "underlying {name}: its reference is not the symbol of a row")
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
    for row in file.assets.iter().chain(&file.zero_sum) {
        let coarse = row.mark != 0 && row.mark.unsigned_abs() < Notice::FINE_MARK;
        if coarse && !row.exact {
            notices.push(Notice::CoarseMark(row.symbol.clone()));
        }
    }
    notices
}

/// What the reference row gains in the scenarios that move no other
/// underlying's rows.
fn lone_moves(parameters: &Parameters, underlying: &str, reference: RowIndex) -> Vec<i64> {
    let table = parameters.table();
    let file = parameters.file();
    let named = |symbol: &str| {
        let row = file.assets.iter().chain(&file.zero_sum).find(|row| row.symbol == symbol);
        row.and_then(|row| row.underlying.as_deref())
    };
    let others: Vec<RowIndex> = table
        .indices()
        .filter(|row| {
            parameters.label(*row).is_some_and(|label| named(&label.symbol) != Some(underlying))
        })
        .collect();
    (0..=u16::MAX)
        .map(Column)
        .take(table.columns())
        .filter(|column| others.iter().all(|row| table.pnl_at(*row, *column).units() == 0))
        .map(|column| table.pnl_at(reference, column).units())
        .collect()
}
