//! Textbook cases, sizes under the null, and power against wrong models.

use super::*;
use crate::random::{Stream, inverse_normal};

/// Exceptions with this chance, each on its own.
fn independent(seed: u64, days: usize, chance: f64) -> Vec<bool> {
    let mut stream = Stream::new(seed, *b"null    ", 0);
    (0..days).map(|_| stream.uniform() < chance).collect()
}

/// So many exceptions, then none.
fn counted(days: usize, hits: usize) -> Vec<bool> {
    (0..days).map(|day| day < hits).collect()
}

/// Checks the shares of p-values below several levels against those levels.
fn uniform(p_values: &[f64], lowest: f64) {
    let count = p_values.len() as f64;
    for level in [lowest, 0.1, 0.25, 0.5, 0.75, 0.9] {
        let below = p_values.iter().filter(|p| **p < level).count() as f64 / count;
        let error = (level * (1.0 - level) / count).sqrt();
        assert!((below - level).abs() < 3.5 * error, "{below} of p-values below {level}");
    }
}

#[test]
fn kupiec_as_in_the_textbooks() {
    // Jorion: 20 exceptions in 252 days at 95%: 3.91.
    let found = kupiec(&counted(252, 20), 0.05, 0.05).unwrap();
    assert!((found.outcome.statistic - 3.912_550_827_553_218).abs() < 1e-12, "{found:?}");
    assert_eq!((found.exceptions, found.outcome.verdict), (20, Verdict::Rejected));
    assert!((found.expected - 12.6).abs() < 1e-12);
    // Kupiec's regions at 95%: fewer than 7 of 255 at 99%, 5 to 16 of 1000 at
    // 99%, 38 to 64 of 1000 at 95%.
    let accepted = |days, hits, chance| {
        let verdict = kupiec(&counted(days, hits), chance, 0.05).unwrap().outcome.verdict;
        verdict == Verdict::Accepted
    };
    for (days, chance, low, high) in [(255, 0.01, 1, 6), (1000, 0.01, 5, 16), (1000, 0.05, 38, 64)]
    {
        for hits in 1..100 {
            assert_eq!(accepted(days, hits, chance), (low..=high).contains(&hits), "{days} {hits}");
        }
    }
    assert!(!accepted(255, 0, 0.01));
    assert!(accepted(100, 0, 0.01));
}

#[test]
fn kupiec_has_its_exact_size() {
    const DAYS: u32 = 1000;
    let p_value =
        |hits: u32| kupiec(&counted(1000, hits as usize), 0.05, 0.05).unwrap().outcome.p_value;
    let exact: f64 = (0..=200)
        .filter(|hits| p_value(*hits) < 0.05)
        .map(|hits| crate::special::binomial_exactly(hits, DAYS, 0.05))
        .sum();
    let runs = 3000;
    let rejected = (0..runs)
        .filter(|run| {
            let found = kupiec(&independent(*run, 1000, 0.05), 0.05, 0.05).unwrap();
            found.outcome.verdict == Verdict::Rejected
        })
        .count();
    let share = rejected as f64 / runs as f64;
    let error = (exact * (1.0 - exact) / runs as f64).sqrt();
    assert!((share - exact).abs() < 3.0 * error, "{share} rejected, {exact} wanted");
    assert!((exact - 0.05).abs() < 0.015, "the size is {exact}");
}

#[test]
fn christoffersen_by_hand() {
    // 220 calm days after calm ones, 12 exceptions after calm days, 12 the other
    // way round, 5 in a row; the ratios from the likelihoods themselves.
    let mut series = vec![false; 208];
    series.extend(std::iter::repeat_n([true, false], 11).flatten());
    series.extend([true; 6]);
    series.extend([false; 14]);
    let found = christoffersen(&series, 0.05, 0.05).unwrap();
    assert_eq!(found.transitions, [[220, 12], [12, 5]]);
    assert!((found.independence.statistic - 9.026_772_846_470_138).abs() < 1e-11, "{found:?}");
    assert!(
        (found.conditional_coverage.statistic - 10.605_610_454_784_085).abs() < 1e-11,
        "{found:?}"
    );
    assert_eq!(found.independence.verdict, Verdict::Rejected);
}

