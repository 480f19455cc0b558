//! `plimsoll publish`: a bundle to a registry, whatever of it is missing there.

use std::fmt;
use std::time::Duration;

use plimsoll_chain::{
    Address, Event, Fees, Planned, Progress, Publisher, Receipt, Registry, Rpc, Sender, Step,
    Submission,
};
use plimsoll_verifier::{Bundle, Expectations, KeyStore, verify_bundle};
use serde::Serialize;

use super::{Style, secrets};
use crate::args;
use crate::failure::{Failure, say};
use crate::output::{self, thousands};

pub(crate) fn run(args: &args::Publish, style: Style) -> Result<(), Failure> {
    let bundle = Bundle::read(&args.bundle)?;
    verify_bundle(&bundle, &KeyStore::open(&args.keys)?, &Expectations::default())?;
    let submission = submission(&bundle)?;
    let rpc = Rpc::new(&args.sending.rpc)?;
    let registry = Registry::at(&rpc, args.registry)?;
    let chain = bundle.manifest.context.chain_id;
    let together = args.per_transaction.into();
    let publisher = Publisher::new(&registry, &submission, chain, together)?;
    if args.sending.send {
        send(args, &publisher, &rpc, style)
    } else {
        show(args, &publisher, &rpc, style)
    }
}

/// A bundle in the registry's words.
pub(super) fn submission(bundle: &Bundle) -> Result<Submission, Failure> {
    Submission::of(bundle).map_err(|error| Failure::Rejected(format!("rejected: {error}")))
}

/// What a unit of gas may cost.
pub(super) fn fees(args: &args::Sending) -> Fees {
    let wei = |gwei: u32| u128::from(gwei) * 1_000_000_000;
    Fees { max_fee: args.max_fee.map(wei), priority_fee: args.priority_fee.map(wei) }
}

pub(super) fn patience(args: &args::Sending) -> Duration {
    Duration::from_secs(args.timeout.into())
}

fn send(
    args: &args::Publish,
    publisher: &Publisher<'_>,
    rpc: &Rpc,
    style: Style,
) -> Result<(), Failure> {
    let signer = secrets::sender_needed(&args.sending)?;
    let sender = Sender::new(rpc, &signer, fees(&args.sending), patience(&args.sending))?;
    // What was sent before and is not in a block yet would be sent twice.
    let settled = sender.settle();
    settled.map_err(|error| Failure::Unavailable(error.to_string()))?;
    let progress = publisher.progress(signer.address())?;
    let mut sent = Vec::new();
    if let Progress::Draft(done) = progress {
        let signature = secrets::signature(&args.authority, &publisher.hash_to_sign())?;
        publisher.check_signature(signer.address(), &signature)?;
        let left = publisher.steps(done).len();
        sent = publisher.send(&sender, done, &signature, &mut |event| {
            if !style.quiet {
                tell(&event, left);
            }
        })?;
    }
    let transactions = sent.iter().map(Sent::of).collect();
    output::print(style.json, &SentReport { already: sent.is_empty(), transactions })
}

fn tell(event: &Event<'_>, left: usize) {
    match event {
        Event::Sent(step, hash) => say(&format_args!("{step}: sent as {hash}, of {left} to send")),
        Event::Mined(step, receipt) => {
            let gas = thousands(receipt.gas);
            say(&format_args!("{step}: in block {}, {gas} gas", receipt.block));
        }
    }
}

#[derive(Debug, Serialize)]
struct SentReport {
    already: bool,
    transactions: Vec<Sent>,
}

#[derive(Debug, Serialize)]
struct Sent {
    step: String,
    hash: String,
    block: u64,
    gas: u64,
    cost_wei: String,
}

impl Sent {
    fn of((step, receipt): &(Step, Receipt)) -> Self {
        Self {
            step: step.to_string(),
            hash: receipt.hash.to_string(),
            block: receipt.block,
            gas: receipt.gas,
            cost_wei: u128::from(receipt.gas).saturating_mul(receipt.price).to_string(),
        }
    }
}

