//! What governance has to let in before anything is sealed: rules, keys, venues
//! and where their money is. It is proposed as one, and done as one.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_sol_types::SolCall as _;
use plimsoll_statement::Cover;
use plimsoll_verifier::{Role, TrustedKey};

use super::config::Shown;
use super::record::{Call, Proposal, Record};
use super::{DeployError, Deployer};
use crate::abi::{self, KeyRegister, NoticeTimelock, VenueRegister};
use crate::registry::{ReadError, read};
use crate::rpc::{Rpc, bytes, hex_of};
use crate::sender::Sender;

/// Proposes whatever is not let in yet.
pub(super) fn propose(
    deployer: &mut Deployer<'_>,
    record: &mut Record,
    [timelock, keys, venues]: [Address; 3],
) -> Result<(), DeployError> {
    if let Some(waiting) = record.proposals.iter().find(|proposal| !proposal.done) {
        (deployer.tell)(&format!("proposal {} waits to be executed", waiting.id));
        return Ok(());
    }
    let mut calls = key_calls(deployer, record, keys)?;
    calls.extend(venue_calls(deployer, venues)?);
    if calls.is_empty() {
        (deployer.tell)("governance has let everything in");
        return Ok(());
    }
    let salt = keccak256(format!("plimsoll deployment {}", record.proposals.len()));
    let mut proposal = Proposal {
        id: String::new(),
        salt: salt.to_string(),
        delay: deployer.config.notice,
        calls,
        done: false,
    };
    let Batch { targets, values, payloads, predecessor, salt } = Batch::of(&proposal)?;
    let call = NoticeTimelock::hashOperationBatchCall {
        targets: targets.clone(),
        values: values.clone(),
        payloads: payloads.clone(),
        predecessor,
        salt,
    };
    proposal.id = read(deployer.rpc, timelock, &call)?.to_string();
    let delay = U256::from(proposal.delay);
    let call =
        NoticeTimelock::scheduleBatchCall { targets, values, payloads, predecessor, salt, delay }
            .abi_encode();
    if deployer.config.proposers.contains(&deployer.sender.account()) {
        deployer.send("proposing rules, keys and venues", Some(timelock), call)?;
    } else {
        (deployer.tell)(&format!("a proposer has to send to {timelock}: {}", hex_of(&call)));
    }
    record.proposals.push(proposal);
    (deployer.keep)(record).map_err(DeployError::Record)
}

fn key_calls(
    deployer: &Deployer<'_>,
    record: &Record,
    register: Address,
) -> Result<Vec<Call>, DeployError> {
    let (rpc, rules) = (deployer.rpc, deployer.rules);
    let digest = B256::from(rules.digest());
    let mut calls = Vec::new();
    if !read(rpc, register, &KeyRegister::rulesOfCall { digest })?.registered {
        let large = |_| DeployError::Rules("more rows or stresses than a register takes");
        let call = KeyRegister::registerRulesCall {
            digest,
            assets: u16::try_from(rules.assets).map_err(large)?,
            zeroSumRows: u32::try_from(rules.zero_sum_rows()).map_err(large)?,
            stresses: u16::try_from(rules.stresses.len()).map_err(large)?,
            coversAll: rules.cover == Cover::All,
        };
        calls.push(told(register, format!("rules {digest}"), &call.abi_encode()));
    }
    for trusted in deployer.own_keys()? {
        let id = trusted.key().id();
        let word = B256::from(id.0);
        if read(rpc, register, &KeyRegister::keyOfCall { id: word })?.role != 0 {
            continue;
        }
        let missing = || DeployError::Record(format!("the record has no verifier of key {id}"));
        let at = record.verifiers.get(&id.to_string()).ok_or_else(missing)?;
        let call =
            KeyRegister::registerKeyCall { id: word, key: registered(&trusted, at.0, digest) };
        let what = format!("key {id} for {}", trusted.descriptor().role);
        calls.push(told(register, what, &call.abi_encode()));
    }
    Ok(calls)
}

fn registered(trusted: &TrustedKey, verifier: Address, rules: B256) -> abi::Key {
    let (role, shape) = match trusted.descriptor().role {
        Role::Parameters => (1, None),
        Role::Batch(shape) => (2, Some(shape)),
        Role::Closing => (3, None),
        // Of no rules, so never among a register's keys, which refuses role 0.
        Role::Account(_) => (0, None),
    };
    // Within the limits of shapes, which the register looks at.
    let narrow = |number: Option<usize>| number.unwrap_or(0);
    abi::Key {
        verifier,
        role,
        removed: false,
        lane: u8::try_from(narrow(shape.map(|shape| shape.lane.index()))).unwrap_or(u8::MAX),
        accounts: u32::try_from(narrow(shape.map(|shape| shape.accounts))).unwrap_or(u32::MAX),
        slots: u16::try_from(narrow(shape.map(|shape| shape.slots))).unwrap_or(u16::MAX),
        rules,
    }
}

