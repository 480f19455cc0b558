//! How sure an estimate by maximum likelihood is: the sandwich of curvature and
//! scores, which holds also where the assumed distribution is not the true one.

use std::cmp::Ordering;

use crate::linear::Square;

/// A figure and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// One standard deviation of it.
    pub error: f64,
}

/// Estimates with their standard errors. `terms` gives the log-likelihood of
/// each observation; `scales` are the sizes at which parameters matter. `None`
/// if the likelihood has no peak there, so that the data do not say.
pub(crate) fn standard_errors(
    mut terms: impl FnMut(&[f64]) -> Vec<f64>,
    at: &[f64],
    scales: &[f64],
) -> Option<Vec<Estimate>> {
    let size = at.len();
    let widths: Vec<f64> = scales.iter().map(|scale| 3e-4 * scale.abs()).collect();
    let mut shifted = |moves: &[(usize, f64)]| {
        let mut x = at.to_vec();
        for &(i, times) in moves {
            x[i] += times * widths[i];
        }
        terms(&x)
    };
    let sum = |terms: &[f64]| terms.iter().sum::<f64>();
    let centre_terms = shifted(&[]);
    let centre = sum(&centre_terms);
    // Less curvature than this is the noise of rounding.
    let noise = 64.0 * f64::EPSILON * centre_terms.iter().map(|t| t.abs()).sum::<f64>();
    let mut curvature = Square::zero(size);
    let mut scores = Vec::new();
    for i in 0..size {
        let (above, below) = (shifted(&[(i, 1.0)]), shifted(&[(i, -1.0)]));
        let bend = 2.0 * centre - sum(&above) - sum(&below);
        // Also for NaN.
        if bend.partial_cmp(&noise) != Some(Ordering::Greater) {
            return None;
        }
        curvature[(i, i)] = bend / (widths[i] * widths[i]);
        let score = above.iter().zip(&below).map(|(a, b)| (a - b) / (2.0 * widths[i]));
        scores.push(score.collect::<Vec<f64>>());
        for j in 0..i {
            let corners = [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)]
                .map(|(a, b)| a * b * sum(&shifted(&[(i, a), (j, b)])));
            let entry = -corners.iter().sum::<f64>() / (4.0 * widths[i] * widths[j]);
            curvature[(i, j)] = entry;
            curvature[(j, i)] = entry;
        }
    }
    let bread = curvature.inverse()?;
    let moved = |n: usize, i: usize| (0..size).map(|j| bread[(i, j)] * scores[j][n]).sum::<f64>();
    let count = scores.first().map_or(0, Vec::len);
    let error = |i: usize| (0..count).map(|n| moved(n, i) * moved(n, i)).sum::<f64>().sqrt();
    let estimates: Vec<Estimate> =
        (0..size).map(|i| Estimate { value: at[i], error: error(i) }).collect();
    let known = estimates.iter().all(|e| e.value.is_finite() && e.error.is_finite());
    known.then_some(estimates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_a_sample_has_the_textbook_error() {
        let sample: Vec<f64> = (0..100).map(|i| libm::sin(f64::from(i * i))).collect();
        let mean = sample.iter().sum::<f64>() / 100.0;
        let terms = |x: &[f64]| sample.iter().map(|v| -0.5 * (v - x[0]) * (v - x[0])).collect();
        let found = standard_errors(terms, &[mean], &[1.0]).unwrap();
        let variance = sample.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / 100.0;
        assert!((found[0].error - (variance / 100.0).sqrt()).abs() < 1e-7, "{found:?}");
    }

    #[test]
    fn a_likelihood_without_a_peak_has_none() {
        assert_eq!(standard_errors(|x| vec![x[0]; 9], &[1.0], &[1.0]), None);
        assert_eq!(standard_errors(|_| vec![f64::NAN], &[1.0], &[1.0]), None);
    }
}
