//! From dollars in floats to whole units of 1e-8 USD: the only way out of this
//! crate's floats. Each direction of rounding has its own name.

/// Units in a US dollar.
pub(crate) const UNITS_PER_USD: f64 = 1e8;

/// Units, rounded up.
pub(crate) fn units_rounded_up(dollars: f64) -> i64 {
    saturate(libm::ceil(dollars * UNITS_PER_USD))
}

/// A whole number, to the nearest, ties away from zero.
pub(crate) fn whole_to_nearest(value: f64) -> i64 {
    saturate(libm::round(value))
}

/// A whole number, rounded down.
pub(crate) fn whole_rounded_down(value: f64) -> i64 {
    saturate(libm::floor(value))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "an `as` cast saturates, and validation refuses what is so large"
)]
fn saturate(whole: f64) -> i64 {
    whole as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions() {
        assert_eq!(units_rounded_up(0.000_000_011), 2);
        assert_eq!(units_rounded_up(0.0), 0);
        assert_eq!(whole_to_nearest(2.5), 3);
        assert_eq!(whole_rounded_down(2.9), 2);
        assert_eq!(whole_to_nearest(1e300), i64::MAX);
        assert_eq!(whole_to_nearest(f64::NAN), 0);
    }
}
