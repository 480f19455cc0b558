//! Quantities as lots. Most are short plain decimals, which need no wide
//! arithmetic; all others take the statement's own way.

use plimsoll_statement::{LotSize, Lots};

use crate::error::InputError;
use crate::model::Instrument;
use crate::table::{Cell, Column, quoted};

/// An instrument's lot size, prepared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    lot_size: LotSize,
    mantissa: Option<i64>,
    exponent: i32,
}

impl Unit {
    pub(crate) fn new(lot_size: LotSize) -> Self {
        Self {
            lot_size,
            mantissa: i64::try_from(lot_size.get().mantissa()).ok(),
            exponent: lot_size.get().exponent(),
        }
    }

    /// The lots that a cell of `quantity` says, which are not zero.
    pub(crate) fn lots(
        self,
        cell: Cell<'_>,
        column: &Column,
        instrument: &Instrument,
    ) -> Result<Lots, InputError> {
        if let Cell::Text(text) = cell
            && let Some(lots) = self.quickly(text)
        {
            return Ok(lots);
        }
        let quantity = cell.decimal(column)?;
        let lots = self.lot_size.lots_exactly(quantity).map_err(|error| {
            let shown = match cell {
                Cell::Text(text) | Cell::Number(text) => quoted(text),
                _ => quantity.to_string(),
            };
            let (name, symbol) = (column.name, &instrument.symbol);
            InputError::new(format!("{name} {shown} of {symbol} {error}"), "")
        })?;
        if lots == Lots::ZERO {
            let what = format!("{} of {} is zero", column.name, instrument.symbol);
            return Err(InputError::new(what, "leave the holding out"));
        }
        Ok(lots)
    }

    /// The lots of up to 18 plain digits; `None` where that is not what there
    /// is, or they are not whole lots, or zero.
    fn quickly(self, text: &str) -> Option<Lots> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        if digits.len() > 19 {
            return None;
        }
        let (mut mantissa, mut point) = (0i64, None);
        for (at, &byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    mantissa = mantissa.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                }
                b'.' if point.is_none() && at > 0 => point = Some(at),
                _ => return None,
            }
        }
        let decimals = match point {
            Some(at) => digits.len() - at - 1,
            None => 0,
        };
        if mantissa == 0 || (point.is_some() && decimals == 0) {
            return None;
        }
        let shift = self.exponent.checked_add(i32::try_from(decimals).ok()?)?;
        let power = 10i64.checked_pow(shift.unsigned_abs())?;
        let (number, unit) = if shift > 0 {
            (mantissa, self.mantissa?.checked_mul(power)?)
        } else {
            (mantissa.checked_mul(power)?, self.mantissa?)
        };
        let lots = number.checked_div(unit)?;
        if lots.checked_mul(unit)? != number {
            return None;
        }
        Lots::new(if negative { -lots } else { lots })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::new(LotSize::new(text.parse().unwrap()).unwrap())
    }

    #[test]
    fn the_common_case_is_quick() {
        for (lot, text, lots) in [
            ("0.001", "1.5", 1500),
            ("0.001", "-12.0000", -12000),
            ("100", "1200", 12),
            ("2.5", "7.5", 3),
        ] {
            assert_eq!(unit(lot).quickly(text).map(Lots::count), Some(lots), "{text}");
        }
        for text in ["", "-", "0", "-0", ".5", "5.", "1.2.3", "+1", "1e3", "0.0001"] {
            assert_eq!(unit("0.001").quickly(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn quick_and_exact_agree(
            lot in "[1-9][0-9]{0,4}(\\.[0-9]{0,6}[1-9])?|0\\.0{0,7}[1-9]",
            text in "-?[0-9]{1,12}(\\.[0-9]{1,9})?",
        ) {
            let unit = unit(&lot);
            let exact = text.parse().ok().and_then(|q| unit.lot_size.lots_exactly(q).ok());
            if let Some(lots) = unit.quickly(&text) {
                prop_assert_eq!(Some(lots), exact);
            }
        }
    }
}
