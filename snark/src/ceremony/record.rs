//! One contribution: who made it, what it did to every divisor, and a proof
//! that whoever did knows the numbers, which signs all of the record.

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::pairing::Pairing as _;
use ark_ec::{AffineRepr as _, CurveGroup as _};
use ark_ff::{PrimeField as _, Zero as _};
use sha2::{Digest as _, Sha256};

use super::base::base;
use super::contributor::Contributor;
use super::secret::Secrets;
use crate::challenge::point_words;
use crate::encoding::{DecodeError, Reader, g2_words};

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

/// Two pairings that are equal, or there is this flaw.
struct Equation {
    flaw: Flaw,
    /// A point and G2's generator.
    left: (G1Affine, G2Affine),
    right: (G1Affine, G2Affine),
}

impl Equation {
    fn holds(&self) -> bool {
        let (left, right) = (self.left, self.right);
        Bn254::multi_pairing([-left.0, right.0], [left.1, right.1]).is_zero()
    }

    /// All of them hold, by one product of pairings.
    fn all_hold(all: &[Self], weights: &[Fr]) -> bool {
        let left = |(equation, weight): (&Self, &Fr)| equation.left.0 * -*weight;
        let left: G1Projective = all.iter().zip(weights).map(left).sum();
        let mut g1 = vec![left];
        g1.extend(all.iter().zip(weights).map(|(equation, weight)| equation.right.0 * weight));
        let g2 = all.iter().map(|equation| equation.right.1);
        let g2: Vec<G2Affine> = std::iter::once(G2Affine::generator()).chain(g2).collect();
        Bn254::multi_pairing(G1Projective::normalize_batch(&g1), g2).is_zero()
    }
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
        let mut pairs = self.moves.iter().zip(&before.g1);
        if let Some(unmoved) = pairs.position(|(moved, before)| moved.g1.x == before.x) {
            return Err(Flaw::Unmoved(Divisor(unmoved)));
        }
        let equations = self.equations(before, tip);
        if !Equation::all_hold(&equations, &self.weights(tip, equations.len())) {
            let broken = equations.iter().find(|equation| !equation.holds());
            // One of them is; their sum is not 0 by chance.
            return Err(broken.map_or(Flaw::Degenerate, |equation| equation.flaw));
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

    /// What must hold of every divisor.
    fn equations(&self, before: &Divisors, tip: &[u8; 32]) -> Vec<Equation> {
        let (one, one_g2) = (G1Affine::generator(), G2Affine::generator());
        let of = |(divisor, moved): (usize, &Move)| {
            let named = Divisor(divisor);
            let base = base(&self.message(tip, divisor));
            let equation = |flaw, left, right| Equation { flaw, left, right };
            [
                equation(Flaw::Knowledge(named), (moved.proof, one_g2), (base, moved.number)),
                equation(
                    Flaw::Product(named),
                    (moved.g1, one_g2),
                    (before.g1[divisor], moved.number),
                ),
                equation(Flaw::Groups(named), (moved.g1, one_g2), (one, moved.g2)),
            ]
        };
        self.moves.iter().enumerate().flat_map(of).collect()
    }

    /// What the equations are weighted with: 128 bits each, from a hash of
    /// everything in them.
    fn weights(&self, tip: &[u8; 32], count: usize) -> Vec<Fr> {
        let mut bytes = [b"plimsoll ceremony weights 1", &tip[..]].concat();
        self.write(&mut bytes);
        let seed = Sha256::digest(&bytes);
        let weight = |place: usize| {
            let hash = Sha256::new().chain_update(seed).chain_update((place as u64).to_be_bytes());
            Fr::from_be_bytes_mod_order(&hash.finalize()[..16])
        };
        (0..count).map(weight).collect()
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
