//! The book as a whole: sums, the accounts that lack most, the fund by scenario,
//! and the clauses that do not hold.

use std::cmp::Reverse;
use std::fmt;
use std::time::Instant;

use plimsoll_prover::peak;
use plimsoll_statement::{
    Band, Class, Clause, Coverage, Money, Pins, Place, RowIndex, Rules, Totals, Violation,
    coverage, covers, zero_sum,
};
use serde::Serialize;

use super::{Assessed, Book};
use crate::failure::Failure;
use crate::output::thousands;

/// Accounts that are named for lacking most.
const WORST: usize = 10;

/// The sums while the book streams past.
pub(crate) struct Tally<'a> {
    book: &'a Book,
    started: Instant,
    totals: Totals,
    thresholds: Vec<Money>,
    accounts: [u64; 3],
    equity: Money,
    requirement: Money,
    worst: Vec<Lacking>,
    broken: Vec<Broken>,
}

/// An account below its requirement.
#[derive(Clone, Debug, Serialize)]
struct Lacking {
    account: String,
    #[serde(skip)]
    deficit: Money,
    #[serde(rename = "deficit")]
    shown: String,
    worst_scenario: String,
}

/// A clause that does not hold, for people.
#[derive(Clone, Debug, Serialize)]
struct Broken {
    clause: &'static str,
    place: String,
    excess: String,
}

impl<'a> Tally<'a> {
    pub(super) fn new(book: &'a Book) -> Self {
        let rules = book.parameters.rules();
        Self {
            book,
            started: Instant::now(),
            totals: Totals::none(rules),
            thresholds: Pins::cover_all(Default::default(), rules).thresholds,
            accounts: [0; 3],
            equity: Money::ZERO,
            requirement: Money::ZERO,
            worst: Vec::new(),
            broken: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, assessed: &Assessed) {
        let class = assessed.account.class;
        if let Some(count) = self.accounts.get_mut(class as usize) {
            *count += 1;
        }
        let outcome = match &assessed.outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                let excess = format!("by {} USD", error.beyond);
                return self.broke(Clause::MarginRange, assessed.key.to_string(), excess);
            }
        };
        let answers = class != Class::Fund;
        let flagged = answers && !outcome.is_healthy();
        let rules = self.book.parameters.rules();
        let added = self.totals.add(rules, &self.thresholds, &assessed.account, flagged, outcome);
        if let Err(error) = added {
            self.broke(Clause::StateRange, assessed.key.to_string(), error.to_string());
        }
        if answers {
            // Sums of 2^32 amounts below 2^80 fit.
            self.equity = self.equity.plus(outcome.equity).unwrap_or(self.equity);
            let sum = self.requirement.plus(outcome.requirement.amount);
            self.requirement = sum.unwrap_or(self.requirement);
        }
        if flagged {
            let (scenario, _) = outcome.exposure.worst();
            self.worst.push(Lacking {
                account: assessed.key.to_string(),
                deficit: outcome.deficit(),
                shown: outcome.deficit().to_string(),
                worst_scenario: self.book.parameters.scenario_name(scenario).to_owned(),
            });
            self.worst.sort_by_key(|lacking| Reverse(lacking.deficit));
            self.worst.truncate(WORST);
        }
    }

    /// The first of each clause's violations among accounts is kept, and counted.
    fn broke(&mut self, clause: Clause, place: String, excess: String) {
        if self.broken.len() < WORST {
            self.broken.push(Broken { clause: clause.name(), place, excess });
        }
    }

    pub(super) fn finish(mut self) -> BookReport {
        let parameters = &self.book.parameters;
        let rules = parameters.rules();
        let fund = coverage(rules, &self.thresholds, &self.totals);
        for violation in zero_sum(rules, &self.totals) {
            self.broken.push(describe(self.book, &violation));
        }
        for violation in covers(rules, &fund, Band::FULL) {
            self.broken.push(describe(self.book, &violation));
        }
        let [customers, house, funds] = self.accounts;
        let class = |i: usize| ClassReport {
            below_requirement: self.totals.classes[i].flagged,
            deficit: self.totals.classes[i].deficit.to_string(),
            below_zero: self.totals.classes[i].negative,
            owed: self.totals.classes[i].owed.to_string(),
        };
        BookReport {
            parameters: parameters.hash().to_string(),
            accounts: AccountCounts { customers, house, funds },
            equity: self.equity.to_string(),
            requirement: self.requirement.to_string(),
            customers: class(0),
            house: class(1),
            assets: sides(self.book, &self.totals, 1..=rules.assets),
            open_interest: sides(self.book, &self.totals, rules.assets + 1..=rules.rows - 1),
            fund: stresses(self.book, rules, &fund),
            worst: self.worst,
            violations: self.broken,
            seconds: self.started.elapsed().as_secs_f64(),
            peak_memory_mib: peak().map(|bytes| bytes.div_ceil(1 << 20)),
        }
    }
}

/// A violation with the names of rows and scenarios beside their numbers.
fn describe(book: &Book, violation: &Violation) -> Broken {
    let parameters = &book.parameters;
    let name = match violation.place {
        Place::Row(row) => parameters.label(row).map(|label| label.symbol.as_str()),
        Place::Scenario(column) => Some(parameters.scenario_name(column)),
        _ => None,
    };
    let place = match name {
        Some(name) => format!("{} ({name})", violation.place),
        None => violation.place.to_string(),
    };
    Broken { clause: violation.clause.name(), place, excess: violation.excess.to_string() }
}

