//! What a circuit reads beside the table: how rows and scenarios are used.
//! All of it is a constant of the proving key.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// A scenario's column in the table. Column 0 is the zero move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(pub u16);

impl Column {
    /// The zero move.
    pub const ZERO_MOVE: Self = Self(0);

    /// Its position.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Scenarios whose worst losses are averaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The scenarios, strictly increasing.
    pub columns: Vec<Column>,
    /// How many of the worst are averaged: 1 is the worst case, more an
    /// expected shortfall.
    pub worst: usize,
}

/// A test: the sum of some groups' risks, by their positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Positions of the groups.
    pub groups: Vec<usize>,
}

/// A scenario that the fund must survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stress {
    /// Its column.
    pub column: Column,
    /// How many times the calm closing cost closing costs then.
    pub closing_cost: u64,
}

/// How much of the uncovered loss the fund must cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// All of it.
    All,
    /// The largest so many accounts' share, which asks that a member of the
    /// venue is one account.
    Largest(u64),
}

/// Everything beside the table that the statement depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Rows of the table, the reserved row 0 included.
    pub rows: usize,
    /// Rows `1..=assets` are assets; those behind them are zero-sum.
    pub assets: usize,
    /// Tiers of every row.
    pub tiers: usize,
    /// Scenarios, the zero move included.
    pub columns: usize,
    /// Groups of scenarios.
    pub groups: Vec<Group>,
    /// Tests; the requirement is the largest.
    pub tests: Vec<Test>,
    /// Scenarios for the fund.
    pub stresses: Vec<Stress>,
    /// What the fund covers.
    pub cover: Cover,
}

impl Rules {
    /// The most rows a table may have.
    pub const MAX_ROWS: usize = 1 << 16;
    /// The most tiers: a row's index and its knees are one key of a look-up.
    pub const MAX_TIERS: usize = 3;
    /// The most scenarios.
    pub const MAX_COLUMNS: usize = 1 << 12;
    /// The most cells, rows times scenarios: 128 MiB of table.
    pub const MAX_CELLS: usize = 1 << 24;
    /// The most groups in a test. With a loss below 2^72, a sum of so many
    /// stays below 2^78.
    pub const MAX_GROUPS_PER_TEST: usize = 64;
    /// The most groups, and the most tests.
    pub const MAX_GROUPS: usize = 1 << 10;
    /// The largest multiple of closing costs under stress.
    pub const MAX_CLOSING_COST: u64 = 64;
    /// The most accounts that [`Cover::Largest`] may name.
    pub const MAX_COVER: u64 = 1 << 16;

    /// Zero-sum rows, used or not.
    #[must_use]
    pub fn zero_sum_rows(&self) -> usize {
        self.rows.saturating_sub(1 + self.assets)
    }

    /// SHA-256 of everything here: parameters with one digest share proving keys.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll rules 1\0");
        let mut number = |number: usize| hash.update((number as u64).to_be_bytes());
        [self.rows, self.assets, self.tiers, self.columns].into_iter().for_each(&mut number);
        number(self.groups.len());
        for group in &self.groups {
            number(group.worst);
            number(group.columns.len());
            group.columns.iter().for_each(|column| number(column.index()));
        }
        number(self.tests.len());
        for test in &self.tests {
            number(test.groups.len());
            test.groups.iter().copied().for_each(&mut number);
        }
        number(self.stresses.len());
        self.stresses.iter().for_each(|stress| number(stress.column.index()));
        self.stresses.iter().for_each(|stress| hash.update(stress.closing_cost.to_be_bytes()));
        match self.cover {
            Cover::All => hash.update([0]),
            Cover::Largest(count) => {
                hash.update([1]);
                hash.update(count.to_be_bytes());
            }
        }
        hash.finalize().into()
    }

    /// A row is an asset, not a zero-sum row.
    #[must_use]
    pub fn is_asset(&self, row: crate::table::RowIndex) -> bool {
        row.index() <= self.assets
    }
}
