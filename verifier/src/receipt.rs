//! A receipt: what a trader holds to find their account under a published root.

use plimsoll_snark::Fr;
use plimsoll_statement::{Account, Class, Context, Holding, Identity, Lots, RowIndex, Salt};
use serde::{Deserialize, Serialize};

use crate::signature::Signed;
use crate::text::parts::{ContextText, field, field_text};
use crate::text::{self, Decimal, Hex, TextError, wrong};

/// What a trader gets from a venue. It holds what nobody else should see.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Which epoch of which venue.
    pub context: Context,
    /// The epoch's digest.
    pub digest: [u8; 32],
    /// The batch that the account is in.
    pub batch: u32,
    /// Its position there.
    pub position: u32,
    /// What the venue calls the trader.
    pub identifier: String,
    /// Which of the trader's accounts it is.
    pub sub_account: u32,
    /// What hides the leaf.
    pub salt: Salt,
    /// All that the account holds, rows strictly increasing.
    pub holdings: Vec<ReceiptHolding>,
    /// The path from the leaf to the root: the leaf's own sibling first.
    pub siblings: Vec<Fr>,
    /// The venue's word on all of this, if it gave it.
    pub signature: Option<Signed>,
}

/// Lots of one row, with their meaning under the parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptHolding {
    /// Of what.
    pub row: RowIndex,
    /// Its symbol.
    pub symbol: String,
    /// How many lots.
    pub lots: Lots,
    /// How much that is, an exact decimal in the instrument's unit.
    pub quantity: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiptText {
    version: u32,
    context: ContextText,
    digest: Hex<32>,
    batch: u32,
    position: u32,
    identifier: String,
    sub_account: u32,
    salt: Hex<{ Salt::BYTES }>,
    holdings: Vec<HoldingText>,
    siblings: Vec<Hex<32>>,
    signature: Option<SignedText>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedText {
    key: Hex<32>,
    signature: Hex<64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldingText {
    row: u16,
    symbol: String,
    lots: Decimal<i64>,
    quantity: String,
}

impl Receipt {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// More bytes than any receipt has.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Reads a receipt, of which there is one form only, with spaces after it
    /// that make all receipts of a venue equally long. It is not verified yet.
    ///
    /// # Errors
    /// If it is of another form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TextError> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(wrong("receipt", format!("is longer than {} bytes", Self::MAX_BYTES)));
        }
        let length = bytes.iter().rposition(|byte| *byte != b' ').map_or(0, |last| last + 1);
        let (text, _) = bytes.split_at(length);
        text::read::<ReceiptText>(text, Self::VERSION)?.try_into()
    }

    /// The receipt's text: for its trader's eyes only.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        text::write(&ReceiptText::from(self))
    }

    /// The account that the receipt is of.
    #[must_use]
    pub fn account(&self) -> Account {
        let identity = Identity::derive(&self.context, &self.identifier, self.sub_account);
        let held = self.holdings.iter().map(|held| Holding { row: held.row, lots: held.lots });
        Account { identity, class: Class::Customer, holdings: held.collect() }
    }

    /// Whose word it is: a key, and its signature is over just this. A receipt
    /// that is in no book is then evidence against whoever has that key.
    #[must_use]
    pub fn signer(&self) -> Option<[u8; 32]> {
        self.signature.filter(|signed| signed.holds(&self.unsigned())).map(|signed| signed.key)
    }

    /// What a venue signs, after [`crate::RECEIPT_TAG`]: the text without a
    /// signature.
    #[must_use]
    pub fn unsigned(&self) -> Vec<u8> {
        text::write(&ReceiptText { signature: None, ..ReceiptText::from(self) })
    }
}

/// Nothing of whose it is, or what it holds.
impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receipt").field("context", &self.context).finish_non_exhaustive()
    }
}

/// Nothing of what is held.
impl std::fmt::Debug for ReceiptHolding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReceiptHolding(secret)")
    }
}

impl From<&Receipt> for ReceiptText {
    fn from(receipt: &Receipt) -> Self {
        let holding = |holding: &ReceiptHolding| HoldingText {
            row: holding.row.0,
            symbol: holding.symbol.clone(),
            lots: Decimal(holding.lots.count()),
            quantity: holding.quantity.clone(),
        };
        Self {
            version: Receipt::VERSION,
            context: ContextText::from(&receipt.context),
            digest: Hex(receipt.digest),
            batch: receipt.batch,
            position: receipt.position,
            identifier: receipt.identifier.clone(),
            sub_account: receipt.sub_account,
            salt: Hex(*receipt.salt.expose()),
            holdings: receipt.holdings.iter().map(holding).collect(),
            siblings: receipt.siblings.iter().copied().map(field_text).collect(),
            signature: receipt.signature.map(|signed| SignedText {
                key: Hex(signed.key),
                signature: Hex(signed.signature),
            }),
        }
    }
}

impl TryFrom<ReceiptText> for Receipt {
    type Error = TextError;

    fn try_from(text: ReceiptText) -> Result<Self, TextError> {
        let holding = |text: HoldingText| {
            let lots = Lots::new(text.lots.0);
            let lots = lots.ok_or_else(|| wrong("lots", "is beyond what an account can hold"))?;
            Ok(ReceiptHolding {
                row: RowIndex(text.row),
                symbol: text.symbol,
                lots,
                quantity: text.quantity,
            })
        };
        let siblings = text.siblings.iter().map(|sibling| field("siblings", sibling));
        Ok(Self {
            context: text.context.into(),
            digest: text.digest.0,
            batch: text.batch,
            position: text.position,
            identifier: text.identifier,
            sub_account: text.sub_account,
            salt: Salt::from_bytes(text.salt.0),
            siblings: siblings.collect::<Result<_, _>>()?,
            holdings: text.holdings.into_iter().map(holding).collect::<Result<_, TextError>>()?,
            signature: text
                .signature
                .map(|text| Signed { key: text.key.0, signature: text.signature.0 }),
        })
    }
}
