//! The files of a market directory in memory, and their hashes: what is hashed
//! is what is read.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use plimsoll_snapshot::{Format, InputError, read_bounded};
use sha2::{Digest as _, Sha256};

/// The largest file that is read.
const MOST: u64 = 256 << 20;

/// A file that went into the market.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputHash {
    /// Its path within the directory, such as `history/BTC.csv`.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: [u8; 32],
}

/// Where files come from.
pub(super) enum Files<'a> {
    Disk(&'a Path),
    Memory(BTreeMap<String, Arc<[u8]>>),
}

/// A table's file.
pub(super) struct TableFile {
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) bytes: Arc<[u8]>,
}

impl Files<'_> {
    /// A file's bytes, if it is there. Its hash is noted.
    pub(super) fn read(
        &self,
        name: &str,
        hashes: &mut Vec<InputHash>,
    ) -> Result<Option<Arc<[u8]>>, InputError> {
        let bytes: Arc<[u8]> = match self {
            Self::Memory(files) => match files.get(name) {
                Some(bytes) => Arc::clone(bytes),
                None => return Ok(None),
            },
            Self::Disk(folder) => {
                let path = folder.join(name);
                match path.symlink_metadata() {
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                    _ => read_bounded(&path, MOST)?.into(),
                }
            }
        };
        let sha256 = Sha256::digest(&bytes).into();
        hashes.push(InputHash { file: name.to_owned(), sha256 });
        Ok(Some(bytes))
    }

    /// A table, which is there in one format at most.
    pub(super) fn table(
        &self,
        stem: &str,
        hashes: &mut Vec<InputHash>,
    ) -> Result<Option<TableFile>, InputError> {
        let mut found: Option<TableFile> = None;
        for format in Format::ALL {
            let name = format!("{stem}.{format}");
            let Some(bytes) = self.read(&name, hashes)? else {
                continue;
            };
            if let Some(other) = found {
                let what = format!("the market has both {} and {name}", other.name);
                return Err(InputError::new(what, "keep one of them"));
            }
            found = Some(TableFile { name, format, bytes });
        }
        Ok(found)
    }
}