/// What is held long and short of the rows that are in use.
fn sides(book: &Book, totals: &Totals, rows: std::ops::RangeInclusive<usize>) -> Vec<SideReport> {
    let parameters = &book.parameters;
    let rows = rows.filter_map(|row| u16::try_from(row).ok().map(RowIndex));
    rows.filter_map(|row| {
        let label = parameters.label(row)?;
        let gross = totals.gross(parameters.rules(), row);
        Some(SideReport {
            instrument: label.symbol.clone(),
            lot_size: label.lot_size.to_string(),
            long_lots: gross.long.to_string(),
            short_lots: gross.short.to_string(),
        })
    })
    .collect()
}

fn stresses(book: &Book, rules: &Rules, fund: &[Coverage]) -> Vec<StressReport> {
    let all = rules.stresses.iter().zip(fund);
    all.map(|(stress, coverage)| StressReport {
        scenario: book.parameters.scenario_name(stress.column).to_owned(),
        closing_cost: stress.closing_cost,
        uncovered: coverage.uncovered.to_string(),
        fund_left: coverage.left.to_string(),
        covered: coverage.lacking(Band::FULL).is_none(),
    })
    .collect()
}

/// Amounts are exact decimals in US dollars.
#[derive(Debug, Serialize)]
pub(crate) struct BookReport {
    parameters: String,
    accounts: AccountCounts,
    equity: String,
    requirement: String,
    customers: ClassReport,
    house: ClassReport,
    assets: Vec<SideReport>,
    open_interest: Vec<SideReport>,
    fund: Vec<StressReport>,
    worst: Vec<Lacking>,
    violations: Vec<Broken>,
    seconds: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    peak_memory_mib: Option<u64>,
}

#[derive(Debug, Serialize)]
struct AccountCounts {
    customers: u64,
    house: u64,
    funds: u64,
}

#[derive(Debug, Serialize)]
struct ClassReport {
    below_requirement: u64,
    deficit: String,
    below_zero: u64,
    owed: String,
}

#[derive(Debug, Serialize)]
struct SideReport {
    instrument: String,
    lot_size: String,
    long_lots: String,
    short_lots: String,
}

#[derive(Debug, Serialize)]
struct StressReport {
    scenario: String,
    closing_cost: u64,
    uncovered: String,
    fund_left: String,
    covered: bool,
}

impl BookReport {
    /// A book that violates a clause which no flag excuses is false.
    pub(crate) fn verdict(&self) -> Result<(), Failure> {
        let Some(first) = self.violations.first() else { return Ok(()) };
        Err(Failure::False(format!(
            "{} of the statement's clauses fail, the first {} at {}, {}",
            self.violations.len(),
            first.clause,
            first.place,
            first.excess
        )))
    }
}

impl fmt::Display for BookReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AccountCounts { customers, house, funds } = self.accounts;
        let all = customers + house + funds;
        writeln!(
            f,
            "{} accounts: {} customers', {} the house's, {} the fund's",
            thousands(all),
            thousands(customers),
            thousands(house),
            thousands(funds)
        )?;
        writeln!(f, "  equity       {:>28} USD", thousands(&self.equity))?;
        writeln!(f, "  requirement  {:>28} USD", thousands(&self.requirement))?;
        for (who, class) in [("customers", &self.customers), ("house", &self.house)] {
            writeln!(
                f,
                "  {who}: {} below their requirement, lacking {} USD; {} below zero, owing {} USD",
                thousands(class.below_requirement),
                thousands(&class.deficit),
                thousands(class.below_zero),
                thousands(&class.owed)
            )?;
        }
        writeln!(f, "\n{:<40} {:>7} {:>22} {:>22}", "stress", "closing", "uncovered", "fund left")?;
        for stress in &self.fund {
            let mark = if stress.covered { "" } else { "  NOT COVERED" };
            writeln!(
                f,
                "{:<40} {:>6}x {:>22} {:>22}{mark}",
                stress.scenario,
                stress.closing_cost,
                cents(&stress.uncovered),
                cents(&stress.fund_left)
            )?;
        }
        if !self.worst.is_empty() {
            writeln!(f, "\n{:<32} {:>20}  worst scenario", "lacking most", "deficit, USD")?;
        }
        for lacking in &self.worst {
            let (deficit, scenario) = (cents(&lacking.shown), &lacking.worst_scenario);
            writeln!(f, "{:<32} {deficit:>20}  {scenario}", lacking.account)?;
        }
        if self.violations.is_empty() {
            writeln!(f, "\nEvery zero-sum row nets to zero and the fund covers every stress.")?;
        }
        for broken in &self.violations {
            writeln!(f, "\nviolated: {} at {}, {}", broken.clause, broken.place, broken.excess)?;
        }
        write!(f, "Computed natively in {:.2} s", self.seconds)?;
        if let Some(mib) = self.peak_memory_mib {
            write!(f, " and at most {mib} MiB")?;
        }
        writeln!(f, "; nothing was proven.")
    }
}

/// An amount cut to cents, for columns.
fn cents(amount: &str) -> String {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let fraction: String = fraction.chars().chain("00".chars()).take(2).collect();
    thousands(format!("{whole}.{fraction}"))
}
