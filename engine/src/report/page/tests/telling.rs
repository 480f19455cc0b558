//! Ticks are round, and figures read as people write them.

use crate::report::page::axis::{Scale, ends, ticks};
use crate::report::page::words::*;

#[test]
fn ticks_are_round_rise_and_stay_within() {
    let sizes = [1e-300, 1e-9, 0.003, 0.7, 1.0, 12.0, 999.0, 4.2e6, 1e18, 1e300];
    for (low, high) in sizes.iter().flat_map(|size| [(0.0, *size), (-size / 3.0, *size)]) {
        for about in 1..=10 {
            let found = ticks(low, high, about).values;
            assert!(found.len() <= 2 * about as usize + 2, "{low} {high} {about}: {found:?}");
            assert!(!found.is_empty() && found.windows(2).all(|two| two[0] < two[1]));
            assert!(found.iter().all(|tick| (low..=high).contains(tick)));
            let Some(two) = found.windows(2).next() else { continue };
            let step = two[1] - two[0];
            let lead = step / libm::pow(10.0, libm::floor(libm::log10(step) + 1e-9));
            assert!([1.0, 2.0, 5.0].iter().any(|d| (lead - d).abs() < 1e-6), "{step}");
        }
    }
    assert_eq!(ticks(0.0, 0.5, 5).values, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    assert_eq!(ticks(-30.0, 31.0, 3).values, [-20.0, 0.0, 20.0]);
    assert_eq!((ticks(0.0, 0.5, 5).decimals, ticks(0.0, 500.0, 5).decimals), (1, 0));
}

#[test]
fn there_are_no_ticks_where_there_is_no_room() {
    let bad = [f64::NAN, f64::INFINITY, -f64::INFINITY];
    for value in bad {
        assert!(ticks(0.0, value, 5).values.is_empty() && ticks(value, 1.0, 5).values.is_empty());
    }
    assert!(ticks(1.0, 1.0, 5).values.is_empty() && ticks(2.0, 1.0, 5).values.is_empty());
    assert!(ticks(0.0, 1.0, 0).values.is_empty());
    // Floats next to each other have no multiples between them.
    assert!(ticks(1e18, 1e18 + 256.0, 5).values.len() <= 1);
    assert_eq!(ends([f64::NAN, f64::INFINITY]), None);
    assert_eq!(ends([3.0, f64::NAN, -2.0]), Some((-2.0, 3.0)));
    assert_eq!(ends([0.0]), Some((-1.0, 1.0)));
}

#[test]
fn places_stay_within_the_scale() {
    let scale = Scale { low: f64::MIN, high: f64::MAX, from: 10.0, to: 20.0 };
    assert_eq!((scale.at(0.0), scale.at(f64::MAX), scale.at(f64::MIN)), (15.0, 20.0, 10.0));
    assert_eq!((scale.at(f64::NAN), scale.at(f64::INFINITY)), (10.0, 20.0));
}

#[test]
fn dollars_in_words() {
    let cases = [
        (0.0, "$0"),
        (-0.0, "$0"),
        (0.004, "$0.00"),
        (-0.004, "$0.00"),
        (0.5, "$0.50"),
        (0.999, "$1"),
        (12.34, "$12.3"),
        (999.4, "$999"),
        (999.6, "$1k"),
        (1234.0, "$1.23k"),
        (-1_200_000.0, "\u{2212}$1.2M"),
        (999_999.0, "$1M"),
        (2.5e9, "$2.5B"),
        (7.1e12, "$7.1T"),
        (1e18, "$1.00e18"),
        (f64::NAN, "n/a"),
        (f64::NEG_INFINITY, "\u{2212}∞"),
    ];
    for (value, text) in cases {
        assert_eq!(dollars(value), text, "{value}");
    }
    assert_eq!(whole_dollars(-1_234_567.8), "\u{2212}$1,234,568");
    assert_eq!(whole_dollars(4.2), "$4.20");
    assert_eq!(whole_dollars(1e300), "$1.00e300");
}

#[test]
fn other_figures_in_words() {
    assert_eq!(percent(0.12345, 1), "12.3%");
    assert_eq!(percent(-0.064, 1), "\u{2212}6.4%");
    assert_eq!(percent(0.000_001_2, 2), "0.00012%");
    assert_eq!(percent(1e-12, 2), "1.0e-10%");
    assert_eq!(percent_down(0.999_999), "99.99%");
    assert_eq!((count(0), count(999), count(1_000)), ("0".into(), "999".into(), "1,000".into()));
    assert_eq!(count(u64::MAX), "18,446,744,073,709,551,615");
    assert_eq!(duration(0.0123), "12 ms");
    assert_eq!((duration(84.1), duration(59.97)), ("1 min 24 s".into(), "1 min 00 s".into()));
    assert_eq!((duration(7384.0), duration(f64::NAN)), ("2 h 03 min".into(), "n/a s".into()));
}

#[test]
fn dates_in_utc() {
    assert_eq!(utc(0), "1970-01-01 00:00:00 UTC");
    assert_eq!(utc(951_782_399), "2000-02-28 23:59:59 UTC");
    assert_eq!(utc(951_782_400), "2000-02-29 00:00:00 UTC");
    assert_eq!(utc(1_709_251_200), "2024-03-01 00:00:00 UTC");
    assert_eq!(utc(4_107_542_400), "2100-03-01 00:00:00 UTC");
    assert_eq!(utc(u64::MAX), "second 18,446,744,073,709,551,615");
}
