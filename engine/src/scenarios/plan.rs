//! What scenario files become for a market: columns of moves, groups, tests,
//! stresses, and the cells whose chords are charged.

use std::collections::BTreeSet;

use plimsoll_statement::{GroupFile, StressFile, TestFile};

use super::error::ScenarioError;
use super::expand::Expansion;
use super::file::{Measure, ScenarioSource};
use crate::state::{MarketState, Shift};

/// A scenario of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What moves.
    pub shift: Shift,
    /// The share of gains and losses that counts.
    pub weight: f64,
    /// What of them counts.
    pub measure: Measure,
}

/// Two neighbouring columns of a grid: they differ in spot alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column with the lower spot.
    pub low: usize,
    /// The column with the higher spot.
    pub high: usize,
}

/// A group's cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupCells {
    /// The group.
    pub group: String,
    /// The underlyings that move in it, by position.
    pub moves: Vec<usize>,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// Floors of an underlying's contracts, as shares of the underlying's worth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct FloorShares {
    pub(crate) settled: f64,
    pub(crate) short_option: f64,
}

/// Scenario files, for a market.
#[derive(Clone, Debug, PartialEq)]
pub struct ScenarioPlan {
    /// Scenarios; column 0 is the zero move.
    pub columns: Vec<Column>,
    /// Groups of them.
    pub groups: Vec<GroupFile>,
    /// Tests over the groups.
    pub tests: Vec<TestFile>,
    /// Stresses; column 0 among them.
    pub stresses: Vec<StressFile>,
    /// Cells whose chords are charged.
    pub chords: Vec<GroupCells>,
    /// Names in the files that this market does not have.
    pub absent: BTreeSet<String>,
    /// The files: their labels and hashes.
    pub sources: Vec<(String, [u8; 32])>,
    /// The files' names, joined.
    pub name: String,
    /// What gains in the tests' scenarios are multiplied by.
    pub multiplier: f64,
    /// By underlying.
    pub(crate) floors: Vec<FloorShares>,
}

/// The name of column 0.
pub(super) const ZERO_MOVE: &str = "zero move";

impl ScenarioPlan {
    /// Expands files for a market, one after another.
    ///
    /// # Errors
    /// If a file says what it cannot say, two groups have one name, a move
    /// leaves no possible market, or there is no test at all.
    pub fn new(market: &MarketState, sources: &[ScenarioSource]) -> Result<Self, ScenarioError> {
        let names: Vec<&str> = sources.iter().map(|source| source.file.name.as_str()).collect();
        let still = Column {
            name: ZERO_MOVE.to_owned(),
            shift: Shift::nothing(market),
            weight: 1.0,
            measure: Measure::Full,
        };
        let mut plan = Self {
            columns: vec![still],
            groups: Vec::new(),
            tests: Vec::new(),
            stresses: vec![StressFile { column: 0, closing_cost: 1 }],
            chords: Vec::new(),
            absent: BTreeSet::new(),
            sources: sources.iter().map(|s| (s.label.clone(), s.sha256)).collect(),
            name: names.join(" + "),
            multiplier: 1.0,
            floors: vec![FloorShares::default(); market.underlyings().len()],
        };
        for source in sources {
            Expansion::new(market, source, &mut plan).run()?;
        }
        if plan.tests.is_empty() {
            return Err(ScenarioError::NoTest);
        }
        Ok(plan)
    }

    /// The plan with gains in the tests' scenarios multiplied; stresses stay.
    #[must_use]
    pub fn multiplied(mut self, by: f64) -> Self {
        let tested: BTreeSet<u16> =
            self.groups.iter().flat_map(|group| group.columns.iter().copied()).collect();
        for (column, at) in self.columns.iter_mut().zip(0u16..) {
            if tested.contains(&at) {
                column.weight *= by;
            }
        }
        self.multiplier *= by;
        self
    }

    /// Position of a group's cells.
    pub(crate) fn cells_of(&self, group: &str) -> Option<usize> {
        self.chords.iter().position(|cells| cells.group == group)
    }
}
