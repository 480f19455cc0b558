//! Canonical bytes of keys, proofs and commitments, checked when decoded:
//! lengths, versions, canonical field elements, curve, subgroup, no identity,
//! nothing left over.
//!
//! Points are uncompressed and big-endian, as the EVM has them: G1 is `x ‖ y`,
//! G2 is `x₁ ‖ x₀ ‖ y₁ ‖ y₀`, the imaginary part first.

use ark_bn254::{Fq2, G1Affine, G2Affine};
use ark_ec::AffineRepr as _;
use ark_ff::{BigInt, PrimeField};
use sha3::{Digest as _, Keccak256};

use crate::Fr;
use crate::challenge::{point_words, word};
use crate::keys::{Claim, KeyId, Origin, ParameterCommitment, Proof, Stages, VerifyingKey};
use crate::verify::is_proper;

/// Why bytes are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// They end too soon.
    #[error("the bytes end too soon")]
    Short,
    /// There are more than belong.
    #[error("there are bytes left over")]
    Trailing,
    /// They do not begin as this format does.
    #[error("these are not the bytes of a {0}")]
    Magic(&'static str),
    /// A field element is not below its modulus.
    #[error("a field element is not below its modulus")]
    NotCanonical,
    /// A point is the identity, off the curve, or outside its subgroup.
    #[error("a point is the identity, or not in its group")]
    Point,
    /// Points that must differ, up to their signs, do not.
    #[error("two of the key's points are equal or opposite: forged proofs would verify")]
    Degenerate,
    /// A count or kind that no key has.
    #[error("a count or kind that no key has")]
    Layout,
}

/// Public inputs of the largest key, 1 and the challenge among them.
pub(crate) const MAX_INPUTS: usize = 1 << 12;

/// A reader that ends in time and leaves nothing over.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(DecodeError::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.take(N)?.try_into().map_err(|_| DecodeError::Short)
    }

    pub(crate) fn magic(&mut self, magic: &'static str) -> Result<(), DecodeError> {
        let matches = self.take(magic.len())? == magic.as_bytes();
        if matches { Ok(()) } else { Err(DecodeError::Magic(magic)) }
    }

    fn field<F: PrimeField<BigInt = BigInt<4>>>(&mut self) -> Result<F, DecodeError> {
        decode_field(&self.array()?)
    }

    pub(crate) fn g1(&mut self) -> Result<G1Affine, DecodeError> {
        let point = G1Affine::new_unchecked(self.field()?, self.field()?);
        if is_proper(&point) { Ok(point) } else { Err(DecodeError::Point) }
    }

    pub(crate) fn g2(&mut self) -> Result<G2Affine, DecodeError> {
        let (x1, x0, y1, y0) = (self.field()?, self.field()?, self.field()?, self.field()?);
        let point = G2Affine::new_unchecked(Fq2::new(x0, x1), Fq2::new(y0, y1));
        let proper = point.is_on_curve() && point.is_in_correct_subgroup_assuming_on_curve();
        if proper && !point.is_zero() { Ok(point) } else { Err(DecodeError::Point) }
    }

    pub(crate) fn end(self) -> Result<(), DecodeError> {
        if self.0.is_empty() { Ok(()) } else { Err(DecodeError::Trailing) }
    }
}

/// 32 big-endian bytes below the modulus.
///
/// # Errors
/// From the modulus on: `x + r` is not `x`.
pub fn decode_field<F: PrimeField<BigInt = BigInt<4>>>(bytes: &[u8; 32]) -> Result<F, DecodeError> {
    let mut limbs = [0u64; 4];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.rchunks_exact(8)) {
        *limb = chunk.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    }
    F::from_bigint(BigInt::new(limbs)).ok_or(DecodeError::NotCanonical)
}

/// A G2 point as the EVM has it.
pub(crate) fn g2_words(point: G2Affine) -> Vec<u8> {
    match point.xy() {
        Some((x, y)) => [word(x.c1), word(x.c0), word(y.c1), word(y.c0)].concat(),
        None => vec![0; 128],
    }
}

impl Stages {
    pub(crate) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match r.array::<1>()? {
            [0] => Ok(Self::Plain),
            [1] => Ok(Self::Challenged),
            [2] => Ok(Self::Parameterised),
            _ => Err(DecodeError::Layout),
        }
    }
}

const KEY_MAGIC: &str = "plimsoll verifying key 2\n";

