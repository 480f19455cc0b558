//! An account's leaf, and the root over a batch's.

use ark_ff::{One as _, Zero as _};
use plimsoll_poseidon::Tag;
use plimsoll_snark::gadgets::poseidon::hash_sequence;
use plimsoll_snark::{Builder, Fr, Late, Num, Result};
use plimsoll_statement::{Class, Footing, LOTS_BITS, SLOT_BITS, empty_leaf, per_element};

use crate::account::{AccountWires, Slot};
use crate::wires::power_of_two;

/// The leaf of an account: that of nobody if it is empty.
///
/// Nothing is ranged here, and everything packed is in range: rows by their
/// look-up in the table, lots by their limbs, the class by its bits, equity and
/// requirement by the margin rule, which leaves them 82 bits. Identities
/// are sums of steps below 2^208 over at most 2^32 accounts, and the closing
/// circuit shows that the last of a lane, so every one, is below 2^208.
pub(crate) fn leaf(
    b: &mut Builder<Late>,
    identity: Num<Late>,
    account: &AccountWires,
    salt: Fr,
) -> Result<Num<Late>> {
    b.class("tree.leaf", |b| {
        let salt = b.witness(salt)?;
        let elements = elements(b, identity, account, salt)?;
        let hash = hash_sequence(b, Tag::Leaf, &elements)?;
        let nobody = b.constant(empty_leaf())?;
        let instead = b.sub(nobody, hash)?;
        let change = b.product(account.classes.empty.late(), instead)?;
        b.linear(Fr::zero(), &[(Fr::one(), hash), (Fr::one(), change)])
    })
}

/// What the leaf hashes, as `leaf_elements` has it: free of constraints.
pub(crate) fn elements(
    b: &mut Builder<Late>,
    identity: Num<Late>,
    account: &AccountWires,
    salt: Num<Late>,
) -> Result<Vec<Num<Late>>> {
    let AccountWires { classes, margin, slots, .. } = account;
    let number = |class: Class| Fr::from(class as u8);
    let header = b.linear(
        Fr::zero(),
        &[
            (Fr::from(1u64 << Class::BITS), identity),
            (number(Class::House), classes.house.late()),
            (number(Class::Fund), classes.fund.late()),
            (number(Class::Empty), classes.empty.late()),
        ],
    )?;
    let (one, next) = (Fr::one(), power_of_two(Footing::BITS));
    let above = power_of_two(Footing::BITS - 1);
    let (first, others) = slots.split_at(1.min(slots.len()));
    let mut figures = Packed {
        offset: above + above * next,
        terms: vec![
            (one, margin.value.late()),
            (-one, margin.closing_cost.late()),
            (next, margin.requirement.late()),
        ],
    };
    figures.slots(2 * Footing::BITS, first);
    let mut elements = vec![header, salt, b.linear(figures.offset, &figures.terms)?];
    for chunk in others.chunks(per_element(SLOT_BITS)) {
        let mut packed = Packed::default();
        packed.slots(0, chunk);
        elements.push(b.linear(packed.offset, &packed.terms)?);
    }
    Ok(elements)
}

/// An element that is put together.
#[derive(Default)]
struct Packed {
    offset: Fr,
    terms: Vec<(Fr, Num<Late>)>,
}

impl Packed {
    /// Adds slots from a bit on.
    fn slots(&mut self, bit: u32, slots: &[Slot]) {
        for (position, slot) in (0u32..).zip(slots) {
            let at = power_of_two(bit + position * SLOT_BITS);
            self.terms.push((at * power_of_two(LOTS_BITS), slot.place.late()));
            self.terms.push((at, slot.long.late()));
            self.terms.push((-at, slot.short.late()));
            self.offset += at * power_of_two(LOTS_BITS - 1);
        }
    }
}
