//! The standard normal distribution with its full relative accuracy, also far
//! out in the tails, where prices of far strikes come from.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// `1/√(2π)`.
const PEAK: f64 = 0.398_942_280_401_432_7;
/// `1/√2` less its nearest double.
const FRAC_1_SQRT_2_REST: f64 = -4.833_646_656_726_457e-17;

/// The density.
#[must_use]
pub fn normal_pdf(x: f64) -> f64 {
    pdf(x)
}

/// The distribution function.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    cdf(x)
}

/// Where the distribution function is `probability`: infinite for 0 and 1, NaN
/// for what is no probability. Relative accuracy holds in the left tail; for the
/// right one, take the negative of the quantile of the complement.
#[must_use]
pub fn normal_quantile(probability: f64) -> f64 {
    if !(0.0..=1.0).contains(&probability) {
        return f64::NAN;
    }
    if probability == 0.0 || probability == 1.0 {
        return if probability == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if probability > 0.5 {
        // Exact, because doubles in [0.5, 1] have room for the difference.
        return -normal_quantile(1.0 - probability);
    }
    // Newton's steps on the logarithm of the left tail, which is concave and all
    // but quadratic: they converge from anywhere below.
    let target = libm::log(probability);
    let mut x = -(-2.0 * target - libm::log(2.0 * PI)).max(0.0).sqrt();
    for _ in 0..60 {
        let below = cdf(x);
        let step = (libm::log(below) - target) * below / pdf(x);
        x -= step;
        if step.abs() <= 1e-15 * x.abs() {
            break;
        }
    }
    x.min(0.0)
}

/// See [`normal_pdf`].
pub(crate) fn pdf(x: f64) -> f64 {
    let x = x.abs();
    if x < 4.0 {
        return PEAK * libm::exp(-0.5 * x * x);
    }
    if x > 40.0 {
        return 0.0;
    }
    // The square's rounding would be magnified: square a short head exactly, and
    // the rest apart. The head has sixteenths only.
    let head = libm::floor(x * 16.0) / 16.0;
    let rest = (x - head) * (x + head);
    PEAK * libm::exp(-0.5 * head * head) * libm::exp(-0.5 * rest)
}

/// See [`normal_cdf`].
pub(crate) fn cdf(x: f64) -> f64 {
    // Through `erfc`, which keeps its digits in the left tail where `1 + erf`
    // would cancel.
    let scaled = -x * FRAC_1_SQRT_2;
    let value = 0.5 * libm::erfc(scaled);
    if !(-40.0..-2.0).contains(&x) {
        return value;
    }
    // In the tail the rounding of `scaled` shows. What it lost, by splitting the
    // product into parts that are exact:
    let lost = product_rest(-x, FRAC_1_SQRT_2, scaled) - x * FRAC_1_SQRT_2_REST;
    // The derivative of Φ(−√2·y) is −e^(−y²)/√π = −√2·φ(√2·y).
    value - std::f64::consts::SQRT_2 * pdf(x) * lost
}

/// `a·b − product` exactly, for `product` the rounded `a·b` (Dekker).
fn product_rest(a: f64, b: f64, product: f64) -> f64 {
    let halves = |value: f64| {
        let scaled = 134_217_729.0 * value;
        let high = scaled - (scaled - value);
        (high, value - high)
    };
    let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
    ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By mpmath with 50 digits.
    const VALUES: [(f64, f64, f64); 6] = [
        (0.0, 0.5, 0.398_942_280_401_432_7),
        (-1.0, 0.158_655_253_931_457_05, 0.241_970_724_519_143_37),
        (-4.7, 1.300_807_453_917_281e-6, 6.369_825_178_867_096e-6),
        (-8.3, 5.205_569_744_890_254e-17, 4.381_639_435_509_332_7e-16),
        (-20.1, 3.689_680_863_721_389_6e-90, 7.434_525_389_680_312e-89),
        (-37.3, 8.205_494_844_930_773e-305, 3.062_846_290_695_667e-303),
    ];

    #[test]
    fn tails_keep_their_digits() {
        for (x, cumulative, density) in VALUES {
            let (found, peak) = (normal_cdf(x), normal_pdf(x));
            assert!(
                (found / cumulative - 1.0).abs() < 1e-15,
                "Φ({x}) is {cumulative:e}: {found:e}"
            );
            assert!((peak / density - 1.0).abs() < 1e-15, "φ({x}) is {density:e}: {peak:e}");
            assert!((normal_cdf(-x) - (1.0 - cumulative)).abs() < 1.2e-16, "{x}");
        }
    }

    #[test]
    fn quantiles_undo_the_distribution() {
        for (x, cumulative, _) in VALUES {
            let found = normal_quantile(cumulative);
            assert!((found - x).abs() <= 1e-15 * (1.0 + x.abs()), "{x}: {found}");
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054_2).abs() < 1e-15);
        for no_probability in [-0.1, 1.1, f64::NAN] {
            assert!(normal_quantile(no_probability).is_nan());
        }
    }
}
