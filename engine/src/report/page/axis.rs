//! Scales from values to places, and round ticks on them.

use super::words::{dollars, number, percent};
use crate::round::whole_to_nearest;

/// What the values of an axis are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unit {
    /// US dollars.
    Dollars,
    /// Shares, written in percent.
    Share,
    /// How many.
    Count,
    /// Plain numbers.
    Ratio,
}

/// Values from `low` to `high`, drawn from `from` to `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Scale {
    /// Where a value is drawn; what is beyond the ends is drawn at them.
    pub(super) fn at(&self, value: f64) -> f64 {
        // Halved, so that the difference of the largest floats is finite.
        let span = self.high / 2.0 - self.low / 2.0;
        let share = (value / 2.0 - self.low / 2.0) / span;
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        self.from + share * (self.to - self.from)
    }

    /// Whether a value is on it.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// Round numbers: multiples of a step, with as many decimals as it needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ticks {
    /// Rising, within the ends.
    pub(super) values: Vec<f64>,
    /// Of the step.
    pub(super) decimals: usize,
}

/// About so many round numbers between two ends: multiples of 1, 2 or 5 times a
/// power of ten. None if there is nothing between them.
pub(super) fn ticks(low: f64, high: f64, about: u32) -> Ticks {
    let span = high - low;
    if !(span.is_finite() && span > 0.0) || about == 0 {
        return Ticks::default();
    }
    let rough = span / f64::from(about);
    let power = libm::floor(libm::log10(rough));
    let lead = rough / libm::pow(10.0, power);
    let (digit, power) = match lead {
        _ if lead < 1.5 => (1.0, power),
        _ if lead < 3.5 => (2.0, power),
        _ if lead < 7.5 => (5.0, power),
        _ => (1.0, power + 1.0),
    };
    let values = multiples(low, high, digit, power);
    let decimals = usize::try_from(whole_to_nearest(-power)).unwrap_or_default().min(300);
    Ticks { values, decimals }
}

/// Multiples of digit x 10^power between the ends.
fn multiples(low: f64, high: f64, digit: f64, power: f64) -> Vec<f64> {
    // A division by a power of ten is rounded once: 3 / 10 is the 0.3 of people.
    let (factor, divisor) = if power < 0.0 {
        (digit, libm::pow(10.0, -power))
    } else {
        (digit * libm::pow(10.0, power), 1.0)
    };
    let place = |value: f64| value / factor * divisor;
    let (first, last) = (libm::ceil(place(low)), libm::floor(place(high)));
    // Beyond 2^53 multiples run together.
    if !(last >= first && last - first < 100.0 && first.abs().max(last.abs()) < 9e15) {
        return Vec::new();
    }
    (whole_to_nearest(first)..=whole_to_nearest(last))
        .map(|multiple| whole_float(multiple) * factor / divisor)
        .filter(|value| (low..=high).contains(value))
        .collect()
}

/// A whole number of up to 53 bits as a float.
pub(super) fn whole_float(whole: i64) -> f64 {
    whole as f64
}

/// Ticks in words, each different from the next.
pub(super) fn labels(ticks: &Ticks, unit: Unit) -> Vec<String> {
    let say = |say: &dyn Fn(f64) -> String| ticks.values.iter().map(|v| say(*v)).collect();
    let short: Vec<String> = say(&|value| label(value, unit, ticks.decimals));
    let repeats = short.iter().zip(short.iter().skip(1)).any(|(one, next)| one == next);
    if repeats { say(&|value| number(value, ticks.decimals)) } else { short }
}

fn label(value: f64, unit: Unit, decimals: usize) -> String {
    match unit {
        Unit::Dollars => dollars(value),
        Unit::Share => percent(value, decimals.saturating_sub(2)),
        Unit::Count => dollars(value).replace('$', ""),
        Unit::Ratio if decimals > 6 => format!("{value:.1e}"),
        Unit::Ratio => number(value, decimals),
    }
}

/// Ends that hold all finite values, with something between them; none if no
/// value is finite.
pub(super) fn ends(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let ends = values.into_iter().filter(|value| value.is_finite()).fold(
        None,
        |ends: Option<(f64, f64)>, value| {
            let (low, high) = ends.unwrap_or((value, value));
            Some((low.min(value), high.max(value)))
        },
    );
    ends.map(|(low, high)| if low < high { (low, high) } else { apart(low) })
}

/// Ends around one value.
fn apart(value: f64) -> (f64, f64) {
    let room = if value == 0.0 { 1.0 } else { value.abs() * 0.1 };
    (value - room, value + room)
}

/// Ends with a share of their distance added on both sides.
pub(super) fn widened((low, high): (f64, f64), share: f64) -> (f64, f64) {
    let room = (high / 2.0 - low / 2.0) * 2.0 * share;
    let (wide_low, wide_high) = (low - room, high + room);
    if wide_low.is_finite() && wide_high.is_finite() { (wide_low, wide_high) } else { (low, high) }
}
