//! Packing: many ranged numbers in one field element, lowest first.

use ark_ff::{BigInteger, Field, PrimeField, Zero};
use ark_relations::gr1cs::SynthesisError;

use crate::Fr;
use crate::builder::{Builder, Result};
use crate::gadgets::range::Bounded;
use crate::num::{Early, Num};

/// The widest pack: all of `[0, 2^253)` is below the field's modulus.
pub const WIDTH: u32 = 253;

/// Numbers to be packed. Each is ranged by its type, so a pack opens in one way
/// only.
#[derive(Clone, Debug, Default)]
pub struct Packing {
    width: u32,
    terms: Vec<(Fr, Num<Early>)>,
}

impl Packing {
    /// An empty pack.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a number above those that are there.
    ///
    /// # Errors
    /// If the pack would be wider than [`WIDTH`].
    pub fn push<const BITS: u32>(&mut self, number: Bounded<BITS>) -> Result<()> {
        let above = self.width.checked_add(BITS).filter(|width| *width <= WIDTH);
        let above = above.ok_or(SynthesisError::Unsatisfiable)?;
        self.terms.push((Fr::from(2u64).pow([u64::from(self.width)]), number.num()));
        self.width = above;
        Ok(())
    }

    /// Bits in use.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// The packed element: free of constraints.
    ///
    /// Precondition: the ranges of all numbers are proved
    /// ([`Counted::prove`](crate::gadgets::range::Counted::prove)). Guarantee:
    /// two packs of the same widths are equal only if all their numbers are.
    /// Sound because every sum is below `2^253`, so nothing wraps and the
    /// binary digits of the sum are those of the numbers.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn pack(&self, b: &mut Builder<Early>) -> Result<Num<Early>> {
        b.linear(Fr::zero(), &self.terms)
    }
}

/// What [`Packing::pack`] computes, of numbers and their widths; `None` if one
/// is wider than it says or all together are too wide.
#[must_use]
pub fn pack(numbers: &[(Fr, u32)]) -> Option<Fr> {
    let mut width = 0u32;
    let mut sum = Fr::zero();
    for (number, bits) in numbers {
        if number.into_bigint().num_bits() > *bits {
            return None;
        }
        sum += *number * Fr::from(2u64).pow([u64::from(width)]);
        width = width.checked_add(*bits).filter(|width| *width <= WIDTH)?;
    }
    Some(sum)
}
