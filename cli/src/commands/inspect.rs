//! `plimsoll setup inspect`: who made a key, and whether it is safe to use.

use std::fmt;
use std::path::{Path, PathBuf};

use plimsoll_snark::Origin;
use plimsoll_snark::ceremony::Transcript;
use plimsoll_verifier::{KeyStore, TrustedKey};
use serde::Serialize;

use super::Style;
use super::ceremony::CeremonyReport;
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(key: &Path, style: Style) -> Result<(), Failure> {
    let (dir, only) = match key.file_stem().and_then(|stem| stem.to_str()) {
        Some(stem) if !key.is_dir() => (key.parent().unwrap_or(Path::new(".")), Some(stem)),
        _ => (key, None),
    };
    let store = KeyStore::open(dir)?;
    let wanted = |key: &&TrustedKey| only.is_none_or(|id| key.key().id().to_string() == id);
    let keys: Vec<_> =
        store.keys().filter(wanted).map(|key| inspect(dir, key)).collect::<Result<_, _>>()?;
    if keys.is_empty() {
        let text = "there is no such key; name a folder of keys, or a .vk file in one";
        return Err(Failure::Input(format!("{}: {text}", key.display())));
    }
    output::print(style.json, &Report { keys })
}

fn inspect(dir: &Path, trusted: &TrustedKey) -> Result<KeyReport, Failure> {
    let (key, role) = (trusted.key(), trusted.descriptor().role);
    let mut report = KeyReport {
        id: key.id().to_string(),
        role: role.to_string(),
        circuit: format!("0x{}", hex::encode(key.circuit())),
        verdict: Verdict::SingleParty,
        ceremony: None,
        powers: None,
        powers_known: None,
    };
    let Origin::Ceremony(hash) = key.origin() else { return Ok(report) };
    let path = dir.join(format!("{}.transcript", key.id()));
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            report.verdict = Verdict::TranscriptMissing { hash: hex::encode(hash), path };
            return Ok(report);
        }
        Err(error) => return Err(Failure::Input(format!("{}: {error}", path.display()))),
    };
    let rejected = |why: String| Failure::Rejected(format!("rejected: {}: {why}", path.display()));
    let transcript = Transcript::from_bytes(&bytes).map_err(|why| rejected(why.to_string()))?;
    transcript.names(key).map_err(|why| rejected(why.to_string()))?;
    let powers = transcript.subject().powers;
    report.powers = Some(powers.to_string());
    report.powers_known = powers.known();
    report.verdict = if report.powers_known.is_some() {
        Verdict::Ceremony { people: transcript.people() }
    } else {
        Verdict::UnknownPowers { people: transcript.people() }
    };
    report.ceremony = Some(CeremonyReport::new(role, &transcript));
    Ok(report)
}

#[derive(Debug, Serialize)]
struct Report {
    keys: Vec<KeyReport>,
}

#[derive(Debug, Serialize)]
struct KeyReport {
    id: String,
    role: String,
    circuit: String,
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    ceremony: Option<CeremonyReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    powers: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    powers_known: Option<&'static str>,
}

/// Whether a key is safe to use, by what it and its transcript say.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    /// No: one party made it.
    SingleParty,
    /// Nobody can say: its transcript is not there.
    TranscriptMissing { hash: String, path: PathBuf },
    /// If whoever made the powers is trusted.
    UnknownPowers { people: usize },
    /// If one of these people, and one of those who made the powers, was honest.
    Ceremony { people: usize },
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SingleParty => writeln!(
                f,
                "  NOT SAFE. INSECURE: made by a single party, who can forge proofs with it."
            ),
            Self::TranscriptMissing { hash, path } => writeln!(
                f,
                "  NOT KNOWN: it says that the ceremony 0x{hash} made it, whose transcript is not \
                 there; bring it as {}.",
                path.display()
            ),
            Self::UnknownPowers { people } => writeln!(
                f,
                "  SAFE ONLY IF you trust whoever made the powers, which are none that is known \
                 here, and one of {people} people below. `plimsoll ceremony verify` checks the rest."
            ),
            Self::Ceremony { people } => writeln!(
                f,
                "  SAFE IF one of {people} people below was honest. `plimsoll ceremony verify` \
                 checks the rest."
            ),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for key in &self.keys {
            writeln!(f, "{}  for {}", key.id, key.role)?;
            key.verdict.fmt(f)?;
            if let Some(powers) = &key.powers {
                writeln!(f, "  powers {}", key.powers_known.unwrap_or(powers))?;
            }
            if let Some(ceremony) = &key.ceremony {
                ceremony.fmt(f)?;
            }
        }
        Ok(())
    }
}
