//! The first direction numbers of Sobol's sequence: any odd numbers make one,
//! these make one whose planes are even. They are our own search's result,
//! which the test below repeats.

/// Dimensions the table is for; the sequence has one more before them.
pub(super) const INITIAL_DIMENSIONS: usize = 127;

/// One dimension after another, as many numbers each as its polynomial has
/// degrees; the `i`th is odd and below `2^i`.
#[rustfmt::skip]
pub(super) const INITIAL: [u16; 1039] = [
    1, 1, 3, 1, 3, 1, 1, 1, 5, 1, 3, 1, 3, 1, 1, 1, 15, 1, 1, 5, 15, 5, 1, 3, 1, 5, 23, 1, 3, 7, 3,
    27, 1, 3, 7, 9, 29, 1, 1, 3, 5, 5, 1, 3, 5, 13, 13, 1, 1, 7, 7, 5, 49, 1, 1, 3, 9, 27, 1, 1, 1,
    3, 1, 23, 43, 1, 3, 1, 3, 17, 63, 1, 3, 3, 11, 19, 35, 1, 1, 1, 3, 5, 13, 1, 3, 3, 13, 11, 39,
    113, 1, 3, 1, 1, 21, 53, 71, 1, 3, 1, 13, 11, 45, 47, 1, 1, 7, 9, 11, 9, 49, 1, 1, 3, 13, 23,
    61, 125, 1, 1, 1, 13, 13, 53, 105, 1, 3, 5, 7, 13, 3, 29, 1, 3, 1, 7, 7, 55, 61, 1, 1, 5, 15, 5,
    43, 7, 1, 1, 1, 9, 3, 3, 71, 1, 1, 7, 7, 3, 11, 123, 1, 1, 7, 15, 29, 7, 89, 1, 1, 7, 5, 21, 35,
    47, 1, 3, 5, 9, 15, 43, 109, 1, 1, 5, 3, 7, 19, 39, 1, 3, 5, 13, 17, 63, 85, 1, 1, 7, 15, 25, 7,
    59, 1, 1, 1, 13, 17, 27, 101, 1, 3, 7, 3, 21, 47, 7, 23, 1, 1, 1, 9, 29, 61, 25, 61, 1, 1, 5,
    13, 1, 37, 67, 111, 1, 1, 1, 1, 1, 13, 119, 119, 1, 3, 7, 5, 29, 15, 101, 89, 1, 3, 7, 9, 23,
    31, 21, 207, 1, 3, 3, 15, 25, 19, 91, 21, 1, 1, 1, 11, 3, 55, 61, 7, 1, 3, 1, 15, 19, 33, 59,
    247, 1, 1, 5, 11, 9, 47, 115, 187, 1, 3, 7, 13, 17, 25, 3, 9, 1, 3, 3, 15, 13, 35, 49, 47, 1, 1,
    3, 7, 25, 11, 27, 145, 1, 1, 1, 1, 7, 37, 1, 97, 1, 1, 5, 5, 31, 9, 53, 197, 1, 3, 1, 11, 7, 13,
    61, 75, 1, 1, 3, 1, 17, 7, 81, 229, 311, 1, 1, 7, 7, 5, 35, 7, 67, 375, 1, 3, 7, 3, 3, 27, 69,
    189, 273, 1, 3, 7, 5, 11, 49, 103, 229, 169, 1, 1, 7, 13, 19, 55, 103, 29, 269, 1, 1, 5, 15, 13,
    47, 15, 65, 255, 1, 1, 3, 15, 25, 17, 23, 203, 187, 1, 3, 5, 11, 7, 53, 45, 25, 487, 1, 3, 3, 7,
    11, 23, 43, 167, 213, 1, 3, 5, 5, 1, 7, 127, 49, 149, 1, 3, 1, 11, 27, 31, 21, 153, 145, 1, 3,
    3, 5, 5, 17, 79, 137, 59, 1, 1, 5, 13, 5, 1, 21, 71, 233, 1, 3, 1, 5, 21, 15, 57, 173, 137, 1,
    1, 7, 7, 31, 41, 19, 55, 361, 1, 3, 5, 15, 9, 9, 67, 183, 381, 1, 1, 1, 1, 1, 45, 39, 147, 301,
    1, 1, 1, 11, 21, 53, 63, 235, 89, 1, 1, 5, 9, 31, 45, 43, 61, 171, 1, 1, 1, 5, 15, 31, 75, 229,
    3, 1, 3, 5, 3, 19, 3, 57, 49, 135, 1, 3, 5, 1, 23, 39, 75, 125, 151, 1, 1, 1, 9, 11, 35, 57, 53,
    383, 1, 1, 3, 9, 15, 61, 37, 67, 193, 1, 3, 5, 1, 29, 19, 19, 171, 403, 1, 3, 1, 3, 29, 13, 123,
    61, 193, 1, 3, 5, 1, 23, 61, 5, 175, 351, 1, 1, 3, 3, 5, 39, 23, 233, 395, 1, 1, 5, 11, 25, 45,
    41, 185, 317, 1, 3, 3, 5, 15, 5, 13, 119, 493, 1, 1, 7, 5, 3, 41, 43, 49, 1, 1, 3, 1, 13, 19,
    43, 117, 243, 359, 1, 3, 7, 9, 27, 19, 51, 185, 51, 1, 1, 7, 11, 27, 23, 59, 29, 295, 1, 1, 7,
    9, 3, 1, 49, 79, 313, 1, 3, 3, 1, 25, 47, 93, 99, 435, 1, 3, 5, 13, 21, 57, 85, 199, 369, 1, 1,
    3, 5, 29, 19, 59, 241, 483, 1, 1, 3, 1, 17, 57, 39, 25, 13, 1, 3, 1, 5, 21, 15, 93, 159, 511, 1,
    1, 5, 9, 19, 19, 93, 59, 105, 1, 1, 3, 7, 9, 23, 49, 145, 473, 1, 3, 1, 15, 15, 33, 71, 159,
    481, 1, 3, 1, 11, 13, 23, 23, 85, 457, 1, 1, 1, 9, 5, 7, 111, 143, 77, 1, 3, 5, 7, 13, 53, 47,
    217, 377, 1, 1, 3, 7, 11, 27, 123, 1, 267, 1, 1, 3, 9, 25, 35, 95, 171, 29, 1, 3, 1, 3, 15, 33,
    31, 163, 477, 391, 1, 1, 1, 1, 27, 31, 97, 45, 321, 517, 1, 1, 5, 7, 17, 19, 9, 15, 137, 729, 1,
    3, 3, 7, 15, 15, 49, 95, 341, 179, 1, 3, 5, 13, 9, 11, 69, 43, 261, 665, 1, 3, 1, 15, 27, 13,
    11, 255, 497, 449, 1, 3, 1, 1, 1, 47, 45, 253, 117, 567, 1, 3, 1, 5, 23, 43, 39, 31, 307, 401,
    1, 1, 3, 11, 1, 23, 117, 97, 299, 39, 1, 3, 7, 9, 9, 51, 49, 239, 383, 197, 1, 3, 7, 9, 27, 21,
    81, 151, 143, 1019, 1, 3, 7, 13, 21, 31, 81, 25, 371, 567, 1, 1, 7, 9, 13, 55, 21, 205, 235,
    787, 1, 1, 5, 3, 7, 23, 43, 43, 455, 563, 1, 3, 7, 11, 9, 55, 31, 99, 59, 243, 1, 3, 7, 15, 7,
    41, 111, 179, 493, 313, 1, 3, 3, 13, 5, 23, 127, 167, 155, 27, 1, 3, 7, 9, 27, 33, 55, 71, 49,
    367, 1, 1, 7, 3, 1, 43, 79, 31, 5, 539, 1, 1, 5, 5, 23, 17, 29, 207, 389, 351, 1, 1, 7, 3, 11,
    7, 9, 33, 67, 295, 1, 3, 7, 3, 5, 55, 67, 213, 133, 713, 1, 1, 3, 5, 29, 29, 23, 123, 123, 923,
    1, 3, 3, 9, 27, 17, 111, 79, 261, 875, 1, 3, 7, 1, 29, 35, 33, 33, 43, 603, 1, 3, 7, 15, 21, 45,
    79, 27, 431, 713, 1, 1, 3, 13, 3, 9, 125, 135, 455, 737,
];

