//! `run.json`: the files of a run with their hashes, and where its keys are.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::files;

/// The list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    version: u32,
    /// For people and for a default; a path that is no text loses something.
    keys: String,
    /// BLAKE3 of every file that was prepared.
    files: BTreeMap<String, String>,
}

/// The list with its own hash.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    run: List,
    blake3: String,
}

const VERSION: u32 = 1;

impl List {
    pub(super) fn new(keys: &Path) -> Self {
        Self { version: VERSION, keys: keys.to_string_lossy().into_owned(), files: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, name: &str, hash: String) {
        self.files.insert(name.to_owned(), hash);
    }

    pub(super) fn hash_of(&self, name: &str) -> Option<&String> {
        self.files.get(name)
    }

    pub(super) fn keys(&self) -> &Path {
        Path::new(&self.keys)
    }

    fn seal(&self) -> String {
        // Numbers, texts and maps of them always serialise.
        files::hash(&serde_json::to_vec(self).unwrap_or_default())
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let sealed = Sealed { run: self.clone(), blake3: self.seal() };
        serde_json::to_vec_pretty(&sealed).unwrap_or_default()
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, String> {
        let sealed: Sealed =
            serde_json::from_slice(bytes).map_err(|error| format!("not a run: {error}"))?;
        let Sealed { run, blake3 } = sealed;
        if run.version != VERSION {
            return Err(format!("version {} is not known; prepare the run again", run.version));
        }
        if run.seal() == blake3 {
            Ok(run)
        } else {
            Err("is not what was prepared; prepare the run again".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_cannot_change_by_accident() {
        let mut list = List::new(Path::new("/keys"));
        list.add("a", files::hash(b"a"));
        let bytes = list.to_bytes();
        assert_eq!(List::parse(&bytes), Ok(list));
        let text = String::from_utf8(bytes).unwrap();
        assert!(List::parse(text.replace("/keys", "/kezs").as_bytes()).is_err());
        assert!(List::parse(text.replace("\"version\": 1", "\"version\": 2").as_bytes()).is_err());
        assert!(List::parse(&text.as_bytes()[1..]).is_err());
    }
}
