//! A registry comes to stand on a chain: timelock, Poseidon and its tables,
//! registers, the registry, a verifier for every key; and the proposals by which
//! governance, after its notice, lets keys and venues in.

pub mod artifacts;
mod config;
mod governance;
mod record;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall as _, SolValue as _};
use plimsoll_poseidon::evm;
use plimsoll_snark::{KeyId, VerifyingKey};
use plimsoll_statement::{Identity, Pins, Rules, Salt, State};
use plimsoll_verifier::{KeyStore, TrustedKey};

use crate::abi;
use crate::abi::PoseidonSequence as Poseidon;
use crate::registry::{ReadError, read};
use crate::sender::{SendError, Sender};
use crate::{Rpc, rpc};
use artifacts::{ArtifactError, Artifacts};

pub use config::{Benchmark, Config, Reserve, Shown, Venue};
pub use governance::{Executed, execute};
pub use record::{Call, Proposal, Record};

/// Why a deployment stopped.
#[derive(Debug, thiserror::Error)]
pub enum DeployError {
    /// No code to deploy.
    #[error(transparent)]
    Artifact(#[from] ArtifactError),
    /// Something was not read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Something was not sent.
    #[error("{what}: {error}")]
    Send {
        /// What.
        what: String,
        /// Why not.
        error: Box<SendError>,
    },
    /// The record was not written.
    #[error("{0}")]
    Record(String),
    /// The record is of another chain.
    #[error("the record is of chain {record}, and the node of chain {node}")]
    Chain {
        /// The record's.
        record: u64,
        /// The node's.
        node: u64,
    },
    /// A contract of the record is not there.
    #[error(
        "{name} should be at {at}, and there is no code; was the chain reset? Remove the record"
    )]
    Gone {
        /// Its name.
        name: String,
        /// Its address.
        at: Address,
    },
    /// A verifier is of another key.
    #[error("contract {contract} is the verifier of key {found}, not of {key}: export it again")]
    OtherKey {
        /// Its name.
        contract: String,
        /// The key that it is for.
        key: String,
        /// The key that it is of.
        found: String,
    },
    /// A rule does not fit the registers.
    #[error("rules: {0}")]
    Rules(&'static str),
    /// A proposal that cannot be.
    #[error("{0}")]
    Proposal(String),
    /// No keys for these rules.
    #[error("there are no keys for these rules in the folder of keys")]
    NoKeys,
}

/// A deployment under way.
pub struct Deployer<'a> {
    /// Who sends.
    pub sender: &'a Sender<'a>,
    /// The node.
    pub rpc: &'a Rpc,
    /// The compiled contracts.
    pub artifacts: &'a Artifacts,
    /// Who governs, and the venues.
    pub config: &'a Config,
    /// The rules of the venues' parameters.
    pub rules: &'a Rules,
    /// Keys; those for the rules are taken.
    pub keys: &'a KeyStore,
    /// Keeps the record.
    pub keep: &'a mut dyn FnMut(&Record) -> Result<(), String>,
    /// Hears what is done.
    pub tell: &'a mut dyn FnMut(&str),
}

/// The contract that [`plimsoll_snark::solidity_verifier`] makes of a key is
/// called so unless another name is asked for.
#[must_use]
pub fn verifier_name(key: KeyId) -> String {
    let short: String = key.to_string().chars().skip(2).take(8).collect();
    format!("Verifier_{short}")
}