#[cfg(test)]
mod tests {
    use super::super::polynomials::{degree, primitive};
    use super::super::sobol::recurrence;
    use super::super::stream::Stream;
    use super::*;

    /// Sizes of point sets, as powers of two, whose planes are judged.
    const SIZES: [u32; 3] = [6, 9, 12];
    const CANDIDATES: usize = 192;

    #[test]
    fn numbers_are_odd_and_small_enough() {
        let mut rest = INITIAL.as_slice();
        for polynomial in primitive(INITIAL_DIMENSIONS) {
            let (initial, after) = rest.split_at(degree(polynomial) as usize);
            rest = after;
            for (power, number) in initial.iter().enumerate() {
                assert!(number % 2 == 1 && u32::from(*number) < 2 << power, "{initial:?}");
            }
        }
        assert!(rest.is_empty());
    }

    /// `cargo test --release -p plimsoll-engine directions -- --ignored`: some ten seconds.
    #[test]
    #[ignore = "repeats the search"]
    fn the_search_finds_this_table() {
        let mut chosen = vec![rows(&std::array::from_fn(|bit| 1 << (31 - bit)))];
        let mut table = Vec::new();
        for (number, polynomial) in primitive(INITIAL_DIMENSIONS).into_iter().enumerate() {
            let mut stream = Stream::new(0, *b"sobol   ", number as u64);
            let mut best = None;
            for _ in 0..CANDIDATES {
                let initial: Vec<u16> = (0..degree(polynomial))
                    .map(|power| u16::try_from(2 * stream.below(1 << power) + 1).unwrap())
                    .collect();
                let candidate = rows(&recurrence(polynomial, &initial));
                let score: u32 = chosen.iter().map(|other| unevenness(other, &candidate)).sum();
                if best.as_ref().is_none_or(|(least, _, _)| score < *least) {
                    best = Some((score, initial, candidate));
                }
            }
            let (_, initial, candidate) = best.unwrap();
            table.extend(initial);
            chosen.push(candidate);
        }
        assert_eq!(table, INITIAL);
    }

