//! Filtered historical simulation: past shocks, each divided by the volatility
//! of its day, at the size that today's volatility gives them. Assets keep
//! their days, and so their dependence.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use super::error::{FitError, check};
use super::variance::VarianceRule;
use super::{Ewma, Garch};

/// One asset's shocks, and how its variance moves on.
#[derive(Clone, Debug, PartialEq)]
pub struct FilteredAsset {
    /// Returns about their mean, in expected deviations.
    pub shocks: Vec<f64>,
    /// The mean daily return.
    pub mean: f64,
    /// How variance follows returns.
    pub rule: VarianceRule,
    /// The variance expected of the next day.
    pub next_variance: f64,
}

impl FilteredAsset {
    /// By a fitted GARCH.
    #[must_use]
    pub fn of_garch(garch: &Garch, returns: &[f64]) -> Self {
        Self {
            shocks: garch.standardised(returns),
            mean: garch.mean,
            rule: garch.rule(),
            next_variance: garch.next_variance(),
        }
    }

    /// By exponentially weighted variances, about a mean of nothing.
    #[must_use]
    pub fn of_ewma(ewma: &Ewma, returns: &[f64]) -> Self {
        let shock = |(r, v): (&f64, &f64)| r / v.sqrt();
        Self {
            shocks: returns.iter().zip(&ewma.variances).map(shock).collect(),
            mean: 0.0,
            rule: ewma.rule(),
            next_variance: ewma.next_variance(),
        }
    }
}

/// The shocks of several assets on the same days.
#[derive(Clone, Debug, PartialEq)]
pub struct FilteredHistory {
    assets: Vec<FilteredAsset>,
    days: usize,
}

impl FilteredHistory {
    /// Of assets whose shocks are of the same days.
    ///
    /// # Errors
    /// If there are fewer than 100 days, assets differ in them, or a shock or a
    /// variance is not finite.
    pub fn new(assets: Vec<FilteredAsset>) -> Result<Self, FitError> {
        let days = assets.first().map_or(0, |asset| asset.shocks.len());
        for (i, asset) in assets.iter().enumerate() {
            let what = format!("shocks of asset {}", i + 1);
            let found = asset.shocks.len();
            if found != days {
                return Err(FitError::Mismatch { what, found, wanted: days });
            }
            check(&what, &asset.shocks, 100)?;
            check("the mean and the next variance", &[asset.mean, asset.next_variance], 0)?;
        }
        if assets.is_empty() {
            return Err(FitError::TooFew { what: "assets".to_owned(), count: 0, needed: 1 });
        }
        Ok(Self { assets, days })
    }

    /// What each past day would be tomorrow: log returns, an inner list for each
    /// day, in the order of assets.
    #[must_use]
    pub fn tomorrow(&self) -> Vec<Vec<f64>> {
        let of = |day: usize| {
            let each = |a: &FilteredAsset| a.mean + a.shocks[day] * a.next_variance.sqrt();
            self.assets.iter().map(each).collect()
        };
        (0..self.days).map(of).collect()
    }

    /// Log returns over several days, each day a past one drawn at random for
    /// all assets together, variances moving on with what was drawn. A path
    /// depends on the seed and its own number only.
    #[must_use]
    pub fn paths(&self, days: u32, count: usize, seed: u64) -> Vec<Vec<f64>> {
        let path = |number: usize| {
            let mut generator = ChaCha20Rng::seed_from_u64(seed);
            generator.set_stream(number as u64);
            let mut state: Vec<(f64, f64)> =
                self.assets.iter().map(|asset| (0.0, asset.next_variance)).collect();
            for _ in 0..days {
                let wide = u128::from(generator.next_u64()) * (self.days as u128);
                let day = usize::try_from(wide >> 64).unwrap_or_default();
                for (asset, (total, variance)) in self.assets.iter().zip(&mut state) {
                    let shock = asset.shocks[day] * variance.sqrt();
                    *total += asset.mean + shock;
                    *variance = asset.rule.next(*variance, shock);
                }
            }
            state.into_iter().map(|(total, _)| total).collect()
        };
        (0..count).map(path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::simulate::{Normals, correlated};
    use crate::linear::Square;

    fn history() -> (FilteredHistory, Vec<Vec<f64>>) {
        let rows = [vec![1.0, 0.8], vec![0.8, 1.0]];
        let matrix = Square::from_rows(&rows).unwrap();
        let mut series = correlated(&mut Normals::new(31), &matrix, 1000);
        // A calm past, and a storm in the last hundred days.
        for returns in &mut series {
            for (day, r) in returns.iter_mut().enumerate() {
                *r *= if day < 900 { 0.01 } else { 0.05 };
            }
        }
        let asset = |returns: &Vec<f64>| {
            FilteredAsset::of_ewma(&Ewma::with_decay(returns, 0.94).unwrap(), returns)
        };
        (FilteredHistory::new(series.iter().map(asset).collect()).unwrap(), series)
    }

    fn deviation(values: impl Iterator<Item = f64>) -> f64 {
        let values: Vec<f64> = values.collect();
        super::super::variance::mean_square(&values).sqrt()
    }

    #[test]
    fn the_past_is_rescaled_to_today() {
        let (history, series) = history();
        let tomorrow = history.tomorrow();
        assert_eq!(tomorrow.len(), 1000);
        let (then, now) =
            (deviation(series[0].iter().copied()), deviation(tomorrow.iter().map(|day| day[0])));
        let expected = history.assets[0].next_variance.sqrt();
        assert!(then < 0.022 && (now / expected - 1.0).abs() < 0.15, "{then} {now} {expected}");
        let product: f64 = tomorrow.iter().map(|day| day[0] * day[1]).sum::<f64>() / 1000.0;
        let other = deviation(tomorrow.iter().map(|day| day[1]));
        assert!((product / (now * other) - 0.8).abs() < 0.05);
    }

    #[test]
    fn paths_depend_on_their_seed_and_number() {
        let (history, _) = history();
        let paths = history.paths(10, 2000, 7);
        assert_eq!(paths[..50], history.paths(10, 50, 7));
        assert_ne!(paths[..50], history.paths(10, 50, 8));
        let (ten, one) = (deviation(paths.iter().map(|p| p[0])), history.assets[0].next_variance);
        assert!((ten / (10.0 * one).sqrt() - 1.0).abs() < 0.2, "{ten}");
    }

    #[test]
    fn days_that_differ_are_refused() {
        let (history, _) = history();
        let mut assets = history.assets;
        assets[1].shocks.pop();
        let refused = FilteredHistory::new(assets);
        assert!(matches!(refused, Err(FitError::Mismatch { found: 999, wanted: 1000, .. })));
        assert!(matches!(FilteredHistory::new(Vec::new()), Err(FitError::TooFew { .. })));
    }
}
