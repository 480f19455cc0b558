//! The margin rule. Every witness here is one-sided: any choice that satisfies
//! the rows is an upper bound of what the account must have or lacks.
//!
//! A loss is a number of its own only where nothing bounds it yet. The first
//! bound `upper ≥ L` makes it: `L := upper − gap`, gap in range. What it must
//! be is shown for all losses together, by [`combined`].

use ark_ff::{One as _, Zero as _};
use plimsoll_snark::gadgets::range::Ranges;
use plimsoll_snark::{Builder, Challenge, Early, Fr, Late, Num, Result};
use plimsoll_statement::{Assessment, Class, Column, Exposure, Group, Money, Rules};

use crate::account::Classes;
use crate::wires::{boolean, money, never_both, not, power_of_two, sum};

/// What a margin rule's circuit is told.
#[derive(Clone)]
pub struct MarginWitness {
    /// What the holdings are worth.
    pub value: Fr,
    /// What is owed if they are worth less than nothing.
    pub owed: Fr,
    /// Whether they are.
    pub negative: Fr,
    /// Haircuts and tiers.
    pub closing_cost: Fr,
    /// The floor.
    pub floor: Fr,
    /// The loss in every scenario.
    pub losses: Vec<Fr>,
    /// What it must have.
    pub requirement: Fr,
    /// What is lacking, for a flag to allow.
    pub slack: Fr,
    /// Every group's risk.
    pub groups: Vec<GroupWitness>,
    /// For every stress, what is uncovered beyond the threshold.
    pub uncovered: Vec<Fr>,
}

/// A group's risk as its circuit is told of it.
#[derive(Clone)]
pub struct GroupWitness {
    /// The risk.
    pub risk: Fr,
    /// Of a tail: its level, and what each loss exceeds it by.
    pub level: Fr,
    /// See `level`.
    pub excesses: Vec<Fr>,
}

impl MarginWitness {
    /// What an honest prover says of an account.
    #[must_use]
    pub fn honest(
        rules: &Rules,
        thresholds: &[Money],
        assessment: &Assessment,
        class: Class,
        flagged: bool,
    ) -> Self {
        let exposure = &assessment.exposure;
        let thresholds = thresholds.iter().copied().chain(std::iter::repeat(Money::ZERO));
        let uncovered = rules.stresses.iter().zip(thresholds).map(|(stress, threshold)| {
            money(exposure.uncovered(*stress).saturating_minus(threshold).or_zero())
        });
        // The fund answers to no margin rule, and has all the slack it needs.
        let allowed = flagged || class == Class::Fund;
        let slack = if allowed { assessment.deficit() } else { Money::ZERO };
        Self {
            value: money(exposure.value),
            owed: money(assessment.owed()),
            negative: Fr::from(assessment.owed() > Money::ZERO),
            closing_cost: money(exposure.closing_cost),
            floor: money(exposure.floor),
            losses: exposure.losses.iter().map(|loss| money(*loss)).collect(),
            requirement: money(assessment.requirement.amount),
            slack: money(slack),
            groups: rules
                .groups
                .iter()
                .map(|group| GroupWitness::honest(group, exposure))
                .collect(),
            uncovered: uncovered.collect(),
        }
    }
}

impl MarginWitness {
    /// What is said of an account that holds nothing.
    pub(crate) fn nothing(rules: &Rules) -> Self {
        let none = Exposure { losses: vec![Money::ZERO; rules.columns], ..Exposure::default() };
        let requirement = none.requirement(rules);
        let assessment = Assessment { exposure: none, equity: Money::ZERO, requirement };
        Self::honest(rules, &[], &assessment, Class::Empty, false)
    }
}

impl GroupWitness {
    fn honest(group: &Group, exposure: &Exposure) -> Self {
        let of = |column: &Column| exposure.losses.get(column.index()).copied().unwrap_or_default();
        let mut losses: Vec<Money> = group.columns.iter().map(of).collect();
        losses.sort_unstable_by(|a, b| b.cmp(a));
        let level = losses.get(group.worst.saturating_sub(1)).copied().unwrap_or_default();
        let excess = |column| money(of(column).saturating_minus(level).or_zero());
        let tail = group.worst > 1;
        Self {
            risk: money(exposure.risk(group)),
            level: money(level),
            excesses: if tail { group.columns.iter().map(excess).collect() } else { Vec::new() },
        }
    }
}

/// An account's numbers that later parts read.
#[derive(Clone, Debug)]
pub(crate) struct Margin {
    pub(crate) value: Num<Early>,
    pub(crate) owed: Num<Early>,
    pub(crate) negative: Num<Early>,
    pub(crate) closing_cost: Num<Early>,
    pub(crate) floor: Num<Early>,
    /// At least the rule's.
    pub(crate) requirement: Num<Early>,
    pub(crate) losses: Losses,
    pub(crate) slack: Num<Early>,
    pub(crate) uncovered: Vec<Num<Early>>,
}

/// Losses by column, as far as anything bounds them.
#[derive(Clone, Debug)]
pub(crate) struct Losses {
    said: Vec<Fr>,
    numbers: Vec<Option<Num<Early>>>,
}

impl Losses {
    fn new(said: &[Fr]) -> Self {
        Self { said: said.to_vec(), numbers: vec![None; said.len()] }
    }

    /// Demands `upper ≥ L` in a scenario. The zero move's loss is 0.
    fn at_most(
        &mut self,
        b: &mut Builder<Early>,
        ranges: &mut Ranges,
        upper: Num<Early>,
        column: Column,
    ) -> Result<()> {
        let place = column.index();
        if column == Column::ZERO_MOVE {
            let nothing = b.constant(Fr::zero())?;
            ranges.at_least::<80>(b, upper, nothing)?;
        } else if let Some(Some(loss)) = self.numbers.get(place) {
            ranges.at_least::<80>(b, upper, *loss)?;
        } else {
            let said = self.said.get(place).copied().unwrap_or_default();
            let gap = ranges.bounded::<80>(b, upper.value() - said)?;
            let loss = b.sub(upper, gap.num())?;
            if let Some(number) = self.numbers.get_mut(place) {
                *number = Some(loss);
            }
        }
        Ok(())
    }

