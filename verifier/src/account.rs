//! Whether a receipt's account is in an epoch, with exactly these holdings.

use std::fmt;

use plimsoll_poseidon::Path;
use plimsoll_statement::{Account, Assessment, Parameters, RowIndex, Shape, leaf};
use serde::Serialize;

use crate::bundle::Bundle;
use crate::receipt::{Receipt, ReceiptHolding};
use crate::recompute::Recomputed;
use crate::rejection::Rejection;
use crate::text::{Hex, shown};

/// What a receipt that is accepted shows. Only verification makes one.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct AccountVerdict {
    chain_id: u64,
    venue: Hex<32>,
    epoch: u64,
    time: u64,
    digest: Hex<32>,
    identifier: String,
    sub_account: u32,
    identity: Hex<26>,
    batch: u32,
    position: u32,
    signed_by: Option<Hex<32>>,
    holdings: Vec<Held>,
    equity: String,
    requirement: String,
    healthy: bool,
    proven: Vec<String>,
    not_proven: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize)]
struct Held {
    symbol: String,
    quantity: String,
}

/// Why a receipt is rejected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptRejection {
    /// The bundle is one that nothing can be in.
    #[error("the bundle: {0}")]
    Bundle(Rejection),
    /// It is about another venue, chain, epoch or time.
    #[error("the receipt is of another epoch or venue than the bundle")]
    Context,
    /// It is about another bundle.
    #[error("the receipt is for digest {}; the bundle's is {}", Hex(*found), Hex(*expected))]
    Digest {
        /// The receipt's.
        found: [u8; 32],
        /// The bundle's, recomputed.
        expected: [u8; 32],
    },
    /// There is no such batch.
    #[error("the receipt is for batch {found}; the bundle has {batches}, counted from 0")]
    Batch {
        /// The receipt's.
        found: u32,
        /// Batches there are.
        batches: usize,
    },
    /// There is no such place in the batch.
    #[error("the receipt is for place {found}; the batch has {accounts}, counted from 0")]
    Position {
        /// The receipt's.
        found: u32,
        /// Places there are.
        accounts: usize,
    },
    /// The path is not as long as the batch's tree is deep.
    #[error("the path has {found} levels; the batch's tree has {expected}")]
    Depth {
        /// Levels of the receipt's path.
        found: usize,
        /// Levels of the tree.
        expected: usize,
    },
    /// More holdings than an account of this batch can have.
    #[error("{found} holdings; an account of this batch has {slots} slots")]
    Slots {
        /// Holdings.
        found: usize,
        /// Slots.
        slots: usize,
    },
    /// A holding of a row that has no meaning under the parameters.
    #[error("holding {position} is of row {row}, which the parameters do not name")]
    Row {
        /// The holding's position in the receipt.
        position: usize,
        /// Its row.
        row: RowIndex,
    },
    /// Rows do not strictly increase.
    #[error("holding {position} is out of order: rows must strictly increase")]
    Order {
        /// The position of the holding that comes too late.
        position: usize,
    },
    /// A symbol that is another row's, or none's.
    #[error("holding {position} is called something else than the parameters call its row")]
    Symbol {
        /// The holding's position in the receipt.
        position: usize,
    },
    /// A quantity that is not its lots.
    #[error("the quantity of holding {position} is not what its lots are under the parameters")]
    Quantity {
        /// The holding's position in the receipt.
        position: usize,
    },
    /// A signature that is not over this receipt.
    #[error("the signature on the receipt is not over what the receipt says, or not its key's")]
    Signature,
    /// The account is not under the batch's root.
    #[error(
        "this account is not in the published book: identifier, sub-account, holdings, salt or \
         path are not those of the place that the receipt names"
    )]
    Root,
}

/// Verifies that a receipt's account is in the book that a bundle is about.
/// That the book is in order is what [`crate::verify_bundle`] says of the same
/// bundle, or a registry of its digest.
///
/// # Errors
/// The first reason for which the receipt is rejected.
pub fn verify_receipt(
    receipt: &Receipt,
    bundle: &Bundle,
) -> Result<AccountVerdict, ReceiptRejection> {
    let recomputed = bundle.recompute().map_err(ReceiptRejection::Bundle)?;
    recomputed.verify_receipt(receipt)
}

impl Recomputed {
    /// Verifies that a receipt's account is in this epoch's book: as
    /// [`verify_receipt`], for many receipts.
    ///
    /// # Errors
    /// The first reason for which the receipt is rejected.
    pub fn verify_receipt(&self, receipt: &Receipt) -> Result<AccountVerdict, ReceiptRejection> {
        if receipt.context != *self.context() {
            return Err(ReceiptRejection::Context);
        }
        let (found, expected) = (receipt.digest, self.digest());
        if found != expected {
            return Err(ReceiptRejection::Digest { found, expected });
        }
        if receipt.signature.is_some() && receipt.signer().is_none() {
            return Err(ReceiptRejection::Signature);
        }
        let batch = usize::try_from(receipt.batch).unwrap_or(usize::MAX);
        let (Some(link), Some(shape)) = (self.link(batch), self.shape(batch)) else {
            let batches = self.batches();
            return Err(ReceiptRejection::Batch { found: receipt.batch, batches });
        };
        placed(receipt, shape)?;
        named(&receipt.holdings, self.parameters())?;

        let account = receipt.account();
        let path = Path { index: u64::from(receipt.position), siblings: receipt.siblings.clone() };
        // An account out of range is in no book that is proved.
        let assessed = Assessment::of(self.parameters(), &account.holdings).ok();
        let leaf = assessed
            .as_ref()
            .map(|assessed| leaf(&account, &assessed.footing(), &receipt.salt, shape.slots));
        match (assessed, leaf.and_then(|leaf| path.root(leaf))) {
            (Some(assessed), Some(root)) if root == link.root => {
                Ok(AccountVerdict::of(self, receipt, &account, &assessed))
            }
            _ => Err(ReceiptRejection::Root),
        }
    }
}

