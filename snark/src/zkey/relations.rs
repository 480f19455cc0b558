//! That a key's points follow from the powers, the rows and the last δ, by
//! random combinations: with `ρ^j` for a weight of column `j`, a matrix times
//! the weights gives those of the Lagrange points, one for each row.

use std::path::Path;

use ark_bn254::{G1Projective, G2Affine};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::{One as _, Zero as _};

use super::ZkeyError;
use crate::Fr;
use crate::kernel::{Kernel as _, Portable, scalars, series};
use crate::key_file::Progress;
use crate::points::same_ratio;
use crate::powers::{G1Section, G2Section, Powers};
use crate::proving_key::ProvingKey;
use crate::setup::random_scalar;

pub(super) fn check(
    path: &Path,
    powers: &Powers,
    key: &ProvingKey,
    progress: Progress<'_>,
) -> Result<(), ZkeyError> {
    let relation = |holds: bool, what| {
        if holds { Ok(()) } else { Err(ZkeyError::Relation { path: path.to_owned(), what }) }
    };
    let n = key.h.len() + 1;
    let level = n.trailing_zeros();
    powers.check(level, progress)?;

    let (alpha, beta) = (G1Section::AlphaTau, G1Section::BetaTau);
    relation(powers.g1(alpha, 0..1)?[0] == key.verifying.alpha, "its α is not the powers'")?;
    relation(powers.g1(beta, 0..1)?[0] == key.beta_g1, "its β in G1 is not the powers'")?;
    let beta_g2 = powers.g2(G2Section::Beta, 0..1)?[0];
    relation(beta_g2 == key.verifying.beta, "its β in G2 is not the powers'")?;

    let rho = random_scalar()?;
    let weights = series(Fr::one(), rho, key.a.len());
    let instance = key.frozen.rows.instance;
    let [u, v, w] = by_row(key, &weights, n);
    let of_weights = scalars(&weights);
    let lagrange = G1Section::Lagrange(level);
    let in_g1 = powers.combination(lagrange, &u)?;
    relation(Portable.msm_g1(&key.a, &of_weights) == in_g1, "section 5 is not A of the rows")?;
    let in_g1 = powers.combination(lagrange, &v)?;
    let same = Portable.msm_g1(&key.b_g1, &of_weights) == in_g1;
    relation(same, "section 6 is not B of the rows in G1")?;
    let in_g2 = powers.combination(G2Section::Lagrange(level), &v)?;
    let same = Portable.msm_g2(&key.b_g2, &of_weights) == in_g2;
    relation(same, "section 7 is not B of the rows in G2")?;

    // Inputs' columns over γ = 1 and wires' over δ: two equations in one, as
    // no weight is in both.
    let columns = powers.combination(G1Section::LagrangeBeta(level), &u)?
        + powers.combination(G1Section::LagrangeAlpha(level), &v)?
        + powers.combination(lagrange, &w)?;
    let (of_inputs, of_wires) = of_weights.split_at(instance);
    let inputs = Portable.msm_g1(&key.verifying.inputs, of_inputs);
    let wires = Portable.msm_g1(&key.wires, of_wires);
    let delta = key.verifying.deltas[0];
    let what = "sections 3 and 8 are not β·A + α·B + C of the rows, wires' divided by δ";
    relation(divided(wires, columns - inputs, delta), what)?;

    let weights = series(Fr::one(), rho, n - 1);
    let h = Portable.msm_g1(&key.h, &scalars(&weights));
    let multiples = powers.combination(G1Section::Tau, &times_z(&weights))?;
    relation(divided(h, multiples, delta), "section 9 is not τ^i·Z(τ)/δ, in snarkjs's form")
}

/// Each matrix times the weights of the columns: what weighs the Lagrange point
/// of each row. Each public input has a row of its own in `A`.
fn by_row(key: &ProvingKey, weights: &[Fr], n: usize) -> [Vec<Fr>; 3] {
    let rows = &key.frozen.rows;
    let mut all = rows.matrices.each_ref().map(|matrix| {
        let mut sums = vec![Fr::zero(); n];
        matrix.times(weights, &mut sums);
        sums
    });
    all[0][rows.len()..rows.len() + rows.instance].copy_from_slice(&weights[..rows.instance]);
    all
}

/// The coefficients of a polynomial times `Z = X^n − 1`, of `n − 1` given.
fn times_z(coefficients: &[Fr]) -> Vec<Fr> {
    let low = coefficients.iter().map(|value| -*value);
    low.chain([Fr::zero()]).chain(coefficients.iter().copied()).collect()
}

/// `part` is `whole/δ`.
fn divided(part: G1Projective, whole: G1Projective, delta: G2Affine) -> bool {
    if part.is_zero() || whole.is_zero() {
        return part.is_zero() && whole.is_zero();
    }
    let (part, whole) = (part.into_affine(), whole.into_affine());
    same_ratio([part, whole], [G2Affine::generator(), delta])
}
