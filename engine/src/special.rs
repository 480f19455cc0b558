//! Tails of the distributions that tests of hypotheses need: chi-square with
//! whole degrees of freedom, and binomial. Relative precision far into the tail.

/// The chance that a chi-square variable is larger than `x`.
pub(crate) fn chi_square_above(degrees: u32, x: f64) -> f64 {
    // NaN is handed on.
    if x <= 0.0 {
        return 1.0;
    }
    // Q(a + 1, y) = Q(a, y) + y^a·e^−y/Γ(a + 1), up from a half or from one.
    let y = 0.5 * x;
    let (mut tail, mut power, mut term) = if degrees.is_multiple_of(2) {
        (libm::exp(-y), 1.0, y * libm::exp(-y))
    } else {
        let root = (y / std::f64::consts::PI).sqrt();
        (libm::erfc(y.sqrt()), 0.5, 2.0 * root * libm::exp(-y))
    };
    for _ in 1..degrees.div_ceil(2) {
        tail += term;
        power += 1.0;
        term *= y / power;
    }
    tail
}

/// The chance of exactly `hits` among `trials`. By Stirling's series and
/// deviances, which do not cancel however many trials there are (Loader 2000).
pub(crate) fn binomial_exactly(hits: u32, trials: u32, chance: f64) -> f64 {
    if hits > trials {
        return 0.0;
    }
    if chance <= 0.0 || chance >= 1.0 {
        let certain = if chance <= 0.0 { 0 } else { trials };
        return f64::from(u8::from(hits == certain));
    }
    let (n, x) = (f64::from(trials), f64::from(hits));
    let (rest, other) = (n - x, 1.0 - chance);
    if hits == 0 {
        return libm::exp(n * libm::log1p(-chance));
    }
    if hits == trials {
        return libm::exp(n * libm::log(chance));
    }
    let exponent = stirling(n)
        - stirling(x)
        - stirling(rest)
        - deviance(x, n * chance)
        - deviance(rest, n * other);
    libm::exp(exponent) * (n / (2.0 * std::f64::consts::PI * x * rest)).sqrt()
}

/// The chance of `hits` or more.
pub(crate) fn binomial_at_least(hits: u32, trials: u32, chance: f64) -> f64 {
    let mean = f64::from(trials) * chance;
    if hits == 0 {
        1.0
    } else if f64::from(hits) > mean {
        upper(hits, trials, chance)
    } else {
        1.0 - lower(hits - 1, trials, chance)
    }
}

/// The chance of `hits` or fewer.
pub(crate) fn binomial_at_most(hits: u32, trials: u32, chance: f64) -> f64 {
    let mean = f64::from(trials) * chance;
    if hits >= trials {
        1.0
    } else if f64::from(hits) < mean {
        lower(hits, trials, chance)
    } else {
        1.0 - upper(hits + 1, trials, chance)
    }
}

