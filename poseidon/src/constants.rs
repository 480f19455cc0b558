//! Round constants and matrices, generated once per arity by the reference
//! Grain LFSR, and the factored form that makes native hashing fast.

use std::sync::LazyLock;

use ark_bn254::Fr;
use ark_crypto_primitives::sponge::poseidon::find_poseidon_ark_and_mds;
use ark_ff::{Field, One, PrimeField, Zero};

/// The widest hash: sixteen inputs, a state of seventeen elements.
pub const MAX_ARITY: usize = 16;

/// Rounds in which every element passes the S-box.
pub const FULL_ROUNDS: usize = 8;

/// Rounds in which only the first element does, by arity − 1.
pub const PARTIAL_ROUNDS: [usize; MAX_ARITY] =
    [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];

/// What defines Poseidon for one arity.
#[derive(Debug)]
pub struct Constants {
    /// One row per round, full and partial, as wide as the state.
    pub round_constants: Vec<Vec<Fr>>,
    /// The matrix every round ends with; row `i` makes element `i`.
    pub mds: Vec<Vec<Fr>>,
    pub(crate) fast: Fast,
}

/// The same permutation with its partial rounds factored: constants moved to
/// the first element, and each matrix split into a sparse part, applied at
/// once, and a block part that commutes with the S-box and is applied last.
#[derive(Debug)]
pub(crate) struct Fast {
    pub(crate) first_constants: Vec<Fr>,
    pub(crate) rounds: Vec<SparseRound>,
    pub(crate) block: Vec<Vec<Fr>>,
    pub(crate) last_constants: Vec<Fr>,
}

/// A partial round: S-box, then `x₀ ← top·x`, `xᵢ ← xᵢ + left[i]·x₀`, and the
/// constant of the next round's first element.
#[derive(Debug)]
pub(crate) struct SparseRound {
    pub(crate) top: Vec<Fr>,
    pub(crate) left: Vec<Fr>,
    pub(crate) next_constant: Fr,
}

static TABLE: [LazyLock<Constants>; MAX_ARITY] = [
    LazyLock::new(|| Constants::generate(1)),
    LazyLock::new(|| Constants::generate(2)),
    LazyLock::new(|| Constants::generate(3)),
    LazyLock::new(|| Constants::generate(4)),
    LazyLock::new(|| Constants::generate(5)),
    LazyLock::new(|| Constants::generate(6)),
    LazyLock::new(|| Constants::generate(7)),
    LazyLock::new(|| Constants::generate(8)),
    LazyLock::new(|| Constants::generate(9)),
    LazyLock::new(|| Constants::generate(10)),
    LazyLock::new(|| Constants::generate(11)),
    LazyLock::new(|| Constants::generate(12)),
    LazyLock::new(|| Constants::generate(13)),
    LazyLock::new(|| Constants::generate(14)),
    LazyLock::new(|| Constants::generate(15)),
    LazyLock::new(|| Constants::generate(16)),
];

impl Constants {
    /// The constants for `arity` inputs; `None` unless `1 <= arity <= 16`.
    #[must_use]
    pub fn for_arity(arity: usize) -> Option<&'static Self> {
        TABLE.get(arity.checked_sub(1)?).map(|cell| &**cell)
    }

    /// Partial rounds of this instance.
    #[must_use]
    pub fn partial_rounds(&self) -> usize {
        self.round_constants.len() - FULL_ROUNDS
    }

    fn generate(arity: usize) -> Self {
        let partial = PARTIAL_ROUNDS[arity - 1];
        let (round_constants, mds) = find_poseidon_ark_and_mds::<Fr>(
            u64::from(Fr::MODULUS_BIT_SIZE),
            arity,
            FULL_ROUNDS as u64,
            partial as u64,
            0,
        );
        let fast = Fast::factor(&round_constants, &mds, partial);
        Self { round_constants, mds, fast }
    }
}

impl Fast {
    fn factor(round_constants: &[Vec<Fr>], mds: &[Vec<Fr>], partial: usize) -> Self {
        let width = mds.len();
        let half = FULL_ROUNDS / 2;

        // Constants of all but the first element pass a partial S-box
        // untouched, so they join the next round's through the matrix.
        let mut heads = Vec::with_capacity(partial);
        let mut carried = vec![Fr::zero(); width];
        for constants in &round_constants[half..half + partial] {
            let mut here = add(constants, &carried);
            heads.push(here[0]);
            here[0] = Fr::zero();
            carried = apply(mds, &here);
        }
        let last_constants = add(&round_constants[half + partial], &carried);
        let mut first_constants = vec![Fr::zero(); width];
        first_constants[0] = heads[0];

        // mds · diag(1, block) = diag(1, block') · sparse
        let mut block = identity(width - 1);
        let mut rounds = Vec::with_capacity(partial);
        for round in 0..partial {
            let top = [vec![mds[0][0]], row_times(&mds[0][1..], &block)].concat();
            let next: Vec<Vec<Fr>> =
                mds[1..].iter().map(|row| row_times(&row[1..], &block)).collect();
            let column: Vec<Fr> = mds[1..].iter().map(|row| row[0]).collect();
            let left = solve(&next, column);
            let next_constant = heads.get(round + 1).copied().unwrap_or_default();
            rounds.push(SparseRound { top, left, next_constant });
            block = next;
        }
        Self { first_constants, rounds, block, last_constants }
    }
}

fn identity(size: usize) -> Vec<Vec<Fr>> {
    (0..size).map(|i| (0..size).map(|j| Fr::from(u64::from(i == j))).collect()).collect()
}

fn add(a: &[Fr], b: &[Fr]) -> Vec<Fr> {
    a.iter().zip(b).map(|(x, y)| *x + y).collect()
}

pub(crate) fn dot(a: &[Fr], b: &[Fr]) -> Fr {
    a.iter().zip(b).map(|(x, y)| *x * y).sum()
}

fn apply(matrix: &[Vec<Fr>], vector: &[Fr]) -> Vec<Fr> {
    matrix.iter().map(|row| dot(row, vector)).collect()
}

fn row_times(row: &[Fr], matrix: &[Vec<Fr>]) -> Vec<Fr> {
    (0..row.len()).map(|j| row.iter().zip(matrix).map(|(x, m)| *x * m[j]).sum()).collect()
}

/// `matrix · x = vector` by elimination. The blocks of an MDS matrix and their
/// products are invertible, so a pivot is always found.
fn solve(matrix: &[Vec<Fr>], vector: Vec<Fr>) -> Vec<Fr> {
    let size = vector.len();
    let mut rows: Vec<Vec<Fr>> =
        matrix.iter().zip(vector).map(|(row, v)| [row.as_slice(), &[v]].concat()).collect();
    for column in 0..size {
        if let Some(pivot) = (column..size).find(|&i| !rows[i][column].is_zero()) {
            rows.swap(column, pivot);
        }
        let scale = rows[column][column].inverse().unwrap_or_else(Fr::one);
        for entry in &mut rows[column][column..] {
            *entry *= scale;
        }
        let pivot_row = rows[column].clone();
        for (i, row) in rows.iter_mut().enumerate() {
            if i != column && !row[column].is_zero() {
                let factor = row[column];
                for (entry, p) in row[column..].iter_mut().zip(&pivot_row[column..]) {
                    *entry -= factor * p;
                }
            }
        }
    }
    rows.iter().map(|row| row[size]).collect()
}
