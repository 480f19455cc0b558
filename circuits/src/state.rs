//! The running state: every figure ranged, packed and hashed under a salt.

use ark_ff::{PrimeField as _, Zero as _};
use plimsoll_poseidon::Tag;
use plimsoll_snark::gadgets::packing::{Packing, WIDTH};
use plimsoll_snark::gadgets::poseidon::hash_sequence;
use plimsoll_snark::gadgets::range::{Bounded, Ranges};
use plimsoll_snark::{Builder, Early, Fr, Late, Num, Result};
use plimsoll_statement::{Gross, Identity, Lane, Pins, Salt, State, Totals};

use crate::wires::{money, power_of_two};

/// A state and its salt, as a circuit is told of them.
#[derive(Clone)]
pub struct StateWitness {
    /// The state.
    pub state: State,
    /// What hides its hash.
    pub salt: Salt,
}

/// Big-endian bytes of at most 248 bits as an element.
pub(crate) fn element(bytes: &[u8]) -> Fr {
    Fr::from_be_bytes_mod_order(bytes)
}

pub(crate) fn identity_element(identity: &Identity) -> Fr {
    element(identity.as_bytes())
}

/// Lots on both sides of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GrossWires {
    pub(crate) long: Bounded<{ Gross::BITS }>,
    pub(crate) short: Bounded<{ Gross::BITS }>,
}

/// Figures of one class.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClassWires {
    pub(crate) flagged: Bounded<{ Totals::COUNT_BITS }>,
    pub(crate) negative: Bounded<{ Totals::COUNT_BITS }>,
    pub(crate) deficit: Bounded<{ Totals::MONEY_BITS }>,
    pub(crate) owed: Bounded<{ Totals::MONEY_BITS }>,
}

/// The sums of a state.
#[derive(Clone, Debug)]
pub(crate) struct TotalsWires {
    pub(crate) accounts: Bounded<{ Totals::COUNT_BITS }>,
    pub(crate) classes: [ClassWires; 2],
    pub(crate) assets: Vec<[GrossWires; 3]>,
    pub(crate) zero_sum: Vec<GrossWires>,
    pub(crate) uncovered: Vec<Bounded<{ Totals::MONEY_BITS }>>,
    /// With an offset of half their width.
    pub(crate) fund: Vec<Bounded<{ Totals::FUND_BITS }>>,
}

/// The thresholds of a chain.
pub(crate) type Thresholds = Vec<Bounded<{ State::THRESHOLD_BITS }>>;

/// What the hash of a state reads behind salt and identities: packs.
#[derive(Clone, Debug)]
pub(crate) struct Packs {
    thresholds: Vec<Num<Early>>,
    sums: Vec<Num<Early>>,
}

pub(crate) fn thresholds(
    b: &mut Builder<Early>,
    ranges: &mut Ranges,
    pins: &Pins,
) -> Result<Thresholds> {
    pins.thresholds.iter().map(|threshold| ranges.bounded(b, money(*threshold))).collect()
}

impl TotalsWires {
    /// Every sum in its width.
    pub(crate) fn allocate(
        b: &mut Builder<Early>,
        ranges: &mut Ranges,
        totals: &Totals,
    ) -> Result<Self> {
        let gross = |b: &mut Builder<Early>, ranges: &mut Ranges, gross: &Gross| {
            let long = ranges.bounded(b, Fr::from(gross.long))?;
            Ok(GrossWires { long, short: ranges.bounded(b, Fr::from(gross.short))? })
        };
        let mut class = |position: usize| {
            let class = totals.classes.get(position).copied().unwrap_or_default();
            Ok(ClassWires {
                flagged: ranges.bounded(b, Fr::from(class.flagged))?,
                negative: ranges.bounded(b, Fr::from(class.negative))?,
                deficit: ranges.bounded(b, money(class.deficit))?,
                owed: ranges.bounded(b, money(class.owed))?,
            })
        };
        let classes = [class(0)?, class(1)?];
        let mut assets = Vec::with_capacity(totals.assets.len());
        for [customers, house, fund] in &totals.assets {
            assets.push([
                gross(b, ranges, customers)?,
                gross(b, ranges, house)?,
                gross(b, ranges, fund)?,
            ]);
        }
        let half = power_of_two(Totals::FUND_BITS - 1);
        Ok(Self {
            accounts: ranges.bounded(b, Fr::from(totals.accounts))?,
            classes,
            assets,
            zero_sum: totals
                .zero_sum
                .iter()
                .map(|row| gross(b, ranges, row))
                .collect::<Result<_>>()?,
            uncovered: totals
                .uncovered
                .iter()
                .map(|sum| ranges.bounded(b, money(*sum)))
                .collect::<Result<_>>()?,
            fund: totals
                .fund
                .iter()
                .map(|left| ranges.bounded(b, money(*left) + half))
                .collect::<Result<_>>()?,
        })
    }

