//! What the book would have to put up under other regimes: the same accounts,
//! the same market.

use std::collections::BTreeMap;

use plimsoll_statement::{Assessment, Holding, Money, Parameters};
use rayon::prelude::*;

use super::book::{Entry, dollars};
use super::figures::Capital;
use crate::risk::{Choices, Figure, RiskError, RiskModel};

const REGIMES: [(&str, &str); 5] = [
    ("static leverage", "A fixed share of every position, whatever else is held."),
    ("isolated", "Every position stands alone under the committed scenarios."),
    ("cross", "Positions of one underlying stand together, underlyings alone."),
    ("greeks", "The account as a whole, by delta, gamma, vega and theta."),
    ("portfolio", "The account as a whole under the committed scenarios: what is proven."),
];

/// # Errors
/// If the other regimes' parameters cannot be made, or an account is beyond
/// their range.
pub(super) fn capital(
    model: &RiskModel<'_>,
    committed: &Parameters,
    entries: &[Entry],
) -> Result<Vec<Capital>, RiskError> {
    // All on the footing of what was committed.
    let said = committed.file().model.as_ref().and_then(|model| model.multiplier.as_ref());
    let multiplier = said.and_then(|text| text.parse().ok()).or(Some(Figure(1.0)));
    let regime = |preset: &str| {
        let scenarios = Some(vec![preset.to_owned()]);
        model.parameters(&Choices { scenarios, multiplier, ..Choices::default() })
    };
    let (leverage, greeks) = (regime("static-leverage")?, regime("greeks")?);
    let rows = committed.file().assets.iter().chain(&committed.file().zero_sum);
    let underlyings: BTreeMap<&str, &str> =
        rows.filter_map(|row| Some((row.symbol.as_str(), row.underlying.as_deref()?))).collect();
    let sums: Result<Vec<[f64; 5]>, RiskError> = entries
        .par_iter()
        .map(|entry| {
            let holdings = &entry.account.holdings;
            let elsewhere = |other: &Parameters| -> Result<f64, RiskError> {
                whole(other, &translated(committed, other, holdings))
            };
            let mut isolated = 0.0;
            for holding in holdings {
                isolated += whole(committed, std::slice::from_ref(holding))?;
            }
            let mut cross = 0.0;
            for together in by_underlying(committed, &underlyings, holdings).values() {
                cross += whole(committed, together)?;
            }
            let portfolio = entry.requirement();
            Ok([elsewhere(&leverage)?, isolated, cross, elsewhere(&greeks)?, portfolio])
        })
        .collect();
    let mut totals = [0.0; 5];
    for own in sums? {
        totals.iter_mut().zip(own).for_each(|(sum, term)| *sum += term);
    }
    let [_, isolated, ..] = totals;
    let saved = |required: f64| if isolated > 0.0 { 1.0 - required / isolated } else { 0.0 };
    let line = |((regime, about), required): ((&str, &str), f64)| Capital {
        regime: regime.to_owned(),
        about: about.to_owned(),
        required,
        saved: saved(required),
    };
    Ok(REGIMES.into_iter().zip(totals).map(line).collect())
}

fn whole(parameters: &Parameters, holdings: &[Holding]) -> Result<f64, RiskError> {
    let assessment = Assessment::of(parameters, holdings);
    let required = assessment.map(|assessment| assessment.requirement.amount);
    required.map(|amount: Money| dollars(amount)).map_err(|error| {
        RiskError::Invalid(format!("an account is {} units beyond their range", error.beyond))
    })
}

/// The same holdings in another table. What it has no row for is not held by
/// anyone, as both tables list the book.
fn translated(from: &Parameters, to: &Parameters, holdings: &[Holding]) -> Vec<Holding> {
    let of = |holding: &Holding| {
        let row = to.find(&from.label(holding.row)?.symbol)?;
        Some(Holding { row, lots: holding.lots })
    };
    let mut translated: Vec<Holding> = holdings.iter().filter_map(of).collect();
    translated.sort_unstable_by_key(|holding| holding.row);
    translated
}

/// What moves with nothing stands alone under its own name.
fn by_underlying<'p>(
    parameters: &'p Parameters,
    of: &BTreeMap<&'p str, &'p str>,
    holdings: &[Holding],
) -> BTreeMap<&'p str, Vec<Holding>> {
    let mut groups: BTreeMap<&str, Vec<Holding>> = BTreeMap::new();
    for holding in holdings {
        let Some(label) = parameters.label(holding.row) else { continue };
        let name = of.get(label.symbol.as_str()).copied().unwrap_or(&label.symbol);
        groups.entry(name).or_default().push(*holding);
    }
    groups
}
