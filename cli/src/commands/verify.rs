//! `plimsoll verify`: a bundle, or an account in one.

use std::fmt::{self, Display};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use plimsoll_statement::{Money, Venue};
use plimsoll_verifier::{
    AccountProof, Asked, Bundle, Expectations, FlagLimit, KeyStore, MarginVerdict, Receipt,
    Verdict, verify_bundle,
};
use serde::Serialize;

use super::{Style, now, verify_account, verify_chain};
use crate::args;
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(command: &args::Verify, style: Style) -> Result<(), Failure> {
    match command {
        args::Verify::Bundle(args) => told(bundle(&args.dir, &args.keys, &args.expected), style),
        args::Verify::Account(args) => account(args, style),
        args::Verify::AccountProof(args) => told(account_proof(args), style),
        args::Verify::Chain(args) => verify_chain::run(args, style),
    }
}

/// Prints a verdict; a rejection is a result too.
fn told<T: Serialize + Display>(verdict: Result<T, Failure>, style: Style) -> Result<(), Failure> {
    match verdict {
        Ok(verdict) => output::print(style.json, &verdict),
        Err(Failure::Rejected(reason)) => {
            if style.json {
                output::print(true, &Rejected { outcome: "rejected", reason: reason.clone() })?;
            }
            Err(Failure::Rejected(reason))
        }
        Err(failure) => Err(failure),
    }
}

#[derive(Debug, Serialize)]
struct Rejected {
    outcome: &'static str,
    reason: String,
}

impl Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// The verdict on a bundle.
fn bundle(dir: &Path, keys: &Path, expected: &args::Expected) -> Result<Verdict, Failure> {
    let keys = KeyStore::open(keys)?;
    let bundle = Bundle::read(dir)?;
    Ok(verify_bundle(&bundle, &keys, &expectations(expected)?)?)
}

/// Prints what is known of a receipt, whatever it is.
fn account(args: &args::VerifyAccount, style: Style) -> Result<(), Failure> {
    let report = match verify_account::report(args) {
        Ok(report) => report,
        Err(failure) => return told::<Rejected>(Err(failure), style),
    };
    output::print(style.json, &report)?;
    report.refused().map_or(Ok(()), |reason| Err(Failure::Rejected(format!("rejected: {reason}"))))
}

/// An account's proof is worth no more than the epoch that it is of.
fn account_proof(args: &args::VerifyAccountProof) -> Result<Margin, Failure> {
    let keys = KeyStore::open(&args.keys)?;
    let bundle = Bundle::read(&args.bundle)?;
    let bytes = read_short(&args.proof, AccountProof::MAX_BYTES)?;
    let proof = AccountProof::from_bytes(&bytes).map_err(|error| {
        Failure::Rejected(format!("rejected: {}: {error}", args.proof.display()))
    })?;
    let asked = Asked {
        nonce: args.nonce.0,
        now: args.at.unwrap_or_else(now),
        claim: args.claim,
        scope: args.scope.map(|scope| scope.0),
    };
    let refused = |error: String| Failure::Rejected(format!("rejected: {error}"));
    let epoch = bundle.recompute().map_err(|error| refused(error.to_string()))?;
    let margin = proof.verify(&epoch, &keys, &asked).map_err(|error| refused(error.to_string()))?;
    let venue = verify_bundle(&bundle, &keys, &expectations(&args.expected)?)?;
    Ok(Margin { margin, venue })
}

/// A claim about an account, and the epoch that it is of.
#[derive(Serialize)]
struct Margin {
    margin: MarginVerdict,
    venue: Verdict,
}

impl Display for Margin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.margin)?;
        write!(f, "The bundle of its epoch:\n{}", self.venue)
    }
}

pub(super) fn read_receipt(path: &Path) -> Result<Receipt, Failure> {
    let bytes = read_short(path, Receipt::MAX_BYTES)?;
    Receipt::from_bytes(&bytes)
        .map_err(|error| Failure::Rejected(format!("rejected: {}: {error}", path.display())))
}

/// A file that should not be longer than so much: a byte more shows that it is.
fn read_short(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let unread = |error| Failure::Input(format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unread)?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(unread)?;
    Ok(bytes)
}

pub(super) fn expectations(expected: &args::Expected) -> Result<Expectations, Failure> {
    let limited = expected.most_flagged.is_some() || expected.most_deficit.is_some();
    let limit = FlagLimit {
        accounts: expected.most_flagged.unwrap_or(u64::MAX),
        deficit: expected.most_deficit.map_or(Money::MAX, |usd| Money::usd(usd.into())),
    };
    Ok(Expectations {
        chain_id: expected.chain_id,
        venue: expected.venue.as_deref().map(venue).transpose()?,
        epoch: expected.epoch,
        least_epoch: expected.least_epoch,
        least_time: expected.least_time,
        previous: expected.previous.map(|digest| digest.0),
        parameters: None,
        digest: expected.digest.map(|digest| digest.0),
        keys: None,
        ceremony_only: expected.ceremony_only,
        flag_limit: limited.then_some(limit),
    })
}

fn venue(name: &str) -> Result<Venue, Failure> {
    let named = args::venue_of(name).map(Venue);
    named.ok_or_else(|| Failure::Input(format!("{name:?} is no venue: a name has 1 to 32 bytes")))
}
