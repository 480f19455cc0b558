//! Figures as written: exact decimals in quotes.

use plimsoll_statement::Decimal;
use serde::{Deserialize, Deserializer, de};

use crate::market::nearest;

/// A decimal of at least zero, in quotes: its nearest float does not depend on
/// who parses it.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Figure(pub f64);

impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl std::str::FromStr for Figure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let exact: Decimal = text.parse().map_err(|error| format!("{text:?} {error}"))?;
        let value = nearest(exact).ok_or_else(|| format!("{text:?} is out of range"))?;
        if value < 0.0 { Err(format!("{text:?} is below zero")) } else { Ok(Self(value)) }
    }
}
