//! The closing circuit: the state after the last batch, opened; what the book
//! and the fund must satisfy; and that what is disclosed is true of it.

use ark_ff::{One as _, Zero as _};
use ark_relations::gr1cs::SynthesisError;
use plimsoll_poseidon::Tag;
use plimsoll_snark::gadgets::poseidon::hash_sequence;
use plimsoll_snark::gadgets::range::{self, Bounded, Ranges};
use plimsoll_snark::{Builder, Challenge, Circuit, Early, Fr, Late, Num, Result};
use plimsoll_statement::{
    Band, ClosingInputs, Cover, Disclosure, Gross, Identity, Lane, Pins, PublicInputs as _, Rules,
    Salt, State, Totals,
};

use crate::layout::cheapest_limbs;
use crate::state::{
    self, Packs, StateWitness, Thresholds, TotalsWires, identity_element, packed, without_offset,
};
use crate::wires::{money, sum};

/// A closing to prove.
#[derive(Clone, Debug)]
pub struct ClosingCircuit<'a> {
    /// The rules: constants of the key.
    pub rules: &'a Rules,
    /// What is public.
    pub inputs: ClosingInputs,
    /// The state after the last batch.
    pub last: StateWitness,
    /// What is disclosed.
    pub disclosure: Disclosure,
}

impl<'a> ClosingCircuit<'a> {
    /// The circuit that a key is made of.
    #[must_use]
    pub fn blank(rules: &'a Rules) -> Self {
        let inputs = ClosingInputs::default();
        let state = State::initial(rules, Pins::cover_all(Default::default(), rules));
        let disclosure = Disclosure {
            accounts: 0,
            classes: Default::default(),
            assets: vec![Default::default(); rules.assets],
            open_interest: vec![0; rules.zero_sum_rows()],
            band: Band::FULL,
        };
        let last = StateWitness { state, salt: Salt::default() };
        Self { rules, inputs, last, disclosure }
    }

    /// The cheapest limbs for its sums.
    fn limb_bits(&self) -> u32 {
        let stresses = self.rules.stresses.len();
        let assets = self.rules.assets;
        cheapest_limbs(&[
            (80, 2 * (3 * assets + self.rules.zero_sum_rows()) + 2 * assets + stresses),
            (112, 2 * stresses + 12),
            (96, stresses),
            (32, 16),
            (208, Lane::COUNT),
        ])
    }
}

/// What the first stage hands on.
#[derive(Debug)]
pub struct First {
    pub(crate) ranges: range::Counted,
    pub(crate) last: Vec<Num<Early>>,
    pub(crate) packs: Packs,
    pub(crate) disclosed: Vec<Num<Early>>,
}

impl Circuit for ClosingCircuit<'_> {
    type Parameters = ();
    type First = First;

    fn inputs(&self) -> Vec<Fr> {
        self.inputs.elements()
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<First> {
        if !self.rules.violations().is_empty() {
            return Err(SynthesisError::Unsatisfiable);
        }
        let mut ranges = Ranges::new(self.limb_bits());
        let ranges_mut = &mut ranges;
        let State { pins, last, totals } = &self.last.state;
        // Identities only grow along a lane: where the last has 208 bits, all do.
        let last = b.class("identity.range", |b| {
            let range = |id: &Identity| ranges_mut.bounded::<208>(b, identity_element(id));
            last.iter().map(range).collect::<Result<Vec<_>>>()
        })?;
        let last = last.into_iter().map(|last| last.num()).collect();
        let (thresholds, totals) = b.class("state.range", |b| {
            let thresholds = state::thresholds(b, ranges_mut, pins)?;
            Ok((thresholds, TotalsWires::allocate(b, ranges_mut, totals)?))
        })?;
        let packs = totals.packs(b, &thresholds)?;
        b.class("book.zero-sum", |b| {
            let mut rows = totals.zero_sum.iter();
            rows.try_for_each(|row| b.equal(row.long.num(), row.short.num()))
        })?;
        let band = self.covers(b, ranges_mut, &thresholds, &totals)?;
        let disclosed = self.disclosed(b, ranges_mut, &totals, band)?;
        Ok(First { ranges: ranges.count(b)?, last, packs, disclosed })
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        (): (),
        first: First,
    ) -> Result<()> {
        let [_context, state, disclosure] = *inputs else {
            return Err(SynthesisError::Unsatisfiable);
        };
        first.ranges.prove(b, challenge)?;
        let (last, funds) = self.identities(b, &first.last)?;
        b.class("state.hash", |b| {
            let hash = state::hash(b, &self.last.salt, &last, &funds, &first.packs)?;
            b.equal(hash, state.late())
        })?;
        b.class("disclosure.hash", |b| {
            let elements: Vec<_> = first.disclosed.iter().map(Num::late).collect();
            let hash = hash_sequence(b, Tag::Disclosure, &elements)?;
            b.equal(hash, disclosure.late())
        })
    }
}

