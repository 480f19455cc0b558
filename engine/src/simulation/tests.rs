//! The engine against closed forms, cumulants and itself.

use super::*;
use crate::linear::Square;
use crate::models::Right;

mod exactness;
mod prices;

/// Bates's model with everything in it; its cumulants and prices are from
/// `engine/references/simulation.py`.
pub(super) fn bates() -> Factor {
    Factor {
        name: "B".to_owned(),
        spot: 100.0,
        drift: 0.03,
        v0: 0.3,
        kappa: 2.0,
        theta: 0.4,
        sigma_vv: 0.8,
        rho: -0.6,
        jumps: Jumps { lambda: 3.0, size: JumpSize { mean_log: -0.05, log_vol: 0.1 } },
    }
}

pub(super) fn alone(factor: Factor) -> Dynamics {
    Dynamics::new(vec![factor], Square::identity(1), CommonJumps::default()).unwrap()
}

/// Factors with one correlation between any two.
pub(super) fn tied(factors: Vec<Factor>, correlation: f64, common: CommonJumps) -> Dynamics {
    let mut matrix = Square::identity(factors.len());
    for i in 0..factors.len() {
        (0..i).for_each(|j| {
            matrix[(i, j)] = correlation;
            matrix[(j, i)] = correlation;
        });
    }
    Dynamics::new(factors, matrix, common).unwrap()
}

/// Different factors of every kind, with common jumps.
pub(super) fn market(count: usize) -> Dynamics {
    let factor = |number: usize| {
        let share = number as f64 / count as f64;
        let mut factor = Factor { name: format!("F{number}"), ..bates() };
        factor.rho = -0.8 + 1.2 * share;
        factor.v0 = 0.1 + share;
        factor.jumps.lambda = 6.0 * share;
        // Every third has a variance that is known.
        factor.sigma_vv = if number % 3 == 2 { 0.0 } else { 0.4 + 3.0 * share };
        factor
    };
    let sizes = vec![JumpSize { mean_log: -0.1, log_vol: 0.08 }; count];
    tied((0..count).map(factor).collect(), 0.5, CommonJumps { lambda: 2.0, sizes })
}

pub(super) fn plan(years: f64, paths: usize, sampling: Sampling) -> Plan {
    Plan { dates: vec![years], longest_step: 1.0 / 104.0, paths, seed: 11, sampling }
}

/// Sums a figure over all paths at the last date, and its standard error.
fn mean(moves: &Moves, of: impl Fn(&[f64], &[f64]) -> f64) -> [f64; 2] {
    let paths = moves.paths();
    let (mut sum, mut squares) = (0.0, 0.0);
    for path in 0..paths {
        let figure = of(moves.log_moves(path), moves.variances(path));
        sum += figure;
        squares += figure * figure;
    }
    let mean = sum / paths as f64;
    [mean, ((squares / paths as f64 - mean * mean) / paths as f64).sqrt()]
}

/// Within three standard errors.
#[track_caller]
fn agrees([found, error]: [f64; 2], wanted: f64) {
    assert!(error > 0.0 && (found - wanted).abs() < 3.0 * error, "{found} ± {error}: {wanted}");
}

#[test]
fn every_factor_keeps_its_forward() {
    for sampling in [Sampling::Independent, Sampling::Sobol { scramble: 0 }] {
        let simulation = Simulation::new(market(9), plan(0.25, 1 << 13, sampling)).unwrap();
        let moves = simulation.moves();
        for factor in 0..9 {
            let wanted = libm::exp(0.03 * 0.25);
            agrees(mean(&moves, |logs, _| libm::exp(logs[factor])), wanted);
        }
    }
}

#[test]
fn one_long_step_keeps_the_forward_too() {
    let mut plan = plan(0.25, 1 << 16, Sampling::Independent);
    plan.longest_step = 0.25;
    let moves = Simulation::new(alone(bates()), plan).unwrap().moves();
    agrees(mean(&moves, |logs, _| libm::exp(logs[0])), libm::exp(0.03 * 0.25));
}

#[test]
fn the_marginal_has_its_cumulants() {
    let simulation =
        Simulation::new(alone(bates()), plan(0.25, 1 << 17, Sampling::Independent)).unwrap();
    let moves = simulation.moves();
    let first = -0.037_161_377_867_640_77;
    let second = 0.093_914_349_519_15;
    let third = -0.014_904_388_705_084;
    let fourth = 0.004_850_978_635_369_706;
    agrees(mean(&moves, |logs, _| logs[0]), first);
    agrees(mean(&moves, |logs, _| (logs[0] - first).powi(2)), second);
    agrees(mean(&moves, |logs, _| (logs[0] - first).powi(3)), third);
    let moment = fourth + 3.0 * second * second;
    agrees(mean(&moves, |logs, _| (logs[0] - first).powi(4)), moment);
    // The variance's own mean, and its spread's closed form.
    let decay = libm::exp(-2.0 * 0.25);
    agrees(mean(&moves, |_, variances| variances[0]), 0.4 - 0.1 * decay);
    let spread = 0.64 / 2.0 * (0.3 * decay * (1.0 - decay) + 0.2 * (1.0 - decay) * (1.0 - decay));
    let centre = 0.4 - 0.1 * decay;
    agrees(mean(&moves, |_, variances| (variances[0] - centre).powi(2)), spread);
}

