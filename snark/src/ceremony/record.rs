//! One contribution: who made it, what it did to every divisor, and a proof
//! that whoever did knows the numbers, which signs all of the record.

use std::str::FromStr;

use ark_bn254::{Bn254, G1Affine, G2Affine};
use ark_ec::AffineRepr as _;
use ark_ec::pairing::Pairing as _;
use ark_ff::Zero as _;
use sha2::{Digest as _, Sha256};

use super::base::base;
use super::secret::Secrets;
use crate::challenge::point_words;
use crate::encoding::{DecodeError, Reader, g2_words};

/// A contributor's name for themselves: 1 to 64 bytes without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 64 bytes, and no control characters")]
pub struct NameError;

const LONGEST: usize = 64;

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fits = (1..=LONGEST).contains(&text.len()) && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value that nobody could know when it was announced, hashed `2^doublings`
/// times, so that nobody could try many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beacon {
    value: Vec<u8>,
    doublings: u8,
}

/// Why these are no beacon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a beacon has 1 to 64 bytes, hashed 2^10 to 2^30 times")]
pub struct BeaconError;

impl Beacon {
    /// A beacon of this value, hashed `2^doublings` times.
    ///
    /// # Errors
    /// If the value or the count is out of bounds.
    pub fn new(value: Vec<u8>, doublings: u8) -> Result<Self, BeaconError> {
        let fits = (1..=LONGEST).contains(&value.len()) && (10..=30).contains(&doublings);
        if fits { Ok(Self { value, doublings }) } else { Err(BeaconError) }
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        &self.value
    }

    /// How often it is hashed, as a power of 2.
    #[must_use]
    pub fn doublings(&self) -> u8 {
        self.doublings
    }

    /// The numbers that follow from it at this place of a transcript.
    pub(super) fn secrets(&self, tip: &[u8; 32], divisors: usize) -> Secrets {
        let mut seed: [u8; 32] = Sha256::digest(&self.value).into();
        for _ in 1..1u64 << self.doublings {
            seed = Sha256::digest(seed).into();
        }
        Secrets::expand(&[seed, *tip].concat(), divisors)
    }
}

/// Whose numbers a record's are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contributor {
    /// Somebody's, who says this is their name.
    Person(Name),
    /// Everybody's: they follow from a public value.
    Beacon(Beacon),
}

impl Contributor {
    fn write(&self, out: &mut Vec<u8>) {
        let (kind, text) = match self {
            Self::Person(name) => (0, name.0.as_bytes()),
            Self::Beacon(beacon) => (beacon.doublings, &beacon.value[..]),
        };
        // Both have at most 64 bytes.
        out.extend([kind, u8::try_from(text.len()).unwrap_or(u8::MAX)]);
        out.extend(text);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let [kind, length] = r.array()?;
        let text = r.take(usize::from(length))?;
        match kind {
            0 => {
                let name = std::str::from_utf8(text).ok().and_then(|text| text.parse().ok());
                name.map(Self::Person).ok_or(DecodeError::Layout)
            }
            doublings => {
                let beacon = Beacon::new(text.to_vec(), doublings);
                beacon.map(Self::Beacon).map_err(|_| DecodeError::Layout)
            }
        }
    }
}

/// γ and every stage's δ at some point of a ceremony, in both groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Divisors {
    pub(super) g1: Vec<G1Affine>,
    pub(super) g2: Vec<G2Affine>,
}

impl Divisors {
    /// As a ceremony begins: all 1.
    pub(super) fn start(count: usize) -> Self {
        Self { g1: vec![G1Affine::generator(); count], g2: vec![G2Affine::generator(); count] }
    }

    /// None is 1 or another one's, in sign neither.
    fn apart(&self) -> bool {
        let mut all = self.g1.clone();
        all.push(G1Affine::generator());
        (1..all.len()).all(|i| all[..i].iter().all(|other| other.x != all[i].x))
    }
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// A proof of knowledge.
    #[error("it does not prove that its maker knows the number for {0}")]
    Knowledge(Divisor),
    /// The divisor is not the last one times that number.
    #[error("its {0} is not the one before times the number it proves")]
    Product(Divisor),
    /// The divisor is not the same in both groups.
    #[error("its {0} differs between the two groups")]
    Groups(Divisor),
    /// The divisor is what it was.
    #[error("it leaves {0} as it was")]
    Unmoved(Divisor),
    /// Two divisors would act for one another, or one for nothing.
    #[error("two of its divisors are equal or opposite, or one is 1")]
    Degenerate,
    /// The numbers are not the beacon's.
    #[error("its numbers do not follow from the beacon's value")]
    Beacon,
    /// Numbers that everybody knows come last.
    #[error("it comes after the beacon, which ends a ceremony")]
    AfterBeacon,
}

/// Which divisor, counted from γ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Divisor(pub usize);

impl std::fmt::Display for Divisor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.checked_sub(1) {
            None => f.write_str("γ"),
            Some(stage) => write!(f, "δ of stage {stage}"),
        }
    }
}

