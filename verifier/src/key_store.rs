//! The verifying keys that a verifier trusts, by id, with its own word on what
//! each is for. A bundle names keys and never brings them.

mod descriptor;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plimsoll_snark::{DecodeError, KeyId, VerifyingKey};
use plimsoll_statement::Shape;

pub use descriptor::{Descriptor, Role};

use crate::files::{self, FileError};
use crate::text::TextError;

/// Keys that are trusted. On disk it is a directory with two files for each:
/// `<id>.vk`, the key's canonical bytes, and `<id>.json`, its descriptor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyStore(BTreeMap<KeyId, TrustedKey>);

/// A key, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey {
    key: VerifyingKey,
    descriptor: Descriptor,
}

/// Why a key store was not read, or a key not added.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A descriptor is not in its form.
    #[error("{path}: {error}")]
    Descriptor {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: TextError,
    },
    /// A key is refused.
    #[error("{path}: {error}")]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        error: DecodeError,
    },
    /// A file is about another key than its name says.
    #[error("{path}: is about key {found}, whose id its name is not; remove it")]
    OtherKey {
        /// The file.
        path: PathBuf,
        /// The key it is about.
        found: KeyId,
    },
    /// A key cannot be for what its descriptor says.
    #[error("key {key} cannot be a key for {role}: {why}")]
    Unfit {
        /// The key.
        key: KeyId,
        /// What it is said to be for.
        role: Role,
        /// Why not.
        why: &'static str,
    },
    /// The key is there already, for something else.
    #[error("key {0} is in the store for another role or other rules; remove it there first")]
    Differs(KeyId),
}

const KEY: &str = "vk";
const DESCRIPTOR: &str = "json";

/// More than the largest key and the longest descriptor take.
const MOST_KEY_BYTES: u64 = 1 << 20;
const MOST_DESCRIPTOR_BYTES: u64 = 1 << 12;

impl KeyStore {
    /// Reads a store. Files that are neither keys nor descriptors are left
    /// alone, and so is a key without a descriptor: it was never quite added.
    ///
    /// # Errors
    /// If a descriptor or its key is missing, damaged, or about another key, or
    /// the one does not fit the other.
    pub fn open(dir: &Path) -> Result<Self, KeyStoreError> {
        let mut store = Self::default();
        for name in files::names(dir)? {
            let name = name?;
            let path = dir.join(&name);
            let extension = path.extension().and_then(|extension| extension.to_str());
            if name.starts_with('.') || extension != Some(DESCRIPTOR) {
                continue;
            }
            let (key, descriptor) = read(&path)?;
            store.insert(key, descriptor)?;
        }
        Ok(store)
    }

    /// Adds a key to the store on disk, which is made if it is not there.
    ///
    /// # Errors
    /// If the key cannot be for that, is there for something else, or those of
    /// the file system.
    pub fn add(
        dir: &Path,
        key: &VerifyingKey,
        descriptor: Descriptor,
    ) -> Result<(), KeyStoreError> {
        descriptor.fits(key)?;
        let path = path_of(dir, key.id(), DESCRIPTOR);
        std::fs::create_dir_all(dir)
            .map_err(|error| FileError::Io { path: dir.to_owned(), error })?;
        if path.exists() {
            let (_, there) = read(&path)?;
            return if there == descriptor {
                Ok(())
            } else {
                Err(KeyStoreError::Differs(key.id()))
            };
        }
        // The descriptor comes last: with it the key is there.
        files::put(&path_of(dir, key.id(), KEY), &key.to_bytes())?;
        files::put(&path, &descriptor.to_bytes(key.id()))?;
        Ok(())
    }

    /// Adds a key in memory.
    ///
    /// # Errors
    /// If the key cannot be for that, or is there for something else.
    pub fn insert(
        &mut self,
        key: VerifyingKey,
        descriptor: Descriptor,
    ) -> Result<(), KeyStoreError> {
        descriptor.fits(&key)?;
        let id = key.id();
        let entry = TrustedKey { key, descriptor };
        match self.0.insert(id, entry) {
            Some(before) if before.descriptor != descriptor => {
                self.0.insert(id, before);
                Err(KeyStoreError::Differs(id))
            }
            _ => Ok(()),
        }
    }

    /// The key with this id.
    #[must_use]
    pub fn get(&self, id: KeyId) -> Option<&TrustedKey> {
        self.0.get(&id)
    }

    /// All keys for a role under these rules, in the order of their ids.
    pub fn find(&self, role: Role, rules: [u8; 32]) -> impl Iterator<Item = &TrustedKey> {
        let wanted = role.under(rules);
        self.0.values().filter(move |entry| entry.descriptor == wanted)
    }

    /// All shapes that there are batch keys for under these rules, by lane.
    #[must_use]
    pub fn shapes(&self, rules: [u8; 32]) -> Vec<Shape> {
        let own = self.0.values().filter(|entry| entry.descriptor.rules == rules);
        let batches = own.filter_map(|entry| match entry.descriptor.role {
            Role::Batch(shape) => Some(shape),
            _ => None,
        });
        let mut shapes: Vec<Shape> = batches.collect();
        shapes.sort_by_key(|shape| (shape.lane, shape.accounts, shape.slots));
        shapes.dedup();
        shapes
    }

    /// Every key, in the order of their ids.
    pub fn keys(&self) -> impl Iterator<Item = &TrustedKey> {
        self.0.values()
    }
}

impl TrustedKey {
    /// The key.
    #[must_use]
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// What it is for.
    #[must_use]
    pub fn descriptor(&self) -> Descriptor {
        self.descriptor
    }
}

fn path_of(dir: &Path, id: KeyId, extension: &str) -> PathBuf {
    dir.join(format!("{id}.{extension}"))
}

/// A key by the path of its descriptor.
fn read(path: &Path) -> Result<(VerifyingKey, Descriptor), KeyStoreError> {
    let bytes = files::read(path, MOST_DESCRIPTOR_BYTES)?;
    let descriptor = Descriptor::from_bytes(&bytes);
    let (id, descriptor) =
        descriptor.map_err(|error| KeyStoreError::Descriptor { path: path.to_owned(), error })?;
    let dir = path.parent().unwrap_or(Path::new("."));
    if path != path_of(dir, id, DESCRIPTOR) {
        return Err(KeyStoreError::OtherKey { path: path.to_owned(), found: id });
    }
    let path = path_of(dir, id, KEY);
    let key = VerifyingKey::from_bytes(&files::read(&path, MOST_KEY_BYTES)?);
    let key = key.map_err(|error| KeyStoreError::Key { path: path.clone(), error })?;
    if key.id() != id {
        return Err(KeyStoreError::OtherKey { path, found: key.id() });
    }
    Ok((key, descriptor))
}