#[test]
fn christoffersen_keeps_its_size_and_sees_clusters() {
    let mut timing = Vec::new();
    let mut both = Vec::new();
    for run in 0..2000 {
        let found = christoffersen(&independent(run, 3000, 0.1), 0.1, 0.05).unwrap();
        timing.push(found.independence.p_value);
        both.push(found.conditional_coverage.p_value);
    }
    uniform(&timing, 0.05);
    uniform(&both, 0.05);

    // The right share, but an exception follows an exception with 30%.
    let clustered = |seed: u64| {
        let mut stream = Stream::new(seed, *b"cluster ", 0);
        let mut last = false;
        let day = |_: u32| {
            last = stream.uniform() < if last { 0.3 } else { 0.05 * 0.7 / 0.95 };
            last
        };
        (0..1000).map(day).collect::<Vec<bool>>()
    };
    let seen = (0..200)
        .filter(|seed| {
            let found = christoffersen(&clustered(*seed), 0.05, 0.05).unwrap();
            found.independence.verdict == Verdict::Rejected
        })
        .count();
    assert!(seen > 180, "{seen} of 200");
}

#[test]
fn basel_zones_are_the_committees() {
    let light = |hits| basel_zone(&counted(250, hits), 0.01).unwrap();
    let percent = [(0, 8.11), (1, 28.58), (4, 89.22), (5, 95.88), (9, 99.97), (10, 99.99)];
    for (hits, cumulative) in percent {
        let found = 100.0 * light(hits).so_many_or_fewer;
        assert!((found - cumulative).abs() < 0.0051, "{hits}: {found}");
    }
    let zones = (0..12).map(|hits| (light(hits).zone, light(hits).multiplier.unwrap()));
    let (g, y, r) = (Zone::Green, Zone::Yellow, Zone::Red);
    let wanted = [
        (g, 1.5),
        (g, 1.5),
        (g, 1.5),
        (g, 1.5),
        (g, 1.5),
        (y, 1.7),
        (y, 1.76),
        (y, 1.83),
        (y, 1.88),
        (y, 1.92),
        (r, 2.0),
        (r, 2.0),
    ];
    assert_eq!(zones.collect::<Vec<_>>(), wanted);
    assert_eq!(basel_zone(&counted(500, 9), 0.01).unwrap().multiplier, None);
    assert_eq!(basel_zone(&counted(3, 0), 0.01).unwrap().zone, Zone::Green);
    assert!((light(5).so_many_or_more - 0.107_812_373_096).abs() < 1e-11);
}

/// A history whose losses are `scale` times a draw of `of`, under figures that
/// are right for a standard normal loss.
fn history(seed: u64, days: usize, of: impl Fn(&mut Stream) -> f64) -> Vec<Day> {
    let mut stream = Stream::new(seed, *b"history ", 0);
    let mut day = |_| {
        let loss = of(&mut stream);
        Day { loss, value_at_risk: 1.959_963_984_540_054, expected_shortfall: 2.337_802_792_201_9 }
    };
    (0..days).map(&mut day).collect()
}

const EXPONENTIAL: TailModel = TailModel { shape: 0.0, simulations: 499, seed: 1 };

#[test]
fn acerbi_szekely_by_hand() {
    let day = |loss| Day { loss, value_at_risk: 2.0, expected_shortfall: 3.0 };
    let mut history = vec![day(0.0); 98];
    history.extend([day(6.0), day(3.0)]);
    // 1 − (2 + 1)/(100·0.025).
    let found = acerbi_szekely(&history, 0.025, 0.05, &EXPONENTIAL).unwrap();
    assert!((found.outcome.statistic + 0.2).abs() < 1e-14, "{found:?}");
    assert!(!found.below_minus_0_7 && !found.below_minus_1_8);
    history[0] = day(30.0);
    let worse = acerbi_szekely(&history, 0.025, 0.05, &EXPONENTIAL).unwrap();
    assert!((worse.outcome.statistic + 4.2).abs() < 1e-14, "{worse:?}");
    assert_eq!((worse.outcome.verdict, worse.below_minus_1_8), (Verdict::Rejected, true));
    assert_eq!(worse.critical, found.critical);
}

