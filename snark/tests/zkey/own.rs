//! A contribution made here, with a secret that the test names.

use ark_bn254::{Fq2, G1Affine, G2Affine};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::{BigInteger as _, Field as _, PrimeField};
use blake2::{Blake2b512, Digest as _};
use plimsoll_snark::Fr;

use crate::sections::{Bytes, Parts};
use crate::snarkjs::Snarkjs;

fn words(coordinates: &[impl PrimeField]) -> Vec<u8> {
    coordinates.iter().flat_map(|c| c.into_bigint().to_bytes_be()).collect()
}

fn g1_words(point: G1Affine) -> Vec<u8> {
    words(&[point.x, point.y])
}

fn g2_words(point: G2Affine) -> Vec<u8> {
    let both = |c: Fq2| [c.c1, c.c0];
    words(&[both(point.x), both(point.y)].concat())
}

/// The point of G2 that snarkjs draws by a hash.
fn drawn(snarkjs: &Snarkjs, hash: &[u8]) -> G2Affine {
    let hash = hex::encode(hash);
    snarkjs.script(&[
        "const { ChaCha } = require('ffjavascript')".to_owned(),
        format!("const hash = Buffer.from('{hash}', 'hex')"),
        "const seed = [0, 1, 2, 3, 4, 5, 6, 7].map(i => hash.readUInt32BE(4 * i))".to_owned(),
        "const point = curve.G2.toAffine(curve.G2.fromRng(new ChaCha(seed)))".to_owned(),
        "fs.writeFileSync('point', point)".to_owned(),
    ]);
    G2Affine::of(&snarkjs.read("point"))
}

/// Without parameters, and with a name of three letters.
const FIXED: usize = 3 * 64 + 128 + 64;
const PERSON: usize = FIXED + 8 + 5;

/// Adds a contribution of `x` to a key to which two persons have contributed:
/// all of it but the secret is as it should be.
pub(crate) fn contribute(snarkjs: &Snarkjs, key: &Parts, x: Fr) -> Parts {
    let mut parts = key.clone();
    let list = key.clone().body(10).clone();
    let mut before = Blake2b512::new_with_prefix(&list[..64]);
    for step in list[68..].chunks(PERSON) {
        (0..3).for_each(|i| before.update(g1_words(G1Affine::at(step, i))));
        before.update(g2_words(G2Affine::of(&step[192..320])));
        before.update(&step[320..FIXED]);
    }
    let times = |point: G1Affine, by: Fr| (point * by).into_affine();
    let s = times(G1Affine::generator(), Fr::from(7));
    let transcript = before.chain_update(g1_words(s)).chain_update(g1_words(times(s, x)));
    let transcript = transcript.finalize();
    let proof = (drawn(snarkjs, &transcript) * x).into_affine();

    let header = parts.body(2);
    let end = header.len();
    let (delta_g1, delta) = header[end - 192..].split_at_mut(64);
    let new = times(G1Affine::of(delta_g1), x);
    delta_g1.copy_from_slice(&new.to_bytes());
    let new_g2 = (G2Affine::of(delta) * x).into_affine();
    delta.copy_from_slice(&new_g2.to_bytes());
    for section in [8, 9] {
        let old = G1Affine::list(parts.body(section));
        let by = x.inverse().unwrap();
        *parts.body(section) = old.iter().flat_map(|p| times(*p, by).to_bytes()).collect();
    }
    let step = [new, s, times(s, x)].map(|point| point.to_bytes()).concat();
    let mut list = [&list, &step, &proof.to_bytes()[..], &transcript, &[0; 8]].concat();
    list[64] += 1;
    parts.fill(10, list);
    parts
}