type Count = Bounded<{ Totals::COUNT_BITS }>;

/// Numbers of the last stage, so many.
type Numbers<const COUNT: usize> = [Num<Late>; COUNT];

impl ClosingCircuit<'_> {
    /// The identities of the state: each lane's last, and the fund's.
    pub(crate) fn identities(
        &self,
        b: &mut Builder<Late>,
        last: &[Num<Early>],
    ) -> Result<(Numbers<{ Lane::COUNT }>, Numbers<{ Pins::FUNDS }>)> {
        let last: Vec<_> = last.iter().map(Num::late).collect();
        let last = last.try_into().map_err(|_| SynthesisError::Unsatisfiable)?;
        Ok((last, state::identities(b, &self.last.state.pins.funds)?))
    }

    /// *fund.cover*, *fund.band*: in every stress the fund has at least the
    /// band's multiple of what is uncovered. Returns the band in percent.
    fn covers(
        &self,
        b: &mut Builder<Early>,
        ranges: &mut Ranges,
        thresholds: &Thresholds,
        totals: &TotalsWires,
    ) -> Result<Count> {
        let counted = match self.rules.cover {
            Cover::All => 0,
            Cover::Largest(count) => count,
        };
        let percent: Count = ranges.bounded(b, Fr::from(self.disclosure.band.percent()))?;
        b.class("fund.cover", |b| {
            let once = b.constant(Fr::from(Band::FULL.percent()))?;
            ranges.at_least::<32>(b, percent.num(), once)?;
            let stresses = totals.uncovered.iter().zip(&totals.fund).zip(thresholds);
            for ((beyond, left), threshold) in stresses {
                let below = (Fr::from(counted), threshold.num());
                let uncovered = b.linear(Fr::zero(), &[(Fr::one(), beyond.num()), below])?;
                let needed = b.product(percent.num(), uncovered)?;
                let left = without_offset(b, *left)?;
                let has = b.scale(Fr::from(100u64), left)?;
                ranges.at_least::<112>(b, has, needed)?;
            }
            Ok(())
        })?;
        Ok(percent)
    }

    /// *book.accounts*, *book.gross*, *book.open-interest* exactly, *flags* as
    /// upper bounds: the elements of the disclosure's hash.
    fn disclosed(
        &self,
        b: &mut Builder<Early>,
        ranges: &mut Ranges,
        totals: &TotalsWires,
        band: Count,
    ) -> Result<Vec<Num<Early>>> {
        let (mut counts, mut sums) = (vec![totals.accounts, band], Vec::new());
        b.class("flags", |b| {
            for (said, is) in self.disclosure.classes.iter().zip(&totals.classes) {
                let flagged: Count = ranges.bounded(b, Fr::from(said.flagged.get()))?;
                ranges.at_least::<32>(b, flagged.num(), is.flagged.num())?;
                let negative: Count = ranges.bounded(b, Fr::from(said.negative.get()))?;
                ranges.at_least::<32>(b, negative.num(), is.negative.num())?;
                counts.extend([flagged, negative]);
                let deficit: Bounded<112> = ranges.bounded(b, money(said.deficit.get()))?;
                ranges.at_least::<112>(b, deficit.num(), is.deficit.num())?;
                let owed: Bounded<112> = ranges.bounded(b, money(said.owed.get()))?;
                ranges.at_least::<112>(b, owed.num(), is.owed.num())?;
                sums.extend([deficit, owed]);
            }
            Ok(())
        })?;
        let mut lots: Vec<Bounded<{ Gross::BITS }>> = Vec::new();
        b.class("book.gross", |b| {
            for [customers, house, fund] in &totals.assets {
                lots.extend([customers.long, customers.short]);
                // A sum of two sides may be wider than its place.
                let long = sum(b, &[house.long.num(), fund.long.num()])?;
                let short = sum(b, &[house.short.num(), fund.short.num()])?;
                lots.extend([ranges.check(b, long)?, ranges.check(b, short)?]);
            }
            Ok(())
        })?;
        lots.extend(totals.zero_sum.iter().map(|row| row.long));
        let mut elements = packed(b, counts.into_iter())?;
        elements.extend(packed(b, sums.into_iter())?);
        elements.extend(packed(b, lots.into_iter())?);
        Ok(elements)
    }
}
