//! The parameters circuit: a table whose entries are well-formed has this hash,
//! and this fingerprint at `ρ`.
//!
//! `ρ` hashes the table's hash, so the table is fixed before it; equal
//! fingerprints make it the table of every batch.

use ark_ff::{One as _, Zero as _};
use ark_relations::gr1cs::SynthesisError;
use plimsoll_poseidon::Tag;
use plimsoll_snark::gadgets::poseidon::hash_sequence;
use plimsoll_snark::gadgets::range::{self, Bounded, Ranges};
use plimsoll_snark::{Builder, Challenge, Circuit, Early, Fr, Late, Num, Result};
use plimsoll_statement::{
    Charge, DIGIT_BITS, ParametersInputs, Price, PublicInputs as _, Table, Tier,
};

use crate::state::{element, packed};
use crate::table::{Row, Rows};
use crate::wires::power_of_two;

/// Parameters to prove.
#[derive(Clone, Debug)]
pub struct ParametersCircuit<'a> {
    /// The table.
    pub table: &'a Table,
    /// SHA-256 of the canonical file.
    pub file: [u8; 32],
    /// What is public.
    pub inputs: ParametersInputs,
}

impl<'a> ParametersCircuit<'a> {
    /// The circuit that a key is made of.
    #[must_use]
    pub fn blank(table: &'a Table) -> Self {
        Self { table, file: [0; 32], inputs: ParametersInputs::default() }
    }
}

/// What the first stage hands on.
#[derive(Debug)]
pub struct First {
    pub(crate) ranges: range::Counted,
    pub(crate) rows: Rows,
    pub(crate) elements: Vec<Num<Early>>,
}

/// Words made of digits, which the hash packs one by one.
struct Words {
    ranges: Ranges,
    digits: Vec<Bounded<{ DIGIT_BITS }>>,
}

impl Words {
    /// A word in `[0, 2^48)`, and into the hash with its digits.
    fn word(&mut self, b: &mut Builder<Early>, value: u64) -> Result<Num<Early>> {
        let mut terms = Vec::new();
        for at in (0..Charge::BITS).step_by(DIGIT_BITS as usize) {
            let digit = Fr::from((value >> at) & ((1 << DIGIT_BITS) - 1));
            let digit: Bounded<{ DIGIT_BITS }> = self.ranges.bounded(b, digit)?;
            self.digits.push(digit);
            terms.push((power_of_two(at), digit.num()));
        }
        b.linear(Fr::zero(), &terms)
    }

    /// A signed word: offset by half its width in the hash.
    fn signed(&mut self, b: &mut Builder<Early>, price: Price) -> Result<Num<Early>> {
        let offset = 1i64 << (Price::BITS - 1);
        let word = self.word(b, price.units().wrapping_add(offset).cast_unsigned())?;
        b.linear(-power_of_two(Price::BITS - 1), &[(Fr::one(), word)])
    }
}

impl Circuit for ParametersCircuit<'_> {
    type Parameters = ();
    type First = First;

    fn inputs(&self) -> Vec<Fr> {
        self.inputs.elements()
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<First> {
        let ranges = Ranges::new(DIGIT_BITS);
        let mut words = Words { ranges, digits: Vec::new() };
        let mut knees = Vec::new();
        let mut rows = Vec::with_capacity(self.table.len());
        for index in self.table.indices().skip(1) {
            let row = self.table.row(index).copied().unwrap_or_default();
            let mark = words.signed(b, row.mark)?;
            let mut charge = |charge: Charge| words.word(b, charge.units());
            let haircuts = [charge(row.haircut_long)?, charge(row.haircut_short)?];
            let floors = [charge(row.floor_long)?, charge(row.floor_short)?];
            let gains = self.table.pnl(index).iter().skip(1);
            let gains = gains.map(|gain| words.signed(b, *gain)).collect::<Result<_>>()?;
            let tiers = self.table.tiers(index);
            let slopes = tiers.iter().map(|tier| words.word(b, tier.slope.units()));
            let slopes = slopes.collect::<Result<_>>()?;
            let mut own = Vec::with_capacity(tiers.len());
            for tier in tiers {
                let knee: Bounded<{ Tier::KNEE_BITS }> =
                    words.ranges.bounded(b, Fr::from(tier.knee))?;
                knees.push(knee);
                own.push(knee.num());
            }
            rows.push(Row { mark, haircuts, floors, gains, slopes, knees: own });
        }
        let Words { ranges, digits } = words;
        let mut elements = packed(b, digits.into_iter())?;
        elements.extend(packed(b, knees.into_iter())?);
        Ok(First { ranges: ranges.count(b)?, rows: Rows::from_rows(rows), elements })
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        (): (),
        first: First,
    ) -> Result<()> {
        let [_context, parameters, rho, phi] = *inputs else {
            return Err(SynthesisError::Unsatisfiable);
        };
        first.ranges.prove(b, challenge)?;
        b.class("parameters.hash", |b| {
            let (high, low) = self.file.split_at(16);
            let mut elements = vec![b.witness(element(high))?, b.witness(element(low))?];
            elements.extend(first.elements.iter().map(Num::late));
            let hash = hash_sequence(b, Tag::Parameters, &elements)?;
            b.equal(hash, parameters.late())
        })?;
        first.rows.has_fingerprint(b, rho, phi)
    }
}
