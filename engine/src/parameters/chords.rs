//! What lies between grid points. Within a cell a book's gain is at least the
//! lower of its ends less `Σ q⁺·gap⁺ + q⁻·gap⁻`, where `gap⁺` is how far a
//! contract's value sags below its chord and `gap⁻` how far it bulges above.

use super::error::TableError;
use super::listing::Listing;
use super::row::fits;
use crate::round::{UNITS_PER_USD, units_rounded_up};
use crate::scenarios::{Cell, ScenarioPlan};
use crate::state::{MarketState, MovedState};

/// Steps of a cell.
const STEPS: u32 = 32;

/// The inner points of every cell.
pub(super) struct Meshes<'a> {
    groups: Vec<GroupMesh<'a>>,
}

struct GroupMesh<'a> {
    moves: Vec<String>,
    cells: Vec<CellMesh<'a>>,
}

struct CellMesh<'a> {
    scenario: &'a str,
    /// From the low end to the high one, both included.
    states: Vec<MovedState<'a>>,
}

/// The largest gaps of a lot, in units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) long: i64,
    pub(super) short: i64,
}

impl<'a> Meshes<'a> {
    pub(super) fn new(market: &'a MarketState, plan: &'a ScenarioPlan) -> Result<Self, TableError> {
        let names = market.underlyings();
        let mut groups = Vec::with_capacity(plan.chords.len());
        for group in &plan.chords {
            let moves = group.moves.iter().filter_map(|&at| names.get(at));
            let cells: Result<Vec<_>, _> =
                group.cells.iter().filter_map(|cell| mesh(market, plan, *cell)).collect();
            groups
                .push(GroupMesh { moves: moves.map(|u| u.name.clone()).collect(), cells: cells? });
        }
        Ok(Self { groups })
    }

    /// The largest over tests of the sum over their groups: an account is
    /// charged once, whichever test binds.
    pub(super) fn gaps(
        &self,
        plan: &ScenarioPlan,
        listing: &Listing,
        still: &MovedState<'_>,
        lot: f64,
    ) -> Result<Gap, TableError> {
        let by_group: Result<Vec<(f64, f64)>, TableError> =
            self.groups.iter().map(|group| group.gap(listing, still, lot)).collect();
        let by_group = by_group?;
        let mut most = Gap::default();
        for test in &plan.tests {
            let (mut long, mut short) = (0.0, 0.0);
            // Gaps grow with the gains that they lie between.
            let by = plan.multiplier;
            for group in &test.groups {
                let at = plan.cells_of(group);
                let gap = at.and_then(|at| by_group.get(at)).copied().unwrap_or_default();
                long += by * gap.0;
                short += by * gap.1;
            }
            let what = || "the gap between grid points".to_owned();
            fits(listing, &what, long.max(short) * UNITS_PER_USD)?;
            most.long = most.long.max(units_rounded_up(long));
            most.short = most.short.max(units_rounded_up(short));
        }
        Ok(most)
    }
}

fn mesh<'a>(
    market: &'a MarketState,
    plan: &'a ScenarioPlan,
    cell: Cell,
) -> Option<Result<CellMesh<'a>, TableError>> {
    let (low, high) = (plan.columns.get(cell.low)?, plan.columns.get(cell.high)?);
    let states = (0..=STEPS).map(|step| {
        let along = f64::from(step) / f64::from(STEPS);
        let mut shift = low.shift.clone();
        for (spot, end) in shift.spot.iter_mut().zip(&high.shift.spot) {
            *spot += (end - *spot) * along;
        }
        market.moved(shift)
    });
    let states: Result<Vec<_>, _> = states.collect();
    let scenario = &low.name;
    Some(states.map(|states| CellMesh { scenario, states }).map_err(|source| TableError::Value {
        symbol: "the market".to_owned(),
        scenario: scenario.clone(),
        source,
    }))
}

impl CellMesh<'_> {
    fn what(&self) -> String {
        format!("a worth next to {:?}", self.scenario)
    }
}

impl GroupMesh<'_> {
    /// The largest sag and bulge in dollars per lot, over cells.
    fn gap(
        &self,
        listing: &Listing,
        still: &MovedState<'_>,
        lot: f64,
    ) -> Result<(f64, f64), TableError> {
        let contract = listing.contract.as_ref();
        let involved =
            contract.moves_with().iter().any(|name| self.moves.iter().any(|m| m == name));
        let (mut long, mut short) = (0.0f64, 0.0f64);
        for cell in self.cells.iter().filter(|_| involved) {
            let values: Result<Vec<f64>, _> =
                cell.states.iter().map(|state| contract.worth(still, state)).collect();
            let values = values.map_err(|source| TableError::Value {
                symbol: listing.symbol.clone(),
                scenario: cell.scenario.to_owned(),
                source,
            })?;
            let endless = values.iter().find(|value| !value.is_finite());
            endless.map_or(Ok(()), |&value| fits(listing, &|| cell.what(), value))?;
            let (sag, bulge) = chord_gaps(&values);
            long = long.max(lot * sag);
            short = short.max(lot * bulge);
        }
        Ok((long, short))
    }
}

/// How far values on an even mesh sag below the chord of their ends, and how
/// far they bulge above it, between mesh points too.
///
/// The gap of a convex value is concave, so between two points it is below the
/// line through the pair before and the line through the pair after. Around the
/// highest point that is at most the larger of its two steps more. For values
/// that are neither convex nor concave in a cell the same allowance is made,
/// and the mesh is what it rests on.
pub(super) fn chord_gaps(values: &[f64]) -> (f64, f64) {
    let (Some(&first), Some(&last)) = (values.first(), values.last()) else { return (0.0, 0.0) };
    let steps = (values.len() - 1) as f64;
    let size = values.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    let sags: Vec<f64> = values
        .iter()
        .enumerate()
        .map(|(at, value)| first + (last - first) * (at as f64 / steps) - value)
        .collect();
    let bulges: Vec<f64> = sags.iter().map(|sag| -sag).collect();
    // What is left of a straight line is rounding.
    let noise = 1e-13 * size;
    (highest(&sags, noise), highest(&bulges, noise))
}

/// An upper bound of a concave function given on a mesh.
fn highest(gaps: &[f64], noise: f64) -> f64 {
    let mut bound = 0.0f64;
    for around in gaps.windows(3) {
        let (before, here, after) = (around[0], around[1], around[2]);
        if here > noise && here >= before && here >= after {
            bound = bound.max(here + (here - before).max(here - after));
        }
    }
    bound
}
