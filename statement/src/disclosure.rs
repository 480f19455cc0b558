//! What a venue discloses, and how coarse: exact where fraud would hide,
//! upper bounds on a ladder where a figure would point at a person.

use plimsoll_poseidon::{Fr, Tag, hash_sequence};

use crate::account::Class;
use crate::book::{Gross, Totals};
use crate::clause::{Clause, Excess, Place, Violation};
use crate::money::Money;
use crate::pack;
use crate::rules::Rules;
use crate::table::RowIndex;

/// A published upper bound of a count: 0 or 1, 2, 5 times a power of ten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountBound(u64);

/// A published upper bound of money: 0 or 1, 2, 5 times a power of ten, from a
/// thousand dollars on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MoneyBound(Money);

/// 1, 2, 5, 10, 20, 50, … times `first`.
fn rungs(first: i128) -> impl Iterator<Item = i128> {
    let decades = std::iter::successors(Some(first), |rung| rung.checked_mul(10));
    decades.flat_map(|rung| [Some(rung), rung.checked_mul(2), rung.checked_mul(5)]).map_while(|r| r)
}

impl CountBound {
    /// The lowest rung at or above a count; `None` beyond 32 bits.
    #[must_use]
    pub fn rounded_up(count: u64) -> Option<Self> {
        if count == 0 {
            return Some(Self(0));
        }
        let rung = rungs(1).find(|rung| *rung >= i128::from(count))?;
        u64::try_from(rung).ok().filter(|rung| rung >> Totals::COUNT_BITS == 0).map(Self)
    }

    /// A bound that is a rung; `None` for any other number.
    #[must_use]
    pub fn new(rung: u64) -> Option<Self> {
        Self::rounded_up(rung).filter(|bound| bound.0 == rung)
    }

    /// The bound.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl MoneyBound {
    const FIRST: i128 = 1_000 * Money::UNITS_PER_USD;

    /// The lowest rung at or above an amount; `None` below zero and beyond the
    /// width of a sum.
    #[must_use]
    pub fn rounded_up(amount: Money) -> Option<Self> {
        if amount == Money::ZERO {
            return Some(Self(Money::ZERO));
        }
        let units = Some(amount.units()).filter(|units| *units > 0)?;
        let rung = rungs(Self::FIRST).find(|rung| *rung >= units)?;
        Money::from_units(rung).filter(|rung| rung.fits(Totals::MONEY_BITS)).map(Self)
    }

    /// A bound that is a rung; `None` for any other amount.
    #[must_use]
    pub fn new(rung: Money) -> Option<Self> {
        Self::rounded_up(rung).filter(|bound| bound.0 == rung)
    }

    /// The bound.
    #[must_use]
    pub const fn get(self) -> Money {
        self.0
    }
}

/// How many times the fund covers what it must, in percent, in every stress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band(u64);

impl Band {
    /// Exactly once.
    pub const FULL: Self = Self(100);
    const STEPS: [u64; 7] = [100, 125, 150, 200, 300, 500, 1000];

    /// A band that exists.
    #[must_use]
    pub fn new(percent: u64) -> Option<Self> {
        Self::STEPS.contains(&percent).then_some(Self(percent))
    }

    /// Every band, the widest last.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        Self::STEPS.into_iter().map(Self)
    }

    /// The percentage.
    #[must_use]
    pub const fn percent(self) -> u64 {
        self.0
    }
}

/// What is said of one class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassDisclosure {
    /// No more accounts carry a flag.
    pub flagged: CountBound,
    /// They lack no more than this together.
    pub deficit: MoneyBound,
    /// No more accounts are worth less than nothing.
    pub negative: CountBound,
    /// Those owe no more than this together.
    pub owed: MoneyBound,
}

/// Everything a venue says of an epoch beside its proofs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// Exactly so many accounts.
    pub accounts: u64,
    /// Customers' and the house's, in this order.
    pub classes: [ClassDisclosure; 2],
    /// Of every asset exactly what customers hold, and what house and fund hold
    /// together: the house's own inventory is nobody's business.
    pub assets: Vec<[Gross; 2]>,
    /// Lots open in every zero-sum row, exactly.
    pub open_interest: Vec<u128>,
    /// The fund covers at least so much.
    pub band: Band,
}

impl Disclosure {
    /// The tightest disclosure of a book; `None` if a bound is beyond the ladder.
    #[must_use]
    pub fn of(totals: &Totals, band: Band) -> Option<Self> {
        let mut classes = [ClassDisclosure::default(); 2];
        for (said, class) in classes.iter_mut().zip(&totals.classes) {
            *said = ClassDisclosure {
                flagged: CountBound::rounded_up(class.flagged)?,
                deficit: MoneyBound::rounded_up(class.deficit)?,
                negative: CountBound::rounded_up(class.negative)?,
                owed: MoneyBound::rounded_up(class.owed)?,
            };
        }
        Some(Self {
            accounts: totals.accounts,
            classes,
            assets: totals.assets.iter().map(split).collect(),
            open_interest: totals.zero_sum.iter().map(|gross| gross.long).collect(),
            band,
        })
    }