    /// The highest rows of a dimension's matrix: which bits of a point's number
    /// go into each bit of its coordinate.
    fn rows(directions: &[u32; 32]) -> [u32; 12] {
        std::array::from_fn(|row| {
            let bit = |column: usize| (directions[column] >> (31 - row) & 1) << column;
            (0..12).map(bit).sum()
        })
    }

    /// The squares of how far a plane's points are from a perfect net (their
    /// `t`), over the sizes.
    fn unevenness(a: &[u32; 12], b: &[u32; 12]) -> u32 {
        SIZES.iter().map(|&size| (size - strength(a, b, size)).pow(2)).sum()
    }

    /// The most rows of which any so many, the first of one and the first of the
    /// other, are independent.
    fn strength(a: &[u32; 12], b: &[u32; 12], size: u32) -> u32 {
        let mask = (1 << size) - 1;
        let mut least = size;
        let mut of_a = Vec::new();
        for first in 0..=size {
            if first > 0 && !insert(&mut of_a, a[first as usize - 1] & mask) {
                break;
            }
            let mut both = of_a.clone();
            let second = b.iter().take_while(|row| insert(&mut both, **row & mask)).count();
            least = least.min(first + u32::try_from(second).unwrap());
        }
        least
    }

    /// Whether a row is independent of a basis, to which it is then added.
    fn insert(basis: &mut Vec<u32>, row: u32) -> bool {
        let rest = basis.iter().fold(row, |rest, member| rest.min(rest ^ member));
        basis.extend((rest != 0).then_some(rest));
        rest != 0
    }
}
