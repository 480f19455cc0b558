//! Packing numbers of one width into field elements, the same way everywhere.

use ark_ff::PrimeField;
use plimsoll_poseidon::Fr;

/// Bits that one element carries without reduction.
pub const CAPACITY: u32 = 253;

/// Numbers of `width` bits that fit one element.
#[must_use]
pub const fn per_element(width: u32) -> usize {
    (CAPACITY / width) as usize
}

/// Packs numbers below `2^width`, as many to an element as fit, the first in
/// the lowest bits. The caller has shown that they are below `2^width`.
pub(crate) fn pack(width: u32, values: impl IntoIterator<Item = u128>) -> Vec<Fr> {
    let mut elements = Vec::new();
    let mut limbs = [0u64; 4];
    let mut used = 0;
    for value in values {
        debug_assert!(width == 128 || value >> width == 0, "a value is wider than {width} bits");
        place(&mut limbs, value, used);
        used += width;
        if used + width > CAPACITY {
            elements.push(element(limbs));
            (limbs, used) = ([0; 4], 0);
        }
    }
    if used > 0 {
        elements.push(element(limbs));
    }
    elements
}

/// Packs numbers of several widths, together at most [`CAPACITY`], into one
/// element, the first in the lowest bits.
pub(crate) fn together(values: impl IntoIterator<Item = (u32, u128)>) -> Fr {
    let (mut limbs, mut used) = ([0u64; 4], 0);
    for (width, value) in values {
        debug_assert!(value >> width == 0 && used + width <= CAPACITY, "too wide for an element");
        place(&mut limbs, value, used);
        used += width;
    }
    element(limbs)
}

/// A signed number as an unsigned one of `width` bits: `value + 2^(width−1)`.
pub(crate) fn offset(width: u32, value: i128) -> u128 {
    value.wrapping_add(1 << (width - 1)).cast_unsigned()
}

/// Big-endian bytes of at most 248 bits as an element.
pub(crate) fn from_bytes(bytes: &[u8]) -> Fr {
    debug_assert!(bytes.len() <= 31, "more bytes than an element carries");
    Fr::from_be_bytes_mod_order(bytes)
}

/// An element as 64 hexadecimal digits, most significant first.
pub(crate) fn hex(element: Fr) -> String {
    use ark_ff::BigInteger as _;
    format!("0x{}", hex::encode(element.into_bigint().to_bytes_be()))
}

fn element(limbs: [u64; 4]) -> Fr {
    Fr::new(ark_ff::BigInt::new(limbs))
}

fn place(limbs: &mut [u64; 4], value: u128, at: u32) {
    let (limb, shift) = ((at / 64) as usize, at % 64);
    let halves = [low(value), low(value >> 64)];
    for (i, half) in halves.into_iter().enumerate() {
        let wide = u128::from(half) << shift;
        if let Some(place) = limbs.get_mut(limb + i) {
            *place |= low(wide);
        }
        if let Some(place) = limbs.get_mut(limb + i + 1) {
            *place |= low(wide >> 64);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
fn low(value: u128) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::Field;

    #[test]
    fn packed_is_the_weighted_sum() {
        for width in [1, 16, 32, 48, 62, 80, 81, 96, 112, 126] {
            let values: Vec<u128> =
                (0..9u128).map(|i| (u128::MAX >> (128 - width)) - (i % 2)).collect();
            let packed = pack(width, values.iter().copied());
            let per = per_element(width);
            assert_eq!(packed.len(), values.len().div_ceil(per), "width {width}");
            let base = Fr::from(2).pow([u64::from(width)]);
            for (element, chunk) in packed.iter().zip(values.chunks(per)) {
                let sum = chunk.iter().rev().fold(Fr::from(0), |sum, v| sum * base + Fr::from(*v));
                assert_eq!(*element, sum, "width {width}");
            }
        }
    }

    #[test]
    fn offsets_keep_order() {
        assert_eq!(offset(48, -(1 << 47)), 0);
        assert_eq!(offset(48, 0), 1 << 47);
        assert_eq!(offset(48, (1 << 47) - 1), (1 << 48) - 1);
    }
}
