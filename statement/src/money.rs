//! Amounts of money: integers in units of 1e-8 USD, never floats, every sum
//! checked.

use std::fmt;

/// An amount of money in units of 1e-8 USD, of either sign, below 2^120 in
/// magnitude: wide enough for the sums of any book, narrow enough for the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i128);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount.
    pub const MAX: Self = Self((1 << Self::BITS) - 1);
    /// Units in one US dollar.
    pub const UNITS_PER_USD: i128 = 100_000_000;
    /// Every amount is below 2^120 in magnitude.
    pub const BITS: u32 = 120;

    /// An amount given in units; `None` if it does not fit.
    #[must_use]
    pub const fn from_units(units: i128) -> Option<Self> {
        if units.unsigned_abs() >> Self::BITS == 0 { Some(Self(units)) } else { None }
    }

    /// Whole dollars.
    #[must_use]
    pub fn usd(dollars: i64) -> Self {
        Self(i128::from(dollars) * Self::UNITS_PER_USD)
    }

    /// The amount in units.
    #[must_use]
    pub const fn units(self) -> i128 {
        self.0
    }

    /// The sum; `None` if it does not fit.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::from_units(self.0.checked_add(other.0)?)
    }

    /// The difference; `None` if it does not fit.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::from_units(self.0.checked_sub(other.0)?)
    }

    /// The amount `factor` times; `None` if it does not fit.
    #[must_use]
    pub fn times(self, factor: u64) -> Option<Self> {
        Self::from_units(self.0.checked_mul(i128::from(factor))?)
    }

    /// The nearest amount there is to a number of units.
    fn clamped(units: i128) -> Self {
        Self(units.clamp(-Self::MAX.0, Self::MAX.0))
    }

    /// The sum, or the nearest amount there is.
    #[must_use]
    pub fn saturating_plus(self, other: Self) -> Self {
        Self::clamped(self.0.saturating_add(other.0))
    }

    /// The difference, or the nearest amount there is.
    #[must_use]
    pub fn saturating_minus(self, other: Self) -> Self {
        Self::clamped(self.0.saturating_sub(other.0))
    }

    /// The amount `factor` times, or the nearest amount there is.
    #[must_use]
    pub fn saturating_times(self, factor: u64) -> Self {
        Self::clamped(self.0.saturating_mul(i128::from(factor)))
    }

    /// The amount if it is above zero, and zero otherwise.
    #[must_use]
    pub fn or_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    /// `|self| < 2^bits`.
    #[must_use]
    pub const fn fits(self, bits: u32) -> bool {
        self.0.unsigned_abs() >> bits == 0
    }
}

/// Dollars and as many of the eight decimals as there are.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = self.0.unsigned_abs();
        let scale = Self::UNITS_PER_USD.unsigned_abs();
        let mut text = format!("{}.{:08}", units / scale, units % scale);
        let kept = text.trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(kept);
        f.pad_integral(self.0 >= 0, "", &text)
    }
}

/// Money per lot that longs earn and shorts pay, or the reverse: a mark or a
/// scenario's gain. Signed, 48 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Price(i64);

impl Price {
    /// Bits of a price, its sign included.
    pub const BITS: u32 = 48;
    /// No money per lot.
    pub const ZERO: Self = Self(0);

    /// A price given in units per lot; `None` outside `[-2^47, 2^47)`.
    #[must_use]
    pub const fn from_units(units: i64) -> Option<Self> {
        let limit = 1 << (Self::BITS - 1);
        if -limit <= units && units < limit { Some(Self(units)) } else { None }
    }

    /// Units per lot.
    #[must_use]
    pub const fn units(self) -> i64 {
        self.0
    }
}

/// Money per lot that a holder always pays: a haircut, a floor, a slope. Never
/// negative, 48 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Charge(u64);

impl Charge {
    /// Bits of a charge.
    pub const BITS: u32 = 48;
    /// No charge.
    pub const ZERO: Self = Self(0);

    /// A charge given in units per lot; `None` from 2^48 on.
    #[must_use]
    pub const fn from_units(units: u64) -> Option<Self> {
        if units >> Self::BITS == 0 { Some(Self(units)) } else { None }
    }

    /// Units per lot.
    #[must_use]
    pub const fn units(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_dollars() {
        let show = |units| Money::from_units(units).unwrap().to_string();
        assert_eq!(show(0), "0");
        assert_eq!(show(1), "0.00000001");
        assert_eq!(show(-150_000_000), "-1.5");
        assert_eq!(show(1_000 * 100_000_000), "1000");
    }

    #[test]
    fn ranges_end_where_they_say() {
        assert!(Money::from_units(1 << 120).is_none());
        assert!(Money::from_units(-(1 << 120)).is_none());
        let top = Money::from_units((1 << 120) - 1).unwrap();
        assert_eq!(top.plus(Money::from_units(1).unwrap()), None);
        assert_eq!(Price::from_units(1 << 47), None);
        assert!(Price::from_units(-(1 << 47)).is_some());
        assert_eq!(Price::from_units(-(1 << 47) - 1), None);
        assert_eq!(Charge::from_units(1 << 48), None);
    }
}
