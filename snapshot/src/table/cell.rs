//! One value of a row, and what it may be read as.

use plimsoll_statement::{Decimal, DecimalError};

use super::{Column, Need};
use crate::error::InputError;
use crate::model::AccountKey;

/// A value as a file gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// There is no such column or field.
    Absent,
    /// A null.
    Null,
    /// Nothing between two commas.
    Empty,
    /// Text.
    Text(&'a str),
    /// A JSON number, as it is written.
    Number(&'a str),
    /// A whole number.
    Integer(i128),
    /// `unscaled · 10^-scale`.
    Scaled { unscaled: i128, scale: i32 },
    /// A JSON value of another type, by the name of that type.
    Other(&'static str),
}

/// A text as errors show it: escaped, and not at length.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 64;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{:?} and {} bytes more", &text[..end], text.len() - end),
        None => format!("{text:?}"),
    }
}

/// Text that names something: not empty, not long, no control characters.
pub(crate) fn check_name(what: &str, text: &str, most: usize) -> Result<(), InputError> {
    if text.is_empty() {
        return Err(InputError::new(format!("{what} is empty"), "fill it in"));
    }
    if text.len() > most {
        let what = format!("{what} {} is {} bytes long", quoted(text), text.len());
        return Err(InputError::new(what, format!("use at most {most}")));
    }
    // ASCII first: it is nearly all there is.
    let plain = text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    if !plain && text.chars().any(char::is_control) {
        let what = format!("{what} {} has a control character", quoted(text));
        return Err(InputError::new(what, "remove it"));
    }
    Ok(())
}

impl<'a> Cell<'a> {
    /// Text that names something.
    pub(crate) fn name(self, column: &Column) -> Result<&'a str, InputError> {
        let name = column.name;
        let text = match self {
            Self::Text(text) => text,
            Self::Empty => "",
            other => return Err(other.unfit(column, "text")),
        };
        check_name(name, text, AccountKey::MAX_BYTES)?;
        Ok(text)
    }

    /// A name, if there is one.
    pub(crate) fn optional_name(self, column: &Column) -> Result<Option<&'a str>, InputError> {
        self.given().map(|cell| cell.name(column)).transpose()
    }

    /// An exact decimal.
    pub(crate) fn decimal(self, column: &Column) -> Result<Decimal, InputError> {
        match self {
            Self::Empty | Self::Text("") => Err(refused(column, "", DecimalError::Empty)),
            Self::Text(text) | Self::Number(text) => {
                text.parse().map_err(|error| refused(column, &quoted(text), error))
            }
            Self::Integer(integer) => exactly(column, integer, 0),
            Self::Scaled { unscaled, scale } => exactly(column, unscaled, scale),
            other => Err(other.unfit(column, "a decimal")),
        }
    }

    /// A decimal, if there is one.
    pub(crate) fn optional_decimal(self, column: &Column) -> Result<Option<Decimal>, InputError> {
        self.given().map(|cell| cell.decimal(column)).transpose()
    }

    /// A whole number that fits.
    pub(crate) fn integer<T: TryFrom<i128>>(self, column: &Column) -> Result<T, InputError> {
        let value = match self {
            Self::Text(text) | Self::Number(text) => digits(text),
            Self::Integer(integer) => Some(integer),
            Self::Scaled { unscaled, scale: 0 } => Some(unscaled),
            Self::Scaled { .. } | Self::Empty => None,
            other => return Err(other.unfit(column, "a whole number")),
        };
        value.and_then(|value| T::try_from(value).ok()).ok_or_else(|| {
            let shown = match self {
                Self::Text(text) | Self::Number(text) => quoted(text),
                Self::Integer(integer) => integer.to_string(),
                Self::Scaled { unscaled, scale: 0 } => unscaled.to_string(),
                Self::Scaled { .. } => String::from("a fraction"),
                _ => String::from("empty"),
            };
            InputError::new(format!("{} is {shown}", column.name), column.advice)
        })
    }

    /// A whole number, if there is one.
    pub(crate) fn optional_integer<T: TryFrom<i128>>(
        self,
        column: &Column,
    ) -> Result<Option<T>, InputError> {
        self.given().map(|cell| cell.integer(column)).transpose()
    }

    /// Itself, unless it says that there is nothing.
    fn given(self) -> Option<Self> {
        (!matches!(self, Self::Absent | Self::Null | Self::Empty)).then_some(self)
    }

    /// It is not of the type that the column is.
    fn unfit(self, column: &Column, wanted: &str) -> InputError {
        let name = column.name;
        let what = match self {
            Self::Absent => format!("{name} is missing"),
            Self::Null => format!("{name} is null"),
            Self::Number(_) | Self::Integer(_) | Self::Scaled { .. } => {
                format!("{name} is a number")
            }
            Self::Other(found) => format!("{name} is {found}"),
            Self::Text(_) | Self::Empty => format!("{name} is text"),
        };
        let advice = match column.need {
            Need::Defaulted => format!("write {wanted} in every row, or leave {name} out of all"),
            Need::Required | Need::Optional => format!("write {wanted}"),
        };
        InputError::new(what, advice)
    }
}

/// Digits only; `None` for anything else, or more than any column holds.
fn digits(text: &str) -> Option<i128> {
    let plain = !text.is_empty() && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// A number that is one already, if it is within a decimal's bounds.
fn exactly(column: &Column, unscaled: i128, scale: i32) -> Result<Decimal, InputError> {
    Decimal::new(unscaled, scale.saturating_neg()).ok_or_else(|| {
        let many = unscaled.unsigned_abs() >= 10u128.pow(Decimal::MAX_DIGITS);
        let error = if many { DecimalError::TooLong } else { DecimalError::TooFar };
        let shown = match scale {
            0 => unscaled.to_string(),
            _ => format!("{unscaled}e{}", -i64::from(scale)),
        };
        refused(column, &shown, error)
    })
}

fn refused(column: &Column, shown: &str, error: DecimalError) -> InputError {
    let gap = if shown.is_empty() { "" } else { " " };
    let what = format!("{}{gap}{shown} {error}", column.name);
    let advice = match error {
        DecimalError::Empty | DecimalError::Malformed => {
            "write digits with an optional sign, point and exponent, such as -12.5 or 2e-5"
        }
        DecimalError::NotFinite => "write the exact figure",
        DecimalError::TooLong => "write the figure that the venue's ledger holds, not a quotient",
        DecimalError::NegativeZero | DecimalError::TooFar => "",
    };
    InputError::new(what, advice)
}
