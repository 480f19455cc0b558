//! From option quotes to smiles: a forward and a discount for each expiry, a
//! volatility for each strike that enough sources agree on.

use std::collections::BTreeMap;

use super::error::{FitError, check, within};
use super::implied::implied_volatility;
use crate::market::{Claim, Contract, Level, Market, OptionQuote, Rejection, Rule, Rules, Series};
use crate::market::{describe, median, years_between};
use crate::{Right, VanillaOption};

/// One expiry's volatilities by strike.
#[derive(Clone, Debug, PartialEq)]
pub struct Smile {
    /// Until expiry.
    pub years: f64,
    /// The price for delivery then.
    pub forward: f64,
    /// Today's worth of a dollar then.
    pub discount: f64,
    /// By log-moneyness, rising.
    pub points: Vec<SmilePoint>,
}

/// A strike's volatility.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmilePoint {
    /// Logarithm of strike over forward.
    pub log_moneyness: f64,
    /// Annualised.
    pub volatility: f64,
    /// How much its error counts: near the money one, in the wings less.
    pub weight: f64,
}

/// An underlying's smiles, and the quotes that they do not use.
#[derive(Clone, Debug, PartialEq)]
pub struct Smiles {
    /// By expiry, rising.
    pub smiles: Vec<Smile>,
    /// What was left out, and why.
    pub rejections: Vec<Rejection>,
}

impl Smile {
    /// Points that make sense, and at least so many.
    pub(super) fn check(&self, needed: usize) -> Result<(), FitError> {
        let positive = (f64::MIN_POSITIVE, f64::MAX);
        for (what, value) in
            [("years", self.years), ("the forward", self.forward), ("the discount", self.discount)]
        {
            within(what, value, positive, "above zero and finite")?;
        }
        let ks: Vec<f64> = self.points.iter().map(|point| point.log_moneyness).collect();
        check("log-moneyness", &ks, 0)?;
        for point in &self.points {
            within("a volatility", point.volatility, positive, "above zero and finite")?;
            within("a weight", point.weight, positive, "above zero and finite")?;
        }
        for pair in ks.windows(2) {
            if pair[0] >= pair[1] {
                let (what, wanted) = ("log-moneyness".to_owned(), "above the one before it");
                return Err(FitError::OutOfRange { what, value: pair[1], wanted });
            }
        }
        if ks.len() < needed {
            let what = format!("strikes of the expiry in {:.4} years", self.years);
            return Err(FitError::TooFew { what, count: ks.len(), needed });
        }
        Ok(())
    }

    /// As far out as checks look: well beyond the quotes, and five deviations.
    pub(super) fn reach(&self) -> f64 {
        let quoted = self.points.iter().map(|p| p.log_moneyness.abs()).fold(0.0, f64::max);
        let widest = self.points.iter().map(|p| p.volatility).fold(0.0, f64::max);
        f64::max(1.5 * quoted, 5.0 * widest * self.years.sqrt())
    }
}

/// Expiries one after another.
pub(super) fn check_order(smiles: &[Smile]) -> Result<(), FitError> {
    for pair in smiles.windows(2) {
        if pair[0].years.partial_cmp(&pair[1].years) != Some(std::cmp::Ordering::Less) {
            let (what, wanted) = ("an expiry".to_owned(), "after the one before it");
            return Err(FitError::OutOfRange { what, value: pair[1].years, wanted });
        }
    }
    Ok(())
}

/// The smiles of an underlying. Dollars are discounted along the market's rate
/// curve `USD`, or not at all where it has none.
///
/// # Errors
/// If an expiry has no forward, or none has enough strikes.
pub fn smiles(market: &Market, asset: &str) -> Result<Smiles, FitError> {
    let mut expiries: BTreeMap<u64, Vec<&OptionQuote>> = BTreeMap::new();
    for quote in market.options.iter().filter(|quote| quote.asset == asset) {
        expiries.entry(quote.expiry).or_default().push(quote);
    }
    let (mut smiles, mut rejections) = (Vec::new(), Vec::new());
    for (expiry, quotes) in expiries {
        let years = years_between(market.manifest.time, expiry);
        let discount = discount(market, years);
        let forward = forward(market, asset, expiry, &quotes, discount)?;
        let frame = Frame { market, years, discount, forward };
        let points = frame.points(&quotes, &mut rejections);
        let needed = market.manifest.policy.options.min_strikes;
        if points.len() < needed {
            let rule = Rule::Alone { of: "good strikes", count: points.len(), needed };
            let about = format!("{asset} options of {expiry}");
            rejections.push(Rejection { source: "all sources".to_owned(), about, rule });
            continue;
        }
        smiles.push(Smile { years, forward, discount, points });
    }
    if smiles.is_empty() {
        let what = format!("expiries of {asset} options with enough strikes");
        return Err(FitError::TooFew { what, count: 0, needed: 1 });
    }
    Ok(Smiles { smiles, rejections })
}

