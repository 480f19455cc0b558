//! Roundings never help who holds a position; threads change nothing; what does
//! not fit is refused.

use super::*;

/// For every row, side and scenario: what the table leaves of a lot is no more
/// than what the model leaves of it.
#[test]
fn no_rounding_is_against_safety() {
    let (market, listings) = (market(), listings());
    let sources = [preset("span-16").unwrap(), preset("stresses").unwrap()];
    let plan = ScenarioPlan::new(&market, &sources).unwrap();
    let file = table_of(&market, &listings, &sources).unwrap();
    let still = market.still();
    let mut exact_rows = 0;
    for listing in &listings {
        let row = row(&file, &listing.symbol);
        let lot: f64 = listing.lot_size.to_string().parse().unwrap();
        let scale = lot * 1e8;
        let mark = listing.contract.worth(&still, &still).unwrap();
        let worth = listing.contract.notional(&still).unwrap();
        let charges = &listing.charges;
        let spread = worth * charges.spread + mark.abs() * charges.spread_of_mark;
        let limited = listing.contract.role() == Role::Option;
        let long_spread = if limited { spread.min(mark) } else { spread };
        for (column, &gain) in plan.columns.iter().zip(&row.pnl) {
            let moved = market.moved(column.shift.clone()).unwrap();
            let change = (listing.contract.worth(&still, &moved).unwrap() - mark) * column.weight;
            // Floats of this size are off by less.
            let slack = 1e-6;
            let long = (row.mark + gain - row.haircut_long) as f64;
            assert!(long <= scale * (mark + change - long_spread) + slack, "{}", row.symbol);
            let short = -(row.mark + gain + row.haircut_short) as f64;
            assert!(short <= scale * (-mark - change - spread) + slack, "{}", row.symbol);
        }
        let tiers: Vec<_> = charges.tiers.iter().zip(&row.tiers).collect();
        for (rule, &(knee, slope)) in tiers {
            assert!(knee as f64 * lot * worth <= rule.beyond * (1.0 + 1e-12), "{}", row.symbol);
            assert!(slope as f64 >= rule.costs * scale * worth - 1e-6, "{}", row.symbol);
        }
        exact_rows += i32::from(row.exact);
    }
    assert_eq!(exact_rows, 2);
}

#[test]
fn depth_and_volatility_make_tiers() {
    let tiers = Charges::depth_tiers(10e6, 2.0, &[1.0, 4.0, 9.0]);
    let found: Vec<(f64, f64)> = tiers.iter().map(|tier| (tier.beyond, tier.costs)).collect();
    // 1%, 2% and 3% of a market twice as volatile, each above the one before.
    assert_eq!(found.iter().map(|tier| tier.0).collect::<Vec<_>>(), [10e6, 40e6, 90e6]);
    assert!(found.iter().all(|tier| (tier.1 - 0.02).abs() < 1e-15));
    // A calm market takes no more than the measured depth.
    let calm = Charges::depth_tiers(10e6, 0.5, &[1.0]);
    assert_eq!(calm[0].costs, 0.01);
}

#[test]
fn threads_change_no_bit() {
    let hash = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        hex::encode(pool.install(|| table(&["scan-24", "history"])).sha256())
    };
    let (one, two) = (hash(1), hash(2));
    assert_eq!(one, two);
    assert_eq!(one, PINNED);
}

const PINNED: &str = "4fed48595b0cd99605cb9d919757aca8547c65ae4652973355f2637bb74e0f1f";

#[test]
fn what_does_not_fit_is_refused() {
    let refused = |spoil: &dyn Fn(&mut Listing)| {
        let mut listings = listings();
        let at = listings.iter().position(|listing| listing.symbol == "30D-95000-C").unwrap();
        spoil(&mut listings[at]);
        let sources = [preset("span-16").unwrap()];
        table_of(&market(), &listings, &sources).unwrap_err().to_string()
    };
    let large = refused(&|listing| listing.lot_size = lot(9));
    assert!(large.contains("30D-95000-C: the mark is"), "{large}");
    let negative = refused(&|listing| listing.charges.spread = -0.1);
    assert!(negative.contains("the spread is -0.1"), "{negative}");
    let endless = refused(&|listing| listing.charges.floor_short = f64::NAN);
    assert!(endless.contains("the floor of shorts is NaN"), "{endless}");
    let tiers = refused(&|listing| {
        listing.charges.tiers = Charges::depth_tiers(1e6, 1.0, &[1.0, 2.0, 3.0]);
    });
    assert!(tiers.contains("3 tiers, where rows have room for 2"), "{tiers}");
    let unknown = refused(&|listing| {
        let coin = Settlement::Coin("DAI".into());
        listing.contract = Box::new(option(Right::Call, 1e5, 9.0, coin));
    });
    assert!(unknown.contains("30D-95000-C in scenario \"zero move\""), "{unknown}");
    // A move that only some contracts cannot follow names the scenario.
    let text = r#"{"version":1,"name":"x","tests":[{"name":"t","groups":["g"]}],
        "groups":[{"name":"g","scenarios":[{"name":"no vol","volatility_points":{"*":-0.9}}]}]}"#;
    let error = table_of(&market(), &listings(), &[source(text)]).unwrap_err().to_string();
    assert!(error.contains("in scenario \"no vol\": volatility after the move"), "{error}");
}

#[test]
fn what_is_worth_nothing_to_the_venue_has_no_worth() {
    let mut listings = listings();
    listings[2].charges.haircut_long = Haircut::Whole;
    let file = table_of(&market(), &listings, &[preset("span-16").unwrap()]).unwrap();
    let row = row(&file, "BTC");
    assert_eq!(row.haircut_long, row.mark + 1);
}
