//! Small circuits, and claims as the words that travel: what tests bend.

#![allow(dead_code, reason = "not every test uses everything")]

pub(crate) mod bent;
pub(crate) mod circuits;
pub(crate) mod evm;
pub(crate) mod npm;

use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};
use ark_ff::{BigInteger as _, PrimeField};
use plimsoll_snark::*;

/// A big-endian word.
pub(crate) type Word = [u8; 32];
/// `x`, `y`.
pub(crate) type G1 = [Word; 2];
/// `x₁`, `x₀`, `y₁`, `y₀`.
pub(crate) type G2 = [Word; 4];

/// A claim before anything of it was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Raw {
    pub(crate) inputs: Vec<Word>,
    pub(crate) parameters: Option<G1>,
    pub(crate) a: G1,
    pub(crate) b: G2,
    pub(crate) c: G1,
    pub(crate) d: Option<G1>,
}

const PROOF_MAGIC: &[u8] = b"plimsoll proof 1\n";

impl Raw {
    pub(crate) fn of(claim: &Claim) -> Self {
        let parameters = claim.parameters.map(|p| g1_words(&words(&p.to_bytes())));
        let proof = claim.proof.to_bytes();
        let points = words(&proof[PROOF_MAGIC.len() + 1..]);
        Self {
            inputs: words(&encode_inputs(&claim.inputs)),
            parameters,
            a: g1_words(&points[..2]),
            b: points[2..6].try_into().unwrap(),
            c: g1_words(&points[6..8]),
            d: (points.len() > 8).then(|| g1_words(&points[8..])),
        }
    }

    /// The words of the proof.
    pub(crate) fn proof(&self) -> Vec<Word> {
        let mut words = [&self.a[..], &self.b, &self.c].concat();
        words.extend(self.d.into_iter().flatten());
        words
    }

    /// The claim, if every part of it can be read.
    pub(crate) fn decode(&self) -> std::result::Result<Claim, DecodeError> {
        let mut proof = PROOF_MAGIC.to_vec();
        proof.push(u8::from(self.d.is_some()));
        proof.extend(self.proof().concat());
        let parameters = self.parameters.map(|p| ParameterCommitment::from_bytes(&p.concat()));
        Ok(Claim {
            inputs: decode_inputs(&self.inputs.concat())?,
            parameters: parameters.transpose()?,
            proof: Proof::from_bytes(&proof)?,
        })
    }

    /// Every point of a G1 slot, for tests that go through all of them.
    pub(crate) fn g1_slots(&mut self) -> impl Iterator<Item = (&'static str, &mut G1)> {
        let own = [("A", &mut self.a), ("C", &mut self.c)].into_iter();
        own.chain(self.d.as_mut().map(|d| ("D", d)))
            .chain(self.parameters.as_mut().map(|p| ("Parameters", p)))
    }
}

/// Whether the claims can be read and verify, the one alone or the many together.
pub(crate) fn accepts(key: &VerifyingKey, claims: &[Raw], batch: bool) -> bool {
    let read: std::result::Result<Vec<Claim>, _> = claims.iter().map(Raw::decode).collect();
    match (read, batch) {
        (Ok(claims), true) => verify_batch(key, &claims).is_ok(),
        (Ok(claims), false) => verify(key, &claims[0]).is_ok(),
        (Err(_), _) => false,
    }
}

pub(crate) fn words(bytes: &[u8]) -> Vec<Word> {
    bytes.chunks(32).map(|word| word.try_into().unwrap()).collect()
}

fn g1_words(words: &[Word]) -> G1 {
    words.try_into().unwrap()
}

pub(crate) fn word<F: PrimeField>(element: F) -> Word {
    element.into_bigint().to_bytes_be().try_into().unwrap()
}

/// `word + times·modulus`, if that fits.
pub(crate) fn alias<F: PrimeField>(word: Word, times: u32) -> Option<Word> {
    let mut sum = word;
    for _ in 0..times {
        let modulus = F::MODULUS.to_bytes_be();
        let mut carry = 0u16;
        for (digit, add) in sum.iter_mut().zip(modulus).rev() {
            let all = u16::from(*digit) + u16::from(add) + carry;
            *digit = all.to_be_bytes()[1];
            carry = all >> 8;
        }
        if carry > 0 {
            return None;
        }
    }
    Some(sum)
}

fn base(word: &Word) -> Fq {
    Fq::from_be_bytes_mod_order(word)
}

pub(crate) fn point(words: &G1) -> G1Affine {
    G1Affine::new_unchecked(base(&words[0]), base(&words[1]))
}

pub(crate) fn point_g2(words: &G2) -> G2Affine {
    let [x1, x0, y1, y0] = words.each_ref().map(base);
    G2Affine::new_unchecked(Fq2::new(x0, x1), Fq2::new(y0, y1))
}

pub(crate) fn to_words(point: impl Into<G1Affine>) -> G1 {
    let point = point.into();
    [word(point.x), word(point.y)]
}

pub(crate) fn to_words_g2(point: impl Into<G2Affine>) -> G2 {
    let point = point.into();
    [point.x.c1, point.x.c0, point.y.c1, point.y.c0].map(word)
}

/// A point of the twist that is not in G2.
pub(crate) fn outside_subgroup() -> G2 {
    let candidates =
        (1u64..).filter_map(|x| G2Affine::get_point_from_x_unchecked(Fq2::from(x), false));
    let outside =
        candidates.into_iter().find(|p| !p.is_in_correct_subgroup_assuming_on_curve()).unwrap();
    to_words_g2(outside)
}

/// Where things are in a key's bytes.
pub(crate) mod layout {
    use plimsoll_snark::{Stages, VerifyingKey};

    pub(crate) const ORIGIN: usize = 25;
    pub(crate) const STAGES: usize = ORIGIN + 1;
    pub(crate) const ALPHA: usize = STAGES + 1 + 32;
    pub(crate) const BETA: usize = ALPHA + 64;
    pub(crate) const GAMMA: usize = BETA + 128;

    /// The same points as a ceremony's key: another name and nothing else.
    pub(crate) fn of_a_ceremony(key: &VerifyingKey) -> VerifyingKey {
        let mut bytes = key.to_bytes();
        bytes.splice(ORIGIN..=ORIGIN, [1].into_iter().chain([7; 32]));
        VerifyingKey::from_bytes(&bytes).unwrap()
    }

    pub(crate) fn delta(stage: usize) -> usize {
        GAMMA + 128 * (1 + stage)
    }

    pub(crate) fn count(stages: Stages) -> usize {
        delta(stages.count())
    }

    pub(crate) fn input(stages: Stages, position: usize) -> usize {
        count(stages) + 8 + 64 * position
    }

    /// A word of a key's bytes.
    pub(crate) fn words<const N: usize>(key: &VerifyingKey, at: usize) -> [[u8; 32]; N] {
        super::words(&key.to_bytes()[at..at + 32 * N]).try_into().unwrap()
    }
}
