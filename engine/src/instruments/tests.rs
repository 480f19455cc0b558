//! Every contract against its formula.

use std::sync::Arc;

use super::*;
use crate::state::{
    Curve, FlatSmile, ImpliedVolatility, MarketParts, MarketState, SettlementCoin, Shift,
    Underlying, Wrapper,
};
use crate::{Right, Square, VanillaOption};

fn market_with(smile: Arc<dyn ImpliedVolatility>) -> MarketState {
    let underlying = |name: &str, spot: f64, carry: f64| Underlying {
        name: name.to_owned(),
        classes: Vec::new(),
        spot,
        carry: Curve::flat(carry),
        smile: Some(Arc::clone(&smile)),
    };
    MarketState::new(MarketParts {
        underlyings: vec![underlying("BTC", 100.0, 0.1), underlying("ETH", 50.0, 0.0)],
        coins: vec![SettlementCoin { name: "USDC".to_owned(), worth: 1.0 }],
        wrappers: vec![Wrapper { name: "WETH".into(), underlying: "ETH".into(), ratio: 0.98 }],
        rates: Curve::flat(0.05),
        correlations: Square::from_rows(&[vec![1.0, 0.5], vec![0.5, 1.0]]),
    })
    .unwrap()
}

fn market() -> MarketState {
    market_with(Arc::new(FlatSmile(0.6)))
}

/// BTC falls by a fifth, USDC by a tenth, volatility rises by half.
fn crash(market: &MarketState) -> Shift {
    let mut shift = Shift::nothing(market);
    shift.spot[0] = -0.2;
    shift.pegs[0] = -0.1;
    shift.volatility[0].relative = 0.5;
    shift
}

/// The mark, and the worth after the crash.
fn worths(contract: &dyn Contract) -> (f64, f64) {
    let market = market();
    let still = market.still();
    let after = market.moved(crash(&market)).unwrap();
    (contract.worth(&still, &still).unwrap(), contract.worth(&still, &after).unwrap())
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * (1.0 + expected.abs()), "{found} not {expected}");
}

fn btc() -> String {
    "BTC".to_owned()
}

#[test]
fn balances_are_worth_their_price() {
    let cash = worths(&Cash { coin: "USDC".to_owned() });
    near(cash.0, 1.0);
    near(cash.1, 0.9);
    let coin = worths(&SpotCoin { underlying: btc() });
    near(coin.0, 100.0);
    near(coin.1, 80.0);
    let staked = worths(&StakedCoin { wrapper: "WETH".into(), underlying: "ETH".into() });
    near(staked.0, 49.0);
    near(staked.1, 49.0);
}

#[test]
fn futures_pay_the_change_of_their_quote() {
    let perp = LinearContract { underlying: btc(), settles_in: None, years: None };
    let (mark, after) = worths(&perp);
    near(mark, 0.0);
    near(after, -20.0);
    // Quoted in coins at 90 cents, 80 dollars are 88.9 of them.
    let in_coins = LinearContract { settles_in: Some("USDC".to_owned()), ..perp };
    near(worths(&in_coins).1, 0.9 * (80.0 / 0.9 - 100.0));
    let dated = LinearContract { underlying: btc(), settles_in: None, years: Some(0.5) };
    near(worths(&dated).1, -20.0 * libm::exp(0.05));
}

#[test]
fn inverse_futures_pay_in_the_coin() {
    let perp = InverseContract { underlying: btc(), years: None };
    let (mark, after) = worths(&perp);
    near(mark, 0.0);
    near(after, (1.0 / 100.0 - 1.0 / 80.0) * 80.0);
    let dated = InverseContract { underlying: btc(), years: Some(0.5) };
    let growth = libm::exp(0.05);
    near(worths(&dated).1, (1.0 / (100.0 * growth) - 1.0 / (80.0 * growth)) * 80.0);
}

#[test]
fn options_are_black_scholes_in_what_they_settle_in() {
    let price = |forward, strike, volatility, discount| {
        let right = Right::Put;
        VanillaOption { right, forward, strike, years: 0.5, volatility, discount }.price()
    };
    let option = |settlement| EuropeanOption {
        underlying: btc(),
        right: Right::Put,
        strike: 90.0,
        years: 0.5,
        settlement,
    };
    let (growth, discount) = (libm::exp(0.05), libm::exp(-0.025));
    let dollars = worths(&option(Settlement::Dollars));
    near(dollars.0, price(100.0 * growth, 90.0, 0.6, discount));
    near(dollars.1, price(80.0 * growth, 90.0, 0.9, discount));
    // The strike is paid in coins at 90 cents.
    let coins = worths(&option(Settlement::Coin("USDC".to_owned())));
    near(coins.0, dollars.0);
    near(coins.1, price(80.0 * growth, 81.0, 0.9, discount));
    // Discounted by what the coin itself yields.
    let inverse = worths(&option(Settlement::Underlying));
    near(inverse.0, price(100.0 * growth, 90.0, 0.6, 1.0 / growth));
}

