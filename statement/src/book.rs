//! The book: what accounts add up to, and what the sums must satisfy.

use crate::account::{Account, Class};
use crate::clause::{Clause, Excess, Place, Violation};
use crate::margin::Assessment;
use crate::money::Money;
use crate::rules::Rules;
use crate::table::RowIndex;

/// Lots held long and short of one row, added up without netting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gross {
    /// Lots held long.
    pub long: u128,
    /// Lots held short.
    pub short: u128,
}

impl Gross {
    /// Bits of each side in the state.
    pub const BITS: u32 = 80;

    fn plus(self, other: Self) -> Result<Self, SumOutOfRange> {
        let side = |a: u128, b: u128| {
            a.checked_add(b).filter(|sum| sum >> Self::BITS == 0).ok_or(SumOutOfRange)
        };
        Ok(Self { long: side(self.long, other.long)?, short: side(self.short, other.short)? })
    }
}

/// Flags, deficits and debts of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassTotals {
    /// Accounts with a flag.
    pub flagged: u64,
    /// What they lack together.
    pub deficit: Money,
    /// Accounts worth less than nothing.
    pub negative: u64,
    /// What those owe together.
    pub owed: Money,
}

/// The sums over accounts. They add up over any partition of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Accounts of any class but empty.
    pub accounts: u64,
    /// Customers' and the house's, in this order.
    pub classes: [ClassTotals; 2],
    /// Of every asset, by class: customers, house, fund.
    pub assets: Vec<[Gross; 3]>,
    /// Of every zero-sum row, all classes together.
    pub zero_sum: Vec<Gross>,
    /// For every stress, what accounts cannot cover beyond the threshold.
    pub uncovered: Vec<Money>,
    /// For every stress, what the fund has left.
    pub fund: Vec<Money>,
}

impl Totals {
    /// Bits of a count of accounts.
    pub const COUNT_BITS: u32 = 32;
    /// Bits of a sum of money over accounts: 80 bits each, 2^32 of them.
    pub const MONEY_BITS: u32 = 112;
    /// Bits of what the fund has left, with its sign.
    pub const FUND_BITS: u32 = 96;

    /// No accounts.
    #[must_use]
    pub fn none(rules: &Rules) -> Self {
        Self {
            accounts: 0,
            classes: [ClassTotals::default(); 2],
            assets: vec![[Gross::default(); 3]; rules.assets],
            zero_sum: vec![Gross::default(); rules.rows - 1 - rules.assets],
            uncovered: vec![Money::ZERO; rules.stresses.len()],
            fund: vec![Money::ZERO; rules.stresses.len()],
        }
    }

    /// Adds an account. `thresholds` are what the fund does not count of each
    /// stress's uncovered loss.
    ///
    /// # Errors
    /// If a sum leaves its width; the totals are then of no more use.
    pub fn add(
        &mut self,
        rules: &Rules,
        thresholds: &[Money],
        account: &Account,
        flagged: bool,
        assessment: &Assessment,
    ) -> Result<(), SumOutOfRange> {
        if account.class == Class::Empty {
            return Ok(());
        }
        self.accounts = count(self.accounts, 1)?;
        if let Some(class) = self.classes.get_mut(account.class as usize) {
            if flagged {
                class.flagged = count(class.flagged, 1)?;
                class.deficit = sum(class.deficit, assessment.deficit(), Self::MONEY_BITS)?;
            }
            class.negative = count(class.negative, u64::from(assessment.owed() > Money::ZERO))?;
            class.owed = sum(class.owed, assessment.owed(), Self::MONEY_BITS)?;
        }
        for holding in &account.holdings {
            let held =
                Gross { long: holding.lots.long().into(), short: holding.lots.short().into() };
            if let Some(gross) = self.gross_mut(rules, account.class, holding.row) {
                *gross = gross.plus(held)?;
            }
        }
        for (i, stress) in rules.stresses.iter().enumerate() {
            if account.class == Class::Fund {
                let left = assessment.exposure.left_after(*stress);
                self.fund[i] = sum(self.fund[i], left, Self::FUND_BITS - 1)?;
            } else {
                let threshold = thresholds.get(i).copied().unwrap_or_default();
                let uncovered = assessment.exposure.uncovered(*stress);
                let beyond = uncovered.minus(threshold).ok_or(SumOutOfRange)?.or_zero();
                self.uncovered[i] = sum(self.uncovered[i], beyond, Self::MONEY_BITS)?;
            }
        }
        Ok(())
    }