#[test]
fn jumps_alone_are_mertons() {
    // Cumulants of the jumps: λt·E[size^k]; of the diffusion: σ²t.
    let merton = Factor { jumps: bates().jumps, ..Factor::lognormal("M", 50.0, -0.02, 0.4) };
    let simulation =
        Simulation::new(alone(merton.clone()), plan(0.5, 1 << 17, Sampling::Antithetic)).unwrap();
    let moves = simulation.moves();
    let expected = 1.5;
    let compensated = -0.01 - 0.08 * 0.5 - expected * merton.jumps.size.mean_return();
    let first = compensated + expected * -0.05;
    let second = 0.16 * 0.5 + expected * (0.0025 + 0.01);
    let third = expected * (-0.000_125 + 3.0 * -0.05 * 0.01);
    // Pairs are not independent; for odd figures these errors are too wide.
    agrees(mean(&moves, |logs, _| (logs[0] - first).powi(2)), second);
    let [found, error] = mean(&moves, |logs, _| (logs[0] - first).powi(3));
    assert!((found - third).abs() < 4.0 * error, "{found} ± {error}: {third}");
    let [found, error] = mean(&moves, |logs, _| logs[0]);
    assert!((found - first).abs() < error, "mirrored: {found} ± {error}: {first}");
}

#[test]
fn correlations_come_through() {
    let one = Factor { jumps: Jumps::default(), ..bates() };
    let two = Factor { name: "C".to_owned(), rho: 0.3, ..one.clone() };
    let known = Factor::lognormal("D", 1.0, 0.0, 0.4);
    let mut short = plan(1.0 / 365.0, 1 << 16, Sampling::Independent);
    short.longest_step = 1.0 / 365.0 / 8.0;
    let dynamics = tied(vec![one, two, known], 0.7, CommonJumps::default());
    let moves = Simulation::new(dynamics, short).unwrap().moves();
    let scale = [0.3f64.sqrt(), 0.3f64.sqrt(), 0.4].map(|vol| vol / 365.0f64.sqrt());
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        let [found, error] = mean(&moves, |l, _| l[i] * l[j] / (scale[i] * scale[j]));
        // Products of drifts and the day's change of variance are a thousandth.
        assert!((found - 0.7).abs() < 3.0 * error + 2e-3, "{found} ± {error}");
    }
    // A variance moves with its own price by rho, with another's by rho·0.7.
    let moved = |v: f64| (v - 0.3) / (0.8 * 0.3f64.sqrt() / 365.0f64.sqrt());
    for (price, variance, wanted) in [(0, 0, -0.6), (1, 1, 0.3), (1, 0, -0.42), (0, 1, 0.21)] {
        let [found, error] = mean(&moves, |l, v| l[price] / scale[price] * moved(v[variance]));
        assert!((found - wanted).abs() < 3.0 * error + 2e-3, "{found} ± {error}: {wanted}");
    }
}

#[test]
fn common_jumps_come_together_and_are_tied() {
    let calm =
        |name: &str| Factor { theta: 0.0, v0: 0.0, ..Factor::lognormal(name, 1.0, 0.0, 0.0) };
    let size = JumpSize { mean_log: -0.2, log_vol: 0.1 };
    let common = CommonJumps { lambda: 5.0, sizes: vec![size; 2] };
    let dynamics = tied(vec![calm("A"), calm("B")], 0.8, common);
    let simulation = Simulation::new(dynamics, plan(0.1, 1 << 15, Sampling::Independent)).unwrap();
    let moves = simulation.moves();
    // Covariance: λt·E[product of sizes].
    let drift = -0.5 * size.mean_return();
    let centre = drift + 0.5 * -0.2;
    let wanted = 0.5 * (0.04 + 0.8 * 0.01);
    agrees(mean(&moves, |l, _| (l[0] - centre) * (l[1] - centre)), wanted);
    let still = |l: &[f64], i: usize| (l[i] - drift).abs() < 1e-12;
    agrees(mean(&moves, |l, _| f64::from(u8::from(still(l, 0)))), libm::exp(-0.5));
    assert_eq!(mean(&moves, |l, _| f64::from(u8::from(still(l, 0) != still(l, 1))))[0], 0.0);
}

#[test]
fn several_dates_are_one_path() {
    let mut plan = plan(0.25, 1 << 15, Sampling::Sobol { scramble: 3 });
    plan.dates = vec![0.1, 0.25];
    let simulation = Simulation::new(alone(bates()), plan).unwrap();
    let at = |date: usize, of: fn(f64) -> f64| {
        let sums = simulation.map(|b| b.log_moves(date, 0).iter().map(|&l| of(l)).sum::<f64>());
        sums.iter().sum::<f64>() / f64::from(1 << 15)
    };
    assert!((at(0, libm::exp) - libm::exp(0.003)).abs() < 2e-3);
    assert!((at(1, libm::exp) - libm::exp(0.0075)).abs() < 2e-3);
    let second = |date| at(date, |l| l * l) - at(date, |l| l).powi(2);
    assert!((second(1) / 0.093_914_349_519 - 1.0).abs() < 0.02, "{}", second(1));
    assert!(second(0) < 0.45 * second(1));
}
