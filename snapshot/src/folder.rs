//! Where a snapshot's files are: in a directory, or in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::InputError;
use crate::model::Format;
use crate::table::{Opened, Source, Table};

/// A place with named files.
#[derive(Clone, Debug)]
pub(crate) enum Folder {
    Disk(PathBuf),
    Memory(BTreeMap<String, Arc<[u8]>>),
}

/// A file that is there.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) format: Format,
    pub(crate) size: u64,
}

impl Folder {
    /// The place itself, for errors and advice.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Disk(path) => path,
            Self::Memory(_) => Path::new("IN"),
        }
    }

    /// The path of a file, as errors name it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        match self {
            Self::Disk(path) => path.join(name),
            Self::Memory(_) => PathBuf::from(name),
        }
    }

    /// Fails where there is no such directory.
    pub(crate) fn check(&self) -> Result<(), InputError> {
        let Self::Disk(path) = self else {
            return Ok(());
        };
        let wrong = |what: String| {
            let advice = "name a directory with snapshot.json and three tables";
            Err(InputError::new(what, advice).in_file(path))
        };
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => Ok(()),
            Ok(_) => wrong("is not a directory".into()),
            Err(error) => wrong(format!("cannot be read: {error}")),
        }
    }

    /// The size of a file, if it is there.
    pub(crate) fn size(&self, name: &str) -> Result<Option<u64>, InputError> {
        match self {
            Self::Memory(files) => {
                let size = |bytes: &Arc<[u8]>| u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                Ok(files.get(name).map(size))
            }
            Self::Disk(_) => {
                let file = self.file(name);
                match file.metadata() {
                    Ok(metadata) if metadata.is_file() => Ok(Some(metadata.len())),
                    Ok(_) => Err(InputError::new("is not a file", "").in_file(&file)),
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(cannot_read(&error).in_file(&file)),
                }
            }
        }
    }

    /// The one file of a table.
    pub(crate) fn find(&self, table: &Table) -> Result<Found, InputError> {
        let mut found: Option<Found> = None;
        for format in Format::ALL {
            let name = format!("{}.{format}", table.name);
            let Some(size) = self.size(&name)? else {
                continue;
            };
            if let Some(other) = found {
                let what = format!("has both {} and {name}", other.name);
                return Err(InputError::new(what, "keep one of them").in_file(self.path()));
            }
            found = Some(Found { name, format, size });
        }
        found.ok_or_else(|| {
            let name = table.name;
            let what = format!("has no {name}.parquet, {name}.csv or {name}.jsonl");
            InputError::new(what, format!("write the table of {name}")).in_file(self.path())
        })
    }

    /// Opens a table's file.
    pub(crate) fn open(&self, found: &Found) -> Result<Opened, InputError> {
        let path = self.file(&found.name);
        let (source, size): (Box<dyn Source>, u64) = match self {
            Self::Memory(files) => {
                let bytes = files.get(&found.name).cloned().unwrap_or_default();
                (Box::new(Cursor::new(bytes)), found.size)
            }
            // The file may be another by now than the one that was found.
            Self::Disk(_) => File::open(&path)
                .and_then(|opened| {
                    let size = opened.metadata()?.len();
                    Ok((Box::new(opened) as _, size))
                })
                .map_err(|error| cannot_read(&error).in_file(&path))?,
        };
        Ok(Opened { path, format: found.format, size, source })
    }

    /// The bytes of a small file.
    pub(crate) fn read(&self, name: &str, most: u64) -> Result<Vec<u8>, InputError> {
        match self {
            Self::Memory(files) => files.get(name).map(|bytes| bytes.to_vec()).ok_or_else(|| {
                InputError::new("there is no such file", "").in_file(&self.file(name))
            }),
            Self::Disk(_) => read_bounded(&self.file(name), most),
        }
    }
}

/// The bytes of a file, if it is not larger than a bound.
///
/// # Errors
/// If it is larger, or cannot be read.
pub fn read_bounded(file: &Path, most: u64) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    let size = File::open(file).and_then(|opened| {
        let size = opened.metadata()?.len();
        if size > most {
            return Ok(size);
        }
        // It may grow while it is read, and a pipe has no size.
        opened.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
    });
    if size.map_err(|error| cannot_read(&error).in_file(file))? <= most {
        return Ok(bytes);
    }
    let what = format!("is larger than {most} bytes");
    Err(InputError::new(what, "name another file").in_file(file))
}

fn cannot_read(error: &std::io::Error) -> InputError {
    InputError::new(format!("cannot be read: {error}"), "")
}
