//! What a registry says, read from a node.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall;

use crate::abi::{self, SolvencyRegistry};
use crate::revert::{Revert, explain};
use crate::rpc::{Rpc, RpcError};

/// A registry on a chain.
#[derive(Debug)]
pub struct Registry<'r> {
    rpc: &'r Rpc,
    at: Address,
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The node.
    #[error(transparent)]
    Rpc(RpcError),
    /// Nobody lives there.
    #[error("{0} has no code on this chain; is it the registry's address, and the right chain?")]
    NoContract(Address),
    /// The contract refuses to answer.
    #[error("the contract at {at} refuses: {why}")]
    Refused {
        /// Its address.
        at: Address,
        /// Why.
        why: Revert,
    },
    /// It answers with something else.
    #[error("the contract at {at} does not answer as a registry does: {why}")]
    NotARegistry {
        /// Its address.
        at: Address,
        /// What is wrong.
        why: String,
    },
}

/// The registry's names of standings.
const STANDINGS: [&str; 5] = ["unknown", "fresh", "stale", "impaired", "halted"];

/// And of claims.
const CLAIMS: [&str; 3] = ["none", "margined and fund-covered; reserves not proven", "solvent"];

/// Fresh, among the standings.
pub const FRESH: u8 = 1;
/// Solvent, among the claims.
pub const SOLVENT: u8 = 2;

/// What a venue's latest epoch is good for, in a word.
#[must_use]
pub fn standing_name(standing: u8) -> &'static str {
    STANDINGS.get(usize::from(standing)).copied().unwrap_or("of an unknown kind")
}

/// What was shown at sealing, in words.
#[must_use]
pub fn claim_name(claim: u8) -> &'static str {
    CLAIMS.get(usize::from(claim)).copied().unwrap_or("of an unknown kind")
}

impl<'r> Registry<'r> {
    /// The registry at an address.
    ///
    /// # Errors
    /// If there is no contract, or nobody answers.
    pub fn at(rpc: &'r Rpc, at: Address) -> Result<Self, ReadError> {
        if rpc.code(at).map_err(ReadError::Rpc)?.is_empty() {
            return Err(ReadError::NoContract(at));
        }
        Ok(Self { rpc, at })
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.at
    }

    /// The node that it is read from.
    #[must_use]
    pub fn rpc(&self) -> &'r Rpc {
        self.rpc
    }

    /// What may be relied on now.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn status(&self, venue: B256) -> Result<abi::Status, ReadError> {
        read(self.rpc, self.at, &SolvencyRegistry::statusCall { venue })
    }

    /// A sealed epoch.
    ///
    /// # Errors
    /// If there is none, or it does not answer.
    pub fn epoch(&self, venue: B256, epoch: u64) -> Result<abi::Epoch, ReadError> {
        read(self.rpc, self.at, &SolvencyRegistry::epochOfCall { venue, epoch })
    }

    /// The latest sealed epoch's number; 0 if there is none.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn latest(&self, venue: B256) -> Result<u64, ReadError> {
        read(self.rpc, self.at, &SolvencyRegistry::latestCall { venue })
    }

    /// A submitter's draft.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn draft(&self, venue: B256, submitter: Address) -> Result<abi::Draft, ReadError> {
        read(self.rpc, self.at, &SolvencyRegistry::draftOfCall { venue, submitter })
    }

    /// What governance fixed for a venue; all zero if it did not.
    ///
    /// # Errors
    /// If it does not answer.
    pub fn settings(&self, venue: B256) -> Result<abi::VenueSettings, ReadError> {
        let venues = read(self.rpc, self.at, &SolvencyRegistry::VENUESCall {})?;
        read(self.rpc, venues, &abi::VenueRegister::settingsOfCall { venue })
    }
}

/// Asks a contract.
pub(crate) fn read<C: SolCall>(rpc: &Rpc, at: Address, call: &C) -> Result<C::Return, ReadError> {
    let answer = rpc.view(at, &call.abi_encode()).map_err(|error| match error {
        RpcError::Refused { data: Some(data), .. } => {
            ReadError::Refused { at, why: explain(&data) }
        }
        other => ReadError::Rpc(other),
    })?;
    C::abi_decode_returns_validate(&answer)
        .map_err(|error| ReadError::NotARegistry { at, why: error.to_string() })
}