fn venue_calls(deployer: &Deployer<'_>, register: Address) -> Result<Vec<Call>, DeployError> {
    let rules = B256::from(deployer.rules.digest());
    let mut calls = Vec::new();
    for own in &deployer.config.venues {
        let (venue, settings) = (own.venue, own.settings(rules));
        let there = read(deployer.rpc, register, &VenueRegister::settingsOfCall { venue })?;
        if there != settings {
            let call = VenueRegister::setVenueCall { venue, s: settings };
            calls.push(told(register, format!("venue {venue}"), &call.abi_encode()));
        }
        for reserve in &own.reserves {
            let (row, next) = (reserve.row(), reserve.reserve());
            let there = VenueRegister::reserveOfCall { venue, rules, row };
            if read(deployer.rpc, register, &there)? != next {
                let call = VenueRegister::setReserveCall { venue, rules, row, next };
                calls.push(told(register, format!("reserve of row {row}"), &call.abi_encode()));
            }
        }
    }
    Ok(calls)
}

fn told(to: Address, what: String, data: &[u8]) -> Call {
    Call { to: Shown(to), what, data: hex_of(data) }
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Executed {
    /// There was none to be done.
    Nothing,
    /// It can be done from this second on.
    NotBefore(u64),
    /// It is done.
    Done,
}

/// Does what was proposed, if the notice is over.
///
/// # Errors
/// If it was never proposed, or is refused.
pub fn execute(
    rpc: &Rpc,
    sender: &Sender<'_>,
    record: &mut Record,
    keep: &mut dyn FnMut(&Record) -> Result<(), String>,
) -> Result<Executed, DeployError> {
    let timelock = record.contracts.get("NoticeTimelock").map(|at| at.0);
    let timelock =
        timelock.ok_or_else(|| DeployError::Proposal("the record has no timelock".into()))?;
    let Some(proposal) = record.proposals.iter_mut().find(|proposal| !proposal.done) else {
        return Ok(Executed::Nothing);
    };
    let wrong = || DeployError::Proposal(format!("{:?} is no proposal's id", proposal.id));
    let id: B256 = proposal.id.parse().map_err(|_| wrong())?;
    if !read(rpc, timelock, &NoticeTimelock::isOperationDoneCall { id })? {
        let ready = read(rpc, timelock, &NoticeTimelock::getTimestampCall { id })?;
        if ready.is_zero() {
            let what = format!("proposal {id} was not made yet; a proposer has to");
            return Err(DeployError::Proposal(what));
        }
        if ready > U256::from(rpc.now().map_err(ReadError::Rpc)?) {
            return Ok(Executed::NotBefore(u64::try_from(ready).unwrap_or(u64::MAX)));
        }
        let Batch { targets, values, payloads, predecessor, salt } = Batch::of(proposal)?;
        let call =
            NoticeTimelock::executeBatchCall { targets, values, payloads, predecessor, salt };
        let sent = sender.send(Some(timelock), call.abi_encode(), &mut |_| ());
        sent.map_err(|error| DeployError::Send {
            what: format!("executing proposal {id}"),
            error: Box::new(error),
        })?;
    }
    proposal.done = true;
    keep(record).map_err(DeployError::Record)?;
    Ok(Executed::Done)
}

/// A proposal as the timelock takes it.
struct Batch {
    targets: Vec<Address>,
    values: Vec<U256>,
    payloads: Vec<Bytes>,
    predecessor: B256,
    salt: B256,
}

impl Batch {
    fn of(proposal: &Proposal) -> Result<Self, DeployError> {
        let wrong = |what: &str| DeployError::Proposal(format!("{what:?} is not hexadecimal"));
        let payload =
            |call: &Call| bytes(&call.data).map(Bytes::from).ok_or_else(|| wrong(&call.what));
        Ok(Self {
            targets: proposal.calls.iter().map(|call| call.to.0).collect(),
            values: vec![U256::ZERO; proposal.calls.len()],
            payloads: proposal.calls.iter().map(payload).collect::<Result<_, _>>()?,
            predecessor: B256::ZERO,
            salt: proposal.salt.parse().map_err(|_| wrong(&proposal.salt))?,
        })
    }
}
