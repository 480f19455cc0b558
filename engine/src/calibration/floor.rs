//! Margins that do not collapse in calm markets: the three remedies of article
//! 28 of Delegated Regulation (EU) 153/2013, in terms of volatility.

use super::error::{FitError, check, within};
use super::variance::{mean, mean_square};

/// A remedy against procyclical margins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ProcyclicalityRule {
    /// A buffer on top of what is calculated, of a quarter at least, that is
    /// used up as volatility rises to a level.
    Buffer {
        /// The buffer, as a share: 0.25 or more.
        share: f64,
        /// The level at which nothing is left of it.
        used_up_at: f64,
    },
    /// A weight, of a quarter at least, on what was observed under stress.
    StressedWeight {
        /// The weight: 0.25 to 1.
        weight: f64,
        /// The stressed period's volatility.
        stressed: f64,
    },
    /// Never below a long window's volatility: ten years where there are.
    LongRunFloor {
        /// The long window's volatility.
        long_run: f64,
    },
}

/// A volatility after the remedies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floored {
    /// The volatility to use.
    pub volatility: f64,
    /// The position of the rule that decides, if it is not the current level.
    pub by: Option<usize>,
}

/// The highest of what the current volatility and each rule ask for.
///
/// # Errors
/// If a figure is not above zero, or a share or weight below a quarter.
pub fn floored(current: f64, rules: &[ProcyclicalityRule]) -> Result<Floored, FitError> {
    let level = |what: &str, value: f64| {
        within(what, value, (f64::MIN_POSITIVE, f64::MAX), "above zero and finite")
    };
    level("the current volatility", current)?;
    let mut result = Floored { volatility: current, by: None };
    for (i, rule) in rules.iter().enumerate() {
        let asked = match *rule {
            ProcyclicalityRule::Buffer { share, used_up_at } => {
                within("the buffer", share, (0.25, f64::MAX), "at least 0.25")?;
                level("the level at which the buffer is used up", used_up_at)?;
                (current * (1.0 + share)).min(used_up_at)
            }
            ProcyclicalityRule::StressedWeight { weight, stressed } => {
                within("the weight of stress", weight, (0.25, 1.0), "from 0.25 to 1")?;
                level("the stressed volatility", stressed)?;
                // Observations are weighted, and so variances.
                ((1.0 - weight) * current * current + weight * stressed * stressed).sqrt()
            }
            ProcyclicalityRule::LongRunFloor { long_run } => {
                level("the long-run volatility", long_run)?;
                long_run
            }
        };
        if asked > result.volatility {
            result = Floored { volatility: asked, by: Some(i) };
        }
    }
    Ok(result)
}

/// The daily volatility of the last ten years, or of all there is, and of how
/// many days that is.
///
/// # Errors
/// If there are fewer than 250 returns, or they do not vary.
pub fn long_run_volatility(returns: &[f64]) -> Result<(f64, usize), FitError> {
    const TEN_YEARS: usize = 3653;
    let window = &returns[returns.len().saturating_sub(TEN_YEARS)..];
    check("daily returns", window, 250)?;
    let found = deviation(window);
    if found > 0.0 {
        return Ok((found, window.len()));
    }
    Err(FitError::NoVariation { what: "returns".to_owned() })
}

/// The highest daily volatility of any window of so many days, and the position
/// of its first day.
///
/// # Errors
/// If the window is shorter than ten days, or the history than two windows.
pub fn stressed_volatility(returns: &[f64], window: usize) -> Result<(f64, usize), FitError> {
    if window < 10 {
        let what = "days of the window".to_owned();
        return Err(FitError::TooFew { what, count: window, needed: 10 });
    }
    check("daily returns", returns, window.saturating_mul(2))?;
    let mut highest = (0.0, 0);
    for (first, days) in returns.windows(window).enumerate() {
        let found = deviation(days);
        if found > highest.0 {
            highest = (found, first);
        }
    }
    if highest.0 > 0.0 {
        return Ok(highest);
    }
    Err(FitError::NoVariation { what: "returns".to_owned() })
}

/// About the mean; none where all are the same.
fn deviation(returns: &[f64]) -> f64 {
    if returns.iter().all(|r| r.to_bits() == returns[0].to_bits()) {
        return 0.0;
    }
    let mean = mean(returns);
    let centred: Vec<f64> = returns.iter().map(|r| r - mean).collect();
    mean_square(&centred).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ProcyclicalityRule::{Buffer, LongRunFloor, StressedWeight};

    #[test]
    fn each_rule_asks_for_its_own() {
        let of = |current, rule| floored(current, &[rule]).unwrap();
        let buffer = Buffer { share: 0.25, used_up_at: 0.9 };
        assert_eq!(of(0.4, buffer), Floored { volatility: 0.5, by: Some(0) });
        assert_eq!(of(0.8, buffer), Floored { volatility: 0.9, by: Some(0) });
        assert_eq!(of(1.2, buffer), Floored { volatility: 1.2, by: None });
        let stress = StressedWeight { weight: 0.25, stressed: 1.0 };
        assert_eq!(of(0.2, stress).volatility, f64::sqrt(0.75 * 0.04 + 0.25));
        assert_eq!(of(2.0, stress), Floored { volatility: 2.0, by: None });
        let floor = LongRunFloor { long_run: 0.6 };
        assert_eq!(of(0.3, floor), Floored { volatility: 0.6, by: Some(0) });
        let all = floored(0.4, &[buffer, stress, floor]).unwrap();
        assert_eq!(all, Floored { volatility: f64::sqrt(0.75 * 0.16 + 0.25), by: Some(1) });
    }

    #[test]
    fn less_than_the_article_asks_for_is_refused() {
        for rule in [
            Buffer { share: 0.2, used_up_at: 0.9 },
            StressedWeight { weight: 0.1, stressed: 1.0 },
            LongRunFloor { long_run: f64::NAN },
            Buffer { share: 0.25, used_up_at: 0.0 },
        ] {
            assert!(matches!(floored(0.5, &[rule]), Err(FitError::OutOfRange { .. })), "{rule:?}");
        }
        assert!(floored(-0.5, &[]).is_err());
    }

    #[test]
    fn windows_of_a_history() {
        let sign = |i: usize| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
        let calm_and_storm = |i| sign(i) * if (300..360).contains(&i) { 0.05 } else { 0.01 };
        let returns: Vec<f64> = (0..1000).map(calm_and_storm).collect();
        let (stressed, first) = stressed_volatility(&returns, 60).unwrap();
        assert!((stressed - 0.05).abs() < 1e-15 && first == 300);
        let (long, days) = long_run_volatility(&returns).unwrap();
        assert!((long - f64::sqrt(0.94e-4 + 0.06 * 25e-4)).abs() < 1e-15 && days == 1000);
        assert!(stressed_volatility(&returns, 501).is_err());
        assert!(stressed_volatility(&returns, 5).is_err());
        assert!(matches!(long_run_volatility(&[0.1; 300]), Err(FitError::NoVariation { .. })));
    }
}