/// The account's place exists, and it fits there.
fn placed(receipt: &Receipt, shape: Shape) -> Result<(), ReceiptRejection> {
    let Shape { accounts, slots, .. } = shape;
    if u64::from(receipt.position) >= accounts as u64 {
        return Err(ReceiptRejection::Position { found: receipt.position, accounts });
    }
    let (found, expected) = (receipt.siblings.len(), accounts.trailing_zeros() as usize);
    if found != expected {
        return Err(ReceiptRejection::Depth { found, expected });
    }
    let found = receipt.holdings.len();
    if found > slots { Err(ReceiptRejection::Slots { found, slots }) } else { Ok(()) }
}

/// Rows are in order, and names and quantities are what the parameters say.
fn named(holdings: &[ReceiptHolding], parameters: &Parameters) -> Result<(), ReceiptRejection> {
    let mut last = RowIndex::RESERVED;
    for (position, held) in holdings.iter().enumerate() {
        let row = held.row;
        let label = parameters.label(row).filter(|_| row != RowIndex::RESERVED);
        let label = label.ok_or(ReceiptRejection::Row { position, row })?;
        if row <= last {
            return Err(ReceiptRejection::Order { position });
        }
        last = row;
        if held.symbol != label.symbol {
            return Err(ReceiptRejection::Symbol { position });
        }
        let quantity = label.lot_size.quantity(held.lots);
        if quantity.map(|quantity| quantity.to_string()).as_ref() != Some(&held.quantity) {
            return Err(ReceiptRejection::Quantity { position });
        }
    }
    Ok(())
}

impl AccountVerdict {
    fn of(
        recomputed: &Recomputed,
        receipt: &Receipt,
        account: &Account,
        assessed: &Assessment,
    ) -> Self {
        let context = recomputed.context();
        let held = |held: &ReceiptHolding| Held {
            symbol: held.symbol.clone(),
            quantity: held.quantity.clone(),
        };
        Self {
            chain_id: context.chain_id,
            venue: Hex(context.venue.0),
            epoch: context.epoch,
            time: context.time,
            digest: Hex(recomputed.digest()),
            identifier: receipt.identifier.clone(),
            sub_account: receipt.sub_account,
            identity: Hex(*account.identity.as_bytes()),
            batch: receipt.batch,
            position: receipt.position,
            signed_by: receipt.signature.map(|signed| Hex(signed.key)),
            holdings: receipt.holdings.iter().map(held).collect(),
            equity: assessed.equity.to_string(),
            requirement: assessed.requirement.amount.to_string(),
            healthy: assessed.is_healthy(),
            proven: PROVEN.map(String::from).to_vec(),
            not_proven: NOT_PROVEN.map(String::from).to_vec(),
        }
    }

    /// The epoch's digest, to be compared with the registered one.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest.0
    }

    /// Whose signature is on the receipt: a key that is the venue's if the
    /// venue says so elsewhere.
    #[must_use]
    pub fn signed_by(&self) -> Option<[u8; 32]> {
        self.signed_by.map(|key| key.0)
    }

    /// What the account's equity is, in dollars.
    #[must_use]
    pub fn equity(&self) -> &str {
        &self.equity
    }

    /// What its margin requirement is, in dollars.
    #[must_use]
    pub fn requirement(&self) -> &str {
        &self.requirement
    }

    /// It has as much as is required.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        self.healthy
    }
}

const PROVEN: [&str; 1] =
    ["this account, with exactly these holdings, is under a root of the epoch with this digest"];

const NOT_PROVEN: [&str; 2] = [
    "that the epoch is in order: verify its bundle, or ask the registry for this digest",
    "that this is the account's only leaf: there may be one in each of up to four lanes, and each \
     is margined and counted by itself",
];

/// Nothing of whose it is, or what it holds.
impl fmt::Debug for AccountVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountVerdict").field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// For the trader: it shows everything.
impl fmt::Display for AccountVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, sub-account {}: included", shown(&self.identifier), self.sub_account)?;
        writeln!(f, "venue {} on chain {}", self.venue, self.chain_id)?;
        writeln!(f, "epoch {}, snapshot of second {}", self.epoch, self.time)?;
        writeln!(f, "digest {}", self.digest)?;
        match &self.signed_by {
            Some(key) => writeln!(f, "signed by {key}")?,
            None => writeln!(f, "not signed: a false receipt would be nobody's word")?,
        }
        writeln!(f, "holdings:")?;
        self.holdings
            .iter()
            .try_for_each(|held| writeln!(f, "  {} {}", held.quantity, shown(&held.symbol)))?;
        writeln!(f, "equity {} USD, requirement {} USD", self.equity, self.requirement)?;
        for (title, lines) in [("proven", &self.proven), ("not proven", &self.not_proven)] {
            writeln!(f, "{title}:")?;
            lines.iter().try_for_each(|line| writeln!(f, "  - {line}"))?;
        }
        Ok(())
    }
}