/// The largest chance under which `hits` or fewer are not rarer than `level`:
/// the upper end of a one-sided interval (Clopper and Pearson).
pub(crate) fn binomial_upper(hits: u32, trials: u32, level: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    // Halved until nothing is left between them.
    for _ in 0..64 {
        let middle = 0.5 * (low + high);
        if binomial_at_most(hits, trials, middle) >= level {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Sums outwards, where each term is smaller than the last.
fn upper(hits: u32, trials: u32, chance: f64) -> f64 {
    let odds = chance / (1.0 - chance);
    let mut term = binomial_exactly(hits, trials, chance);
    let mut sum = term;
    for x in hits..trials {
        term *= f64::from(trials - x) / f64::from(x + 1) * odds;
        if term < sum * 1e-18 {
            break;
        }
        sum += term;
    }
    sum.min(1.0)
}

fn lower(hits: u32, trials: u32, chance: f64) -> f64 {
    upper(trials - hits, trials, 1.0 - chance)
}

/// `ln n! − ln(√(2πn)·(n/e)^n)`.
fn stirling(n: f64) -> f64 {
    if n < 16.0 {
        let half = 0.5 * libm::log(2.0 * std::f64::consts::PI * n);
        return libm::lgamma(n + 1.0) - (half + n * libm::log(n) - n);
    }
    let square = n * n;
    (1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square)
            / square)
        / n
}

/// `x·ln(x/mean) + mean − x`, without cancellation where they are close.
pub(crate) fn deviance(x: f64, mean: f64) -> f64 {
    if x == 0.0 {
        return mean;
    }
    let distance = (x - mean) / (x + mean);
    if distance.abs() >= 0.1 {
        return x * libm::log(x / mean) + mean - x;
    }
    // ln(x/mean) = 2·artanh(distance), by its series.
    let square = distance * distance;
    let mut sum = (x - mean) * distance;
    let mut power = 2.0 * x * distance;
    for odd in (3..40u32).step_by(2) {
        power *= square;
        let next = sum + power / f64::from(odd);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64) {
        assert!((found / wanted - 1.0).abs() < 1e-12, "{found:e} is not {wanted:e}");
    }

    #[test]
    fn chi_square_tails() {
        // engine/references/simulation.py.
        close(chi_square_above(1, 3.841_458_820_694_124), 0.050_000_000_000_000_06);
        close(chi_square_above(2, 9.21), 0.010_001_702_004_705_482);
        close(chi_square_above(3, 0.5), 0.918_891_411_654_675_8);
        close(chi_square_above(2, 80.0), 4.248_354_255_291_589e-18);
        close(chi_square_above(1, 200.0), 2.088_487_583_762_545e-45);
        assert_eq!(chi_square_above(1, 0.0), 1.0);
        assert!(chi_square_above(1, f64::NAN).is_nan());
    }

    #[test]
    fn binomial_tails() {
        // engine/references/simulation.py.
        close(binomial_at_least(5, 250, 0.01), 0.107_812_373_096_374_72);
        close(binomial_at_least(10, 250, 0.01), 0.000_250_190_068_740_507_65);
        close(binomial_at_least(30, 1_000, 0.025), 0.179_334_011_095_078_14);
        close(binomial_at_least(300, 10_000, 0.025), 0.001_014_179_160_283_026_6);
        close(binomial_at_least(1, 250, 1e-9), 2.499_999_688_750_026e-7);
        close(binomial_at_least(249, 250, 0.5), 1.387_314_116_690_371_6e-73);
        close(binomial_at_most(249, 250, 0.5), 1.0);
        assert_eq!(binomial_at_least(0, 10, 0.3), 1.0);
        assert_eq!(binomial_at_least(11, 10, 0.3), 0.0);
    }

    #[test]
    fn all_outcomes_together_are_certain() {
        for (trials, chance) in [(1, 0.3), (40, 0.02), (1000, 0.5), (5000, 0.01)] {
            let sum: f64 = (0..=trials).map(|hits| binomial_exactly(hits, trials, chance)).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{trials}: {sum}");
            for hits in [0, 1, trials / 2, trials] {
                let both = binomial_at_most(hits, trials, chance)
                    + binomial_at_least(hits + 1, trials, chance);
                assert!((both - 1.0).abs() < 1e-12, "{trials} {hits}: {both}");
            }
        }
        assert_eq!(binomial_exactly(0, 5, 0.0), 1.0);
        assert_eq!(binomial_exactly(5, 5, 1.0), 1.0);
        assert_eq!(binomial_exactly(4, 5, 1.0), 0.0);
    }

    #[test]
    fn upper_ends() {
        // No hit: 1 − level^(1/n).
        close(binomial_upper(0, 1000, 0.05), -libm::expm1(libm::log(0.05) / 1000.0));
        close(binomial_at_most(7, 500, binomial_upper(7, 500, 0.05)), 0.05);
        assert_eq!(binomial_upper(5, 5, 0.05), 1.0);
    }
}
