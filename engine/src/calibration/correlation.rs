//! Correlations of daily returns: exponentially weighted, shrunk towards their
//! mean as Ledoit and Wolf have it, and stressed towards one.

use super::error::{FitError, check, within};
use super::variance::{mean, mean_square};
use crate::linear::Square;

/// A correlation matrix between the sample's and one of equal correlations.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrunk {
    /// The matrix.
    pub correlation: Square,
    /// The share of equal correlations in it, 0 to 1.
    pub intensity: f64,
    /// The mean of the sample's correlations.
    pub average: f64,
}

/// Series of one length, long enough, that vary.
pub(super) fn check_series(series: &[Vec<f64>], needed: usize) -> Result<usize, FitError> {
    let Some(first) = series.first() else {
        let what = "series of returns".to_owned();
        return Err(FitError::TooFew { what, count: 0, needed: 1 });
    };
    for (i, returns) in series.iter().enumerate() {
        let what = format!("returns of series {}", i + 1);
        if returns.len() != first.len() {
            return Err(FitError::Mismatch { what, found: returns.len(), wanted: first.len() });
        }
        check(&what, returns, needed)?;
        if returns.iter().all(|r| r.to_bits() == returns[0].to_bits()) {
            return Err(FitError::NoVariation { what });
        }
    }
    Ok(first.len())
}

/// Less its mean, in units of its deviation.
fn standard(returns: &[f64]) -> Vec<f64> {
    let mean = mean(returns);
    let centred: Vec<f64> = returns.iter().map(|r| r - mean).collect();
    let deviation = mean_square(&centred).sqrt();
    centred.iter().map(|r| r / deviation).collect()
}

/// Exponentially weighted correlations of series of daily returns, as of the
/// day after the last.
///
/// # Errors
/// If the decay is not between 0 and 1, or series differ in length, are shorter
/// than 20, or do not vary.
pub fn ewma_correlation(series: &[Vec<f64>], decay: f64) -> Result<Square, FitError> {
    const WARM_UP: usize = 20;
    within("the decay", decay, (f64::MIN_POSITIVE, 1.0 - 1e-9), "between 0 and 1")?;
    let days = check_series(series, WARM_UP)?;
    let size = series.len();
    let mut covariance = Square::zero(size);
    for i in 0..size {
        for j in 0..=i {
            let products = |day: usize| series[i][day] * series[j][day];
            let mut entry = (0..WARM_UP).map(products).sum::<f64>() / WARM_UP as f64;
            for day in 0..days {
                entry = decay * entry + (1.0 - decay) * products(day);
            }
            covariance[(i, j)] = entry;
            covariance[(j, i)] = entry;
        }
    }
    Ok(unit_diagonal(&covariance))
}

/// A covariance's correlations. The diagonal is exactly one.
pub(super) fn unit_diagonal(covariance: &Square) -> Square {
    let size = covariance.size();
    let mut correlation = Square::identity(size);
    for i in 0..size {
        for j in 0..i {
            let scale = (covariance[(i, i)] * covariance[(j, j)]).sqrt();
            let entry = (covariance[(i, j)] / scale).clamp(-1.0, 1.0);
            correlation[(i, j)] = entry;
            correlation[(j, i)] = entry;
        }
    }
    correlation
}

/// The sample's correlations, shrunk towards equal ones by as much as makes the
/// expected squared error least: Ledoit and Wolf's rule, for correlations rather
/// than covariances, so that volatile assets count no more than calm ones.
///
/// # Errors
/// If series differ in length, are shorter than 20, or do not vary.
pub fn shrunk_correlation(series: &[Vec<f64>]) -> Result<Shrunk, FitError> {
    let days = check_series(series, 20)?;
    let size = series.len();
    let x: Vec<Vec<f64>> = series.iter().map(|returns| standard(returns)).collect();
    let over_days = |f: &dyn Fn(usize) -> f64| (0..days).map(f).sum::<f64>() / days as f64;
    let mut sample = Square::identity(size);
    let mut sum = 0.0;
    for i in 0..size {
        for j in 0..i {
            let entry = over_days(&|t| x[i][t] * x[j][t]);
            sample[(i, j)] = entry;
            sample[(j, i)] = entry;
            sum += entry;
        }
    }
    let pairs = (size * (size - 1) / 2) as f64;
    let average = if size > 1 { sum / pairs } else { 0.0 };
    // What each day does to each correlation, and to their mean: to first order,
    // with the deviations that they are divided by.
    let effect = |i: usize, j: usize, t: usize| {
        let own = 0.5 * sample[(i, j)] * (x[i][t] * x[i][t] + x[j][t] * x[j][t]);
        x[i][t] * x[j][t] - own
    };
    let mut on_average = vec![0.0; days];
    for (t, effects) in on_average.iter_mut().enumerate() {
        let all = (0..size).flat_map(|i| (0..i).map(move |j| (i, j)));
        *effects = all.map(|(i, j)| effect(i, j, t)).sum::<f64>() / pairs.max(1.0);
    }
    // How uncertain the sample is beyond what it shares with the mean, and how
    // far the two are apart.
    let (mut noise, mut apart) = (0.0, 0.0);
    for i in 0..size {
        for j in 0..i {
            let r = sample[(i, j)];
            let alone = |t: usize| {
                let effect = effect(i, j, t);
                effect * (effect - on_average[t])
            };
            noise += over_days(&alone);
            apart += (average - r) * (average - r);
        }
    }
    let wanted = noise / (apart * days as f64);
    // Equal correlations need no shrinking, and nothing comes of it.
    let intensity = if apart > 0.0 { wanted.clamp(0.0, 1.0) } else { 0.0 };
    let mut correlation = Square::identity(size);
    for i in 0..size {
        for j in (0..size).filter(|&j| j != i) {
            correlation[(i, j)] = (1.0 - intensity) * sample[(i, j)] + intensity * average;
        }
    }
    Ok(Shrunk { correlation, intensity, average })
}

