//! The one change that a proof survives: anyone can blind it again.

use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::Field as _;

use crate::Fr;
use crate::keys::{Claim, Proof, VerifyingKey};

/// The same claim with `A/r`, `r·B + r·t·δ`, `C + t·A`: as valid as before. `D`
/// stays, because the challenge hashes it. `None` if `r` is zero.
#[must_use]
pub fn rerandomise(key: &VerifyingKey, claim: &Claim, r: Fr, t: Fr) -> Option<Claim> {
    let Proof { a, b, c, d } = claim.proof;
    let delta = key.deltas.last()?.into_group();
    let proof = Proof {
        a: (a * r.inverse()?).into_affine(),
        b: (b * r + delta * (r * t)).into_affine(),
        c: (a * t + c).into_affine(),
        d,
    };
    Some(Claim { proof, ..claim.clone() })
}
