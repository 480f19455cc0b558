//! Ranges by look-up: a number is cut into limbs, and all limbs of a circuit
//! are looked up together in one table.
//!
//! Rule of binding: limbs and multiplicities are `Early`, so they are fixed
//! before `β`. Then `Σ 1/(β − limb) = Σ m_t/(β − t)` holds for a random `β`
//! only if it holds as rational functions, which is only if every limb is in
//! the table (Haböck 2022; fewer limbs than the field's characteristic).

use ark_ff::{BigInteger, Field, One, PrimeField, Zero};
use ark_relations::gr1cs::SynthesisError;

use crate::Fr;
use crate::builder::{Builder, Result};
use crate::num::{Challenge, Early, Late, Num};

/// A number that is in `[0, 2^BITS)` once [`Counted::prove`] has run, fixed
/// before the challenge.
#[derive(Clone, Copy, Debug)]
pub struct Bounded<const BITS: u32>(Num<Early>);

impl<const BITS: u32> Bounded<BITS> {
    /// The number.
    #[must_use]
    pub fn num(&self) -> Num<Early> {
        self.0
    }
}

/// Whether a number is in `[0, 2^bits)`: what a range check shows.
#[must_use]
pub fn in_range(number: Fr, bits: u32) -> bool {
    number.into_bigint().num_bits() <= bits
}

/// The widest range: all of `[0, 2^253)` is below the field's modulus, so that
/// limbs do not wrap.
pub const WIDEST: u32 = 253;

/// All range checks of a circuit, gathered before the challenge.
#[derive(Debug)]
#[must_use = "nothing is proved before `count` and `prove`"]
pub struct Ranges {
    limb_bits: u32,
    limbs: Vec<Num<Early>>,
}

/// Range checks with their multiplicities fixed: ready for the challenge.
#[derive(Debug)]
#[must_use = "nothing is proved before `prove`"]
pub struct Counted {
    limbs: Vec<Num<Early>>,
    multiplicities: Vec<Num<Early>>,
}

impl Ranges {
    /// Range checks with limbs of so many bits; the table has `2^limb_bits`
    /// entries. Widths other than 1 to 24 are refused when they are used.
    pub fn new(limb_bits: u32) -> Self {
        Self { limb_bits, limbs: Vec::new() }
    }

    /// A new number that is in range by construction: a linear combination of
    /// its limbs. One constraint a limb, one more if the limbs' width does not
    /// divide `BITS`. More than [`WIDEST`] bits do not compile.
    ///
    /// # Errors
    /// If no table has limbs of such a width.
    pub fn bounded<const BITS: u32>(
        &mut self,
        b: &mut Builder<Early>,
        value: Fr,
    ) -> Result<Bounded<BITS>> {
        const { assert!(BITS <= WIDEST, "limbs of so wide a number would wrap") };
        self.table()?;
        let bits = value.into_bigint().to_bits_le();
        let mut terms = Vec::new();
        for start in (0..BITS).step_by(self.limb_bits as usize) {
            let width = self.limb_bits.min(BITS - start);
            let digits = &bits[start as usize..(start + width) as usize];
            let limb = digits.iter().rev().fold(0u64, |sum, bit| 2 * sum + u64::from(*bit));
            let wire = b.witness(Fr::from(limb))?;
            self.limbs.push(wire);
            if width < self.limb_bits {
                // Below 2^width as well: shifted up, it is still in the table.
                let shift = Fr::from(1u64 << (self.limb_bits - width));
                self.limbs.push(b.scale(shift, wire)?);
            }
            terms.push((Fr::from(2u64).pow([u64::from(start)]), wire));
        }
        Ok(Bounded(b.linear(Fr::zero(), &terms)?))
    }

