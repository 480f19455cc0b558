//! The verdict on a mutant, in the order of `plimsoll verify`: keys, bundle,
//! receipt, account, then what was expected and the proofs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use plimsoll_statement::{Money, Venue};
use plimsoll_verifier::{
    Bundle, Expectations, FlagLimit, KeyStore, Receipt, Recomputed, verify_bundle,
};
use serde_json::Value;
use tempfile::TempDir;

use crate::edits::{Edit, Files, Mutant, Vectors};
use crate::kinds;

/// What is read and verified once for all mutants that leave it as it is.
pub(crate) struct Judge {
    vectors: Vectors,
    keys: BTreeMap<String, Rc<KeyStore>>,
    bundles: BTreeMap<String, Rc<Bundle>>,
    recomputed: BTreeMap<String, Rc<Recomputed>>,
    verified: BTreeMap<String, Verdict<()>>,
}

type Verdict<T> = Result<T, String>;

impl Judge {
    /// Nothing is read yet.
    pub(crate) fn new(vectors: Vectors) -> Self {
        Self {
            vectors,
            keys: BTreeMap::new(),
            bundles: BTreeMap::new(),
            recomputed: BTreeMap::new(),
            verified: BTreeMap::new(),
        }
    }

    /// `accept`, or the kind of the rejection.
    pub(crate) fn verdict(&mut self, mutant: &Mutant) -> String {
        self.judge(mutant).err().unwrap_or_else(|| "accept".to_owned())
    }

    fn judge(&mut self, mutant: &Mutant) -> Verdict<()> {
        let files = self.vectors.edited(mutant);
        let touched =
            |folder: &str| mutant.edits.iter().map(Edit::file).any(|file| file.starts_with(folder));
        let own = |folder| (!touched(folder)).then(|| mutant.bundle.clone());
        let (keys, bundle) = (own("keys/"), own("bundle/"));

        let store = once(&mut self.keys, keys.as_ref(), || read_keys(&files).map(Rc::new))?;
        let read = once(&mut self.bundles, bundle.as_ref(), || read_bundle(&files).map(Rc::new))?;
        if let Some(bytes) = files.get("receipt.json") {
            let receipt = Receipt::from_bytes(bytes).map_err(|error| kinds::text(&error))?;
            let epoch = once(&mut self.recomputed, bundle.as_ref(), || {
                read.recompute().map(Rc::new).map_err(|error| kinds::rejection(&error))
            })?;
            epoch.verify_receipt(&receipt).map_err(|error| kinds::receipt(&error))?;
        }
        let whole = keys.is_some() && mutant.expected.is_empty();
        let name = bundle.filter(|_| whole);
        let expected = expectations(&mutant.expected);
        let verify = || match verify_bundle(&read, &store, &expected) {
            Ok(_) => Ok(()),
            Err(error) => Err(kinds::rejection(&error)),
        };
        once(&mut self.verified, name.as_ref(), || Ok(verify()))?
    }
}

/// What was made for this name before, or is made now.
fn once<T: Clone>(
    made: &mut BTreeMap<String, T>,
    name: Option<&String>,
    make: impl FnOnce() -> Verdict<T>,
) -> Verdict<T> {
    let Some(name) = name else { return make() };
    if let Some(known) = made.get(name) {
        return Ok(known.clone());
    }
    let new = make()?;
    made.insert(name.clone(), new.clone());
    Ok(new)
}

fn read_keys(files: &Files) -> Verdict<KeyStore> {
    let dir = written(files, "keys");
    KeyStore::open(dir.path()).map_err(|error| kinds::key_store(&error))
}

fn read_bundle(files: &Files) -> Verdict<Bundle> {
    let dir = written(files, "bundle");
    Bundle::read(dir.path()).map_err(|error| kinds::bundle(&error))
}

/// A folder with these files of it, as the verifier finds them.
fn written(files: &Files, folder: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let own = Path::new(name).strip_prefix(folder);
        if let Ok(name) = own {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
    }
    dir
}

/// Flags of the command as what a verifier expects.
fn expectations(flags: &BTreeMap<String, Value>) -> Expectations {
    let mut expected = Expectations::default();
    for (name, value) in flags {
        match name.as_str() {
            "venue" => {
                let mut venue = [0; 32];
                let name = value.as_str().unwrap().as_bytes();
                venue[..name.len()].copy_from_slice(name);
                expected.venue = Some(Venue(venue));
            }
            "chain-id" => expected.chain_id = value.as_u64(),
            "epoch" => expected.epoch = value.as_u64(),
            "least-epoch" => expected.least_epoch = value.as_u64(),
            "least-time" => expected.least_time = value.as_u64(),
            "digest" => expected.digest = Some(word(value)),
            "previous" => expected.previous = Some(word(value)),
            "ceremony-only" => expected.ceremony_only = value.as_bool().unwrap(),
            "most-flagged" => {
                let accounts = value.as_u64().unwrap();
                expected.flag_limit = Some(FlagLimit { accounts, deficit: Money::MAX });
            }
            _ => panic!("no such flag is known: {name}"),
        }
    }
    expected
}

fn word(value: &Value) -> [u8; 32] {
    let digits = value.as_str().unwrap().strip_prefix("0x").unwrap();
    hex::decode(digits).unwrap().try_into().unwrap()
}
