//! Scenario files, expanded for a small market: figures or an explanation.
#![no_main]

use plimsoll_engine::scenarios::{ScenarioPlan, ScenarioSource};
use plimsoll_engine::state::{Curve, MarketParts, MarketState, SettlementCoin, Underlying};

fn market() -> Option<MarketState> {
    let underlying = |name: &str, class: &str| Underlying {
        name: name.to_owned(),
        classes: vec![class.to_owned()],
        spot: 100.0,
        carry: Curve::flat(0.02),
        smile: None,
    };
    let parts = MarketParts {
        underlyings: vec![underlying("BTC", "majors"), underlying("DOGE", "small")],
        coins: vec![SettlementCoin { name: "USDC".to_owned(), worth: 1.0 }],
        wrappers: Vec::new(),
        rates: Curve::flat(0.03),
        correlations: None,
    };
    MarketState::new(parts).ok()
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let market = market();
    assert!(market.is_some(), "the market is one");
    let plan = ScenarioSource::parse("scenarios.json", bytes)
        .and_then(|source| market.map(|market| ScenarioPlan::new(&market, &[source])).transpose());
    if let Err(error) = plan {
        assert!(!error.to_string().is_empty());
    }
});
