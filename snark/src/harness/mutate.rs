//! Proofs, inputs, commitments and keys changed at random, as bytes and as
//! points. None may be accepted but proofs blinded again, which are counted
//! apart.

use ark_bn254::{G1Affine, G2Affine};
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::{BigInteger as _, PrimeField as _};
use rayon::prelude::*;

use crate::Fr;
use crate::encoding::{decode_inputs, encode_inputs};
use crate::harness::rerandomise::rerandomise;
use crate::harness::source::Source;
use crate::keys::{Claim, ParameterCommitment, Proof, VerifyingKey};
use crate::verify::verify;

/// What came of the changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mutated {
    /// Refused when they were decoded.
    pub decoding: u64,
    /// Decoded, and rejected by the verifier.
    pub verifying: u64,
    /// Keys without a challenge of which only the name changed: whoever takes
    /// keys by their id does not take these.
    pub renamed: u64,
    /// Blinded again, and accepted, as they should be.
    pub blinded: u64,
    /// Accepted though changed, or rejected though only blinded again.
    pub wrong: Vec<String>,
}

impl Mutated {
    /// Changes that were rejected.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.decoding + self.verifying + self.renamed
    }

    fn add(mut self, other: Self) -> Self {
        self.decoding += other.decoding;
        self.verifying += other.verifying;
        self.renamed += other.renamed;
        self.blinded += other.blinded;
        self.wrong.extend(other.wrong);
        self
    }
}

/// Changes a claim so many times; the seed decides how. Points for structured
/// changes come from `claims`, valid ones of one key: give at least two.
#[must_use]
pub fn mutate(key: &VerifyingKey, claims: &[Claim], count: u64, seed: u64) -> Mutated {
    if claims.is_empty() {
        return Mutated::default();
    }
    let base = Base::new(key, claims);
    let chunk = |start: u64| {
        let mut source = Source::new(seed ^ (start << 20));
        let mut report = Mutated::default();
        for _ in start..(start + 256).min(count) {
            base.one(&mut source, &mut report);
        }
        report
    };
    let starts: Vec<u64> = (0..count).step_by(256).collect();
    starts.into_par_iter().map(chunk).reduce(Mutated::default, Mutated::add)
}

/// The valid claims and the bytes of the first.
struct Base<'a> {
    key: &'a VerifyingKey,
    claims: &'a [Claim],
    bytes: [Vec<u8>; 4],
}

/// Which bytes: the proof's, the inputs', the parameters', the key's.
const PROOF: usize = 0;
const INPUTS: usize = 1;
const PARAMETERS: usize = 2;
const KEY: usize = 3;

impl<'a> Base<'a> {
    fn new(key: &'a VerifyingKey, claims: &'a [Claim]) -> Self {
        let claim = &claims[0];
        let parameters = claim.parameters.map(|p| p.to_bytes()).unwrap_or_default();
        let proof = claim.proof.to_bytes();
        let bytes = [proof, encode_inputs(&claim.inputs), parameters, key.to_bytes()];
        Self { key, claims, bytes }
    }

    /// One change and what becomes of it. Most are of bytes, which decoding
    /// refuses cheaply.
    fn one(&self, source: &mut Source, report: &mut Mutated) {
        let claim = &self.claims[0];
        match source.below(400) {
            0 => {
                let (r, t) = (source.field(), source.field());
                let blinded = rerandomise(self.key, claim, r, t);
                let accepted = blinded.is_some_and(|claim| verify(self.key, &claim).is_ok());
                if accepted {
                    report.blinded += 1;
                } else {
                    report.wrong.push("a proof blinded again was rejected".to_owned());
                }
            }
            1..=6 => {
                let (what, claim) = self.points(source);
                self.judge(self.key, &claim, &what, report);
            }
            7 => {
                let (what, key) = self.key_points(source);
                self.as_bytes(KEY, &key.to_bytes(), &what, report);
            }
            8..=9 => self.change(INPUTS, source, report),
            10..=17 => self.change(KEY, source, report),
            18..=117 if claim.parameters.is_some() => self.change(PARAMETERS, source, report),
            _ => self.change(PROOF, source, report),
        }
    }

    /// Changes the bytes of a part.
    fn change(&self, part: usize, source: &mut Source, report: &mut Mutated) {
        let mut bytes = self.bytes[part].clone();
        let what = mutate_bytes(&mut bytes, source);
        if bytes != self.bytes[part] {
            self.as_bytes(part, &bytes, &format!("part {part}: {what}"), report);
        }
    }

    /// Decodes a part and verifies the claim with it.
    fn as_bytes(&self, part: usize, bytes: &[u8], what: &str, report: &mut Mutated) {
        let mut claim = self.claims[0].clone();
        let decoded = match part {
            PROOF => Proof::from_bytes(bytes).map(|proof| claim.proof = proof),
            INPUTS => decode_inputs(bytes).map(|inputs| claim.inputs = inputs),
            PARAMETERS => ParameterCommitment::from_bytes(bytes)
                .map(|commitment| claim.parameters = Some(commitment)),
            _ => match VerifyingKey::from_bytes(bytes) {
                Ok(key) if self.only_renamed(&key) => {
                    report.renamed += 1;
                    return;
                }
                Ok(key) => return self.judge(&key, &claim, what, report),
                Err(error) => Err(error),
            },
        };
        match decoded {
            Ok(()) => self.judge(self.key, &claim, what, report),
            Err(_) => report.decoding += 1,
        }
    }

