//! `plimsoll receipt`: what traders get to find their accounts.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use plimsoll_prover::{Receipts, Run, VenueKey};
use serde::Serialize;

use super::Style;
use crate::args;
use crate::failure::Failure;
use crate::output;
use crate::progress;

pub(crate) fn run(args: &args::Receipt, style: Style) -> Result<(), Failure> {
    let key = args.signing_key.as_deref().map(VenueKey::read).transpose()?;
    let run = Run::open(&args.run)?;
    let receipts = Receipts::new(&run, key.as_ref());
    let signed_by = key.as_ref().map(|key| format!("0x{}", hex::encode(key.public())));
    let digest = format!("0x{}", hex::encode(run.manifest().digest));
    match &args.account {
        Some(account) => {
            receipts.write(&receipts.of(account)?, &args.out)?;
            let (account, receipt) = (account.clone(), args.out.clone());
            output::print(style.json, &Written { account, receipt, digest, signed_by })
        }
        None => {
            let (count, seconds) = write_all(&receipts, &args.out, style)?;
            let receipts = args.out.clone();
            output::print(style.json, &WrittenAll { receipts, count, digest, signed_by, seconds })
        }
    }
}

fn write_all(receipts: &Receipts<'_>, out: &Path, style: Style) -> Result<(u64, f64), Failure> {
    let started = Instant::now();
    let bar = progress::bar(style.quiet, "writing receipts", None);
    let count = receipts.write_all(out, &|more| bar.inc(more));
    bar.finish_and_clear();
    Ok((count?, started.elapsed().as_secs_f64()))
}

#[derive(Debug, Serialize)]
struct Written {
    account: String,
    receipt: PathBuf,
    digest: String,
    signed_by: Option<String>,
}

#[derive(Debug, Serialize)]
struct WrittenAll {
    receipts: PathBuf,
    count: u64,
    digest: String,
    signed_by: Option<String>,
    seconds: f64,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "The receipt of {} is in {}. Give it to nobody else: it shows what they hold.",
            self.account,
            self.receipt.display()
        )?;
        epoch(f, &self.digest, self.signed_by.as_deref())
    }
}

impl fmt::Display for WrittenAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, folder, seconds) = (self.count, self.receipts.display(), self.seconds);
        writeln!(f, "{count} receipts are in {folder}, made in {seconds:.1} s.")?;
        writeln!(f, "Its index.jsonl says whose is which. Give each to its trader alone.")?;
        epoch(f, &self.digest, self.signed_by.as_deref())
    }
}

fn epoch(f: &mut fmt::Formatter<'_>, digest: &str, signed_by: Option<&str>) -> fmt::Result {
    writeln!(f, "For the epoch with digest {digest}")?;
    match signed_by {
        Some(key) => writeln!(f, "Signed by {key}"),
        None => writeln!(f, "Not signed: with --signing-key a false receipt would be evidence."),
    }
}
