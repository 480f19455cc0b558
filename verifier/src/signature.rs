//! A venue's word on a receipt: what makes a false one evidence.

use ed25519_dalek::{Signature, VerifyingKey};

/// Begins what is signed, so that no signature over something else is one over
/// a receipt.
pub const RECEIPT_TAG: &[u8] = b"plimsoll receipt 1\0";

/// Who signed a receipt, and the signature: Ed25519.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The venue's public key.
    pub key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
}

impl Signed {
    /// Whether the signature is this key's over a receipt of this text. Keys and
    /// signatures that others might read differently are refused.
    pub(crate) fn holds(&self, text: &[u8]) -> bool {
        let message = [RECEIPT_TAG, text].concat();
        VerifyingKey::from_bytes(&self.key).is_ok_and(|key| {
            key.verify_strict(&message, &Signature::from_bytes(&self.signature)).is_ok()
        })
    }
}
