//! JSON-RPC to a node, over HTTP. The address of a node may hold a secret, so
//! messages show its host and no more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use alloy_primitives::Address;
use serde_json::{Value, json};
use ureq::Agent;

/// A node.
#[derive(Debug)]
pub struct Rpc {
    agent: Agent,
    url: String,
    shown: String,
    next: AtomicU64,
}

/// Why a node did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RpcError {
    /// The address is none.
    #[error("no address of a node: write http:// or https://, a host, and perhaps a port")]
    Url,
    /// Nobody answers, or not in time.
    #[error("{node} does not answer: {why}; is the address right, and the node up?")]
    Unavailable {
        /// The node's host.
        node: String,
        /// What happened.
        why: String,
    },
    /// The node refuses.
    #[error("{node} refuses {method}: {message}")]
    Refused {
        /// The node's host.
        node: String,
        /// What it was asked for.
        method: String,
        /// What it says.
        message: String,
        /// JSON-RPC's number for it.
        code: i64,
        /// What a contract said, where one was called.
        data: Option<Vec<u8>>,
    },
    /// An answer that is none.
    #[error("{node} answers {method} with something else: {why}")]
    Answer {
        /// The node's host.
        node: String,
        /// What it was asked for.
        method: String,
        /// What is wrong.
        why: String,
    },
}

/// The most bytes of an answer.
const MOST_BYTES: u64 = 1 << 26;

/// One request, connecting included.
const PATIENCE: Duration = Duration::from_secs(60);

impl Rpc {
    /// A node by its address. Nothing is asked yet.
    ///
    /// # Errors
    /// If it is no address.
    pub fn new(url: &str) -> Result<Self, RpcError> {
        let (scheme, rest) = url.split_once("://").ok_or(RpcError::Url)?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        if !matches!(scheme, "http" | "https") || host.is_empty() {
            return Err(RpcError::Url);
        }
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let own = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
        let mut config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0);
        if own {
            config = config.proxy(None);
        }
        let agent = Agent::new_with_config(config.build());
        let shown = format!("{scheme}://{host}");
        Ok(Self { agent, url: url.to_owned(), shown, next: AtomicU64::new(1) })
    }

    /// The node's scheme and host, which are no secret.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Calls a method.
    ///
    /// # Errors
    /// If nobody answers, or the node refuses.
    pub fn call(&self, method: &str, params: &Value) -> Result<Value, RpcError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let request = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        let unavailable = |error: ureq::Error| RpcError::Unavailable {
            node: self.shown.clone(),
            why: error.to_string(),
        };
        let sent = self.agent.post(&self.url).header("content-type", "application/json");
        let mut response = sent.send(request.to_string()).map_err(unavailable)?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec();
        let body = body.map_err(unavailable)?;
        let read = serde_json::from_slice::<Value>(&body);
        let Ok(Value::Object(mut answer)) = read else {
            let why = format!("HTTP status {status}, and no JSON-RPC");
            return Err(RpcError::Unavailable { node: self.shown.clone(), why });
        };
        if let Some(error) = answer.get("error").filter(|error| !error.is_null()) {
            return Err(self.refusal(method, error));
        }
        answer.remove("result").ok_or_else(|| self.strange(method, "there is no result"))
    }

    fn refusal(&self, method: &str, error: &Value) -> RpcError {
        let message = error.get("message").and_then(Value::as_str).unwrap_or("without a reason");
        // Some nodes wrap it once more.
        let data = error.get("data");
        let data = data.and_then(|data| data.get("data")).or(data).and_then(Value::as_str);
        RpcError::Refused {
            node: self.shown.clone(),
            method: method.to_owned(),
            message: message.to_owned(),
            code: error.get("code").and_then(Value::as_i64).unwrap_or_default(),
            data: data.and_then(bytes),
        }
    }

    fn strange(&self, method: &str, why: &str) -> RpcError {
        let (node, method, why) = (self.shown.clone(), method.to_owned(), why.to_owned());
        RpcError::Answer { node, method, why }
    }

    /// A method that answers with a number.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn quantity(&self, method: &str, params: &Value) -> Result<u128, RpcError> {
        let answer = self.call(method, params)?;
        quantity(&answer).ok_or_else(|| self.strange(method, "no number"))
    }

    /// A method that answers with bytes.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn bytes(&self, method: &str, params: &Value) -> Result<Vec<u8>, RpcError> {
        let answer = self.call(method, params)?;
        let read = answer.as_str().and_then(bytes);
        read.ok_or_else(|| self.strange(method, "no bytes"))
    }

    /// The chain's id.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn chain_id(&self) -> Result<u64, RpcError> {
        let id = self.quantity("eth_chainId", &json!([]))?;
        u64::try_from(id).map_err(|_| self.strange("eth_chainId", "an id of more than 64 bits"))
    }

    /// A contract's code, as it is now.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn code(&self, at: Address) -> Result<Vec<u8>, RpcError> {
        self.bytes("eth_getCode", &json!([text(at), "latest"]))
    }

    /// What a contract answers now.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn view(&self, to: Address, data: &[u8]) -> Result<Vec<u8>, RpcError> {
        self.bytes("eth_call", &json!([{"to": text(to), "data": hex_of(data)}, "latest"]))
    }

    /// The time of the latest block.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn now(&self) -> Result<u64, RpcError> {
        let method = "eth_getBlockByNumber";
        let block = self.call(method, &json!(["latest", false]))?;
        let time = block.get("timestamp").and_then(quantity).and_then(|t| u64::try_from(t).ok());
        time.ok_or_else(|| self.strange(method, "a block without a time"))
    }
}

/// An address as JSON-RPC has it.
pub(crate) fn text(address: Address) -> String {
    hex_of(address.as_slice())
}

pub(crate) fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

pub(crate) fn bytes(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.strip_prefix("0x")?).ok()
}

pub(crate) fn quantity(value: &Value) -> Option<u128> {
    u128::from_str_radix(value.as_str()?.strip_prefix("0x")?, 16).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_an_address_is_not_shown() {
        let rpc = Rpc::new("https://who:pass@node.example:8545/v2/SECRET?key=SECRET").unwrap();
        assert_eq!(rpc.shown(), "https://node.example:8545");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for url in ["", "node.example", "ftp://node.example", "http://", "http:///x"] {
            assert_eq!(Rpc::new(url).unwrap_err(), RpcError::Url, "{url}");
        }
    }

    #[test]
    fn nobody_there_is_said() {
        // Port 1 of this machine: nobody listens.
        let rpc = Rpc::new("http://127.0.0.1:1").unwrap();
        let error = rpc.chain_id().unwrap_err();
        assert!(matches!(&error, RpcError::Unavailable { .. }), "{error}");
        assert!(error.to_string().contains("http://127.0.0.1:1 does not answer"), "{error}");
    }
}
