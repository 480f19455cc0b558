//! The sample's table against the general builder's: the same market, contracts
//! and scenarios, as anyone would give them, make the same figures.

use std::sync::Arc;

use plimsoll_statement::CoverFile;

use super::catalogue::{Catalogue, Listing as Listed, Payoff};
use super::market::{BTC, Coin, ETH, Market, SOL, Stable};
use super::random::Random;
use super::rows;
use super::scenarios::Scenarios;
use crate::instruments::{
    Cash, Contract, EuropeanOption, LinearContract, Settlement, SpotCoin, StakedCoin,
};
use crate::parameters::{Charges, Haircut, Listing, TableInputs, TierRule, build_table};
use crate::scenarios::{ScenarioPlan, preset};
use crate::state::ImpliedVolatility;
use crate::state::{Curve, MarketParts, MarketState, SettlementCoin, Underlying, Wrapper};

const TOKEN: &str = "SVT";
const STAKED: &str = "STETH";

/// The sample's smile of a coin.
#[derive(Debug)]
struct SampleSmile {
    coin: Coin,
    carry: f64,
}

impl ImpliedVolatility for SampleSmile {
    fn volatility(&self, years: f64, strike: f64) -> f64 {
        let forward = self.coin.spot * libm::exp(self.carry * years);
        let deviations = libm::log(strike / forward) / years.sqrt();
        let smile = 1.0 - 0.12 * deviations + 0.25 * deviations * deviations;
        self.coin.volatility * smile.clamp(0.7, 1.8)
    }
}

fn state(market: &Market) -> MarketState {
    let underlying = |(at, coin): (usize, &Coin)| Underlying {
        name: coin.name.to_owned(),
        classes: vec![if at < 2 { "options" } else { "futures" }.to_owned()],
        spot: coin.spot,
        carry: Curve::flat(market.carry),
        smile: Some(Arc::new(SampleSmile { coin: *coin, carry: market.carry })),
    };
    let coin = |name: &str, worth| SettlementCoin { name: name.to_owned(), worth };
    MarketState::new(MarketParts {
        underlyings: market.coins.iter().enumerate().map(underlying).collect(),
        // The venue's token has a price that no scenario moves.
        coins: vec![coin("USDC", 1.0), coin("USDT", 1.0), coin(TOKEN, market.token)],
        wrappers: vec![Wrapper {
            name: STAKED.to_owned(),
            underlying: "ETH".to_owned(),
            ratio: market.staked,
        }],
        rates: Curve::flat(0.0),
        correlations: None,
    })
    .unwrap()
}

fn contract(market: &Market, listed: &Listed) -> Box<dyn Contract> {
    let name = |id| market.coin(id).name.to_owned();
    let settles_in = listed.settles_in.map(|coin| coin.name().to_owned());
    match listed.payoff {
        Payoff::Cash(coin) | Payoff::Pending(coin) | Payoff::Unsettled(coin) => {
            Box::new(Cash { coin: coin.name().to_owned() })
        }
        Payoff::Token => Box::new(Cash { coin: TOKEN.to_owned() }),
        Payoff::Coin(id) => Box::new(SpotCoin { underlying: name(id) }),
        Payoff::Staked => {
            Box::new(StakedCoin { wrapper: STAKED.to_owned(), underlying: name(ETH) })
        }
        Payoff::Perp(id) => {
            Box::new(LinearContract { underlying: name(id), settles_in, years: None })
        }
        Payoff::Future(id, expiry) => {
            let years = Some(expiry.years());
            Box::new(LinearContract { underlying: name(id), settles_in, years })
        }
        Payoff::Option(id, expiry, right, strike) => Box::new(EuropeanOption {
            underlying: name(id),
            right,
            strike,
            years: expiry.years(),
            settlement: Settlement::Coin(settles_in.unwrap()),
        }),
    }
}

