//! Keystore files of version 3, as wallets write them: a private key under a
//! password.

use aes::Aes128;
use aes::cipher::{KeyIvInit as _, StreamCipher as _};
use alloy_primitives::keccak256;
use serde::Deserialize;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::signer::{Signer, SignerError};

/// Why a keystore file was not opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    /// Not such a file.
    #[error("not a keystore file of version 3: {0}")]
    Form(String),
    /// It asks for more work or memory than any wallet does.
    #[error("its key derivation asks for too much: {0}")]
    Excessive(String),
    /// The password is another.
    #[error("the password does not open it")]
    Password,
    /// What is in it is no key.
    #[error(transparent)]
    Key(#[from] SignerError),
}

#[derive(Deserialize)]
struct File {
    version: u32,
    #[serde(alias = "Crypto")]
    crypto: Crypto,
}

#[derive(Deserialize)]
struct Crypto {
    cipher: String,
    cipherparams: CipherParams,
    ciphertext: String,
    #[serde(flatten)]
    kdf: Kdf,
    mac: String,
}

#[derive(Deserialize)]
struct CipherParams {
    iv: String,
}

#[derive(Deserialize)]
#[serde(tag = "kdf", content = "kdfparams", rename_all = "lowercase")]
enum Kdf {
    Scrypt { dklen: u32, n: u64, r: u32, p: u32, salt: String },
    Pbkdf2 { dklen: u32, c: u32, prf: String, salt: String },
}

/// Bytes of the derived key: half encrypts, half authenticates.
const DERIVED: usize = 32;
const MOST_MEMORY: u64 = 1 << 30;
const MOST_ROUNDS: u64 = 1 << 27;

/// The key in a keystore file.
///
/// # Errors
/// If it is not one, or the password does not open it.
pub fn open_keystore(file: &[u8], password: &[u8]) -> Result<Signer, KeystoreError> {
    let form = |error: serde_json::Error| KeystoreError::Form(error.to_string());
    let File { version, crypto } = serde_json::from_slice(file).map_err(form)?;
    if version != 3 {
        return Err(KeystoreError::Form(format!("version {version}")));
    }
    if crypto.cipher != "aes-128-ctr" {
        return Err(KeystoreError::Form(format!("cipher {:?}", crypto.cipher)));
    }
    let derived = crypto.kdf.derive(password)?;
    let (encrypting, authenticating) = derived.split_at(DERIVED / 2);
    let ciphertext = bytes("ciphertext", &crypto.ciphertext)?;
    let mac = keccak256([authenticating, &ciphertext].concat());
    // The password is the user's own: nobody else measures how long this takes.
    if bytes("mac", &crypto.mac)? != mac.as_slice() {
        return Err(KeystoreError::Password);
    }
    let mut key = Zeroizing::new([0; 32]);
    if ciphertext.len() != key.len() {
        return Err(KeystoreError::Form("ciphertext is not of 32 bytes".into()));
    }
    key.copy_from_slice(&ciphertext);
    let iv = bytes("iv", &crypto.cipherparams.iv)?;
    let cipher = ctr::Ctr128BE::<Aes128>::new_from_slices(encrypting, &iv);
    let mut cipher = cipher.map_err(|_| KeystoreError::Form("iv is not of 16 bytes".into()))?;
    cipher.apply_keystream(&mut key[..]);
    Ok(Signer::from_bytes(&key)?)
}

