//! Markets, moves and smiles against figures worked out by hand.

use std::sync::Arc;

use super::*;
use crate::Square;

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * (1.0 + expected.abs()), "{found} not {expected}");
}

fn parts() -> MarketParts {
    let underlying = |name: &str, spot, volatility| Underlying {
        name: name.to_owned(),
        classes: vec!["majors".to_owned()],
        spot,
        carry: Curve::flat(0.1),
        smile: Some(Arc::new(FlatSmile(volatility))),
    };
    MarketParts {
        underlyings: vec![underlying("BTC", 100.0, 0.5), underlying("ETH", 10.0, 0.8)],
        coins: vec![SettlementCoin { name: "USDC".to_owned(), worth: 1.0 }],
        wrappers: vec![Wrapper {
            name: "STETH".to_owned(),
            underlying: "ETH".to_owned(),
            ratio: 0.99,
        }],
        rates: Curve::new(vec![(0.5, 0.04), (1.5, 0.06)]).unwrap(),
        correlations: Square::from_rows(&[vec![1.0, 0.6], vec![0.6, 1.0]]),
    }
}

#[test]
fn curves_are_straight_between_points_and_flat_beyond() {
    let curve = Curve::new(vec![(1.0, 2.0), (3.0, 6.0), (4.0, 0.0)]).unwrap();
    for (at, value) in [(0.0, 2.0), (1.0, 2.0), (2.0, 4.0), (3.0, 6.0), (3.5, 3.0), (9.0, 0.0)] {
        near(curve.at(at), value);
    }
    for points in [vec![], vec![(1.0, 0.0), (1.0, 0.0)], vec![(2.0, 0.0), (1.0, 0.0)]] {
        assert!(matches!(Curve::new(points), Err(StateError::Curve { .. })));
    }
    assert!(Curve::new(vec![(0.0, f64::NAN)]).is_err());
    assert!(Curve::new(vec![(f64::NAN, 0.0)]).is_err());
}

#[test]
fn a_move_moves_what_it_says() {
    let market = MarketState::new(parts()).unwrap();
    let mut shift = Shift::nothing(&market);
    shift.spot = vec![-0.5, 0.2];
    shift.pegs = vec![-0.1];
    shift.wrappers = vec![-0.2];
    shift.volatility[0].relative = 0.4;
    shift.volatility[1].absolute = -0.1;
    shift.carry[0] = Some(Curve::flat(-0.02));
    shift.rate = Some(Curve::flat(0.01));
    shift.correlation = 0.25;
    shift.days = 36.5;
    let moved = market.moved(shift).unwrap();
    let btc = moved.underlying("BTC").unwrap();
    near(btc.spot(), 50.0);
    near(btc.forward(1.1).unwrap(), 50.0 * libm::exp(0.08));
    near(btc.volatility(1.0, 80.0).unwrap(), 0.7);
    near(moved.underlying("ETH").unwrap().volatility(1.0, 8.0).unwrap(), 0.7);
    near(moved.coin("USDC").unwrap(), 0.9);
    near(moved.wrapper("STETH").unwrap(), 12.0 * 0.99 * 0.8);
    near(moved.discount(1.0).unwrap(), libm::exp(-0.06 * 0.9));
    near(moved.correlation("BTC", "ETH").unwrap(), 0.7);
    near(moved.correlation("BTC", "BTC").unwrap(), 1.0);
    near(moved.remaining(0.05), 0.0);
    let still = market.still();
    near(still.correlation("ETH", "BTC").unwrap(), 0.6);
    near(still.underlying("BTC").unwrap().forward(0.0).unwrap(), 100.0);
}

#[test]
fn near_expiries_move_more() {
    let law = TenorLaw {
        pivot_days: 30.0,
        sooner: 0.5,
        later: 0.25,
        floor_days: 1.2,
        least: 0.6,
        most: None,
    };
    let days = |days: f64| law.factor(days / 365.0);
    near(days(30.0), 1.0);
    near(days(7.5), 2.0);
    near(days(1.2), 5.0);
    near(days(0.1), 5.0);
    near(days(120.0), libm::pow(4.0, -0.25));
    near(days(30_000.0), 0.6);
    let bounded = TenorLaw { floor_days: 0.0, most: Some(1.5), ..law };
    near(bounded.factor(0.0), 1.5);
    let unbounded = TenorLaw { floor_days: 0.0, ..law };
    near(unbounded.factor(0.0), libm::sqrt(30.0));
    assert_eq!(law.fault(), None);
    assert!(TenorLaw { pivot_days: 0.0, ..law }.fault().is_some());
    assert!(TenorLaw { sooner: f64::NAN, ..law }.fault().is_some());
    assert!(TenorLaw { most: Some(0.5), ..law }.fault().is_some());
}

