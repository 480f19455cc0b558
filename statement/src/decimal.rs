//! Exact decimals: what venues write in their files, parsed without floats.

use std::fmt;
use std::str::FromStr;

/// `mantissa · 10^exponent`, in lowest terms (no trailing zero in the mantissa;
/// zero has exponent 0). Negative zero, NaN and infinities do not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    mantissa: i128,
    exponent: i32,
}

/// Why a text is not an exact decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// There is no text.
    #[error("is empty")]
    Empty,
    /// A character that no decimal has, or one out of place.
    #[error("is not a decimal number")]
    Malformed,
    /// `-0`: somebody's sign was lost, or a float was printed.
    #[error("is negative zero; write 0")]
    NegativeZero,
    /// NaN or an infinity.
    #[error("is not a finite number")]
    NotFinite,
    /// More digits than can be held exactly.
    #[error("has more than {} significant digits", Decimal::MAX_DIGITS)]
    TooLong,
    /// Too large or too small to be a quantity of anything.
    #[error("has an exponent beyond ±{}", Decimal::MAX_EXPONENT)]
    TooFar,
}

impl Decimal {
    /// Significant digits that are held exactly.
    pub const MAX_DIGITS: u32 = 36;
    /// The largest power of ten, either way.
    pub const MAX_EXPONENT: i32 = 40;
    /// Nothing.
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0 };

    /// `mantissa · 10^exponent`; `None` where it is beyond the bounds.
    #[must_use]
    pub fn new(mantissa: i128, exponent: i32) -> Option<Self> {
        let (mut mantissa, mut exponent) = (mantissa, exponent);
        if mantissa == 0 {
            return Some(Self::ZERO);
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent = exponent.checked_add(1)?;
        }
        let held = mantissa.unsigned_abs() < 10u128.pow(Self::MAX_DIGITS);
        let near = exponent.unsigned_abs() <= Self::MAX_EXPONENT.unsigned_abs();
        (held && near).then_some(Self { mantissa, exponent })
    }

    /// The digits, with their sign.
    #[must_use]
    pub fn mantissa(self) -> i128 {
        self.mantissa
    }

    /// The power of ten.
    #[must_use]
    pub fn exponent(self) -> i32 {
        self.exponent
    }

    /// Above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.mantissa > 0
    }

    /// How many times `unit` goes into this, if it does so exactly and the
    /// count fits.
    #[must_use]
    pub fn in_units_of(self, unit: Self) -> Option<i128> {
        if unit.mantissa == 0 {
            return None;
        }
        let (a, b) = self.aligned(unit)?;
        (a % b == 0).then(|| a / b)
    }

    /// The largest decimal that divides both exactly, if it can be held.
    #[must_use]
    pub fn common_unit(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let (a, b) = self.aligned(other)?;
        let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Self::new(i128::try_from(a).ok()?, exponent)
    }

    /// Both mantissas at the smaller of the two exponents.
    fn aligned(self, other: Self) -> Option<(i128, i128)> {
        let exponent = self.exponent.min(other.exponent);
        let at = |x: Self| {
            let shift = u32::try_from(x.exponent - exponent).ok()?;
            x.mantissa.checked_mul(10i128.checked_pow(shift)?)
        };
        // Zero aligns with anything.
        match (self.mantissa, other.mantissa) {
            (0, m) => Some((0, m)),
            (m, 0) => Some((m, 0)),
            _ => Some((at(self)?, at(other)?)),
        }
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;

    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if text.is_empty() {
            return Err(DecimalError::Empty);
        }
        let (negative, rest) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let lower = rest.to_ascii_lowercase();
        if matches!(lower.as_slice(), b"nan" | b"inf" | b"infinity") {
            return Err(DecimalError::NotFinite);
        }
        let (digits, power) = match rest.iter().position(|c| matches!(c, b'e' | b'E')) {
            Some(at) => (&rest[..at], parse_exponent(&rest[at + 1..])?),
            None => (rest, 0),
        };
        let (mantissa, decimals) = parse_digits(digits)?;
        if negative && mantissa == 0 {
            return Err(DecimalError::NegativeZero);
        }
        let signed = if negative { -mantissa } else { mantissa };
        let exponent = power.checked_sub(decimals).ok_or(DecimalError::TooFar)?;
        Self::new(signed, exponent).ok_or(DecimalError::TooFar)
    }
}

