//! How a ceremony begins: a circuit's key as it is if every divisor is 1, from
//! powers and rows alone. Whoever begins one need not be trusted, since
//! verification starts from the same two things.

use std::path::Path;

use ark_bn254::{Fr, G1Affine, G1Projective};
use ark_ec::{AdditiveGroup as _, AffineRepr, CurveGroup};
use ark_ff::{BigInt, BigInteger as _, One as _, PrimeField as _, Zero as _};
use rayon::prelude::*;

use super::CHUNK;
use super::error::CeremonyError;
use super::file::{CeremonyFile, Draft};
use super::subject::Subject;
use super::transcript::Transcript;
use crate::circuit::Frozen;
use crate::key_file::Progress;
use crate::powers::{G1Section, Powers};
use crate::rows::Sparse;

/// Begins a ceremony: writes its first file.
///
/// # Errors
/// If the circuit can have no key, the powers do not reach, or the file cannot
/// be written.
pub fn start(
    powers: &Powers,
    frozen: &Frozen,
    path: &Path,
    progress: Progress<'_>,
) -> Result<CeremonyFile, CeremonyError> {
    let subject = Subject::new(frozen, powers.hash(&mut |_, _| ())?)?;
    enough(&subject, powers)?;
    let size = 1 << subject.level;
    let columns = Columns::of(frozen);
    let [beta, alpha, plain] =
        [G1Section::LagrangeBeta, G1Section::LagrangeAlpha, G1Section::Lagrange]
            .map(|section| powers.g1(section(subject.level), 0..size));
    let bases = [beta?, alpha?, plain?];
    let all = subject.points() as u64;
    let mut draft = Draft::begin(path, subject.points())?;
    let mut done = 0;
    let mut put = |points: &[G1Affine]| {
        draft.put(points)?;
        done += points.len() as u64;
        progress(done, all);
        Ok::<_, CeremonyError>(())
    };
    let count = frozen.rows.instance + frozen.rows.witness;
    for start in (0..count).step_by(CHUNK) {
        let range = start..count.min(start + CHUNK);
        let sums = range.into_par_iter().with_min_len(64).map(|column| {
            let of =
                |matrix: usize| -> G1Projective { columns[matrix].sum(column, &bases[matrix]) };
            of(0) + of(1) + of(2)
        });
        put(&G1Projective::normalize_batch(&sums.collect::<Vec<G1Projective>>()))?;
    }
    for start in (0..size - 1).step_by(CHUNK) {
        let range = start..(size - 1).min(start + CHUNK);
        let above = powers.g1(G1Section::Tau, range.start + size..range.end + size)?;
        let below = powers.g1(G1Section::Tau, range)?;
        let pairs = above.into_par_iter().zip(below).with_min_len(256);
        let differences: Vec<G1Projective> = pairs.map(|(above, below)| above - below).collect();
        put(&G1Projective::normalize_batch(&differences))?;
    }
    let hash = draft.hash();
    draft.finish(Transcript::begin(subject, hash))
}

/// The powers reach as far as the circuit needs.
fn enough(subject: &Subject, powers: &Powers) -> Result<(), CeremonyError> {
    let (needed, found) = (subject.level, powers.power());
    if needed <= found { Ok(()) } else { Err(CeremonyError::TooFewPowers { needed, found }) }
}

/// A matrix by columns: `entries[starts[i]..starts[i + 1]]` are column i's rows
/// and coefficients.
pub(super) struct Columns {
    starts: Vec<usize>,
    entries: Vec<(usize, Fr)>,
}

impl Columns {
    /// The three matrices of a circuit. The first has a row more for each input.
    pub(super) fn of(frozen: &Frozen) -> [Self; 3] {
        let rows = &frozen.rows;
        let count = rows.instance + rows.witness;
        let own = (0..rows.instance).map(|column| (rows.len() + column, Fr::one(), column));
        let [a, b, c] = &rows.matrices;
        let mut own = Some(own.collect::<Vec<_>>());
        [a, b, c].map(|matrix| Self::transposed(matrix, own.take().unwrap_or_default(), count))
    }

    fn transposed(matrix: &Sparse, more: Vec<(usize, Fr, usize)>, columns: usize) -> Self {
        let entries = || {
            let row = |row| matrix.row(row).map(move |(by, column)| (row, by, column));
            (0..matrix.len()).flat_map(row).chain(more.iter().copied())
        };
        let mut starts = vec![0; columns + 1];
        entries().for_each(|(_, _, column)| starts[column + 1] += 1);
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut all = vec![(0, Fr::one()); starts[columns]];
        for (row, by, column) in entries() {
            all[next[column]] = (row, by);
            next[column] += 1;
        }
        Self { starts, entries: all }
    }

    /// `Σ coefficient·point of its row` of one column.
    pub(super) fn sum<G: CurveGroup<ScalarField = Fr>>(
        &self,
        column: usize,
        points: &[G::Affine],
    ) -> G {
        let (mut sum, mut long) = (G::zero(), Vec::new());
        for (row, by) in &self.entries[self.starts[column]..self.starts[column + 1]] {
            let (point, minus) = (points[*row], (-*by).into_bigint());
            // Most coefficients are 1, -1 or short, of either sign.
            let by = by.into_bigint();
            match [&by, &minus].map(|number| (number.num_bits(), number.0[0])) {
                [(..=64, by), _] => sum += short(point, by),
                [_, (..=64, minus)] => sum -= short(point, minus),
                _ => long.push((point, by)),
            }
        }
        sum + together::<G>(&long)
    }
}

/// A point times a number of one word, by doubling: without what longer numbers
/// need first.
fn short<P: AffineRepr>(point: P, by: u64) -> P::Group {
    (0..u64::BITS - by.leading_zeros()).rev().fold(P::Group::zero(), |mut sum, bit| {
        sum.double_in_place();
        if by >> bit & 1 == 1 { sum + point } else { sum }
    })
}

/// Digits are odd and below `2^(WIDTH - 1)`.
const WIDTH: usize = 5;
const MULTIPLES: usize = 1 << (WIDTH - 2);

/// `Σ number·point` of a few long numbers, which share their doublings.
fn together<G: CurveGroup<ScalarField = Fr>>(terms: &[(G::Affine, BigInt<4>)]) -> G {
    let odd = |(point, _): &(G::Affine, _)| {
        let (mut multiple, double) = (point.into_group(), point.into_group().double());
        let next = move || {
            let own = multiple;
            multiple += double;
            own
        };
        std::iter::repeat_with(next).take(MULTIPLES).collect::<Vec<G>>()
    };
    let multiples = G::normalize_batch(&terms.iter().flat_map(odd).collect::<Vec<_>>());
    let digits = |(_, number): &(_, BigInt<4>)| number.find_wnaf(WIDTH).unwrap_or_default();
    let digits: Vec<Vec<i64>> = terms.iter().map(digits).collect();
    let longest = digits.iter().map(Vec::len).max().unwrap_or_default();
    let mut sum = G::zero();
    for place in (0..longest).rev() {
        sum.double_in_place();
        for (digits, multiples) in digits.iter().zip(multiples.chunks(MULTIPLES)) {
            let digit = digits.get(place).copied().unwrap_or_default();
            let multiple = || multiples[usize::try_from(digit.unsigned_abs() / 2).unwrap_or(0)];
            match digit.signum() {
                1 => sum += multiple(),
                -1 => sum -= multiple(),
                _ => {}
            }
        }
    }
    sum
}
