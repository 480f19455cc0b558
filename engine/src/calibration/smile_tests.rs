//! Smiles and surfaces: quotes of a known curve give it back, and quotes with
//! arbitrage are found out and repaired.

use super::*;

/// A curve of equities, and a famous one with arbitrage.
const PLAIN: Svi = Svi { a: 0.04, b: 0.12, rho: -0.4, m: 0.05, sigma: 0.25 };
const VOGT: Svi = Svi { a: -0.0410, b: 0.1331, rho: 0.3060, m: 0.3586, sigma: 0.4153 };

fn smile(svi: &Svi, years: f64, ks: &[f64]) -> Smile {
    let point = |&k: &f64| {
        let volatility = svi.volatility(k, years);
        SmilePoint { log_moneyness: k, volatility, weight: 1.0 }
    };
    Smile { years, forward: 100.0, discount: 1.0, points: ks.iter().map(point).collect() }
}

fn even(low: f64, high: f64, count: u32) -> Vec<f64> {
    let step = (high - low) / f64::from(count - 1);
    (0..count).map(|i| low + step * f64::from(i)).collect()
}

fn same(a: &Svi, b: &Svi, ks: &[f64], years: f64, most: f64) {
    for &k in ks {
        let error = (a.volatility(k, years) - b.volatility(k, years)).abs();
        assert!(error < most, "{error:e} at {k}: {a:?} {b:?}");
    }
}

#[test]
fn svi_gives_its_own_quotes_back() {
    let curves = [
        (PLAIN, 1.0),
        (Svi { a: 0.0005, b: 0.02, rho: 0.1, m: 0.0, sigma: 0.03 }, 7.0 / 365.0),
        (Svi { a: 0.01, b: 0.3, rho: -0.8, m: -0.1, sigma: 0.5 }, 0.5),
        (Svi { a: 0.09, b: 0.0, rho: 0.0, m: 0.0, sigma: 0.2 }, 0.25),
    ];
    for (svi, years) in curves {
        let spread = 3.0 * svi.at(0.0).variance.sqrt();
        for count in [5, 9, 25] {
            let smile = smile(&svi, years, &even(-spread, spread, count));
            let fit = SliceFit::fit(&smile, None, smile.reach()).unwrap();
            assert_eq!(fit.repair, None, "{svi:?}");
            assert!(fit.worst_error < 1e-8, "{svi:?} {count} {fit:?}");
            same(&fit.svi, &svi, &even(-spread, spread, 101), years, 1e-6);
        }
    }
}

#[test]
fn a_butterfly_is_found_and_repaired() {
    let smile = smile(&VOGT, 1.0, &even(-1.5, 1.5, 31));
    let fit = SliceFit::fit(&smile, None, smile.reach()).unwrap();
    let repair = fit.repair.unwrap();
    assert!(repair.rms_before < 1e-8);
    let worst = &repair.violations[0];
    assert_eq!(worst.kind, Kind::Butterfly);
    assert!(worst.amount > 0.01 && (0.5..1.2).contains(&worst.worst_at), "{worst}");
    assert!(arbitrage::butterflies(|k| fit.svi.at(k), 1.0, smile.reach()).is_empty());
    assert!(fit.rms_error > 1e-4 && fit.rms_error < 0.02, "{}", fit.rms_error);
}

#[test]
fn noise_is_fitted_to_its_size() {
    let mut normals = simulate::Normals::new(9);
    let mut smile = smile(&PLAIN, 1.0, &even(-1.0, 1.0, 41));
    for point in &mut smile.points {
        point.volatility += 0.002 * normals.next();
    }
    let fit = SliceFit::fit(&smile, None, smile.reach()).unwrap();
    assert!((0.001..0.003).contains(&fit.rms_error), "{}", fit.rms_error);
    same(&fit.svi, &PLAIN, &even(-1.0, 1.0, 41), 1.0, 0.004);
}

#[test]
fn a_calendar_spread_is_found_and_repaired() {
    // The later smile is lower in one wing.
    let later = Svi { a: 0.05, b: 0.115, rho: -0.3, m: 0.0, sigma: 0.3 };
    let ks = even(-0.8, 0.8, 17);
    let smiles = [smile(&PLAIN, 0.5, &ks), smile(&later, 0.75, &ks)];
    let fit = SurfaceFit::fit(&smiles).unwrap();
    assert_eq!(fit.surface.violations(2.0), []);
    match (&fit.repair, &fit.slices[1].repair) {
        (None, Some(repair)) => {
            assert!(repair.violations.iter().any(|v| v.kind == Kind::Calendar), "{repair:?}");
        }
        (Some(repair), _) => assert!(repair.reason.contains("calendar"), "{repair:?}"),
        (None, None) => panic!("nothing was repaired"),
    }
    assert!(fit.slices[1].rms_error < 0.02, "{:?}", fit.slices);
}

