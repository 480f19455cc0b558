//! What a table was computed from, as the parameters file says it.

use plimsoll_snapshot::Instrument;
use plimsoll_statement::{InputFile, ModelFile, TermsFile};
use sha2::{Digest as _, Sha256};

use crate::scenarios::ScenarioPlan;

/// Inputs beside the scenarios.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Seed of what was simulated.
    pub seed: Option<u64>,
    /// What to ask for to get these scenarios again; without it, their files' names.
    pub preset: Option<String>,
    /// What is listed.
    pub terms: Vec<Instrument>,
    /// Everything else that was read: a name and its SHA-256.
    pub inputs: Vec<(String, [u8; 32])>,
}

/// The program's name in parameters files.
const ENGINE: &str = concat!("plimsoll-engine ", env!("CARGO_PKG_VERSION"));

impl Provenance {
    /// Adds an input by its bytes.
    pub fn read(&mut self, name: &str, bytes: &[u8]) {
        self.inputs.push((name.to_owned(), Sha256::digest(bytes).into()));
    }

    pub(super) fn model(&self, plan: &ScenarioPlan) -> ModelFile {
        let inputs = self.inputs.iter().chain(&plan.sources);
        let input = |(name, sha256): &(String, [u8; 32])| InputFile {
            name: name.clone(),
            sha256: hex::encode(sha256),
        };
        ModelFile {
            engine: ENGINE.to_owned(),
            preset: self.preset.as_ref().unwrap_or(&plan.name).clone(),
            seed: self.seed.map(|seed| seed.to_string()),
            multiplier: (plan.multiplier != 1.0).then(|| plan.multiplier.to_string()),
            terms: self.terms.iter().map(terms).collect(),
            inputs: inputs.map(input).collect(),
        }
    }
}

fn terms(instrument: &Instrument) -> TermsFile {
    TermsFile {
        symbol: instrument.symbol.clone(),
        kind: instrument.kind.name().to_owned(),
        settles_in: instrument.settles_in.clone(),
        expiry: instrument.expiry,
        strike: instrument.strike.map(|strike| strike.to_string()),
    }
}
