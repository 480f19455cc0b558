//! The multiplier with which committed requirements cover the full model.

use plimsoll_snapshot::Snapshot;

use super::book::Book;
use super::figures::Coverage;
use super::named::Named;
use super::sensitivities::LotGreeks;
use crate::risk::{Choices, Figure, FullModel, FullPlan, RiskError, RiskModel};

/// Beyond this, scenarios do not describe the book.
const MOST_MULTIPLIER: f64 = 10.0;

/// The least multiplier, in hundredths, with which committed requirements cover
/// the full model for as many accounts as the rules wish, and how they do.
/// Floors do not grow with it, so it is tried.
///
/// # Errors
/// As for [`report`], or if no multiplier up to ten is enough.
pub fn calibrated(
    model: &RiskModel<'_>,
    snapshot: &Snapshot,
    choices: &Choices,
    plan: FullPlan,
) -> Result<(Figure, Coverage), RiskError> {
    let full = FullModel::run(model, plan)?;
    let lots = LotGreeks::of(model)?;
    let plain = Choices { multiplier: Some(Figure(1.0)), ..choices.clone() };
    let plain = model.plan(&plain)?;
    let wished = model.source().rules.full_model.coverage.0;
    let mut multiplier = 1.0;
    let mut risk = None;
    loop {
        let parameters = model.table(&plain.clone().multiplied(multiplier), choices)?;
        let book = Book::read(snapshot, &parameters)?;
        let risk = match &risk {
            Some(known) => known,
            None => &*risk.insert(full.book(&book.positions())?),
        };
        let named = Named { model, parameters: &parameters, lots: &lots, book: &book, risk };
        let coverage = named.coverage(wished);
        if coverage.multiplier_needed <= 1.0 {
            return Ok((Figure(multiplier), coverage));
        }
        let asked = (multiplier * coverage.multiplier_needed).max(multiplier + 0.005);
        multiplier = libm::ceil(asked * 100.0) / 100.0;
        // Also where a requirement is nothing, and so any multiple of it.
        if multiplier > MOST_MULTIPLIER {
            return Err(RiskError::NotCovered { most: MOST_MULTIPLIER });
        }
    }
}
