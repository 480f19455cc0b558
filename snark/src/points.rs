//! Points as they are in memory: coordinates as limbs in Montgomery's form, so
//! that nothing is computed when a key is read.

use ark_bn254::{Bn254, Fq, Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr as _;
use ark_ec::pairing::Pairing as _;
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ff::{BigInt, PrimeField, Zero};
use rayon::prelude::*;

use crate::Fr;

/// A coordinate as bytes.
pub(crate) trait Coordinate: Zero {
    const SIZE: usize;

    fn put(&self, out: &mut Vec<u8>);

    /// Of exactly so many bytes, whatever they are.
    fn get(bytes: &[u8]) -> Self;

    /// Its limbs are below the modulus.
    fn is_canonical(&self) -> bool;
}

impl Coordinate for Fq {
    const SIZE: usize = 32;

    fn put(&self, out: &mut Vec<u8>) {
        self.0.0.iter().for_each(|limb| out.extend(limb.to_le_bytes()));
    }

    fn get(bytes: &[u8]) -> Self {
        let mut limbs = [0; 4];
        for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
            *limb = chunk.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        }
        Self::new_unchecked(BigInt(limbs))
    }

    fn is_canonical(&self) -> bool {
        self.0 < Self::MODULUS
    }
}

impl Coordinate for Fq2 {
    const SIZE: usize = 2 * Fq::SIZE;

    fn put(&self, out: &mut Vec<u8>) {
        self.c0.put(out);
        self.c1.put(out);
    }

    fn get(bytes: &[u8]) -> Self {
        let (c0, c1) = bytes.split_at(Fq::SIZE);
        Self::new(Fq::get(c0), Fq::get(c1))
    }

    fn is_canonical(&self) -> bool {
        self.c0.is_canonical() && self.c1.is_canonical()
    }
}

/// Curves whose points a key file holds.
pub(crate) trait Curve: SWCurveConfig<BaseField: Coordinate, ScalarField = Fr> {
    /// Bytes of a point.
    const SIZE: usize = 2 * Self::BaseField::SIZE;
}

impl<C: SWCurveConfig<BaseField: Coordinate, ScalarField = Fr>> Curve for C {}

/// Zeros stand for the identity.
pub(crate) fn put<C: Curve>(point: &Affine<C>, out: &mut Vec<u8>) {
    let (x, y) = point.xy().unwrap_or((C::BaseField::zero(), C::BaseField::zero()));
    x.put(out);
    y.put(out);
}

/// Of exactly as many bytes as a point has, whatever they are.
pub(crate) fn get<C: Curve>(bytes: &[u8]) -> Affine<C> {
    let (x, y) = bytes.split_at(C::BaseField::SIZE);
    if bytes.iter().all(|byte| *byte == 0) {
        return Affine::zero();
    }
    Affine::new_unchecked(C::BaseField::get(x), C::BaseField::get(y))
}

/// All points are in their group.
pub(crate) fn proper<C: Curve>(points: &[Affine<C>]) -> bool {
    points.par_iter().with_min_len(256).all(|point| {
        point.x.is_canonical()
            && point.y.is_canonical()
            && point.is_on_curve()
            && point.is_in_correct_subgroup_assuming_on_curve()
    })
}

/// In each group the second point is the same multiple of the first. For points
/// of which none is the identity: with it, anything would be.
pub(crate) fn same_ratio(g1: [G1Affine; 2], g2: [G2Affine; 2]) -> bool {
    let none = g1.iter().any(Affine::is_zero) || g2.iter().any(Affine::is_zero);
    !none && Bn254::multi_pairing([g1[0], -g1[1]], [g2[1], g2[0]]).is_zero()
}
