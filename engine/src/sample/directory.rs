//! The sample's market as sources would report it: a market directory, from
//! which parameters are computed as for any venue.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::SampleError;
use super::catalogue::{Catalogue, Payoff};
use super::market::{BTC, CoinId, ETH, Expiry, Market, TIME};
use super::random::Random;
use crate::calibration::implied_volatility;
use crate::models::Quote;
use crate::{Right, VanillaOption};

/// Files by their names.
pub(super) type Directory = BTreeMap<String, Vec<u8>>;

/// What the venue decides.
const RULES: &str = include_str!("margin.json");
/// Days of history.
const DAYS: usize = 1_095;
/// The least correlation between a coin's days and everybody's.
const TOGETHER: f64 = 0.8;
const DAY: u64 = 86_400;

/// Sources, how far each is off the middle, and how late.
const SOURCES: [(&str, f64, u64); 3] =
    [("anchor", -2e-4, 4), ("binnacle", 0.0, 2), ("capstan", 1.5e-4, 7)];
/// A source that lags: it is left out, and the report says so.
const LAGGARD: (&str, f64, u64) = ("driftwood", 0.012, 900);

pub(super) fn directory(
    market: &Market,
    catalogue: &Catalogue,
    random: &mut Random,
) -> Result<Directory, SampleError> {
    let mut files: Vec<(String, String)> = vec![
        ("market.json".to_owned(), manifest(market)),
        ("margin.json".to_owned(), RULES.to_owned()),
        ("prices.csv".to_owned(), prices(market)),
        ("options.csv".to_owned(), options(market, catalogue)?),
        ("depth.csv".to_owned(), depth(market)),
        ("rates.csv".to_owned(), rates()),
    ];
    for (coin, text) in market.coins.iter().zip(histories(market, random)) {
        files.push((format!("history/{}.csv", coin.name), text));
    }
    Ok(files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect())
}

fn manifest(market: &Market) -> String {
    let quoted = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
        names.join(", ")
    };
    let coins: Vec<&str> = market.coins.iter().map(|coin| coin.name).collect();
    let assets: Vec<&str> = coins.iter().copied().chain(["USDC", "USDT", "STETH", "SVT"]).collect();
    format!(
        r#"{{
  "version": 1,
  "time": {TIME},
  "assets": [{}],
  "history": [{}],
  "policy": {{
    "ahead": 5,
    "prices": {{ "max_age": 60, "max_deviation": "0.01", "max_confidence": "0.005", "min_sources": 3 }},
    "options": {{ "max_age": 300, "max_spread": "0.5", "max_deviation": "0.05", "min_sources": 2, "min_strikes": 5 }},
    "depth": {{ "max_age": 300, "min_sources": 2 }},
    "rates": {{ "max_age": 172800, "max_deviation": "0.01", "min_sources": 1 }},
    "history": {{ "max_age": 172800, "min_days": 365 }}
  }}
}}
"#,
        quoted(&assets),
        quoted(&coins)
    )
}

/// Ten digits, which every reader takes for the same figure.
fn figure(value: f64) -> String {
    format!("{value:.9e}")
}

fn prices(market: &Market) -> String {
    let mut text = String::from("source,asset,contract,expiry,price,confidence,time\n");
    let mut quote = |asset: &str, contract: &str, expiry: &str, price: f64, laggard: bool| {
        let sources = SOURCES.iter().chain(laggard.then_some(&LAGGARD));
        for (source, off, late) in sources {
            let (price, confidence) = (figure(price * (1.0 + off)), figure(price * 5e-4));
            let time = TIME - late;
            // Writing to a string never fails.
            let _ =
                writeln!(text, "{source},{asset},{contract},{expiry},{price},{confidence},{time}");
        }
    };
    for (at, coin) in market.coins.iter().enumerate() {
        quote(coin.name, "spot", "", coin.spot, at == 0);
        quote(coin.name, "perp", "", coin.spot, false);
    }
    for id in [BTC, ETH] {
        for expiry in Expiry::ALL.into_iter().filter(|expiry| expiry.has_future()) {
            let time = expiry.time().to_string();
            quote(market.coin(id).name, "future", &time, market.forward(id, expiry), false);
        }
    }
    let staked = market.coin(ETH).spot * market.staked;
    for (name, price) in
        [("USDC", 0.9999), ("USDT", 1.0002), ("STETH", staked), ("SVT", market.token)]
    {
        quote(name, "spot", "", price, false);
    }
    text
}

