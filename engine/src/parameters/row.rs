//! One contract in every scenario: its mark, its gains, and what of them
//! counts.

use plimsoll_statement::{CapacityFile, RowFile};

use super::charges::charged;
use super::chords::Meshes;
use super::error::TableError;
use super::listing::Listing;
use crate::instruments::{Contract, Role};
use crate::round::{UNITS_PER_USD, whole_to_nearest};
use crate::scenarios::{Column, Measure, ScenarioPlan};
use crate::state::{MarketState, MovedState, StateError};

/// How much of a move sensitivities are measured over, each way: far enough
/// that differences keep eight digits, near enough that the next term of the
/// series is a millionth of the one measured.
const BUMP: f64 = 1e-3;
/// A mark and a gain, each rounded to nearest, are together off by no more.
const WORST_ROUNDING: i64 = 1;
/// Half a dozen roundings of a price: a second difference below it is none.
const NOISE: f64 = 2e-15;
/// Closer than this to whole units is whole: floats have no cents.
const WHOLE: f64 = 1e-6;
/// Marks and gains are below this: 48 bits with their sign.
const LIMIT: f64 = (1u64 << 47) as f64;

/// What all rows share.
pub(super) struct Context<'a> {
    pub(super) market: &'a MarketState,
    pub(super) plan: &'a ScenarioPlan,
    pub(super) scenes: &'a [Scene<'a>],
    pub(super) meshes: &'a Meshes<'a>,
    pub(super) capacity: CapacityFile,
}

/// A column with the states that its gains are read from.
pub(super) struct Scene<'a> {
    column: &'a Column,
    /// After the move; for sensitivities after the small one and its opposite.
    states: Vec<MovedState<'a>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(market: &'a MarketState, column: &'a Column) -> Result<Self, TableError> {
        let state = |by: f64| {
            let shift = if by == 1.0 { column.shift.clone() } else { column.shift.scaled(by) };
            market.moved(shift).map_err(|source| TableError::Value {
                symbol: "the market".to_owned(),
                scenario: column.name.clone(),
                source,
            })
        };
        let states = match column.measure {
            Measure::Full => vec![state(1.0)?],
            Measure::FirstOrder | Measure::SecondOrder => vec![state(BUMP)?, state(-BUMP)?],
        };
        Ok(Self { column, states })
    }

    /// What a unit gains.
    fn gain(
        &self,
        contract: &dyn Contract,
        still: &MovedState<'_>,
        mark: f64,
    ) -> Result<f64, StateError> {
        let worth = |at: usize| match self.states.get(at) {
            Some(state) => contract.worth(still, state),
            None => Ok(mark),
        };
        let gain = match self.column.measure {
            Measure::Full => worth(0)? - mark,
            Measure::FirstOrder => (worth(0)? - worth(1)?) / (2.0 * BUMP),
            Measure::SecondOrder => {
                let bend = (worth(0)? - mark) + (worth(1)? - mark);
                let straight = bend.abs() <= NOISE * contract.notional(still)?;
                if straight { 0.0 } else { 0.5 * bend / (BUMP * BUMP) }
            }
        };
        Ok(gain * self.column.weight)
    }
}

impl Context<'_> {
    pub(super) fn row(&self, listing: &Listing) -> Result<RowFile, TableError> {
        let contract = listing.contract.as_ref();
        let still = self.market.still();
        let value = |scenario: &str, found: Result<f64, StateError>| {
            found.map_err(|source| TableError::Value {
                symbol: listing.symbol.clone(),
                scenario: scenario.to_owned(),
                source,
            })
        };
        let calm = self.plan.columns.first().map_or("", |column| column.name.as_str());
        let lot = lot(listing);
        let mark = value(calm, contract.worth(&still, &still))?;
        let mut whole = contract.role() == Role::Cash;
        let mut units = |what: &dyn Fn() -> String, dollars: f64| {
            let exact = lot * dollars * UNITS_PER_USD;
            let rounded = whole_to_nearest(exact);
            whole &= is_whole(exact);
            fits(listing, what, exact).map(|()| rounded)
        };
        let mark_units = units(&|| "the mark".to_owned(), mark)?;
        let exact = contract.role() == Role::Cash && is_whole(lot * mark * UNITS_PER_USD);
        let mut pnl = Vec::with_capacity(self.scenes.len());
        for (at, scene) in self.scenes.iter().enumerate() {
            let name = &scene.column.name;
            // Nothing moves in column 0, whatever floats make of it.
            let gain = if at == 0 { 0.0 } else { value(name, scene.gain(contract, &still, mark))? };
            pnl.push(units(&|| format!("the gain in {name:?}"), gain)?);
        }
        let rounding = if whole { 0 } else { WORST_ROUNDING };
        let charges = charged(self, listing, lot, mark, mark_units)?;
        let gap = self.meshes.gaps(self.plan, listing, &still, lot)?;
        Ok(RowFile {
            symbol: listing.symbol.clone(),
            underlying: listing.underlying.clone(),
            lot_size: listing.lot_size.to_string(),
            mark: mark_units,
            exact,
            haircut_long: charges.haircut_long + gap.long + rounding,
            haircut_short: charges.haircut_short + gap.short + rounding,
            floor_long: charges.floor_long,
            floor_short: charges.floor_short,
            tiers: charges.tiers,
            pnl,
        })
    }
}

/// Refuses what no row can hold; also what is no number.
pub(super) fn fits(
    listing: &Listing,
    what: &dyn Fn() -> String,
    units: f64,
) -> Result<(), TableError> {
    if units.abs() < LIMIT {
        return Ok(());
    }
    Err(TableError::Fit { symbol: listing.symbol.clone(), what: what(), units })
}

fn is_whole(units: f64) -> bool {
    (units - libm::round(units)).abs() <= WHOLE
}

/// A lot as the nearest float: its decimal digits, read correctly rounded.
pub(crate) fn lot(listing: &Listing) -> f64 {
    // A lot size prints as a decimal; what could not be read fits no row.
    listing.lot_size.to_string().parse().unwrap_or(f64::NAN)
}
