//! A `.zkey` file's sections, checked against the circuit that it is for.

use std::path::Path;

use ark_bn254::{Fq, G1Affine, G2Affine};
use ark_ec::AffineRepr as _;
use ark_ff::{BigInt, BigInteger as _, Field as _, PrimeField};

use super::{ZkeyError, coset, refused_at};
use crate::Fr;
use crate::circom::merged;
use crate::circuit::Frozen;
use crate::keys::{KeyId, Origin, Stages, VerifyingKey};
use crate::points::{Curve, get, proper};
use crate::proving_key::ProvingKey;
use crate::sections::{Refused, Sections, u32_at};

const PROTOCOL: u32 = 1;
const HEADER: u32 = 2;
const INPUTS: u32 = 3;
const COEFFICIENTS: u32 = 4;
const A: u32 = 5;
const B_G1: u32 = 6;
const B_G2: u32 = 7;
const WIRES: u32 = 8;
const H: u32 = 9;
pub(super) const CONTRIBUTIONS: u32 = 10;

const GROTH16: u32 = 1;

/// A coefficient: which matrix, which row, which wire, the value.
const COEFFICIENT: usize = 4 + 4 + 4 + 32;
/// Coefficients that are read at a time.
const CHUNK: usize = 1 << 14;

/// Reads a key for these rows.
pub(super) fn read(path: &Path, frozen: &Frozen) -> Result<(ProvingKey, Sections), ZkeyError> {
    let refused = |refused| refused_at(path, refused);
    let other = |what: String| ZkeyError::Circuit { path: path.to_owned(), what };
    let sections =
        Sections::open(path, "zkey", &Vec::from_iter(PROTOCOL..=CONTRIBUTIONS)).map_err(refused)?;
    let header = Header::read(&sections).map_err(refused)?;

    let rows = &frozen.rows;
    let columns = rows.instance + rows.witness;
    let domain = (rows.len() + rows.instance).next_power_of_two();
    if frozen.stages.len() != 1 {
        return Err(other("this one has a challenge, of which snarkjs knows nothing".to_owned()));
    }
    for (what, found, expected) in [
        ("wires", header.columns, columns),
        ("public inputs", header.inputs, rows.instance - 1),
        ("points in its domain", header.domain, domain),
    ] {
        if found != expected {
            return Err(other(format!("it has {found} {what}; this one has {expected}")));
        }
    }
    coefficients(&sections, frozen).map_err(|why| match why {
        Mismatch::Refused(why) => refused(why),
        Mismatch::Circuit(what) => other(what),
    })?;

    let g1 = |kind, count: usize, identity| {
        sections.demand(kind, count as u64 * <ark_bn254::g1::Config as Curve>::SIZE as u64)?;
        sections.points::<ark_bn254::g1::Config>(kind, 0..count, identity)
    };
    let points = || -> Result<_, Refused> {
        let size = <ark_bn254::g2::Config as Curve>::SIZE as u64;
        sections.demand(B_G2, columns as u64 * size)?;
        let b_g2 = sections.points::<ark_bn254::g2::Config>(B_G2, 0..columns, true)?;
        let queries = [g1(A, columns, true)?, g1(B_G1, columns, true)?];
        Ok((g1(INPUTS, rows.instance, false)?, queries, b_g2, g1(WIRES, rows.witness, true)?))
    };
    let (inputs, [a, b_g1], b_g2, wires) = points().map_err(refused)?;
    let odd = g1(H, domain, false).map_err(refused)?;

    let Header { alpha, beta_g1, beta, gamma, delta_g1, delta, .. } = header;
    // As a setup leaves it, before anybody contributes: proofs can be forged.
    if delta == gamma {
        return Err(ZkeyError::Nobody { path: path.to_owned() });
    }
    let verifying = VerifyingKey {
        origin: Origin::SingleParty,
        stages: Stages::Plain,
        circuit: frozen.hash(),
        alpha,
        beta,
        gamma,
        deltas: vec![delta],
        live: frozen.inputs,
        inputs,
        id: KeyId([0; 32]),
    };
    let verifying = VerifyingKey::from_bytes(&verifying.to_bytes())
        .map_err(|error| ZkeyError::Verifying { path: path.to_owned(), error })?;
    let h = coset::monomials(&odd)
        .ok_or_else(|| other("its domain is larger than keys are converted for".to_owned()))?;
    let deltas_g1 = vec![delta_g1];
    let frozen = frozen.clone();
    let key = ProvingKey { verifying, beta_g1, deltas_g1, a, b_g1, b_g2, h, wires, frozen };
    if key.fits() {
        Ok((key, sections))
    } else {
        Err(other("its parts do not belong together".to_owned()))
    }
}

/// The second section.
struct Header {
    columns: usize,
    inputs: usize,
    domain: usize,
    alpha: G1Affine,
    beta_g1: G1Affine,
    beta: G2Affine,
    gamma: G2Affine,
    delta_g1: G1Affine,
    delta: G2Affine,
}

/// Both primes, three numbers, six points.
const HEADER_SIZE: usize = (4 + 32) * 2 + 12 + 3 * 64 + 3 * 128;

