//! A ledger: entries with a key and amounts. All keys are looked up in a table
//! of keys and all amounts added up by key, with one inverse an entry.
//!
//! Rule of binding: keys, amounts and multiplicities are `Early`, factors are
//! early or powers of an earlier challenge, totals are early or in the seal;
//! the seal's `β` comes after all of them. So every equality
//! `Σ f·a/(β − k) = Σ_j T_j/(β − k_j)` at `β` is one of rational functions
//! (Haböck 2022), which is that the totals are right, key by key.

use ark_ff::{One, PrimeField as _, Zero};
use ark_relations::gr1cs::SynthesisError;

use crate::Fr;
use crate::builder::{Builder, Result};
use crate::gadgets::challenges::Seal;
use crate::gadgets::lookup::{Total, equal_sums, fractions, multiplicities};
use crate::gadgets::range::inverses;
use crate::num::{Challenge, Early, Late, Num};

/// Entries in groups, gathered before the challenge.
#[derive(Clone, Debug)]
#[must_use = "nothing is proved before `count` and `open`"]
pub struct Ledger {
    keys: Vec<Num<Early>>,
    columns: usize,
    entries: Vec<Entry>,
    group_ends: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Entry {
    key: Num<Early>,
    amounts: Vec<Num<Early>>,
}

/// A ledger with its multiplicities fixed: ready for the challenge.
#[derive(Clone, Debug)]
#[must_use = "nothing is proved before `open`"]
pub struct CountedLedger {
    ledger: Ledger,
    multiplicities: Vec<Num<Early>>,
}

/// A ledger whose keys have been looked up: ready to be added up.
#[derive(Clone, Debug)]
pub struct OpenLedger {
    keys: Vec<Num<Late>>,
    beta: Challenge,
    seal: Seal,
    /// `Σ amount/(β − key)`, for every column, of every group.
    sums: Vec<Vec<Num<Late>>>,
}

/// What each group's amounts count.
#[derive(Clone, Copy, Debug)]
pub enum Factors<'a> {
    /// Once.
    Once,
    /// As often as an early number says, one for each group.
    Early(&'a [Num<Early>]),
    /// The group at position `i` counts `z^i` times.
    Powers(&'a Powers),
}

/// `1, z, z², …` of a challenge.
#[derive(Clone, Debug)]
pub struct Powers(Vec<Num<Late>>);

impl Powers {
    /// So many powers of a challenge: a constraint each, but for the first two.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn of(b: &mut Builder<Late>, base: Challenge, count: usize) -> Result<Self> {
        let mut powers = vec![b.constant(Fr::one())?, base.num()];
        powers.truncate(count);
        while let Some(last) = powers.last().filter(|_| powers.len() < count) {
            powers.push(b.product(*last, base.num())?);
        }
        Ok(Self(powers))
    }

    /// The powers.
    #[must_use]
    pub fn numbers(&self) -> &[Num<Late>] {
        &self.0
    }
}

impl Ledger {
    /// A ledger over a table of keys, with so many amounts an entry.
    pub fn new(keys: Vec<Num<Early>>, columns: usize) -> Self {
        Self { keys, columns, entries: Vec::new(), group_ends: Vec::new() }
    }

    /// Adds an entry to the group that is open.
    ///
    /// # Errors
    /// If it has not as many amounts as the ledger has columns.
    pub fn enter(&mut self, key: Num<Early>, amounts: Vec<Num<Early>>) -> Result<()> {
        if amounts.len() != self.columns {
            return Err(SynthesisError::Unsatisfiable);
        }
        self.entries.push(Entry { key, amounts });
        Ok(())
    }

    /// Ends the group that is open.
    pub fn end_group(&mut self) {
        self.group_ends.push(self.entries.len());
    }

