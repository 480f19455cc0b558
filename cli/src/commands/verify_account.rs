//! `plimsoll verify account`: four verdicts on a trader's receipt, as the page
//! gives them: included, solvent, fresh, parameters unchanged.

use std::fmt::{self, Display};

use plimsoll_chain::{
    B256, FRESH, Registry, Rpc, SOLVENT, U256, abi, claim_name, element, standing_name,
};
use plimsoll_statement::Context;
use plimsoll_verifier::{
    AccountVerdict, Bundle, KeyStore, Receipt, ReceiptRejection, Verdict, verify_bundle,
    verify_receipt,
};
use serde::Serialize;

use super::now;
use super::verify::{expectations, read_receipt};
use crate::args;
use crate::failure::Failure;

/// Everything that is known of a receipt.
#[derive(Serialize)]
pub(super) struct Report {
    verdicts: [Tile; 4],
    account: Option<AccountVerdict>,
    venue: Option<Verdict>,
}

/// One of the four verdicts.
#[derive(Debug, Serialize)]
struct Tile {
    title: &'static str,
    answer: Answer,
    why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Yes,
    Partly,
    No,
    Unknown,
}

impl Tile {
    fn new(title: &'static str, answer: Answer, why: impl Into<String>) -> Self {
        Self { title, answer, why: why.into() }
    }
}

/// The verdicts; those that are a no are a rejection.
pub(super) fn report(args: &args::VerifyAccount) -> Result<Report, Failure> {
    let receipt = read_receipt(&args.receipt)?;
    let (account, venue) = match (&args.bundle, &args.keys) {
        (Some(bundle), Some(keys)) => {
            let (keys, bundle) = (KeyStore::open(keys)?, Bundle::read(bundle)?);
            let account = verify_receipt(&receipt, &bundle);
            let account = account.map_err(|error| evidence(&receipt, &error))?;
            if args.signed_by.is_some_and(|key| account.signed_by() != Some(key.0)) {
                let reason = "rejected: the receipt is not signed by the key that you expect";
                return Err(Failure::Rejected(reason.to_owned()));
            }
            let venue = verify_bundle(&bundle, &keys, &expectations(&args.expected)?)?;
            (Some(account), Some((venue, bundle.manifest.parameters.0)))
        }
        _ => (None, None),
    };
    let registered = match (&args.rpc, args.registry) {
        (Some(rpc), Some(at)) => Some(Registered::ask(rpc, at, &receipt)?),
        _ => None,
    };
    let registry = registered.as_ref();
    let parameters = venue.as_ref().map(|(_, parameters)| element(*parameters));
    let verdicts = [
        included(account.is_some(), registry),
        solvent(venue.as_ref().map(|(venue, _)| venue), registry),
        fresh(&receipt.context, registry),
        unchanged(parameters, registry),
    ];
    let venue = venue.map(|(venue, _)| venue);
    Ok(Report { verdicts, account, venue })
}

impl Report {
    /// Why this is not what a trader hopes for. Parameters do change.
    pub(super) fn refused(&self) -> Option<String> {
        let no = self.verdicts[..3].iter().filter(|tile| tile.answer == Answer::No);
        let reasons: Vec<&str> = no.map(|tile| tile.why.as_str()).collect();
        (!reasons.is_empty()).then(|| reasons.join("; "))
    }
}

/// Why a receipt is rejected, and what to do with it.
fn evidence(receipt: &Receipt, error: &ReceiptRejection) -> Failure {
    let Some(key) = receipt.signer() else {
        return Failure::Rejected(format!("rejected: {error}"));
    };
    Failure::Rejected(format!(
        "rejected: {error}\nKey 0x{} signed it: if that is the venue's, keep this file as evidence.",
        hex::encode(key)
    ))
}

/// What a registry says of a receipt's epoch.
struct Registered {
    status: abi::Status,
    /// The epoch, if it is sealed, and whether it has the receipt's digest.
    epoch: Option<(abi::Epoch, bool)>,
    /// The parameters of the epoch before.
    before: Option<U256>,
    number: u64,
}

impl Registered {
    fn ask(rpc: &str, at: plimsoll_chain::Address, receipt: &Receipt) -> Result<Self, Failure> {
        let rpc = Rpc::new(rpc)?;
        let (node, own) = (rpc.chain_id()?, receipt.context.chain_id);
        if node != own {
            let reason = format!("rejected: the receipt is for chain {own}; the node's is {node}");
            return Err(Failure::Rejected(reason));
        }
        let registry = Registry::at(&rpc, at)?;
        let (venue, number) = (B256::from(receipt.context.venue.0), receipt.context.epoch);
        let status = registry.status(venue)?;
        let sealed = |epoch: u64| (1..=status.epoch).contains(&epoch);
        let record = sealed(number).then(|| registry.epoch(venue, number)).transpose()?;
        let before = number.checked_sub(1).filter(|before| sealed(*before));
        let before = before.map(|before| registry.epoch(venue, before)).transpose()?;
        let epoch = record.map(|record| {
            let same = record.digest.0 == receipt.digest;
            (record, same)
        });
        Ok(Self { status, epoch, before: before.map(|record| record.parameters), number })
    }

