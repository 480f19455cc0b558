//! `plimsoll risk verify`: published parameters, computed again.

use std::fmt;
use std::path::Path;
use std::time::Instant;

use plimsoll_engine::parameters::Verification;
use plimsoll_engine::risk::{VenueMarket, verify_parameters};
use plimsoll_snapshot::read_parameters;
use serde::Serialize;

use crate::commands::Style;
use crate::failure::Failure;
use crate::output;

pub(super) fn run(parameters: &Path, market: &Path, style: Style) -> Result<(), Failure> {
    let started = Instant::now();
    let published = read_parameters(parameters)?;
    let source = VenueMarket::read(market)?;
    let found = verify_parameters(published.file(), &source)?;
    let departures = found.departures;
    let (sha256, difference) = match found.verification {
        Verification::Same(sha256) => (Some(hex::encode(sha256)), None),
        Verification::Differs(difference) => (None, Some(difference.to_string())),
    };
    let seconds = started.elapsed().as_secs_f64();
    let report = Verified { same: difference.is_none(), sha256, difference, departures, seconds };
    output::print(style.json, &report)?;
    let (file, market) = (parameters.display(), market.display());
    if !report.same {
        return Err(Failure::Rejected(format!("{file} is not what {market} makes")));
    }
    if report.departures.is_empty() {
        return Ok(());
    }
    Err(Failure::Rejected(format!("{file} is not by the rules of {market}")))
}

#[derive(Debug, Serialize)]
struct Verified {
    same: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<String>,
    /// What the venue chose otherwise than its own rules have it.
    departures: Vec<String>,
    seconds: f64,
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.sha256, &self.difference) {
            (Some(sha256), _) => {
                writeln!(f, "the same to the bit, in {:.1} s: {sha256}", self.seconds)?;
            }
            (None, difference) => {
                writeln!(f, "different. The first difference:")?;
                writeln!(f, "  {}", difference.as_deref().unwrap_or_default())?;
            }
        }
        for departure in &self.departures {
            writeln!(f, "not by the rules: {departure}")?;
        }
        Ok(())
    }
}
