//! A venue's signing key: what it puts its name to receipts with.

use std::path::Path;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use ed25519_dalek::{Signer as _, SigningKey};
use plimsoll_verifier::{RECEIPT_TAG, Receipt, Signed};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::files;

/// An Ed25519 key, as PKCS #8 in PEM: the file that `openssl genpkey -algorithm
/// ed25519` makes too.
pub struct VenueKey(SigningKey);

impl VenueKey {
    /// Draws a key from the system's randomness, and writes it to a new file
    /// that only its owner can read.
    ///
    /// # Errors
    /// If there is no randomness, the file is there already, or it cannot be
    /// written.
    pub fn create(path: &Path) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|error| Error::Randomness(error.to_string()))?;
        let key = SigningKey::from_bytes(&seed);
        let text = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| Error::SigningKey(path.into()))?;
        files::write_once(path, text.as_bytes())?;
        Ok(Self(key))
    }

    /// Reads a key.
    ///
    /// # Errors
    /// If the file cannot be read, or is no such key.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::io(path))?;
        let text = Zeroizing::new(text);
        let key = SigningKey::from_pkcs8_pem(&text);
        key.map(Self).map_err(|_| Error::SigningKey(path.into()))
    }

    /// What others know the key by.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Puts the venue's name to a receipt.
    pub(crate) fn sign(&self, receipt: &mut Receipt) {
        let message = Zeroizing::new([RECEIPT_TAG, &receipt.unsigned()].concat());
        let signature = self.0.sign(&message).to_bytes();
        receipt.signature = Some(Signed { key: self.public(), signature });
    }
}

/// Nothing of what is secret.
impl std::fmt::Debug for VenueKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VenueKey(0x{})", hex::encode(self.public()))
    }
}
