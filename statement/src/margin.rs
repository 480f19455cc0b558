//! The margin rule: what an account is worth, what it costs to close, what it
//! can lose, and whether it has enough. Exact integers; the one rounding (of an
//! expected shortfall's mean) is upwards, against the account.

use crate::account::{Account, Class, Holding};
use crate::clause::{Clause, Excess, Place, Violation};
use crate::money::Money;
use crate::parameters::Parameters;
use crate::rules::{Column, Group, Rules, Stress};
use crate::state::Shape;
use crate::table::Table;

/// Worth, costs and losses of an account: all that the rest of the rule reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// `V`: what the holdings are worth.
    pub value: Money,
    /// `A`: haircuts and tiers, the cost of closing on a calm day.
    pub closing_cost: Money,
    /// The floor of the requirement.
    pub floor: Money,
    /// `L`: the loss in every scenario, below zero for a gain.
    pub losses: Vec<Money>,
}

/// Some part of an account's exposure is too large, in this scenario if it is a
/// loss. The sums that follow would leave their widths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// The scenario, if it is a loss.
    pub column: Option<Column>,
    /// How far beyond the range.
    pub beyond: Money,
}

impl Exposure {
    /// Every part of an exposure is below 2^72 units: 47 trillion dollars.
    pub const BITS: u32 = 72;

    /// The exposure of holdings, of rows within the table.
    ///
    /// # Errors
    /// If any part of it is 2^72 or more, or there are more holdings than any
    /// account has slots.
    pub fn of(table: &Table, holdings: &[Holding]) -> Result<Self, OutOfRange> {
        if holdings.len() > Shape::MAX_SLOTS {
            return Err(OutOfRange { column: None, beyond: Money::MAX });
        }
        // A product is below 2^48 · 2^63, and there are at most 2^10 of them
        // (the slots of an account) times a few: i128 holds every sum.
        let (mut value, mut closing_cost, mut floor) = (0i128, 0i128, 0i128);
        let mut losses = vec![0i128; table.columns()];
        for holding in holdings {
            let Some(row) = table.row(holding.row) else {
                continue;
            };
            let lots = i128::from(holding.lots.count());
            let (long, short) = (holding.lots.long(), holding.lots.short());
            let side = |on_long: u64, on_short: u64| {
                i128::from(on_long) * i128::from(long) + i128::from(on_short) * i128::from(short)
            };
            value += lots * i128::from(row.mark.units());
            closing_cost += side(row.haircut_long.units(), row.haircut_short.units());
            floor += side(row.floor_long.units(), row.floor_short.units());
            for tier in table.tiers(holding.row) {
                let over = holding.lots.size().saturating_sub(tier.knee);
                closing_cost += i128::from(tier.slope.units()) * i128::from(over);
            }
            for (loss, gain) in losses.iter_mut().zip(table.pnl(holding.row)) {
                *loss -= lots * i128::from(gain.units());
            }
        }
        let columns = (0..=u16::MAX).map(Column);
        Ok(Self {
            value: within(value, None)?,
            closing_cost: within(closing_cost, None)?,
            floor: within(floor, None)?,
            losses: columns
                .zip(losses)
                .map(|(column, loss)| within(loss, Some(column)))
                .collect::<Result<_, _>>()?,
        })
    }

    /// `E = V − A`: what is left if everything is closed on a calm day.
    #[must_use]
    pub fn equity(&self) -> Money {
        self.value.saturating_minus(self.closing_cost)
    }

    /// `R`: the most that the floor or any test asks for.
    #[must_use]
    pub fn requirement(&self, rules: &Rules) -> Requirement {
        let risks: Vec<Money> = rules.groups.iter().map(|group| self.risk(group)).collect();
        let tests = rules.tests.iter().map(|test| {
            let parts = test.groups.iter().filter_map(|&group| risks.get(group));
            // At most 64 risks below 2^72.
            parts.fold(Money::ZERO, |sum, risk| sum.saturating_plus(*risk))
        });
        let floor = Requirement { amount: self.floor, bound_by: Bound::Floor };
        tests.enumerate().fold(floor, |most, (position, amount)| {
            if amount > most.amount {
                Requirement { amount, bound_by: Bound::Test(position) }
            } else {
                most
            }
        })
    }

    /// A group's risk: the mean of its worst losses, rounded up, never below 0.
    #[must_use]
    pub fn risk(&self, group: &Group) -> Money {
        let mut losses: Vec<Money> =
            group.columns.iter().filter_map(|c| self.losses.get(c.index())).copied().collect();
        mean_of_worst_rounded_up(&mut losses, group.worst).or_zero()
    }

    /// `u`: what closing the account in a stress costs others.
    #[must_use]
    pub fn uncovered(&self, stress: Stress) -> Money {
        self.left_after(stress).negated_or_zero()
    }

