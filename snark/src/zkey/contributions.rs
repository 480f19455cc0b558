//! The contributions of a `.zkey` file, and the proofs in them.
//!
//! Each contributor multiplies δ by a number x and shows that they know it: for
//! a random `s` in G1 they give `s` and `x·s`; snarkjs hashes these, behind the
//! circuit's hash and all contributions before, to a point `p` of G2; and they
//! give `x·p`, which nobody can without x.

use std::path::Path;

use ark_bn254::{G1Affine, G2Affine};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use blake2::{Blake2b512, Digest as _};
use sha2::Sha256;

use super::random::Source;
use super::read::{CONTRIBUTIONS, decode};
use super::{ZkeyError, refused_at};
use crate::challenge::point_words;
use crate::encoding::g2_words;
use crate::points::same_ratio;
use crate::proving_key::ProvingKey;
use crate::sections::{Parameters, Refused, Sections, u32_at};

/// The longest list that is read: some 10,000 contributions.
const MOST: u64 = 1 << 23;
/// Three points in G1, one in G2, a hash; its kind and the length of its
/// parameters follow.
const FIXED: usize = 3 * 64 + 128 + 64;

const PERSON: u32 = 0;
const BEACON: u32 = 1;
/// 2^32 hashes take some minutes; more would be a way to keep us busy.
const MOST_ITERATIONS: u8 = 32;

/// A contribution that was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The name that was given, with control characters taken out. Nobody
    /// checked it.
    pub name: String,
    /// What snarkjs printed for the contributor to publish.
    pub hash: [u8; 64],
    /// Where it comes from, if it is a beacon's.
    pub beacon: Option<Beacon>,
}

/// A contribution whose secret follows from something public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beacon {
    /// What was hashed.
    pub generator: Vec<u8>,
    /// It was hashed 2^iterations times.
    pub iterations: u8,
}

/// A contribution as it stands in the file.
struct Step {
    /// δ after it.
    delta: G1Affine,
    /// `s`.
    base: G1Affine,
    /// `x·s`.
    times: G1Affine,
    /// `x·p`.
    proof: G2Affine,
    /// The hash of which `p` is made.
    transcript: [u8; 64],
    name: String,
    beacon: Option<Beacon>,
}

