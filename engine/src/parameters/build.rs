//! The builder: a market, what is listed, and a plan become a parameters file.
//! Rows are independent of each other, so threads never change a bit.

use plimsoll_statement::{CapacityFile, CoverFile, ParametersFile, RowFile, UnderlyingFile};
use rayon::prelude::*;

use super::chords::Meshes;
use super::error::TableError;
use super::listing::Listing;
use super::provenance::Provenance;
use super::row::{Context, Scene};
use crate::scenarios::ScenarioPlan;
use crate::state::MarketState;

/// What a table is built from.
#[derive(Clone, Copy, Debug)]
pub struct TableInputs<'a> {
    /// The market.
    pub market: &'a MarketState,
    /// What is listed.
    pub listings: &'a [Listing],
    /// Scenarios for this market.
    pub plan: &'a ScenarioPlan,
    /// Room that the proving key has.
    pub capacity: CapacityFile,
    /// How much of uncovered losses the fund covers.
    pub cover: CoverFile,
    /// Underlyings with the rows that show their direction.
    pub underlyings: &'a [UnderlyingFile],
    /// What was read; none leaves it out of the file.
    pub provenance: Option<&'a Provenance>,
}

/// Revalues everything and writes it down.
///
/// # Errors
/// The first contract, in the order of listings, that has no value in some
/// scenario or whose figures do not fit a row.
pub fn build_table(inputs: &TableInputs<'_>) -> Result<ParametersFile, TableError> {
    let TableInputs { market, listings, plan, capacity, .. } = *inputs;
    let scenes: Result<Vec<Scene<'_>>, TableError> =
        plan.columns.iter().map(|column| Scene::new(market, column)).collect();
    let scenes = scenes?;
    let meshes = Meshes::new(market, plan)?;
    let context = Context { market, plan, scenes: &scenes, meshes: &meshes, capacity };
    let rows: Vec<Result<RowFile, TableError>> =
        listings.par_iter().map(|listing| context.row(listing)).collect();
    let (mut assets, mut zero_sum) = (Vec::new(), Vec::new());
    for (listing, row) in listings.iter().zip(rows) {
        let side = if listing.asset { &mut assets } else { &mut zero_sum };
        side.push(row?);
    }
    Ok(ParametersFile {
        version: ParametersFile::VERSION,
        capacity,
        scenarios: plan.columns.iter().map(|column| column.name.clone()).collect(),
        groups: plan.groups.clone(),
        tests: plan.tests.clone(),
        stresses: plan.stresses.clone(),
        cover: inputs.cover,
        underlyings: inputs.underlyings.to_vec(),
        model: inputs.provenance.map(|provenance| provenance.model(plan)),
        assets,
        zero_sum,
    })
}
