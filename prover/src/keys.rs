//! A folder of keys: verifying keys as verifiers keep them, and in `proving/`
//! the proving halves with an index of their hashes. Whoever can write there
//! can choose what is proved with, but not make verifiers accept it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plimsoll_snark::{FileHash, KeyId, Origin, Progress, ProvingKey};
use plimsoll_statement::Rules;
use plimsoll_verifier::{Descriptor, KeyStore, Role};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::files::{self, Lock};

/// A folder of keys that is open.
#[derive(Clone, Debug)]
pub struct KeyFolder {
    dir: PathBuf,
    store: KeyStore,
    proving: BTreeMap<KeyId, FileHash>,
}

/// `proving/index.json`: the hash of every proving key that was made or
/// imported here, and so checked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    version: u32,
    keys: BTreeMap<String, String>,
}

const VERSION: u32 = 1;
const PROVING: &str = "proving";
const INDEX: &str = "index.json";

impl KeyFolder {
    /// Opens a folder of keys.
    ///
    /// # Errors
    /// If there is none, or its files are not what they should be.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let store = KeyStore::open(dir)?;
        Ok(Self { dir: dir.to_owned(), store, proving: read_index(dir)? })
    }

    /// Where it is.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The verifying keys.
    #[must_use]
    pub fn store(&self) -> &KeyStore {
        &self.store
    }

    /// A key to prove with; of several one of a ceremony.
    #[must_use]
    pub fn find(&self, role: Role, rules: &Rules) -> Option<KeyId> {
        let usable = self.store.find(role, rules.digest()).map(|trusted| trusted.key());
        let mut usable: Vec<_> =
            usable.filter(|key| self.proving.contains_key(&key.id())).collect();
        usable.sort_by_key(|key| (key.origin() == Origin::SingleParty, key.id()));
        usable.first().map(|key| key.id())
    }

    /// A key to prove with, or an explanation.
    pub(crate) fn need(&self, role: Role, rules: &Rules) -> Result<KeyId, Error> {
        self.find(role, rules).ok_or_else(|| Error::NoKey {
            dir: self.dir.clone(),
            role,
            shapes: self.store.shapes(rules.digest()),
        })
    }

    /// Bytes of a proving key's file; 0 if it is not there.
    #[must_use]
    pub fn bytes(&self, id: KeyId) -> u64 {
        std::fs::metadata(self.path(id)).map_or(0, |file| file.len())
    }

    /// Reads a proving key.
    ///
    /// # Errors
    /// If it is not there, or not the one that was made or imported here.
    pub fn proving(&self, id: KeyId, progress: Progress<'_>) -> Result<ProvingKey, Error> {
        let missing = || Error::NoProvingKey { dir: self.dir.join(PROVING), key: id };
        let path = self.path(id);
        let hash = *self.proving.get(&id).ok_or_else(missing)?;
        if !path.exists() {
            return Err(missing());
        }
        let key = ProvingKey::open(&path, hash, progress)?;
        if key.verifying().id() == id {
            Ok(key)
        } else {
            Err(Error::damaged(&path, format!("is key {}; rename it", key.verifying().id())))
        }
    }

    fn path(&self, id: KeyId) -> PathBuf {
        self.dir.join(PROVING).join(format!("{id}.pk"))
    }

    /// Adds a key: the proving half, then the verifying one, then the index,
    /// which makes it a key of this folder.
    pub(crate) fn add(&mut self, key: &ProvingKey, descriptor: Descriptor) -> Result<(), Error> {
        let id = key.verifying().id();
        let hash = key.save(&self.path(id))?;
        KeyStore::add(&self.dir, key.verifying(), descriptor)?;
        self.store.insert(key.verifying().clone(), descriptor)?;
        // Another process may have added some.
        self.proving = read_index(&self.dir)?;
        self.proving.insert(id, hash);
        let keys = self.proving.iter().map(|(id, hash)| (id.to_string(), hash.to_string()));
        let index = Index { version: VERSION, keys: keys.collect() };
        // Texts and maps of them always serialise.
        let bytes = serde_json::to_vec_pretty(&index).unwrap_or_default();
        files::replace(&self.dir.join(PROVING).join(INDEX), &bytes)
    }

    /// Takes a folder of keys for this process, makes it if it is not there, and
    /// sweeps what others left unfinished.
    pub(crate) fn take(dir: &Path) -> Result<(Self, Lock), Error> {
        let proving = dir.join(PROVING);
        std::fs::create_dir_all(&proving).map_err(Error::io(&proving))?;
        let lock = Lock::take(dir)?;
        files::sweep(dir, |name| name.starts_with('.') && name.ends_with(".part"))?;
        files::sweep(&proving, |name| name.starts_with(".key-") || files::is_unfinished(name))?;
        Ok((Self::open(dir)?, lock))
    }
}

fn read_index(dir: &Path) -> Result<BTreeMap<KeyId, FileHash>, Error> {
    let path = dir.join(PROVING).join(INDEX);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(Error::io(&path)(error)),
    };
    let wrong =
        |what: String| Error::damaged(&path, format!("not an index of proving keys: {what}"));
    let index: Index = serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
    if index.version != VERSION {
        return Err(wrong(format!("version {} is not known", index.version)));
    }
    let entry = |(id, hash): (&String, &String)| {
        let digits = id.strip_prefix("0x").unwrap_or_default();
        Some((KeyId(bytes_of(digits)?), FileHash(bytes_of(hash)?)))
    };
    let entries = index.keys.iter().map(|pair| entry(pair).ok_or_else(|| wrong(pair.0.clone())));
    entries.collect()
}

fn bytes_of(digits: &str) -> Option<[u8; 32]> {
    hex::decode(digits).ok()?.try_into().ok()
}
