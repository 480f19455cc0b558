//! Figures in words: dollars, shares, counts, dates and durations, the same on
//! every platform, and something to read whatever the float is.

use crate::round::whole_to_nearest;

/// U+2212, as long as a plus.
const MINUS: &str = "\u{2212}";

/// What stands for a figure that is not a number.
pub(super) const UNKNOWN: &str = "n/a";

const UNITS: [(f64, &str); 5] = [(1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "B"), (1e12, "T")];

/// Dollars in three digits: $1.23M.
pub(super) fn dollars(value: f64) -> String {
    signed(value, |size| {
        if size > 0.0 && size < 0.995 { format!("${size:.2}") } else { format!("${}", short(size)) }
    })
}

/// Dollars in full, in groups of three: $1,234,567.
pub(super) fn whole_dollars(value: f64) -> String {
    if value.is_finite() && value.abs() >= 1e15 {
        return dollars(value);
    }
    signed(value, |size| {
        if size > 0.0 && size < 9.995 {
            format!("${size:.2}")
        } else {
            format!("${}", count(whole_to_nearest(size).unsigned_abs()))
        }
    })
}

/// A share in percent, with so many decimals, or in two digits if it is smaller.
#[must_use]
pub fn percent(share: f64, decimals: usize) -> String {
    signed(share * 100.0, |size| {
        let least = libm::pow(10.0, -whole(decimals));
        if size >= 1e9 {
            format!("{size:.2e}%")
        } else if size == 0.0 || size >= least {
            format!("{size:.decimals$}%")
        } else if size >= 1e-6 {
            format!("{}%", trimmed(&format!("{size:.8}")))
        } else {
            format!("{size:.1e}%")
        }
    })
}

/// A share in percent, rounded down: never claims what was only nearly reached.
#[must_use]
pub fn percent_down(share: f64) -> String {
    if !(0.0..1e6).contains(&share) {
        return percent(share, 2);
    }
    format!("{:.2}%", libm::floor(share * 10_000.0) / 100.0)
}

/// A plain number.
pub(super) fn number(value: f64, decimals: usize) -> String {
    signed(
        value,
        |size| {
            if size >= 1e15 { format!("{size:.2e}") } else { format!("{size:.decimals$}") }
        },
    )
}

/// A count, in groups of three.
pub(super) fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many of something: `1 account`, `2 accounts`.
pub(super) fn counted(value: u64, one: &str, more: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { more })
}

/// How long it took.
pub(super) fn duration(seconds: f64) -> String {
    if !(0.0..360_000.0).contains(&seconds) {
        return format!("{} s", number(seconds, 0));
    }
    let whole = whole_to_nearest(seconds);
    match whole {
        _ if seconds < 1.0 => format!("{:.0} ms", seconds * 1000.0),
        _ if seconds < 59.95 => format!("{seconds:.1} s"),
        ..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}

/// A Unix second as a date and time in UTC.
pub(super) fn utc(time: u64) -> String {
    let (days, second) = (time / 86_400, time % 86_400);
    let Some((year, month, day)) = civil(days).filter(|(year, ..)| *year <= 9999) else {
        return format!("second {}", count(time));
    };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// Year, month and day of a day since 1970, in the Gregorian calendar: years
/// begin in March, so that leap days come last.
fn civil(days: u64) -> Option<(u64, u64, u64)> {
    let days = days.checked_add(719_468)?;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    Some((era * 400 + year_of_era + u64::from(month <= 2), month, day))
}

/// The sign apart, and words for what is not finite.
fn signed(value: f64, say: impl Fn(f64) -> String) -> String {
    if value.is_nan() {
        return UNKNOWN.to_owned();
    }
    let said = if value.is_infinite() { "∞".to_owned() } else { say(value.abs()) };
    // What rounds to nothing has no sign.
    let is_something = said.chars().any(|c| c == '∞' || ('1'..='9').contains(&c));
    if value < 0.0 && is_something { format!("{MINUS}{said}") } else { said }
}

/// Three digits and a unit, of what is not negative.
fn short(size: f64) -> String {
    if size == 0.0 {
        return "0".to_owned();
    }
    for (unit, letter) in UNITS {
        let scaled = size / unit;
        // From 999.5 on it would round to four digits.
        if scaled < 999.5 {
            let decimals = match scaled {
                _ if scaled < 9.995 => 2,
                _ if scaled < 99.95 => 1,
                _ => 0,
            };
            return format!("{}{letter}", trimmed(&format!("{scaled:.decimals$}")));
        }
    }
    format!("{size:.2e}")
}

/// Without zeros at the end of decimals.
fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// A short count as a float.
fn whole(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