impl Kdf {
    fn derive(&self, password: &[u8]) -> Result<Zeroizing<[u8; DERIVED]>, KeystoreError> {
        let (Self::Scrypt { dklen, salt, .. } | Self::Pbkdf2 { dklen, salt, .. }) = self;
        if *dklen != 32 {
            return Err(KeystoreError::Form(format!("dklen {dklen}")));
        }
        let salt = bytes("salt", salt)?;
        let mut derived = Zeroizing::new([0; DERIVED]);
        match self {
            Self::Scrypt { n, r, p, .. } => {
                let block = 128 * u64::from(*r);
                let memory = block.saturating_mul(*n);
                let work = memory.saturating_mul(u64::from(*p));
                if memory > MOST_MEMORY || work > 4 * MOST_MEMORY {
                    return Err(KeystoreError::Excessive(format!("n {n}, r {r}, p {p}")));
                }
                let wrong = || KeystoreError::Form(format!("scrypt with n {n}, r {r}, p {p}"));
                let power = n.is_power_of_two().then(|| n.ilog2()).ok_or_else(wrong)?;
                let power = u8::try_from(power).map_err(|_| wrong())?;
                let params = scrypt::Params::new(power, *r, *p).map_err(|_| wrong())?;
                scrypt::scrypt(password, &salt, &params, &mut derived[..]).map_err(|_| wrong())?;
            }
            Self::Pbkdf2 { c, prf, .. } => {
                if prf != "hmac-sha256" {
                    return Err(KeystoreError::Form(format!("prf {prf:?}")));
                }
                if *c == 0 || u64::from(*c) > MOST_ROUNDS {
                    return Err(KeystoreError::Excessive(format!("c {c}")));
                }
                pbkdf2::pbkdf2_hmac::<Sha256>(password, &salt, *c, &mut derived[..]);
            }
        }
        Ok(derived)
    }
}

fn bytes(field: &str, text: &str) -> Result<Vec<u8>, KeystoreError> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    hex::decode(digits).map_err(|_| KeystoreError::Form(format!("{field} is not hexadecimal")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;

    const PASSWORD: &[u8] = b"testpassword";

    /// The two files of the format's own test vectors, which hold one key.
    fn files() -> [String; 2] {
        let file = |cipher: [&str; 3], kdf: &str| {
            let [iv, text, mac] = cipher;
            format!(
                r#"{{"crypto":{{"cipher":"aes-128-ctr","cipherparams":{{"iv":"{iv}"}},
                "ciphertext":"{text}",{kdf},"mac":"{mac}"}},"id":"x","version":3}}"#
            )
        };
        [
            file(
                [
                    "6087dab2f9fdbbfaddc31a909735c1e6",
                    "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
                    "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
                ],
                r#""kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
                "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"}"#,
            ),
            file(
                [
                    "83dbcc02d8ccb40e466191a123791e0e",
                    "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
                    "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097",
                ],
                r#""kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,
                "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"}"#,
            ),
        ]
    }

    #[test]
    fn a_file_opens_with_its_password_only() {
        let expected = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
        let expected = Signer::from_text(expected).unwrap().address();
        for file in files() {
            let opened = open_keystore(file.as_bytes(), PASSWORD).unwrap();
            assert_eq!(opened.address(), expected);
            let wrong = open_keystore(file.as_bytes(), b"testpasswore").unwrap_err();
            assert_eq!(wrong, KeystoreError::Password);
        }
    }

    #[test]
    fn what_asks_for_too_much_or_is_no_keystore_is_refused() {
        let [pbkdf2, scrypt] = files();
        for (file, from, to) in [
            (&pbkdf2, "262144", "4294967295"),
            (&scrypt, "262144", "281474976710656"),
            (&scrypt, "\"p\":8", "\"p\":4294967295"),
        ] {
            let refused = open_keystore(file.replace(from, to).as_bytes(), PASSWORD).unwrap_err();
            assert!(matches!(refused, KeystoreError::Excessive(_)), "{refused}");
        }
        for (from, to) in [
            ("\"version\":3", "\"version\":1"),
            ("aes-128-ctr", "aes-256-cbc"),
            ("262144", "262143"),
            ("\"dklen\":32", "\"dklen\":16"),
            ("83dbcc", "83zzcc"),
        ] {
            let refused = open_keystore(scrypt.replace(from, to).as_bytes(), PASSWORD).unwrap_err();
            assert!(matches!(refused, KeystoreError::Form(_)), "{from}: {refused}");
        }
        assert!(open_keystore(b"{}", PASSWORD).is_err());
    }
}
