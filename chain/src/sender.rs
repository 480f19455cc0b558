//! Sends transactions of one account, one after the other, and waits for each.

use std::time::{Duration, Instant};

use alloy_primitives::{Address, B256};
use serde_json::{Value, json};

use crate::revert::{Revert, explain};
use crate::rpc::{self, Rpc, RpcError, hex_of};
use crate::signer::Signer;
use crate::transaction::Transaction;

/// An account that sends.
#[derive(Debug)]
pub struct Sender<'a> {
    rpc: &'a Rpc,
    signer: &'a Signer,
    chain_id: u64,
    fees: Fees,
    patience: Duration,
}

/// What is paid for a unit of gas; what is not given is asked of the node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fees {
    /// At most, in wei.
    pub max_fee: Option<u128>,
    /// Of it to the block's maker, in wei.
    pub priority_fee: Option<u128>,
}

/// A transaction that is in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its name.
    pub hash: B256,
    /// The block.
    pub block: u64,
    /// The gas that it took.
    pub gas: u64,
    /// What a unit of gas cost, in wei.
    pub price: u128,
    /// The contract that it made.
    pub contract: Option<Address>,
}

/// Why a transaction is not in a block, or of no effect.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The node.
    #[error(transparent)]
    Rpc(#[from] RpcError),
    /// A contract refuses what it would be told.
    #[error("refused before it was sent: {0}")]
    Refused(Revert),
    /// A contract refused what it was told.
    #[error("transaction {hash} was refused: {why}")]
    Reverted {
        /// The transaction.
        hash: B256,
        /// Why.
        why: Revert,
    },
    /// It is not in a block yet.
    #[error(
        "transaction {hash} is not in a block after {seconds} s; it may still come: start again \
         to go on, with a higher --max-fee if it stays out"
    )]
    Late {
        /// The transaction.
        hash: B256,
        /// How long it was waited for.
        seconds: u64,
    },
    /// Others of the account are on their way.
    #[error(
        "{count} transactions of {account} are on their way and not in a block after {seconds} s"
    )]
    Pending {
        /// The account.
        account: Address,
        /// How many.
        count: u64,
        /// How long they were waited for.
        seconds: u64,
    },
    /// A name for a transaction that is not the one it has.
    #[error("the node calls the transaction {found}, and its hash is {expected}")]
    OtherHash {
        /// What the node says.
        found: String,
        /// What it is.
        expected: B256,
    },
}

/// Between two questions whether something is in a block.
const PAUSE: Duration = Duration::from_millis(500);
/// Where blocks come at once, so does the answer.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

