//! Calls as the EVM takes them, and a Foundry project that makes them.

use std::path::{Path, PathBuf};
use std::process::Command;

use sha3::{Digest as _, Keccak256};

use super::npm::{fresh, installed, say, works};
use super::{Raw, Word};

/// The first bytes of a call or an error.
pub(crate) fn selector(signature: &str) -> [u8; 4] {
    Keccak256::digest(signature)[..4].try_into().unwrap()
}

fn number(number: usize) -> Word {
    let mut word = [0; 32];
    word[24..].copy_from_slice(&(number as u64).to_be_bytes());
    word
}

fn parameters_type(raw: &Raw) -> &'static str {
    if raw.parameters.is_some() { "uint256[2]," } else { "" }
}

fn proof_type(raw: &Raw) -> String {
    let d = if raw.d.is_some() { ",uint256[2]" } else { "" };
    format!("(uint256[2],uint256[4],uint256[2]{d})")
}

/// A call of `verify`.
pub(crate) fn verify_call(raw: &Raw) -> Vec<u8> {
    let signature = format!("verify(uint256[],{}{})", parameters_type(raw), proof_type(raw));
    let fixed = [raw.parameters.into_iter().flatten().collect(), raw.proof()].concat();
    let mut words = vec![number(32 * (1 + fixed.len()))];
    words.extend(fixed);
    words.push(number(raw.inputs.len()));
    words.extend(&raw.inputs);
    [selector(&signature).to_vec(), words.concat()].concat()
}

/// A call of a function that takes an array of claims of the same parameters
/// and as many inputs as `like` has.
pub(crate) fn batch_call(function: &str, like: &Raw, claims: &[Raw]) -> Vec<u8> {
    let (inputs, parameters) = (like.inputs.len(), parameters_type(like));
    let claim_type = format!("(uint256[{inputs}],{})", proof_type(like));
    let signature = format!("{function}({parameters}{claim_type}[])");
    let mut words: Vec<Word> = like.parameters.into_iter().flatten().collect();
    words.extend([number(32 * (words.len() + 1)), number(claims.len())]);
    for claim in claims {
        assert_eq!((claim.inputs.len(), claim.parameters), (inputs, like.parameters));
        words.extend(&claim.inputs);
        words.extend(claim.proof());
    }
    [selector(&signature).to_vec(), words.concat()].concat()
}

/// What a transaction with this call pays before anything is executed.
pub(crate) fn intrinsic_gas(call: &[u8]) -> usize {
    let zeros = call.iter().filter(|byte| **byte == 0).count();
    21_000 + 4 * zeros + 16 * (call.len() - zeros)
}

/// Lists of strings by name, as JSON. Nothing in them needs escaping.
pub(crate) fn json(lists: &[(&str, Vec<String>)]) -> String {
    let lists = lists.iter().map(|(name, list)| {
        let items: Vec<String> = list.iter().map(|item| format!("    \"{item}\"")).collect();
        format!("  \"{name}\": [\n{}\n  ]", items.join(",\n"))
    });
    format!("{{\n{}\n}}\n", lists.collect::<Vec<_>>().join(",\n"))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    format!("0x{}", ::hex::encode(bytes))
}

/// A project beside others of its kind, and the folder of its tools.
pub(crate) struct Project {
    root: PathBuf,
    tools: PathBuf,
}

/// The forge that npm brings, or the one on the path where it brings none.
fn forge(tools: &Path) -> PathBuf {
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-amd64",
        ("macos", "aarch64") => "darwin-arm64",
        _ => return "forge".into(),
    };
    tools.join(format!("node_modules/@foundry-rs/forge-{platform}/bin/forge"))
}

impl Project {
    /// A new project; `None`, and a line that says why, without its tools.
    pub(crate) fn new(name: &str) -> Option<Self> {
        let tools = installed("evm")?;
        if !works(forge(&tools)) {
            say("skipped: needs forge 1.7 on the path: npm has none for this platform");
            return None;
        }
        let project = Self { root: fresh(name), tools };
        for file in ["foundry.toml", "test/Verifiers.t.sol"] {
            project.write(file, &std::fs::read_to_string(project.tools.join(file)).unwrap());
        }
        Some(project)
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.root.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs `forge test`; its output. So many tests must run and pass.
    pub(crate) fn test(&self, tests: usize) -> String {
        let run = Command::new(forge(&self.tools))
            .args(["test", "-vv", "--color", "never", "--root"])
            .arg(&self.root)
            .env("FOUNDRY_SOLC", self.tools.join("solc"))
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&run.stdout).into_owned();
        let all = format!("Suite result: ok. {tests} passed; 0 failed; 0 skipped");
        let passed = run.status.success() && out.contains(&all);
        assert!(passed, "{out}\n{}", String::from_utf8_lossy(&run.stderr));
        out
    }
}
