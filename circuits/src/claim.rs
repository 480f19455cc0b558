//! A claim about one account's margin: that a customer's account under one of
//! these roots has it so, and nothing more of it.
//!
//! A leaf under a proved root holds an account's equity and a requirement that
//! is not below the rule's ([`crate::leaf`]), so whoever opens one needs neither
//! table nor positions. The slots' elements are hashed as they are.

use ark_ff::{BigInteger as _, One as _, PrimeField as _, Zero as _};
use ark_relations::gr1cs::SynthesisError;
use plimsoll_poseidon::Tag;
use plimsoll_snark::gadgets::poseidon::{hash_sequence, node};
use plimsoll_snark::gadgets::range::{self, Ranges};
use plimsoll_snark::{Builder, Challenge, Circuit, Early, Fr, Late, Num, Result};
use plimsoll_statement::{
    AccountInputs, Class, Footing, Identity, MarginClaim, PublicInputs as _, SLOT_BITS, Shape,
    leaf_length,
};

use crate::wires::{boolean, never_both, power_of_two};

/// Limbs of so many bits: a small table for few numbers.
const LIMB_BITS: u32 = 6;

/// Bits of `10,000·(E − least) − ratio·R`, if it is not below zero.
const LEFT_BITS: u32 = 112;

/// A claim to prove.
#[derive(Clone, Debug)]
pub struct AccountCircuit {
    /// The shape of the account's batch.
    pub shape: Shape,
    /// What is public.
    pub inputs: AccountInputs,
    /// The account.
    pub witness: LeafWitness,
}

/// A leaf, opened, and its place.
#[derive(Clone)]
pub struct LeafWitness {
    /// What its leaf hashes: header, salt, footing and first slot, other slots.
    pub elements: Vec<Fr>,
    /// Its position in the batch.
    pub position: usize,
    /// The path to the root, the leaf's own sibling first.
    pub siblings: Vec<Fr>,
}

impl AccountCircuit {
    /// The circuit that a key is made of.
    #[must_use]
    pub fn blank(shape: Shape) -> Self {
        let elements = vec![Fr::zero(); leaf_length(shape.slots)];
        let siblings = vec![Fr::zero(); shape.accounts.trailing_zeros() as usize];
        let witness = LeafWitness { elements, position: 0, siblings };
        Self { shape, inputs: AccountInputs::default(), witness }
    }

    /// As many elements and levels as the shape has.
    fn fits(&self) -> bool {
        let blank = Self::blank(self.shape).witness;
        self.witness.elements.len() == blank.elements.len()
            && self.witness.siblings.len() == blank.siblings.len()
            && self.shape.accounts.is_power_of_two()
    }
}

/// What the first stage hands on.
#[derive(Debug)]
pub struct First {
    ranges: range::Counted,
    header: Num<Early>,
    footing: Num<Early>,
    places: Vec<Num<Early>>,
}

impl Circuit for AccountCircuit {
    type Parameters = ();
    type First = First;

    fn inputs(&self) -> Vec<Fr> {
        self.inputs.elements()
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, inputs: &[Num<Early>], (): &()) -> Result<First> {
        if !self.fits() {
            return Err(SynthesisError::Unsatisfiable);
        }
        let [_bound, least, ratio, ..] = *inputs else {
            return Err(SynthesisError::Unsatisfiable);
        };
        let one = Fr::one();
        let mut ranges = Ranges::new(LIMB_BITS);
        let bits = |element: usize, from: u32, count: u32| {
            let bits = self.witness.elements[element].into_bigint().to_bits_le();
            let taken = bits.iter().skip(from as usize).take(count as usize).rev();
            taken.fold(Fr::zero(), |sum, bit| sum + sum + Fr::from(*bit))
        };
        // A customer's class is 0, so its header is four times an identity.
        let header = b.class("claim.customer", |b| {
            const BITS: u32 = Identity::BITS;
            let identity = ranges.bounded::<BITS>(b, bits(0, Class::BITS, BITS))?.num();
            b.scale(Fr::from(1u64 << Class::BITS), identity)
        })?;
        let footing = b.class("claim.margin", |b| {
            const BITS: u32 = Footing::BITS;
            let half = power_of_two(BITS - 1);
            let equity = ranges.bounded::<BITS>(b, bits(2, 0, BITS))?.num();
            let requirement = ranges.bounded::<BITS>(b, bits(2, BITS, BITS))?.num();
            let needs = b.linear(-half, &[(one, requirement)])?;
            let share = b.product(ratio, needs)?;
            let parts = Fr::from(MarginClaim::PARTS);
            let left =
                b.linear(-half * parts, &[(parts, equity), (-parts, least), (-one, share)])?;
            ranges.check::<LEFT_BITS>(b, left)?;
            // The first slot stands above them.
            let slot = ranges.bounded::<SLOT_BITS>(b, bits(2, 2 * BITS, SLOT_BITS))?.num();
            let (second, third) = (power_of_two(BITS), power_of_two(2 * BITS));
            b.linear(Fr::zero(), &[(one, equity), (second, requirement), (third, slot)])
        })?;
        let places = b.class("claim.path", |b| {
            let bit = |level: usize| Fr::from(self.witness.position >> level & 1 == 1);
            let levels = 0..self.witness.siblings.len();
            levels.map(|level| boolean(b, bit(level))).collect::<Result<Vec<_>>>()
        })?;
        Ok(First { ranges: ranges.count(b)?, header, footing, places })
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        (): (),
        first: First,
    ) -> Result<()> {
        let [_bound, _least, _ratio, scope, nullifier, ref roots @ ..] = *inputs else {
            return Err(SynthesisError::Unsatisfiable);
        };
        first.ranges.prove(b, challenge)?;
        let (header, footing) = (first.header.late(), first.footing.late());
        let [_, salt, _, slots @ ..] = &self.witness.elements[..] else {
            return Err(SynthesisError::Unsatisfiable);
        };
        let salt = b.witness(*salt)?;
        b.class("claim.nullifier", |b| {
            let hash = hash_sequence(b, Tag::Nullifier, &[header, salt, scope.late()])?;
            b.equal(hash, nullifier.late())
        })?;
        let mut found = b.class("claim.leaf", |b| {
            let slots = slots.iter().map(|element| b.witness(*element));
            let slots = slots.collect::<Result<Vec<_>>>()?;
            hash_sequence(b, Tag::Leaf, &[&[header, salt, footing], &slots[..]].concat())
        })?;
        b.class("claim.path", |b| {
            for (right, sibling) in first.places.iter().zip(&self.witness.siblings) {
                let sibling = b.witness(*sibling)?;
                let apart = b.sub(sibling, found)?;
                let moved = b.product(right.late(), apart)?;
                let (left, right) = (b.add(found, moved)?, b.sub(sibling, moved)?);
                found = node(b, left, right)?;
            }
            Ok(())
        })?;
        b.class("claim.root", |b| among(b, found, roots))
    }
}

/// A number is one of these: the product of the differences is 0.
fn among(b: &mut Builder<Late>, found: Num<Late>, roots: &[Num<Early>]) -> Result<()> {
    let [first, middle @ .., last] = roots else {
        return Err(SynthesisError::Unsatisfiable);
    };
    let mut product = b.sub(found, first.late())?;
    for root in middle {
        let difference = b.sub(found, root.late())?;
        product = b.product(product, difference)?;
    }
    let difference = b.sub(found, last.late())?;
    never_both(b, product, difference)
}

crate::wires::secret!(LeafWitness);
