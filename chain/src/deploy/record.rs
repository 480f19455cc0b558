//! What is deployed on a chain: the file `deployments/<chain id>.json`. It is
//! written again after every step, so that a deployment that was stopped goes on
//! where it was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::config::Shown;

/// A deployment, as far as it got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The file's version.
    pub version: u32,
    /// The chain.
    pub chain_id: u64,
    /// Contracts by their names.
    pub contracts: BTreeMap<String, Shown>,
    /// Verifiers by the ids of their keys.
    pub verifiers: BTreeMap<String, Shown>,
    /// What was proposed to the timelock, the latest last.
    pub proposals: Vec<Proposal>,
}

/// Calls that the timelock makes, all or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// The timelock's name for it.
    pub id: String,
    /// What tells it from others of the same calls.
    pub salt: String,
    /// Seconds of notice.
    pub delay: u64,
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// It was done.
    pub done: bool,
}

/// A call of the timelock's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    /// Whom.
    pub to: Shown,
    /// What it does, for readers.
    pub what: String,
    /// The call.
    pub data: String,
}

impl Record {
    /// The version of the form.
    pub const VERSION: u32 = 1;

    /// Nothing, on a chain.
    #[must_use]
    pub fn empty(chain_id: u64) -> Self {
        Self {
            version: Self::VERSION,
            chain_id,
            contracts: BTreeMap::new(),
            verifiers: BTreeMap::new(),
            proposals: Vec::new(),
        }
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