    fn differs(&self) -> bool {
        self.epoch.as_ref().is_some_and(|(_, same)| !same)
    }
}

fn included(opened: bool, registry: Option<&Registered>) -> Tile {
    let tile = |answer, why| Tile::new("included", answer, why);
    match registry {
        Some(registry) if registry.differs() => {
            tile(Answer::No, "the registry holds another digest for the receipt's epoch")
        }
        _ if opened => tile(Answer::Yes, "exactly these holdings lead to the published root"),
        Some(Registered { epoch: Some(_), .. }) => tile(
            Answer::Unknown,
            "the receipt names the registered digest; its path leads to a root in the bundle",
        ),
        _ => tile(Answer::Unknown, "there is no book to look in: give the bundle"),
    }
}

fn solvent(venue: Option<&Verdict>, registry: Option<&Registered>) -> Tile {
    let tile = |answer, why: String| Tile::new("solvent", answer, why);
    let Some(venue) = venue else {
        return tile(Answer::Unknown, "give the bundle to verify the venue's proofs".to_owned());
    };
    let weak = "every account is margined or flagged, and the fund covers the stresses";
    match registry {
        Some(registry) if registry.differs() => {
            tile(Answer::No, "this bundle is not what the venue registered".to_owned())
        }
        Some(Registered { status, .. })
            if ["halted", "impaired"].contains(&standing_name(status.standing)) =>
        {
            tile(
                Answer::No,
                format!("the registry calls the venue {}", standing_name(status.standing)),
            )
        }
        _ if venue.is_insecure() => {
            tile(Answer::Partly, format!("{weak}, under keys that one party can forge with"))
        }
        Some(Registered { epoch: Some((record, true)), .. }) if record.claim == SOLVENT => {
            tile(Answer::Yes, format!("{weak}, and the registry saw reserves for every asset"))
        }
        Some(Registered { epoch: Some((record, true)), .. }) => {
            tile(Answer::Partly, claim_name(record.claim).to_owned())
        }
        _ => tile(Answer::Partly, format!("{weak}; reserves are not shown")),
    }
}

/// Seconds after which a snapshot is old by this machine's clock.
const DAY: u64 = 86_400;

fn fresh(context: &Context, registry: Option<&Registered>) -> Tile {
    let tile = |answer, why: String| Tile::new("fresh", answer, why);
    let Some(Registered { status, epoch, number, .. }) = registry else {
        let now = now();
        return if now.saturating_sub(context.time) <= DAY && context.time <= now + 300 {
            let why = "recent by this machine's clock; a registry would know of a later epoch";
            tile(Answer::Partly, why.to_owned())
        } else {
            tile(Answer::Unknown, "not of the last day; ask a registry with --rpc".to_owned())
        };
    };
    match epoch {
        None => tile(Answer::No, format!("the registry knows no epoch {number} of this venue")),
        Some(_) if status.epoch > *number => {
            tile(Answer::No, format!("the registry's latest epoch is {}", status.epoch))
        }
        Some(_) if status.standing == FRESH => {
            tile(Answer::Yes, "the registry says so, and knows no later epoch".to_owned())
        }
        Some(_) => {
            tile(Answer::No, format!("the registry calls it {}", standing_name(status.standing)))
        }
    }
}

fn unchanged(own: Option<U256>, registry: Option<&Registered>) -> Tile {
    let tile = |answer, why| Tile::new("parameters unchanged", answer, why);
    let Some(registry) = registry else {
        return tile(
            Answer::Unknown,
            "there is nothing to compare with: ask a registry with --rpc",
        );
    };
    let registered = registry.epoch.as_ref().map(|(record, _)| record.parameters);
    match (own.or(registered), registry.before) {
        (Some(own), Some(before)) if own == before => {
            tile(Answer::Yes, "the registry has the same for the epoch before")
        }
        (Some(_), Some(_)) => {
            tile(Answer::No, "changed since the epoch before: ask the venue what and why")
        }
        _ => tile(Answer::Unknown, "the registry has no epoch before this one"),
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Tile { title, answer, why } in &self.verdicts {
            let answer = match answer {
                Answer::Yes => "yes",
                Answer::Partly => "in part",
                Answer::No => "NO",
                Answer::Unknown => "not known",
            };
            writeln!(f, "{:<22}{answer:<11}{why}", format!("{title}:"))?;
        }
        if let Some(account) = &self.account {
            writeln!(f, "\n{account}")?;
        }
        if let Some(venue) = &self.venue {
            write!(f, "The bundle that it is in:\n{venue}")?;
        }
        Ok(())
    }
}
