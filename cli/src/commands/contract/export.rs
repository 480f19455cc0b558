//! `plimsoll contract export`: keys as Solidity.

use std::fmt;
use std::path::{Path, PathBuf};

use plimsoll_chain::deploy::artifacts::standalone_json;
use plimsoll_chain::deploy::verifier_name;
use plimsoll_snapshot::write_atomically;
use plimsoll_snark::{VerifyingKey, solidity_verifier};
use plimsoll_verifier::KeyStore;
use serde::Serialize;

use crate::args;
use crate::commands::Style;
use crate::failure::Failure;
use crate::output;

pub(super) fn run(args: &args::ContractExport, style: Style) -> Result<(), Failure> {
    if args.key.is_dir() {
        return folder(args, style);
    }
    let bytes = std::fs::read(&args.key);
    let wrong = |what: String| Failure::Input(format!("{}: {what}", args.key.display()));
    let bytes = bytes.map_err(|error| wrong(error.to_string()))?;
    let key = VerifyingKey::from_bytes(&bytes).map_err(|error| wrong(error.to_string()))?;
    let export = Export::of(&key, args)?;
    match &args.out {
        Some(path) => export.write(path, style),
        None if style.json => output::print(true, &export),
        None => output::print(false, &export.text),
    }
}

/// All keys of a store, each under its own name.
fn folder(args: &args::ContractExport, style: Style) -> Result<(), Failure> {
    let (None, Some(out)) = (&args.name, &args.out) else {
        let what = "a folder of keys needs --out, a folder, and no --name";
        return Err(Failure::Input(what.into()));
    };
    std::fs::create_dir_all(out)?;
    let ending = if args.standard_json { "json" } else { "sol" };
    let mut written = Vec::new();
    for trusted in KeyStore::open(&args.key)?.keys() {
        let export = Export::of(trusted.key(), args)?;
        let path = out.join(format!("{}.{ending}", export.contract));
        write_atomically(&path, export.text.as_bytes())?;
        written.push(Written { contract: export.contract, key: export.key, path });
    }
    output::print(style.json, &All { written })
}

#[derive(Debug, Serialize)]
struct Export {
    contract: String,
    key: String,
    text: String,
}

impl Export {
    fn of(key: &VerifyingKey, args: &args::ContractExport) -> Result<Self, Failure> {
        let contract = args.name.clone().unwrap_or_else(|| verifier_name(key.id()));
        let source = solidity_verifier(key, &contract);
        let source = source.map_err(|error| Failure::Input(error.to_string()))?;
        let text = if args.standard_json {
            let json = standalone_json(&format!("{contract}.sol"), &source);
            serde_json::to_string_pretty(&json).map_err(|e| Failure::Internal(e.to_string()))?
        } else {
            source
        };
        Ok(Self { contract, key: key.id().to_string(), text })
    }

    fn write(self, path: &Path, style: Style) -> Result<(), Failure> {
        write_atomically(path, self.text.as_bytes())?;
        let written = Written { contract: self.contract, key: self.key, path: path.to_owned() };
        output::print(style.json, &All { written: vec![written] })
    }
}

impl fmt::Display for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[derive(Debug, Serialize)]
struct All {
    written: Vec<Written>,
}

#[derive(Debug, Serialize)]
struct Written {
    contract: String,
    key: String,
    path: PathBuf,
}

impl fmt::Display for All {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Written { contract, key, path } in &self.written {
            writeln!(f, "{contract}, the verifier of key {key}: {}", path.display())?;
        }
        Ok(())
    }
}