    /// Adds the sums over another part of the book.
    ///
    /// # Errors
    /// If a sum leaves its width.
    pub fn merge(&mut self, other: &Self) -> Result<(), SumOutOfRange> {
        self.accounts = count(self.accounts, other.accounts)?;
        for (a, b) in self.classes.iter_mut().zip(&other.classes) {
            a.flagged = count(a.flagged, b.flagged)?;
            a.deficit = sum(a.deficit, b.deficit, Self::MONEY_BITS)?;
            a.negative = count(a.negative, b.negative)?;
            a.owed = sum(a.owed, b.owed, Self::MONEY_BITS)?;
        }
        for (a, b) in self.assets.iter_mut().flatten().zip(other.assets.iter().flatten()) {
            *a = a.plus(*b)?;
        }
        for (a, b) in self.zero_sum.iter_mut().zip(&other.zero_sum) {
            *a = a.plus(*b)?;
        }
        for (a, b) in self.uncovered.iter_mut().zip(&other.uncovered) {
            *a = sum(*a, *b, Self::MONEY_BITS)?;
        }
        for (a, b) in self.fund.iter_mut().zip(&other.fund) {
            *a = sum(*a, *b, Self::FUND_BITS - 1)?;
        }
        Ok(())
    }

    /// A row's gross of all classes together.
    #[must_use]
    pub fn gross(&self, rules: &Rules, row: RowIndex) -> Gross {
        let Some(position) = row.index().checked_sub(1) else {
            return Gross::default();
        };
        if let Some(classes) = self.assets.get(position) {
            return classes.iter().fold(Gross::default(), |sum, class| Gross {
                long: sum.long + class.long,
                short: sum.short + class.short,
            });
        }
        self.zero_sum.get(position - rules.assets).copied().unwrap_or_default()
    }

    fn gross_mut(&mut self, rules: &Rules, class: Class, row: RowIndex) -> Option<&mut Gross> {
        let position = row.index().checked_sub(1)?;
        if rules.is_asset(row) {
            self.assets.get_mut(position)?.get_mut(class as usize)
        } else {
            self.zero_sum.get_mut(position - rules.assets)
        }
    }
}

/// A sum over accounts left its width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sum over the book leaves its width")]
pub struct SumOutOfRange;

fn sum(a: Money, b: Money, bits: u32) -> Result<Money, SumOutOfRange> {
    a.plus(b).filter(|sum| sum.fits(bits)).ok_or(SumOutOfRange)
}

fn count(a: u64, b: u64) -> Result<u64, SumOutOfRange> {
    a.checked_add(b).filter(|sum| sum >> Totals::COUNT_BITS == 0).ok_or(SumOutOfRange)
}

/// *book.zero-sum*: in every zero-sum row longs equal shorts.
#[must_use]
pub fn zero_sum(rules: &Rules, totals: &Totals) -> Vec<Violation> {
    let rows = (0..=u16::MAX).map(RowIndex).skip(1 + rules.assets);
    let unequal = rows.zip(&totals.zero_sum).filter(|(_, gross)| gross.long != gross.short);
    unequal
        .map(|(row, gross)| {
            let over = gross.long.cast_signed() - gross.short.cast_signed();
            Clause::BookZeroSum.violated(Place::Row(row), Excess::Lots(over))
        })
        .collect()
}
