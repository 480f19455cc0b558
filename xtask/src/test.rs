//! `cargo xtask test`: every test there is. All steps run even if one fails; a
//! step whose tools are missing is skipped and says what it needs.

use crate::Outcome;
use crate::run::{call, cargo, program, root, works};
use crate::steps::{Steps, Verdict};

const VECTORS: &str = "poseidon/vectors";

pub(crate) fn run() -> Outcome {
    let mut steps = Steps::default();
    steps.take("cargo test", || call(cargo().args(["test", "--workspace"])));
    steps.take("poseidon vectors", vectors);
    steps.finish("steps")
}

/// Recomputes the Poseidon vectors with circomlibjs and poseidon-lite.
fn vectors() -> Verdict {
    for tool in ["node", "npm"] {
        if !works(program(tool).arg("--version")) {
            return Verdict::Skipped(format!("needs {tool} (Node.js 18 or later)"));
        }
    }
    let folder = root().join(VECTORS);
    let install = ["ci", "--silent", "--prefer-offline"];
    call(program("npm").args(install).current_dir(&folder))
        .and_then(|()| call(program("node").args(["generate.mjs", "--check"]).current_dir(&folder)))
        .into()
}
