//! The tables of a market directory, and their rows as observations. Figures
//! are exact decimals in the files and become the nearest floats here.

use std::path::PathBuf;
use std::sync::Arc;

use plimsoll_snapshot::{Column, Format, InputError, Need, Rows, Table, Type};
use plimsoll_statement::Decimal;

use super::manifest::nearest;
use super::observation::{Claim, Contract, Series};
use crate::Right;

const TIME: Column = integer("time", Need::Required);
const EXPIRY: Column = integer("expiry", Need::Optional);

const fn column(name: &'static str, of: Type, need: Need) -> Column {
    Column { name, of, need, advice: "" }
}

const fn text(name: &'static str) -> Column {
    column(name, Type::Text, Need::Required)
}

const fn decimal(name: &'static str, need: Need) -> Column {
    column(name, Type::Decimal, need)
}

const fn integer(name: &'static str, need: Need) -> Column {
    Column {
        advice: "write a whole number, such as 1830000000 for a time in Unix seconds",
        ..column(name, Type::Integer, need)
    }
}

pub(super) const PRICES: Table = Table {
    name: "prices",
    columns: &[
        text("source"),
        text("asset"),
        text("contract"),
        EXPIRY,
        decimal("price", Need::Required),
        decimal("confidence", Need::Optional),
        TIME,
    ],
};

pub(super) const OPTIONS: Table = Table {
    name: "options",
    columns: &[
        text("source"),
        text("asset"),
        integer("expiry", Need::Required),
        decimal("strike", Need::Required),
        text("right"),
        decimal("bid", Need::Optional),
        decimal("ask", Need::Optional),
        decimal("mark", Need::Optional),
        decimal("volatility", Need::Optional),
        TIME,
    ],
};

pub(super) const DEPTH: Table = Table {
    name: "depth",
    columns: &[
        text("source"),
        text("asset"),
        text("contract"),
        EXPIRY,
        decimal("band", Need::Required),
        decimal("bid", Need::Required),
        decimal("ask", Need::Required),
        TIME,
    ],
};

pub(super) const RATES: Table = Table {
    name: "rates",
    columns: &[
        text("source"),
        text("curve"),
        integer("days", Need::Required),
        decimal("rate", Need::Required),
        TIME,
    ],
};

/// A file of the folder `history`; its name is the asset's.
pub(super) const HISTORY: Table =
    Table { name: "history", columns: &[TIME, decimal("price", Need::Required)] };

/// What an option's source wrote, before any rule.
#[derive(Clone, Debug)]
pub(super) struct RawOption {
    pub(super) source: String,
    pub(super) asset: String,
    pub(super) expiry: u64,
    pub(super) strike: f64,
    pub(super) right: Right,
    pub(super) bid: Option<f64>,
    pub(super) ask: Option<f64>,
    pub(super) mark: Option<f64>,
    pub(super) volatility: Option<f64>,
    pub(super) time: u64,
}

/// Dollars within a band of the middle, as one source has them.
#[derive(Clone, Debug)]
pub(super) struct RawDepth {
    pub(super) source: String,
    pub(super) series: Series,
    pub(super) band: f64,
    pub(super) bid: f64,
    pub(super) ask: f64,
    pub(super) time: u64,
}

/// One file, row by row.
pub(super) struct Reader {
    rows: Rows,
    table: &'static Table,
}

impl Reader {
    pub(super) fn open(
        file: &str,
        format: Format,
        bytes: &Arc<[u8]>,
        table: &'static Table,
    ) -> Result<Self, InputError> {
        let rows = Rows::in_memory(PathBuf::from(file), format, Arc::clone(bytes), table)?;
        Ok(Self { rows, table })
    }

    /// Every row, as `parse` has it.
    pub(super) fn all<T>(
        mut self,
        parse: impl Fn(&Self) -> Result<T, InputError>,
    ) -> Result<Vec<T>, InputError> {
        let mut found = Vec::new();
        while self.rows.advance()? {
            found.push(parse(&self)?);
        }
        Ok(found)
    }

    fn text(&self, name: &str) -> Result<String, InputError> {
        self.rows.text(self.table, name).map(str::to_owned)
    }

