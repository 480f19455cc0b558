//! A false book, explained: every clause that is violated, by how much, and
//! where, in the venue's own names.

use std::fmt;

use plimsoll_snapshot::AccountKey;
use plimsoll_statement::{Parameters, Place, RowIndex, Violation};

use crate::plan::Plan;

/// The statement is false of a book, and nothing is proved.
#[derive(Clone, PartialEq, Eq)]
pub struct FalseBook {
    findings: Vec<Finding>,
}

/// A clause that is violated.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which, where and by how much.
    pub violation: Violation,
    /// The account, if it is about one.
    pub account: Option<AccountKey>,
    /// The instrument, if it is about one.
    pub instrument: Option<String>,
    /// The scenario, if it is about one.
    pub scenario: Option<String>,
}

impl FalseBook {
    pub(crate) fn new(parameters: &Parameters, plan: &Plan, violations: &[Violation]) -> Self {
        let finding = |violation: &Violation| Finding::of(parameters, plan, *violation);
        Self { findings: violations.iter().map(finding).collect() }
    }

    /// Every violation, in the order in which clauses are checked.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl Finding {
    fn of(parameters: &Parameters, plan: &Plan, violation: Violation) -> Self {
        let (mut account, mut row, mut column) = (None, None, None);
        match violation.place {
            Place::Account(batch, position) => account = Some((batch, position)),
            Place::AccountScenario(batch, position, scenario) => {
                account = Some((batch, position));
                column = Some(scenario);
            }
            Place::Row(index) | Place::Tier(index, _) | Place::ClassRow(_, index) => {
                row = Some(index);
            }
            Place::Cell(index, scenario) => (row, column) = (Some(index), Some(scenario)),
            Place::Scenario(scenario) => column = Some(scenario),
            Place::Epoch | Place::Group(_) | Place::Test(_) | Place::Batch(_) | Place::Class(_) => {
            }
        }
        let key = |(batch, position): (usize, usize)| {
            plan.batches.get(batch)?.keys.get(position).cloned()
        };
        let symbol = |row: RowIndex| Some(parameters.label(row)?.symbol.clone());
        Self {
            violation,
            account: account.and_then(key),
            instrument: row.and_then(symbol),
            scenario: column.map(|column| parameters.scenario_name(column).to_owned()),
        }
    }
}

/// For the operator: it names accounts.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Violation { clause, place, excess } = self.violation;
        write!(f, "{clause}: {excess}, at ")?;
        let named = [
            self.account.as_ref().map(|key| format!("account {key}")),
            self.instrument.clone(),
            self.scenario.as_ref().map(|name| format!("scenario {name:?}")),
        ];
        let named: Vec<String> = named.into_iter().flatten().collect();
        if named.is_empty() { write!(f, "{place}") } else { f.write_str(&named.join(", ")) }
    }
}

/// Nothing of whose account it is.
impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finding").field("clause", &self.violation.clause).finish_non_exhaustive()
    }
}

impl fmt::Debug for FalseBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FalseBook").field("findings", &self.findings).finish()
    }
}

/// The first violations, one to a line; more than that help nobody.
impl fmt::Display for FalseBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 20;
        write!(f, "the statement is false of this book, so nothing is proved; violated:")?;
        for finding in self.findings.iter().take(SHOWN) {
            write!(f, "\n  {finding}")?;
        }
        match self.findings.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            Some(more) => write!(f, "\n  and {more} more"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for FalseBook {}
