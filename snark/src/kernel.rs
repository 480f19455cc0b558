//! The heavy arithmetic behind one small trait, so that faster kernels can
//! take its place.

use ark_bn254::{G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::VariableBaseMSM as _;
use ark_ff::{FftField as _, Field as _, PrimeField};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use rayon::prelude::*;

use crate::Fr;
use crate::rows::Rows;

/// A scalar out of Montgomery form.
pub type Scalar = <Fr as PrimeField>::BigInt;

/// What proving spends its time on.
pub trait Kernel: Sync {
    /// `Σ scalar·base` in G1. Bases and scalars are equally many.
    fn msm_g1(&self, bases: &[G1Affine], scalars: &[Scalar]) -> G1Projective;

    /// `Σ scalar·base` in G2.
    fn msm_g2(&self, bases: &[G2Affine], scalars: &[Scalar]) -> G2Projective;

    /// The coefficients of `(A·B − C)/Z`, as many as the domain has points.
    ///
    /// # Errors
    /// If an assignment does not satisfy the rows: what would be proved of it
    /// would convince nobody, and tell something of the witness.
    fn quotient(&self, rows: &Rows, assignment: &[Fr]) -> Result<Vec<Fr>, NoQuotient>;
}

/// Why there is no quotient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoQuotient {
    /// The first row that is violated.
    Violated(usize),
    /// The field has no domain of that size.
    TooLarge,
}

/// The kernels of arkworks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Portable;

impl Kernel for Portable {
    fn msm_g1(&self, bases: &[G1Affine], scalars: &[Scalar]) -> G1Projective {
        G1Projective::msm_bigint(bases, scalars)
    }

    fn msm_g2(&self, bases: &[G2Affine], scalars: &[Scalar]) -> G2Projective {
        G2Projective::msm_bigint(bases, scalars)
    }

    fn quotient(&self, rows: &Rows, assignment: &[Fr]) -> Result<Vec<Fr>, NoQuotient> {
        let domain = domain(rows)?;
        let values = values(rows, assignment, domain.size());
        let [a, b, c] = &values;
        let violated = |row: &usize| a[*row] * b[*row] != c[*row];
        let all = (0..rows.len()).into_par_iter().with_min_len(1024);
        if let Some(row) = all.find_first(violated) {
            return Err(NoQuotient::Violated(row));
        }
        divide(rows, assignment, domain, values)
    }
}

/// The quotient of any assignment, as if it were exact: for adversaries.
#[cfg(feature = "harness")]
pub(crate) fn unchecked_quotient(rows: &Rows, assignment: &[Fr]) -> Result<Vec<Fr>, NoQuotient> {
    let domain = domain(rows)?;
    divide(rows, assignment, domain, values(rows, assignment, domain.size()))
}

type Domain = Radix2EvaluationDomain<Fr>;

/// A point for each row, and one for each public input.
fn domain(rows: &Rows) -> Result<Domain, NoQuotient> {
    Domain::new(rows.len() + rows.instance).ok_or(NoQuotient::TooLarge)
}

/// What the three sides of each row come to.
fn values(rows: &Rows, assignment: &[Fr], size: usize) -> [Vec<Fr>; 3] {
    rows.matrices.each_ref().map(|matrix| {
        let mut values = vec![Fr::default(); size];
        matrix.times(assignment, &mut values);
        values
    })
}

fn divide(
    rows: &Rows,
    assignment: &[Fr],
    domain: Domain,
    [mut a, mut b, mut c]: [Vec<Fr>; 3],
) -> Result<Vec<Fr>, NoQuotient> {
    let coset = domain.get_coset(Fr::GENERATOR).ok_or(NoQuotient::TooLarge)?;
    let vanishing = domain.evaluate_vanishing_polynomial(Fr::GENERATOR);
    let scale = vanishing.inverse().ok_or(NoQuotient::TooLarge)?;
    // A row of its own for each public input.
    a[rows.len()..rows.len() + rows.instance].copy_from_slice(&assignment[..rows.instance]);
    let on_coset = |values: &mut Vec<Fr>| {
        domain.ifft_in_place(values);
        coset.fft_in_place(values);
    };
    on_coset(&mut a);
    on_coset(&mut b);
    a.par_iter_mut().zip(b).for_each(|(a, b)| *a *= b);
    on_coset(&mut c);
    a.par_iter_mut().zip(c).for_each(|(ab, c)| *ab = (*ab - c) * scale);
    coset.ifft_in_place(&mut a);
    Ok(a)
}

/// Scalars out of Montgomery form.
pub(crate) fn scalars(elements: &[Fr]) -> Vec<Scalar> {
    elements.par_iter().with_min_len(1024).map(|element| element.into_bigint()).collect()
}

/// So many numbers, each `factor` times the one before.
pub(crate) fn series(first: Fr, factor: Fr, count: usize) -> Vec<Fr> {
    std::iter::successors(Some(first), |value| Some(*value * factor)).take(count).collect()
}
