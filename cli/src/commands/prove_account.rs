//! `plimsoll prove account`: a trader's proof of their own margin.

use std::fmt;
use std::path::PathBuf;
use std::time::Instant;

use plimsoll_prover::{KeyFolder, prove_account, scope_of_nothing, write_account_proof};
use plimsoll_statement::Request;
use plimsoll_verifier::Bundle;
use serde::Serialize;

use super::Style;
use super::verify::read_receipt;
use crate::args;
use crate::failure::Failure;
use crate::output;

pub(super) fn run(args: &args::ProveAccount, style: Style) -> Result<(), Failure> {
    let keys = KeyFolder::open(&args.keys)?;
    let epoch = Bundle::read(&args.bundle)?.recompute()?;
    let receipt = read_receipt(&args.receipt)?;
    let scope = args.scope.map_or_else(scope_of_nothing, |scope| Ok(scope.0))?;
    let request = Request { nonce: args.nonce.0, expires: args.expires, scope };
    let started = Instant::now();
    let proof = prove_account(&keys, &epoch, &receipt, args.claim, request)?;
    let seconds = started.elapsed().as_secs_f64();
    write_account_proof(&proof, &args.out)?;
    let (claim, proof) = (args.claim.to_string(), args.out.clone());
    output::print(style.json, &Report { claim, proof, expires: args.expires, seconds })
}

#[derive(Debug, Serialize)]
struct Report {
    claim: String,
    proof: PathBuf,
    expires: u64,
    seconds: f64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { claim, proof, seconds, .. } = self;
        writeln!(f, "Proved of your account in {seconds:.1} s: {claim}")?;
        writeln!(f, "The proof is {}: it may be shown to anybody.", proof.display())
    }
}
