//! Bates's parameters, from smiles that a small Fourier pricer makes of them.

use super::*;
use crate::calibration::{SmilePoint, implied_volatility, simulate::Normals};

type Complex = (f64, f64);

fn times(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

fn over(a: Complex, b: Complex) -> Complex {
    let size = b.0 * b.0 + b.1 * b.1;
    ((a.0 * b.0 + a.1 * b.1) / size, (a.1 * b.0 - a.0 * b.1) / size)
}

fn minus(a: Complex, b: Complex) -> Complex {
    (a.0 - b.0, a.1 - b.1)
}

fn exp(a: Complex) -> Complex {
    let size = libm::exp(a.0);
    (size * libm::cos(a.1), size * libm::sin(a.1))
}

fn log(a: Complex) -> Complex {
    (libm::log(libm::hypot(a.0, a.1)), libm::atan2(a.1, a.0))
}

fn root(a: Complex) -> Complex {
    let (size, angle) = (libm::hypot(a.0, a.1).sqrt(), 0.5 * libm::atan2(a.1, a.0));
    (size * libm::cos(angle), size * libm::sin(angle))
}

/// The characteristic function of the log price over the forward, at `z`.
fn characteristic(p: &BatesParameters, years: f64, z: Complex) -> Complex {
    let iz = (-z.1, z.0);
    let (kappa, sigma) = (p.reversion, p.variance_volatility);
    let square = sigma * sigma;
    let tilt = minus((kappa, 0.0), (p.correlation * sigma * iz.0, p.correlation * sigma * iz.1));
    // z² + iz
    let zz = times(z, z);
    let spread = (square * (zz.0 + iz.0), square * (zz.1 + iz.1));
    let sum = times(tilt, tilt);
    let d = root((sum.0 + spread.0, sum.1 + spread.1));
    let (below, above) = (minus(tilt, d), (tilt.0 + d.0, tilt.1 + d.1));
    let g = over(below, above);
    let decay = exp((-d.0 * years, -d.1 * years));
    let rest = minus((1.0, 0.0), times(g, decay));
    let logarithm = log(over(rest, minus((1.0, 0.0), g)));
    let mean = p.reversion * p.long_run_variance / square;
    let level = (
        mean * (below.0 * years - 2.0 * logarithm.0),
        mean * (below.1 * years - 2.0 * logarithm.1),
    );
    let fade = over(times(below, minus((1.0, 0.0), decay)), rest);
    let today = p.initial_variance / square;
    let (m, s) = (p.mean_log_jump, p.log_jump_volatility);
    let jump = exp((m * iz.0 - 0.5 * s * s * zz.0, m * iz.1 - 0.5 * s * s * zz.1));
    let drift = libm::exp(m + 0.5 * s * s) - 1.0;
    let rate = p.intensity * years;
    exp((
        level.0 + today * fade.0 + rate * (jump.0 - 1.0 - drift * iz.0),
        level.1 + today * fade.1 + rate * (jump.1 - drift * iz.1),
    ))
}

/// Calls by Lewis's integral of what differs from a plain option, which has no
/// pole, so that a few nodes of the trapezium rule do.
fn prices(p: &BatesParameters, smile: &Smile, strikes: &[f64]) -> Vec<f64> {
    let variance = 0.4 * smile.years;
    let width = 12.0 / (p.initial_variance.clamp(0.1, 1.0) * smile.years).sqrt();
    let steps = 80;
    let step = width / f64::from(steps);
    let nodes: Vec<(f64, Complex)> = (0..=steps)
        .map(|i| {
            let u = step * f64::from(i);
            let weight = if i == 0 { 0.5 * step } else { step } / (u * u + 0.25);
            let plain = (libm::exp(-0.5 * variance * (u * u + 0.25)), 0.0);
            let value = minus(characteristic(p, smile.years, (u, -0.5)), plain);
            (u, (weight * value.0, weight * value.1))
        })
        .collect();
    let price = |strike: &f64| {
        let k = libm::log(smile.forward / strike);
        let part = |(u, f): &(f64, Complex)| f.0 * libm::cos(u * k) - f.1 * libm::sin(u * k);
        let integral: f64 = nodes.iter().map(part).sum();
        let plain = VanillaOption {
            right: Right::Call,
            forward: smile.forward,
            strike: *strike,
            years: 1.0,
            volatility: variance.sqrt(),
            discount: 1.0,
        };
        plain.price() - (smile.forward * strike).sqrt() / std::f64::consts::PI * integral
    };
    strikes.iter().map(price).collect()
}

const TRUTH: BatesParameters = BatesParameters {
    initial_variance: 0.3,
    reversion: 3.0,
    long_run_variance: 0.45,
    variance_volatility: 1.2,
    correlation: -0.35,
    intensity: 1.5,
    mean_log_jump: -0.12,
    log_jump_volatility: 0.15,
};

fn smiles(noise: f64) -> Vec<Smile> {
    let mut normals = Normals::new(51);
    let mut of = |years: f64| {
        let mut smile = Smile { years, forward: 100.0, discount: 1.0, points: Vec::new() };
        for i in -4..=4 {
            let k = 0.45 * f64::from(i) * (0.4 * years).sqrt();
            let strike = 100.0 * libm::exp(k);
            let call = prices(&TRUTH, &smile, &[strike])[0];
            let option = VanillaOption {
                right: Right::Call,
                forward: 100.0,
                strike,
                years,
                volatility: 0.0,
                discount: 1.0,
            };
            let volatility = implied_volatility(&option, call).unwrap() + noise * normals.next();
            smile.points.push(SmilePoint { log_moneyness: k, volatility, weight: 1.0 });
        }
        smile
    };
    [0.06, 0.3, 1.0].map(&mut of).to_vec()
}

#[test]
fn parameters_are_found_again() {
    let fit = BatesFit::fit(&smiles(0.0), None, prices).unwrap();
    assert!(fit.rms_error < 1e-8 && fit.feller, "{fit:?}");
    for ((found, wanted), (name, ..)) in fit.parameters.list().iter().zip(TRUTH.list()).zip(BOUNDS)
    {
        assert!((found / wanted - 1.0).abs() < 1e-3, "{name}: {found} {wanted}");
    }
}

#[test]
fn noise_moves_them_by_their_errors() {
    let fit = BatesFit::fit(&smiles(0.002), Some(TRUTH), prices).unwrap();
    assert!((0.001..0.003).contains(&fit.rms_error), "{fit:?}");
    for ((found, wanted), (name, ..)) in fit.estimates.iter().zip(TRUTH.list()).zip(BOUNDS) {
        assert!((found.value - wanted).abs() < 3.0 * found.error, "{name}: {found:?} {wanted}");
        assert!(found.error < wanted.abs(), "{name}: {found:?}");
    }
}

#[test]
fn smiles_that_do_not_carry_it_are_refused() {
    let all = smiles(0.0);
    let fit = |smiles: &[Smile]| BatesFit::fit(smiles, Some(TRUTH), prices).unwrap_err();
    assert!(matches!(fit(&all[..1]), FitError::TooFew { count: 1, .. }));
    let mut few = all[..2].to_vec();
    few.iter_mut().for_each(|smile| smile.points.truncate(7));
    assert!(matches!(fit(&few), FitError::TooFew { count: 14, .. }));
    let nothing = BatesFit::fit(&all, None, |_, _, _| Vec::new());
    assert!(matches!(nothing, Err(FitError::NotConverged { .. })));
    // A flat surface has neither jumps nor a moving variance.
    let mut flat = all.clone();
    for point in flat.iter_mut().flat_map(|smile| &mut smile.points) {
        point.volatility = 0.5;
    }
    let refused = fit(&flat);
    let unclear = matches!(
        refused,
        FitError::AtBound { .. } | FitError::NotIdentified { .. } | FitError::NotConverged { .. }
    );
    assert!(unclear, "{refused}");
}