fn charges(market: &Market, payoff: Payoff) -> Charges {
    let tiers = |id, share: f64| {
        let depth = share * market.coin(id).depth;
        let tier = |beyond, costs| TierRule { beyond, costs };
        vec![tier(depth, 0.01), tier(4.0 * depth, 0.02)]
    };
    let collateral = |id, haircut| Charges {
        haircut_long: Haircut::Share(haircut),
        haircut_short: Haircut::Share(0.01),
        tiers: tiers(id, 1.0),
        ..Charges::default()
    };
    match payoff {
        Payoff::Cash(Stable::Usdc) | Payoff::Unsettled(_) => Charges::default(),
        Payoff::Cash(Stable::Usdt) => Charges {
            haircut_long: Haircut::Share(0.01),
            haircut_short: Haircut::Share(0.01),
            ..Charges::default()
        },
        Payoff::Pending(_) => Charges { haircut_long: Haircut::Whole, ..Charges::default() },
        Payoff::Token => Charges {
            haircut_long: Haircut::Whole,
            haircut_short: Haircut::Whole,
            ..Charges::default()
        },
        Payoff::Coin(id) if id == BTC => collateral(id, 0.05),
        Payoff::Coin(id) if id == SOL => collateral(id, 0.11),
        Payoff::Coin(id) => collateral(id, 0.06),
        Payoff::Staked => collateral(ETH, 0.09),
        Payoff::Perp(id) | Payoff::Future(id, _) => Charges {
            spread: market.coin(id).spread,
            floor_long: 0.01,
            floor_short: 0.01,
            tiers: tiers(id, 1.0),
            ..Charges::default()
        },
        Payoff::Option(id, ..) => Charges {
            spread: market.coin(id).spread,
            spread_of_mark: 0.04,
            floor_short: 0.02,
            tiers: tiers(id, 0.05),
            ..Charges::default()
        },
    }
}

#[test]
fn the_builder_makes_the_sample() {
    let market = Market::drawn(&mut Random::new(1, *b"market  "));
    let catalogue = Catalogue::new(&market).unwrap();
    let sample = rows::parameters_file(&market, &catalogue, &Scenarios::new(&market));

    let state = state(&market);
    let listing = |listed: &Listed| Listing {
        symbol: listed.instrument.symbol.clone(),
        underlying: listed.instrument.underlying.clone(),
        lot_size: listed.instrument.lot_size,
        asset: listed.instrument.kind.is_asset(),
        contract: contract(&market, listed),
        charges: charges(&market, listed.payoff),
    };
    let listings: Vec<Listing> = catalogue.listings.iter().map(listing).collect();
    let plan = ScenarioPlan::new(&state, &[preset("sample").unwrap()]).unwrap();
    assert!(plan.absent.is_empty(), "{:?}", plan.absent);
    let built = build_table(&TableInputs {
        market: &state,
        listings: &listings,
        plan: &plan,
        capacity: sample.capacity,
        cover: CoverFile::All,
        underlyings: &sample.underlyings,
        provenance: None,
    })
    .unwrap();

    assert_eq!(built.scenarios, sample.scenarios);
    assert_eq!(built.groups, sample.groups);
    assert_eq!(built.tests, sample.tests);
    assert_eq!(built.stresses, sample.stresses);
    assert_eq!(built.assets.len(), sample.assets.len());
    assert_eq!(built.zero_sum.len(), sample.zero_sum.len());
    let rows = sample.assets.iter().chain(&sample.zero_sum);
    for (sample, built) in rows.zip(built.assets.iter().chain(&built.zero_sum)) {
        // The builder begins tiers at the lot below, and the sample at the
        // nearest; nothing else differs.
        let mut expected = sample.clone();
        for (tier, found) in expected.tiers.iter_mut().zip(&built.tiers) {
            assert!((0..=1).contains(&(tier.0 - found.0)), "{}: {tier:?} {found:?}", built.symbol);
            tier.0 = found.0;
        }
        assert_eq!(*built, expected);
    }
}
