//! `plimsoll risk run`: a market and a book's instruments in, parameters out.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use plimsoll_engine::report::calibrated;
use plimsoll_engine::risk::{Choices, FullPlan, RiskModel, VenueMarket};
use plimsoll_snapshot::{Instrument, Snapshot, write_atomically};
use plimsoll_statement::{Parameters, ParametersFile};
use serde::Serialize;

use crate::args::RiskRun;
use crate::commands::Style;
use crate::failure::{Failure, say};
use crate::output;

pub(super) fn run(args: &RiskRun, style: Style) -> Result<(), Failure> {
    let started = Instant::now();
    let source = VenueMarket::read(&args.market)?;
    let snapshot = Snapshot::open(&args.book)?;
    let listed = if args.held { held(&snapshot)? } else { snapshot.instruments().to_vec() };
    let model = RiskModel::new(&source, &listed)?;
    let choices = Choices {
        scenarios: (!args.preset.is_empty()).then(|| args.preset.clone()),
        multiplier: args.multiplier,
        capacity: args.held.then(|| model.least_capacity()),
        seed: args.seed,
    };
    let mut covered = None;
    let parameters = if args.calibrate {
        if !style.quiet {
            say(&"Running the full model over the book…");
        }
        // The full model counts instruments as the book does.
        let all = args.held.then(|| RiskModel::new(&source, snapshot.instruments()));
        let all = all.transpose()?;
        let plan = FullPlan::of(&source.rules.full_model, args.seed.unwrap_or(1));
        let whole = Choices { capacity: None, ..choices.clone() };
        let all = all.as_ref().unwrap_or(&model);
        let (multiplier, coverage) = calibrated(all, &snapshot, &whole, plan)?;
        covered = Some([coverage.covered, coverage.accounts]);
        model.parameters(&Choices { multiplier: Some(multiplier), ..choices })?
    } else {
        model.parameters(&choices)?
    };
    let file = parameters.file();
    write_atomically(&args.out, &file.canonical_bytes())?;
    let calibration = model.calibration();
    output::print(
        style.json,
        &Made {
            parameters: args.out.clone(),
            sha256: hex::encode(file.sha256()),
            instruments: file.assets.len() + file.zero_sum.len(),
            scenarios: file.scenarios.len(),
            preset: file.model.as_ref().map(|m| m.preset.clone()).unwrap_or_default(),
            multiplier: multiplier(file),
            covered,
            rejected: source.market.rejections.iter().map(ToString::to_string).collect(),
            remarks: calibration.remarks.clone(),
            seconds: started.elapsed().as_secs_f64(),
        },
    )
}

pub(super) fn multiplier(file: &ParametersFile) -> String {
    let model = file.model.as_ref();
    model.and_then(|model| model.multiplier.clone()).unwrap_or_else(|| "1".to_owned())
}

/// Parameters with rows for nothing but what is held: quicker to prove.
pub(crate) fn parameters_of_held(market: &Path, book: &Path) -> Result<Parameters, Failure> {
    let source = VenueMarket::read(market)?;
    let listed = held(&Snapshot::open(book)?)?;
    let model = RiskModel::new(&source, &listed)?;
    let capacity = Some(model.least_capacity());
    Ok(model.parameters(&Choices { capacity, ..Choices::default() })?)
}

/// What some account holds.
fn held(snapshot: &Snapshot) -> Result<Vec<Instrument>, Failure> {
    let all = snapshot.instruments();
    let mut held = BTreeSet::new();
    for account in snapshot.accounts()? {
        held.extend(account?.holdings.iter().map(|holding| holding.instrument));
    }
    let listed = all.iter().enumerate().filter(|(at, _)| held.contains(at));
    Ok(listed.map(|(_, instrument)| instrument.clone()).collect())
}

#[derive(Debug, Serialize)]
struct Made {
    parameters: PathBuf,
    sha256: String,
    instruments: usize,
    scenarios: usize,
    preset: String,
    multiplier: String,
    /// Accounts that the full model finds covered, of how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    covered: Option<[u64; 2]>,
    rejected: Vec<String>,
    remarks: Vec<String>,
    seconds: f64,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.parameters.display(), self.sha256)?;
        writeln!(
            f,
            "  {} instruments in {} scenarios ({}), multiplier {}, in {:.1} s",
            self.instruments, self.scenarios, self.preset, self.multiplier, self.seconds
        )?;
        if let Some([covered, accounts]) = self.covered {
            writeln!(
                f,
                "  requirements cover the full model for {covered} of {accounts} accounts"
            )?;
        }
        for rejected in &self.rejected {
            writeln!(f, "  not used: {rejected}")?;
        }
        for remark in &self.remarks {
            writeln!(f, "  note: {remark}")?;
        }
        Ok(())
    }
}
