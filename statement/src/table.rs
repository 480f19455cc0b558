//! The table of instruments: what one lot of a row is worth, costs and makes
//! in every scenario.

use std::fmt;

use ark_ff::Zero as _;
use plimsoll_poseidon::Fr;

use crate::money::{Charge, Price};
use crate::rules::{Column, Rules};

/// A row of the table. Row 0 is reserved and empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowIndex(pub u16);

impl RowIndex {
    /// Bits of an index.
    pub const BITS: u32 = 16;
    /// The reserved row, which empty slots name.
    pub const RESERVED: Self = Self(0);

    /// Its position.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl fmt::Display for RowIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Extra closing cost of every lot beyond a number of lots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tier {
    /// Lots that are free of it, below 2^62.
    pub knee: u64,
    /// Money per lot beyond.
    pub slope: Charge,
}

impl Tier {
    /// Bits of a knee.
    pub const KNEE_BITS: u32 = 62;
}

/// Bits of a row's place in its key, with room for what a dishonest slot adds
/// up to: 2^10 steps of 16 bits.
pub const KEY_PLACE_BITS: u32 = 27;

/// Bits of each knee in a key, with room for what a dishonest slot makes of
/// one: the size, less what is over, plus what is under, each of 64 bits.
pub const KEY_KNEE_BITS: u32 = 67;

/// Bits of a row's key with as many tiers as there can be.
pub const KEY_BITS: u32 = KEY_PLACE_BITS + 3 * KEY_KNEE_BITS;

const _: () = assert!(Rules::MAX_TIERS == 3, "a key has room for as many knees");

/// A row without its scenarios and tiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What a lot is worth.
    pub mark: Price,
    /// What a lot held long takes off equity.
    pub haircut_long: Charge,
    /// What a lot held short takes off equity.
    pub haircut_short: Charge,
    /// What a lot held long adds to the floor.
    pub floor_long: Charge,
    /// What a lot held short adds to the floor.
    pub floor_short: Charge,
}

/// All rows with their tiers and scenarios. Rows that are never set are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    rows: Vec<Row>,
    tiers: Vec<Tier>,
    pnl: Vec<Price>,
    tiers_per_row: usize,
    columns: usize,
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn empty(rows: usize, tiers_per_row: usize, columns: usize) -> Self {
        Self {
            rows: vec![Row::default(); rows],
            tiers: vec![Tier::default(); rows * tiers_per_row],
            pnl: vec![Price::ZERO; rows * columns],
            tiers_per_row,
            columns,
        }
    }

    /// Number of rows, the reserved one included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// There are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Number of scenarios.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Tiers of every row.
    #[must_use]
    pub fn tiers_per_row(&self) -> usize {
        self.tiers_per_row
    }

    /// A row; `None` beyond the table.
    #[must_use]
    pub fn row(&self, row: RowIndex) -> Option<&Row> {
        self.rows.get(row.index())
    }

    /// A row's tiers; none beyond the table.
    #[must_use]
    pub fn tiers(&self, row: RowIndex) -> &[Tier] {
        let start = row.index() * self.tiers_per_row;
        self.tiers.get(start..start + self.tiers_per_row).unwrap_or_default()
    }

    /// What a lot of a row makes in each scenario; nothing beyond the table.
    #[must_use]
    pub fn pnl(&self, row: RowIndex) -> &[Price] {
        let start = row.index() * self.columns;
        self.pnl.get(start..start + self.columns).unwrap_or_default()
    }

    /// What a lot of a row makes in one scenario.
    #[must_use]
    pub fn pnl_at(&self, row: RowIndex, column: Column) -> Price {
        self.pnl(row).get(column.index()).copied().unwrap_or_default()
    }

    /// Sets a row. `tiers` and `pnl` are taken as far as the table is wide, and
    /// a row beyond it is ignored: validation has compared them before.
    pub(crate) fn set(&mut self, index: RowIndex, row: Row, tiers: &[Tier], pnl: &[Price]) {
        let at = index.index();
        if let Some(place) = self.rows.get_mut(at) {
            *place = row;
            let own = &mut self.tiers[at * self.tiers_per_row..];
            own.iter_mut().zip(tiers).take(self.tiers_per_row).for_each(|(o, t)| *o = *t);
            let own = &mut self.pnl[at * self.columns..];
            own.iter_mut().zip(pnl).take(self.columns).for_each(|(o, p)| *o = *p);
        }
    }

    /// Everything in the table that is not zero by definition, row by row from
    /// row 1: mark, haircuts, floors, gains in scenarios 1 and on, slopes, knees.
    pub fn entries(&self) -> impl Iterator<Item = Fr> + '_ {
        self.indices().skip(1).flat_map(|index| {
            let row = self.row(index).copied().unwrap_or_default();
            let charges = [row.haircut_long, row.haircut_short, row.floor_long, row.floor_short];
            let gains = self.pnl(index).iter().skip(1).map(|gain| Fr::from(gain.units()));
            let tiers = self.tiers(index);
            let slopes = tiers.iter().map(|tier| Fr::from(tier.slope.units()));
            let knees = tiers.iter().map(|tier| Fr::from(tier.knee));
            std::iter::once(Fr::from(row.mark.units()))
                .chain(charges.map(|charge| Fr::from(charge.units())))
                .chain(gains)
                .chain(slopes)
                .chain(knees)
        })
    }

    /// The fingerprint at a point: two tables of one size that agree at a point
    /// chosen after both are equal, but by a chance of their size in 2^254.
    #[must_use]
    pub fn fingerprint(&self, rho: Fr) -> Fr {
        self.entries().fold(Fr::zero(), |sum, entry| (sum + entry) * rho)
    }

    /// All indices, the reserved row's first.
    pub fn indices(&self) -> impl Iterator<Item = RowIndex> + use<> {
        (0..=u16::MAX).map(RowIndex).take(self.rows.len())
    }
}
