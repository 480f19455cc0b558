//! Exponentials of many numbers at once.

use std::f64::consts::{LN_2, LOG2_E};

use crate::lanes::wide;

/// Adding and taking away this rounds to the nearest integer.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// The first 33 bits of ln 2: multiples of it are exact.
const LN_2_HIGH: f64 = f64::from_bits(LN_2.to_bits() & !0xf_ffff);
/// ln 2 − `LN_2_HIGH`.
const LN_2_LOW: f64 = 7.440_617_110_012_397e-11;
/// Within these a power of two is a normal number.
const LIMIT: f64 = 708.0;
/// 1/n!, from 13 down to 2: what is left out is below 1e-17.
const INVERSE_FACTORIALS: [f64; 12] = {
    let mut found = [0.0; 12];
    let (mut place, mut factorial) = (found.len(), 1.0);
    while place > 0 {
        place -= 1;
        factorial *= (13 - place) as f64;
        found[place] = 1.0 / factorial;
    }
    found
};

/// `scale·exp(x)` of every x. As `libm`'s to within a unit in the last place,
/// and the same to the bit everywhere.
pub(crate) fn scaled_exponentials(scale: f64, of: &[f64], to: &mut [f64]) {
    wide(|| {
        for (to, x) in to.iter_mut().zip(of) {
            *to = scale * near(*x);
        }
    });
    for (to, x) in to.iter_mut().zip(of) {
        if x.abs() > LIMIT || x.is_nan() {
            *to = scale * libm::exp(*x);
        }
    }
}

#[inline(always)]
fn near(x: f64) -> f64 {
    // x = doublings·ln 2 + rest, and |rest| is at most half of ln 2.
    let shifted = x * LOG2_E + ROUNDER;
    let doublings = shifted - ROUNDER;
    let rest = (x - doublings * LN_2_HIGH) - doublings * LN_2_LOW;
    let tail = INVERSE_FACTORIALS.iter().fold(0.0, |sum, power| sum * rest + power);
    let fraction = 1.0 + (rest + rest * rest * tail);
    // The integer stands in the lowest bits of what was shifted.
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0f64.to_bits()));
    fraction * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_good_as_one_alone() {
        let mut of: Vec<f64> = (-70_000..=70_000).map(|step| f64::from(step) * 1.003e-2).collect();
        of.extend((-1000..=1000).map(|step| f64::from(step) * 1e-3 * LN_2));
        of.extend([0.0, -0.0, 1e-300, -1e-300, 708.0, -708.0, 1e-17]);
        let mut found = vec![0.0; of.len()];
        scaled_exponentials(1.0, &of, &mut found);
        for (x, found) in of.iter().zip(found) {
            let wanted = libm::exp(*x);
            let apart = found.to_bits().abs_diff(wanted.to_bits());
            assert!(apart <= 1, "{x}: {found:e} {wanted:e}");
        }
    }

    #[test]
    fn beyond_all_numbers() {
        let of = [710.0, -746.0, -720.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
        let mut found = [0.0; 6];
        scaled_exponentials(2.0, &of, &mut found);
        let wanted = of.map(|x| 2.0 * libm::exp(x));
        assert_eq!(found.map(f64::to_bits), wanted.map(f64::to_bits));
    }

    #[test]
    fn the_same_to_the_bit_on_every_machine() {
        let of: Vec<f64> = (0..1000).map(|step| f64::from(step - 500) * 0.037).collect();
        let mut found = vec![0.0; of.len()];
        scaled_exponentials(100.0, &of, &mut found);
        let alone: Vec<f64> = of.iter().map(|x| 100.0 * near(*x)).collect();
        assert_eq!(found, alone);
        let sum = found.iter().fold(0u64, |sum, x| sum.rotate_left(7) ^ x.to_bits());
        assert_eq!(sum, 0x73c0_051f_77c3_e5c1, "{sum:#x}");
    }
}
