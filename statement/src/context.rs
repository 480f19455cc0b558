//! Which venue, on which chain, at what time: the context a proof is bound to.

use ark_ff::PrimeField;
use plimsoll_poseidon::Fr;
use sha3::{Digest as _, Keccak256};

/// A venue's public name: 32 bytes, in contracts a `bytes32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Venue(pub [u8; 32]);

/// Where and when an epoch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The chain that the registry is on.
    pub chain_id: u64,
    /// The venue.
    pub venue: Venue,
    /// Epochs are counted from 1 without gaps.
    pub epoch: u64,
    /// The second of the snapshot, Unix time.
    pub time: u64,
}

/// What of an epoch a proof is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The batch at this position in the chain.
    Batch(u32),
    /// The parameters.
    Parameters,
    /// The closing.
    Closing,
}

impl Context {
    /// The context as one public input: 208 bits of
    /// `keccak256("plimsoll context 1\0" ‖ chain id ‖ venue ‖ epoch ‖ time)`,
    /// then 8 bits for the kind of part, then 32 for its position.
    #[must_use]
    pub fn packed(&self, part: Part) -> Fr {
        let mut hash = Keccak256::new();
        hash.update(b"plimsoll context 1\0");
        hash.update(self.chain_id.to_be_bytes());
        hash.update(self.venue.0);
        hash.update(self.epoch.to_be_bytes());
        hash.update(self.time.to_be_bytes());
        let (kind, position) = match part {
            Part::Batch(position) => (0, position),
            Part::Parameters => (1, 0),
            Part::Closing => (2, 0),
        };
        let mut packed = [0; 31];
        packed[..26].copy_from_slice(&hash.finalize()[..26]);
        packed[26] = kind;
        packed[27..].copy_from_slice(&position.to_be_bytes());
        // 248 bits: below the modulus, nothing is reduced.
        Fr::from_be_bytes_mod_order(&packed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_and_part_is_bound() {
        let base = Context { chain_id: 1, venue: Venue([7; 32]), epoch: 3, time: 1_800_000_000 };
        let all = [
            base.packed(Part::Batch(0)),
            base.packed(Part::Batch(1)),
            base.packed(Part::Parameters),
            base.packed(Part::Closing),
            Context { chain_id: 2, ..base }.packed(Part::Batch(0)),
            Context { venue: Venue([8; 32]), ..base }.packed(Part::Batch(0)),
            Context { epoch: 4, ..base }.packed(Part::Batch(0)),
            Context { time: 1, ..base }.packed(Part::Batch(0)),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b), "context {i}");
        }
    }
}