type Wrong = (usize, &'static str);

/// A transcript that holds.
pub(super) struct Verified {
    pub(super) circuit_hash: [u8; 64],
    pub(super) contributions: Vec<Contribution>,
    /// SHA-256 of the section: what a key of this ceremony carries.
    pub(super) hash: [u8; 32],
}

/// The circuit's hash, and the contributions, each of which follows from those
/// before; the last one's δ is the key's.
pub(super) fn verify(
    path: &Path,
    sections: &Sections,
    key: &ProvingKey,
) -> Result<Verified, ZkeyError> {
    let bytes = sections.whole(CONTRIBUTIONS, MOST).map_err(|why| refused_at(path, why))?;
    let wrong = |(number, what)| ZkeyError::Contribution { path: path.to_owned(), number, what };
    let Some((circuit_hash, count, rest)) = head(&bytes) else {
        let what = format!("section {CONTRIBUTIONS} is not a list of contributions");
        return Err(refused_at(path, Refused::Form(what)));
    };
    let steps = parse(count, rest).map_err(wrong)?;
    let contributions = follow(circuit_hash, &steps).map_err(wrong)?;
    if steps.iter().all(|step| step.beacon.is_some()) {
        return Err(ZkeyError::Nobody { path: path.to_owned() });
    }
    let relation = |what| Err(ZkeyError::Relation { path: path.to_owned(), what });
    let (g1, g2) = (G1Affine::generator(), G2Affine::generator());
    if steps.last().is_none_or(|last| last.delta != key.deltas_g1[0]) {
        return relation("the last contribution's δ is not the key's");
    }
    if !same_ratio([g1, key.deltas_g1[0]], [g2, key.verifying.deltas[0]]) {
        return relation("δ is not the same in both groups");
    }
    Ok(Verified { circuit_hash, contributions, hash: Sha256::digest(&bytes).into() })
}

fn head(bytes: &[u8]) -> Option<([u8; 64], u32, &[u8])> {
    let (hash, rest) = bytes.split_at_checked(64)?;
    let (count, rest) = rest.split_at_checked(4)?;
    Some((hash.try_into().ok()?, u32_at(count, 0), rest))
}

fn parse(count: u32, mut bytes: &[u8]) -> Result<Vec<Step>, Wrong> {
    let mut steps = Vec::new();
    // The bytes, not the count, bound how many there can be.
    for _ in 0..count {
        let number = steps.len() + 1;
        let (step, rest) = Step::read(bytes).map_err(|what| (number, what))?;
        steps.push(step);
        bytes = rest;
    }
    if bytes.is_empty() { Ok(steps) } else { Err((steps.len(), "bytes are left over behind it")) }
}

impl Step {
    fn read(bytes: &[u8]) -> Result<(Self, &[u8]), &'static str> {
        let short = "it ends too soon";
        let (fixed, rest) = bytes.split_at_checked(FIXED).ok_or(short)?;
        let (numbers, rest) = rest.split_at_checked(8).ok_or(short)?;
        let length = usize::try_from(u32_at(numbers, 4)).map_err(|_| short)?;
        let (parameters, rest) = rest.split_at_checked(length).ok_or(short)?;
        let Parameters { name, iterations, beacon } =
            Parameters::parse(parameters).ok_or("its parameters are none")?;
        let beacon = match (u32_at(numbers, 0), iterations, beacon) {
            (PERSON, None, None) => None,
            (BEACON, Some(iterations), Some(generator)) if iterations <= MOST_ITERATIONS => {
                Some(Beacon { generator, iterations })
            }
            (BEACON, Some(_), Some(_)) => {
                return Err("its beacon was hashed more than 2^32 times, which takes too long");
            }
            _ => return Err("it is neither a contributor's nor a beacon's"),
        };
        let g1 = |at| decode(&fixed[at..at + 64]).ok_or("a point of it is none in G1");
        let step = Self {
            delta: g1(0)?,
            base: g1(64)?,
            times: g1(128)?,
            proof: decode(&fixed[192..320]).ok_or("a point of it is none in G2")?,
            transcript: fixed[320..].try_into().map_err(|_| short)?,
            name,
            beacon,
        };
        Ok((step, rest))
    }

    /// Its public part, as hashes have it.
    fn public(&self) -> Vec<u8> {
        let points = [self.delta, self.base, self.times].map(point_words).concat();
        [&points[..], &g2_words(self.proof), &self.transcript].concat()
    }

    /// What does not follow, if its forerunner's δ was this one and `before`
    /// has been hashed.
    fn check(&self, delta: G1Affine, before: &Blake2b512) -> Result<(), &'static str> {
        let hash = before.clone().chain_update(point_words(self.base));
        let hash = hash.chain_update(point_words(self.times)).finalize();
        if hash[..] != self.transcript {
            return Err("its hash is not that of what came before it");
        }
        let challenge = Source::of(&self.transcript).g2();
        if !same_ratio([self.base, self.times], [challenge, self.proof]) {
            return Err("its proof does not hold");
        }
        if !same_ratio([delta, self.delta], [challenge, self.proof]) {
            return Err("its δ is not the one before, times the secret of its proof");
        }
        // Equal and opposite points have one x.
        if self.delta.x == delta.x || self.delta.x == G1Affine::generator().x {
            return Err("its δ is one that was there before, so its secret is known");
        }
        match &self.beacon {
            Some(beacon) if !self.is_drawn_from(beacon) => Err("it is not what its beacon gives"),
            _ => Ok(()),
        }
    }

    fn is_drawn_from(&self, beacon: &Beacon) -> bool {
        let mut source = Source::of_beacon(&beacon.generator, beacon.iterations);
        let secret = source.scalar();
        let base = source.g1();
        self.base == base && self.times == (base * secret).into_affine()
    }
}

fn follow(circuit_hash: [u8; 64], steps: &[Step]) -> Result<Vec<Contribution>, Wrong> {
    let mut before = Blake2b512::new_with_prefix(circuit_hash);
    let mut delta = G1Affine::generator();
    let mut contributions = Vec::new();
    for (step, number) in steps.iter().zip(1..) {
        step.check(delta, &before).map_err(|what| (number, what))?;
        let public = step.public();
        before.update(&public);
        delta = step.delta;
        contributions.push(Contribution {
            name: step.name.clone(),
            hash: Blake2b512::digest(&public).into(),
            beacon: step.beacon.clone(),
        });
    }
    Ok(contributions)
}