#[test]
fn an_exchange_option_is_margrabe() {
    let option = ExchangeOption { receive: btc(), give: "ETH".into(), ratio: 1.9, years: 0.5 };
    let (mark, _) = worths(&option);
    // σ² = 0.36 + 0.36 − 2 · 0.5 · 0.36.
    let expected = VanillaOption {
        right: Right::Call,
        forward: 100.0 * libm::exp(0.05),
        strike: 95.0,
        years: 0.5,
        volatility: 0.6,
        discount: libm::exp(-0.025),
    };
    near(mark, expected.price());
}

#[test]
fn a_variance_swap_is_worth_its_smile() {
    let swap = VarianceContract {
        underlying: btc(),
        strike: 0.5,
        whole_years: 1.0,
        years: 0.5,
        realised: 0.2,
    };
    // Half of the term realised 0.2, the other half prices in 0.6².
    let (mark, after) = worths(&swap);
    let expected = libm::exp(-0.025) * (0.5 * 0.2 + 0.5 * 0.36 - 0.25);
    assert!((mark - expected).abs() < 1e-7, "{mark} is not {expected}");
    let jump = libm::log(0.8);
    let expected = libm::exp(-0.025) * (0.5 * 0.2 + jump * jump + 0.5 * 0.81 - 0.25);
    assert!((after - expected).abs() < 1e-7, "{after} is not {expected}");
}

/// Dearer away from the money on both sides.
#[derive(Debug)]
struct Bowl;

impl ImpliedVolatility for Bowl {
    fn volatility(&self, _years: f64, strike: f64) -> f64 {
        let away = libm::log(strike / 100.0);
        (0.36 + 0.2 * away * away).min(4.0).sqrt()
    }
}

#[test]
fn a_variance_swap_reads_the_whole_smile() {
    let market = market_with(Arc::new(Bowl));
    let still = market.still();
    let swap = VarianceContract {
        underlying: btc(),
        strike: 0.6,
        whole_years: 0.5,
        years: 0.5,
        realised: 0.0,
    };
    assert!(swap.worth(&still, &still).unwrap() > 0.01);
}

#[test]
fn days_that_pass_take_time_value() {
    let market = market();
    let still = market.still();
    let mut shift = Shift::nothing(&market);
    shift.days = 365.0;
    let after = market.moved(shift).unwrap();
    let option = EuropeanOption {
        underlying: "ETH".to_owned(),
        right: Right::Call,
        strike: 40.0,
        years: 0.5,
        settlement: Settlement::Dollars,
    };
    near(option.worth(&still, &after).unwrap(), 10.0);
}

#[test]
fn what_a_market_does_not_have_is_said() {
    let market = market();
    let still = market.still();
    let said = |contract: &dyn Contract| contract.worth(&still, &still).unwrap_err().to_string();
    assert!(said(&Cash { coin: "DAI".into() }).contains("no settlement coin DAI"));
    assert!(said(&SpotCoin { underlying: "SOL".into() }).contains("no underlying SOL"));
    let future = LinearContract { underlying: btc(), settles_in: None, years: Some(f64::NAN) };
    assert!(said(&future).contains("a tenor of BTC is NaN"));
    let option = EuropeanOption {
        underlying: btc(),
        right: Right::Call,
        strike: -1.0,
        years: 0.5,
        settlement: Settlement::Dollars,
    };
    assert!(said(&option).contains("a strike of BTC is -1"));
    let blind = market_with(Arc::new(FlatSmile(f64::NAN)));
    let still = blind.still();
    let option = EuropeanOption { strike: 100.0, ..option };
    let error = option.worth(&still, &still).unwrap_err().to_string();
    assert!(error.contains("volatility of BTC is NaN"), "{error}");
}

#[test]
fn a_swap_at_the_par_rate_is_worth_nothing_and_gains_with_rates() {
    let parts = MarketParts {
        underlyings: Vec::new(),
        coins: Vec::new(),
        wrappers: Vec::new(),
        rates: Curve::flat(0.04),
        correlations: None,
    };
    let market = MarketState::new(parts).unwrap();
    let still = market.still();
    let par = 4.0 * libm::expm1(0.04 / 4.0);
    let swap = |fixed| RateSwapContract { fixed, payments_per_year: 4, years: 5.0 };
    assert!(swap(par).worth(&still, &still).unwrap().abs() < 1e-14);
    // A point more for five years, discounted.
    let annuity: f64 = (1..=20).map(|at| libm::exp(-0.01 * f64::from(at)) / 4.0).sum();
    let dearer = swap(par + 0.01).worth(&still, &still).unwrap();
    assert!((dearer + 0.01 * annuity).abs() < 1e-14, "{dearer}");
    let mut up = Shift::nothing(&market);
    up.rate = Some(Curve::flat(0.01));
    let up = market.moved(up).unwrap();
    let gain = swap(par).worth(&still, &up).unwrap();
    assert!((0.03..0.05).contains(&gain), "{gain}");
}
