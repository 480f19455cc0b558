//! `plimsoll verify chain`: what a registry says of a venue, and whether a
//! bundle says the same.

use std::fmt;
use std::path::Path;

use plimsoll_chain::{
    B256, Difference, FRESH, Registry, Rpc, SOLVENT, abi, claim_name, compare, standing_name,
};
use plimsoll_verifier::{Bundle, Expectations, KeyStore, verify_bundle};
use serde::Serialize;

use super::{Style, publish};
use crate::args;
use crate::failure::Failure;
use crate::output;

pub(super) fn run(args: &args::VerifyChain, style: Style) -> Result<(), Failure> {
    let venue = B256::from(args.venue.0);
    // What is wrong here is said before anybody is asked.
    let bundle = match (&args.bundle, &args.keys) {
        (Some(bundle), Some(keys)) => Some(verified(bundle, keys, venue)?),
        _ => None,
    };
    let rpc = Rpc::new(&args.rpc)?;
    let registry = Registry::at(&rpc, args.registry)?;
    let status = registry.status(venue)?;
    let mut report = Report::of(&registry, venue, &status, rpc.chain_id()?);
    if let Some(bundle) = bundle {
        report.compared = Some(against(&registry, venue, &status, &bundle, report.chain_id)?);
    }
    report.reasons = report.reasons(&status, args.solvent);
    let reasons = report.reasons.join("; ");
    output::print(style.json, &report)?;
    if reasons.is_empty() { Ok(()) } else { Err(Failure::Rejected(reasons)) }
}

/// A bundle that verifies, of this venue.
fn verified(dir: &Path, keys: &Path, venue: B256) -> Result<Bundle, Failure> {
    let bundle = Bundle::read(dir)?;
    let venue = Some(plimsoll_statement::Venue(venue.0));
    let expected = Expectations { venue, ..Expectations::default() };
    verify_bundle(&bundle, &KeyStore::open(keys)?, &expected)?;
    Ok(bundle)
}

fn against(
    registry: &Registry<'_>,
    venue: B256,
    status: &abi::Status,
    bundle: &Bundle,
    node: u64,
) -> Result<Compared, Failure> {
    let submission = publish::submission(bundle)?;
    let epoch = submission.epoch();
    let own = bundle.manifest.context.chain_id;
    let mut compared = Compared { epoch, sealed: epoch <= status.epoch, differences: Vec::new() };
    if own != node {
        let (chain, bundle) = (node.to_string(), own.to_string());
        compared.differences.push(Difference { field: "chain id", chain, bundle });
    }
    if compared.sealed {
        let record = registry.epoch(venue, epoch)?;
        compared.differences.extend(compare(&record, &submission));
    }
    Ok(compared)
}

#[derive(Debug, Serialize)]
struct Report {
    chain_id: u64,
    registry: String,
    venue: String,
    standing: &'static str,
    claim: &'static str,
    epoch: u64,
    time: u64,
    solvent_since: Option<u64>,
    coverage_percent: u16,
    flagged: u32,
    missed: u32,
    parameters: String,
    digest: String,
    compared: Option<Compared>,
    reasons: Vec<String>,
}

/// A bundle's epoch, and where chain and bundle differ.
#[derive(Debug, Serialize)]
struct Compared {
    epoch: u64,
    sealed: bool,
    differences: Vec<Difference>,
}

impl Report {
    fn of(registry: &Registry<'_>, venue: B256, status: &abi::Status, chain_id: u64) -> Self {
        Self {
            chain_id,
            registry: registry.address().to_string(),
            venue: venue.to_string(),
            standing: standing_name(status.standing),
            claim: claim_name(status.claim),
            epoch: status.epoch,
            time: status.time,
            solvent_since: Some(status.solventSince).filter(|time| *time > 0),
            coverage_percent: status.coverage,
            flagged: status.flagged,
            missed: status.missed,
            parameters: format!("{:#066x}", status.parameters),
            digest: status.digest.to_string(),
            compared: None,
            reasons: Vec::new(),
        }
    }

    /// Why this is not what was asked for.
    fn reasons(&self, status: &abi::Status, solvent: bool) -> Vec<String> {
        let mut reasons = Vec::new();
        if status.standing != FRESH {
            reasons.push(format!("the venue's standing is {}", self.standing));
        }
        if solvent && status.claim != SOLVENT {
            reasons.push(format!("the claim is {}", self.claim));
        }
        if let Some(Compared { epoch, sealed, differences }) = &self.compared {
            if !sealed {
                reasons.push(format!("epoch {epoch} of the bundle is not sealed"));
            }
            let fields: Vec<&str> = differences.iter().map(|differs| differs.field).collect();
            if !fields.is_empty() {
                let fields = fields.join(", ");
                reasons.push(format!("chain and bundle differ in epoch {epoch}: {fields}"));
            }
        }
        reasons
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "venue {} at {} on chain {}", self.venue, self.registry, self.chain_id)?;
        writeln!(f, "standing: {}", self.standing)?;
        if self.epoch > 0 {
            writeln!(f, "claim: {}", self.claim)?;
            writeln!(f, "epoch {}, snapshot of second {}", self.epoch, self.time)?;
            match self.solvent_since {
                Some(time) => writeln!(f, "solvent without a break since second {time}")?,
                None => writeln!(f, "not shown to be solvent")?,
            }
            writeln!(f, "the fund has at least {}% of what it must cover", self.coverage_percent)?;
            writeln!(f, "at most {} flagged; {} epochs missed", self.flagged, self.missed)?;
            writeln!(f, "parameters {}", self.parameters)?;
            writeln!(f, "digest {}", self.digest)?;
        }
        match &self.compared {
            Some(Compared { epoch, sealed: false, .. }) => {
                writeln!(f, "epoch {epoch} of the bundle is not sealed")?;
            }
            Some(Compared { epoch, differences, .. }) if differences.is_empty() => {
                writeln!(f, "the bundle of epoch {epoch} says the same")?;
            }
            Some(Compared { epoch, differences, .. }) => {
                writeln!(f, "epoch {epoch} differs:")?;
                for Difference { field, chain, bundle } in differences {
                    writeln!(f, "  {field}: {chain} on the chain, {bundle} in the bundle")?;
                }
            }
            None => {}
        }
        Ok(())
    }
}
