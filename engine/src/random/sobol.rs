//! Sobol's low-discrepancy points with a random linear scramble and a random
//! shift (Matoušek 1998): every point is uniform, so that means over points are
//! unbiased, and scrambles of different numbers are independent.

use super::directions::{INITIAL, INITIAL_DIMENSIONS};
use super::polynomials::{degree, primitive};
use super::stream::{Stream, unit};

/// Dimensions there are.
pub(crate) const DIMENSIONS: usize = INITIAL_DIMENSIONS + 1;
/// Points there are, as a power of two.
pub(crate) const MOST_POINTS: u32 = 32;

/// One scrambled sequence.
#[derive(Clone, Debug)]
pub(crate) struct Sobol {
    /// By dimension: what each bit of a point's number adds, 64 bits of it.
    directions: Vec<[u64; MOST_POINTS as usize]>,
    shifts: Vec<u64>,
}

impl Sobol {
    /// At most `DIMENSIONS` dimensions, under the scramble of this number.
    pub(crate) fn new(dimensions: usize, seed: u64, scramble: u64) -> Self {
        let plain = plain(dimensions);
        let mut stream = Stream::new(seed, *b"scramble", scramble);
        let shifts = plain.iter().map(|_| stream.bits()).collect();
        let directions = plain.iter().map(|rows| scrambled(rows, &mut stream)).collect();
        Self { directions, shifts }
    }

    /// How many dimensions it has.
    pub(crate) fn dimensions(&self) -> usize {
        self.directions.len()
    }

    /// One coordinate of the points from `first` on: uniform, strictly between
    /// 0 and 1.
    pub(crate) fn fill(&self, dimension: usize, first: u32, uniforms: &mut [f64]) {
        let directions = &self.directions[dimension];
        let mut point = self.shifts[dimension];
        // Points are taken in Gray's order: one bit changes from each to the
        // next, and any run of 2^k that starts at a multiple of it is the same
        // set of points.
        let gray = first ^ (first >> 1);
        for (bit, direction) in directions.iter().enumerate() {
            if gray >> bit & 1 == 1 {
                point ^= direction;
            }
        }
        let mut number = first;
        for uniform in uniforms {
            *uniform = unit(point);
            number = number.wrapping_add(1);
            let changed = number.trailing_zeros().min(MOST_POINTS - 1);
            point ^= directions[changed as usize];
        }
    }
}

/// The directions without scramble, in the highest 32 bits.
fn plain(dimensions: usize) -> Vec<[u32; MOST_POINTS as usize]> {
    let mut all = Vec::with_capacity(dimensions);
    let mut known = INITIAL.as_slice();
    // The first dimension is van der Corput's.
    let first = std::array::from_fn(|bit| 1 << (31 - bit));
    all.extend((dimensions > 0).then_some(first));
    for polynomial in primitive(dimensions.saturating_sub(1).min(INITIAL_DIMENSIONS)) {
        let (initial, rest) = known.split_at(degree(polynomial) as usize);
        known = rest;
        all.push(recurrence(polynomial, initial));
    }
    all
}

/// A dimension's directions, from its polynomial and its first odd numbers.
pub(super) fn recurrence(polynomial: u32, initial: &[u16]) -> [u32; MOST_POINTS as usize] {
    let order = initial.len();
    let mut directions = [0u32; MOST_POINTS as usize];
    for bit in 0..directions.len() {
        directions[bit] = match initial.get(bit) {
            Some(&odd) => u32::from(odd) << (31 - bit),
            None => {
                let furthest = directions[bit - order];
                (1..order)
                    .filter(|back| polynomial >> (order - back) & 1 == 1)
                    .fold(furthest ^ (furthest >> order), |sum, back| sum ^ directions[bit - back])
            }
        };
    }
    directions
}