impl VerifyingKey {
    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = KEY_MAGIC.as_bytes().to_vec();
        match &self.origin {
            Origin::SingleParty => out.push(0),
            Origin::Ceremony(transcript) => {
                out.push(1);
                out.extend(transcript);
            }
        }
        out.push(self.stages as u8);
        out.extend(self.circuit);
        out.extend(point_words(self.alpha));
        let stages = self.deltas.iter();
        [self.beta, self.gamma].iter().chain(stages).for_each(|p| out.extend(g2_words(*p)));
        out.extend((self.live as u64).to_be_bytes());
        self.inputs.iter().for_each(|p| out.extend(point_words(*p)));
        out
    }

    /// Reads and checks a key.
    ///
    /// Of keys that accept forgeries it refuses those that a skipped phase of a
    /// setup leaves: with points equal or opposite that must not be. That
    /// nobody knows another relation between them, only a ceremony can show.
    /// Its origin is what it says of itself: trust ids, not that.
    ///
    /// # Errors
    /// If it is not one, or must not be used.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader(bytes);
        r.magic(KEY_MAGIC)?;
        let origin = match r.array::<1>()? {
            [0] => Origin::SingleParty,
            [1] => Origin::Ceremony(r.array()?),
            _ => return Err(DecodeError::Layout),
        };
        let stages = Stages::read(&mut r)?;
        let circuit = r.array()?;
        let (alpha, beta, gamma) = (r.g1()?, r.g2()?, r.g2()?);
        let deltas = (0..stages.count()).map(|_| r.g2()).collect::<Result<Vec<_>, _>>()?;
        let live = usize::try_from(u64::from_be_bytes(r.array()?)).unwrap_or(usize::MAX);
        if live > MAX_INPUTS {
            return Err(DecodeError::Layout);
        }
        let inputs = (0..stages.points(live)).map(|_| r.g1()).collect::<Result<_, _>>()?;
        r.end()?;
        let id = KeyId([0; 32]);
        let key = Self { origin, stages, circuit, alpha, beta, gamma, deltas, live, inputs, id };
        key.sound()?;
        Ok(key.named())
    }

    /// β, γ and all δs differ, in sign too: in one slot, nothing acts for
    /// another. So do the inputs' points, or inputs could trade values.
    fn sound(&self) -> Result<(), DecodeError> {
        let fixed = [self.beta, self.gamma];
        let all: Vec<G2Affine> = fixed.into_iter().chain(self.deltas.iter().copied()).collect();
        let acts_for = |a: &G2Affine, b: &G2Affine| a == b || *a == -*b;
        let twins = (1..all.len()).any(|i| all[..i].iter().any(|other| acts_for(other, &all[i])));
        // Equal and opposite points have one x.
        let mut inputs: Vec<_> = self.inputs.iter().map(|point| point.x.into_bigint()).collect();
        inputs.sort_unstable();
        let traded = inputs.windows(2).any(|pair| pair[0] == pair[1]);
        if twins || traded { Err(DecodeError::Degenerate) } else { Ok(()) }
    }

    /// The key under the name its bytes give it.
    pub(crate) fn named(mut self) -> Self {
        self.id = KeyId(Keccak256::digest(self.to_bytes()).into());
        self
    }
}

const PROOF_MAGIC: &str = "plimsoll proof 1\n";

impl Proof {
    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = PROOF_MAGIC.as_bytes().to_vec();
        out.push(u8::from(self.d.is_some()));
        out.extend(point_words(self.a));
        out.extend(g2_words(self.b));
        out.extend(point_words(self.c));
        self.d.iter().for_each(|d| out.extend(point_words(*d)));
        out
    }

    /// Reads and checks a proof's form.
    ///
    /// # Errors
    /// If it is not one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader(bytes);
        r.magic(PROOF_MAGIC)?;
        let staged = match r.array::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err(DecodeError::Layout),
        };
        let (a, b, c) = (r.g1()?, r.g2()?, r.g1()?);
        let d = if staged { Some(r.g1()?) } else { None };
        r.end()?;
        Ok(Self { a, b, c, d })
    }
}

impl ParameterCommitment {
    /// `x ‖ y`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        point_words(self.0)
    }

    /// Reads and checks a commitment.
    ///
    /// # Errors
    /// If it is not one.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut r = Reader(bytes);
        let point = r.g1()?;
        r.end()?;
        Ok(Self(point))
    }
}

/// Public inputs as big-endian words.
#[must_use]
pub fn encode_inputs(inputs: &[Fr]) -> Vec<u8> {
    inputs.iter().flat_map(|input| word(*input)).collect()
}

/// Reads public inputs, each below the modulus.
///
/// # Errors
/// If one is not, or the length is not a multiple of 32.
pub fn decode_inputs(bytes: &[u8]) -> Result<Vec<Fr>, DecodeError> {
    let mut r = Reader(bytes);
    let mut inputs = Vec::with_capacity(bytes.len() / 32);
    while !r.0.is_empty() {
        inputs.push(r.field::<Fr>()?);
    }
    Ok(inputs)
}

impl Claim {
    /// The challenge of this claim under a key, if the key's circuit has one.
    #[must_use]
    pub fn challenge(&self, key: &VerifyingKey) -> Option<Fr> {
        let parameters = self.parameters.map(|p| p.0);
        Some(crate::challenge::challenge(key.id, &self.inputs, parameters, self.proof.d?))
    }
}
