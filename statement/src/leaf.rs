//! An account's leaf: the commitment that a trader's receipt opens.
//!
//! Elements: identity and class in one; the salt; equity, requirement and the
//! first slot in one; then the other slots, three to an element. A slot has 81
//! bits: the row's index over 65 bits of `lots + 2^64`. Empty slots come first,
//! so that live ones are in order to the end.

use std::sync::LazyLock;

use plimsoll_poseidon::{Fr, Tag, hash_sequence};

use crate::account::{Account, Class, Holding, Identity, Salt};
use crate::lots::Lots;
use crate::margin::Footing;
use crate::pack;
use crate::table::RowIndex;

/// Bits of the signed lots in a slot.
pub const LOTS_BITS: u32 = 65;

/// Bits of the size of what a slot holds.
pub const SIZE_BITS: u32 = LOTS_BITS - 1;

/// Bits of a slot.
pub const SLOT_BITS: u32 = RowIndex::BITS + LOTS_BITS;

static EMPTY: LazyLock<Fr> = LazyLock::new(|| hash_sequence(Tag::Empty, &[]));

/// The leaf of every place without an account.
#[must_use]
pub fn empty_leaf() -> Fr {
    *EMPTY
}

/// The leaf of an account in a shape with so many slots.
#[must_use]
pub fn leaf(account: &Account, footing: &Footing, salt: &Salt, slots: usize) -> Fr {
    if account.class == Class::Empty {
        return empty_leaf();
    }
    hash_sequence(Tag::Leaf, &leaf_elements(account, footing, salt, slots))
}

/// What the leaf of an account that is somebody's hashes.
#[must_use]
pub fn leaf_elements(account: &Account, footing: &Footing, salt: &Salt, slots: usize) -> Vec<Fr> {
    let header = header(account.identity, account.class);
    let mut elements = vec![header, pack::from_bytes(salt.expose())];
    let empty = Holding { row: RowIndex::RESERVED, lots: Lots::ZERO };
    let padding = slots.saturating_sub(account.holdings.len());
    let all = std::iter::repeat_n(&empty, padding).chain(&account.holdings);
    let mut slots = all.map(slot);
    let figures = [footing.equity, footing.requirement];
    let figures = figures.map(|money| pack::offset(Footing::BITS, money.units()));
    let first = slots.next().map(|slot| (SLOT_BITS, slot));
    elements.push(pack::together(
        figures.map(|figure| (Footing::BITS, figure)).into_iter().chain(first),
    ));
    elements.extend(pack::pack(SLOT_BITS, slots));
    elements
}

/// How many elements a leaf of so many slots has.
#[must_use]
pub fn leaf_length(slots: usize) -> usize {
    3 + slots.saturating_sub(1).div_ceil(pack::per_element(SLOT_BITS))
}

/// Whose account it is, in one element.
pub(crate) fn header(identity: Identity, class: Class) -> Fr {
    let identity = pack::from_bytes(identity.as_bytes());
    identity * Fr::from(1u64 << Class::BITS) + Fr::from(class as u8)
}

fn slot(holding: &Holding) -> u128 {
    let lots = pack::offset(LOTS_BITS, i128::from(holding.lots.count()));
    (u128::from(holding.row.0) << LOTS_BITS) | lots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    fn account(holdings: &[(u16, i64)]) -> Account {
        let holdings = holdings.iter();
        Account {
            identity: Identity::from_bytes([3; 26]),
            class: Class::Customer,
            holdings: holdings
                .map(|&(row, lots)| Holding { row: RowIndex(row), lots: Lots::new(lots).unwrap() })
                .collect(),
        }
    }

    #[test]
    fn sixteen_slots_take_one_hash_of_nine() {
        let nothing = Footing::default();
        let elements = leaf_elements(&account(&[(1, 5)]), &nothing, &Salt::default(), 16);
        assert_eq!(elements.len() + 1, 9);
        for slots in 1..40 {
            let elements = leaf_elements(&account(&[(1, 5)]), &nothing, &Salt::default(), slots);
            assert_eq!(elements.len(), leaf_length(slots));
        }
    }

    #[test]
    fn everything_in_an_account_is_bound() {
        let base = account(&[(1, 5), (2, -5)]);
        let salt = Salt::from_bytes([1; 31]);
        let money = |units| Money::from_units(units).unwrap();
        let has = |equity, requirement| Footing {
            equity: money(equity),
            requirement: money(requirement),
        };
        let leaf_of = |account: &Account| leaf(account, &has(7, 3), &salt, 4);
        let mut all = vec![
            leaf_of(&base),
            leaf(&base, &has(7, 3), &salt, 7),
            leaf(&base, &has(7, 3), &Salt::default(), 4),
            leaf(&base, &has(-7, 3), &salt, 4),
            leaf(&base, &has(8, 3), &salt, 4),
            leaf(&base, &has(7, 4), &salt, 4),
            leaf(&base, &has(3, 7), &salt, 4),
            leaf_of(&account(&[(1, 5), (2, 5)])),
            leaf_of(&account(&[(1, 5), (3, -5)])),
            leaf_of(&account(&[(1, 5)])),
            empty_leaf(),
        ];
        let mut other = base.clone();
        other.class = Class::House;
        all.push(leaf_of(&other));
        other = base;
        other.identity = Identity::from_bytes([4; 26]);
        all.push(leaf_of(&other));
        for (i, a) in all.iter().enumerate() {
            assert!(all[i + 1..].iter().all(|b| a != b), "leaf {i}");
        }
    }
}
