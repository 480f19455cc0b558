//! `plimsoll risk report`: the full model against what was committed.

use std::fmt;

use plimsoll_engine::report::{Report, ReportInputs, page, percent, percent_down, report};
use plimsoll_engine::risk::{FullPlan, VenueMarket};
use plimsoll_snapshot::{Snapshot, read_parameters, write_privately};
use serde::Serialize;

use crate::args::RiskReport;
use crate::commands::Style;
use crate::commands::margin::PARAMETERS;
use crate::failure::{Failure, say};
use crate::output::{self, thousands};

pub(super) fn run(args: &RiskReport, style: Style) -> Result<(), Failure> {
    let source = VenueMarket::read(&args.market)?;
    let snapshot = Snapshot::open(&args.book)?;
    let file = args.parameters.clone().unwrap_or_else(|| args.book.join(PARAMETERS));
    let parameters = read_parameters(&file)?;
    let mut plan = FullPlan::of(&source.rules.full_model, args.seed);
    plan.paths = args.paths.and_then(|paths| usize::try_from(paths).ok()).unwrap_or(plan.paths);
    if !style.quiet {
        say(&format_args!("Running the full model on {} paths…", thousands(plan.paths)));
    }
    let inputs =
        ReportInputs { source: &source, parameters: &parameters, snapshot: &snapshot, plan };
    let found = report(&inputs)?;
    if let Some(path) = &args.html {
        write_privately(path, page(&found).as_bytes())?;
    }
    output::print(style.json, &Shown(&found))
}

/// The figures as they are, and the most important of them in words.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown<'a>(&'a Report);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { subject, run, book, coverage, capital, fund, seconds, .. } = self.0;
        let usd = |dollars: f64| thousands(format!("{dollars:.0}"));
        let covered = format!("{} of {}", coverage.covered, coverage.accounts);
        writeln!(f, "{}, epoch {}: {} accounts", subject.venue, subject.epoch, book.accounts)?;
        writeln!(
            f,
            "  equity {} USD, required {} USD, {} below their requirement",
            usd(book.equity),
            usd(book.requirement),
            book.below_requirement
        )?;
        writeln!(
            f,
            "  full model: {} paths over {} days, expected shortfall at {}",
            thousands(run.paths),
            run.horizon_days,
            percent(run.confidence, 1)
        )?;
        writeln!(
            f,
            "  covered: {covered} accounts ({}; wished {}), multiplier needed {:.3}",
            percent_down(coverage.share()),
            percent(coverage.wished, 2),
            coverage.multiplier_needed
        )?;
        for account in coverage.uncovered.iter().take(10) {
            writeln!(
                f,
                "    not covered: {}, requirement {}, expected shortfall {}",
                account.account,
                usd(account.requirement),
                usd(account.expected_shortfall)
            )?;
        }
        writeln!(f, "  capital that the book would need")?;
        for regime in capital {
            let (required, saved) = (usd(regime.required), percent(regime.saved, 1));
            writeln!(f, "    {:<16} {required:>18} USD  {saved:>8} saved", regime.regime)?;
        }
        writeln!(
            f,
            "  fund {} USD; ruined on {} of paths (at most {} with 95% confidence)",
            usd(fund.worth),
            percent(fund.ruin, 4),
            percent(fund.ruin_at_most, 4)
        )?;
        writeln!(
            f,
            "  a re-run takes {:.1} s: parameters {:.1}, full model {:.1}",
            seconds.total, seconds.parameters, seconds.full_model
        )?;
        for remark in &self.0.remarks {
            writeln!(f, "  note: {remark}")?;
        }
        Ok(())
    }
}