impl<'a> Sender<'a> {
    /// An account on the chain of a node, which waits so long for a block.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn new(
        rpc: &'a Rpc,
        signer: &'a Signer,
        fees: Fees,
        patience: Duration,
    ) -> Result<Self, RpcError> {
        Ok(Self { rpc, signer, chain_id: rpc.chain_id()?, fees, patience })
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> Address {
        self.signer.address()
    }

    /// Waits until nothing of this account is on its way: what is read of the
    /// chain before says less than what was sent.
    ///
    /// # Errors
    /// If that takes too long.
    pub fn settle(&self) -> Result<(), SendError> {
        let begun = Instant::now();
        loop {
            let left = self.count("pending")?.saturating_sub(self.count("latest")?);
            if left == 0 {
                return Ok(());
            }
            if begun.elapsed() > self.patience {
                let (account, seconds) = (self.account(), self.patience.as_secs());
                return Err(SendError::Pending { account, count: left, seconds });
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn count(&self, at: &str) -> Result<u64, RpcError> {
        let params = json!([rpc::text(self.account()), at]);
        let count = self.rpc.quantity("eth_getTransactionCount", &params)?;
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// Sends a call, or a contract's code, and waits until it is in a block.
    /// `announced` hears of its hash before that.
    ///
    /// # Errors
    /// If it is refused, or does not come into a block.
    pub fn send(
        &self,
        to: Option<Address>,
        data: Vec<u8>,
        announced: &mut dyn FnMut(B256),
    ) -> Result<Receipt, SendError> {
        let estimated = estimate(self.rpc, self.account(), to, &data)?;
        let (max_fee, priority_fee) = self.fees.at(self.rpc)?;
        let transaction = Transaction {
            chain_id: self.chain_id,
            nonce: self.count("pending")?,
            priority_fee,
            max_fee,
            // What is estimated now may cost more in the next block.
            gas: estimated.saturating_add(estimated / 5),
            to,
            data,
        };
        let (bytes, hash) = transaction.signed(self.signer);
        let hash = B256::from(hash);
        let found = self.rpc.call("eth_sendRawTransaction", &json!([hex_of(&bytes)]))?;
        if found.as_str() != Some(&hex_of(&hash[..])) {
            let found = found.as_str().unwrap_or("nothing").to_owned();
            return Err(SendError::OtherHash { found, expected: hash });
        }
        announced(hash);
        self.wait(hash, &transaction)
    }

    fn wait(&self, hash: B256, sent: &Transaction) -> Result<Receipt, SendError> {
        let (begun, mut pause) = (Instant::now(), FIRST_PAUSE);
        loop {
            let params = json!([hex_of(&hash[..])]);
            let answer = self.rpc.call("eth_getTransactionReceipt", &params)?;
            if let Some((receipt, succeeded)) = receipt(hash, &answer) {
                if succeeded {
                    return Ok(receipt);
                }
                return Err(SendError::Reverted { hash, why: self.why(sent, receipt.block)? });
            }
            if begun.elapsed() > self.patience {
                return Err(SendError::Late { hash, seconds: self.patience.as_secs() });
            }
            std::thread::sleep(pause);
            pause = (2 * pause).min(PAUSE);
        }
    }

    /// Why a transaction failed: what a call of the same kind is told there.
    fn why(&self, sent: &Transaction, block: u64) -> Result<Revert, RpcError> {
        let call = call_object(self.account(), sent.to, &sent.data);
        match self.rpc.call("eth_call", &json!([call, format!("{block:#x}")])) {
            Err(RpcError::Refused { data, .. }) => Ok(explain(&data.unwrap_or_default())),
            Err(other) => Err(other),
            Ok(_) => Ok(explain(&[])),
        }
    }
}

impl Fees {
    /// The most for a unit of gas, and the maker's part of it.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn at(self, rpc: &Rpc) -> Result<(u128, u128), RpcError> {
        let priority = match self.priority_fee {
            Some(fee) => fee,
            // Not every node knows this method: a gwei is what most ask for.
            None => match rpc.quantity("eth_maxPriorityFeePerGas", &json!([])) {
                Err(RpcError::Refused { .. }) => 1_000_000_000,
                other => other?,
            },
        };
        let max = match self.max_fee {
            Some(fee) => fee,
            None => {
                let block = rpc.call("eth_getBlockByNumber", &json!(["latest", false]))?;
                let base = block.get("baseFeePerGas").and_then(rpc::quantity).unwrap_or_default();
                // The base fee doubles in six full blocks.
                base.saturating_mul(2).saturating_add(priority)
            }
        };
        Ok((max, priority.min(max)))
    }
}

fn call_object(from: Address, to: Option<Address>, data: &[u8]) -> Value {
    let mut call = json!({"from": rpc::text(from), "data": hex_of(data)});
    if let (Some(to), Some(call)) = (to, call.as_object_mut()) {
        call.insert("to".into(), rpc::text(to).into());
    }
    call
}

/// The gas that a call would take now.
pub(crate) fn estimate(
    rpc: &Rpc,
    from: Address,
    to: Option<Address>,
    data: &[u8],
) -> Result<u64, SendError> {
    let gas = rpc.quantity("eth_estimateGas", &json!([call_object(from, to, data)]));
    match gas {
        Ok(gas) => Ok(u64::try_from(gas).unwrap_or(u64::MAX)),
        Err(RpcError::Refused { data: Some(data), .. }) => Err(SendError::Refused(explain(&data))),
        Err(other) => Err(other.into()),
    }
}

/// What calls one after the other would take, each after those before it.
/// `None` where the node cannot say.
pub(crate) fn simulate(
    rpc: &Rpc,
    from: Address,
    to: Address,
    calls: &[Vec<u8>],
) -> Result<Option<Vec<Result<u64, Revert>>>, RpcError> {
    let block = |data: &Vec<u8>| json!({"calls": [call_object(from, Some(to), data)]});
    let blocks: Vec<Value> = calls.iter().map(block).collect();
    let params = json!([{"blockStateCalls": blocks}, "latest"]);
    let answer = match rpc.call("eth_simulateV1", &params) {
        Err(RpcError::Refused { .. }) => return Ok(None),
        other => other?,
    };
    let one = |block: &Value| {
        let call = block.get("calls")?.get(0)?;
        if call.get("status").and_then(rpc::quantity) == Some(1) {
            let gas = call.get("gasUsed").and_then(rpc::quantity)?;
            return Some(Ok(u64::try_from(gas).ok()?));
        }
        let error = call.get("error").and_then(|error| error.get("data"));
        let data = error.or_else(|| call.get("returnData")).and_then(Value::as_str);
        Some(Err(explain(&data.and_then(rpc::bytes).unwrap_or_default())))
    };
    let all = answer.as_array().map(|blocks| blocks.iter().map(one).collect::<Option<Vec<_>>>());
    Ok(all.flatten().filter(|all| all.len() == calls.len()))
}

/// A receipt and whether the transaction succeeded; `None` if it is none yet.
fn receipt(hash: B256, answer: &Value) -> Option<(Receipt, bool)> {
    let number = |field: &str| answer.get(field).and_then(rpc::quantity);
    let short = |field: &str| number(field).and_then(|number| u64::try_from(number).ok());
    let contract = answer.get("contractAddress").and_then(Value::as_str).and_then(rpc::bytes);
    let contract = contract.and_then(|bytes| Address::try_from(bytes.as_slice()).ok());
    let receipt = Receipt {
        hash,
        block: short("blockNumber")?,
        gas: short("gasUsed")?,
        price: number("effectiveGasPrice").unwrap_or_default(),
        contract,
    };
    Some((receipt, short("status")? == 1))
}
