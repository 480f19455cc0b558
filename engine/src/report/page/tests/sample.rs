//! A report like a real venue's, to be drawn and looked at.

use crate::math::normal_cdf;
use crate::report::*;

const COINS: [&str; 8] = ["BTC", "ETH", "SOL", "XRP", "DOGE", "AVAX", "LINK", "ARB"];

/// A believable venue.
pub(super) fn believable() -> Report {
    Report {
        subject: Subject {
            venue: "Harbour Derivatives".to_owned(),
            epoch: 1_284,
            time: 1_772_625_600,
            parameters: "9f2c4be1a7d80356".repeat(4),
            preset: "sample".to_owned(),
            multiplier: 1.08,
        },
        run: FullRun { paths: 65_536, horizon_days: 2.0, confidence: 0.975, seed: 20_260_304 },
        book: BookFigures {
            accounts: 10_000,
            holdings: 61_733,
            equity: 812.4e6,
            requirement: 341.7e6,
            below_requirement: 37,
            margin_ratios: bell(0.0, 10.0, 40, |x| {
                normal_cdf((libm::log(x.max(1e-9)) - 0.9) / 0.5)
            }),
        },
        coverage: coverage(),
        losses: Losses {
            histogram: bell(-30e6, 30e6, 48, |x| {
                0.85 * normal_cdf((x + 0.5e6) / 6e6) + 0.15 * normal_cdf((x - 1e6) / 14e6)
            }),
            value_at_risk: 17.9e6,
            expected_shortfall: 23.6e6,
            standard_error: 0.31e6,
        },
        greeks: greeks(1.0),
        capital: capital(),
        concentration: concentration(),
        fund: fund(),
        heat: vec![heat("BTC", 1.0), heat("ETH", 0.34)],
        smiles: smiles(),
        correlation: correlations(),
        volatility: volatilities(),
        accounts: (0..12).map(|rank| account(rank, 0.55)).collect(),
        rejections: vec!["BTC-27MAR26-90000-C: bid above ask".to_owned()],
        remarks: vec![
            "The correlation matrix was repaired: its least eigenvalue was -0.003".to_owned(),
        ],
        seconds: Seconds { parameters: 3.42, full_model: 78.9, total: 84.1 },
    }
}

/// Counts of 10,000 with this distribution between equal edges.
fn bell(low: f64, high: f64, bars: u32, below: impl Fn(f64) -> f64) -> Histogram {
    let step = (high - low) / f64::from(bars);
    let edges: Vec<f64> = (0..=bars).map(|edge| low + step * f64::from(edge)).collect();
    let count = |share: f64| u64::try_from(crate::round::whole_to_nearest(share * 1e4)).unwrap();
    let counts = edges.windows(2).map(|ends| count(below(ends[1]) - below(ends[0]))).collect();
    Histogram { edges, counts, below: count(below(low)), above: count(1.0 - below(high)) }
}

fn coverage() -> Coverage {
    Coverage {
        accounts: 9_812,
        covered: 9_788,
        wished: 0.995,
        multiplier_needed: 1.043,
        requirement_over_shortfall: 1.62,
        ratios: bell(0.0, 1.5, 30, |x| normal_cdf((x - 0.55) / 0.17)),
        uncovered: (0..24).map(|rank| account(rank, 1.31 - 0.0125 * f64::from(rank))).collect(),
    }
}

fn account(rank: u32, ratio: f64) -> AccountFigures {
    let requirement = 9.7e6 / f64::from(rank + 1);
    AccountFigures {
        account: format!("desk-{:04}", 7 + 131 * rank),
        equity: requirement * 1.9,
        requirement,
        value_at_risk: requirement * ratio * 0.81,
        expected_shortfall: requirement * ratio,
        standard_error: requirement * ratio * 0.012,
        worst_scenarios: vec![
            ("all down, pegs slip".to_owned(), requirement * 0.93),
            ("BTC -1 gap, vol +0.4".to_owned(), requirement * 0.71),
            ("ETH -1 gap, vol +0.4".to_owned(), requirement * 0.44),
        ],
        greeks: greeks(1.0 / f64::from(rank + 4)).into_iter().take(2).collect(),
    }
}

fn greeks(scale: f64) -> Vec<Greeks> {
    let sizes = [3.1e6, -1.7e6, 0.64e6, -0.21e6, 88e3, 41e3, -9.6e3, 4.2];
    let optional = |rank: usize, of: f64| if rank < 3 { of } else { 0.0 };
    let each = COINS.iter().zip(sizes).enumerate();
    each.map(|(rank, (name, delta))| Greeks {
        underlying: (*name).to_owned(),
        delta: delta * scale,
        gamma: optional(rank, -delta * 0.11 * scale),
        vega: optional(rank, -delta * 0.27 * scale),
        theta: optional(rank, delta * 0.055 * scale),
    })
    .collect()
}