    /// Everything packed, in the order of [`State::hash`].
    pub(crate) fn packs(&self, b: &mut Builder<Early>, thresholds: &Thresholds) -> Result<Packs> {
        let counts = self.classes.iter().flat_map(|class| [class.flagged, class.negative]);
        let sums = self.classes.iter().flat_map(|class| [class.deficit, class.owed]);
        let rows = self.assets.iter().flatten().chain(&self.zero_sum);
        let mut all = packed(b, [self.accounts].into_iter().chain(counts))?;
        all.extend(packed(b, sums.chain(self.uncovered.iter().copied()))?);
        all.extend(packed(b, rows.flat_map(|gross| [gross.long, gross.short]))?);
        all.extend(packed(b, self.fund.iter().copied())?);
        Ok(Packs { thresholds: packed(b, thresholds.iter().copied())?, sums: all })
    }
}

/// Numbers of one width, as many to an element as fit.
pub(crate) fn packed<const BITS: u32>(
    b: &mut Builder<Early>,
    numbers: impl Iterator<Item = Bounded<BITS>>,
) -> Result<Vec<Num<Early>>> {
    let mut elements = Vec::new();
    let mut pack = Packing::new();
    for number in numbers {
        if pack.width() + BITS > WIDTH {
            elements.push(std::mem::take(&mut pack).pack(b)?);
        }
        pack.push(number)?;
    }
    if pack.width() > 0 {
        elements.push(pack.pack(b)?);
    }
    Ok(elements)
}

/// The hash of a state, as [`State::hash`].
pub(crate) fn hash(
    b: &mut Builder<Late>,
    salt: &Salt,
    last: &[Num<Late>; Lane::COUNT],
    funds: &[Num<Late>; Pins::FUNDS],
    packs: &Packs,
) -> Result<Num<Late>> {
    let mut hashed = vec![b.witness(element(salt.expose()))?];
    hashed.extend(elements(last, funds, packs));
    hash_sequence(b, Tag::State, &hashed)
}

/// What the hash of a state hashes behind the salt.
pub(crate) fn elements(
    last: &[Num<Late>; Lane::COUNT],
    funds: &[Num<Late>; Pins::FUNDS],
    packs: &Packs,
) -> Vec<Num<Late>> {
    let packs = packs.thresholds.iter().chain(&packs.sums).map(Num::late);
    last.iter().chain(funds).copied().chain(packs).collect()
}

/// Identities as numbers of the last stage.
pub(crate) fn identities<const N: usize>(
    b: &mut Builder<Late>,
    identities: &[Identity; N],
) -> Result<[Num<Late>; N]> {
    let zero = b.constant(Fr::zero())?;
    let mut numbers = [zero; N];
    for (number, identity) in numbers.iter_mut().zip(identities) {
        *number = b.witness(identity_element(identity))?;
    }
    Ok(numbers)
}

/// What a circuit reads of a fund's `Money` sums with their offset removed.
pub(crate) fn without_offset(
    b: &mut Builder<Early>,
    left: Bounded<{ Totals::FUND_BITS }>,
) -> Result<Num<Early>> {
    let half = power_of_two(Totals::FUND_BITS - 1);
    b.linear(-half, &[(Fr::from(1u64), left.num())])
}

crate::wires::secret!(StateWitness);
