//! Which option quotes and depths can be used: each is held to the rules that
//! need no other source and no model.

use std::collections::BTreeMap;

use super::consensus::untimely;
use super::manifest::Policy;
use super::observation::{Level, OptionQuote, Rejection, Rule, Series};
use super::tables::{RawDepth, RawOption};
use crate::Right;

/// Dollars that can be traded before the price has moved by a band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DepthBand {
    /// The move, as a share of the middle: 0.01 is 1%.
    pub band: f64,
    /// Dollars that buyers offer.
    pub bid: f64,
    /// Dollars that sellers offer.
    pub ask: f64,
    /// How many sources say so.
    pub sources: usize,
}

/// The quotes that pass, in the order of asset, expiry, strike, right, source.
pub(super) fn options(
    raw: &[RawOption],
    now: u64,
    policy: &Policy,
    rejected: &mut Vec<Rejection>,
) -> Vec<OptionQuote> {
    let mut keyed: BTreeMap<_, Vec<&RawOption>> = BTreeMap::new();
    for quote in raw {
        // Strikes are above zero, and so ordered as their bits are.
        let strike = quote.strike.to_bits();
        let put = quote.right == Right::Put;
        let key = (&quote.asset, quote.expiry, strike, put, &quote.source);
        keyed.entry(key).or_default().push(quote);
    }
    let mut passed = Vec::new();
    for same in keyed.values() {
        for quote in same {
            match level(quote, same.len(), now, policy) {
                Ok(level) => passed.push(OptionQuote {
                    asset: quote.asset.clone(),
                    expiry: quote.expiry,
                    strike: quote.strike,
                    right: quote.right,
                    source: quote.source.clone(),
                    level,
                }),
                Err(rule) => {
                    let about = describe(&quote.asset, quote.expiry, quote.strike, quote.right);
                    rejected.push(Rejection { source: quote.source.clone(), about, rule });
                }
            }
        }
    }
    passed
}

/// An option, as reports name it.
pub(crate) fn describe(asset: &str, expiry: u64, strike: f64, right: Right) -> String {
    let right = match right {
        Right::Call => "call",
        Right::Put => "put",
    };
    format!("{asset} {right} at {strike} of {expiry}")
}

fn level(quote: &RawOption, times: usize, now: u64, policy: &Policy) -> Result<Level, Rule> {
    let rules = &policy.options;
    if times > 1 {
        return Err(Rule::Repeated { times });
    }
    if quote.expiry <= now {
        return Err(Rule::Expired { ago: now - quote.expiry });
    }
    if let Some(rule) = untimely(quote.time, now, policy.ahead, rules.max_age) {
        return Err(rule);
    }
    let said = [quote.bid, quote.ask, quote.mark, quote.volatility];
    // A bid of nothing is a price; an ask, a mark or a volatility of nothing is none.
    if let Some(value) = said.into_iter().flatten().find(|&value| value < 0.0) {
        return Err(Rule::NotPositive { value });
    }
    let positive = [quote.ask, quote.mark, quote.volatility];
    if let Some(value) = positive.into_iter().flatten().find(|&value| value <= 0.0) {
        return Err(Rule::NotPositive { value });
    }
    if let (Some(bid), Some(ask)) = (quote.bid, quote.ask) {
        if bid > ask {
            return Err(Rule::Crossed { bid, ask });
        }
        if let Some(mark) = quote.mark
            && !(bid..=ask).contains(&mark)
        {
            return Err(Rule::MarkOutside { mark, bid, ask });
        }
        let middle = bid + 0.5 * (ask - bid);
        let share = (ask - bid) / middle;
        let most = rules.max_spread;
        if share > most {
            return Err(Rule::Wide { share, most });
        }
        if quote.volatility.is_none() {
            return Ok(Level::Premium(middle));
        }
    }
    match (quote.volatility, quote.mark) {
        (Some(volatility), _) => Ok(Level::Volatility(volatility)),
        (None, Some(mark)) => Ok(Level::Premium(mark)),
        (None, None) => Err(Rule::NoLevel),
    }
}

/// Depth by band: the lower median over sources, never their sum, as no
/// position is closed everywhere at once.
pub(super) fn depth(
    raw: &[RawDepth],
    now: u64,
    policy: &Policy,
    rejected: &mut Vec<Rejection>,
) -> BTreeMap<Series, Vec<DepthBand>> {
    let mut sources: BTreeMap<(&Series, &str), Vec<&RawDepth>> = BTreeMap::new();
    for row in raw {
        sources.entry((&row.series, &row.source)).or_default().push(row);
    }
    let mut bands: BTreeMap<(&Series, u64), Vec<&RawDepth>> = BTreeMap::new();
    for ((series, source), mut rows) in sources {
        rows.sort_by(|a, b| a.band.total_cmp(&b.band));
        if let Some(rule) = unusable(&rows, now, policy) {
            let about = format!("{series} depth");
            rejected.push(Rejection { source: source.to_owned(), about, rule });
            continue;
        }
        for row in rows {
            bands.entry((series, row.band.to_bits())).or_default().push(row);
        }
    }
    let mut agreed: BTreeMap<Series, Vec<DepthBand>> = BTreeMap::new();
    for ((series, band), rows) in bands {
        let low = |side: fn(&RawDepth) -> f64| {
            let mut values: Vec<f64> = rows.iter().map(|row| side(row)).collect();
            values.sort_by(f64::total_cmp);
            values.get((values.len() - 1) / 2).copied().unwrap_or(0.0)
        };
        let (bid, ask) = (low(|row| row.bid), low(|row| row.ask));
        let band = DepthBand { band: f64::from_bits(band), bid, ask, sources: rows.len() };
        agreed.entry(series.clone()).or_default().push(band);
    }
    for bands in agreed.values_mut() {
        // Bands may come from different sources: a narrower one holds no more.
        let (mut bid, mut ask) = (f64::INFINITY, f64::INFINITY);
        for band in bands.iter_mut().rev() {
            bid = bid.min(band.bid);
            ask = ask.min(band.ask);
            (band.bid, band.ask) = (bid, ask);
        }
    }
    agreed
}

fn unusable(rows: &[&RawDepth], now: u64, policy: &Policy) -> Option<Rule> {
    for row in rows {
        if let Some(rule) = untimely(row.time, now, policy.ahead, policy.depth.max_age) {
            return Some(rule);
        }
    }
    for pair in rows.windows(2) {
        let [near, far] = pair else { continue };
        if near.band.to_bits() == far.band.to_bits() {
            return Some(Rule::Repeated { times: 2 });
        }
        for (narrower, wider) in [(near.bid, far.bid), (near.ask, far.ask)] {
            if wider < narrower {
                return Some(Rule::DepthFalls { band: far.band, wider, narrower });
            }
        }
    }
    None
}
