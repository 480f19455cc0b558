//! Many points times one number: what contributing spends its time on.
//!
//! The number is split by the curve's endomorphism into two of half its length,
//! and since it is the same for all points, all do the same steps: what is added
//! in affine coordinates shares one inversion.

use ark_bn254::{Fq, Fr, G1Affine, g1};
use ark_ec::AffineRepr as _;
use ark_ec::scalar_mul::glv::GLVConfig as _;
use ark_ff::fields::serial_batch_inversion_and_mul;
use ark_ff::{BigInteger as _, Field as _, One as _, PrimeField as _, Zero as _};
use rayon::prelude::*;
use zeroize::Zeroizing;

/// Points that share an inversion.
const TOGETHER: usize = 512;

pub(super) fn scale(points: &[G1Affine], number: &Fr) -> Vec<G1Affine> {
    let steps = steps(number);
    points.par_chunks(TOGETHER).flat_map_iter(|points| multiply(points, &steps)).collect()
}

/// Odd multiples of a point up to this one are kept.
const WIDTH: usize = 5;
const MULTIPLES: usize = 1 << (WIDTH - 2);

/// What is done with every point, from the highest digit on: odd digits, or 0,
/// for the point and for its image.
type Steps = Zeroizing<Vec<[i64; 2]>>;

fn steps(number: &Fr) -> Steps {
    let halves = g1::Config::scalar_decomposition(*number).into();
    let digits = <[(bool, Fr); 2]>::map(halves, |(positive, half)| {
        let digits = half.into_bigint().find_wnaf(WIDTH).unwrap_or_default();
        let sign = if positive { 1 } else { -1 };
        Zeroizing::new(digits.into_iter().map(|digit| sign * digit).collect::<Vec<i64>>())
    });
    let length = digits.iter().map(|digits| digits.len()).max().unwrap_or_default();
    let digit = |half: usize, at: usize| digits[half].get(at).copied().unwrap_or_default();
    Zeroizing::new((0..length).rev().map(|at| [digit(0, at), digit(1, at)]).collect())
}

fn multiply(points: &[G1Affine], steps: &Steps) -> Vec<G1Affine> {
    let mut scratch = vec![Fq::zero(); points.len()];
    let mut double = points.to_vec();
    add(&mut double, |i| points[i], &mut scratch);
    let mut multiples = vec![points.to_vec()];
    for last in 0..MULTIPLES - 1 {
        let mut next = multiples[last].clone();
        add(&mut next, |i| double[i], &mut scratch);
        multiples.push(next);
    }
    let mut sums = vec![G1Affine::identity(); points.len()];
    for digits in steps.iter() {
        let now = sums.clone();
        add(&mut sums, |i| now[i], &mut scratch);
        for (image, digit) in [false, true].into_iter().zip(digits) {
            let row = usize::try_from(digit.unsigned_abs() / 2).unwrap_or_default();
            let term = |i: usize| {
                let multiple = multiples[row][i];
                let multiple = if *digit < 0 { -multiple } else { multiple };
                if image { g1::Config::endomorphism_affine(&multiple) } else { multiple }
            };
            if *digit != 0 {
                add(&mut sums, term, &mut scratch);
            }
        }
    }
    sums
}

/// Adds to every point another, which may be itself, its negative, or nothing.
fn add(sums: &mut [G1Affine], other: impl Fn(usize) -> G1Affine, slopes: &mut [Fq]) {
    for ((i, sum), divisor) in sums.iter().enumerate().zip(slopes.iter_mut()) {
        let other = other(i);
        let apart = other.x - sum.x;
        *divisor = match (sum.is_zero() || other.is_zero(), apart.is_zero()) {
            // Nothing is divided by 0: it stays, and says that there is no slope.
            (true, _) => Fq::zero(),
            (false, false) => apart,
            (false, true) if sum.y == other.y => sum.y + sum.y,
            (false, true) => Fq::zero(),
        };
    }
    serial_batch_inversion_and_mul(slopes, &Fq::one());
    for ((i, sum), inverse) in sums.iter_mut().enumerate().zip(slopes.iter()) {
        let other = other(i);
        if inverse.is_zero() {
            *sum = match (sum.is_zero(), other.is_zero()) {
                (true, _) => other,
                (false, true) => *sum,
                (false, false) => G1Affine::identity(),
            };
            continue;
        }
        let rise = if sum.x == other.x {
            let square = sum.x.square();
            square + square + square
        } else {
            other.y - sum.y
        };
        let slope = rise * inverse;
        let x = slope.square() - sum.x - other.x;
        let y = slope * (sum.x - x) - sum.y;
        *sum = G1Affine::new_unchecked(x, y);
    }
}

#[cfg(feature = "harness")]
pub(super) mod harness {
    //! The kernel by itself, for tests.

    /// Each point times one number.
    #[must_use]
    pub fn scale(points: &[ark_bn254::G1Affine], number: &crate::Fr) -> Vec<ark_bn254::G1Affine> {
        super::scale(points, number)
    }
}
