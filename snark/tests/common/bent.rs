//! Ways to bend a claim, each with the error that a contract gives for it, and
//! the one way that leaves it valid.

use ark_bn254::{Fq, G1Affine};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::Field as _;
use plimsoll_snark::*;

use super::{
    G1, Raw, alias, layout, outside_subgroup, point, point_g2, to_words, to_words_g2, word,
};

pub(crate) const INVALID: &str = "ProofInvalid()";
pub(crate) const NOT_IN_GROUP: &str = "PointNotInGroup()";
pub(crate) const ALIAS: &str = "CoordinateNotReduced(uint8)";
pub(crate) const IDENTITY: &str = "IdentityPoint(uint8)";
pub(crate) const COUNT: &str = "InputCount(uint256,uint256)";

/// A claim bent in every way we know, and the error each way deserves.
pub(crate) fn bent(claim: &Raw, other: &Raw) -> Vec<(String, Raw, &'static str)> {
    let mut all = Vec::new();
    let mut bend = |name: String, error, change: &dyn Fn(&mut Raw)| {
        let mut bent = claim.clone();
        change(&mut bent);
        assert_ne!(&bent, claim, "{name}");
        all.push((name, bent, error));
    };
    for i in 0..claim.inputs.len() {
        bend(format!("wrong input {i}"), INVALID, &|c| c.inputs[i] = word(Fr::from(999_999)));
        for times in (1..6).filter(|times| alias::<Fr>(claim.inputs[i], *times).is_some()) {
            bend(format!("input {i} + {times}r"), "InputNotReduced(uint256)", &|c| {
                c.inputs[i] = alias::<Fr>(c.inputs[i], times).unwrap();
            });
        }
    }
    bend("inputs swapped".into(), INVALID, &|c| c.inputs.swap(0, 1));
    bend("no inputs".into(), COUNT, &|c| c.inputs.clear());
    bend("one input less".into(), COUNT, &|c| {
        c.inputs.pop();
    });
    bend("an input more, zero".into(), COUNT, &|c| c.inputs.push([0; 32]));
    bend("an input more".into(), COUNT, &|c| c.inputs.push(word(Fr::from(1))));
    bend("inputs of another claim".into(), INVALID, &|c| c.inputs.clone_from(&other.inputs));

    // Each G1 slot: the k-th.
    fn slot(claim: &mut Raw, k: usize) -> &mut G1 {
        claim.g1_slots().nth(k).unwrap().1
    }
    let mut names: Vec<&str> = Vec::new();
    names.extend(claim.clone().g1_slots().map(|(name, _)| name));
    for (k, name) in names.iter().enumerate() {
        bend(format!("{name} the identity"), IDENTITY, &|c| *slot(c, k) = [[0; 32]; 2]);
        bend(format!("{name} negated"), INVALID, &|c| {
            *slot(c, k) = to_words(-point(slot(c, k)));
        });
        bend(format!("{name} off its curve"), NOT_IN_GROUP, &|c| {
            slot(c, k)[1] = word(point(slot(c, k)).y + Fq::from(1));
        });
        bend(format!("{name} the generator"), INVALID, &|c| {
            *slot(c, k) = to_words(G1Affine::generator());
        });
        for coordinate in 0..2 {
            for times in 1..6 {
                let of = |c: &mut Raw| alias::<Fq>(slot(c, k)[coordinate], times);
                if of(&mut claim.clone()).is_some() {
                    bend(format!("{name}[{coordinate}] + {times}q"), ALIAS, &|c| {
                        slot(c, k)[coordinate] = of(c).unwrap();
                    });
                }
            }
        }
        if *name != "Parameters" {
            bend(format!("{name} of another proof"), INVALID, &|c| {
                *slot(c, k) = *slot(&mut other.clone(), k);
            });
        }
        for (l, with) in names.iter().enumerate().skip(k + 1) {
            bend(format!("{name} and {with} swapped"), INVALID, &|c| {
                let (left, right) = (*slot(c, k), *slot(c, l));
                (*slot(c, k), *slot(c, l)) = (right, left);
            });
            bend(format!("{with} in the place of {name} too"), INVALID, &|c| {
                *slot(c, k) = *slot(c, l);
            });
            bend(format!("something moved from {name} to {with}"), INVALID, &|c| {
                *slot(c, k) = to_words((point(slot(c, k)) - G1Affine::generator()).into_affine());
                *slot(c, l) = to_words((point(slot(c, l)) + G1Affine::generator()).into_affine());
            });
        }
    }
    bend("B the identity".into(), IDENTITY, &|c| c.b = [[0; 32]; 4]);
    bend("B negated".into(), INVALID, &|c| c.b = to_words_g2(-point_g2(&c.b)));
    bend("B of another proof".into(), INVALID, &|c| c.b = other.b);
    bend("B with its parts exchanged".into(), NOT_IN_GROUP, &|c| {
        c.b.swap(0, 1);
        c.b.swap(2, 3);
    });
    bend("B outside its subgroup".into(), NOT_IN_GROUP, &|c| c.b = outside_subgroup());
    for coordinate in 0..4 {
        for times in (1..6).filter(|times| alias::<Fq>(claim.b[coordinate], *times).is_some()) {
            bend(format!("B[{coordinate}] + {times}q"), ALIAS, &|c| {
                c.b[coordinate] = alias::<Fq>(c.b[coordinate], times).unwrap();
            });
        }
    }
    all
}

/// Another proof of the same claim, made without its witness.
pub(crate) fn rerandomised(claim: &Raw, key: &VerifyingKey, by: [u64; 2]) -> Raw {
    let [r1, r2] = by.map(Fr::from);
    let last = layout::delta(key.stages().count() - 1);
    let delta = point_g2(&layout::words::<4>(key, last));
    let (a, b, c) = (point(&claim.a), point_g2(&claim.b), point(&claim.c));
    Raw {
        a: to_words((a * r1.inverse().unwrap()).into_affine()),
        b: to_words_g2((b * r1 + delta * (r1 * r2)).into_affine()),
        c: to_words((a * r2 + c).into_affine()),
        ..claim.clone()
    }
}