#[test]
fn acerbi_szekely_has_the_authors_thresholds() {
    let history = history(1, 250, |_| 0.0);
    // A normal tail's first two moments.
    let model = TailModel { shape: -0.11, simulations: 100_000, seed: 1 };
    let critical = |level| acerbi_szekely(&history, 0.025, level, &model).unwrap().critical;
    assert!((critical(0.05) + 0.7).abs() < 0.03, "{}", critical(0.05));
    assert!((critical(0.000_1) + 1.8).abs() < 0.12, "{}", critical(0.000_1));
}

#[test]
fn acerbi_szekely_keeps_its_size_and_sees_understated_risk() {
    let p_value = |history: &[Day]| {
        acerbi_szekely(history, 0.025, 0.05, &EXPONENTIAL).unwrap().outcome.p_value
    };
    // The model's own tail; what is not an exception may be anything.
    let right = |stream: &mut Stream| {
        let uniform = stream.uniform();
        if uniform < 0.025 {
            1.959_963_984_540_054 - 0.377_838_807_661_9 * libm::log(uniform / 0.025)
        } else {
            0.0
        }
    };
    let p_values: Vec<f64> = (0..300).map(|seed| p_value(&history(seed, 250, right))).collect();
    uniform(&p_values, 0.05);
    // Normal losses: nearly the same tail.
    let normal = |stream: &mut Stream| inverse_normal(stream.uniform());
    let rejected = (0..100).filter(|seed| p_value(&history(*seed, 250, normal)) < 0.05).count();
    assert!(rejected < 12, "{rejected} of 100");
    // Half as much volatility again as was said.
    let wild = |stream: &mut Stream| 1.5 * inverse_normal(stream.uniform());
    let seen = (0..100).filter(|seed| p_value(&history(*seed, 250, wild)) < 0.05).count();
    assert!(seen > 97, "{seen} of 100");
}

#[test]
fn bad_input_is_refused() {
    assert!(matches!(kupiec(&[], 0.01, 0.05), Err(BacktestError::Days { .. })));
    for chance in [0.0, 1.0, -0.1, f64::NAN] {
        assert!(kupiec(&[true], chance, 0.05).is_err());
        assert!(kupiec(&[true], 0.01, chance).is_err());
        assert!(basel_zone(&[true], chance).is_err());
    }
    let nothing = Err(BacktestError::NothingToTime);
    assert_eq!(christoffersen(&[false; 9], 0.01, 0.05), nothing);
    assert_eq!(christoffersen(&[true, false, false], 0.01, 0.05), nothing);
    assert!(matches!(christoffersen(&[true], 0.01, 0.05), Err(BacktestError::Days { .. })));

    let good = Day { loss: 1.0, value_at_risk: 1.0, expected_shortfall: 2.0 };
    let test = |day, model: &TailModel| acerbi_szekely(&[good, day], 0.025, 0.05, model);
    assert!(test(good, &EXPONENTIAL).is_ok());
    for bad in [
        Day { loss: f64::NAN, ..good },
        Day { value_at_risk: 3.0, ..good },
        Day { value_at_risk: -3.0, expected_shortfall: 0.0, ..good },
        Day { expected_shortfall: f64::INFINITY, ..good },
    ] {
        assert!(matches!(test(bad, &EXPONENTIAL), Err(BacktestError::Figures { day: 1, .. })));
    }
    assert!(exceptions(&[Day { value_at_risk: f64::NAN, ..good }]).is_err());
    assert_eq!(exceptions(&[good, Day { loss: 1.5, ..good }]), Ok(vec![false, true]));
    for shape in [-0.6, 1.0, f64::NAN] {
        assert!(test(good, &TailModel { shape, ..EXPONENTIAL }).is_err());
    }
    for simulations in [0, 19] {
        let few = TailModel { simulations, ..EXPONENTIAL };
        let wanted = BacktestError::Simulations { simulations, least: 20 };
        assert_eq!(test(good, &few), Err(wanted));
    }
}
