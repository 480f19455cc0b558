//! `plimsoll contract`: verifiers in Solidity, transactions, registries.

mod calldata;
mod deploy;
mod export;

use super::Style;
use crate::args;
use crate::failure::Failure;

pub(crate) fn run(command: &args::Contract, style: Style) -> Result<(), Failure> {
    match command {
        args::Contract::Export(args) => export::run(args, style),
        args::Contract::Calldata(args) => calldata::run(args),
        args::Contract::Deploy(args) => deploy::run(args, style),
        args::Contract::Execute(args) => deploy::execute(args, style),
    }
}
