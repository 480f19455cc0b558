//! Private keys: from keystore files or the environment, and never from an
//! argument, where others on the machine can read them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use plimsoll_chain::{B256, Signer, open_keystore};
use zeroize::Zeroizing;

use crate::args::{Authority, Sending};
use crate::failure::Failure;

/// Where a key may be.
struct Source<'a> {
    keystore: Option<&'a Path>,
    password_file: Option<&'a Path>,
    key_variable: &'static str,
    password_variable: &'static str,
}

/// The key of who sends; `None` if there is none.
pub(super) fn sender(args: &Sending) -> Result<Option<Signer>, Failure> {
    Source {
        keystore: args.keystore.as_deref(),
        password_file: args.password_file.as_deref(),
        key_variable: "PLIMSOLL_PRIVATE_KEY",
        password_variable: "PLIMSOLL_PASSWORD",
    }
    .open()
}

/// The key of who sends, where there must be one.
pub(super) fn sender_needed(args: &Sending) -> Result<Signer, Failure> {
    sender(args)?.ok_or_else(|| {
        Failure::Input("--send needs a key: give --keystore, or set PLIMSOLL_PRIVATE_KEY".into())
    })
}

/// The authority's signature of a hash; nothing if there is neither a key nor a
/// signature.
pub(super) fn signature(args: &Authority, hash: &B256) -> Result<Vec<u8>, Failure> {
    if let Some(path) = &args.signature {
        let text = read(path)?;
        let text = String::from_utf8_lossy(&text);
        let digits = text.trim().trim_start_matches("0x");
        let wrong = |_| Failure::Input(format!("{}: is not hexadecimal", path.display()));
        return hex::decode(digits).map_err(wrong);
    }
    let source = Source {
        keystore: args.authority_keystore.as_deref(),
        password_file: args.authority_password_file.as_deref(),
        key_variable: "PLIMSOLL_AUTHORITY_KEY",
        password_variable: "PLIMSOLL_AUTHORITY_PASSWORD",
    };
    let signer = source.open()?;
    Ok(signer.map_or_else(Vec::new, |signer| signer.sign_for_contract(hash)))
}

impl Source<'_> {
    fn open(&self) -> Result<Option<Signer>, Failure> {
        let Some(path) = self.keystore else {
            let Some(text) = variable(self.key_variable)? else { return Ok(None) };
            let signer = Signer::from_text(&text);
            let wrong = |error| Failure::Input(format!("{}: {error}", self.key_variable));
            return signer.map(Some).map_err(wrong);
        };
        let file = read(path)?;
        let password = self.password(path)?;
        let wrong = |error| Failure::Input(format!("{}: {error}", path.display()));
        open_keystore(&file, password.as_bytes()).map(Some).map_err(wrong)
    }

    fn password(&self, keystore: &Path) -> Result<Zeroizing<String>, Failure> {
        if let Some(path) = self.password_file {
            let bytes = read(path)?;
            let text = std::str::from_utf8(&bytes);
            let wrong = |_| Failure::Input(format!("{}: is not text", path.display()));
            let text = text.map_err(wrong)?;
            // An editor's last line break is no part of it.
            return Ok(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()));
        }
        if let Some(password) = variable(self.password_variable)? {
            return Ok(password);
        }
        let prompt = format!("Password of {}: ", keystore.display());
        let asked = rpassword::prompt_password(prompt);
        asked.map(Zeroizing::new).map_err(|_| {
            let what = "there is no terminal to ask for the password on: give a password file";
            Failure::Input(format!("{}: {what}", keystore.display()))
        })
    }
}

/// A variable that is set and not empty.
fn variable(name: &str) -> Result<Option<Zeroizing<String>>, Failure> {
    match std::env::var(name) {
        Ok(text) => Ok(Some(Zeroizing::new(text)).filter(|text| !text.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Failure::Input(format!("{name}: is not text")))
        }
    }
}

/// Keys, passwords and signatures are short.
const MOST_BYTES: u64 = 1 << 16;

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    let opened = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    opened.map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
    Ok(bytes)
}