/// `(1 − s)·C + s·11ᵀ`: what correlations become as everything moves together.
///
/// # Errors
/// If `s` is not from 0 to 1.
pub fn stressed_correlation(correlation: &Square, s: f64) -> Result<Square, FitError> {
    within("the stress of correlations", s, (0.0, 1.0), "from 0 to 1")?;
    let size = correlation.size();
    let mut stressed = Square::identity(size);
    for i in 0..size {
        for j in (0..size).filter(|&j| j != i) {
            stressed[(i, j)] = (1.0 - s) * correlation[(i, j)] + s;
        }
    }
    Ok(stressed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::simulate::{Normals, correlated};

    fn error(a: &Square, b: &Square) -> f64 {
        let size = a.size();
        let cells = (0..size).flat_map(|i| (0..size).map(move |j| (i, j)));
        cells.map(|at| (a[at] - b[at]) * (a[at] - b[at])).sum::<f64>()
    }

    /// Two blocks that move together.
    fn truth() -> Square {
        let mut truth = Square::identity(8);
        for i in 0..8 {
            for j in (0..8).filter(|&j| j != i) {
                truth[(i, j)] = if i / 4 == j / 4 { 0.7 } else { 0.2 };
            }
        }
        truth
    }

    #[test]
    fn weighted_correlations_follow_the_last_days() {
        let mut normals = Normals::new(5);
        let mut series = correlated(&mut normals, &truth(), 400);
        let mut last = correlated(&mut normals, &Square::identity(8), 400);
        series.iter_mut().zip(&mut last).for_each(|(series, last)| series.append(last));
        let found = ewma_correlation(&series, 0.97).unwrap();
        // Of about 65 days' weight, each pair's error is about an eighth.
        assert!(error(&found, &Square::identity(8)) < 56.0 / 30.0);
        assert!(error(&found, &truth()) > 56.0 / 15.0);
        assert!(found.cholesky().is_some());
    }

    /// Squared errors of thirty samples of forty days, shrunk over raw.
    fn error_left(truth: &Square) -> f64 {
        let (mut shrunk_errors, mut raw_errors) = (0.0, 0.0);
        for seed in 0..30 {
            let series = correlated(&mut Normals::new(seed), truth, 40);
            let shrunk = shrunk_correlation(&series).unwrap();
            assert!((0.0..=1.0).contains(&shrunk.intensity), "{}", shrunk.intensity);
            let x: Vec<Vec<f64>> = series.iter().map(|returns| standard(returns)).collect();
            let mut raw = Square::identity(8);
            for i in 0..8 {
                for j in (0..8).filter(|&j| j != i) {
                    raw[(i, j)] = (0..40).map(|t| x[i][t] * x[j][t]).sum::<f64>() / 40.0;
                }
            }
            shrunk_errors += error(&shrunk.correlation, truth);
            raw_errors += error(&raw, truth);
        }
        shrunk_errors / raw_errors
    }

    #[test]
    fn shrinking_brings_correlations_closer_to_the_truth() {
        let mut alike = Square::identity(8);
        for i in 0..8 {
            for j in (0..8).filter(|&j| j != i) {
                alike[(i, j)] = if (i + j) % 2 == 1 { 0.5 } else { 0.35 };
            }
        }
        let gained = error_left(&alike);
        assert!(gained < 0.7, "{gained}");
        // Of blocks there is little to gain, and nothing much is lost.
        let blocks = error_left(&truth());
        assert!(blocks < 1.05, "{blocks}");
    }

    #[test]
    fn many_days_need_little_shrinking_and_equal_correlations_take_all() {
        let long = correlated(&mut Normals::new(6), &truth(), 5000);
        assert!(shrunk_correlation(&long).unwrap().intensity < 0.02);
        let mut equal = Square::identity(8);
        for i in 0..8 {
            (0..8).filter(|&j| j != i).for_each(|j| equal[(i, j)] = 0.5);
        }
        let equal = correlated(&mut Normals::new(7), &equal, 200);
        let shrunk = shrunk_correlation(&equal).unwrap();
        assert!(shrunk.intensity > 0.6 && (shrunk.average - 0.5).abs() < 0.1, "{shrunk:?}");
    }

    #[test]
    fn stress_goes_from_nothing_to_one() {
        let entry = |s: f64| stressed_correlation(&truth(), s).unwrap()[(0, 5)];
        assert_eq!([entry(0.0), entry(0.5), entry(1.0)], [0.2, 0.6, 1.0]);
        for s in [-0.1, 1.1, f64::NAN] {
            assert!(stressed_correlation(&truth(), s).is_err());
        }
        assert!(stressed_correlation(&truth(), 0.9).unwrap().cholesky().is_some());
    }

    #[test]
    fn series_that_do_not_carry_it_are_refused() {
        let good: Vec<f64> = (0..30).map(|i| libm::sin(f64::from(i))).collect();
        let of = |bad: Vec<f64>| shrunk_correlation(&[good.clone(), bad]).unwrap_err();
        assert!(matches!(of(good[1..].to_vec()), FitError::Mismatch { found: 29, .. }));
        assert!(matches!(of(vec![0.1; 30]), FitError::NoVariation { .. }));
        let mut nan = good.clone();
        nan[3] = f64::NAN;
        assert!(matches!(of(nan), FitError::NotFinite { position: 4, .. }));
        assert!(matches!(shrunk_correlation(&[]), Err(FitError::TooFew { .. })));
        assert!(ewma_correlation(&[good], 1.0).is_err());
    }
}
