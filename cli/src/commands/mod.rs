//! The commands, one file each.

mod bench;
mod bundle;
mod ceremony;
mod contract;
mod demo;
mod inspect;
mod margin;
mod parameters;
mod prepare;
mod prove;
mod prove_account;
mod publish;
mod receipt;
mod risk;
mod secrets;
mod setup;
mod snapshot;
mod verify;
mod verify_account;
mod verify_chain;

use crate::args::{Args, Command};
use crate::failure::Failure;

/// How results and progress are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
}

/// The time by this machine's clock, Unix seconds.
fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Runs a command.
pub(crate) fn run(args: Args) -> Result<(), Failure> {
    let style = Style { json: args.json, quiet: args.quiet };
    match args.command {
        Command::Demo(demo) => demo::run(&demo, style),
        Command::Snapshot(command) => snapshot::run(command, style),
        Command::Margin(margin) => margin::run(&margin, style),
        Command::Parameters(command) => parameters::run(command, style),
        Command::Setup(command) => setup::run(command, style),
        Command::Ceremony(command) => ceremony::run(&command, style),
        Command::Prepare(prepare) => prepare::run(&prepare, style),
        Command::Prove(prove) => prove::run(&prove, style),
        Command::Bundle(command) => bundle::run(command, style),
        Command::Contract(command) => contract::run(&command, style),
        Command::Publish(publish) => publish::run(&publish, style),
        Command::Receipt(receipt) => receipt::run(&receipt, style),
        Command::Verify(command) => verify::run(&command, style),
        Command::Risk(command) => risk::run(&command, style),
        Command::Bench(command) => bench::run(&command, style),
    }
}