/// Each output bit becomes itself plus a random sum of the bits above it: a
/// random lower triangle with ones on its diagonal, times the directions. Bits
/// beyond the 32nd are random sums alone.
fn scrambled(
    plain: &[u32; MOST_POINTS as usize],
    stream: &mut Stream,
) -> [u64; MOST_POINTS as usize] {
    let mut directions = [0u64; MOST_POINTS as usize];
    for bit in (0..64u32).rev() {
        let diagonal = 1u64 << bit;
        let mask = diagonal | (stream.bits() & !(diagonal | (diagonal - 1)));
        for (direction, plain) in directions.iter_mut().zip(plain) {
            let sum = ((u64::from(*plain) << 32) & mask).count_ones() & 1;
            *direction |= u64::from(sum) << bit;
        }
    }
    directions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(sobol: &Sobol, dimension: usize, first: u32, count: usize) -> Vec<f64> {
        let mut uniforms = vec![0.0; count];
        sobol.fill(dimension, first, &mut uniforms);
        uniforms
    }

    /// The cells of `count` equal cells that hold a point.
    fn cells(points: &[f64], count: f64) -> Vec<u64> {
        let mut cells: Vec<u64> = points.iter().map(|u| (u * count).floor().to_bits()).collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    }

    #[test]
    fn every_dimension_has_one_point_in_every_cell() {
        let sobol = Sobol::new(DIMENSIONS, 1, 0);
        for dimension in 0..DIMENSIONS {
            for first in [0, 1024, 7 * 1024] {
                let found = points(&sobol, dimension, first, 1024);
                assert_eq!(cells(&found, 1024.0).len(), 1024, "dimension {dimension}");
            }
        }
    }

    #[test]
    fn the_first_two_dimensions_are_a_net() {
        // Every box of area 2^-10 and dyadic sides holds one of 2^10 points.
        let sobol = Sobol::new(2, 5, 3);
        let (x, y) = (points(&sobol, 0, 0, 1024), points(&sobol, 1, 0, 1024));
        for split in 0..=10 {
            let (wide, high) = (2f64.powi(split), 2f64.powi(10 - split));
            let boxes: Vec<f64> = x
                .iter()
                .zip(&y)
                .map(|(x, y)| ((x * wide).floor() * high + (y * high).floor()) / 1024.0)
                .collect();
            assert_eq!(cells(&boxes, 1024.0).len(), 1024, "{wide} by {high}");
        }
    }

    #[test]
    fn runs_join_and_scrambles_differ() {
        let sobol = Sobol::new(9, 1, 0);
        let whole = points(&sobol, 8, 0, 1000);
        assert_eq!(whole[300..], points(&sobol, 8, 300, 700));
        assert_ne!(whole, points(&Sobol::new(9, 1, 1), 8, 0, 1000));
        assert_ne!(whole, points(&Sobol::new(9, 2, 0), 8, 0, 1000));
        assert_eq!(points(&Sobol::new(20, 1, 0), 8, 0, 9).len(), 9);
    }

    #[test]
    fn scrambles_are_unbiased() {
        // The mean of the first point alone over many scrambles.
        let first = |scramble| points(&Sobol::new(3, 1, scramble), 2, 0, 1)[0];
        let mean = (0..400).map(first).sum::<f64>() / 400.0;
        // Three standard errors of a uniform.
        assert!((mean - 0.5).abs() < 3.0 * (1.0f64 / 12.0 / 400.0).sqrt(), "{mean}");
    }

    #[test]
    fn products_converge_faster_than_chance() {
        // ∏(1 + (u − ½)/j): its mean is 1.
        let (dimensions, count) = (40, 4096);
        let sobol = Sobol::new(dimensions, 1, 0);
        let mut products = vec![1.0; count];
        for dimension in 0..dimensions {
            let weight = 1.0 / (dimension as f64 + 1.0);
            for (product, u) in products.iter_mut().zip(points(&sobol, dimension, 0, count)) {
                *product *= 1.0 + weight * (u - 0.5);
            }
        }
        let mean = products.iter().sum::<f64>() / count as f64;
        // One standard error of random points would be 5e-3.
        assert!((mean - 1.0).abs() < 5e-4, "{mean}");
    }
}
