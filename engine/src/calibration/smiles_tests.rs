//! Smiles from a market's quotes: premiums of both sides, volatilities, and
//! quotes that must be left out.

use super::*;
use crate::market::Market;
use crate::{Right, VanillaOption};

const NOW: u64 = 1_767_254_400;
const DAY: u64 = 86_400;
const FORWARD: f64 = 101.0;
const STRIKES: [f64; 7] = [70.0, 80.0, 90.0, 100.0, 110.0, 120.0, 130.0];

const MANIFEST: &str = r#"{"version": 1, "time": 1767254400, "assets": ["BTC"], "history": [],
  "policy": {"ahead": 0,
    "prices": {"max_age": 9, "max_deviation": "0.1", "max_confidence": "0.1", "min_sources": 1},
    "options": {"max_age": 9, "max_spread": "0.5", "max_deviation": "0.02", "min_sources": 2,
                "min_strikes": 5},
    "depth": {"max_age": 9, "min_sources": 1},
    "rates": {"max_age": 9, "max_deviation": "0.1", "min_sources": 1},
    "history": {"max_age": 9, "min_days": 1}}}"#;

fn volatility(strike: f64) -> f64 {
    let k = libm::log(strike / FORWARD);
    0.6 - 0.2 * k + 0.5 * k * k
}

fn premium(right: Right, strike: f64, years: f64) -> f64 {
    let (forward, discount) = (FORWARD, libm::exp(-0.04 * years));
    let volatility = volatility(strike);
    VanillaOption { right, forward, strike, years, volatility, discount }.price()
}

/// Two sources at every strike of 60 days, and `more` lines.
fn market(more: &str) -> Market {
    let years = 60.0 / 365.0;
    let expiry = NOW + 60 * DAY;
    let mut options =
        String::from("source,asset,expiry,strike,right,bid,ask,mark,volatility,time\n");
    for strike in STRIKES {
        for (right, name) in [(Right::Call, "call"), (Right::Put, "put")] {
            let mark = premium(right, strike, years);
            options += &format!("a,BTC,{expiry},{strike},{name},,,{mark:.15},,{NOW}\n");
        }
        options += &format!("b,BTC,{expiry},{strike},call,,,,{:.15},{NOW}\n", volatility(strike));
    }
    options += more;
    let prices = format!("source,asset,contract,price,time\na,BTC,spot,100,{NOW}\n");
    let rates = format!("source,curve,days,rate,time\na,USD,30,0.03,{NOW}\na,USD,90,0.05,{NOW}\n");
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = [
        file("market.json", MANIFEST),
        file("prices.csv", &prices),
        file("options.csv", &options),
        file("rates.csv", &rates),
    ];
    Market::in_memory(files).unwrap()
}

#[test]
fn premiums_and_volatilities_are_one_smile() {
    let found = smiles(&market(""), "BTC").unwrap();
    assert_eq!(found.rejections, []);
    let [smile] = found.smiles.as_slice() else { panic!("{found:?}") };
    assert!((smile.forward - FORWARD).abs() < 1e-9, "{}", smile.forward);
    assert!((smile.discount - libm::exp(-0.04 * 60.0 / 365.0)).abs() < 1e-12);
    assert_eq!(smile.points.len(), STRIKES.len());
    for (point, strike) in smile.points.iter().zip(STRIKES) {
        assert!((point.log_moneyness - libm::log(strike / FORWARD)).abs() < 1e-9);
        assert!((point.volatility - volatility(strike)).abs() < 1e-9, "{strike}: {point:?}");
        assert!((0.05..=1.0).contains(&point.weight));
    }
    // A parabola of volatilities is no SVI, but not far from one.
    let fit = SurfaceFit::fit(&found.smiles).unwrap();
    assert!(fit.slices[0].rms_error < 0.02, "{fit:?}");
}

#[test]
fn what_is_left_out_is_said() {
    let (near, far) = (NOW + 60 * DAY, NOW + 90 * DAY);
    let more = format!(
        "c,BTC,{near},100,call,,,,0.9,{NOW}\n\
         d,BTC,{near},70,call,,,10,,{NOW}\n\
         e,BTC,{near},75,put,,,,0.6,{NOW}\n\
         a,BTC,{far},100,call,,,15,,{NOW}\n\
         a,BTC,{far},100,put,,,14,,{NOW}\n"
    );
    let found = smiles(&market(&more), "BTC").unwrap();
    assert_eq!(found.smiles, smiles(&market(""), "BTC").unwrap().smiles);
    let said: Vec<String> = found.rejections.iter().map(ToString::to_string).collect();
    let expected = [
        "d on BTC call at 70",
        "all sources on BTC volatility at 75 of 1772438400: 1 sources, and the policy asks for 2",
        "c on BTC volatility at 100",
        "all sources on BTC volatility at 100 of 1775030400: 1 sources",
        "all sources on BTC options of 1775030400: 0 good strikes, and the policy asks for 5",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn an_expiry_without_a_forward_is_an_error() {
    let alone = format!("b,BTC,{},100,call,,,,0.6,{NOW}\n", NOW + 90 * DAY);
    let error = smiles(&market(&alone), "BTC").unwrap_err();
    assert!(matches!(error, FitError::NoForward { .. }), "{error}");
    let none = smiles(&market(""), "ETH").unwrap_err();
    assert!(matches!(none, FitError::TooFew { count: 0, .. }), "{none}");
}
