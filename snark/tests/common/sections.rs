//! A file of sections in parts, to be bent and put together again.

#![allow(dead_code, reason = "not every test uses everything")]

use ark_bn254::{Fq, Fq2, G2Affine};
use ark_ec::AffineRepr;
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ff::{BigInt, BigInteger as _, Field, One as _, PrimeField as _, Zero as _};

/// Magic and version, then sections: kind, the length it says, what it holds.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) head: Vec<u8>,
    pub(crate) count: u32,
    pub(crate) sections: Vec<Part>,
    pub(crate) rest: Vec<u8>,
}

#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) kind: u32,
    pub(crate) length: u64,
    pub(crate) body: Vec<u8>,
}

impl Parts {
    pub(crate) fn of(file: &[u8]) -> Self {
        let count = u32::from_le_bytes(file[8..12].try_into().unwrap());
        let mut at = 12;
        let sections = (0..count).map(|_| {
            let kind = u32::from_le_bytes(file[at..at + 4].try_into().unwrap());
            let length = u64::from_le_bytes(file[at + 4..at + 12].try_into().unwrap());
            let start = at + 12;
            at = start + usize::try_from(length).unwrap();
            Part { kind, length, body: file[start..at].to_vec() }
        });
        let sections = sections.collect();
        assert_eq!(at, file.len());
        Self { head: file[..8].to_vec(), count, sections, rest: Vec::new() }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut file = self.head.clone();
        file.extend(self.count.to_le_bytes());
        for part in &self.sections {
            file.extend(part.kind.to_le_bytes());
            file.extend(part.length.to_le_bytes());
            file.extend(&part.body);
        }
        file.extend(&self.rest);
        file
    }

    pub(crate) fn part(&mut self, kind: u32) -> &mut Part {
        self.sections.iter_mut().find(|part| part.kind == kind).unwrap()
    }

    pub(crate) fn body(&mut self, kind: u32) -> &mut Vec<u8> {
        &mut self.part(kind).body
    }

    /// Puts other bytes into a section, with their length.
    pub(crate) fn fill(&mut self, kind: u32, body: Vec<u8>) {
        let part = self.part(kind);
        part.length = body.len() as u64;
        part.body = body;
    }

    pub(crate) fn remove(&mut self, kind: u32) {
        self.sections.retain(|part| part.kind != kind);
        self.count -= 1;
    }
}

fn coordinate(bytes: &[u8]) -> Fq {
    let mut limbs = [0; 4];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.chunks(8)) {
        *limb = u64::from_le_bytes(chunk.try_into().unwrap());
    }
    Fq::new_unchecked(BigInt(limbs))
}

/// A coordinate as these files have it.
pub(crate) trait Coordinate: Field {
    const SIZE: usize;

    fn put(&self, out: &mut Vec<u8>);

    fn get(bytes: &[u8]) -> Self;
}

impl Coordinate for Fq {
    const SIZE: usize = 32;

    fn put(&self, out: &mut Vec<u8>) {
        self.0.0.iter().for_each(|limb| out.extend(limb.to_le_bytes()));
    }

    fn get(bytes: &[u8]) -> Self {
        coordinate(bytes)
    }
}

impl Coordinate for Fq2 {
    const SIZE: usize = 64;

    fn put(&self, out: &mut Vec<u8>) {
        self.c0.put(out);
        self.c1.put(out);
    }

    fn get(bytes: &[u8]) -> Self {
        Self::new(coordinate(&bytes[..32]), coordinate(&bytes[32..]))
    }
}

/// A point as these files have it.
pub(crate) trait Bytes: AffineRepr {
    const SIZE: usize;

    fn to_bytes(&self) -> Vec<u8>;

    fn of(bytes: &[u8]) -> Self;

    /// One that is off its curve.
    fn off(&self) -> Self;

    fn list(bytes: &[u8]) -> Vec<Self> {
        bytes.chunks(Self::SIZE).map(Self::of).collect()
    }

    fn at(bytes: &[u8], index: usize) -> Self {
        Self::of(&bytes[index * Self::SIZE..][..Self::SIZE])
    }

    fn set(bytes: &mut [u8], index: usize, point: &Self) {
        bytes[index * Self::SIZE..][..Self::SIZE].copy_from_slice(&point.to_bytes());
    }
}

impl<C: SWCurveConfig<BaseField: Coordinate>> Bytes for Affine<C> {
    const SIZE: usize = 2 * C::BaseField::SIZE;

    fn to_bytes(&self) -> Vec<u8> {
        let (x, y) = self.xy().unwrap_or((C::BaseField::zero(), C::BaseField::zero()));
        let mut out = Vec::new();
        x.put(&mut out);
        y.put(&mut out);
        out
    }

    fn of(bytes: &[u8]) -> Self {
        if bytes.iter().all(|byte| *byte == 0) {
            return Self::zero();
        }
        let (x, y) = bytes.split_at(C::BaseField::SIZE);
        Self::new_unchecked(C::BaseField::get(x), C::BaseField::get(y))
    }

    fn off(&self) -> Self {
        Self::new_unchecked(self.x + C::BaseField::one(), self.y)
    }
}

/// Adds the modulus to a coordinate: the same number, written otherwise.
pub(crate) fn alias(bytes: &mut [u8]) {
    let mut limbs = coordinate(bytes).0;
    assert!(!limbs.add_with_carry(&Fq::MODULUS));
    for (chunk, limb) in bytes.chunks_mut(8).zip(limbs.0) {
        chunk.copy_from_slice(&limb.to_le_bytes());
    }
}

/// A point of the twist that is not in G2.
pub(crate) fn outside() -> G2Affine {
    (1u64..)
        .filter_map(|x| G2Affine::get_point_from_x_unchecked(Fq2::from(x), false))
        .find(|point| !point.is_in_correct_subgroup_assuming_on_curve())
        .unwrap()
}
