//! Figures of tables against direct formulas, for each of the three
//! generations.

use plimsoll_statement::Parameters;

use super::*;
use crate::VanillaOption;

#[test]
fn every_preset_makes_valid_parameters() {
    for name in ["static-leverage", "greeks", "span-16", "deribit-27-8", "pmrm-33", "scan-24"] {
        let file = table(&[name, "history", "stresses"]);
        assert!(Parameters::new(file).is_ok(), "{name}");
    }
}

#[test]
fn gains_are_full_revaluation() {
    let file = table(&["deribit-27-8"]);
    // A call of thirty days in USDC, one hundredth of a coin to a lot.
    let years = 30.0 / 365.0;
    let price = |spot: f64, volatility: f64| {
        let option = VanillaOption {
            right: Right::Call,
            forward: spot * libm::exp(0.06 * years),
            strike: 100_000.0,
            years,
            volatility,
            discount: libm::exp(-0.04 * years),
        };
        option.price() * 0.01
    };
    let calm = Skew { spot: 95_000.0 }.volatility(years, 100_000.0);
    let mark = price(95_000.0, calm);
    let found = row(&file, "30D-100000-C");
    assert_eq!(found.mark, units(mark));
    // Column 1 is spot −1 and volatility −1; 30 days is the pivot.
    assert_eq!(found.pnl[1], units(price(95_000.0 * 0.84, calm * 0.75) - mark));
    assert_eq!(found.pnl[27], units(price(95_000.0 * 1.16, calm * 1.5) - mark));
    // Two thirds down, of which 8/33 counts.
    let damped = (price(95_000.0 * 0.34, calm * 1.5) - mark) * 8.0 / 33.0;
    assert_eq!(found.pnl[28], units(damped));
    // A week moves by the law.
    let near = row(&file, "7D-100000-C");
    let years = 7.0 / 365.0;
    let calm = Skew { spot: 95_000.0 }.volatility(years, 100_000.0);
    let week = |volatility| {
        let option = VanillaOption {
            right: Right::Call,
            forward: 95_000.0 * libm::exp(0.06 * years),
            strike: 100_000.0,
            years,
            volatility,
            discount: libm::exp(-0.04 * years),
        };
        option.price() * 0.01
    };
    let up = calm * (1.0 + 0.5 * libm::pow(30.0 / 7.0, 0.3));
    assert!((near.pnl[15] - units(week(up) - week(calm))).abs() <= 1);
    // What does not move with BTC does not move, and futures are linear.
    assert!(row(&file, "ETH-PERP").pnl[1..36].iter().all(|&gain| gain == 0));
    assert_eq!(row(&file, "BTC-PERP").pnl[1], units(-95_000.0 * 0.16 * 0.0001));
    assert_eq!(row(&file, "BTC-INVERSE").pnl[1], units(-0.16));
    assert_eq!(row(&file, "USDC").pnl, vec![0; file.scenarios.len()]);
}

fn units(dollars: f64) -> i64 {
    crate::round::whole_to_nearest(dollars * crate::round::UNITS_PER_USD)
}

#[test]
fn pegs_are_exact_in_cash_and_cost_who_is_long_in_it() {
    let file = table(&["span-16", "stresses"]);
    let at = file.scenarios.iter().position(|name| name == "USDC loses its peg").unwrap();
    let usdc = row(&file, "USDC");
    assert_eq!((usdc.mark, usdc.exact, usdc.pnl[at]), (100, true, -12));
    assert_eq!((usdc.haircut_long, usdc.haircut_short), (0, 0));
    // The quote of a future rises by what its coin loses.
    assert_eq!(row(&file, "BTC-PERP").pnl[at], units(0.12 * 9.5));
    assert_eq!(row(&file, "BTC-60D").pnl[at], 0);
}

/// Greeks alone, and all of it, for the same move of spot.
fn spot_moves(share: f64) -> ParametersFile {
    let text = format!(
        r#"{{"version":1,"name":"x","ranges":{{"*":{{"spot":{share}}}}},
        "tests":[{{"name":"t","groups":["g"]}}],
        "groups":[{{"name":"g","moves":[{{"name":"all","spot":1}},
        {{"spot":1,"measure":"first_order"}},{{"spot":1,"measure":"second_order"}}]}}]}}"#
    );
    table_of(&market(), &listings(), &[source(&text)]).unwrap()
}