impl Deployer<'_> {
    /// Does what the record does not have yet, and proposes what governance has
    /// to let in.
    ///
    /// # Errors
    /// The first that does not succeed. What was done is in the record.
    pub fn run(&mut self, record: &mut Record) -> Result<(), DeployError> {
        self.check(record)?;
        let me = self.config;
        let timelock = (U256::from(me.notice), me.proposers.clone(), me.executors.clone());
        let timelock = (timelock.0, timelock.1, timelock.2, Address::ZERO).abi_encode_params();
        let timelock = self.contract(record, "NoticeTimelock", timelock)?;
        let poseidon = self.contract(record, "PoseidonSequence", Vec::new())?;
        self.tables(poseidon)?;
        let arguments = (timelock, me.guardian, poseidon, me.insecure_keys).abi_encode_params();
        let keys = self.contract(record, "KeyRegister", arguments)?;
        let arguments = (timelock, me.guardian, keys).abi_encode_params();
        let venues = self.contract(record, "VenueRegister", arguments)?;
        let arguments = (keys, venues).abi_encode_params();
        self.contract(record, "SolvencyRegistry", arguments)?;
        for key in self.own_keys()? {
            self.verifier(record, key.key())?;
        }
        governance::propose(self, record, [timelock, keys, venues])
    }

    /// The keys for the rules.
    fn own_keys(&self) -> Result<Vec<TrustedKey>, DeployError> {
        let rules = self.rules.digest();
        let own = self.keys.keys().filter(|key| key.descriptor().rules == rules);
        let own: Vec<TrustedKey> = own.cloned().collect();
        if own.is_empty() { Err(DeployError::NoKeys) } else { Ok(own) }
    }

    /// What is recorded is there.
    fn check(&self, record: &Record) -> Result<(), DeployError> {
        let node = self.rpc.chain_id().map_err(ReadError::Rpc)?;
        if record.chain_id != node {
            return Err(DeployError::Chain { record: record.chain_id, node });
        }
        for (name, at) in record.contracts.iter().chain(&record.verifiers) {
            if self.rpc.code(at.0).map_err(ReadError::Rpc)?.is_empty() {
                return Err(DeployError::Gone { name: name.clone(), at: at.0 });
            }
        }
        Ok(())
    }

    fn contract(
        &mut self,
        record: &mut Record,
        name: &str,
        arguments: Vec<u8>,
    ) -> Result<Address, DeployError> {
        if let Some(at) = record.contracts.get(name) {
            return Ok(at.0);
        }
        let at = self.create(name, arguments)?;
        record.contracts.insert(name.to_owned(), Shown(at));
        (self.keep)(record).map_err(DeployError::Record)?;
        Ok(at)
    }

    fn create(&mut self, name: &str, arguments: Vec<u8>) -> Result<Address, DeployError> {
        let code = [self.artifacts.creation_code(name)?, arguments].concat();
        let receipt = self.send(&format!("deploying {name}"), None, code)?;
        let nowhere = || DeployError::Record(format!("the node does not say where {name} is"));
        receipt.contract.ok_or_else(nowhere)
    }

    pub(super) fn send(
        &mut self,
        what: &str,
        to: Option<Address>,
        data: Vec<u8>,
    ) -> Result<crate::Receipt, DeployError> {
        (self.tell)(what);
        let sent = self.sender.send(to, data, &mut |_| ());
        sent.map_err(|error| DeployError::Send { what: what.to_owned(), error: Box::new(error) })
    }

    /// Poseidon's tables of the arities that these rules and receipts need.
    fn tables(&mut self, poseidon: Address) -> Result<(), DeployError> {
        for arity in arities(self.rules)? {
            let number = U256::from(arity);
            let there = Poseidon::isRegisteredCall { arity: number };
            if read(self.rpc, poseidon, &there)? {
                continue;
            }
            let mut parts = Vec::new();
            for part in evm::table(arity).chunks(evm::PART_BYTES) {
                let part = alloy_primitives::Bytes::copy_from_slice(part);
                let at = Poseidon::partAddressCall { part: part.clone() };
                let at = read(self.rpc, poseidon, &at)?;
                if self.rpc.code(at).map_err(ReadError::Rpc)?.is_empty() {
                    let call = Poseidon::writePartCall { part }.abi_encode();
                    self.send(&format!("writing a table of arity {arity}"), Some(poseidon), call)?;
                }
                parts.push(at);
            }
            let call = Poseidon::registerCall { arity: number, parts }.abi_encode();
            self.send(&format!("registering arity {arity}"), Some(poseidon), call)?;
        }
        Ok(())
    }

    fn verifier(&mut self, record: &mut Record, key: &VerifyingKey) -> Result<(), DeployError> {
        let id = key.id().to_string();
        if record.verifiers.contains_key(&id) {
            return Ok(());
        }
        let name = verifier_name(key.id());
        let at = self.create(&name, Vec::new())?;
        let found = read(self.rpc, at, &abi::StagedVerifier::KEY_IDCall {})?;
        if found.0 != key.id().0 {
            let found = rpc::hex_of(&found[..]);
            return Err(DeployError::OtherKey { contract: name, key: id, found });
        }
        record.verifiers.insert(id, Shown(at));
        (self.keep)(record).map_err(DeployError::Record)
    }
}

/// Arities of Poseidon that states, disclosures and paths of these rules need.
fn arities(rules: &Rules) -> Result<Vec<usize>, DeployError> {
    let pins = Pins::cover_all([Identity::NONE; 4], rules);
    let state = State::initial(rules, pins).elements(&Salt::default()).len();
    let disclosure = 3 + (4 * rules.assets + rules.zero_sum_rows()).div_ceil(3);
    let mut arities = vec![2];
    for length in [state, disclosure] {
        arities.push(evm::last_arity(length));
        if length > plimsoll_poseidon::BLOCK {
            arities.push(plimsoll_poseidon::MAX_ARITY);
        }
    }
    arities.sort_unstable();
    arities.dedup();
    let all = arities.iter().all(|arity| evm::ARITIES.contains(arity));
    if all { Ok(arities) } else { Err(DeployError::Rules("a state is too short to be hashed")) }
}
