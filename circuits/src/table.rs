//! The table of instruments: the same numbers in every batch, committed once,
//! and what ties every account's figures to them.

use ark_ff::{One as _, Zero as _};
use plimsoll_snark::{Builder, Challenge, Early, Fr, Late, Num, Result};
use plimsoll_statement::{Column, KEY_KNEE_BITS, KEY_PLACE_BITS, Rules, Table};

use crate::wires::power_of_two;

/// A row's numbers.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) mark: Num<Early>,
    pub(crate) haircuts: [Num<Early>; 2],
    pub(crate) floors: [Num<Early>; 2],
    /// Of scenarios 1 and on.
    pub(crate) gains: Vec<Num<Early>>,
    pub(crate) slopes: Vec<Num<Early>>,
    pub(crate) knees: Vec<Num<Early>>,
}

/// Rows 1 and on.
#[derive(Clone, Debug)]
pub struct Rows(Vec<Row>);

/// What one lot of a row adds to an account's combination: held long, held
/// short, and beyond each knee.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    pub(crate) long: Num<Late>,
    pub(crate) short: Num<Late>,
    pub(crate) over: Vec<Num<Late>>,
}

impl Rows {
    /// The table as numbers of the parameter stage.
    pub(crate) fn allocate(b: &mut Builder<Early>, table: &Table) -> Result<Self> {
        let rows = table.indices().skip(1).map(|index| {
            let row = table.row(index).copied().unwrap_or_default();
            let charges = [row.haircut_long, row.haircut_short, row.floor_long, row.floor_short];
            let mark = b.witness(Fr::from(row.mark.units()))?;
            let charges = charges.map(|charge| Fr::from(charge.units()));
            let [long, short, floor_long, floor_short] = all(b, charges)?;
            let gains = table.pnl(index).iter().skip(1).map(|gain| Fr::from(gain.units()));
            let gains = gains.map(|gain| b.witness(gain)).collect::<Result<_>>()?;
            let tiers = table.tiers(index);
            let slopes = tiers.iter().map(|tier| b.witness(Fr::from(tier.slope.units())));
            let slopes = slopes.collect::<Result<_>>()?;
            let knees = tiers.iter().map(|tier| b.witness(Fr::from(tier.knee)));
            let knees = knees.collect::<Result<_>>()?;
            Ok(Row {
                mark,
                haircuts: [long, short],
                floors: [floor_long, floor_short],
                gains,
                slopes,
                knees,
            })
        });
        rows.collect::<Result<_>>().map(Self)
    }

    pub(crate) fn from_rows(rows: Vec<Row>) -> Self {
        Self(rows)
    }

    /// The keys that slots are looked up by, the reserved row's first.
    pub(crate) fn keys(&self, b: &mut Builder<Early>) -> Result<Vec<Num<Early>>> {
        let mut keys = vec![b.constant(Fr::zero())?];
        for (index, row) in (1u64..).zip(&self.0) {
            let knees = (0u32..)
                .zip(&row.knees)
                .map(|(tier, knee)| (power_of_two(KEY_PLACE_BITS + tier * KEY_KNEE_BITS), *knee));
            keys.push(b.linear(Fr::from(index), &knees.collect::<Vec<_>>())?);
        }
        Ok(keys)
    }

    /// Demands the fingerprint at `ρ`, as [`Table::fingerprint`] has it: a
    /// constraint an entry.
    pub(crate) fn has_fingerprint(
        &self,
        b: &mut Builder<Late>,
        rho: Num<Early>,
        phi: Num<Early>,
    ) -> Result<()> {
        b.class("parameters.fingerprint", |b| {
            let mut sum = b.constant(Fr::zero())?;
            for row in &self.0 {
                let charges = row.haircuts.iter().chain(&row.floors);
                let entries = std::iter::once(&row.mark).chain(charges);
                for entry in entries.chain(&row.gains).chain(&row.slopes).chain(&row.knees) {
                    let next = b.add(sum, entry.late())?;
                    sum = b.product(next, rho.late())?;
                }
            }
            b.equal(sum, phi.late())
        })
    }

    /// What a lot of every row adds, at `x`, over the scenarios in use.
    pub(crate) fn weights(
        &self,
        b: &mut Builder<Late>,
        x: Challenge,
        used: &[usize],
    ) -> Result<Vec<Weights>> {
        b.class("margin.table", |b| self.0.iter().map(|row| row.weights(b, x, used)).collect())
    }
}

impl Row {
    fn weights(&self, b: &mut Builder<Late>, x: Challenge, used: &[usize]) -> Result<Weights> {
        let (one, x) = (Fr::one(), x.num());
        let gain = |column: usize| column.checked_sub(1).and_then(|place| self.gains.get(place));
        // x·(gain_1 + x·(gain_2 + …))
        let mut gains = b.constant(Fr::zero())?;
        for number in used.iter().rev().filter_map(|column| gain(*column)) {
            let sum = b.add(gains, number.late())?;
            gains = b.product(sum, x)?;
        }
        let mut side = |side: usize, sign: Fr| {
            let [haircut, floor] = [self.haircuts[side].late(), self.floors[side].late()];
            let sum = b.linear(Fr::zero(), &[(one, floor), (-sign, gains)])?;
            let shifted = b.product(sum, x)?;
            let sum = b.add(shifted, haircut)?;
            let shifted = b.product(sum, x)?;
            b.linear(Fr::zero(), &[(sign, self.mark.late()), (one, shifted)])
        };
        let (long, short) = (side(0, one)?, side(1, -one)?);
        let over = self.slopes.iter().map(|slope| b.product(slope.late(), x));
        Ok(Weights { long, short, over: over.collect::<Result<_>>()? })
    }
}

/// The scenarios that some group or stress reads, without the zero move.
pub(crate) fn used_columns(rules: &Rules) -> Vec<usize> {
    let groups = rules.groups.iter().flat_map(|group| group.columns.iter().copied());
    let stresses = rules.stresses.iter().map(|stress| stress.column);
    let used: std::collections::BTreeSet<Column> = groups.chain(stresses).collect();
    used.into_iter().filter(|column| *column != Column::ZERO_MOVE).map(Column::index).collect()
}

fn all<const N: usize>(b: &mut Builder<Early>, values: [Fr; N]) -> Result<[Num<Early>; N]> {
    let zero = b.constant(Fr::zero())?;
    let mut numbers = [zero; N];
    for (number, value) in numbers.iter_mut().zip(values) {
        *number = b.witness(value)?;
    }
    Ok(numbers)
}
