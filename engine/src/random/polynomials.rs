//! Primitive polynomials over the field of two elements, found rather than
//! listed: each gives one dimension of Sobol's points its recurrence.

/// The first so many, by degree and then by value. Bit `i` is the coefficient
/// of `x^i`.
pub(super) fn primitive(count: usize) -> Vec<u32> {
    (0b11u32..).step_by(2).filter(|&polynomial| is_primitive(polynomial)).take(count).collect()
}

/// The power of its leading term.
pub(super) fn degree(polynomial: u32) -> u32 {
    polynomial.ilog2()
}

/// Whether the powers of `x` run through all remainders but zero. Tried out,
/// for the degrees that matter are below a dozen.
fn is_primitive(polynomial: u32) -> bool {
    let degree = degree(polynomial);
    let order = (1u32 << degree) - 1;
    let mut power = 1u32;
    for step in 1..=order {
        power <<= 1;
        if power >> degree != 0 {
            power ^= polynomial;
        }
        if power == 1 {
            return step == order;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_number_theory_says() {
        // φ(2^d − 1) / d.
        let found = primitive(160);
        for (power, count) in [1, 1, 2, 2, 6, 6, 18, 16, 48, 60].into_iter().enumerate() {
            let of_degree = found.iter().filter(|&&p| degree(p) as usize == power + 1);
            assert_eq!(of_degree.count(), count, "degree {}", power + 1);
        }
        assert_eq!(found[..6], [0b11, 0b111, 0b1011, 0b1101, 0b1_0011, 0b1_1001]);
    }
}