/// Two sources, one in volatility and one in dollars.
fn options(market: &Market, catalogue: &Catalogue) -> Result<String, SampleError> {
    let mut text = String::from("source,asset,expiry,strike,right,bid,ask,mark,volatility,time\n");
    for (_, listing) in catalogue.all() {
        let Payoff::Option(id, expiry, right, strike) = listing.payoff else { continue };
        let premium = premium(market, (id, expiry), Quote { right, strike });
        let premium = premium.ok_or(SampleError::Figure("a premium"))?;
        let option = VanillaOption {
            right,
            forward: market.forward(id, expiry),
            strike,
            years: expiry.years(),
            volatility: market.coin(id).volatility,
            discount: 1.0,
        };
        let volatility = implied_volatility(&option, premium);
        let volatility = volatility.map_err(|_| SampleError::Figure("a volatility"))?;
        let right = match right {
            Right::Call => "call",
            Right::Put => "put",
        };
        let ids = format!("{},{},{strike},{right}", market.coin(id).name, expiry.time());
        let (bid, ask) = (figure(premium * 0.98), figure(premium * 1.02));
        let _ = writeln!(text, "anchor,{ids},,,,{},{}", figure(volatility), TIME - 20);
        let _ = writeln!(text, "binnacle,{ids},{bid},{ask},,,{}", TIME - 35);
    }
    Ok(text)
}

fn premium(market: &Market, (id, expiry): (CoinId, Expiry), quote: Quote) -> Option<f64> {
    market.smile(id, expiry).prices(&[quote]).ok()?.first().copied()
}

fn depth(market: &Market) -> String {
    let mut text = String::from("source,asset,contract,expiry,band,bid,ask,time\n");
    for coin in &market.coins {
        for (source, more) in [("anchor", 1.0), ("capstan", 1.1)] {
            for (band, share) in [("0.002", 0.3), ("0.01", 1.0), ("0.02", 1.5)] {
                let dollars = figure(coin.depth * more * share);
                let (name, time) = (coin.name, TIME - 12);
                let _ = writeln!(text, "{source},{name},perp,,{band},{dollars},{dollars},{time}");
            }
        }
    }
    text
}

/// Dollars are not discounted: everything is margined in coins that pay nothing.
fn rates() -> String {
    let mut text = String::from("source,curve,days,rate,time\n");
    for days in [1, 365] {
        let _ = writeln!(text, "anchor,USD,{days},0,{}", TIME - 3_600);
    }
    text
}

/// Daily prices that end today: coins move together, on some days far.
fn histories(market: &Market, random: &mut Random) -> Vec<String> {
    let mut levels: Vec<Vec<f64>> = vec![Vec::with_capacity(DAYS); market.coins.len()];
    let mut logs = vec![0.0; market.coins.len()];
    for _ in 0..DAYS {
        levels.iter_mut().zip(&logs).for_each(|(series, log)| series.push(*log));
        let everybody = random.normal();
        let crash = if random.below(40) == 0 { -2.5 + 2.0 * random.normal() } else { 0.0 };
        for (log, coin) in logs.iter_mut().zip(&market.coins) {
            let own = random.normal();
            let normal = TOGETHER * everybody + (1.0 - TOGETHER * TOGETHER).sqrt() * own;
            // Crashes have their share of the year's variance.
            *log += coin.volatility * (0.85 * normal + crash) / 365f64.sqrt();
        }
    }
    let today = |series: &Vec<f64>| series.last().copied().unwrap_or_default();
    let series = |(series, coin): (&Vec<f64>, &super::market::Coin)| {
        let mut text = String::from("time,price\n");
        let first = TIME - DAY * (DAYS as u64 - 1);
        for (day, log) in (0u64..).zip(series) {
            let price = coin.spot * libm::exp(log - today(series));
            let _ = writeln!(text, "{},{}", first + DAY * day, figure(price));
        }
        text
    };
    levels.iter().zip(&market.coins).map(series).collect()
}
