//! The quotient's bases, from snarkjs's form into ours.
//!
//! snarkjs's prover takes `p = A·B − C` at the odd points `ω^(2i+1)` of the
//! domain twice as large, and sums these values over `H_i = L_(2i+1)(τ)/δ` of
//! that domain: `p` vanishes at the even ones. Ours sums the coefficients of
//! `h = p/Z` over `τ^j·Z(τ)/δ`. At odd points `Z = −2`, so
//! `p(ω^(2i+1)) = −2·Σ_j h_j·ω^((2i+1)j)`, and the base for `h_j` is
//! `−2·ω^j·Σ_i (ω²)^(ij)·H_i`: a Fourier transform of points.

use ark_bn254::{G1Affine, G1Projective};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_poly::{EvaluationDomain as _, Radix2EvaluationDomain};

use crate::Fr;

type Domain = Radix2EvaluationDomain<Fr>;

/// `τ^j·Z(τ)/δ` for each coefficient that a quotient can have: one less than
/// the domain has points. `None` if the field has no domain twice as large.
pub(super) fn monomials(odd: &[G1Affine]) -> Option<Vec<G1Affine>> {
    let (domain, twice) = (Domain::new(odd.len())?, Domain::new(2 * odd.len())?);
    let mut points: Vec<G1Projective> = odd.iter().map(|point| point.into_group()).collect();
    domain.fft_in_place(&mut points);
    points.pop();
    Domain::distribute_powers_and_mul_by_const(&mut points, twice.group_gen(), -Fr::from(2));
    Some(G1Projective::normalize_batch(&points))
}
