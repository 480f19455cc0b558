//! The hash of parameters: the one a circuit recomputes over the table.
//!
//! Elements: two halves of the canonical file's SHA-256; then, row by row from
//! row 1, 48-bit words (mark, haircuts, floors, gains in scenarios 1 and on,
//! slopes), each as four digits of 12 bits, the lowest first, 21 digits to an
//! element; then all knees, 62 bits, four to an element. Signed words carry an
//! offset of 2^47. The reserved row and the zero move are zero and are left out.
//!
//! Digits and not words, because 21 of them fill an element: a twentieth fewer
//! hashes than five words to an element.

use plimsoll_poseidon::{Fr, Tag, hash_sequence};

use super::ParametersHash;
use crate::money::{Charge, Price};
use crate::pack;
use crate::table::{Table, Tier};

pub(super) fn parameters_hash(table: &Table, file_sha256: &[u8; 32]) -> ParametersHash {
    let (high, low) = file_sha256.split_at(16);
    let mut elements = vec![pack::from_bytes(high), pack::from_bytes(low)];
    elements.extend(table.elements());
    ParametersHash(hash_sequence(Tag::Parameters, &elements))
}

impl Table {
    /// What the parameters' hash hashes of the table.
    #[must_use]
    pub fn elements(&self) -> Vec<Fr> {
        let mut elements = pack::pack(DIGIT_BITS, words(self).flat_map(digits));
        let knees = self.indices().skip(1).flat_map(|row| self.tiers(row));
        elements.extend(pack::pack(Tier::KNEE_BITS, knees.map(|tier| u128::from(tier.knee))));
        elements
    }
}

/// Bits of a digit of a word.
pub const DIGIT_BITS: u32 = 12;

fn digits(word: u128) -> impl Iterator<Item = u128> {
    (0..Charge::BITS).step_by(DIGIT_BITS as usize).map(move |at| (word >> at) & 0xfff)
}

fn words(table: &Table) -> impl Iterator<Item = u128> + '_ {
    let signed = |price: Price| pack::offset(Price::BITS, i128::from(price.units()));
    let charge = |charge: Charge| u128::from(charge.units());
    table.indices().skip(1).flat_map(move |index| {
        let row = table.row(index).copied().unwrap_or_default();
        let head = [
            signed(row.mark),
            charge(row.haircut_long),
            charge(row.haircut_short),
            charge(row.floor_long),
            charge(row.floor_short),
        ];
        let pnl = table.pnl(index).iter().skip(1).map(move |price| signed(*price));
        let slopes = table.tiers(index).iter().map(move |tier| charge(tier.slope));
        head.into_iter().chain(pnl).chain(slopes)
    })
}
