//! `cargo xtask ci`: all that a change must pass, cheapest first.

use crate::run::{call, cargo};
use crate::steps::Steps;
use crate::{Outcome, test, tidy};

type Step = (&'static str, fn() -> Outcome);

const STEPS: [Step; 4] =
    [("fmt", fmt), ("clippy", clippy), ("tidy", tidy::run), ("test", test::run)];

pub(crate) fn run() -> Outcome {
    let mut steps = Steps::default();
    for (name, step) in STEPS {
        steps.take(name, step);
        if steps.failed() {
            break;
        }
    }
    steps.finish("ci")
}

fn fmt() -> Outcome {
    call(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy() -> Outcome {
    call(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}
