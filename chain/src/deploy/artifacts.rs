//! What the compiler made of the contracts: code to deploy, and the input that
//! others compile again to see that it is of these sources.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

/// The compiler's output folder, as forge leaves it.
#[derive(Clone, Debug)]
pub struct Artifacts {
    folder: PathBuf,
}

/// Why there is no code to deploy.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// Not there, or unreadable.
    #[error("{path}: {why}; compile the contracts first: `npm ci && npm run build` in contracts/")]
    Missing {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// Not what forge writes.
    #[error("{path}: {why}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: &'static str,
    },
}

impl Artifacts {
    /// The artifacts in a folder.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    fn path(&self, contract: &str) -> PathBuf {
        self.folder.join(format!("{contract}.sol")).join(format!("{contract}.json"))
    }

    fn read(&self, contract: &str) -> Result<Value, ArtifactError> {
        let path = self.path(contract);
        let missing = |why: String| ArtifactError::Missing { path: path.clone(), why };
        let text = fs::read(&path).map_err(|error| missing(error.to_string()))?;
        serde_json::from_slice(&text).map_err(|error| missing(error.to_string()))
    }

    /// The code that makes a contract; its arguments go behind it.
    ///
    /// # Errors
    /// If it was not compiled, or other contracts are to be linked to it.
    pub fn creation_code(&self, contract: &str) -> Result<Vec<u8>, ArtifactError> {
        let artifact = self.read(contract)?;
        let form = |why| ArtifactError::Form { path: self.path(contract), why };
        let object = artifact.pointer("/bytecode/object").and_then(Value::as_str);
        let digits = object.and_then(|object| object.strip_prefix("0x"));
        let digits = digits.filter(|digits| !digits.is_empty()).ok_or(form("has no code"))?;
        hex::decode(digits).map_err(|_| form("has code that is to be linked first"))
    }

    /// Input for the compiler that gives this contract again: its sources and
    /// settings. Explorers take it to show that code is of these sources.
    /// `root` is the folder that the sources' names start from.
    ///
    /// # Errors
    /// If it was compiled without metadata, or a source is gone.
    pub fn standard_json(&self, contract: &str, root: &Path) -> Result<Value, ArtifactError> {
        let artifact = self.read(contract)?;
        let form = |why| ArtifactError::Form { path: self.path(contract), why };
        let metadata = artifact.get("metadata").and_then(Value::as_object);
        let metadata = metadata.ok_or(form("has no metadata"))?;
        let names = metadata.get("sources").and_then(Value::as_object);
        let mut sources = Map::new();
        for name in names.ok_or(form("names no sources"))?.keys() {
            let path = root.join(name);
            let text = fs::read_to_string(&path).map_err(|error| ArtifactError::Missing {
                path: path.clone(),
                why: error.to_string(),
            })?;
            sources.insert(name.clone(), json!({ "content": text }));
        }
        let mut settings = metadata.get("settings").and_then(Value::as_object).cloned();
        let settings = settings.as_mut().ok_or(form("has no settings"))?;
        settings.remove("compilationTarget");
        settings.insert("outputSelection".into(), selection());
        Ok(json!({"language": "Solidity", "sources": sources, "settings": settings}))
    }
}

fn selection() -> Value {
    json!({"*": {"*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "metadata"]}})
}

/// The same for a source that stands alone, such as an exported verifier.
#[must_use]
pub fn standalone_json(file: &str, source: &str) -> Value {
    json!({
        "language": "Solidity",
        "sources": { file: { "content": source } },
        "settings": {
            "optimizer": { "enabled": true, "runs": 200 },
            "evmVersion": "cancun",
            "metadata": { "bytecodeHash": "none" },
            "outputSelection": selection(),
        },
    })
}
