//! What the venue's rules charge for holding an instrument, in this market.

use std::collections::BTreeMap;

use plimsoll_snapshot::{Instrument, Kind};

use super::calibrate::{Calibration, Volatility};
use super::error::RiskError;
use super::rules::{ChargeRule, HaircutRule, TierSpec};
use super::source::VenueMarket;
use crate::market::{Contract, Series};
use crate::parameters::{Charges, Haircut, TierRule};

/// The move that depth is measured over.
const BAND: f64 = 0.01;

impl ChargeRule {
    fn fits(&self, instrument: &Instrument) -> bool {
        let underlying = instrument.underlying.as_ref();
        let any = |list: &[String], name: Option<&String>| {
            list.is_empty() || name.is_some_and(|name| list.contains(name))
        };
        any(&self.symbols, Some(&instrument.symbol))
            && any(&self.underlyings, underlying)
            && (self.kinds.is_empty() || self.kinds.contains(&instrument.kind))
    }
}

pub(super) fn charges(
    source: &VenueMarket,
    calibration: &Calibration,
    instrument: &Instrument,
) -> Result<Charges, RiskError> {
    let Some(rule) = source.rules.charges.iter().find(|rule| rule.fits(instrument)) else {
        return Err(wrong(
            instrument,
            "no rule of `charges` fits it".to_owned(),
            "add one to margin.json; one without symbols, kinds and underlyings fits everything",
        ));
    };
    let valued = matches!(instrument.kind, Kind::Perp | Kind::Future);
    let haircut = |rule: HaircutRule| {
        Ok::<_, RiskError>(match rule {
            HaircutRule::None => Haircut::Share(0.0),
            HaircutRule::Whole if valued => {
                let what = "a whole haircut of what is worth nothing is none".to_owned();
                return Err(wrong(instrument, what, "write a share of its notional"));
            }
            HaircutRule::Whole => Haircut::Whole,
            HaircutRule::Share(share) => Haircut::Share(share.0),
            HaircutRule::Volatility { least, deviations, days } => {
                let used = volatility(calibration, instrument)?.used;
                let asked = deviations.0 * used * (days.0 / 365.0).sqrt();
                Haircut::Share(asked.max(least.0).min(1.0))
            }
        })
    };
    Ok(Charges {
        haircut_long: haircut(rule.haircut_long)?,
        haircut_short: haircut(rule.haircut_short)?,
        spread: rule.spread.0,
        spread_of_mark: rule.spread_of_mark.0,
        floor_long: rule.floor_long.0,
        floor_short: rule.floor_short.0,
        tiers: match &rule.tiers {
            Some(spec) => tiers(source, calibration, instrument, spec)?,
            None => Vec::new(),
        },
    })
}

/// What is to be said of rules that give an underlying's depth away more than
/// once, or name what is not there.
pub(super) fn remarks(source: &VenueMarket, instruments: &[Instrument]) -> Vec<String> {
    let rules = &source.rules.charges;
    let mut given: BTreeMap<&String, f64> = BTreeMap::new();
    for instrument in instruments {
        let rule = rules.iter().find(|rule| rule.fits(instrument));
        let share = rule.and_then(|rule| rule.tiers.as_ref()).map(|spec| spec.share.0);
        if let (Some(share), Some(underlying)) = (share, &instrument.underlying) {
            *given.entry(underlying).or_default() += share;
        }
    }
    let more = given.into_iter().filter(|(_, shares)| *shares > 1.0 + 1e-9);
    let mut said: Vec<String> = more
        .map(|(name, shares)| {
            format!("{name}: tiers give its depth away {shares:.1} times; lower their shares")
        })
        .collect();
    let of = &source.rules;
    let known = |symbol: &String| {
        of.coins.contains_key(symbol)
            || of.balances.contains_key(symbol)
            || of.staked.contains_key(symbol)
            || instruments.iter().any(|instrument| instrument.symbol == *symbol)
    };
    let named = rules.iter().flat_map(|rule| &rule.symbols);
    for symbol in named.filter(|symbol| !known(symbol)) {
        said.push(format!("a charge names {symbol}, which is neither listed nor in the rules"));
    }
    said
}

fn tiers(
    source: &VenueMarket,
    calibration: &Calibration,
    instrument: &Instrument,
    spec: &TierSpec,
) -> Result<Vec<TierRule>, RiskError> {
    let Some(underlying) = &instrument.underlying else {
        let advice = "write its underlying, or charge no tiers";
        return Err(wrong(instrument, "tiers need an underlying with depth".to_owned(), advice));
    };
    let Some(depth) = depth(source, underlying) else {
        let what = format!("the market has no depth of {underlying} within {BAND}");
        return Err(wrong(instrument, what, "add it to the market's depth"));
    };
    let found = volatility(calibration, instrument)?;
    let ratio = found.long_run.map_or(1.0, |long_run| found.used / long_run);
    let multiples: Vec<f64> = spec.multiples.iter().map(|multiple| multiple.0).collect();
    Ok(Charges::depth_tiers(spec.share.0 * depth, ratio, &multiples))
}

/// What can be bought and sold of an underlying before its price has moved by
/// the band: of its perpetual future if there is depth of it, else of itself.
fn depth(source: &VenueMarket, underlying: &str) -> Option<f64> {
    let of = |contract| {
        let series = Series { asset: underlying.to_owned(), contract };
        let bands = source.market.depth.get(&series)?;
        let within = bands.iter().rfind(|band| band.band <= BAND * (1.0 + 1e-9))?;
        Some(within.bid.min(within.ask))
    };
    of(Contract::Perp).or_else(|| of(Contract::Spot))
}

fn volatility(calibration: &Calibration, instrument: &Instrument) -> Result<Volatility, RiskError> {
    let name = instrument.underlying.as_ref().unwrap_or(&instrument.symbol);
    calibration.volatilities.get(name).copied().ok_or_else(|| {
        let what = format!("its charges depend on the volatility of {name}, which has no history");
        wrong(instrument, what, "add history/NAME to the market and its name to market.json")
    })
}

fn wrong(instrument: &Instrument, what: String, advice: &'static str) -> RiskError {
    RiskError::Terms { symbol: instrument.symbol.clone(), what, advice }
}
