//! Accounts: who, of which class, holding what.

use std::fmt;

use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::clause::{Clause, Excess, Place, Violation};
use crate::context::Context;
use crate::lots::Lots;
use crate::table::RowIndex;

/// Whose account it is. The number is part of the leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Class {
    /// A customer's.
    Customer = 0,
    /// The venue's own trading. Obeys every clause that a customer does.
    House = 1,
    /// The insurance fund's, with a public and pinned identity.
    Fund = 2,
    /// Nobody's: a place that fills a batch.
    Empty = 3,
}

impl Class {
    /// Bits of a class in the leaf.
    pub const BITS: u32 = 2;
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "customer",
            Self::House => "house",
            Self::Fund => "fund",
            Self::Empty => "empty",
        })
    }
}

/// An account's name in one epoch: 208 bits that its trader can recompute and
/// the venue cannot choose, ordered as a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity([u8; 26]);

impl Identity {
    /// Bits of an identity.
    pub const BITS: u32 = 208;
    /// Below every identity: where a lane begins.
    pub const NONE: Self = Self([0; 26]);

    /// The identity of a sub-account of somebody the venue calls `identifier`.
    ///
    /// SHA-256 over a tag, chain id, venue, epoch, the identifier with its
    /// length, and the sub-account; numbers are big-endian.
    #[must_use]
    pub fn derive(context: &Context, identifier: &str, sub_account: u32) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"plimsoll identity 1\0");
        hash.update(context.chain_id.to_be_bytes());
        hash.update(context.venue.0);
        hash.update(context.epoch.to_be_bytes());
        hash.update((identifier.len() as u64).to_be_bytes());
        hash.update(identifier.as_bytes());
        hash.update(sub_account.to_be_bytes());
        let mut identity = [0; 26];
        identity.copy_from_slice(&hash.finalize()[..26]);
        Self(identity)
    }

    /// The 26 bytes, most significant first.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 26]) -> Self {
        Self(bytes)
    }

    /// The 26 bytes, most significant first.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 26] {
        &self.0
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// 248 secret bits that hide what they are hashed with. Never printed, wiped
/// when dropped.
#[derive(Clone, Default, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Salt([u8; 31]);

impl Salt {
    /// Bytes of a salt.
    pub const BYTES: usize = 31;

    /// A salt from bytes, most significant first.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes, for hashing and for files that only the owner reads.
    #[must_use]
    pub const fn expose(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(secret)")
    }
}

/// Lots of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Of what.
    pub row: RowIndex,
    /// How many.
    pub lots: Lots,
}

/// An account as the statement sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name in this epoch.
    pub identity: Identity,
    /// Whose it is.
    pub class: Class,
    /// What it holds, rows strictly increasing.
    pub holdings: Vec<Holding>,
}

impl Account {
    /// A place that nobody has.
    pub const EMPTY: Self =
        Self { identity: Identity::NONE, class: Class::Empty, holdings: Vec::new() };

    /// Clauses about the account alone: its holdings are of rows that exist, in
    /// order, within its slots, and an empty place has none.
    pub(crate) fn well_formed(&self, rows: usize, slots: usize, place: Place) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.class == Class::Empty && self.holdings.iter().any(|h| h.lots != Lots::ZERO) {
            let lots = self.holdings.iter().map(|h| i128::from(h.lots.size())).sum();
            violations.push(Clause::ClassEmpty.violated(place, Excess::Lots(lots)));
        }
        if self.holdings.len() > slots {
            let beyond = (self.holdings.len() - slots) as i128;
            violations.push(Clause::ShapeSlots.violated(place, Excess::Count(beyond)));
        }
        for holding in &self.holdings {
            if holding.row == RowIndex::RESERVED || holding.row.index() >= rows {
                let index = i128::from(holding.row.0);
                violations.push(Clause::HoldingsIndex.violated(place, Excess::Count(index)));
            }
        }
        for pair in self.holdings.windows(2) {
            if pair[0].row >= pair[1].row {
                let step = i128::from(pair[0].row.0) - i128::from(pair[1].row.0) + 1;
                violations.push(Clause::HoldingsOrder.violated(place, Excess::Count(step)));
            }
        }
        violations
    }
}
