//! `plimsoll bench`: what circuits cost.

use std::fmt;

use plimsoll_circuits::{
    BatchCounts, ByClause, closing_counts, parameters_counts, rules_to_measure,
};
use plimsoll_prover::{Measured, measure};
use plimsoll_statement::{Lane, Shape};
use serde::Serialize;

use super::Style;
use crate::args::{self, BenchCircuit};
use crate::failure::{Failure, say};
use crate::output::{self, thousands};

pub(crate) fn run(command: &args::Bench, style: Style) -> Result<(), Failure> {
    match command {
        args::Bench::Circuit(args) => circuit(args, style),
    }
}

fn circuit(args: &BenchCircuit, style: Style) -> Result<(), Failure> {
    let refused = |what: &str| Failure::Input(format!("no circuit is so large or small: {what}"));
    let rules = rules_to_measure(args.instruments, args.scenarios, args.stress, args.tiers)
        .filter(|rules| rules.violations().is_empty())
        .ok_or_else(|| refused("see the limits in docs/statement/parameters.md"))?;
    let accounts = 1..=Shape::MAX_ACCOUNTS;
    let fits = args.accounts.is_power_of_two() && accounts.contains(&args.accounts);
    let lane = Lane::new(0).filter(|_| fits).ok_or_else(|| refused("--accounts"))?;
    let shape = Shape { lane, accounts: args.accounts, slots: args.slots };
    let count = |error| Failure::Input(format!("these sizes make no circuit: {error}"));
    let batch = BatchCounts::of(&rules, shape).map_err(count)?;
    let (parameters, closing) =
        (parameters_counts(&rules).map_err(count)?, closing_counts(&rules).map_err(count)?);
    let proved = if args.count_only {
        None
    } else {
        if !style.quiet {
            say(&"Making a key and proving a full batch; this takes minutes…");
        }
        Some(Proved::from(measure(&rules, shape)?))
    };
    output::print(
        style.json,
        &Report {
            constraints_per_account: total(&batch.per_account),
            batch_constraints: total(&batch.overhead),
            parameters_constraints: total(&parameters),
            closing_constraints: total(&closing),
            per_account: batch.per_account,
            batch: batch.overhead,
            parameters,
            closing,
            proved,
        },
    )
}

fn total(counts: &ByClause) -> usize {
    counts.values().sum()
}

#[derive(Debug, Serialize)]
struct Report {
    constraints_per_account: usize,
    batch_constraints: usize,
    parameters_constraints: usize,
    closing_constraints: usize,
    per_account: ByClause,
    batch: ByClause,
    parameters: ByClause,
    closing: ByClause,
    #[serde(flatten)]
    proved: Option<Proved>,
}

#[derive(Debug, Serialize)]
struct Proved {
    accounts: usize,
    rows: usize,
    cores: usize,
    setup_seconds: f64,
    prove_seconds: f64,
    accounts_per_second_per_core: f64,
    peak_memory_bytes: Option<u64>,
}

impl From<Measured> for Proved {
    #[expect(clippy::float_arithmetic, reason = "a rate for people, proved by nobody")]
    #[expect(clippy::cast_precision_loss, reason = "few accounts and cores")]
    fn from(measured: Measured) -> Self {
        let seconds = measured.prove.as_secs_f64();
        Self {
            accounts: measured.accounts,
            rows: measured.rows,
            cores: measured.cores,
            setup_seconds: measured.setup.as_secs_f64(),
            prove_seconds: seconds,
            accounts_per_second_per_core: measured.accounts as f64
                / seconds
                / measured.cores as f64,
            peak_memory_bytes: measured.peak_memory,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, counts) in [
            ("an account", &self.per_account),
            ("a batch besides", &self.batch),
            ("the parameters", &self.parameters),
            ("the closing", &self.closing),
        ] {
            writeln!(f, "{name}: {} constraints", thousands(total(counts)))?;
            for (clause, count) in counts {
                writeln!(f, "  {clause:<26} {:>9}", thousands(count))?;
            }
        }
        let Some(proved) = &self.proved else { return Ok(()) };
        writeln!(
            f,
            "{} accounts, {} rows: key {:.1} s, proof {:.1} s on {} cores",
            thousands(proved.accounts),
            thousands(proved.rows),
            proved.setup_seconds,
            proved.prove_seconds,
            proved.cores,
        )?;
        write!(f, "{:.2} accounts per second and core", proved.accounts_per_second_per_core)?;
        if let Some(bytes) = proved.peak_memory_bytes {
            write!(f, ", {} MiB at most", thousands(bytes >> 20))?;
        }
        writeln!(f)
    }
}