    /// `V − c·A − L`: what is left after closing the account in a stress.
    #[must_use]
    pub fn left_after(&self, stress: Stress) -> Money {
        let loss = self.losses.get(stress.column.index()).copied().unwrap_or_default();
        // 2^72 + 64 · 2^72 + 2^72 fits with ease.
        let closing = self.closing_cost.saturating_times(stress.closing_cost);
        self.value.saturating_minus(closing).saturating_minus(loss)
    }

    /// The scenario in which the account loses most, and how much.
    #[must_use]
    pub fn worst(&self) -> (Column, Money) {
        let mut worst = (Column::ZERO_MOVE, Money::ZERO);
        for (column, loss) in (0..=u16::MAX).map(Column).zip(&self.losses) {
            if *loss > worst.1 {
                worst = (column, *loss);
            }
        }
        worst
    }
}

fn within(units: i128, column: Option<Column>) -> Result<Money, OutOfRange> {
    let limit = (1i128 << Exposure::BITS) - 1;
    let beyond = (units.saturating_abs() - limit).max(0);
    match Money::from_units(units) {
        Some(money) if beyond == 0 => Ok(money),
        _ => {
            let beyond = Money::from_units(beyond).unwrap_or(Money::MAX);
            Err(OutOfRange { column, beyond })
        }
    }
}

/// The mean of the `worst` largest losses, rounded up to a whole unit. Reorders
/// the losses. Zero if there are none.
pub fn mean_of_worst_rounded_up(losses: &mut [Money], worst: usize) -> Money {
    let worst = worst.min(losses.len());
    let Some(last) = worst.checked_sub(1) else {
        return Money::ZERO;
    };
    losses.select_nth_unstable_by(last, |a, b| b.cmp(a));
    let sum: i128 = losses[..worst].iter().map(|loss| loss.units()).sum();
    let count = worst as i128;
    Money::from_units(-(-sum).div_euclid(count)).unwrap_or_default()
}

/// What an account must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// How much.
    pub amount: Money,
    /// What asks for it.
    pub bound_by: Bound,
}

/// What a requirement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The floor.
    Floor,
    /// The test at this position.
    Test(usize),
}

/// What an account has and what it must have: all that its leaf says of it
/// beside its holdings, so that either can be shown without them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footing {
    /// `E`.
    pub equity: Money,
    /// `R`.
    pub requirement: Money,
}

impl Footing {
    /// Bits of each in the leaf.
    pub const BITS: u32 = 84;

    /// The footing of holdings; nothing where an exposure leaves its range,
    /// which no book that is proved has.
    #[must_use]
    pub fn of(parameters: &Parameters, holdings: &[Holding]) -> Self {
        let assessed = Assessment::of(parameters, holdings);
        assessed.map_or_else(|_| Self::default(), |assessed| assessed.footing())
    }
}

/// The rule applied to one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// What it has and can lose.
    pub exposure: Exposure,
    /// `E`.
    pub equity: Money,
    /// `R`.
    pub requirement: Requirement,
}

impl Assessment {
    /// Applies the rule.
    ///
    /// # Errors
    /// If the exposure leaves its range.
    pub fn of(parameters: &Parameters, holdings: &[Holding]) -> Result<Self, OutOfRange> {
        let exposure = Exposure::of(parameters.table(), holdings)?;
        let equity = exposure.equity();
        let requirement = exposure.requirement(parameters.rules());
        Ok(Self { exposure, equity, requirement })
    }

    /// What the leaf says of it.
    #[must_use]
    pub fn footing(&self) -> Footing {
        Footing { equity: self.equity, requirement: self.requirement.amount }
    }

    /// `E ≥ R`.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.equity >= self.requirement.amount
    }

    /// `R − E` if that is above zero.
    #[must_use]
    pub fn deficit(&self) -> Money {
        self.requirement.amount.saturating_minus(self.equity).or_zero()
    }

    /// `−V` if that is above zero: what the account owes today.
    #[must_use]
    pub fn owed(&self) -> Money {
        self.exposure.value.negated_or_zero()
    }

    /// *margin.healthy*: a customer or house account without a flag meets its
    /// requirement. The fund's accounts answer to `fund.cover` instead.
    pub(crate) fn healthy(&self, account: &Account, flag: bool, at: Place) -> Option<Violation> {
        let answers = matches!(account.class, Class::Customer | Class::House);
        let lacking = answers && !flag && !self.is_healthy();
        lacking.then(|| Clause::MarginHealthy.violated(at, Excess::Money(self.deficit())))
    }
}

impl Money {
    /// The amount with its sign turned, or zero if that is below zero.
    fn negated_or_zero(self) -> Self {
        Self::ZERO.saturating_minus(self).or_zero()
    }
}
