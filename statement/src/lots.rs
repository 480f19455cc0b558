//! Quantities: whole lots, and the lot size that turns a venue's decimals into
//! them without rounding.

use std::fmt;

use crate::decimal::Decimal;

/// A signed number of lots: above zero long, below zero short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lots(i64);

impl Lots {
    /// Bits of each side, long and short.
    pub const BITS: u32 = 63;
    /// No lots.
    pub const ZERO: Self = Self(0);

    /// A number of lots; `None` for the one value whose negative does not fit.
    #[must_use]
    pub const fn new(count: i64) -> Option<Self> {
        if count == i64::MIN { None } else { Some(Self(count)) }
    }

    /// The signed count.
    #[must_use]
    pub const fn count(self) -> i64 {
        self.0
    }

    /// Lots held long, zero if short.
    #[must_use]
    pub const fn long(self) -> u64 {
        if self.0 > 0 { self.0.unsigned_abs() } else { 0 }
    }

    /// Lots held short, zero if long.
    #[must_use]
    pub const fn short(self) -> u64 {
        if self.0 < 0 { self.0.unsigned_abs() } else { 0 }
    }

    /// Lots on whichever side they are.
    #[must_use]
    pub const fn size(self) -> u64 {
        self.0.unsigned_abs()
    }
}

impl fmt::Display for Lots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What one lot is, in the instrument's own unit: always above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LotSize(Decimal);

/// Why a quantity is not a whole number of lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LotsError {
    /// There is a remainder.
    #[error("is not a whole number of lots of {lot_size}{}", fitting(.would_fit))]
    NotWhole {
        /// The lot size there is.
        lot_size: LotSize,
        /// The largest that divides both it and the quantity.
        would_fit: Option<LotSize>,
    },
    /// More than 2^63 − 1 lots.
    #[error("is more than 2^63 - 1 lots of {0}; choose a larger lot size")]
    TooMany(LotSize),
}

fn fitting(would_fit: &Option<LotSize>) -> String {
    would_fit.map_or_else(String::new, |size| format!("; a lot size of {size} would fit"))
}

impl LotSize {
    /// A lot size; `None` unless it is above zero.
    #[must_use]
    pub fn new(size: Decimal) -> Option<Self> {
        size.is_positive().then_some(Self(size))
    }

    /// The decimal.
    #[must_use]
    pub fn get(self) -> Decimal {
        self.0
    }

    /// The quantity in lots, exactly.
    ///
    /// # Errors
    /// If it is not a whole number of lots, or too many.
    pub fn lots_exactly(self, quantity: Decimal) -> Result<Lots, LotsError> {
        let ratio = match quantity.in_units_of(self.0) {
            Some(ratio) => ratio,
            None if self.overflows(quantity) => return Err(LotsError::TooMany(self)),
            None => {
                let would_fit = quantity.common_unit(self.0).and_then(Self::new);
                return Err(LotsError::NotWhole { lot_size: self, would_fit });
            }
        };
        i64::try_from(ratio).ok().and_then(Lots::new).ok_or(LotsError::TooMany(self))
    }

    /// The quantity that so many lots are; `None` if it has too many digits.
    #[must_use]
    pub fn quantity(self, lots: Lots) -> Option<Decimal> {
        let mantissa = self.0.mantissa().checked_mul(i128::from(lots.count()))?;
        Decimal::new(mantissa, self.0.exponent())
    }

    /// Far beyond 2^63 lots, by the powers of ten alone.
    fn overflows(self, quantity: Decimal) -> bool {
        quantity.exponent() - self.0.exponent() > 36
    }
}

impl fmt::Display for LotSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str) -> LotSize {
        LotSize::new(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn whole_lots_or_an_explanation() {
        let lot = size("0.001");
        assert_eq!(lot.lots_exactly("-1.5".parse().unwrap()).unwrap().count(), -1500);
        let error = lot.lots_exactly("2.288e-5".parse().unwrap()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "is not a whole number of lots of 0.001; a lot size of 0.00000016 would fit"
        );
        let most = lot.lots_exactly("9223372036854775.807".parse().unwrap()).unwrap();
        assert_eq!(most.count(), i64::MAX);
        for many in ["9223372036854775.808", "-9223372036854775.808", "1e40"] {
            let error = lot.lots_exactly(many.parse().unwrap()).unwrap_err();
            assert_eq!(error, LotsError::TooMany(lot), "{many}");
        }
    }

    #[test]
    fn lots_and_quantity_are_inverse() {
        let lot = size("0.25");
        let lots = Lots::new(-7).unwrap();
        assert_eq!(lot.quantity(lots).unwrap().to_string(), "-1.75");
        assert_eq!(lot.lots_exactly("-1.75".parse().unwrap()).unwrap(), lots);
    }
}
