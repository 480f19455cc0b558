//! snarkjs, in a folder of a test's own.

#![allow(dead_code, reason = "not every test uses everything")]

#[path = "npm.rs"]
pub(crate) mod npm;

use std::path::PathBuf;
use std::process::{Command, Stdio};

pub(crate) struct Snarkjs {
    tools: PathBuf,
    pub(crate) folder: PathBuf,
}

impl Snarkjs {
    /// `None`, and a line that says why, without its tools.
    pub(crate) fn new(name: &str) -> Option<Self> {
        Some(Self { tools: npm::installed("snarkjs")?, folder: npm::fresh(name) })
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.join(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(name)).unwrap()
    }

    /// Runs a command; whether it succeeded, and what it said.
    pub(crate) fn run(&self, command: &str) -> (bool, String) {
        let run = Command::new("node")
            .arg(self.tools.join("node_modules/snarkjs/build/cli.cjs"))
            .args(command.split(' '))
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = [run.stdout, run.stderr].concat();
        (run.status.success(), String::from_utf8_lossy(&said).into_owned())
    }

    pub(crate) fn succeeds(&self, command: &str) -> String {
        let (success, said) = self.run(command);
        assert!(success, "snarkjs {command}: {said}");
        said
    }

    /// Runs many commands in one process, which is much faster: lines of
    /// JavaScript with snarkjs and some helpers at hand.
    pub(crate) fn script(&self, lines: &[String]) {
        let script = format!("(async () => {{\n{PRELUDE}{}\n}})(){END}", lines.join(";\n"));
        let run = Command::new("node")
            .args(["-e", &script])
            .arg(&self.folder)
            .current_dir(&self.tools)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(run.status.success(), "{script}: {}", String::from_utf8_lossy(&run.stderr));
    }
}

const PRELUDE: &str = "
const fs = require('fs'), { powersOfTau, zKey, groth16, curves } = require('snarkjs');
process.chdir(process.argv[1]);
const curve = await curves.getCurveFromName('bn128');
const read = name => JSON.parse(fs.readFileSync(name));
const write = (name, value) => fs.writeFileSync(name, JSON.stringify(value));
const hex = bytes => Buffer.from(bytes).toString('hex');
const check = holds => { if (holds !== true) throw new Error('that does not hold'); };
";
const END: &str = ".then(() => process.exit(0), why => { console.error(why); process.exit(1); })";

/// Lines that make `NAME.ptau`, for domains of up to 2^power: two contributions
/// and a beacon, prepared.
pub(crate) fn powers(name: &str, power: u32) -> Vec<String> {
    let (file, ptau) = (|step: &str| format!("'{name}{step}.ptau'"), "await powersOfTau.");
    let beacon = "0f".repeat(32);
    vec![
        format!("{ptau}newAccumulator(curve, {power}, {})", file("-0")),
        format!("{ptau}contribute({}, {}, 'one', '{name} 1')", file("-0"), file("-1")),
        format!("{ptau}contribute({}, {}, 'two', '{name} 2')", file("-1"), file("-2")),
        format!("{ptau}beacon({}, {}, 'beacon', '{beacon}', 10)", file("-2"), file("-3")),
        format!("{ptau}preparePhase2({}, {})", file("-3"), file("")),
    ]
}
