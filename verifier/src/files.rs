//! Files of a bundle and of a key store: read with bounds, written whole or
//! not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Why a file was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file system.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// A link, a directory, or something else that is not a file by itself.
    #[error("{path}: not a file by itself; put the file there, no link to it")]
    NotAFile {
        /// Its path.
        path: PathBuf,
    },
    /// More bytes than any such file has.
    #[error("{path}: longer than the {most} bytes that such a file may have")]
    TooLong {
        /// The file.
        path: PathBuf,
        /// The most.
        most: u64,
    },
    /// Something has the name already.
    #[error("{path}: is there already, and nothing is overwritten; choose another name")]
    Exists {
        /// The name.
        path: PathBuf,
    },
}

impl FileError {
    fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |error| Self::Io { path: path.to_owned(), error }
    }
}

/// Reads a file of at most so many bytes, without following a link.
pub(crate) fn read(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    let failed = FileError::io(path);
    if !fs::symlink_metadata(path).map_err(&failed)?.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    // Memory grows with what is there, not with what somebody says is there.
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(&failed)?;
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(&failed)?;
    if bytes.len() as u64 > most {
        return Err(FileError::TooLong { path: path.to_owned(), most });
    }
    Ok(bytes)
}

/// The names in a directory. One that is not UTF-8 comes with its bytes
/// replaced, and so is nobody's.
pub(crate) fn names(
    dir: &Path,
) -> Result<impl Iterator<Item = Result<String, FileError>>, FileError> {
    let listed = fs::read_dir(dir).map_err(FileError::io(dir))?;
    let dir = dir.to_owned();
    Ok(listed.map(move |entry| {
        let entry = entry.map_err(FileError::io(&dir))?;
        Ok(entry.file_name().to_string_lossy().into_owned())
    }))
}

/// Writes a file: under a temporary name, to the disk, then renamed over
/// whatever has its name.
pub(crate) fn put(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let temporary = temporary(path);
    let written = write_new(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, path))
        .and_then(|()| sync_directory(parent(path)));
    written.map_err(|error| {
        // It is of no use to anyone; that it may stay is no error.
        let _ = fs::remove_file(&temporary);
        FileError::io(path)(error)
    })
}

/// Writes a directory of files, which must not be there yet: under a temporary
/// name, to the disk, then renamed.
pub(crate) fn put_directory(dir: &Path, files: &[(&str, &[u8])]) -> Result<(), FileError> {
    if fs::symlink_metadata(dir).is_ok() {
        return Err(FileError::Exists { path: dir.to_owned() });
    }
    let temporary = temporary(dir);
    let written = fs::create_dir(&temporary)
        .and_then(|()| {
            files.iter().try_for_each(|(name, bytes)| write_new(&temporary.join(name), bytes))
        })
        .and_then(|()| sync_directory(&temporary))
        .and_then(|()| fs::rename(&temporary, dir))
        .and_then(|()| sync_directory(parent(dir)));
    written.map_err(|error| {
        let _ = fs::remove_dir_all(&temporary);
        FileError::io(dir)(error)
    })
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name beside `path` that nobody else uses.
fn temporary(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{count}.part", std::process::id()));
    parent(path).join(name)
}

fn parent(path: &Path) -> &Path {
    let named = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    named.unwrap_or(Path::new("."))
}

/// Puts the names in a directory on the disk.
fn sync_directory(dir: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(dir)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}