    /// The hash that the closing proof binds; `None` where there are no
    /// [`elements`](Self::elements).
    #[must_use]
    pub fn hash(&self, rules: &Rules) -> Option<Fr> {
        Some(hash_sequence(Tag::Disclosure, &self.elements(rules)?))
    }

    /// What its hash hashes; `None` for figures that are wider than their places
    /// in it, or lists that are not as long as the rules say: those could share
    /// the elements of another disclosure.
    #[must_use]
    pub fn elements(&self, rules: &Rules) -> Option<Vec<Fr>> {
        let gross = self.assets.iter().flatten().flat_map(|gross| [gross.long, gross.short]);
        let lots = gross.chain(self.open_interest.iter().copied());
        let listed =
            self.assets.len() == rules.assets && self.open_interest.len() == rules.zero_sum_rows();
        let narrow = self.accounts >> Totals::COUNT_BITS == 0
            && lots.clone().all(|lots| lots >> Gross::BITS == 0);
        if !listed || !narrow {
            return None;
        }
        let counts = self.classes.iter().flat_map(|c| [c.flagged.get(), c.negative.get()]);
        let counts = [self.accounts, self.band.percent()].into_iter().chain(counts);
        let sums = self.classes.iter().flat_map(|c| [c.deficit.get(), c.owed.get()]);
        let mut elements = pack::pack(Totals::COUNT_BITS, counts.map(u128::from));
        let sums = sums.map(|sum| sum.units().cast_unsigned());
        elements.extend(pack::pack(Totals::MONEY_BITS, sums));
        elements.extend(pack::pack(Gross::BITS, lots));
        Some(elements)
    }

    /// The clauses that tie what is said to what is there: exact figures are
    /// equal, bounds are not exceeded.
    #[must_use]
    pub fn holds(&self, rules: &Rules, totals: &Totals) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.accounts != totals.accounts {
            let over = i128::from(self.accounts) - i128::from(totals.accounts);
            violations.push(Clause::BookAccounts.violated(Place::Epoch, Excess::Count(over)));
        }
        self.classes_hold(totals, &mut violations);
        self.assets_hold(totals, &mut violations);
        self.open_interest_holds(rules, totals, &mut violations);
        violations
    }

    fn classes_hold(&self, totals: &Totals, violations: &mut Vec<Violation>) {
        let named = [Class::Customer, Class::House].into_iter();
        for (class, (said, is)) in named.zip(self.classes.iter().zip(&totals.classes)) {
            let place = Place::Class(class);
            for (clause, most, count) in [
                (Clause::FlagsCount, said.flagged, is.flagged),
                (Clause::FlagsNegativeCount, said.negative, is.negative),
            ] {
                if count > most.get() {
                    let over = i128::from(count - most.get());
                    violations.push(clause.violated(place, Excess::Count(over)));
                }
            }
            for (clause, most, sum) in [
                (Clause::FlagsDeficit, said.deficit, is.deficit),
                (Clause::FlagsNegativeSum, said.owed, is.owed),
            ] {
                let over = sum.minus(most.get()).unwrap_or_default();
                if over > Money::ZERO {
                    violations.push(clause.violated(place, Excess::Money(over)));
                }
            }
        }
    }

    fn assets_hold(&self, totals: &Totals, violations: &mut Vec<Violation>) {
        let clause = Clause::BookGross;
        if self.assets.len() != totals.assets.len() {
            violations.push(clause.violated(Place::Epoch, Excess::Differs));
        }
        let rows = (1..=u16::MAX).map(RowIndex);
        for (row, (said, classes)) in rows.zip(self.assets.iter().zip(&totals.assets)) {
            let owners = [Class::Customer, Class::House];
            for ((class, said), is) in owners.into_iter().zip(said).zip(split(classes)) {
                let place = Place::ClassRow(class, row);
                for (said, is) in [(said.long, is.long), (said.short, is.short)] {
                    if said != is {
                        let over = said.cast_signed().wrapping_sub(is.cast_signed());
                        violations.push(clause.violated(place, Excess::Lots(over)));
                    }
                }
            }
        }
    }

    fn open_interest_holds(&self, rules: &Rules, totals: &Totals, found: &mut Vec<Violation>) {
        let clause = Clause::BookOpenInterest;
        if self.open_interest.len() != totals.zero_sum.len() {
            found.push(clause.violated(Place::Epoch, Excess::Differs));
        }
        let rows = (0..=u16::MAX).map(RowIndex).skip(1 + rules.assets);
        for (row, (said, gross)) in rows.zip(self.open_interest.iter().zip(&totals.zero_sum)) {
            if *said != gross.long {
                let over = said.cast_signed().wrapping_sub(gross.long.cast_signed());
                found.push(clause.violated(Place::Row(row), Excess::Lots(over)));
            }
        }
    }
}

/// Customers', and house's and fund's together.
fn split([customers, house, fund]: &[Gross; 3]) -> [Gross; 2] {
    let own = Gross { long: house.long + fund.long, short: house.short + fund.short };
    [*customers, own]
}
