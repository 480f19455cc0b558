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

    /// The coefficients of `(A·B − C)/Z`; `None` if the domain is too large.
    fn quotient(&self, rows: &Rows, assignment: &[Fr]) -> Option<Vec<Fr>>;
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

    fn quotient(&self, rows: &Rows, assignment: &[Fr]) -> Option<Vec<Fr>> {
        let domain = Radix2EvaluationDomain::<Fr>::new(rows.len() + rows.instance)?;
        let coset = domain.get_coset(Fr::GENERATOR)?;
        let on_coset = |matrix: usize| {
            let mut values = vec![Fr::default(); domain.size()];
            rows.matrices[matrix].times(assignment, &mut values);
            if matrix == 0 {
                // A row of its own for each public input.
                let inputs = &assignment[..rows.instance];
                values[rows.len()..rows.len() + rows.instance].copy_from_slice(inputs);
            }
            domain.ifft_in_place(&mut values);
            coset.fft_in_place(&mut values);
            values
        };
        let mut quotient = on_coset(0);
        let b = on_coset(1);
        quotient.par_iter_mut().zip(b).for_each(|(a, b)| *a *= b);
        let c = on_coset(2);
        let scale = domain.evaluate_vanishing_polynomial(Fr::GENERATOR).inverse()?;
        quotient.par_iter_mut().zip(c).for_each(|(ab, c)| *ab = (*ab - c) * scale);
        coset.ifft_in_place(&mut quotient);
        Some(quotient)
    }
}

/// Scalars out of Montgomery form.
pub(crate) fn scalars(elements: &[Fr]) -> Vec<Scalar> {
    elements.par_iter().with_min_len(1024).map(|element| element.into_bigint()).collect()
}
