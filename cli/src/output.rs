//! Results on standard output: text for people, JSON for programs.

use std::fmt::Display;
use std::io::{ErrorKind, Write as _};

use serde::Serialize;

use crate::failure::Failure;

/// A result that people and programs can read.
pub(crate) trait Report: Serialize + Display {}

impl<T: Serialize + Display> Report for T {}

/// Prints a result the way that was asked for.
pub(crate) fn print(json: bool, report: &impl Report) -> Result<(), Failure> {
    let text = if json {
        serde_json::to_string_pretty(report).map_err(|e| Failure::Internal(e.to_string()))?
    } else {
        report.to_string()
    };
    match writeln!(std::io::stdout(), "{}", text.trim_end()) {
        // Whoever read has read enough, as `head` does.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// A number with a comma every three digits.
pub(crate) fn thousands(number: impl Display) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut grouped = String::from(sign);
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        for (plain, grouped) in
            [("0", "0"), ("-999", "-999"), ("1000", "1,000"), ("-1234567.25", "-1,234,567.25")]
        {
            assert_eq!(thousands(plain), grouped);
        }
    }
}
