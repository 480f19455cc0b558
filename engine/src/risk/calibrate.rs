//! Everything that is fitted to a market for a list of instruments, with what
//! was repaired or assumed on the way.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::correlate::{Correlation, correlation};
use super::error::RiskError;
use super::rules::{Estimator, VolatilityRule};
use super::terms::Terms;
use crate::calibration::{
    Ewma, FitError, Floored, Garch, ProcyclicalityRule, Smile, Surface, SurfaceFit, floored,
    long_run_volatility, smiles, stressed_volatility,
};
use crate::market::{Contract, DailyPrices, Market, years_between};
use crate::state::{Curve, ImpliedVolatility};

/// What was fitted.
#[derive(Clone, Debug, Default)]
pub struct Calibration {
    /// By asset with a history.
    pub volatilities: BTreeMap<String, Volatility>,
    /// By underlying with options.
    pub surfaces: BTreeMap<String, FittedSurface>,
    /// Annual carry by underlying.
    pub carry: BTreeMap<String, Curve>,
    /// Between underlyings with a history.
    pub correlation: Option<Correlation>,
    /// What was repaired or assumed.
    pub remarks: Vec<String>,
}

/// A volatility, annualised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Volatility {
    /// As estimated from recent days.
    pub current: f64,
    /// Of the whole history, where it is long enough.
    pub long_run: Option<f64>,
    /// What is used, and what raised it.
    pub used: f64,
    /// Which remedy raised it.
    pub floored_by: Option<&'static str>,
}

/// An underlying's smiles and the surface through them.
#[derive(Clone, Debug)]
pub struct FittedSurface {
    /// What sources agree on.
    pub smiles: Vec<Smile>,
    /// What was fitted.
    pub fit: SurfaceFit,
}

/// A fitted surface as contracts read it: by strike.
#[derive(Clone, Debug)]
pub(super) struct SurfaceSmile {
    pub(super) surface: Surface,
    pub(super) spot: f64,
    pub(super) carry: Curve,
}

impl ImpliedVolatility for SurfaceSmile {
    fn volatility(&self, years: f64, strike: f64) -> f64 {
        let forward = self.spot * libm::exp(self.carry.at(years) * years);
        self.surface.volatility(libm::log(strike / forward), years)
    }
}

const DAYS: f64 = 365.0;
/// Of the weighted average where no decay fits.
pub(super) const USUAL_DECAY: f64 = 0.97;
/// Nearer futures say nothing of carry: a day.
const NEAREST: f64 = 1.0 / DAYS;
/// A history's end is no further than so many daily deviations from spot.
const FAR: f64 = 10.0;
/// More a year than this is remarked on.
const MOST_CARRY: f64 = 1.0;
/// Days without which there is no long run.
const LONG: usize = 250;

impl Calibration {
    pub(super) fn of(market: &Market, terms: &Terms<'_>) -> Result<Self, RiskError> {
        let rules = terms.rules;
        let mut calibration = Self::default();
        for (asset, daily) in &market.history {
            let returns = daily.log_returns();
            let found = volatility(asset, &returns, &rules.volatility, &mut calibration.remarks)
                .map_err(RiskError::fit(format!("volatility of {asset}")))?;
            calibration.volatilities.insert(asset.clone(), found);
            calibration.remarks.extend(apart(market, asset, daily, found.used));
        }
        let underlyings = terms.underlyings();
        let with_options: Vec<&String> =
            underlyings.iter().filter(|name| terms.has_options(name)).collect();
        let fits: Vec<_> = with_options.par_iter().map(|name| surface(market, name)).collect();
        for (name, fit) in with_options.into_iter().zip(fits) {
            let (fitted, rejections) = fit.map_err(RiskError::fit(format!("smiles of {name}")))?;
            calibration.remarks.extend(rejections);
            calibration.remarks.extend(fitted.remarks(name));
            calibration.surfaces.insert(name.clone(), fitted);
        }
        for name in &underlyings {
            let curve = calibration.carry_curve(market, name);
            calibration.carry.insert(name.clone(), curve);
        }
        let series: Vec<String> =
            underlyings.into_iter().filter(|name| market.history.contains_key(name)).collect();
        calibration.correlation =
            correlation(market, series, &rules.correlation, &mut calibration.remarks)?;
        Ok(calibration)
    }