impl Header {
    fn read(sections: &Sections) -> Result<Self, Refused> {
        let form = |what: &str| Err(Refused::Form(what.to_owned()));
        sections.demand(PROTOCOL, 4)?;
        if u32_at(&sections.whole(PROTOCOL, 4)?, 0) != GROTH16 {
            return form("it is of another protocol");
        }
        sections.demand(HEADER, HEADER_SIZE as u64)?;
        let bytes = sections.whole(HEADER, HEADER_SIZE as u64)?;
        let prime = |at: usize, modulus: Vec<u8>| {
            u32_at(&bytes, at) == 32 && bytes[at + 4..at + 36] == modulus
        };
        if !prime(0, Fq::MODULUS.to_bytes_le()) || !prime(36, Fr::MODULUS.to_bytes_le()) {
            return form("it is not for BN254");
        }
        let number = |at| usize::try_from(u32_at(&bytes, at)).unwrap_or(usize::MAX);
        let (points, g1, g2) = (&bytes[84..], 64, 128);
        let header = Self {
            columns: number(72),
            inputs: number(76),
            domain: number(80),
            alpha: point(points, 0, "α")?,
            beta_g1: point(points, g1, "β in G1")?,
            beta: point(points, 2 * g1, "β in G2")?,
            gamma: point(points, 2 * g1 + g2, "γ")?,
            delta_g1: point(points, 2 * g1 + 2 * g2, "δ in G1")?,
            delta: point(points, 3 * g1 + 2 * g2, "δ in G2")?,
        };
        if header.gamma != G2Affine::generator() {
            return form("its γ is not G2's generator");
        }
        Ok(header)
    }
}

/// A point that must be in its group and not the identity.
fn point<C: Curve>(
    bytes: &[u8],
    at: usize,
    name: &str,
) -> Result<ark_ec::short_weierstrass::Affine<C>, Refused> {
    let bytes = bytes.get(at..at + <C as Curve>::SIZE).unwrap_or_default();
    decode(bytes).ok_or_else(|| Refused::Form(format!("{name} is no point of its group")))
}

/// The point of these bytes, if it is one and not the identity.
pub(super) fn decode<C: Curve>(bytes: &[u8]) -> Option<ark_ec::short_weierstrass::Affine<C>> {
    let point = (bytes.len() == <C as Curve>::SIZE).then(|| get::<C>(bytes))?;
    (!point.is_zero() && proper(std::slice::from_ref(&point))).then_some(point)
}

enum Mismatch {
    Refused(Refused),
    Circuit(String),
}

impl From<Refused> for Mismatch {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// The coefficients are those of `A` and `B` in the order of the exported rows,
/// and a row of its own for each public input. `C`'s are not in the file; its
/// points, [`super::relations`] checks.
fn coefficients(sections: &Sections, frozen: &Frozen) -> Result<(), Mismatch> {
    let rows = &frozen.rows;
    let of_rows = (0..rows.len()).flat_map(|row| {
        let of = move |matrix: u32| {
            let terms = merged(&rows.matrices[matrix as usize], row);
            terms.into_iter().map(move |(wire, value)| (matrix, row, wire, value))
        };
        of(0).chain(of(1))
    });
    let own = (0..rows.instance).map(|wire| (0, rows.len() + wire, wire, Fr::from(1)));
    let mut expected = of_rows.chain(own);

    let place = sections.place(COEFFICIENTS)?;
    let size = place.end - place.start;
    let count = match size.checked_sub(4) {
        Some(rest) => {
            let count = u32_at(&sections.bytes(place.start..place.start + 4)?, 0);
            let whole = u64::from(count) * COEFFICIENT as u64;
            (whole == rest).then_some(u64::from(count))
        }
        None => None,
    };
    let Some(count) = count else {
        let what = format!("section {COEFFICIENTS} has {size} bytes, which is no list");
        return Err(Refused::Form(what).into());
    };
    // Values are multiplied by R² = 2^512, in no particular form.
    let scale = Fr::from(2).pow([512u64]).inverse().unwrap_or_default();
    let chunk = CHUNK as u64;
    for start in (0..count).step_by(CHUNK) {
        let at = |index: u64| place.start + 4 + index * COEFFICIENT as u64;
        let bytes = sections.bytes(at(start)..at(count.min(start + chunk)))?;
        for (index, bytes) in (start..).zip(bytes.chunks_exact(COEFFICIENT)) {
            let value = scalar(&bytes[12..]).map(|value| value * scale);
            let same = expected.next().is_some_and(|(matrix, row, wire, expected)| {
                u32_at(bytes, 0) == matrix
                    && u32_at(bytes, 4) as usize == row
                    && u32_at(bytes, 8) as usize == wire
                    && value == Some(expected)
            });
            if !same {
                let what = format!("coefficient {index} of its rows is not this one's");
                return Err(Mismatch::Circuit(what));
            }
        }
    }
    match expected.next() {
        None => Ok(()),
        Some(_) => Err(Mismatch::Circuit(format!("it has {count} coefficients, which are fewer"))),
    }
}

/// A little-endian number below the modulus.
fn scalar(bytes: &[u8]) -> Option<Fr> {
    let mut limbs = [0; 4];
    for (limb, bytes) in limbs.iter_mut().zip(bytes.chunks_exact(8)) {
        *limb = u64::from_le_bytes(bytes.try_into().ok()?);
    }
    Fr::from_bigint(BigInt(limbs))
}