    fn figure(&self, name: &str) -> Result<f64, InputError> {
        self.float(name, self.rows.decimal(self.table, name)?)
    }

    fn optional_figure(&self, name: &str) -> Result<Option<f64>, InputError> {
        let exact = self.rows.optional_decimal(self.table, name)?;
        exact.map(|exact| self.float(name, exact)).transpose()
    }

    fn float(&self, name: &str, exact: Decimal) -> Result<f64, InputError> {
        nearest(exact).ok_or_else(|| self.wrong(format!("{name} {exact} is out of range"), ""))
    }

    fn time(&self, name: &str) -> Result<u64, InputError> {
        self.rows.integer(self.table, name)
    }

    fn wrong(&self, what: String, advice: &str) -> InputError {
        self.rows.locate(InputError::new(what, advice))
    }

    /// What makes no sense whatever the policy: refused, as the file is wrong.
    fn positive(&self, name: &str) -> Result<f64, InputError> {
        let value = self.figure(name)?;
        if value > 0.0 {
            return Ok(value);
        }
        Err(self.wrong(format!("{name} {value} is not above zero"), "correct it"))
    }

    fn not_negative(&self, name: &str, value: f64) -> Result<f64, InputError> {
        if value >= 0.0 {
            return Ok(value);
        }
        Err(self.wrong(format!("{name} {value} is below zero"), "correct it"))
    }

    fn series(&self) -> Result<Series, InputError> {
        let asset = self.text("asset")?;
        let name = self.text("contract")?;
        let expiry = self.rows.optional_integer(self.table, "expiry")?;
        let contract = match (name.as_str(), expiry) {
            ("spot", None) => Contract::Spot,
            ("perp", None) => Contract::Perp,
            ("future", Some(expiry)) => Contract::Future { expiry },
            ("spot" | "perp", Some(_)) => {
                return Err(self.wrong(format!("a {name} has an expiry"), "leave it out"));
            }
            ("future", None) => {
                return Err(self.wrong("a future has no expiry".into(), "write its Unix second"));
            }
            _ => {
                let what = format!("contract {name:?} is not known");
                return Err(self.wrong(what, "write spot, perp or future"));
            }
        };
        Ok(Series { asset, contract })
    }

    pub(super) fn price(&self) -> Result<(Series, Claim), InputError> {
        let confidence = self.optional_figure("confidence")?.unwrap_or(0.0);
        let claim = Claim {
            source: self.text("source")?,
            value: self.figure("price")?,
            confidence: self.not_negative("confidence", confidence)?,
            time: self.time("time")?,
        };
        Ok((self.series()?, claim))
    }

    pub(super) fn option(&self) -> Result<RawOption, InputError> {
        let right = match self.text("right")?.as_str() {
            "call" => Right::Call,
            "put" => Right::Put,
            other => {
                let what = format!("right {other:?} is not known");
                return Err(self.wrong(what, "write call or put"));
            }
        };
        Ok(RawOption {
            source: self.text("source")?,
            asset: self.text("asset")?,
            expiry: self.time("expiry")?,
            strike: self.positive("strike")?,
            right,
            bid: self.optional_figure("bid")?,
            ask: self.optional_figure("ask")?,
            mark: self.optional_figure("mark")?,
            volatility: self.optional_figure("volatility")?,
            time: self.time("time")?,
        })
    }

    pub(super) fn depth(&self) -> Result<RawDepth, InputError> {
        Ok(RawDepth {
            source: self.text("source")?,
            series: self.series()?,
            band: self.positive("band")?,
            bid: self.not_negative("bid", self.figure("bid")?)?,
            ask: self.not_negative("ask", self.figure("ask")?)?,
            time: self.time("time")?,
        })
    }

    pub(super) fn rate(&self) -> Result<((String, u32), Claim), InputError> {
        let days = self.rows.integer(self.table, "days")?;
        let claim = Claim {
            source: self.text("source")?,
            value: self.figure("rate")?,
            confidence: 0.0,
            time: self.time("time")?,
        };
        Ok(((self.text("curve")?, days), claim))
    }

    pub(super) fn daily(&self) -> Result<(u64, f64), InputError> {
        Ok((self.time("time")?, self.positive("price")?))
    }
}