    /// Demands that a number is in `[0, 2^BITS)`: [`Ranges::bounded`] and one
    /// constraint more.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn check<const BITS: u32>(
        &mut self,
        b: &mut Builder<Early>,
        number: Num<Early>,
    ) -> Result<Bounded<BITS>> {
        let bounded = self.bounded(b, number.value())?;
        b.equal(number, bounded.num())?;
        Ok(bounded)
    }

    /// Demands `greater ≥ lesser`, both known to be so small that a difference
    /// in `[0, 2^BITS)` means just that.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn at_least<const BITS: u32>(
        &mut self,
        b: &mut Builder<Early>,
        greater: Num<Early>,
        lesser: Num<Early>,
    ) -> Result<Bounded<BITS>> {
        let difference = b.sub(greater, lesser)?;
        self.check(b, difference)
    }

    /// The length of the table.
    fn table(&self) -> Result<usize> {
        let fits = (1..=24).contains(&self.limb_bits);
        if fits { Ok(1 << self.limb_bits) } else { Err(SynthesisError::Unsatisfiable) }
    }

    /// Fixes how often each entry of the table was looked up.
    ///
    /// # Errors
    /// If no table has limbs of such a width.
    pub fn count(self, b: &mut Builder<Early>) -> Result<Counted> {
        let mut counts = vec![0u64; self.table()?];
        for limb in &self.limbs {
            // A limb that is in no place of the table is a lie that will show.
            let digits = limb.value().into_bigint().0;
            if let Some(count) = usize::try_from(digits[0]).ok().and_then(|i| counts.get_mut(i))
                && digits[1..].iter().all(|digit| *digit == 0)
            {
                *count += 1;
            }
        }
        let wires = counts.into_iter().map(|count| b.witness(Fr::from(count)));
        Ok(Counted { limbs: self.limbs, multiplicities: wires.collect::<Result<_>>()? })
    }
}

impl Counted {
    /// Looks all limbs up at `β`: a constraint a limb, one for each entry of
    /// the table, and one for the sums.
    ///
    /// Precondition: fewer limbs than the field's characteristic. Guarantee:
    /// every number that was checked is in its range, see [`in_range`]. Sound
    /// because limbs and multiplicities are early, and `β` is a challenge.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn prove(self, b: &mut Builder<Late>, beta: Challenge) -> Result<()> {
        let looked_up = b.class("range limbs", |b| inverses(b, beta, &self.limbs))?;
        let entries: Vec<(Fr, Num<Late>)> =
            (0u64..).map(Fr::from).zip(self.multiplicities.iter().map(Num::late)).collect();
        let table = b.class("range table", |b| {
            let mut quotients = Vec::with_capacity(entries.len());
            let values = denominators(entries.iter().map(|(entry, _)| beta.value() - entry));
            for ((entry, multiplicity), inverse) in entries.iter().zip(values) {
                let difference = b.linear(-*entry, &[(Fr::one(), beta.num())])?;
                let quotient = b.witness(multiplicity.value() * inverse)?;
                b.enforce(quotient, difference, *multiplicity)?;
                quotients.push((Fr::one(), quotient));
            }
            b.linear(Fr::zero(), &quotients)
        })?;
        b.class("range sums", |b| {
            let terms: Vec<_> = looked_up.into_iter().map(|i| (Fr::one(), i)).collect();
            let sum = b.linear(Fr::zero(), &terms)?;
            b.equal(sum, table)
        })
    }
}

/// `1/(β − x)` for every `x`, one constraint each.
///
/// Precondition: none. Guarantee: these inverses, and that `β` is none of the
/// numbers. Nothing is looked up by this alone.
///
/// # Errors
/// If the constraint system is gone.
pub fn inverses(
    b: &mut Builder<Late>,
    beta: Challenge,
    numbers: &[Num<Early>],
) -> Result<Vec<Num<Late>>> {
    let one = b.constant(Fr::one())?;
    let values = denominators(numbers.iter().map(|number| beta.value() - number.value()));
    let mut inverses = Vec::with_capacity(numbers.len());
    for (number, value) in numbers.iter().zip(values) {
        let difference = b.sub(beta.num(), number.late())?;
        let inverse = b.witness(value)?;
        b.enforce(difference, inverse, one)?;
        inverses.push(inverse);
    }
    Ok(inverses)
}

/// Inverses of many values at once; zero stays zero.
pub(super) fn denominators(values: impl Iterator<Item = Fr>) -> Vec<Fr> {
    let mut values: Vec<Fr> = values.collect();
    ark_ff::batch_inversion(&mut values);
    values
}
