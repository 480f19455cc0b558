//! `plimsoll contract deploy` and `execute`: a registry comes to stand on a
//! chain, and governance lets keys and venues in.

use std::fmt;
use std::path::{Path, PathBuf};

use plimsoll_chain::deploy::artifacts::Artifacts;
use plimsoll_chain::deploy::{Config, Deployer, Executed, Record, execute as run_proposal};
use plimsoll_chain::{Rpc, Sender};
use plimsoll_snapshot::{read_parameters, write_atomically};
use plimsoll_verifier::KeyStore;
use serde::Serialize;

use crate::args;
use crate::commands::{Style, publish, secrets};
use crate::failure::{Failure, say};
use crate::output;

/// Contracts whose input for the compiler is kept beside the record.
const CONTRACTS: [&str; 5] =
    ["NoticeTimelock", "PoseidonSequence", "KeyRegister", "VenueRegister", "SolvencyRegistry"];

pub(super) fn run(args: &args::ContractDeploy, style: Style) -> Result<(), Failure> {
    let config: Config = read_json(&args.config)?;
    let parameters = read_parameters(&args.parameters)?;
    let keys = KeyStore::open(&args.keys)?;
    let artifacts = Artifacts::in_folder(&args.artifacts);
    for contract in CONTRACTS {
        artifacts.creation_code(contract).map_err(|error| Failure::Input(error.to_string()))?;
    }
    let rpc = Rpc::new(&args.sending.rpc)?;
    let chain_id = rpc.chain_id()?;
    let path = record_path(&args.deployments, chain_id);
    let mut record = read_record(&path, chain_id)?;
    if !args.sending.send {
        let missing = |name: &&&str| !record.contracts.contains_key(**name);
        let contracts = CONTRACTS.iter().filter(missing).map(|name| (*name).to_owned()).collect();
        return output::print(style.json, &Planned { sent: false, chain_id, contracts });
    }
    let signer = secrets::sender_needed(&args.sending)?;
    let (fees, patience) = (publish::fees(&args.sending), publish::patience(&args.sending));
    let sender = Sender::new(&rpc, &signer, fees, patience)?;
    sender.settle().map_err(|error| Failure::Unavailable(error.to_string()))?;
    std::fs::create_dir_all(&args.deployments)?;
    Deployer {
        sender: &sender,
        rpc: &rpc,
        artifacts: &artifacts,
        config: &config,
        rules: parameters.rules(),
        keys: &keys,
        keep: &mut |record| keep(&path, record),
        tell: &mut |what| {
            if !style.quiet {
                say(&format_args!("{what}…"));
            }
        },
    }
    .run(&mut record)?;
    sources(&args.artifacts, &artifacts, &path)?;
    output::print(style.json, &Deployed { path, record })
}

pub(super) fn execute(args: &args::ContractExecute, style: Style) -> Result<(), Failure> {
    let rpc = Rpc::new(&args.sending.rpc)?;
    let chain_id = rpc.chain_id()?;
    let path = record_path(&args.deployments, chain_id);
    let mut record = read_record(&path, chain_id)?;
    if !args.sending.send {
        return output::print(style.json, &Deployed { path, record });
    }
    let signer = secrets::sender_needed(&args.sending)?;
    let (fees, patience) = (publish::fees(&args.sending), publish::patience(&args.sending));
    let sender = Sender::new(&rpc, &signer, fees, patience)?;
    sender.settle().map_err(|error| Failure::Unavailable(error.to_string()))?;
    match run_proposal(&rpc, &sender, &mut record, &mut |record| keep(&path, record))? {
        Executed::Nothing => Err(Failure::Input("no proposal waits to be executed".into())),
        Executed::NotBefore(second) => {
            let what = format!("the notice is not over before second {second}; try again then");
            Err(Failure::Unavailable(what))
        }
        Executed::Done => output::print(style.json, &Deployed { path, record }),
    }
}

fn record_path(folder: &Path, chain_id: u64) -> PathBuf {
    folder.join(format!("{chain_id}.json"))
}

fn read_record(path: &Path, chain_id: u64) -> Result<Record, Failure> {
    if !path.exists() {
        return Ok(Record::empty(chain_id));
    }
    let record: Record = read_json(path)?;
    if record.version == Record::VERSION {
        return Ok(record);
    }
    Err(Failure::Input(format!("{}: version {} is not known", path.display(), record.version)))
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let wrong = |what: String| Failure::Input(format!("{}: {what}", path.display()));
    let bytes = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))
}

fn keep(path: &Path, record: &Record) -> Result<(), String> {
    let written = write_atomically(path, record.text().as_bytes());
    written.map_err(|error| format!("{}: {error}", path.display()))
}

/// Input for the compiler that gives every contract again, beside the record.
fn sources(folder: &Path, artifacts: &Artifacts, record: &Path) -> Result<(), Failure> {
    let input = |error| Failure::Input(format!("{error}"));
    let root = folder.join("..");
    let beside = record.with_extension("");
    std::fs::create_dir_all(&beside)?;
    for contract in CONTRACTS {
        let json = artifacts.standard_json(contract, &root).map_err(input)?;
        let text = serde_json::to_string_pretty(&json);
        let text = text.map_err(|error| Failure::Internal(error.to_string()))?;
        write_atomically(&beside.join(format!("{contract}.json")), text.as_bytes())?;
    }
    Ok(())
}

#[derive(Debug, Serialize)]
struct Planned {
    sent: bool,
    chain_id: u64,
    contracts: Vec<String>,
}

impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Nothing is sent without --send. On chain {}:", self.chain_id)?;
        self.contracts.iter().try_for_each(|name| writeln!(f, "  deploy {name}"))?;
        writeln!(f, "  then what is missing of tables, verifiers and proposals")
    }
}

#[derive(Debug, Serialize)]
struct Deployed {
    path: PathBuf,
    record: Record,
}

impl fmt::Display for Deployed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:", self.path.display())?;
        for (name, at) in self.record.contracts.iter().chain(&self.record.verifiers) {
            writeln!(f, "  {} {name}", at.0)?;
        }
        for proposal in &self.record.proposals {
            let state = if proposal.done { "done" } else { "waiting" };
            writeln!(f, "proposal {}, {state}:", proposal.id)?;
            proposal.calls.iter().try_for_each(|call| writeln!(f, "  {}", call.what))?;
        }
        Ok(())
    }
}