fn capital() -> Vec<Capital> {
    let regimes = [
        ("isolated", "Every position is margined on its own.", 903e6, 0.0),
        ("cross", "Profit and loss offset, margin does not.", 688e6, 0.238),
        ("static leverage", "A fixed share of every position.", 961e6, -0.064),
        ("greeks", "Sensitivities times shocks, worst added up.", 512e6, 0.433),
        ("portfolio", "What is committed: the worst of joint scenarios.", 341.7e6, 0.622),
        ("full model", "Expected shortfall of every account.", 211e6, 0.766),
    ];
    regimes
        .map(|(regime, about, required, saved)| Capital {
            regime: regime.to_owned(),
            about: about.to_owned(),
            required,
            saved,
        })
        .into()
}

fn concentration() -> Concentration {
    let dollars = [412e6, 268e6, 71e6, 30e6, 12e6, 6.5e6, 3.3e6, 0.9e6];
    let each = COINS.iter().zip(dollars);
    Concentration {
        top_ten_share: 0.186,
        herfindahl: 0.0071,
        open_interest: each
            .map(|(name, dollars)| OpenInterest {
                underlying: (*name).to_owned(),
                dollars,
                largest_share: 0.04 + 0.2 / libm::log10(dollars),
            })
            .collect(),
    }
}

fn fund() -> Fund {
    let stresses = [
        ("as in March 2020", 21.4e6, 19.1e6),
        ("as in May 2021", 9.6e6, 22.8e6),
        ("as in November 2022", 6.1e6, 23.4e6),
        ("everything falls as one", 13.9e6, 21.7e6),
        ("small coins double", 1.2e6, 26.9e6),
        ("USDT loses its peg", 3.3e6, 17.5e6),
        ("crash without pegs, and staked coins below their coins", 26.2e6, 18.2e6),
    ];
    Fund {
        worth: 27.3e6,
        stresses: stresses
            .map(|(scenario, uncovered, fund)| FundStress {
                scenario: scenario.to_owned(),
                uncovered,
                fund,
                left: fund - uncovered,
            })
            .into(),
        ruin: 0.000_31,
        ruin_error: 0.000_068,
        ruin_at_most: 0.000_46,
        shortfall_999: 19.8e6,
    }
}

fn heat(underlying: &str, scale: f64) -> HeatMap {
    let spots = vec![-0.3, -0.2, -0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.3];
    let volatilities = vec![-0.3, -0.15, 0.0, 0.2, 0.4, 0.8];
    let gain = |volatility: f64, spot: f64| {
        scale * (41e6 * spot - 190e6 * spot * spot - 6.4e6 * volatility * (1.0 - spot.abs()))
    };
    let row = |volatility: &f64| spots.iter().map(|spot| gain(*volatility, *spot)).collect();
    let gains = volatilities.iter().map(row).collect();
    HeatMap { underlying: underlying.to_owned(), spots, volatilities, gains }
}

fn smiles() -> Vec<SmileFigure> {
    let expiries = [(1.5, 0.58, 9.0), (7.0, 0.54, 2.4), (30.0, 0.51, 0.7), (90.0, 0.5, 0.26)];
    let each = ["BTC", "ETH"].into_iter().zip([0.0, 0.14]);
    each.flat_map(|(name, raise)| {
        expiries.map(|(days, level, curve)| {
            let width = 0.09 * libm::sqrt(days);
            let fit = |x: f64| level + raise - 0.12 * x / width.max(0.2) + curve * x * x;
            let at = |step: i32| f64::from(step) * width / 10.0;
            let noise = |step: i32| 0.006 * libm::sin(f64::from(step * step * 7 + step));
            SmileFigure {
                underlying: name.to_owned(),
                days,
                quotes: (-8..=8).map(|s| (at(s), fit(at(s)) + noise(s))).collect(),
                fitted: (-30..=30).map(|s| at(s) * 0.3).map(|x| (x, fit(x))).collect(),
                rms_error: 0.0042,
            }
        })
    })
    .collect()
}

fn correlations() -> Correlations {
    let matrix = |base: f64| {
        let each = |row: u32, column: u32| match row.abs_diff(column) {
            0 => 1.0,
            gap => base - 0.05 * f64::from(gap) - 0.02 * f64::from(row.min(column)),
        };
        (0..8).map(|row| (0..8).map(|column| each(row, column)).collect()).collect()
    };
    let names = COINS.map(str::to_owned).into();
    Correlations { names, calm: matrix(0.62), stressed: matrix(0.97) }
}

fn volatilities() -> Vec<VolatilityFigure> {
    let floors = [None, Some("a year's mean"), None, Some("March 2020"), None, None, None, None];
    let each = COINS.iter().zip(floors).zip(1u32..);
    each.map(|((name, floor), rank)| VolatilityFigure {
        underlying: (*name).to_owned(),
        current: 0.38 + 0.09 * f64::from(rank),
        used: 0.38 + 0.09 * f64::from(rank) + if floor.is_some() { 0.11 } else { 0.0 },
        floored_by: floor.map(str::to_owned),
    })
    .collect()
}
