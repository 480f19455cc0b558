//! The correlation matrix nearest to one that is none (Higham 2002): in turn
//! onto matrices without negative eigenvalues and onto those with a diagonal of
//! ones, with Dykstra's correction, which makes the limit the nearest.

use super::error::{FitError, check, within};
use crate::linear::Square;

/// A matrix with a Cholesky triangle, and what it took to get there.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    /// The correlation matrix.
    pub correlation: Square,
    /// How far from what was given: the root of the sum of squared differences.
    pub distance: f64,
    /// The least eigenvalue of what was given.
    pub least_before: f64,
    /// Steps that were taken; 0 if nothing was.
    pub steps: usize,
}

/// Eigenvalues are no lower afterwards, so that the matrix has a triangle.
const LEAST: f64 = 1e-8;
const STEPS: usize = 2000;

/// The correlation matrix nearest to a symmetric matrix with ones on its
/// diagonal.
///
/// # Errors
/// If it is not symmetric, a figure is not finite, or the diagonal is not one.
pub fn nearest_correlation(given: &Square) -> Result<Nearest, FitError> {
    let size = given.size();
    for i in 0..size {
        check(&format!("correlations of row {}", i + 1), given.row(i), 0)?;
        within("a correlation with itself", given[(i, i)], (1.0 - 1e-9, 1.0 + 1e-9), "1")?;
        for j in 0..i {
            let apart = given[(i, j)] - given[(j, i)];
            within("a correlation less its mirror image", apart, (-1e-9, 1e-9), "0")?;
            // Far beyond one is no correlation that noise or rounding moved.
            within("a correlation", given[(i, j)], (-10.0, 10.0), "from -1 to 1")?;
        }
    }
    let least_before = least(&given.eigen().0);
    if least_before >= LEAST {
        let correlation = given.clone();
        return Ok(Nearest { correlation, distance: 0.0, least_before, steps: 0 });
    }
    let mut y = given.clone();
    let mut correction = Square::zero(size);
    for step in 1..=STEPS {
        let r = combined(&y, &correction, |y, c| y - c);
        let x = lifted(&r, 0.0);
        correction = combined(&x, &r, |x, r| x - r);
        let next = with_unit_diagonal(&x);
        let moved = distance(&next, &y);
        y = next;
        if moved <= 1e-10 {
            let correlation = rescaled(&lifted(&y, LEAST));
            let distance = distance(&correlation, given);
            return Ok(Nearest { correlation, distance, least_before, steps: step });
        }
    }
    Err(FitError::NotConverged { model: "the nearest correlation matrix", steps: STEPS })
}

fn least(eigenvalues: &[f64]) -> f64 {
    eigenvalues.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The nearest matrix with no eigenvalue below a bound.
fn lifted(matrix: &Square, bound: f64) -> Square {
    let size = matrix.size();
    let (values, vectors) = matrix.eigen();
    let mut lifted = Square::zero(size);
    for i in 0..size {
        for j in 0..=i {
            let part = |(k, v): (usize, &f64)| vectors[(i, k)] * vectors[(j, k)] * v.max(bound);
            let entry = values.iter().enumerate().map(part).sum();
            lifted[(i, j)] = entry;
            lifted[(j, i)] = entry;
        }
    }
    lifted
}

fn with_unit_diagonal(matrix: &Square) -> Square {
    let mut unit = matrix.clone();
    (0..matrix.size()).for_each(|i| unit[(i, i)] = 1.0);
    unit
}

/// Scaled to a diagonal of ones, which keeps the signs of eigenvalues.
fn rescaled(matrix: &Square) -> Square {
    super::correlation::unit_diagonal(matrix)
}

fn combined(a: &Square, b: &Square, f: impl Fn(f64, f64) -> f64) -> Square {
    let mut c = Square::zero(a.size());
    for i in 0..a.size() {
        (0..a.size()).for_each(|j| c[(i, j)] = f(a[(i, j)], b[(i, j)]));
    }
    c
}

fn distance(a: &Square, b: &Square) -> f64 {
    let size = a.size();
    let squares = (0..size)
        .flat_map(|i| (0..size).map(move |j| (a[(i, j)] - b[(i, j)]) * (a[(i, j)] - b[(i, j)])));
    squares.sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::simulate::Normals;

    #[test]
    fn the_published_example() {
        let rows = [vec![1.0, 1.0, 0.0], vec![1.0, 1.0, 1.0], vec![0.0, 1.0, 1.0]];
        let found = nearest_correlation(&Square::from_rows(&rows).unwrap()).unwrap();
        for (at, wanted) in [((0, 1), 0.760_690), ((0, 2), 0.157_298), ((1, 2), 0.760_690)] {
            assert!((found.correlation[at] - wanted).abs() < 1e-5, "{found:?}");
        }
        assert!((found.distance - 0.527_79).abs() < 1e-4, "{found:?}");
        assert!((found.least_before - (1.0 - f64::sqrt(2.0))).abs() < 1e-12);
    }

    /// Correlations drawn each on its own: rarely a correlation matrix.
    fn drawn(size: usize, normals: &mut Normals) -> Square {
        let mut matrix = Square::identity(size);
        for i in 0..size {
            for j in 0..i {
                let entry = 2.0 * normals.uniform() - 1.0;
                matrix[(i, j)] = entry;
                matrix[(j, i)] = entry;
            }
        }
        matrix
    }

    #[test]
    fn whatever_is_given_becomes_a_correlation_matrix() {
        let mut normals = Normals::new(11);
        for size in [1, 2, 3, 5, 9, 14] {
            for _ in 0..4 {
                let given = drawn(size, &mut normals);
                let found = nearest_correlation(&given).unwrap();
                let c = &found.correlation;
                assert!(c.cholesky().is_some() && least(&c.eigen().0) > 0.5 * LEAST);
                for i in 0..size {
                    assert_eq!(c[(i, i)], 1.0);
                    for j in 0..size {
                        assert!(c[(i, j)].abs() <= 1.0 && c[(i, j)] == c[(j, i)]);
                    }
                }
                assert_eq!(found.distance == 0.0, found.least_before >= LEAST);
                // What is one already stays as it is.
                let again = nearest_correlation(c).unwrap();
                assert!(again.distance <= 2.0 * LEAST * size as f64, "{}", again.distance);
                // No other is nearer: one step towards any other goes away.
                let other = lifted_sample(size, &mut normals);
                let nudged = combined(c, &other, |c, o| 0.999 * c + 0.001 * o);
                assert!(distance(&nudged, &given) >= found.distance - 1e-7);
            }
        }
    }

    fn lifted_sample(size: usize, normals: &mut Normals) -> Square {
        rescaled(&lifted(&drawn(size, normals), 0.01))
    }

    #[test]
    fn what_is_no_correlation_is_refused() {
        let of = |entry: f64, mirror: f64, diagonal: f64| {
            let rows = [vec![1.0, entry], vec![mirror, diagonal]];
            nearest_correlation(&Square::from_rows(&rows).unwrap())
        };
        assert!(of(0.5, 0.5, 1.0).is_ok());
        assert!(matches!(of(0.5, 0.4, 1.0), Err(FitError::OutOfRange { .. })));
        assert!(matches!(of(0.5, 0.5, 2.0), Err(FitError::OutOfRange { .. })));
        assert!(matches!(of(f64::NAN, 0.5, 1.0), Err(FitError::NotFinite { position: 2, .. })));
        assert!(matches!(of(50.0, 50.0, 1.0), Err(FitError::OutOfRange { .. })));
        assert!(of(1.2, 1.2, 1.0).unwrap().distance > 0.28);
    }
}
