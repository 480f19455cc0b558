//! The commands, one file each.

mod demo;
mod margin;
mod parameters;
mod snapshot;

use crate::args::{Args, Command};
use crate::failure::Failure;

/// How results and progress are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
}

/// Runs a command.
pub(crate) fn run(args: Args) -> Result<(), Failure> {
    let style = Style { json: args.json, quiet: args.quiet };
    match args.command {
        Command::Demo(demo) => demo::run(&demo, style),
        Command::Snapshot(command) => snapshot::run(command, style),
        Command::Margin(margin) => margin::run(&margin, style),
        Command::Parameters(command) => parameters::run(command, style),
    }
}
