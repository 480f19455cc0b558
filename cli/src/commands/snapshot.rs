//! `plimsoll snapshot`: make, check and convert a venue's book.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use plimsoll_engine::{SampleOptions, SampleVenue, sample_venue};
use plimsoll_snapshot::{
    Format, Instrument, Manifest, RowMap, Snapshot, SnapshotWriter, convert, read_parameters,
    write_atomically,
};
use plimsoll_statement::{Class, Parameters};
use serde::Serialize;

use super::Style;
use super::margin::PARAMETERS;
use crate::args::{self, TableFormat};
use crate::failure::Failure;
use crate::output::{self, thousands};
use crate::progress;

pub(crate) fn run(command: args::Snapshot, style: Style) -> Result<(), Failure> {
    match command {
        args::Snapshot::Sample(sample) => {
            make_sample(sample.accounts, sample.seed, &sample.out, sample.format, style)?;
            check(&sample.out, style)
        }
        args::Snapshot::Check { dir } => check(&dir, style),
        args::Snapshot::Convert { dir, out } => {
            convert(&dir, &out)?;
            let parameters = dir.join(PARAMETERS);
            if parameters.exists() {
                let canonical = read_parameters(&parameters)?.file().canonical_bytes();
                write_atomically(&out.join(PARAMETERS), &canonical)?;
            }
            check(&out, style)
        }
    }
}

/// What the folder of a sample's market is called, in the snapshot's.
pub(crate) const MARKET: &str = "market";

/// Writes a sample venue with its market and parameters.
pub(crate) fn make_sample(
    accounts: u64,
    seed: u64,
    out: &Path,
    format: TableFormat,
    style: Style,
) -> Result<(), Failure> {
    let venue = sample_venue(SampleOptions { accounts, seed })
        .map_err(|error| Failure::Input(error.to_string()))?;
    let SampleVenue { manifest, instruments, market, parameters, accounts } = venue;
    let format = match format {
        TableFormat::Parquet => Format::Parquet,
        TableFormat::Csv => Format::Csv,
        TableFormat::Jsonl => Format::JsonLines,
    };
    let mut writer = SnapshotWriter::create(out, format, &manifest, &instruments)?;
    let bar = progress::bar(style.quiet, "writing accounts", Some(accounts.len() as u64));
    for account in &accounts {
        writer.account(account)?;
        bar.inc(1);
    }
    write_atomically(&out.join(PARAMETERS), &parameters.canonical_bytes())?;
    for (name, bytes) in &market {
        let path = out.join(MARKET).join(name);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        write_atomically(&path, bytes)?;
    }
    writer.finish()?;
    bar.finish_and_clear();
    Ok(())
}

fn check(dir: &Path, style: Style) -> Result<(), Failure> {
    let snapshot = Snapshot::open(dir)?;
    let path = dir.join(PARAMETERS);
    let parameters = if path.exists() { Some(read_parameters(&path)?) } else { None };
    let rows = parameters.as_ref().map(|p| RowMap::new(snapshot.instruments(), p)).transpose()?;
    let bar = progress::bar(style.quiet, "reading accounts", None);
    let mut counts = BTreeMap::<Class, u64>::new();
    let mut holdings = 0;
    let mut net = vec![0i128; snapshot.instruments().len()];
    for account in snapshot.accounts()? {
        let account = account?;
        *counts.entry(account.class).or_default() += 1;
        if let Some(rows) = &rows {
            rows.account(&snapshot.manifest().context, &account)?;
        }
        for holding in &account.holdings {
            holdings += 1;
            if let Some(net) = net.get_mut(holding.instrument) {
                *net += i128::from(holding.lots.count());
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let report = Checked::of(
        snapshot.manifest(),
        snapshot.instruments(),
        counts,
        holdings,
        &net,
        parameters.as_ref(),
    );
    output::print(style.json, &report)?;
    report.verdict()
}

#[derive(Debug, Serialize)]
struct Checked {
    venue: String,
    epoch: u64,
    time: u64,
    instruments: usize,
    customers: u64,
    house: u64,
    funds: u64,
    holdings: u64,
    parameters: Option<String>,
    notices: Vec<String>,
    unbalanced: Vec<Unbalanced>,
}

/// A zero-sum instrument whose longs and shorts differ.
#[derive(Debug, Serialize)]
struct Unbalanced {
    instrument: String,
    net_lots: String,
}

impl Checked {
    fn of(
        manifest: &Manifest,
        instruments: &[Instrument],
        counts: BTreeMap<Class, u64>,
        holdings: u64,
        net: &[i128],
        parameters: Option<&Parameters>,
    ) -> Self {
        let count = |class| counts.get(&class).copied().unwrap_or_default();
        let unbalanced =
            instruments.iter().zip(net).filter(|(i, net)| !i.kind.is_asset() && **net != 0);
        let notices = parameters.map(Parameters::notices).unwrap_or_default();
        Self {
            venue: manifest.venue_name.clone(),
            epoch: manifest.context.epoch,
            time: manifest.context.time,
            instruments: instruments.len(),
            customers: count(Class::Customer),
            house: count(Class::House),
            funds: count(Class::Fund),
            holdings,
            parameters: parameters.map(|p| p.hash().to_string()),
            notices: notices.iter().map(ToString::to_string).collect(),
            unbalanced: unbalanced
                .map(|(instrument, net)| Unbalanced {
                    instrument: instrument.symbol.clone(),
                    net_lots: net.to_string(),
                })
                .collect(),
        }
    }

    fn verdict(&self) -> Result<(), Failure> {
        let Some(first) = self.unbalanced.first() else { return Ok(()) };
        Err(Failure::False(format!(
            "{} zero-sum instruments do not net to zero (book.zero-sum), the first {} by {} lots; \
             every long must have its short, so look for accounts that are missing",
            self.unbalanced.len(),
            first.instrument,
            first.net_lots
        )))
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, epoch {}, time {}", self.venue, self.epoch, self.time)?;
        writeln!(
            f,
            "  {} customer accounts, {} of the house, {} of the fund; {} holdings in {} instruments",
            thousands(self.customers),
            thousands(self.house),
            thousands(self.funds),
            thousands(self.holdings),
            thousands(self.instruments)
        )?;
        match &self.parameters {
            Some(name) => writeln!(f, "  parameters {name}")?,
            None => writeln!(f, "  no {PARAMETERS} beside it")?,
        }
        for notice in &self.notices {
            writeln!(f, "  note: {notice}")?;
        }
        for row in &self.unbalanced {
            writeln!(f, "  {}: longs and shorts differ by {} lots", row.instrument, row.net_lots)?;
        }
        if self.unbalanced.is_empty() {
            writeln!(f, "  every zero-sum instrument nets to zero")?;
        }
        Ok(())
    }
}