    /// Fixes how often each key occurs; of equal keys in the table the first
    /// counts.
    ///
    /// # Errors
    /// If an entry is in no group.
    pub fn count(self, b: &mut Builder<Early>) -> Result<CountedLedger> {
        if self.group_ends.last().copied().unwrap_or_default() != self.entries.len() {
            return Err(SynthesisError::Unsatisfiable);
        }
        let keys = self.keys.iter().map(|key| key.value().into_bigint());
        let looked_up = self.entries.iter().map(|entry| entry.key.value().into_bigint());
        let multiplicities = multiplicities(b, keys, looked_up)?;
        Ok(CountedLedger { ledger: self, multiplicities })
    }
}

impl CountedLedger {
    /// Looks all keys up, and prepares the sums: a constraint an entry, one for
    /// each of its amounts, one for each key of the table, and one.
    ///
    /// Precondition: fewer entries than the field's characteristic. Guarantee:
    /// every entry's key is in the table.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn open(self, b: &mut Builder<Late>, seal: &Seal) -> Result<OpenLedger> {
        let Self { ledger, multiplicities } = self;
        let beta = seal.beta();
        let keys: Vec<_> = ledger.keys.iter().map(Num::late).collect();
        let looked_up: Vec<_> = ledger.entries.iter().map(|entry| entry.key).collect();
        let inverted = b.class("ledger keys", |b| inverses(b, beta, &looked_up))?;
        let counted: Vec<_> =
            multiplicities.iter().map(Num::late).zip(keys.iter().copied()).collect();
        let table = b.class("ledger table", |b| fractions(b, beta, &counted))?;
        b.class("ledger keys' sum", |b| equal_sums(b, &inverted, &table))?;

        let sums = b.class("ledger amounts", |b| {
            let column = |column: usize| ledger.by_group(b, &inverted, column);
            (0..ledger.columns).map(column).collect::<Result<_>>()
        })?;
        Ok(OpenLedger { keys, beta, seal: seal.clone(), sums })
    }
}

impl Ledger {
    /// `Σ amount·inverse` of every group.
    fn by_group(
        &self,
        b: &mut Builder<Late>,
        inverses: &[Num<Late>],
        column: usize,
    ) -> Result<Vec<Num<Late>>> {
        let mut start = 0;
        let mut groups = Vec::with_capacity(self.group_ends.len());
        for &end in &self.group_ends {
            let mut terms = Vec::with_capacity(end - start);
            for (entry, inverse) in self.entries[start..end].iter().zip(&inverses[start..end]) {
                let fraction = b.product(entry.amounts[column].late(), *inverse)?;
                terms.push((Fr::one(), fraction));
            }
            groups.push(b.linear(Fr::zero(), &terms)?);
            start = end;
        }
        Ok(groups)
    }
}

impl OpenLedger {
    /// Demands that a column's amounts, each times its group's factor, add up
    /// to these totals, one for each key of the table; `None` is zero. A
    /// constraint for each factor that is not a constant, one for each total,
    /// and one.
    ///
    /// Precondition: the table's keys differ, and powers are of a challenge
    /// that came before the seal. Guarantee: [`totals`](super::lookup::totals)
    /// of the amounts times their factors are these totals.
    ///
    /// # Errors
    /// If there are not as many totals as keys, or factors as groups, or a
    /// position is not in the seal.
    pub fn add_up(
        &self,
        b: &mut Builder<Late>,
        column: usize,
        factors: Factors<'_>,
        totals: &[Option<Total>],
    ) -> Result<()> {
        let sums = self.sums.get(column).ok_or(SynthesisError::Unsatisfiable)?;
        if totals.len() != self.keys.len() {
            return Err(SynthesisError::Unsatisfiable);
        }
        let left = b.class("ledger factors", |b| scaled(b, sums, factors))?;
        let given =
            totals.iter().zip(&self.keys).filter_map(|(total, key)| Some((*total.as_ref()?, *key)));
        let given = given.map(|(total, key)| Ok((total.number(&self.seal)?, key)));
        let given = given.collect::<Result<Vec<_>>>()?;
        let right = b.class("ledger totals", |b| fractions(b, self.beta, &given))?;
        b.class("ledger sums", |b| equal_sums(b, &left, &right))
    }
}

/// Every group's sum times its factor.
fn scaled(
    b: &mut Builder<Late>,
    sums: &[Num<Late>],
    factors: Factors<'_>,
) -> Result<Vec<Num<Late>>> {
    let factors: Vec<Num<Late>> = match factors {
        Factors::Once => return Ok(sums.to_vec()),
        Factors::Early(factors) => factors.iter().map(Num::late).collect(),
        Factors::Powers(powers) => powers.0.clone(),
    };
    if factors.len() != sums.len() {
        return Err(SynthesisError::Unsatisfiable);
    }
    factors.iter().zip(sums).map(|(factor, sum)| b.product(*factor, *sum)).collect()
}