/// Rates are taken straight from one tenor to the next, and flat beyond.
fn discount(market: &Market, years: f64) -> f64 {
    let days = years * 365.0;
    let curve = market.rates.iter().filter(|((curve, _), _)| curve == "USD");
    let mut before: Option<(f64, f64)> = None;
    for ((_, tenor), rate) in curve {
        let (tenor, rate) = (f64::from(*tenor), rate.value);
        if tenor >= days {
            let found = match before {
                Some((t, r)) => r + (rate - r) * (days - t) / (tenor - t),
                None => rate,
            };
            return libm::exp(-found * years);
        }
        before = Some((tenor, rate));
    }
    before.map_or(1.0, |(_, rate)| libm::exp(-rate * years))
}

/// The future's price; without one, what calls less puts say, in the median of
/// strikes and sources.
fn forward(
    market: &Market,
    asset: &str,
    expiry: u64,
    quotes: &[&OptionQuote],
    discount: f64,
) -> Result<f64, FitError> {
    let series = Series { asset: asset.to_owned(), contract: Contract::Future { expiry } };
    if let Some(agreed) = market.prices.get(&series) {
        return Ok(agreed.value);
    }
    let mut pairs: BTreeMap<(&str, u64), [Option<f64>; 2]> = BTreeMap::new();
    for quote in quotes {
        if let Level::Premium(premium) = quote.level {
            let pair = pairs.entry((&quote.source, quote.strike.to_bits())).or_default();
            pair[usize::from(quote.right == Right::Put)] = Some(premium);
        }
    }
    let implied = pairs.iter().filter_map(|((_, strike), pair)| match pair {
        [Some(call), Some(put)] => Some(f64::from_bits(*strike) + (call - put) / discount),
        _ => None,
    });
    median(implied)
        .filter(|forward| *forward > 0.0)
        .ok_or_else(|| FitError::NoForward { asset: asset.to_owned(), expiry })
}

/// What turns an expiry's quotes into points.
struct Frame<'a> {
    market: &'a Market,
    years: f64,
    discount: f64,
    forward: f64,
}

impl Frame<'_> {
    fn points(&self, quotes: &[&OptionQuote], rejected: &mut Vec<Rejection>) -> Vec<SmilePoint> {
        let mut strikes: BTreeMap<u64, Vec<&OptionQuote>> = BTreeMap::new();
        for quote in quotes {
            strikes.entry(quote.strike.to_bits()).or_default().push(quote);
        }
        let each = |(strike, quotes): (&u64, &Vec<&OptionQuote>)| {
            self.point(f64::from_bits(*strike), quotes, rejected)
        };
        strikes.iter().filter_map(each).collect()
    }

    /// Each source's volatility, by the option out of the money if it quotes
    /// that; then what sources agree on.
    fn point(
        &self,
        strike: f64,
        quotes: &[&OptionQuote],
        rejected: &mut Vec<Rejection>,
    ) -> Option<SmilePoint> {
        let first = quotes.first()?;
        let (asset, expiry) = (first.asset.as_str(), first.expiry);
        let outside = if strike >= self.forward { Right::Call } else { Right::Put };
        let mut by_source: BTreeMap<&str, (bool, f64)> = BTreeMap::new();
        for quote in quotes {
            let volatility = match self.volatility(quote) {
                Ok(volatility) => volatility,
                Err(rule) => {
                    let about = describe(asset, expiry, strike, quote.right);
                    rejected.push(Rejection { source: quote.source.clone(), about, rule });
                    continue;
                }
            };
            let better = quote.right == outside;
            let known = by_source.entry(&quote.source).or_insert((better, volatility));
            if better && !known.0 {
                *known = (better, volatility);
            }
        }
        let now = self.market.manifest.time;
        let claim = |(source, &(_, value)): (&&str, &(bool, f64))| Claim {
            source: (*source).to_owned(),
            value,
            confidence: 0.0,
            time: now,
        };
        let claims: Vec<Claim> = by_source.iter().map(claim).collect();
        let policy = &self.market.manifest.policy.options;
        let rules = Rules {
            now,
            ahead: 0,
            max_age: 0,
            max_deviation: policy.max_deviation,
            positive: false,
            max_confidence: f64::INFINITY,
            min_sources: policy.min_sources,
        };
        let about = format!("{asset} volatility at {strike} of {expiry}");
        let Ok(agreed) = rules.agree(&about, &claims, rejected) else {
            let (count, needed) = (claims.len(), policy.min_sources);
            let rule = Rule::Alone { of: "sources", count, needed };
            rejected.push(Rejection { source: "all sources".to_owned(), about, rule });
            return None;
        };
        let (k, volatility) = (libm::log(strike / self.forward), agreed.value);
        let deviations = k / (volatility * self.years.sqrt());
        // As vega falls, so does what a quote says of volatility.
        let weight = libm::exp(-0.5 * deviations * deviations).max(0.05);
        Some(SmilePoint { log_moneyness: k, volatility, weight })
    }

    fn volatility(&self, quote: &OptionQuote) -> Result<f64, Rule> {
        let premium = match quote.level {
            Level::Volatility(volatility) => return Ok(volatility),
            Level::Premium(premium) => premium,
        };
        let option = VanillaOption {
            right: quote.right,
            forward: self.forward,
            strike: quote.strike,
            years: self.years,
            volatility: 0.0,
            discount: self.discount,
        };
        implied_volatility(&option, premium).map_err(|error| Rule::NoVolatility {
            premium,
            low: error.low,
            high: error.high,
        })
    }
}