    /// From dated futures; where there are none, from what options imply.
    fn carry_curve(&mut self, market: &Market, name: &str) -> Curve {
        let Some(spot) = market.spot(name) else { return Curve::flat(0.0) };
        let now = market.manifest.time;
        let carry = |years: f64, forward: f64| (years, libm::log(forward / spot) / years);
        let futures = market.prices.iter().filter(|(series, _)| series.asset == name);
        let mut points: Vec<(f64, f64)> = futures
            .filter_map(|(series, agreed)| match series.contract {
                Contract::Future { expiry } if expiry > now => {
                    Some(carry(years_between(now, expiry), agreed.value))
                }
                _ => None,
            })
            .collect();
        let smiles = self.surfaces.get(name).map(|fitted| fitted.smiles.as_slice());
        for smile in smiles.unwrap_or_default() {
            let known = points.iter().any(|(years, _)| (years - smile.years).abs() < 1e-9);
            if !known {
                points.push(carry(smile.years, smile.forward));
            }
        }
        // So near, the noise of prices is a large rate.
        points.retain(|(years, _)| *years >= NEAREST);
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (years, carry) in points.iter().filter(|(_, carry)| carry.abs() > MOST_CARRY) {
            let days = years * DAYS;
            self.remarks
                .push(format!("{name}: its carry over {days:.1} days is {carry:.2} a year"));
        }
        if points.is_empty() {
            return Curve::flat(0.0);
        }
        Curve::of_rates(points).unwrap_or_else(|_| {
            self.remarks.push(format!("{name}: futures give no carry curve; none is used"));
            Curve::flat(0.0)
        })
    }
}

impl FittedSurface {
    fn remarks(&self, name: &str) -> Vec<String> {
        let quotes = self.fit.quote_violations.iter();
        let mut remarks: Vec<String> =
            quotes.map(|violation| format!("{name}: quotes have arbitrage: {violation}")).collect();
        for (smile, slice) in self.smiles.iter().zip(&self.fit.slices) {
            if slice.repair.is_some() {
                remarks.push(format!(
                    "{name}: the smile of {:.1} days was repaired, to an error of {:.4}",
                    smile.years * DAYS,
                    slice.rms_error
                ));
            }
        }
        if let Some(repair) = &self.fit.repair {
            remarks.push(format!(
                "{name}: the surface is SSVI, to an error of {:.4}, since {}",
                repair.rms_error, repair.reason
            ));
        }
        remarks
    }
}

type Surfaced = (FittedSurface, Vec<String>);

fn surface(market: &Market, name: &str) -> Result<Surfaced, FitError> {
    let found = smiles(market, name)?;
    let fit = SurfaceFit::fit(&found.smiles)?;
    let rejections = found.rejections.iter().map(ToString::to_string).collect();
    Ok((FittedSurface { smiles: found.smiles, fit }, rejections))
}

fn volatility(
    asset: &str,
    returns: &[f64],
    rule: &VolatilityRule,
    remarks: &mut Vec<String>,
) -> Result<Volatility, FitError> {
    let annual = |daily: f64| daily * DAYS.sqrt();
    let variance = next_variance(asset, returns, rule, remarks)?;
    let current = annual(variance.sqrt());
    let long_run = (returns.len() >= LONG).then(|| long_run_volatility(returns)).transpose()?;
    let long_run = long_run.map(|(daily, _)| annual(daily));
    let (mut remedies, mut names) = (Vec::new(), Vec::new());
    if rule.long_run_floor {
        let Some(long_run) = long_run else {
            let what = "daily returns for a long-run floor".to_owned();
            return Err(FitError::TooFew { what, count: returns.len(), needed: LONG });
        };
        remedies.push(ProcyclicalityRule::LongRunFloor { long_run });
        names.push("the long run's");
    }
    if let Some(weight) = rule.stressed_weight {
        let (stressed, _) = stressed_volatility(returns, rule.stressed_days)?;
        let stressed = annual(stressed);
        remedies.push(ProcyclicalityRule::StressedWeight { weight: weight.0, stressed });
        names.push("the weight on stress");
    }
    let Floored { volatility: used, by } = floored(current, &remedies)?;
    let floored_by = by.and_then(|by| names.get(by).copied());
    Ok(Volatility { current, long_run, used, floored_by })
}

fn next_variance(
    asset: &str,
    returns: &[f64],
    rule: &VolatilityRule,
    remarks: &mut Vec<String>,
) -> Result<f64, FitError> {
    if rule.estimator == Estimator::Garch {
        match Garch::fit(returns) {
            Ok(garch) => return Ok(garch.next_variance()),
            Err(error) => remarks.push(format!("{asset}: a weighted average, since {error}")),
        }
    }
    let fitted = match rule.decay {
        Some(decay) => return Ok(Ewma::with_decay(returns, decay.0)?.next_variance()),
        None => Ewma::fit(returns),
    };
    match fitted {
        Ok(ewma) => Ok(ewma.next_variance()),
        Err(error @ (FitError::TooFew { .. } | FitError::NotFinite { .. })) => Err(error),
        Err(error) => {
            remarks.push(format!("{asset}: a decay of {USUAL_DECAY}, since {error}"));
            Ok(Ewma::with_decay(returns, USUAL_DECAY)?.next_variance())
        }
    }
}

/// What is to be said where a history ends far from today's price.
fn apart(market: &Market, asset: &str, daily: &DailyPrices, volatility: f64) -> Option<String> {
    let (spot, last) = (market.spot(asset)?, *daily.prices.last()?);
    let deviation = volatility / DAYS.sqrt();
    let moved = libm::log(spot / last).abs() / deviation;
    (moved > FAR).then(|| {
        format!("{asset}: its history ends at {last}, {moved:.0} daily deviations from {spot}")
    })
}
