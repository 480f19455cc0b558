//! Between grid points: random hedged books over dense spots lose no more than
//! the table says, and would without the charge for chords.

use super::*;

/// Even in [0, 1); the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, most: usize) -> usize {
        self.roll();
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

const GRID: &str = r#"{"version":1,"name":"x","tests":[{"name":"t","groups":["g"]}],
    "ranges":{"*":{"spot":0.16,"volatility_up":0.4,"volatility_down":0.25}},
    "groups":[{"name":"g","chords":CHORDS,"grid":{"spot":[-1,-0.5,0,0.5,1],
    "volatility":[-1,0,1]}}]}"#;

#[test]
fn books_lose_no_more_between_grid_points() {
    let (market, listings) = (market(), listings());
    let built = |chords: &str| {
        table_of(&market, &listings, &[source(&GRID.replace("CHORDS", chords))]).unwrap()
    };
    let (with, without) = (built("true"), built("false"));
    let rows: Vec<&RowFile> = listings.iter().map(|l| row(&with, &l.symbol)).collect();
    // What longs and shorts of a lot pay for chords.
    let gaps: Vec<(i64, i64)> = listings
        .iter()
        .zip(&rows)
        .map(|(listing, row_with)| {
            let plain = row(&without, &listing.symbol);
            assert_eq!(row_with.pnl, plain.pnl);
            let long = row_with.haircut_long - plain.haircut_long;
            (long, row_with.haircut_short - plain.haircut_short)
        })
        .collect();

    // Gains in units at spots that are no mesh points, by volatility.
    let still = market.still();
    let plan = ScenarioPlan::new(&market, &[source(&GRID.replace("CHORDS", "true"))]).unwrap();
    let mut dense: Vec<Vec<f64>> = Vec::new();
    for column in &plan.columns[1..4] {
        for step in 0..=463 {
            let mut shift = column.shift.clone();
            shift.spot.fill(-0.16 + 0.32 * f64::from(step) / 463.0);
            let moved = market.moved(shift).unwrap();
            let gains = listings.iter().map(|listing| {
                let lot: f64 = listing.lot_size.to_string().parse().unwrap();
                let mark = listing.contract.worth(&still, &still).unwrap();
                (listing.contract.worth(&still, &moved).unwrap() - mark) * lot * 1e8
            });
            dense.push(gains.collect());
        }
    }

    let mut dice = Dice(7);
    let (mut needed, books) = (0, 400);
    for _ in 0..books {
        // A few options, hedged at the money with the perpetual.
        let mut lots = vec![0i64; listings.len()];
        for _ in 0..4 {
            let at = 9 + dice.below(41);
            lots[at] += crate::round::whole_to_nearest(200.0 * dice.roll() - 100.0);
        }
        let slope: f64 = lots
            .iter()
            .enumerate()
            .map(|(at, &q)| q as f64 * (dense[464 + 250][at] - dense[464 + 214][at]))
            .sum();
        let perp = dense[464 + 250][4] - dense[464 + 214][4];
        lots[4] = -crate::round::whole_to_nearest(slope / perp);

        let gain = |column: usize| -> i64 {
            lots.iter().zip(&rows).map(|(&q, row)| q * row.pnl[column]).sum()
        };
        let worst = (1..with.scenarios.len()).map(gain).min().unwrap() as f64;
        let sizes: i64 = lots.iter().map(|q| q.abs()).sum();
        let charge: i64 = lots
            .iter()
            .zip(&gaps)
            .map(|(&q, gap)| if q > 0 { q * gap.0 } else { -q * gap.1 })
            .sum();
        let inside = dense
            .iter()
            .map(|gains| lots.iter().zip(gains).map(|(&q, gain)| q as f64 * gain).sum::<f64>())
            .fold(f64::INFINITY, f64::min);
        // Ends are rounded by half a unit a lot, which haircuts hold.
        let bound = worst - charge as f64 - 0.5 * sizes as f64;
        assert!(inside >= bound, "{inside} is below {bound}: {lots:?}");
        needed += i32::from(inside < worst - 0.02 * worst.abs() - sizes as f64);
    }
    // Without the charge the bound would not hold: this test can fail.
    assert!(needed > books / 20, "{needed} of {books}");
}

#[test]
fn gaps_are_of_what_bends() {
    let built =
        table_of(&market(), &listings(), &[source(&GRID.replace("CHORDS", "true"))]).unwrap();
    let plain =
        table_of(&market(), &listings(), &[source(&GRID.replace("CHORDS", "false"))]).unwrap();
    let gap = |symbol: &str| {
        let (with, without) = (row(&built, symbol), row(&plain, symbol));
        let long = with.haircut_long - without.haircut_long;
        (long, with.haircut_short - without.haircut_short)
    };
    assert_eq!(gap("USDC"), (0, 0));
    assert_eq!(gap("BTC"), (0, 0));
    assert_eq!(gap("BTC-PERP"), (0, 0));
    assert_eq!(gap("BTC-INVERSE"), (0, 0));
    // An option bends one way: its writer pays nothing.
    let (long, short) = gap("7D-95000-C");
    assert!(long > 0);
    assert_eq!(short, 0);
    // No cell of width w has a gap above w/4, which is a kink amid it.
    let (last_day, _) = gap("1D-95000-C");
    let cell = 0.08 * 95_000.0 * 0.01 * 1e8;
    assert!((last_day as f64) < 0.26 * cell, "{last_day} of {cell}");
}

#[test]
fn chords_bound_what_is_between_mesh_points() {
    // A kink at 0.37 of the cell: the gap is 0.37 · 0.63.
    let kinked = |steps: i32| -> Vec<f64> {
        (0..=steps).map(|at| (f64::from(at) / f64::from(steps) - 0.37).max(0.0)).collect()
    };
    for steps in [8, 32, 33, 100] {
        let (sag, bulge) = chords::chord_gaps(&kinked(steps));
        let exact = 0.37 * 0.63;
        assert!(sag >= exact && sag < exact + 1.0 / f64::from(steps), "{steps}: {sag}");
        assert_eq!(bulge, 0.0);
    }
    let upside_down: Vec<f64> = kinked(32).iter().map(|value| -value).collect();
    let (sag, bulge) = chords::chord_gaps(&upside_down);
    assert!(sag == 0.0 && bulge >= 0.37 * 0.63);
    let straight: Vec<f64> = (0..33).map(|at| 0.1 * f64::from(at) - 1.0).collect();
    assert_eq!(chords::chord_gaps(&straight), (0.0, 0.0));
    assert_eq!(chords::chord_gaps(&[]), (0.0, 0.0));
}
