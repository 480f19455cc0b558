//! `plimsoll bundle`: make what a venue publishes, and look into it.

use std::fmt;
use std::path::{Path, PathBuf};

use plimsoll_prover::{KeyFolder, Run, make_bundle};
use plimsoll_statement::{Context, Disclosure};
use plimsoll_verifier::{Bundle, Verdict};
use serde::Serialize;

use super::Style;
use crate::args;
use crate::failure::Failure;
use crate::output::{self, thousands};

pub(crate) fn run(command: args::Bundle, style: Style) -> Result<(), Failure> {
    match command {
        args::Bundle::Make { run, out, keys } => {
            let run = Run::open(&run)?;
            let keys = KeyFolder::open(keys.as_deref().unwrap_or(run.keys()))?;
            let verdict = make_bundle(&run, keys.store(), &out)?;
            output::print(style.json, &MadeReport { bundle: out, verdict })
        }
        args::Bundle::Inspect { dir } => inspect(&dir, style),
    }
}

#[derive(Debug, Serialize)]
struct MadeReport {
    bundle: PathBuf,
    verdict: Verdict,
}

impl fmt::Display for MadeReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "The bundle is in {}, and verifies:", self.bundle.display())?;
        write!(f, "{}", self.verdict)
    }
}

fn inspect(dir: &Path, style: Style) -> Result<(), Failure> {
    let bundle = Bundle::read(dir)?;
    output::print(style.json, &Claims::of(&bundle))
}

/// What a bundle says of itself.
#[derive(Debug, Serialize)]
struct Claims {
    verified: bool,
    venue: String,
    chain_id: u64,
    epoch: u64,
    time: u64,
    digest: String,
    previous: String,
    parameters: String,
    accounts: u64,
    band_percent: u64,
    flagged: [u64; 2],
    batches: usize,
    keys: Vec<KeyClaim>,
}

#[derive(Debug, Serialize)]
struct KeyClaim {
    role: String,
    id: String,
}

impl Claims {
    fn of(bundle: &Bundle) -> Self {
        let manifest = &bundle.manifest;
        let Context { chain_id, venue, epoch, time } = manifest.context;
        let Disclosure { accounts, band, classes, .. } = &manifest.disclosure;
        let lanes = manifest.lanes.iter().map(|lane| KeyClaim {
            role: plimsoll_verifier::Role::Batch(lane.shape).to_string(),
            id: lane.key.to_string(),
        });
        let others = [("parameters", manifest.parameters_key), ("closing", manifest.closing_key)];
        let others = others.map(|(role, id)| KeyClaim { role: role.into(), id: id.to_string() });
        let hex = |bytes: &[u8; 32]| format!("0x{}", hex::encode(bytes));
        Self {
            verified: false,
            venue: venue_name(&venue.0),
            chain_id,
            epoch,
            time,
            digest: hex(&manifest.digest),
            previous: hex(&manifest.previous),
            parameters: manifest.parameters.to_string(),
            accounts: *accounts,
            band_percent: band.percent(),
            flagged: classes.each_ref().map(|class| class.flagged.get()),
            batches: bundle.chain.len(),
            keys: lanes.chain(others).collect(),
        }
    }
}

/// A venue's name, where it is one; its bytes otherwise.
fn venue_name(venue: &[u8; 32]) -> String {
    let end = venue.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let text = std::str::from_utf8(venue.get(..end).unwrap_or_default());
    let plain = text.ok().filter(|text| !text.is_empty() && !text.contains(char::is_control));
    plain.map_or_else(|| format!("0x{}", hex::encode(venue)), str::to_owned)
}

impl fmt::Display for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { venue, chain_id, epoch, time, .. } = self;
        writeln!(f, "claimed, and not verified here:")?;
        writeln!(f, "venue {venue} on chain {chain_id}, epoch {epoch}, snapshot of second {time}")?;
        writeln!(f, "digest {}", self.digest)?;
        writeln!(f, "previous {}", self.previous)?;
        writeln!(f, "parameters {}", self.parameters)?;
        let [customers, house] = self.flagged;
        writeln!(
            f,
            "{} accounts in {} batches; at most {customers} of customers and {house} of the house \
             flagged; the fund covers at least {}%",
            thousands(self.accounts),
            thousands(self.batches),
            self.band_percent
        )?;
        for KeyClaim { role, id } in &self.keys {
            writeln!(f, "key {id} for {role}")?;
        }
        Ok(())
    }
}
