//! `plimsoll receipt`: what a trader gets to find their account.

use std::fmt;
use std::path::PathBuf;

use plimsoll_prover::{Run, receipt, write_receipt};
use serde::Serialize;

use super::Style;
use crate::args;
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(args: &args::Receipt, style: Style) -> Result<(), Failure> {
    let run = Run::open(&args.run)?;
    let receipt = receipt(&run, &args.account)?;
    write_receipt(&args.out, &receipt)?;
    let digest = format!("0x{}", hex::encode(receipt.digest));
    output::print(
        style.json,
        &Written { account: args.account.clone(), receipt: args.out.clone(), digest },
    )
}

#[derive(Debug, Serialize)]
struct Written {
    account: String,
    receipt: PathBuf,
    digest: String,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "The receipt of {} is in {}. Give it to nobody else: it shows what they hold.",
            self.account,
            self.receipt.display()
        )?;
        writeln!(f, "It is for the epoch with digest {}", self.digest)
    }
}
