//! Small dense matrices: what correlations need. Sums run in one order, so that
//! results are the same to the bit everywhere.

use std::ops::{Index, IndexMut};

/// A square matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Square {
    size: usize,
    entries: Vec<f64>,
}

impl Square {
    /// Zeros.
    #[must_use]
    pub fn zero(size: usize) -> Self {
        Self { size, entries: vec![0.0; size * size] }
    }

    /// Ones on the diagonal.
    #[must_use]
    pub fn identity(size: usize) -> Self {
        let mut matrix = Self::zero(size);
        (0..size).for_each(|i| matrix[(i, i)] = 1.0);
        matrix
    }

    /// Rows, one after another; `None` if they do not make a square.
    #[must_use]
    pub fn from_rows(rows: &[Vec<f64>]) -> Option<Self> {
        let size = rows.len();
        let square = rows.iter().all(|row| row.len() == size);
        square.then(|| Self { size, entries: rows.concat() })
    }

    /// Rows, and so columns.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// A row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        &self.entries[row * self.size..][..self.size]
    }

    /// The lower triangle `L` with `L·Lᵀ` this matrix, of which the lower half
    /// is read; `None` if it is not positive definite.
    #[must_use]
    pub fn cholesky(&self) -> Option<Self> {
        let mut lower = Self::zero(self.size);
        for i in 0..self.size {
            for j in 0..=i {
                let known: f64 = (0..j).map(|k| lower[(i, k)] * lower[(j, k)]).sum();
                let rest = self[(i, j)] - known;
                if i != j {
                    lower[(i, j)] = rest / lower[(j, j)];
                } else if rest > 0.0 {
                    lower[(i, i)] = rest.sqrt();
                } else {
                    // Also for NaN.
                    return None;
                }
            }
        }
        Some(lower)
    }

    /// The solution `x` of `A·x = b`, where `A` is this matrix and positive
    /// definite; `None` if it is not.
    #[must_use]
    pub fn solve(&self, right: &[f64]) -> Option<Vec<f64>> {
        let lower = self.cholesky()?;
        let mut x = right.to_vec();
        x.resize(self.size, 0.0);
        for i in 0..self.size {
            let known: f64 = (0..i).map(|k| lower[(i, k)] * x[k]).sum();
            x[i] = (x[i] - known) / lower[(i, i)];
        }
        for i in (0..self.size).rev() {
            let known: f64 = (i + 1..self.size).map(|k| lower[(k, i)] * x[k]).sum();
            x[i] = (x[i] - known) / lower[(i, i)];
        }
        Some(x)
    }

    /// The inverse of a positive definite matrix; `None` if it is not one.
    #[must_use]
    pub fn inverse(&self) -> Option<Self> {
        let mut inverse = Self::zero(self.size);
        for j in 0..self.size {
            let unit: Vec<f64> = (0..self.size).map(|i| f64::from(u8::from(i == j))).collect();
            for (i, value) in self.solve(&unit)?.into_iter().enumerate() {
                inverse[(i, j)] = value;
            }
        }
        Some(inverse)
    }

    /// Eigenvalues, and a matrix whose columns are their vectors, of a symmetric
    /// matrix, by Jacobi's rotations.
    #[must_use]
    pub fn eigen(&self) -> (Vec<f64>, Self) {
        const SWEEPS: usize = 64;
        let (mut a, mut vectors) = (self.clone(), Self::identity(self.size));
        for _ in 0..SWEEPS {
            let mut largest = 0.0f64;
            for p in 0..self.size {
                for q in p + 1..self.size {
                    largest = largest.max(a[(p, q)].abs());
                    a.rotate(&mut vectors, p, q);
                }
            }
            if largest < 1e-15 {
                break;
            }
        }
        ((0..self.size).map(|i| a[(i, i)]).collect(), vectors)
    }

    /// The rotation that makes the entry `(p, q)` zero.
    fn rotate(&mut self, vectors: &mut Self, p: usize, q: usize) {
        let entry = self[(p, q)];
        if entry == 0.0 {
            return;
        }
        let theta = (self[(q, q)] - self[(p, p)]) / (2.0 * entry);
        let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
        let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
        let sine = tangent * cosine;
        for k in 0..self.size {
            let (x, y) = (self[(k, p)], self[(k, q)]);
            self[(k, p)] = cosine * x - sine * y;
            self[(k, q)] = sine * x + cosine * y;
        }
        for k in 0..self.size {
            let (x, y) = (self[(p, k)], self[(q, k)]);
            self[(p, k)] = cosine * x - sine * y;
            self[(q, k)] = sine * x + cosine * y;
            let (x, y) = (vectors[(k, p)], vectors[(k, q)]);
            vectors[(k, p)] = cosine * x - sine * y;
            vectors[(k, q)] = sine * x + cosine * y;
        }
    }
}

impl Index<(usize, usize)> for Square {
    type Output = f64;

    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.entries[row * self.size + column]
    }
}

impl IndexMut<(usize, usize)> for Square {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.entries[row * self.size + column]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Square {
        let rows = [vec![1.0, 0.6, -0.3], vec![0.6, 1.0, 0.2], vec![-0.3, 0.2, 1.0]];
        Square::from_rows(&rows).unwrap()
    }

    fn product(a: &Square, b: impl Fn(usize, usize) -> f64) -> Square {
        let mut c = Square::zero(a.size());
        for i in 0..a.size() {
            for j in 0..a.size() {
                c[(i, j)] = (0..a.size()).map(|k| a[(i, k)] * b(k, j)).sum();
            }
        }
        c
    }

    fn close(a: &Square, b: &Square) {
        let worst = a.entries.iter().zip(&b.entries).map(|(a, b)| (a - b).abs());
        assert!(worst.fold(0.0, f64::max) < 1e-13, "{a:?} is not {b:?}");
    }

    #[test]
    fn a_triangle_times_itself_is_the_matrix() {
        let lower = sample().cholesky().unwrap();
        close(&product(&lower, |k, j| lower[(j, k)]), &sample());
    }

    #[test]
    fn what_is_not_positive_definite_has_no_triangle() {
        for entry in [1.0, -1.2, f64::NAN] {
            let matrix = Square::from_rows(&[vec![1.0, entry], vec![entry, 1.0]]).unwrap();
            assert_eq!(matrix.cholesky(), None, "{entry}");
        }
        assert_eq!(Square::from_rows(&[vec![1.0, 2.0]]), None);
    }

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        let inverse = sample().inverse().unwrap();
        close(&product(&inverse, |k, j| sample()[(k, j)]), &Square::identity(3));
        let x = sample().solve(&[1.3, 1.8, 0.9]).unwrap();
        for i in 0..3 {
            let found: f64 = sample().row(i).iter().zip(&x).map(|(a, x)| a * x).sum();
            assert!((found - [1.3, 1.8, 0.9][i]).abs() < 1e-13);
        }
        let bad = Square::from_rows(&[vec![0.0, 1.0], vec![1.0, 0.0]]).unwrap();
        assert_eq!((bad.solve(&[1.0, 1.0]), bad.inverse()), (None, None));
    }

    #[test]
    fn eigenvectors_and_values_are_the_matrix() {
        let (values, vectors) = sample().eigen();
        let scaled = |k: usize, j: usize| values[k] * vectors[(j, k)];
        close(&product(&vectors, scaled), &sample());
        close(&product(&vectors, |k, j| vectors[(j, k)]), &Square::identity(3));
        let trace: f64 = values.iter().sum();
        assert!((trace - 3.0).abs() < 1e-13);
    }
}
