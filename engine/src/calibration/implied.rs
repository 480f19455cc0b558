//! The volatility at which Black's formula gives a premium. Newton's steps on
//! the logarithm of the price, held between two bounds that always close in.

use crate::{Right, VanillaOption};

/// A premium that no volatility gives.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("premium {premium} is not between {low} and {high}: no volatility gives it")]
pub struct NoVolatility {
    /// What was to be explained.
    pub premium: f64,
    /// The discounted intrinsic value.
    pub low: f64,
    /// What the option is worth at infinite volatility.
    pub high: f64,
}

/// The volatility that an option's premium implies; the option's own is not
/// read.
///
/// # Errors
/// If no volatility gives the premium, or a figure is not above zero.
pub fn implied_volatility(option: &VanillaOption, premium: f64) -> Result<f64, NoVolatility> {
    let VanillaOption { right, forward, strike, years, discount, .. } = *option;
    let gain = match right {
        Right::Call => forward - strike,
        Right::Put => strike - forward,
    };
    let most = match right {
        Right::Call => forward,
        Right::Put => strike,
    };
    let (low, high) = (discount * gain.max(0.0), discount * most);
    let refused = NoVolatility { premium, low, high };
    let regular = [forward, strike, years, discount].iter().all(|v| *v > 0.0 && v.is_finite());
    // Also false for NaN.
    let inside = premium > low && premium < high;
    if !regular || !inside {
        return Err(refused);
    }
    // In the money, what is beyond the intrinsic value is the premium of the
    // option out of the money.
    let target = premium / discount - gain.max(0.0);
    let right = if strike >= forward { Right::Call } else { Right::Put };
    let price = |deviation: f64| {
        let discount = 1.0;
        VanillaOption { right, forward, strike, years: 1.0, volatility: deviation, discount }
            .price()
    };
    let deviation = solve(price, forward, strike, target).ok_or(refused)?;
    Ok(deviation / years.sqrt())
}

/// The deviation over the whole life at which `price` is `target`.
fn solve(price: impl Fn(f64) -> f64, forward: f64, strike: f64, target: f64) -> Option<f64> {
    const HIGHEST: f64 = 80.0;
    let (mut low, mut high) = (0.1, 0.1);
    while price(high) < target {
        low = high;
        high *= 2.0;
        if high > HIGHEST {
            return None;
        }
    }
    while price(low) >= target {
        high = low;
        low *= 0.5;
        if low < 1e-12 {
            return None;
        }
    }
    let log_ratio = libm::log(forward / strike);
    let mut at = 0.5 * (low + high);
    for _ in 0..200 {
        let found = price(at);
        if found < target {
            low = at
        } else {
            high = at
        };
        let d1 = log_ratio / at + 0.5 * at;
        let vega = forward * libm::exp(-0.5 * d1 * d1) * 0.398_942_280_401_432_7;
        let newton = at - libm::log(found / target) * found / vega;
        let next = if newton > low && newton < high { newton } else { low + 0.5 * (high - low) };
        let moved = (next - at).abs();
        at = next;
        if moved <= 4.0 * f64::EPSILON * at || high - low <= 4.0 * f64::EPSILON * high {
            break;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(right: Right, strike: f64, years: f64, volatility: f64) -> VanillaOption {
        VanillaOption { right, forward: 100.0, strike, years, volatility, discount: 0.97 }
    }

    #[test]
    fn the_volatility_is_found_again() {
        for years in [1.0 / 8760.0, 0.02, 0.5, 5.0] {
            for volatility in [0.01, 0.2, 0.8, 2.0, 5.0] {
                let deviation = volatility * f64::sqrt(years);
                for moneyness in [-4.0, -1.0, -0.1, 0.0, 0.3, 1.0, 4.0] {
                    let strike = 100.0 * libm::exp(moneyness * deviation);
                    let right = if moneyness < 0.0 { Right::Put } else { Right::Call };
                    let option = option(right, strike, years, volatility);
                    // Above six deviations prices no longer tell volatilities apart.
                    if deviation > 6.0 {
                        continue;
                    }
                    let found = implied_volatility(&option, option.price()).unwrap();
                    let error = (found - volatility).abs() / (1.0 + volatility);
                    assert!(error < 1e-12, "{option:?} {found} {error:e}");
                }
            }
        }
    }

    #[test]
    fn in_the_money_as_out_of_it() {
        let call = option(Right::Call, 80.0, 0.5, 0.6);
        let found = implied_volatility(&call, call.price()).unwrap();
        assert!((found - 0.6).abs() < 1e-12, "{found}");
    }

    #[test]
    fn premiums_that_nothing_explains_are_refused() {
        let call = option(Right::Call, 80.0, 0.5, 0.6);
        let bounds = |premium| implied_volatility(&call, premium).unwrap_err();
        assert_eq!((bounds(1.0).low, bounds(1.0).high), (0.97 * 20.0, 97.0));
        for premium in [0.0, -1.0, 0.97 * 20.0, 97.0, 200.0, f64::NAN, f64::INFINITY] {
            assert!(implied_volatility(&call, premium).is_err(), "{premium}");
        }
        for years in [0.0, -1.0, f64::NAN] {
            assert!(implied_volatility(&VanillaOption { years, ..call }, 30.0).is_err());
        }
    }

    #[test]
    fn the_same_to_the_bit() {
        let found = implied_volatility(&option(Right::Put, 80.0, 0.25, 0.0), 3.5).unwrap();
        assert_eq!(found.to_bits(), 0x3fe3_6050_fd64_03eb, "{:#x}", found.to_bits());
    }
}
