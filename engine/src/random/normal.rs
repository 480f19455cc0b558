//! Uniform numbers into normal ones, by the inverse of the distribution: one
//! uniform makes one normal, monotonously and antisymmetrically, which is what
//! quasi-random points and mirrored paths need.

use crate::lanes::wide;

/// Below this distance from a half the central fraction holds.
const CENTRE: f64 = 0.425;
/// Where the second tail fraction takes over, in `√(−ln p)`.
const FAR: f64 = 3.2;

/// Numerator and denominator, lowest power first. Interpolated in 60 digits at
/// Chebyshev points by `engine/references/inverse_normal.py`: `x/q` in
/// `CENTRE² − q²`, and `x` in `√(−ln p) − 1.6` and `− 3.2`. Each is good to
/// 1e-16 relative, up to the last uniform there is (2^-53, 8.2 deviations).
const CENTRAL: [[f64; 9]; 2] = [
    [
        3.387_132_872_796_366_5,
        148.756_540_770_631_52,
        2_548.224_857_302_263,
        21_627.481_160_490_56,
        95_692.735_512_697_59,
        213_550.162_484_382_13,
        214_247.380_198_423_8,
        74_060.814_625_639_02,
        3_907.007_639_023_816,
    ],
    [
        1.0,
        46.923_386_895_220_55,
        871.283_894_064_198_6,
        8_176.878_340_636_071,
        41_169.981_667_908_56,
        109_244.705_554_588_17,
        140_376.827_236_125_45,
        72_342.697_492_845_87,
        9_398.464_517_206_59,
    ],
];
const TAIL: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_7,
        4.489_000_814_907_675,
        5.351_803_348_032_456_5,
        3.206_059_214_634_145,
        1.056_936_176_873_31,
        0.193_683_092_683_146_12,
        0.018_315_868_405_390_44,
        0.000_674_531_887_858_965_6,
    ],
    [
        1.0,
        1.953_898_844_272_096_1,
        1.502_069_609_223_051_7,
        0.579_947_146_402_882_7,
        0.118_679_178_470_967_33,
        0.012_195_197_771_260_786,
        0.000_476_844_042_125_543_1,
        1.840_380_950_899_195_7e-9,
    ],
];
const FAR_TAIL: [[f64; 7]; 2] = [
    [
        3.971_485_998_662_292_3,
        4.482_719_361_726_965,
        1.874_741_631_810_706_4,
        0.360_287_231_677_827_8,
        0.031_446_796_931_228_69,
        0.000_995_472_348_493_569_6,
        2.286_897_108_108_616_5e-6,
    ],
    [
        1.0,
        0.744_895_102_728_084_5,
        0.192_556_373_010_027_6,
        0.020_012_438_695_222_522,
        0.000_698_638_189_198_244_3,
        1.618_586_067_511_030_5e-6,
        -1.493_913_526_263_111e-11,
    ],
];

/// The number that a standard normal variable stays below with this chance,
/// strictly between 0 and 1 and not nearer to either than 2^-53.
pub(crate) fn inverse_normal(chance: f64) -> f64 {
    let q = chance - 0.5;
    if q.abs() <= CENTRE { central(q) } else { tail(q) }
}

/// Every chance into its normal number. The middle of the distribution takes no
/// branch, so that many run side by side; what is in the tails follows.
pub(crate) fn to_normal(chances: &mut [f64]) {
    const BLOCK: usize = 256;
    let mut places = [0; BLOCK];
    let mut offsets = [0.0; BLOCK];
    for block in chances.chunks_mut(BLOCK) {
        wide(|| {
            for (offset, chance) in offsets.iter_mut().zip(block.iter_mut()) {
                *offset = *chance - 0.5;
                *chance = central(*offset);
            }
        });
        // No branch here either: every place is written, and kept if it counts.
        let mut outside = 0;
        for (place, offset) in offsets[..block.len()].iter().enumerate() {
            places[outside] = place;
            outside += usize::from(offset.abs() > CENTRE);
        }
        for place in &places[..outside] {
            block[*place] = tail(offsets[*place]);
        }
    }
}

#[inline(always)]
fn central(q: f64) -> f64 {
    q * fraction(&CENTRAL, CENTRE * CENTRE - q * q)
}

fn tail(q: f64) -> f64 {
    // Exact: chances are multiples of 2^-53.
    let distance = (-libm::log(0.5 - q.abs())).sqrt();
    let size = if distance < FAR {
        fraction(&TAIL, distance - 1.6)
    } else {
        fraction(&FAR_TAIL, distance - FAR)
    };
    size.copysign(q)
}

#[inline(always)]
fn fraction<const N: usize>([above, below]: &[[f64; N]; 2], x: f64) -> f64 {
    let value = |powers: &[f64; N]| powers.iter().rev().fold(0.0, |sum, power| sum * x + power);
    value(above) / value(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles() {
        // By mpmath, 30 digits.
        let known = [
            (0.5, 0.0),
            (0.75, 0.674_489_750_196_081_7),
            (0.975, 1.959_963_984_540_054),
            (0.999, 3.090_232_306_167_813_5),
            (1.0 / 131_072.0, -4.324_919_040_826_046),
            (1.0 / 1_073_741_824.0, -6.009_353_565_530_744),
            (1.0 / 9_007_199_254_740_992.0, -8.209_536_151_601_387),
        ];
        for (chance, quantile) in known {
            let found = inverse_normal(chance);
            // The chances 0.975 and 0.999 are themselves rounded.
            assert!(
                (found - quantile).abs() <= 4e-15 * (1.0 + quantile.abs()),
                "{chance}: {found}"
            );
        }
    }

    #[test]
    fn undoes_the_distribution_and_rises() {
        let mut last = f64::NEG_INFINITY;
        for step in 1..4096 {
            let chance = f64::from(step) / 4096.0;
            let found = inverse_normal(chance);
            assert!(found > last, "{chance}");
            last = found;
            let back = 0.5 * libm::erfc(-found * std::f64::consts::FRAC_1_SQRT_2);
            assert!((back - chance).abs() < 4e-16, "{chance} came back as {back}");
            assert_eq!(inverse_normal(1.0 - chance), -found);
        }
    }

    #[test]
    fn many_at_once_are_the_same_to_the_bit() {
        let chances: Vec<f64> = (1..1000).map(|step| f64::from(step) / 1000.0).collect();
        let mut normals = chances.clone();
        to_normal(&mut normals);
        let single: Vec<f64> = chances.iter().map(|&chance| inverse_normal(chance)).collect();
        assert_eq!(normals, single);
        let pinned: Vec<u64> = [normals[0], normals[99], normals[700]].map(f64::to_bits).to_vec();
        let wanted = [0xc008_b8cb_b720_446f, 0xbff4_813c_36e2_6d33, 0x3fe0_df77_c5a3_6d4e];
        assert_eq!(pinned, wanted, "{pinned:#x?}");
    }
}
