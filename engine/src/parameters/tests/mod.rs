//! A small venue, and tables of it.

mod between;
mod figures;
mod rounding;
mod verifying;

use std::sync::Arc;

use plimsoll_statement::{
    CapacityFile, CoverFile, Decimal, LotSize, ParametersFile, RowFile, UnderlyingFile,
};

use super::*;
use crate::Right;
use crate::instruments::{
    Cash, Contract, EuropeanOption, InverseContract, LinearContract, Role, Settlement, SpotCoin,
    StakedCoin, VarianceContract,
};
use crate::scenarios::{ScenarioPlan, ScenarioSource, preset};
use crate::state::FlatSmile;
use crate::state::{
    Curve, ImpliedVolatility, MarketParts, MarketState, SettlementCoin, Underlying, Wrapper,
};

/// Dearer below the money, and near.
#[derive(Debug)]
struct Skew {
    spot: f64,
}

impl ImpliedVolatility for Skew {
    fn volatility(&self, years: f64, strike: f64) -> f64 {
        let away = libm::log(strike / self.spot);
        0.5 + 0.05 / (0.2 + years) - 0.1 * away + 0.1 * (away * away).min(4.0)
    }
}

fn market() -> MarketState {
    let underlying =
        |name: &str, class: &str, spot: f64, smile: Arc<dyn ImpliedVolatility>| Underlying {
            name: name.to_owned(),
            classes: vec![class.to_owned()],
            spot,
            carry: Curve::flat(0.06),
            smile: Some(smile),
        };
    let coin = |name: &str| SettlementCoin { name: name.to_owned(), worth: 1.0 };
    MarketState::new(MarketParts {
        underlyings: vec![
            underlying("BTC", "options", 95_000.0, Arc::new(Skew { spot: 95_000.0 })),
            underlying("ETH", "options", 3_300.0, Arc::new(FlatSmile(0.65))),
        ],
        coins: vec![coin("USDC"), coin("USDT")],
        wrappers: vec![Wrapper { name: "STETH".into(), underlying: "ETH".into(), ratio: 0.9985 }],
        rates: Curve::flat(0.04),
        correlations: None,
    })
    .unwrap()
}

fn lot(exponent: i32) -> LotSize {
    LotSize::new(Decimal::new(1, exponent).unwrap()).unwrap()
}

fn listing(symbol: &str, exponent: i32, contract: impl Contract + 'static) -> Listing {
    let asset = matches!(contract.role(), Role::Cash | Role::Collateral);
    Listing {
        symbol: symbol.to_owned(),
        underlying: contract.moves_with().first().map(|name| (*name).to_owned()),
        lot_size: lot(exponent),
        asset,
        contract: Box::new(contract),
        charges: Charges {
            spread: 0.000_5,
            spread_of_mark: 0.04,
            tiers: Charges::depth_tiers(4e7, 1.3, &[1.0, 4.0]),
            ..Charges::default()
        },
    }
}

fn option(right: Right, strike: f64, days: f64, settlement: Settlement) -> EuropeanOption {
    EuropeanOption { underlying: "BTC".into(), right, strike, years: days / 365.0, settlement }
}

/// Two balances of money, two of coins, futures of every kind, options over
/// strikes and expiries, and a swap.
fn listings() -> Vec<Listing> {
    let perp = |underlying: &str, settles_in: Option<&str>, years| LinearContract {
        underlying: underlying.to_owned(),
        settles_in: settles_in.map(str::to_owned),
        years,
    };
    let mut all = vec![
        Listing {
            charges: Charges::default(),
            ..listing("USDC", -6, Cash { coin: "USDC".into() })
        },
        listing("USDT", -6, Cash { coin: "USDT".into() }),
        listing("BTC", -4, SpotCoin { underlying: "BTC".into() }),
        listing("STETH", -3, StakedCoin { wrapper: "STETH".into(), underlying: "ETH".into() }),
        listing("BTC-PERP", -4, perp("BTC", Some("USDC"), None)),
        listing("ETH-PERP", -3, perp("ETH", Some("USDT"), None)),
        listing("BTC-60D", -4, perp("BTC", None, Some(60.0 / 365.0))),
        listing("BTC-INVERSE", 0, InverseContract { underlying: "BTC".into(), years: None }),
        listing(
            "BTC-INVERSE-60D",
            0,
            InverseContract { underlying: "BTC".into(), years: Some(60.0 / 365.0) },
        ),
        listing(
            "BTC-VARIANCE",
            2,
            VarianceContract {
                underlying: "BTC".into(),
                strike: 0.55,
                whole_years: 0.5,
                years: 0.25,
                realised: 0.28,
            },
        ),
    ];
    for days in [1.0, 7.0, 30.0, 180.0] {
        for strike in [70_000.0, 90_000.0, 95_000.0, 100_000.0, 130_000.0] {
            let dollars = Settlement::Coin("USDC".into());
            let call = option(Right::Call, strike, days, dollars);
            let put = option(Right::Put, strike, days, Settlement::Underlying);
            all.push(listing(&format!("{days}D-{strike}-C"), -2, call));
            all.push(listing(&format!("{days}D-{strike}-P"), -2, put));
        }
    }
    all
}

const CAPACITY: CapacityFile = CapacityFile { assets: 4, zero_sum: 46, tiers: 2 };

fn references() -> Vec<UnderlyingFile> {
    ["BTC", "ETH"]
        .map(|name| UnderlyingFile { name: name.into(), reference: format!("{name}-PERP") })
        .to_vec()
}

fn table_of(
    market: &MarketState,
    listings: &[Listing],
    sources: &[ScenarioSource],
) -> Result<ParametersFile, TableError> {
    let plan = ScenarioPlan::new(market, sources)?;
    build_table(&TableInputs {
        market,
        listings,
        plan: &plan,
        capacity: CAPACITY,
        cover: CoverFile::All,
        underlyings: &references(),
        provenance: None,
    })
}

fn table(presets: &[&str]) -> ParametersFile {
    let sources: Vec<_> = presets.iter().map(|name| preset(name).unwrap()).collect();
    table_of(&market(), &listings(), &sources).unwrap()
}

fn source(text: &str) -> ScenarioSource {
    ScenarioSource::parse("mine.json", text.as_bytes()).unwrap()
}

fn row<'a>(file: &'a ParametersFile, symbol: &str) -> &'a RowFile {
    file.assets.iter().chain(&file.zero_sum).find(|row| row.symbol == symbol).unwrap()
}
