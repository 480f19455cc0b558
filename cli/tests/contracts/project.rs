//! The contracts with the venue's verifiers, compiled: a project in the target
//! folder, whose compiler looks again only at what has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use crate::common::succeeds;
use crate::npm::{installed, say, works};
use crate::venue;

/// A compiled project.
pub(crate) struct Project {
    root: PathBuf,
}

/// The project, made once; `None`, and a line that says why, without its tools.
pub(crate) fn project() -> Option<&'static Project> {
    static PROJECT: LazyLock<Option<Project>> = LazyLock::new(Project::new);
    PROJECT.as_ref()
}

fn contracts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../contracts")
}

impl Project {
    fn new() -> Option<Self> {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contracts");
        fs::create_dir_all(&root).unwrap();
        let lock = fs::read(contracts().join("package-lock.json")).unwrap();
        if fs::read(root.join("package-lock.json")).ok() != Some(lock) {
            let _ = fs::remove_dir_all(root.join("node_modules"));
        }
        for file in ["package.json", "package-lock.json", ".npmrc", "foundry.toml", "solc"] {
            fs::copy(contracts().join(file), root.join(file)).unwrap();
        }
        installed(root.to_str().unwrap())?;
        let project = Self { root };
        if ["forge", "anvil"].iter().any(|tool| !works(project.tool(tool))) {
            say("skipped: needs forge and anvil 1.7 on the path: npm has none for this platform");
            return None;
        }
        for folder in ["src", "test"] {
            let _ = fs::remove_dir_all(project.root.join(folder));
        }
        copy(&contracts().join("src"), &project.root.join("src"));
        fs::create_dir_all(project.root.join("test")).unwrap();
        let mocks = "test/Mocks.sol";
        fs::copy(contracts().join(mocks), project.root.join(mocks)).unwrap();
        let verifiers = project.root.join("src/verifiers");
        succeeds(&[&"contract", &"export", &venue::keys(), &"--out", &verifiers]);
        let build = Command::new(project.tool("forge"))
            .arg("build")
            // The compiler's path is relative.
            .current_dir(&project.root)
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&build.stdout);
        assert!(build.status.success(), "{out}\n{}", String::from_utf8_lossy(&build.stderr));
        Some(project)
    }

    /// A tool that npm brings, or the one on the path where it brings none.
    pub(crate) fn tool(&self, name: &str) -> PathBuf {
        let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => "linux-amd64",
            ("macos", "aarch64") => "darwin-arm64",
            _ => return name.into(),
        };
        self.root.join(format!("node_modules/@foundry-rs/{name}-{platform}/bin/{name}"))
    }

    /// What a call of a contract's function begins with.
    pub(crate) fn selector(&self, contract: &str, function: &str) -> Vec<u8> {
        let path = self.artifacts().join(format!("{contract}.sol/{contract}.json"));
        let artifact: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let methods = artifact["methodIdentifiers"].as_object().unwrap();
        let begins = format!("{function}(");
        let (_, selector) = methods.iter().find(|(name, _)| name.starts_with(&begins)).unwrap();
        hex::decode(selector.as_str().unwrap()).unwrap()
    }

    /// What the compiler wrote.
    pub(crate) fn artifacts(&self) -> PathBuf {
        self.root.join("out")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}
