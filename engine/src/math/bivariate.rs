//! The distribution function of two correlated standard normals, to about the
//! last digit of 1, for every correlation. Plackett's integral over the angle of
//! the correlation starts at the nearest of −1, 0 and 1, where it is known.

use std::f64::consts::PI;

use super::{cdf, integrate};

/// The chance that two standard normals stay below `h` and `k`. Their correlation
/// comes with its complement `√(1 − ρ²)`, which callers often know to more
/// digits. `None` if the integral does not settle.
pub(crate) fn bivariate_cdf(h: f64, k: f64, correlation: f64, complement: f64) -> Option<f64> {
    if h.is_nan() || k.is_nan() {
        return None;
    }
    if h.is_infinite() || k.is_infinite() {
        let surely = |x: f64| if x > 0.0 { 1.0 } else { 0.0 };
        let one = |x: f64| if x.is_infinite() { surely(x) } else { cdf(x) };
        return Some(one(h) * one(k));
    }
    if correlation.abs() <= complement {
        // cos² of the angle is one half at least.
        let (square, product) = (0.5 * (h * h + k * k), h * k);
        let density = |angle: f64| {
            let (sin, cos) = libm::sincos(angle);
            libm::exp((product * sin - square) / (cos * cos))
        };
        let angle = libm::atan2(correlation, complement);
        return Some(cdf(h) * cdf(k) + integrate(density, 0.0, angle)? / (2.0 * PI));
    }
    // Near ±1, by the angle that is left to a right one.
    let sign = if correlation < 0.0 { -1.0 } else { 1.0 };
    let (apart, product) = (0.5 * (h - sign * k) * (h - sign * k), sign * h * k);
    let density = |left: f64| {
        let (sin, cos) = libm::sincos(left);
        libm::exp(-apart / (sin * sin) - product / (1.0 + cos))
    };
    let left = libm::atan2(complement, correlation.abs());
    let moved = integrate(density, 0.0, left)? / (2.0 * PI);
    let value = if sign > 0.0 {
        cdf(h.min(k)) - moved
    } else if h > -k {
        // Of Φ(h) − Φ(−k), the form whose terms are small.
        moved + if k > 0.0 { cdf(h) - cdf(-k) } else { cdf(k) - cdf(-h) }
    } else {
        moved
    };
    Some(value.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(h: f64, k: f64, correlation: f64) -> f64 {
        bivariate_cdf(h, k, correlation, (1.0 - correlation * correlation).sqrt()).unwrap()
    }

    #[test]
    fn known_values() {
        // By mpmath, integrating Φ((k − ρx)/√(1 − ρ²)) over the normal density.
        let known = [
            (0.5, -0.3, 0.4, 0.317_126_928_286_165_1),
            (1.0, 1.0, 0.999, 0.837_027_688_072_356_3),
            (1.2, 1.21, 0.9999, 0.884_544_980_727_196_8),
            (-2.0, 1.5, -0.999, 8.642_519_494_062_353e-33),
            (0.3, -0.31, -0.9, 0.066_578_226_976_349_74),
            (-6.0, -5.0, 0.95, 9.813_552_265_285_096e-10),
            (2.5, -1.0, 0.0, 0.157_670_057_902_366_68),
        ];
        for (h, k, correlation, value) in known {
            let found = found(h, k, correlation);
            assert!((found - value).abs() < 3e-16, "{h} {k} {correlation}: {found}");
        }
    }

    #[test]
    fn corners_sum_to_one_and_sides_to_the_normal() {
        for correlation in [-1.0, -0.999, -0.8, -0.2, 0.0, 0.6, 0.72, 0.999_999, 1.0] {
            for (h, k) in [(0.0, 0.0), (1.0, -2.0), (3.0, 2.9), (-1.0, -1.000_1), (0.4, -0.4)] {
                let side = found(h, k, correlation) + found(h, -k, -correlation);
                assert!((side - cdf(h)).abs() < 4e-16, "{h} {k} {correlation}");
            }
        }
        assert_eq!(found(f64::INFINITY, 0.3, 0.5), cdf(0.3));
        assert_eq!(found(f64::NEG_INFINITY, 0.3, 0.5), 0.0);
        assert_eq!(bivariate_cdf(f64::NAN, 0.0, 0.0, 1.0), None);
    }
}
