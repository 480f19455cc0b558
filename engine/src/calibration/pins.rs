//! Fits are the same to the bit wherever they run: these bits are pinned.

use super::simulate::{Normals, correlated};
use super::*;
use crate::linear::Square;

#[test]
fn the_same_to_the_bit() {
    let mut normals = Normals::new(77);
    let rule = VarianceRule { constant: 2e-5, reaction: 0.1, memory: 0.85 };
    let mut variance = 4e-4;
    let step = |_| {
        let r = f64::sqrt(variance) * normals.next();
        variance = rule.next(variance, r);
        r
    };
    let returns: Vec<f64> = (0..800).map(step).collect();
    let losses: Vec<f64> = returns.iter().map(|r| -r).collect();
    let rows = [vec![1.0, 0.5], vec![0.5, 1.0]];
    let series = correlated(&mut normals, &Square::from_rows(&rows).unwrap(), 100);
    let bad = [vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
    let repaired = nearest_correlation(&Square::from_rows(&bad).unwrap()).unwrap();
    let points = (-5..=5).map(|i| {
        let k = 0.1 * f64::from(i);
        SmilePoint { log_moneyness: k, volatility: 0.5 - 0.1 * k + 0.3 * k * k, weight: 1.0 }
    });
    let smile = Smile { years: 0.5, forward: 1.0, discount: 1.0, points: points.collect() };
    let surface = SurfaceFit::fit(&[smile]).unwrap();
    let found = [
        Garch::fit(&returns).unwrap().next_variance(),
        Ewma::fit(&returns).unwrap().decay,
        Tail::beyond(&losses, 0.02).unwrap().shape.value,
        shrunk_correlation(&series).unwrap().correlation[(0, 1)],
        ewma_correlation(&series, 0.97).unwrap()[(0, 1)],
        repaired.correlation[(0, 2)],
        surface.surface.volatility(0.25, 0.3),
    ]
    .map(f64::to_bits);
    assert_eq!(found, PINNED, "{found:#x?}");
}

const PINNED: [u64; 7] = [
    0x3f38_7aed_4061_22e0,
    0x3fec_ce40_a504_424e,
    0xbfc1_609b_15b6_8428,
    0x3fe1_64f2_408c_8771,
    0x3fe1_a53e_7e0f_2475,
    0xbfdf_ffff_faa1_9c47,
    0x3fdf_81ab_a745_8b5d,
];