impl fmt::Display for SentReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.already {
            return writeln!(f, "The epoch is sealed already, and the same; nothing was sent.");
        }
        for Sent { step, hash, block, gas, .. } in &self.transactions {
            writeln!(f, "{step}: {hash}, block {block}, {} gas", thousands(gas))?;
        }
        let gas: u64 = self.transactions.iter().map(|sent| sent.gas).sum();
        writeln!(f, "The epoch is sealed. {} gas in all.", thousands(gas))
    }
}

fn show(
    args: &args::Publish,
    publisher: &Publisher<'_>,
    rpc: &Rpc,
    style: Style,
) -> Result<(), Failure> {
    let own = secrets::sender(&args.sending)?.map(|signer| signer.address());
    // Anybody may publish what the authority signed: without a sender, its own
    // draft is the likeliest.
    let submitter = match args.from.or(own) {
        Some(submitter) => submitter,
        None => publisher.authority()?,
    };
    let progress = publisher.progress(submitter)?;
    let signature = secrets::signature(&args.authority, &publisher.hash_to_sign())?;
    let mut report = Plan {
        sent: false,
        submitter: submitter.to_string(),
        already: progress == Progress::Sealed,
        hash_to_sign: publisher.hash_to_sign().to_string(),
        unsigned: None,
        max_fee_wei: String::new(),
        most_cost_wei: None,
        transactions: Vec::new(),
    };
    if let Progress::Draft(done) = progress {
        let unsigned = publisher.check_signature(submitter, &signature);
        report.unsigned = unsigned.err().map(|error| error.to_string());
        let planned = publisher.plan(submitter, done, &signature)?;
        let (max_fee, _) = fees(&args.sending).at(rpc)?;
        report.max_fee_wei = max_fee.to_string();
        let gas: Option<u64> = planned.iter().map(|planned| planned.gas).sum();
        report.most_cost_wei = gas.map(|gas| u128::from(gas).saturating_mul(max_fee).to_string());
        let to = args.registry;
        report.transactions = planned.iter().map(|planned| Shown::of(planned, to)).collect();
    }
    output::print(style.json, &report)
}

#[derive(Debug, Serialize)]
struct Plan {
    sent: bool,
    submitter: String,
    already: bool,
    hash_to_sign: String,
    unsigned: Option<String>,
    max_fee_wei: String,
    most_cost_wei: Option<String>,
    transactions: Vec<Shown>,
}

#[derive(Debug, Serialize)]
struct Shown {
    step: String,
    to: String,
    gas: Option<u64>,
    refused: Option<String>,
    bytes: usize,
    data: String,
}

impl Shown {
    fn of(planned: &Planned, to: Address) -> Self {
        Self {
            step: planned.step.to_string(),
            to: to.to_string(),
            gas: planned.gas,
            refused: planned.refused.clone(),
            bytes: planned.call.len(),
            data: format!("0x{}", hex::encode(&planned.call)),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.already {
            return writeln!(f, "The epoch is sealed already, and the same.");
        }
        writeln!(f, "Nothing is sent without --send. {} would send:", self.submitter)?;
        for Shown { step, gas, refused, bytes, .. } in &self.transactions {
            let bytes = thousands(bytes);
            match (gas, refused) {
                (Some(gas), _) => writeln!(f, "  {step}: {bytes} bytes, {} gas", thousands(gas))?,
                (None, Some(why)) => writeln!(f, "  {step}: {bytes} bytes, refused: {why}")?,
                (None, None) => writeln!(f, "  {step}: {bytes} bytes, gas not known yet")?,
            }
        }
        if let Some(cost) = &self.most_cost_wei {
            let fee = &self.max_fee_wei;
            writeln!(f, "At most {cost} wei, at {fee} wei for a unit of gas.")?;
        }
        if let Some(why) = &self.unsigned {
            writeln!(f, "Not signed: {why}")?;
        }
        Ok(())
    }
}
