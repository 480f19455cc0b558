//! How underlyings' returns go together.

use super::calibrate::USUAL_DECAY;
use super::error::RiskError;
use super::rules::CorrelationRule;
use crate::calibration::{
    Dcc, Ewma, FitError, ewma_correlation, nearest_correlation, shrunk_correlation,
    stressed_correlation,
};
use crate::linear::Square;
use crate::market::{DailyPrices, Market};

/// Correlations of daily returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// Rows and columns.
    pub names: Vec<String>,
    /// As estimated.
    pub calm: Square,
    /// As the full model uses them.
    pub stressed: Square,
}

/// As of the day after the last, of returns in units of what was expected.
fn dynamic(series: &[Vec<f64>]) -> Result<Square, FitError> {
    let expected = |returns: &Vec<f64>| {
        let variances = Ewma::with_decay(returns, USUAL_DECAY)?.variances;
        let days = returns.iter().zip(variances);
        Ok(days.map(|(found, variance)| found / variance.sqrt()).collect())
    };
    let standard: Result<Vec<Vec<f64>>, FitError> = series.iter().map(expected).collect();
    Dcc::fit(&standard?).map(|fit| fit.correlation)
}

/// Returns of the days that all have: too few for any estimate, if there are none.
fn same_days(histories: &[&DailyPrices]) -> Option<Vec<Vec<f64>>> {
    let day = |history: &DailyPrices| usize::try_from(history.first / 86_400).unwrap_or_default();
    let first = histories.iter().map(|history| day(history)).max()?;
    let after = histories.iter().map(|history| day(history) + history.prices.len()).min()?;
    let common = |history: &&DailyPrices| {
        let prices = history.prices.get(first - day(history)..after.max(first) - day(history));
        let prices = prices.map(<[f64]>::to_vec).unwrap_or_default();
        DailyPrices { first: history.first, prices }.log_returns()
    };
    Some(histories.iter().map(common).collect())
}

pub(super) fn correlation(
    market: &Market,
    names: Vec<String>,
    rule: &CorrelationRule,
    remarks: &mut Vec<String>,
) -> Result<Option<Correlation>, RiskError> {
    let fit = |error| RiskError::fit("correlations")(error);
    let histories: Vec<&DailyPrices> =
        names.iter().filter_map(|name| market.history.get(name)).collect();
    let Some(series) = same_days(&histories) else { return Ok(None) };
    let dynamic = if rule.dynamic { dynamic(&series).map(Some) } else { Ok(None) };
    let dynamic = dynamic.unwrap_or_else(|error| {
        remarks.push(format!("correlations are not dynamic, since {error}"));
        None
    });
    let found = match (dynamic, rule.decay) {
        (Some(dynamic), _) => dynamic,
        (None, Some(decay)) => ewma_correlation(&series, decay.0).map_err(fit)?,
        (None, None) => shrunk_correlation(&series).map_err(fit)?.correlation,
    };
    let nearest = nearest_correlation(&found).map_err(fit)?;
    if nearest.steps > 0 {
        remarks.push(format!(
            "correlations were none (an eigenvalue of {:.2e}); the nearest ones are {:.2e} away",
            nearest.least_before, nearest.distance
        ));
    }
    let stressed = stressed_correlation(&nearest.correlation, rule.stress.0).map_err(fit)?;
    Ok(Some(Correlation { names, calm: nearest.correlation, stressed }))
}