/// Digits with at most one point among them, and how many stand behind it, below
/// zero where that many more zeros end a whole number. Leading and trailing zeros
/// cost nothing, so that whatever is displayed can be read.
fn parse_digits(digits: &[u8]) -> Result<(i128, i32), DecimalError> {
    let point = digits.iter().position(|&c| c == b'.');
    let (whole, fraction) = match point {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits, &[][..]),
    };
    if whole.is_empty() || (point.is_some() && fraction.is_empty()) {
        return Err(DecimalError::Malformed);
    }
    let kept = fraction.iter().rposition(|&c| c != b'0').map_or(0, |last| last + 1);
    let significant = match kept {
        0 => whole.iter().rposition(|&c| c != b'0').map_or(0, |last| last + 1),
        _ => whole.len(),
    };
    let zeros = i32::try_from(whole.len() - significant).map_err(|_| DecimalError::TooLong)?;
    let mut mantissa: i128 = 0;
    for &c in whole[..significant].iter().chain(&fraction[..kept]) {
        if !c.is_ascii_digit() {
            return Err(DecimalError::Malformed);
        }
        if mantissa.unsigned_abs() >= 10u128.pow(Decimal::MAX_DIGITS) {
            return Err(DecimalError::TooLong);
        }
        mantissa = mantissa * 10 + i128::from(c - b'0');
    }
    if mantissa.unsigned_abs() >= 10u128.pow(Decimal::MAX_DIGITS) {
        return Err(DecimalError::TooLong);
    }
    let decimals = i32::try_from(kept).map_err(|_| DecimalError::TooLong)?;
    Ok((mantissa, decimals - zeros))
}

fn parse_exponent(text: &[u8]) -> Result<i32, DecimalError> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(DecimalError::Malformed);
    }
    let mut power: i32 = 0;
    for &c in digits {
        power = power * 10 + i32::from(c - b'0');
        if power > 1_000 {
            return Err(DecimalError::TooFar);
        }
    }
    Ok(if negative { -power } else { power })
}

/// Plain notation, no exponent.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.mantissa.unsigned_abs().to_string();
        let shift = usize::try_from(self.exponent.unsigned_abs()).unwrap_or(usize::MAX);
        let text = if self.exponent >= 0 {
            digits + &"0".repeat(shift)
        } else if digits.len() > shift {
            let (whole, fraction) = digits.split_at(digits.len() - shift);
            format!("{whole}.{fraction}")
        } else {
            format!("0.{}{digits}", "0".repeat(shift - digits.len()))
        };
        f.pad_integral(self.mantissa >= 0, "", &text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, DecimalError> {
        text.parse::<Decimal>().map(|d| d.to_string())
    }

    #[test]
    fn exact_in_every_notation() {
        for (text, shown) in [
            ("0", "0"),
            ("0.0", "0"),
            ("2.288e-5", "0.00002288"),
            ("1E3", "1000"),
            ("+1.50", "1.5"),
            ("-12.340", "-12.34"),
            ("0007", "7"),
            ("100e-2", "1"),
            ("123456789012345678901234567890.000001", "123456789012345678901234567890.000001"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(shown), "{text}");
        }
    }

    #[test]
    fn refused_with_the_reason() {
        use DecimalError::*;
        for (text, error) in [
            ("", Empty),
            ("-", Malformed),
            (".", Malformed),
            (".5", Malformed),
            ("5.", Malformed),
            ("1.2.3", Malformed),
            ("1_000", Malformed),
            ("1,5", Malformed),
            (" 1", Malformed),
            ("0x10", Malformed),
            ("1e", Malformed),
            ("1e+-3", Malformed),
            ("٣", Malformed),
            ("-0", NegativeZero),
            ("-0.00e5", NegativeZero),
            ("NaN", NotFinite),
            ("-inf", NotFinite),
            ("1e41", TooFar),
            ("1e-99999999999999999999", TooFar),
            ("1234567890123456789012345678901234567", TooLong),
        ] {
            assert_eq!(parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn division_is_exact_or_not_at_all() {
        let d = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(d("0.003").in_units_of(d("0.001")), Some(3));
        assert_eq!(d("-1.5").in_units_of(d("0.5")), Some(-3));
        assert_eq!(d("0.0015").in_units_of(d("0.001")), None);
        assert_eq!(d("0").in_units_of(d("0.001")), Some(0));
        assert_eq!(d("1").in_units_of(d("0")), None);
        assert_eq!(d("0.0015").common_unit(d("0.001")), Some(d("0.0005")));
        assert_eq!(d("1e30").in_units_of(d("1e-30")), None, "too many to count");
    }
}