#[test]
fn sensitivities_are_the_series_of_full_revaluation() {
    let (far, near) = (spot_moves(0.01), spot_moves(0.005));
    let error = |row: &RowFile| (row.pnl[1] - row.pnl[2] - row.pnl[3]) as f64;
    let mut checked = 0;
    for (far, near) in far.zero_sum.iter().zip(&near.zero_sum) {
        // What is left out is of third order: half the move, an eighth of it.
        let (wide, narrow) = (error(far).abs(), error(near).abs());
        if wide > 2_000.0 && !far.symbol.starts_with("1D") {
            assert!(wide / narrow > 4.0, "{}: {wide} {narrow}", far.symbol);
            checked += 1;
        }
        let size = far.pnl[1].abs().max(1_000) as f64;
        if !far.symbol.starts_with("1D") {
            assert!(wide < 0.02 * size + 1e6, "{}: {wide} of {size}", far.symbol);
        }
        assert_eq!(far.symbol, near.symbol);
    }
    assert!(checked > 10, "{checked}");
    let perp = row(&far, "BTC-PERP");
    assert_eq!((perp.pnl[1], perp.pnl[3]), (perp.pnl[2], 0));
}

#[test]
fn delta_gamma_vega_and_theta_are_black_scholes() {
    let file = table(&["greeks"]);
    let found = row(&file, "30D-95000-P");
    let years = 30.0 / 365.0;
    let forward = 95_000.0 * libm::exp(0.06 * years);
    let volatility = Skew { spot: 95_000.0 }.volatility(years, 95_000.0);
    let deviation = volatility * years.sqrt();
    let d1 = libm::log(forward / 95_000.0) / deviation + 0.5 * deviation;
    let density = libm::exp(-0.5 * d1 * d1) / libm::sqrt(2.0 * std::f64::consts::PI);
    // Inverse: discounted by the carry, so S·N(d1) like a stock that yields nothing.
    let delta = -0.5 * libm::erfc(d1 * std::f64::consts::FRAC_1_SQRT_2);
    let gamma = density / (95_000.0 * deviation);
    let vega = 95_000.0 * density * years.sqrt();
    let at = |name: &str| {
        let column = file.scenarios.iter().position(|found| found == name).unwrap();
        found.pnl[column] as f64 / 1e8 / 0.01
    };
    let move_of_spot = 0.15 * 95_000.0;
    let near = |found: f64, expected: f64| {
        assert!((found - expected).abs() < 1e-5 * expected.abs() + 1e-6, "{found} {expected}");
    };
    near(at("BTC: delta, spot +1"), delta * move_of_spot);
    near(at("BTC: delta, spot -1"), -delta * move_of_spot);
    near(at("BTC: gamma, spot +1"), 0.5 * gamma * move_of_spot * move_of_spot);
    near(at("BTC: vega, vol +1"), vega * 0.45 * volatility);
    near(at("BTC: vega, vol -1"), -vega * 0.3 * volatility);
    let rate = 0.06;
    let tail = 0.5 * libm::erfc((d1 - deviation) * std::f64::consts::FRAC_1_SQRT_2);
    let theta = -95_000.0 * density * volatility / (2.0 * years.sqrt())
        + rate * 95_000.0 * libm::exp(-rate * years) * tail;
    near(at("BTC: a day passes"), theta / 365.0);
    let perp = row(&file, "BTC-PERP");
    let gamma = file.scenarios.iter().position(|name| name == "BTC: gamma, spot +1").unwrap();
    assert_eq!(perp.pnl[gamma], 0);
}

#[test]
fn static_leverage_is_a_share_of_what_is_held() {
    let file = table(&["static-leverage"]);
    let perp = row(&file, "BTC-PERP");
    assert_eq!((perp.floor_long, perp.floor_short), (47_500_000, 47_500_000));
    assert_eq!(perp.pnl, [0]);
    let option = row(&file, "30D-95000-C");
    assert_eq!(option.floor_long, 0);
    let forward = 95_000.0 * libm::exp(0.06 * 30.0 / 365.0) * 0.01;
    assert_eq!(option.floor_short, crate::round::units_rounded_up(0.1 * forward));
    assert_eq!(row(&file, "BTC").floor_short, 0);
}

/// Builds 512 rows in 64 scenarios: `cargo test -p plimsoll-engine --release
/// a_full_table -- --ignored --nocapture`.
#[test]
#[ignore = "measures time"]
fn a_full_table() {
    let mut all = listings();
    let mut more = 0;
    while all.len() < 511 {
        let (days, strike) = (f64::from(1 + more % 40), 60_000.0 + 1_000.0 * f64::from(more / 7));
        let call = option(Right::Call, strike, days, Settlement::Dollars);
        all.push(listing(&format!("{more}"), -2, call));
        more += 1;
    }
    for presets in [["span-16", "history", "stresses"], ["pmrm-33", "history", "stresses"]] {
        let sources = presets.map(|name| preset(name).unwrap());
        let begun = std::time::Instant::now();
        let file = table_of(&market(), &all, &sources).unwrap();
        println!("{} rows, {} scenarios: {:?}", 511, file.scenarios.len(), begun.elapsed());
    }
}
