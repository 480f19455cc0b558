//! The rows of a circuit, frozen: three sparse matrices in compressed form,
//! coefficients stored once each.

use std::collections::BTreeMap;

use ark_ff::{BigInt, BigInteger, One, PrimeField, Zero};
use ark_relations::gr1cs::{ConstraintSystemRef, R1CS_PREDICATE_LABEL, SynthesisError};
use rayon::prelude::*;

use crate::Fr;

/// `A`, `B` and `C` of `Az ∘ Bz = Cz`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Public inputs, the constant 1 among them.
    pub instance: usize,
    /// Witness wires.
    pub witness: usize,
    /// The three matrices.
    pub matrices: [Sparse; 3],
}

/// A sparse matrix by rows. Row `i` is `entries[starts[i]..starts[i + 1]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sparse {
    starts: Vec<u32>,
    entries: Vec<(u32, u32)>,
    coefficients: Vec<Fr>,
}

impl Rows {
    /// Takes the rows of a finished constraint system.
    pub(crate) fn of(cs: &ConstraintSystemRef<Fr>) -> Result<Self, SynthesisError> {
        let mut all = cs.to_matrices()?;
        let matrices = all.remove(R1CS_PREDICATE_LABEL).ok_or(SynthesisError::PredicateNotFound)?;
        let sparse: Vec<Sparse> =
            matrices.into_iter().map(Sparse::from_rows).collect::<Option<_>>().unwrap_or_default();
        let matrices = sparse.try_into().map_err(|_| SynthesisError::PolynomialDegreeTooLarge)?;
        Ok(Self {
            instance: cs.num_instance_variables(),
            witness: cs.num_witness_variables(),
            matrices,
        })
    }

    /// Number of constraints.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matrices[0].len()
    }

    /// There are no constraints.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first row that an assignment violates.
    ///
    /// # Panics
    /// If the assignment has fewer values than the rows have columns.
    #[must_use]
    pub fn violated(&self, assignment: &[Fr]) -> Option<usize> {
        let [a, b, c] = &self.matrices;
        (0..self.len())
            .find(|&row| a.dot(row, assignment) * b.dot(row, assignment) != c.dot(row, assignment))
    }
}

impl Sparse {
    /// Compresses rows of `(coefficient, column)`; `None` if there are 2^32
    /// entries or more.
    #[must_use]
    pub fn from_rows(rows: Vec<Vec<(Fr, usize)>>) -> Option<Self> {
        let mut sparse = Self { starts: vec![0], ..Self::default() };
        let mut known: BTreeMap<_, u32> = BTreeMap::new();
        for row in rows {
            for (coefficient, column) in row {
                let next = u32::try_from(sparse.coefficients.len()).ok()?;
                let place = *known.entry(coefficient.into_bigint()).or_insert(next);
                if place == next {
                    sparse.coefficients.push(coefficient);
                }
                sparse.entries.push((place, u32::try_from(column).ok()?));
            }
            sparse.starts.push(u32::try_from(sparse.entries.len()).ok()?);
        }
        Some(sparse)
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// There are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries of a row: coefficient and column.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (Fr, usize)> + '_ {
        let range = self.starts[row] as usize..self.starts[row + 1] as usize;
        self.entries[range]
            .iter()
            .map(|(c, column)| (self.coefficients[*c as usize], *column as usize))
    }

    /// A row times a vector.
    ///
    /// # Panics
    /// If the vector is shorter than the rows are wide, or there is no such row.
    #[must_use]
    pub fn dot(&self, row: usize, vector: &[Fr]) -> Fr {
        let one = Fr::one();
        self.row(row).fold(Fr::zero(), |sum, (coefficient, column)| {
            sum + if coefficient == one { vector[column] } else { coefficient * vector[column] }
        })
    }

    /// All rows times a vector, into the beginning of `out`.
    pub(crate) fn times(&self, vector: &[Fr], out: &mut [Fr]) {
        out[..self.len()]
            .par_iter_mut()
            .with_min_len(256)
            .enumerate()
            .for_each(|(row, out)| *out = self.dot(row, vector));
    }

    /// Canonical bytes, for hashing and files.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend((self.len() as u64).to_le_bytes());
        out.extend((self.entries.len() as u64).to_le_bytes());
        out.extend((self.coefficients.len() as u64).to_le_bytes());
        self.starts.iter().for_each(|start| out.extend(start.to_le_bytes()));
        for (coefficient, column) in &self.entries {
            out.extend(coefficient.to_le_bytes());
            out.extend(column.to_le_bytes());
        }
        for coefficient in &self.coefficients {
            out.extend(coefficient.into_bigint().to_bytes_le());
        }
    }

    /// Reads what [`Sparse::write`] wrote for a circuit with so many columns;
    /// `None` if these bytes are nothing of that kind.
    pub(crate) fn read(bytes: &[u8], columns: usize) -> Option<Self> {
        let word = |bytes: &[u8]| Some(u32::from_le_bytes(bytes.try_into().ok()?));
        let count = |at: usize| {
            let bytes = bytes.get(8 * at..8 * (at + 1))?.try_into().ok()?;
            usize::try_from(u64::from_le_bytes(bytes)).ok()
        };
        let (rows, entries, coefficients) = (count(0)?, count(1)?, count(2)?);
        let (starts, rest) =
            bytes.get(24..)?.split_at_checked(rows.checked_add(1)?.checked_mul(4)?)?;
        let (pairs, last) = rest.split_at_checked(entries.checked_mul(8)?)?;
        if last.len() != coefficients.checked_mul(32)? {
            return None;
        }
        let coefficient = |bytes: &[u8]| {
            let mut limbs = [0; 4];
            for (limb, bytes) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
                *limb = u64::from_le_bytes(bytes.try_into().ok()?);
            }
            Fr::from_bigint(BigInt(limbs))
        };
        let sparse = Self {
            starts: starts.chunks_exact(4).map(word).collect::<Option<_>>()?,
            entries: pairs
                .chunks_exact(8)
                .map(|pair| Some((word(&pair[..4])?, word(&pair[4..])?)))
                .collect::<Option<_>>()?,
            coefficients: last.chunks_exact(32).map(coefficient).collect::<Option<_>>()?,
        };
        let increasing = sparse.starts.windows(2).all(|pair| pair[0] <= pair[1]);
        let whole = sparse.starts.first() == Some(&0)
            && sparse.starts.last().is_some_and(|last| *last as usize == entries);
        let inside =
            |(c, column): &(u32, u32)| (*c as usize) < coefficients && (*column as usize) < columns;
        (increasing && whole && sparse.entries.iter().all(inside)).then_some(sparse)
    }
}
