//! One account in full: what it holds, what it needs and why.

use std::fmt;

use plimsoll_statement::{Column, Money, Parameters};
use serde::Serialize;

use super::each::bound_name;
use super::{Assessed, Book, Style};
use crate::failure::Failure;
use crate::output;

pub(super) fn run(book: &Book, id: &str, style: Style) -> Result<(), Failure> {
    for assessed in book.accounts()? {
        let assessed = assessed?;
        if assessed.key.to_string() == id {
            return explain(book, &assessed, style);
        }
    }
    Err(Failure::Input(format!(
        "no account {id:?} in the snapshot; write NAME, or NAME/SUB-ACCOUNT for a sub-account"
    )))
}

fn explain(book: &Book, assessed: &Assessed, style: Style) -> Result<(), Failure> {
    let report = AccountReport::of(&book.parameters, assessed).ok_or_else(|| {
        Failure::False(format!(
            "{}: its holdings are worth or can lose 2^72 units or more, beyond what is stated \
             (margin.range)",
            assessed.key
        ))
    })?;
    output::print(style.json, &report)
}

/// Amounts are exact decimals in US dollars.
#[derive(Debug, Serialize)]
struct AccountReport {
    account: String,
    class: String,
    identity: String,
    healthy: bool,
    value: String,
    closing_cost: String,
    equity: String,
    requirement: String,
    bound_by: String,
    deficit: String,
    holdings: Vec<HoldingReport>,
    groups: Vec<GroupReport>,
    scenarios: Vec<ScenarioReport>,
}

#[derive(Debug, Serialize)]
struct HoldingReport {
    instrument: String,
    quantity: String,
    lots: i64,
    value: String,
}

#[derive(Debug, Serialize)]
struct GroupReport {
    group: String,
    risk: String,
}

#[derive(Debug, Serialize)]
struct ScenarioReport {
    scenario: String,
    loss: String,
}

impl AccountReport {
    fn of(parameters: &Parameters, assessed: &Assessed) -> Option<Self> {
        let outcome = assessed.outcome.as_ref().ok()?;
        let account = &assessed.account;
        let table = parameters.table();
        let holdings = account.holdings.iter().filter_map(|holding| {
            let label = parameters.label(holding.row)?;
            let mark = table.row(holding.row)?.mark.units();
            let value = Money::from_units(i128::from(mark) * i128::from(holding.lots.count()))?;
            Some(HoldingReport {
                instrument: label.symbol.clone(),
                quantity: label.lot_size.quantity(holding.lots)?.to_string(),
                lots: holding.lots.count(),
                value: value.to_string(),
            })
        });
        let named = parameters.file().groups.iter().zip(&parameters.rules().groups);
        let groups = named.map(|(named, group)| GroupReport {
            group: named.name.clone(),
            risk: outcome.exposure.risk(group).to_string(),
        });
        let columns = (0..=u16::MAX).map(Column).zip(&outcome.exposure.losses);
        let scenarios = columns.map(|(column, loss)| ScenarioReport {
            scenario: parameters.scenario_name(column).to_owned(),
            loss: loss.to_string(),
        });
        Some(Self {
            account: assessed.key.to_string(),
            class: account.class.to_string(),
            identity: account.identity.to_string(),
            healthy: outcome.is_healthy(),
            value: outcome.exposure.value.to_string(),
            closing_cost: outcome.exposure.closing_cost.to_string(),
            equity: outcome.equity.to_string(),
            requirement: outcome.requirement.amount.to_string(),
            bound_by: bound_name(parameters, outcome.requirement.bound_by).to_owned(),
            deficit: outcome.deficit().to_string(),
            holdings: holdings.collect(),
            groups: groups.collect(),
            scenarios: scenarios.collect(),
        })
    }
}

impl fmt::Display for AccountReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let money = |text: &str| output::thousands(text);
        let health = if self.healthy { "healthy" } else { "below its requirement" };
        writeln!(f, "{} ({}): {health}", self.account, self.class)?;
        writeln!(f)?;
        writeln!(f, "  {:<24} {:>22} {:>24}", "holding", "quantity", "value, USD")?;
        for holding in &self.holdings {
            let (quantity, value) = (money(&holding.quantity), money(&holding.value));
            writeln!(f, "  {:<24} {quantity:>22} {value:>24}", holding.instrument)?;
        }
        writeln!(f)?;
        for (what, amount) in [
            ("value", &self.value),
            ("closing cost", &self.closing_cost),
            ("equity", &self.equity),
            ("requirement", &self.requirement),
            ("deficit", &self.deficit),
        ] {
            writeln!(f, "  {what:<24} {:>22}", money(amount))?;
        }
        writeln!(f, "  {:<24} {:>22}", "bound by", self.bound_by)?;
        writeln!(f)?;
        writeln!(f, "  {:<24} {:>22}", "group", "risk, USD")?;
        for group in &self.groups {
            writeln!(f, "  {:<24} {:>22}", group.group, money(&group.risk))?;
        }
        writeln!(f)?;
        writeln!(f, "  {:<40} {:>22}", "scenario", "loss, USD")?;
        for scenario in &self.scenarios {
            writeln!(f, "  {:<40} {:>22}", scenario.scenario, money(&scenario.loss))?;
        }
        Ok(())
    }
}
