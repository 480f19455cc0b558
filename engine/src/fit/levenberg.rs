//! Least squares by the method of Levenberg and Marquardt, with derivatives by
//! central differences.

use crate::linear::Square;

/// A least-squares fit.
#[derive(Clone, Debug)]
pub(crate) struct LeastSquares {
    pub(crate) at: Vec<f64>,
    /// Of squares.
    pub(crate) sum: f64,
    pub(crate) residuals: Vec<f64>,
    /// `JᵀJ` at the minimum: the inverse of the estimates' covariance, in units
    /// of the residuals' variance.
    pub(crate) normal: Square,
    pub(crate) iterations: usize,
    pub(crate) converged: bool,
}

/// Fits parameters to residuals: `function` writes them for given parameters.
pub(crate) fn least_squares(
    mut function: impl FnMut(&[f64], &mut Vec<f64>),
    start: &[f64],
    most: usize,
) -> LeastSquares {
    let mut residuals_at = |x: &[f64]| {
        let mut residuals = Vec::new();
        function(x, &mut residuals);
        residuals
    };
    let mut at = start.to_vec();
    let mut residuals = residuals_at(&at);
    let mut sum = squares(&residuals);
    let (mut damping, mut converged, mut iterations) = (1e-3, false, 0);
    let mut normal = Square::zero(at.len());
    while iterations < most && !converged && sum.is_finite() {
        iterations += 1;
        let jacobian = jacobian(&mut residuals_at, &at);
        let (matrix, gradient) = normal_equations(&jacobian, &residuals);
        normal = matrix;
        loop {
            let Some(step) = damped(&normal, &gradient, damping) else {
                damping *= 8.0;
                if damping > 1e20 {
                    return LeastSquares { at, sum, residuals, normal, iterations, converged };
                }
                continue;
            };
            let next: Vec<f64> = at.iter().zip(&step).map(|(x, d)| x - d).collect();
            let moved = step.iter().zip(&at).all(|(d, x)| d.abs() <= 1e-13 * (x.abs() + 1e-3));
            let tried = residuals_at(&next);
            let lower = squares(&tried);
            if lower < sum {
                // Squares of rounding errors are as small as they get.
                converged = moved || lower > sum * (1.0 - 1e-12) || lower < 1e-30;
                (at, residuals, sum) = (next, tried, lower);
                damping = f64::max(damping / 5.0, 1e-16);
                break;
            }
            damping *= 4.0;
            if moved || damping > 1e16 {
                // No step, however small, is better.
                converged = true;
                break;
            }
        }
    }
    LeastSquares { at, sum, residuals, normal, iterations, converged }
}

/// Infinite where a residual is not a number.
fn squares(residuals: &[f64]) -> f64 {
    let sum: f64 = residuals.iter().map(|r| r * r).sum();
    if sum.is_nan() { f64::INFINITY } else { sum }
}

/// A column for each parameter.
fn jacobian(residuals_at: &mut impl FnMut(&[f64]) -> Vec<f64>, at: &[f64]) -> Vec<Vec<f64>> {
    let column = |i: usize| {
        let mut shifted = at.to_vec();
        let width = 6e-6 * at[i].abs().max(0.1);
        shifted[i] = at[i] + width;
        let (above, up) = (residuals_at(&shifted), shifted[i]);
        shifted[i] = at[i] - width;
        let (below, down) = (residuals_at(&shifted), shifted[i]);
        above.iter().zip(&below).map(|(a, b)| (a - b) / (up - down)).collect()
    };
    (0..at.len()).map(column).collect()
}

fn normal_equations(jacobian: &[Vec<f64>], residuals: &[f64]) -> (Square, Vec<f64>) {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut matrix = Square::zero(jacobian.len());
    for i in 0..jacobian.len() {
        for j in 0..=i {
            let entry = dot(&jacobian[i], &jacobian[j]);
            matrix[(i, j)] = entry;
            matrix[(j, i)] = entry;
        }
    }
    (matrix, jacobian.iter().map(|column| dot(column, residuals)).collect())
}

/// The step that damping allows; each parameter is damped on its own scale.
fn damped(normal: &Square, gradient: &[f64], damping: f64) -> Option<Vec<f64>> {
    let mut matrix = normal.clone();
    let largest = (0..normal.size()).map(|i| normal[(i, i)]).fold(0.0, f64::max);
    for i in 0..normal.size() {
        // A parameter without effect stays where it is.
        matrix[(i, i)] += damping * normal[(i, i)].max(largest * 1e-12).max(1e-300);
    }
    matrix.solve(gradient).filter(|step| step.iter().all(|d| d.is_finite()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_recovers_its_own_parameters() {
        let points: Vec<f64> = (0..20).map(|i| 0.25 * f64::from(i)).collect();
        let curve = |x: &[f64], t: f64| x[0] * libm::exp(-x[1] * t) + x[2];
        let truth = [3.0, 0.7, -1.0];
        let fit = least_squares(
            |x, r| r.extend(points.iter().map(|&t| curve(x, t) - curve(&truth, t))),
            &[1.0, 0.1, 0.0],
            200,
        );
        assert!(fit.converged && fit.sum < 1e-24, "{fit:?}");
        for (found, wanted) in fit.at.iter().zip(truth) {
            assert!((found - wanted).abs() < 1e-10, "{fit:?}");
        }
    }

    #[test]
    fn what_is_not_a_number_does_not_converge() {
        let fit = least_squares(|_, r| r.push(f64::NAN), &[1.0], 50);
        assert!(!fit.converged);
    }
}
