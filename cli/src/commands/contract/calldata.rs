//! `plimsoll contract calldata`: a bundle's transactions, for whoever sends them
//! with other tools.

use std::fmt;

use plimsoll_chain::{digest_to_sign, recovers};
use plimsoll_verifier::Bundle;
use serde::Serialize;

use crate::args;
use crate::commands::{publish, secrets};
use crate::failure::Failure;
use crate::output;

pub(super) fn run(args: &args::ContractCalldata) -> Result<(), Failure> {
    let bundle = Bundle::read(&args.bundle)?;
    let own = publish::submission(&bundle)?;
    let chain_id = bundle.manifest.context.chain_id;
    let hash = digest_to_sign(chain_id, args.registry, own.venue(), own.epoch(), own.digest());
    let signature = secrets::signature(&args.authority, &hash)?;
    let steps = own.steps(None, args.per_transaction.into());
    let transactions = steps.iter().map(|step| Transaction {
        step: step.to_string(),
        to: args.registry.to_string(),
        data: format!("0x{}", hex::encode(own.call(step, &signature))),
    });
    let report = Report {
        chain_id,
        venue: own.venue().to_string(),
        epoch: own.epoch(),
        digest: own.digest().to_string(),
        hash_to_sign: hash.to_string(),
        signed_by: recovers(&hash, &signature).map(|address| address.to_string()),
        transactions: transactions.collect(),
    };
    // It is for programs, whether they ask for it or not.
    output::print(true, &report)
}

#[derive(Debug, Serialize)]
struct Report {
    chain_id: u64,
    venue: String,
    epoch: u64,
    digest: String,
    hash_to_sign: String,
    signed_by: Option<String>,
    transactions: Vec<Transaction>,
}

#[derive(Debug, Serialize)]
struct Transaction {
    step: String,
    to: String,
    data: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.transactions.iter().try_for_each(|one| writeln!(f, "{}: {}", one.step, one.data))
    }
}
