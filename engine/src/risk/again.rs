//! Published parameters, computed again from what they say of themselves.

use plimsoll_snapshot::{Instrument, Kind};
use plimsoll_statement::{Decimal, LotSize, ModelFile, ParametersFile, RowFile, TermsFile};

use super::error::RiskError;
use super::model::{Choices, RiskModel};
use super::rules::{Figure, MarginRules};
use super::source::VenueMarket;
use crate::parameters::{Difference, Verification};

/// What came of computing parameters again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recomputed {
    /// Whether they are the same.
    pub verification: Verification,
    /// What was chosen otherwise than the venue's own rules have it: scenarios, a
    /// lower multiplier, a seed. Figures of a venue's choosing can be computed
    /// again, too.
    pub departures: Vec<String>,
}

/// Computes parameters again from a market directory and compares.
///
/// # Errors
/// If the file does not say enough, or the market makes no parameters.
pub fn verify_parameters(
    published: &ParametersFile,
    source: &VenueMarket,
) -> Result<Recomputed, RiskError> {
    let Some(model) = &published.model else {
        let verification = Verification::Differs(Difference::NoModel);
        return Ok(Recomputed { verification, departures: Vec::new() });
    };
    let instruments = listed(published)?;
    let choices = Choices {
        scenarios: Some(model.preset.split(',').map(str::to_owned).collect()),
        multiplier: Some(multiplier(model)?),
        // A key's room is the venue's to choose.
        capacity: Some(published.capacity),
        seed: seed(model)?,
    };
    let computed = RiskModel::new(source, &instruments)?.parameters(&choices)?;
    let verification = Verification::of(published, computed.file());
    Ok(Recomputed { verification, departures: departures(&choices, &source.rules) })
}

fn departures(choices: &Choices, rules: &MarginRules) -> Vec<String> {
    let mut found = Vec::new();
    if choices.scenarios.as_ref() != Some(&rules.scenarios) {
        let chosen = choices.scenarios.as_deref().unwrap_or_default().join(",");
        let ruled = rules.scenarios.join(",");
        found.push(format!("scenarios are {chosen}, and the rules say {ruled}"));
    }
    // Calibrated to a book, it may be higher.
    let chosen = choices.multiplier.unwrap_or_default().0;
    if chosen < rules.multiplier.0 {
        found.push(format!("the multiplier is {chosen}, and the rules say {}", rules.multiplier.0));
    }
    if let (Some(chosen), Some(ruled)) = (choices.seed, rules.tail.map(|rule| rule.seed))
        && chosen != ruled
    {
        found.push(format!("the seed is {chosen}, and the rules say {ruled}"));
    }
    found
}

/// What was listed when the parameters were computed, in the order of rows.
fn listed(published: &ParametersFile) -> Result<Vec<Instrument>, RiskError> {
    let terms = published.model.as_ref().map(|model| model.terms.as_slice()).unwrap_or_default();
    let rows = published.assets.iter().chain(&published.zero_sum);
    let find = |row: &RowFile| {
        terms.iter().find(|terms| terms.symbol == row.symbol).ok_or_else(|| RiskError::Terms {
            symbol: row.symbol.clone(),
            what: "the parameters have a row of it, and no terms".to_owned(),
            advice: "ask the venue for parameters that `risk run` made",
        })
    };
    rows.map(|row| instrument(row, find(row)?)).collect()
}

fn instrument(row: &RowFile, terms: &TermsFile) -> Result<Instrument, RiskError> {
    let wrong = |what, text: &str, must| RiskError::Model { what, text: text.to_owned(), must };
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == terms.kind);
    let size = row.lot_size.parse::<Decimal>().ok().and_then(LotSize::new);
    let strike = terms
        .strike
        .as_deref()
        .map(|text| text.parse::<Decimal>().map_err(|_| wrong("strike", text, "a decimal")));
    Ok(Instrument {
        symbol: row.symbol.clone(),
        kind: kind.ok_or_else(|| wrong("kind", &terms.kind, "a kind of instrument"))?,
        underlying: row.underlying.clone(),
        settles_in: terms.settles_in.clone(),
        lot_size: size.ok_or_else(|| wrong("lot size", &row.lot_size, "a decimal above zero"))?,
        step: None,
        expiry: terms.expiry,
        strike: strike.transpose()?,
    })
}

fn multiplier(model: &ModelFile) -> Result<Figure, RiskError> {
    let text = model.multiplier.as_deref().unwrap_or("1");
    let figure: Result<Figure, _> = text.parse();
    figure.ok().filter(|figure| figure.0 >= 1.0).ok_or_else(|| RiskError::Model {
        what: "multiplier",
        text: text.to_owned(),
        must: "a decimal of at least 1",
    })
}

fn seed(model: &ModelFile) -> Result<Option<u64>, RiskError> {
    let Some(text) = &model.seed else { return Ok(None) };
    text.parse().map(Some).map_err(|_| RiskError::Model {
        what: "seed",
        text: text.clone(),
        must: "a number below 2^64",
    })
}
