//! The models that have a name in files of cases. A model that is to be found
//! there has one line here.

use super::{Black76, BlackScholes, Case, Model, ModelError, Right};
use super::{bates, exchange, heston, merton, rainbow};

/// A model by name: what it reads, and how it reads it.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name in the column `model`.
    pub name: &'static str,
    /// The columns it reads, in groups; every one is required.
    pub columns: &'static [&'static [&'static str]],
    /// The right that the name itself says; `None` where the column `type` does.
    pub right: Option<Right>,
    /// Takes from a case what it needs.
    pub read: fn(&Case) -> Result<Box<dyn Model>, ModelError>,
}

impl Kind {
    /// Whether it reads the column.
    #[must_use]
    pub fn reads(&self, column: &str) -> bool {
        self.columns.concat().contains(&column)
    }
}

const CALL: Option<Right> = Some(Right::Call);
const PUT: Option<Right> = Some(Right::Put);

/// Every model that has a name.
#[rustfmt::skip]
pub const KINDS: &[Kind] = &[
    Kind { name: "bs", columns: BlackScholes::COLUMNS, right: None, read: BlackScholes::read },
    Kind { name: "black76", columns: Black76::COLUMNS, right: None, read: Black76::read },
    Kind { name: "merton", columns: merton::COLUMNS, right: None, read: merton::read },
    Kind { name: "heston", columns: heston::COLUMNS, right: None, read: heston::read },
    Kind { name: "bates", columns: bates::COLUMNS, right: None, read: bates::read },
    Kind { name: "margrabe", columns: exchange::COLUMNS, right: CALL, read: exchange::read },
    Kind { name: "max_call", columns: rainbow::COLUMNS, right: CALL, read: rainbow::max_call },
    Kind { name: "min_call", columns: rainbow::COLUMNS, right: CALL, read: rainbow::min_call },
    Kind { name: "max_put", columns: rainbow::COLUMNS, right: PUT, read: rainbow::max_put },
    Kind { name: "min_put", columns: rainbow::COLUMNS, right: PUT, read: rainbow::min_put },
];

/// The model of a name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}
