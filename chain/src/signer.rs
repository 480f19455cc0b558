//! A private key that signs. It never shows itself.

use std::fmt;

use alloy_primitives::{Address, keccak256};
use k256::ecdsa::{SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// A private key, and the address that it signs for. Its memory is cleared when
/// it goes.
pub struct Signer {
    key: SigningKey,
    address: Address,
}

/// Why there is no signer. The key itself is never part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignerError {
    /// Not a key's text.
    #[error("a private key is 64 hexadecimal digits, with or without 0x")]
    Text,
    /// Zero, or beyond the curve's order.
    #[error("these 32 bytes are no private key of secp256k1")]
    Range,
}

impl Signer {
    /// A key from its hexadecimal text.
    ///
    /// # Errors
    /// If it is not a key.
    pub fn from_text(text: &str) -> Result<Self, SignerError> {
        let digits = text.trim();
        let digits = digits.strip_prefix("0x").unwrap_or(digits);
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(digits, &mut bytes[..]).map_err(|_| SignerError::Text)?;
        Self::from_bytes(&bytes)
    }

    /// A key from its bytes.
    ///
    /// # Errors
    /// If it is not a key.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, SignerError> {
        let key = SigningKey::from_slice(bytes).map_err(|_| SignerError::Range)?;
        let address = address_of(key.verifying_key());
        Ok(Self { key, address })
    }

    /// The address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.address
    }

    /// The signature of a hash: `r`, `s`, and whether `y` is odd.
    #[must_use]
    pub fn sign(&self, hash: &[u8; 32]) -> ([u8; 64], bool) {
        let (signature, recovery) = self.key.sign_prehash_recoverable(hash);
        let mut bytes = [0; 64];
        bytes.copy_from_slice(&signature.to_bytes());
        (bytes, recovery.is_y_odd())
    }

    /// The signature of a hash as contracts take it: `r`, `s`, and 27 or 28.
    #[must_use]
    pub fn sign_for_contract(&self, hash: &[u8; 32]) -> Vec<u8> {
        let (signature, odd) = self.sign(hash);
        let mut bytes = signature.to_vec();
        bytes.push(27 + u8::from(odd));
        bytes
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// The last 20 bytes of the hash of a public key.
pub(crate) fn address_of(key: &VerifyingKey) -> Address {
    let point = key.to_sec1_point(false);
    let coordinates = point.as_bytes().get(1..).unwrap_or_default();
    Address::from_slice(keccak256(coordinates).get(12..).unwrap_or(&[0; 20]))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    /// The first key of every development chain, whose address is well known.
    const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    #[test]
    fn a_key_has_its_address_and_does_not_show_itself() {
        let signer = Signer::from_text(KEY).unwrap();
        let address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
        assert_eq!(signer.address().to_string(), address);
        assert!(!format!("{signer:?}").contains("ac0974"));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "0x", "ac09", &KEY[..65], &format!("{KEY}00"), &"zz".repeat(32)] {
            assert_eq!(Signer::from_text(text).unwrap_err(), SignerError::Text, "{text}");
        }
        for text in ["00".repeat(32), "ff".repeat(32)] {
            assert_eq!(Signer::from_text(&text).unwrap_err(), SignerError::Range);
        }
    }
}
