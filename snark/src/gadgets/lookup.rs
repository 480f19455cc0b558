//! Look-ups of tuples in a table, and sums of weights by key, both as
//! equalities of sums of fractions (Haböck 2022).
//!
//! Rule of binding: `Σ a_i/(β − k_i) = Σ m_j/(β − t_j)` at a random `β` is an
//! equality of rational functions only if all of `a`, `k`, `m` and `t` were
//! fixed before `β`. Tuples, tables and multiplicities are `Early`, so a
//! challenge binds them by their type; late totals must be sealed.

use std::collections::BTreeMap;

use ark_ff::{One, PrimeField, Zero};
use ark_relations::gr1cs::SynthesisError;

use crate::Fr;
use crate::builder::{Builder, Result};
use crate::gadgets::challenges::Seal;
use crate::gadgets::range::denominators;
use crate::num::{Challenge, Early, Late, Num};

/// A table and what is looked up in it, gathered before the challenge.
#[derive(Clone, Debug)]
#[must_use = "nothing is proved before `count` and `prove`"]
pub struct Table {
    width: usize,
    rows: Vec<Vec<Num<Early>>>,
    tuples: Vec<Vec<Num<Early>>>,
}

/// A table with its multiplicities fixed: ready for the challenge.
#[derive(Clone, Debug)]
#[must_use = "nothing is proved before `prove`"]
pub struct Counted {
    table: Table,
    multiplicities: Vec<Num<Early>>,
}

impl Table {
    /// A table of tuples of equal width. They may be wires or constants.
    ///
    /// # Errors
    /// If there are none, or their widths differ.
    pub fn new(rows: Vec<Vec<Num<Early>>>) -> Result<Self> {
        let width = rows.first().map_or(0, Vec::len);
        if width == 0 || rows.iter().any(|row| row.len() != width) {
            return Err(SynthesisError::Unsatisfiable);
        }
        Ok(Self { width, rows, tuples: Vec::new() })
    }

    /// Demands that a tuple is a row of the table.
    ///
    /// # Errors
    /// If its width is not the table's.
    pub fn look_up(&mut self, tuple: &[Num<Early>]) -> Result<()> {
        if tuple.len() != self.width {
            return Err(SynthesisError::Unsatisfiable);
        }
        self.tuples.push(tuple.to_vec());
        Ok(())
    }

    /// Fixes how often each row was looked up; of equal rows the first counts.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn count(self, b: &mut Builder<Early>) -> Result<Counted> {
        let key = |tuple: &[Num<Early>]| -> Vec<_> {
            tuple.iter().map(|number| number.value().into_bigint()).collect()
        };
        let (rows, tuples) = (self.rows.iter(), self.tuples.iter());
        let multiplicities =
            multiplicities(b, rows.map(|row| key(row)), tuples.map(|tuple| key(tuple)))?;
        Ok(Counted { table: self, multiplicities })
    }
}

/// New wires of how often each entry of a table is looked up; of equal entries
/// the first counts.
pub(super) fn multiplicities<K: Ord>(
    b: &mut Builder<Early>,
    table: impl ExactSizeIterator<Item = K>,
    looked_up: impl Iterator<Item = K>,
) -> Result<Vec<Num<Early>>> {
    let mut counts = vec![0u64; table.len()];
    let mut places = BTreeMap::new();
    for (place, entry) in table.enumerate() {
        places.entry(entry).or_insert(place);
    }
    for entry in looked_up {
        // What is in no place of the table is a lie that will show.
        if let Some(place) = places.get(&entry) {
            counts[*place] += 1;
        }
    }
    counts.into_iter().map(|count| b.witness(Fr::from(count))).collect()
}

impl Counted {
    /// Looks everything up at `β`, tuples compressed with powers of `γ`: as
    /// many constraints as the width for each tuple and each row, and one.
    ///
    /// Precondition: fewer tuples than the field's characteristic. `β` and `γ`
    /// are two challenges, and the same one twice is refused: with `γ` a
    /// function of `β` that is no hash, tuples that are in no row can cancel.
    /// Guarantee: every tuple is a row, see [`contains`]. Sound because two
    /// tuples have one key only for few `γ`, and the keys' fractions agree at
    /// a random `β` only if every key of a tuple is one of a row.
    ///
    /// # Errors
    /// If both challenges are the same, and there is something to compress.
    pub fn prove(self, b: &mut Builder<Late>, beta: Challenge, gamma: Challenge) -> Result<()> {
        if self.table.width > 1 && beta.value() == gamma.value() {
            return Err(SynthesisError::Unsatisfiable);
        }
        let Self { table, multiplicities } = self;
        let tuples = b.class("look-up tuples", |b| {
            let one = b.constant(Fr::one())?;
            let keys = compress(b, gamma, &table.tuples)?;
            fractions(b, beta, &keys.into_iter().map(|key| (one, key)).collect::<Vec<_>>())
        })?;
        let rows = b.class("look-up table", |b| {
            let keys = compress(b, gamma, &table.rows)?;
            let counts: Vec<_> = multiplicities.iter().map(Num::late).zip(keys).collect();
            fractions(b, beta, &counts)
        })?;
        b.class("look-up sums", |b| equal_sums(b, &tuples, &rows))
    }
}