    /// Losses that something bounds, with their columns.
    pub(crate) fn bounded(&self) -> impl DoubleEndedIterator<Item = (usize, Num<Early>)> + '_ {
        self.numbers.iter().enumerate().filter_map(|(column, loss)| Some((column, (*loss)?)))
    }
}

/// The rule of one account. `thresholds` are what of each stress's uncovered
/// loss is not counted.
pub(crate) fn margin(
    b: &mut Builder<Early>,
    ranges: &mut Ranges,
    rules: &Rules,
    thresholds: &[Num<Early>],
    witness: &MarginWitness,
    classes: &Classes,
) -> Result<Margin> {
    let (one, minus) = (Fr::one(), -Fr::one());
    let (value, owed, negative) = b.class("flags.negative", |b| {
        let owed = ranges.bounded::<80>(b, witness.owed)?.num();
        let above = ranges.bounded::<80>(b, witness.value + owed.value())?.num();
        let negative = boolean(b, witness.negative)?;
        let not_negative = not(b, negative)?;
        never_both(b, owed, not_negative)?;
        Ok((b.sub(above, owed)?, owed, negative))
    })?;
    let closing_cost = b.witness(witness.closing_cost)?;
    let mut losses = Losses::new(&witness.losses);
    let uncovered = b.class("fund.uncovered", |b| {
        let mut uncovered = Vec::with_capacity(rules.stresses.len());
        for (position, stress) in rules.stresses.iter().enumerate() {
            let said = witness.uncovered.get(position).copied().unwrap_or_default();
            let beyond = ranges.bounded::<80>(b, said)?.num();
            let closing = -Fr::from(stress.closing_cost);
            let mut terms = vec![(one, beyond), (one, value), (closing, closing_cost)];
            terms.extend(thresholds.get(position).map(|threshold| (one, *threshold)));
            let upper = b.linear(Fr::zero(), &terms)?;
            losses.at_most(b, ranges, upper, stress.column)?;
            uncovered.push(beyond);
        }
        Ok(uncovered)
    })?;
    let risks = b.class("margin.risk", |b| {
        let groups = rules.groups.iter().zip(&witness.groups);
        groups
            .map(|(group, said)| risk(b, ranges, &mut losses, group, said))
            .collect::<Result<Vec<_>>>()
    })?;
    let floor = b.witness(witness.floor)?;
    let (slack, requirement) = b.class("margin.healthy", |b| {
        let beyond = ranges.bounded::<80>(b, witness.requirement - witness.floor)?.num();
        let requirement = b.add(floor, beyond)?;
        for test in &rules.tests {
            let parts: Vec<_> = test.groups.iter().filter_map(|&g| risks.get(g).copied()).collect();
            let needs = sum(b, &parts)?;
            ranges.at_least::<80>(b, requirement, needs)?;
        }
        let slack = ranges.bounded::<80>(b, witness.slack)?.num();
        let unflagged = b.sub(classes.answers, classes.flagged)?;
        never_both(b, slack, unflagged)?;
        let has = b.linear(Fr::zero(), &[(one, value), (minus, closing_cost), (one, slack)])?;
        ranges.at_least::<80>(b, has, requirement)?;
        Ok((slack, requirement))
    })?;
    Ok(Margin { value, owed, negative, closing_cost, floor, requirement, losses, slack, uncovered })
}

/// A number that is at least the group's risk: at least 0 and every loss, or,
/// of a tail of `k`, at least `level + Σ excess/k` for any level.
fn risk(
    b: &mut Builder<Early>,
    ranges: &mut Ranges,
    losses: &mut Losses,
    group: &Group,
    witness: &GroupWitness,
) -> Result<Num<Early>> {
    let one = Fr::one();
    let risk = ranges.bounded::<80>(b, witness.risk)?.num();
    if group.worst <= 1 {
        for column in &group.columns {
            losses.at_most(b, ranges, risk, *column)?;
        }
        return Ok(risk);
    }
    let half = power_of_two(79);
    let shifted = ranges.bounded::<80>(b, witness.level + half)?.num();
    let level = b.linear(-half, &[(one, shifted)])?;
    let worst = Fr::from(group.worst as u64);
    let mut terms = vec![(worst, risk), (-worst, level)];
    for (column, excess) in group.columns.iter().zip(&witness.excesses) {
        let excess = ranges.bounded::<80>(b, *excess)?.num();
        let upper = b.add(level, excess)?;
        losses.at_most(b, ranges, upper, *column)?;
        terms.push((-one, excess));
    }
    let rest = b.linear(Fr::zero(), &terms)?;
    ranges.check::<96>(b, rest)?;
    Ok(risk)
}

/// `V + x·(A + x·(floor + x·(L_1 + x·(L_2 + …))))` over the losses that are
/// bounded: what the table's rows give, lot by lot.
pub(crate) fn combined(
    b: &mut Builder<Late>,
    x: Challenge,
    value: Num<Late>,
    rest: &[Num<Late>],
) -> Result<Num<Late>> {
    let Some((last, others)) = rest.split_last() else {
        return Ok(value);
    };
    let mut sum = *last;
    for number in others.iter().rev().chain([&value]) {
        let shifted = b.product(sum, x.num())?;
        sum = b.add(shifted, *number)?;
    }
    Ok(sum)
}

crate::wires::secret!(MarginWitness, GroupWitness);