/// What happened to one divisor.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Move {
    g1: G1Affine,
    g2: G2Affine,
    /// The number it was multiplied with, in G2.
    number: G2Affine,
    /// The number times a point that is made of the rest of the record.
    proof: G1Affine,
}

/// A contribution's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    contributor: Contributor,
    moves: Vec<Move>,
    /// BLAKE3 of the points it left.
    points: [u8; 32],
}

impl Record {
    /// Multiplies and signs. `points` is the hash of what it leaves.
    pub(super) fn make(
        contributor: Contributor,
        secrets: &Secrets,
        before: &Divisors,
        tip: &[u8; 32],
        points: [u8; 32],
    ) -> Self {
        let moved = |divisor: usize| Move {
            g1: secrets.times_g1(divisor, before.g1[divisor]),
            g2: secrets.times_g2(divisor, before.g2[divisor]),
            number: secrets.public(divisor),
            proof: G1Affine::zero(),
        };
        let moves = (0..before.g1.len()).map(moved).collect();
        let mut record = Self { contributor, moves, points };
        for divisor in 0..record.moves.len() {
            record.moves[divisor].proof = secrets.sign(divisor, &record.message(tip, divisor));
        }
        record
    }

    /// Who contributed.
    #[must_use]
    pub fn contributor(&self) -> &Contributor {
        &self.contributor
    }

    /// BLAKE3 of the points it left.
    #[must_use]
    pub fn points(&self) -> [u8; 32] {
        self.points
    }

    /// The number that a divisor was multiplied with, in G2.
    pub(super) fn number(&self, divisor: usize) -> G2Affine {
        self.moves[divisor].number
    }

    /// The divisors that it left.
    pub(super) fn divisors(&self) -> Divisors {
        let moves = self.moves.iter();
        let g2 = moves.clone().map(|moved| moved.g2).collect();
        Divisors { g1: moves.map(|moved| moved.g1).collect(), g2 }
    }

    /// Checks the record against what was before it.
    pub(super) fn check(&self, before: &Divisors, tip: &[u8; 32]) -> Result<(), Flaw> {
        let generator = (G1Affine::generator(), G2Affine::generator());
        let same = |a: (G1Affine, G2Affine), b: (G1Affine, G2Affine)| {
            let left = -a.0;
            Bn254::multi_pairing([left, b.0], [a.1, b.1]).is_zero()
        };
        for (divisor, moved) in self.moves.iter().enumerate() {
            let named = Divisor(divisor);
            if moved.g1.x == before.g1[divisor].x {
                return Err(Flaw::Unmoved(named));
            }
            let base = base(&self.message(tip, divisor));
            if !same((moved.proof, generator.1), (base, moved.number)) {
                return Err(Flaw::Knowledge(named));
            }
            if !same((moved.g1, generator.1), (before.g1[divisor], moved.number)) {
                return Err(Flaw::Product(named));
            }
            if !same((moved.g1, generator.1), (generator.0, moved.g2)) {
                return Err(Flaw::Groups(named));
            }
        }
        if !self.divisors().apart() {
            return Err(Flaw::Degenerate);
        }
        match &self.contributor {
            Contributor::Person(_) => Ok(()),
            Contributor::Beacon(beacon) => {
                let secrets = beacon.secrets(tip, self.moves.len());
                let follows =
                    |(divisor, moved): (usize, &Move)| secrets.public(divisor) == moved.number;
                if self.moves.iter().enumerate().all(follows) { Ok(()) } else { Err(Flaw::Beacon) }
            }
        }
    }

    /// What a proof of knowledge signs: the transcript so far, and all of the
    /// record but its proofs.
    fn message(&self, tip: &[u8; 32], divisor: usize) -> Vec<u8> {
        let mut message = tip.to_vec();
        message.extend((divisor as u64).to_be_bytes());
        self.write_unsigned(&mut message);
        message
    }

    fn write_unsigned(&self, out: &mut Vec<u8>) {
        self.contributor.write(out);
        for moved in &self.moves {
            out.extend(point_words(moved.g1));
            out.extend(g2_words(moved.g2));
            out.extend(g2_words(moved.number));
        }
        out.extend(self.points);
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        self.write_unsigned(out);
        self.moves.iter().for_each(|moved| out.extend(point_words(moved.proof)));
    }

    /// Reads what [`Record::write`] wrote; no point may be the identity.
    pub(super) fn read(r: &mut Reader<'_>, divisors: usize) -> Result<Self, DecodeError> {
        let contributor = Contributor::read(r)?;
        let moved = |r: &mut Reader<'_>| {
            Ok(Move { g1: r.g1()?, g2: r.g2()?, number: r.g2()?, proof: G1Affine::zero() })
        };
        let mut moves = (0..divisors).map(|_| moved(r)).collect::<Result<Vec<_>, DecodeError>>()?;
        let points = r.array()?;
        for moved in &mut moves {
            moved.proof = r.g1()?;
        }
        Ok(Self { contributor, moves, points })
    }
}