const SSVI: Ssvi = Ssvi { rho: -0.35, eta: 1.1, gamma: 0.4 };

#[test]
fn ssvi_gives_its_own_quotes_back() {
    let ks = even(-0.5, 0.5, 11);
    let thetas = [0.01, 0.03, 0.08];
    let each = |(i, theta): (usize, &f64)| smile(&SSVI.slice(*theta), 0.1 + 0.3 * i as f64, &ks);
    let smiles: Vec<Smile> = thetas.iter().enumerate().map(each).collect();
    let fit = SsviFit::fit(&smiles).unwrap();
    assert!(fit.rms_error < 1e-9 && !fit.at_bound, "{fit:?}");
    assert!((fit.ssvi.rho - SSVI.rho).abs() < 1e-6, "{fit:?}");
    assert!((fit.ssvi.eta - SSVI.eta).abs() < 1e-6, "{fit:?}");
    assert!((fit.ssvi.gamma - SSVI.gamma).abs() < 1e-6, "{fit:?}");
    for (found, wanted) in fit.thetas.iter().zip(thetas) {
        assert!((found - wanted).abs() < 1e-9, "{fit:?}");
    }
    // Without arbitrage there is nothing to repair, between expiries neither.
    let surface = SurfaceFit::fit(&smiles).unwrap();
    assert!(surface.repair.is_none() && surface.quote_violations.is_empty());
    assert!(surface.slices.iter().all(|slice| slice.repair.is_none()), "{:?}", surface.slices);
    let volatility = smiles[1].points[3].volatility;
    assert!((surface.surface.volatility(ks[3], 0.4) - volatility).abs() < 1e-8);
}

#[test]
fn ssvi_has_no_arbitrage_at_its_bound() {
    for (rho, gamma) in [(-0.95f64, 0.5), (0.0, 0.5), (0.7, 0.05), (-0.3, 0.25)] {
        let ssvi = Ssvi { rho, eta: 2.0 / (1.0 + rho.abs()), gamma };
        let mut last: Option<Svi> = None;
        for theta in [1e-4, 0.01, 0.1, 0.5, 2.0] {
            let svi = ssvi.slice(theta);
            assert_eq!(arbitrage::butterflies(|k| svi.at(k), 1.0, 3.0), [], "{ssvi:?} {theta}");
            if let Some(last) = last {
                let crossed = arbitrage::calendar(|k| last.at(k), |k| svi.at(k), 1.0, 3.0);
                assert_eq!(crossed, [], "{ssvi:?} {theta}");
            }
            last = Some(svi);
        }
    }
}

#[test]
fn quotes_with_arbitrage_are_named() {
    let mut smile = smile(&PLAIN, 1.0, &even(-0.5, 0.5, 11));
    assert_eq!(quote_violations(&smile), []);
    smile.points[6].volatility += 0.05;
    let found = quote_violations(&smile);
    assert!(!found.is_empty() && found.iter().all(|v| v.kind == Kind::Butterfly));
    assert!(found.iter().any(|v| (v.worst_at - 0.1).abs() < 1e-9), "{found:?}");
}

#[test]
fn smiles_that_do_not_carry_a_fit_are_refused() {
    let good = smile(&PLAIN, 1.0, &even(-0.5, 0.5, 7));
    let fit = |change: &dyn Fn(&mut Smile)| {
        let mut bad = good.clone();
        change(&mut bad);
        SurfaceFit::fit(&[bad]).unwrap_err()
    };
    assert!(matches!(fit(&|s| s.points.truncate(4)), FitError::TooFew { count: 4, .. }));
    assert!(matches!(fit(&|s| s.points.swap(1, 2)), FitError::OutOfRange { .. }));
    assert!(matches!(fit(&|s| s.points[2].volatility = -0.3), FitError::OutOfRange { .. }));
    assert!(matches!(fit(&|s| s.points[2].volatility = f64::NAN), FitError::OutOfRange { .. }));
    assert!(matches!(fit(&|s| s.years = 0.0), FitError::OutOfRange { .. }));
    let disordered = SurfaceFit::fit(&[good.clone(), good]).unwrap_err();
    assert!(matches!(disordered, FitError::OutOfRange { .. }));
    assert!(matches!(SurfaceFit::fit(&[]), Err(FitError::TooFew { .. })));
}