    fn judge(&self, key: &VerifyingKey, claim: &Claim, what: &str, report: &mut Mutated) {
        match verify(key, claim) {
            Ok(()) => report.wrong.push(format!("accepted: {what}")),
            Err(_) => report.verifying += 1,
        }
    }

    /// Nothing that a proof without a challenge depends on has changed.
    fn only_renamed(&self, key: &VerifyingKey) -> bool {
        let mut same = key.clone();
        same.origin = self.key.origin;
        same.circuit = self.key.circuit;
        same.id = self.key.id;
        self.claims[0].proof.d.is_none() && key.id != self.key.id && same == *self.key
    }

    /// Changes points or inputs so that the claim still decodes.
    fn points(&self, source: &mut Source) -> (String, Claim) {
        let mut claim = self.claims[0].clone();
        let other = &self.claims[source.below(self.claims.len())];
        let what = source.below(14);
        let factor = source.field();
        let random = (G1Affine::generator() * factor).into_affine();
        let proof = &mut claim.proof;
        match what {
            0 => proof.a = -proof.a,
            1 => proof.b = -proof.b,
            2 => proof.c = -proof.c,
            3 => std::mem::swap(&mut proof.a, &mut proof.c),
            4 => proof.a = random,
            5 => proof.b = (G2Affine::generator() * factor).into_affine(),
            6 => proof.c = random,
            7 => {
                proof.a = (proof.a * factor).into_affine();
                proof.b = (proof.b * factor).into_affine();
            }
            8 => proof.a = if other.proof.a == proof.a { random } else { other.proof.a },
            9 => {
                // Another proof's first stage, or one where none belongs.
                proof.d = other.proof.d.filter(|d| Some(*d) != proof.d).or(Some(random));
            }
            10 => match proof.d {
                // The blinding of D moved from where it is to where it is not.
                Some(d) => proof.d = Some((d + random).into_affine()),
                None => proof.c = (proof.c + random).into_affine(),
            },
            11 => claim.parameters = Some(ParameterCommitment(random)),
            12 => claim.inputs.push(Fr::from(0u64)),
            _ => match claim.inputs.len() {
                0 => claim.inputs.push(factor),
                len => claim.inputs[source.below(len)] += factor,
            },
        }
        (format!("points {what}"), claim)
    }

    /// Changes a key's points so that it may still decode.
    fn key_points(&self, source: &mut Source) -> (String, VerifyingKey) {
        let mut key = self.key.clone();
        let what = source.below(6);
        let factor = source.field();
        let random = (G2Affine::generator() * factor).into_affine();
        let slot = source.below(key.deltas.len());
        match what {
            0 => std::mem::swap(&mut key.gamma, &mut key.deltas[slot]),
            1 => key.deltas[slot] = key.gamma,
            2 => key.deltas[slot] = random,
            3 => key.alpha = (key.alpha * factor).into_affine(),
            4 => key.beta = random,
            _ => {
                let slot = source.below(key.inputs.len());
                key.inputs[slot] = (G1Affine::generator() * factor).into_affine();
            }
        }
        (format!("key points {what}"), key)
    }
}

/// Changes bytes in one of many ways.
fn mutate_bytes(bytes: &mut Vec<u8>, source: &mut Source) -> String {
    let len = bytes.len().max(1);
    let at = source.below(len);
    let byte = source.word().to_le_bytes()[0];
    let flip = |bytes: &mut Vec<u8>, source: &mut Source| {
        let at = source.below(len);
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << source.below(8);
        }
    };
    let what = source.below(16);
    match what {
        0..=7 => flip(bytes, source),
        8 => (0..2 + source.below(8)).for_each(|_| flip(bytes, source)),
        9 => bytes.truncate(at),
        10 => bytes.push(byte),
        11 => bytes.insert(at.min(bytes.len()), byte),
        12 if !bytes.is_empty() => drop(bytes.remove(at)),
        13 => bytes.iter_mut().skip(at).take(32).for_each(|b| *b = byte),
        14 => {
            // Two words of the end, where no header stands, change places.
            let words = len / 32;
            let (i, j) = (source.below(words.max(1)), source.below(words.max(1)));
            for k in 0..32 {
                if let (Some(x), Some(y)) =
                    ((len).checked_sub(32 * i + k + 1), len.checked_sub(32 * j + k + 1))
                {
                    bytes.swap(x, y);
                }
            }
        }
        _ => {
            // The modulus added to a word: the same number in another form.
            let word = source.below((len / 32).max(1));
            add_modulus(bytes, word);
        }
    }
    format!("change {what} at {at}")
}

/// Adds the scalar field's modulus to a big-endian word, counted from the end.
fn add_modulus(bytes: &mut [u8], word: usize) {
    let modulus = Fr::MODULUS.to_bytes_be();
    let Some(end) = bytes.len().checked_sub(32 * word).filter(|end| *end >= 32) else { return };
    let mut carry = 0u16;
    for (byte, addend) in bytes[end - 32..end].iter_mut().zip(modulus).rev() {
        let sum = u16::from(*byte) + u16::from(addend) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
}