/// A total of the weights that share a key.
#[derive(Clone, Copy, Debug)]
pub enum Total {
    /// Fixed before every challenge.
    Early(Num<Early>),
    /// Chosen later, and bound by the seal: its position there.
    Sealed(usize),
}

impl Total {
    /// The total, of what this seal binds if it is sealed.
    pub(super) fn number(self, seal: &Seal) -> Result<Num<Late>> {
        let number = match self {
            Self::Early(total) => Some(total.late()),
            Self::Sealed(position) => seal.number(position),
        };
        number.ok_or(SynthesisError::Unsatisfiable)
    }
}

/// Demands `Σ w_i/(β − x_i) = Σ_j W_j/(β − j)` at the seal's `β`: for every
/// key, the weights with this key add up to its total. A constraint a term,
/// one a total, and one.
///
/// Precondition: every weight is early, or determined by early numbers, by
/// challenges before the seal and by numbers in the seal, such as `z^i·q`: a
/// weight that the prover could still choose once `β` is known proves nothing.
/// Keys of totals differ. Guarantee: [`totals`] of the terms are these totals.
/// **Terms whose weights cancel, or are 0, may have any key**: look keys up by
/// themselves.
/// Sound because the difference of both sides is a rational function of `β`,
/// fixed before it, whose residues are the differences of the totals.
///
/// # Errors
/// If a position is not in the seal.
pub fn weighted(
    b: &mut Builder<Late>,
    seal: &Seal,
    terms: &[(Num<Late>, Num<Early>)],
    totals: &[(Total, Num<Early>)],
) -> Result<()> {
    let terms: Vec<_> = terms.iter().map(|(weight, key)| (*weight, key.late())).collect();
    let totals = totals.iter().map(|(total, key)| Ok((total.number(seal)?, key.late())));
    let totals = totals.collect::<Result<Vec<_>>>()?;
    let left = b.class("weighted terms", |b| fractions(b, seal.beta(), &terms))?;
    let right = b.class("weighted totals", |b| fractions(b, seal.beta(), &totals))?;
    b.class("weighted sums", |b| equal_sums(b, &left, &right))
}

/// Whether a tuple is a row of a table: what a look-up shows.
#[must_use]
pub fn contains(rows: &[Vec<Fr>], tuple: &[Fr]) -> bool {
    rows.iter().any(|row| row == tuple)
}

/// The total of each key; `None` if terms with another key do not cancel. What
/// [`weighted`] shows.
#[must_use]
pub fn totals(terms: &[(Fr, Fr)], keys: &[Fr]) -> Option<Vec<Fr>> {
    let mut totals = BTreeMap::new();
    for (weight, key) in terms {
        *totals.entry(key.into_bigint()).or_insert_with(Fr::zero) += weight;
    }
    let take = |key: &Fr| totals.remove(&key.into_bigint()).unwrap_or_default();
    let known = keys.iter().map(take).collect();
    totals.values().all(Fr::is_zero).then_some(known)
}

/// `x_0 + γ·(x_1 + γ·(x_2 + …))` of each tuple: a constraint for every field
/// but the last.
fn compress(
    b: &mut Builder<Late>,
    gamma: Challenge,
    tuples: &[Vec<Num<Early>>],
) -> Result<Vec<Num<Late>>> {
    let keys = tuples.iter().map(|tuple| {
        let mut fields = tuple.iter().rev().map(Num::late);
        let last = fields.next().ok_or(SynthesisError::Unsatisfiable)?;
        fields.try_fold(last, |key, field| {
            let shifted = b.product(gamma.num(), key)?;
            b.add(shifted, field)
        })
    });
    keys.collect()
}

/// `a/(β − k)` of every pair `(a, k)`, one constraint each.
pub(super) fn fractions(
    b: &mut Builder<Late>,
    beta: Challenge,
    pairs: &[(Num<Late>, Num<Late>)],
) -> Result<Vec<Num<Late>>> {
    let values = denominators(pairs.iter().map(|(_, key)| beta.value() - key.value()));
    let mut quotients = Vec::with_capacity(pairs.len());
    for ((numerator, key), inverse) in pairs.iter().zip(values) {
        let difference = b.sub(beta.num(), *key)?;
        let quotient = b.witness(numerator.value() * inverse)?;
        b.enforce(quotient, difference, *numerator)?;
        quotients.push(quotient);
    }
    Ok(quotients)
}

pub(super) fn equal_sums(
    b: &mut Builder<Late>,
    left: &[Num<Late>],
    right: &[Num<Late>],
) -> Result<()> {
    let mut sum = |numbers: &[Num<Late>]| {
        let terms: Vec<_> = numbers.iter().map(|number| (Fr::one(), *number)).collect();
        b.linear(Fr::zero(), &terms)
    };
    let (left, right) = (sum(left)?, sum(right)?);
    b.equal(left, right)
}