#[test]
fn surfaces_are_straight_between_points_both_ways() {
    let surface = Surface {
        days: vec![10.0, 30.0],
        moneyness: vec![0.8, 1.2],
        relative: vec![vec![0.4, 0.2], vec![0.2, 0.0]],
    };
    assert_eq!(surface.fault(), None);
    let shift = VolatilityShift { surface: Some(Arc::new(surface.clone())), ..Default::default() };
    let at = |days: f64, moneyness| shift.apply(1.0, days / 365.0, moneyness) - 1.0;
    for (days, moneyness, expected) in
        [(10.0, 0.8, 0.4), (1.0, 0.5, 0.4), (20.0, 1.0, 0.2), (30.0, 1.0, 0.1), (99.0, 9.0, 0.0)]
    {
        assert!((at(days, moneyness) - expected).abs() < 1e-12, "{days} {moneyness}");
    }
    let wrong = [
        Surface { days: vec![], ..surface.clone() },
        Surface { moneyness: vec![1.2, 0.8], ..surface.clone() },
        Surface { relative: vec![vec![0.4, 0.2]], ..surface.clone() },
        Surface { relative: vec![vec![0.4, f64::NAN], vec![0.2, 0.0]], ..surface },
    ];
    assert!(wrong.iter().all(|surface| surface.fault().is_some()));
}

/// Volatility falls with the strike.
#[derive(Debug)]
struct Skew;

impl ImpliedVolatility for Skew {
    fn volatility(&self, _years: f64, strike: f64) -> f64 {
        1.0 - strike / 200.0
    }
}

#[test]
fn smiles_stay_with_the_strike_or_with_moneyness() {
    let mut parts = parts();
    parts.underlyings[0].smile = Some(Arc::new(Skew));
    let market = MarketState::new(parts).unwrap();
    let mut shift = Shift::nothing(&market);
    shift.spot[0] = -0.2;
    let asked = |shift: &Shift| {
        let moved = market.moved(shift.clone()).unwrap();
        moved.underlying("BTC").unwrap().volatility(1.0, 80.0).unwrap()
    };
    near(asked(&shift), 0.6);
    shift.smile = SmileRule::StickyMoneyness;
    near(asked(&shift), 0.5);
    // A shift that leaves no volatility is an error, not a floor.
    shift.volatility[0].absolute = -0.5;
    let moved = market.moved(shift).unwrap();
    let error = moved.underlying("BTC").unwrap().volatility(1.0, 80.0).unwrap_err();
    assert!(error.to_string().contains("volatility after the move of BTC is 0"), "{error}");
}

#[test]
fn markets_that_cannot_be_are_refused() {
    type Spoil = fn(&mut MarketParts);
    let spoilt: [(Spoil, &str); 9] = [
        (|parts| parts.underlyings[0].spot = f64::NAN, "spot of BTC is NaN"),
        (|parts| parts.underlyings[1].spot = 0.0, "spot of ETH is 0"),
        (|parts| parts.underlyings[1].name = "BTC".to_owned(), "BTC is listed twice"),
        (|parts| parts.coins[0].worth = -1.0, "worth of USDC is -1"),
        (|parts| parts.wrappers[0].ratio = f64::INFINITY, "ratio of STETH is inf"),
        (|parts| parts.wrappers[0].underlying = "SOL".to_owned(), "no underlying SOL"),
        (|parts| parts.underlyings[0].carry = Curve::flat(f64::NAN), "carry of BTC is NaN"),
        (
            |parts| parts.correlations = Square::from_rows(&[vec![1.0, 0.6], vec![0.5, 1.0]]),
            "a correlation of BTC is 0.6",
        ),
        (|parts| parts.correlations = Some(Square::identity(3)), "a market of 2"),
    ];
    for (spoil, expected) in spoilt {
        let mut parts = parts();
        spoil(&mut parts);
        let error = MarketState::new(parts).unwrap_err().to_string();
        assert!(error.contains(expected), "{error} does not say {expected}");
    }
    let market = MarketState::new(parts()).unwrap();
    for change in [-1.0, -2.0, f64::NAN, f64::INFINITY] {
        let mut shift = Shift::nothing(&market);
        shift.spot[0] = change;
        assert!(market.moved(shift).is_err(), "{change}");
    }
    let mut shift = Shift::nothing(&market);
    shift.pegs.clear();
    assert!(matches!(market.moved(shift), Err(StateError::Fit { .. })));
}
