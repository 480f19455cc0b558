//! Files that are there whole or not at all, and for their owner alone: a
//! temporary name, to the disk, then the name.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;

use crate::error::Error;

/// How names of files that are not finished end.
const UNFINISHED: &str = ".tmp";

/// Writes a file that is not there yet. Nothing is ever overwritten.
pub(crate) fn write_once(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    persist_once(temporary(path, bytes)?, path)
}

fn persist_once(file: tempfile::NamedTempFile, path: &Path) -> Result<(), Error> {
    file.persist_noclobber(path).map_err(|failed| match failed.error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::Exists(path.to_owned()),
        _ => Error::Io { path: path.to_owned(), error: failed.error },
    })?;
    sync(folder(path))
}

/// Writes a file over whatever has its name.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let file = temporary(path, bytes)?;
    file.persist(path).map_err(|failed| Error::io(path)(failed.error))?;
    sync(folder(path))
}

/// A complete file under another name. Such files are their owner's alone.
fn temporary(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, Error> {
    let failed = Error::io(path);
    let mut file = tempfile::Builder::new()
        .prefix(".")
        .suffix(UNFINISHED)
        .tempfile_in(folder(path))
        .map_err(&failed)?;
    file.write_all(bytes).map_err(&failed)?;
    file.as_file().sync_all().map_err(&failed)?;
    Ok(file)
}

/// Writes one of many files of an unfinished folder, which [`sync_all`] brings
/// to the disk together.
pub(crate) fn write_unsynced(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(Error::io(path))
}

/// Reads a file of at most so many bytes.
pub(crate) fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Error::io(path))?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(Error::io(path))?;
    let fits = bytes.len() as u64 <= most;
    if fits { Ok(bytes) } else { Err(Error::damaged(path, "is longer than such a file can be")) }
}

/// Copies a file to a name that is free.
pub(crate) fn copy_once(from: &Path, to: &Path) -> Result<(), Error> {
    let mut copy = temporary(to, &[])?;
    let mut file = File::open(from).map_err(Error::io(from))?;
    std::io::copy(&mut file, copy.as_file_mut()).map_err(Error::io(to))?;
    copy.as_file().sync_all().map_err(Error::io(to))?;
    persist_once(copy, to)
}

/// Brings a folder and all files in it to the disk.
pub(crate) fn sync_all(dir: &Path) -> Result<(), Error> {
    #[cfg(target_os = "linux")]
    {
        let folder = File::open(dir).map_err(Error::io(dir))?;
        rustix::fs::syncfs(&folder).map_err(|error| Error::io(dir)(error.into()))
    }
    #[cfg(not(target_os = "linux"))]
    {
        for entry in fs::read_dir(dir).map_err(Error::io(dir))? {
            let path = entry.map_err(Error::io(dir))?.path();
            File::open(&path).and_then(|file| file.sync_all()).map_err(Error::io(&path))?;
        }
        sync(dir)
    }
}

/// Makes a folder that is its owner's alone.
pub(crate) fn private_folder(path: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(Error::io(path))
}

/// Removes what an earlier process began and did not finish: what has such a
/// name. The caller holds the folder's lock, so nobody is still at it.
pub(crate) fn sweep(dir: &Path, is_unfinished: fn(&str) -> bool) -> Result<(), Error> {
    for entry in fs::read_dir(dir).map_err(Error::io(dir))? {
        let entry = entry.map_err(Error::io(dir))?;
        if is_unfinished(&entry.file_name().to_string_lossy()) {
            let path = entry.path();
            fs::remove_file(&path).map_err(Error::io(&path))?;
        }
    }
    Ok(())
}

/// A name that [`write_once`] and [`replace`] give to what is not finished.
pub(crate) fn is_unfinished(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(UNFINISHED)
}

/// A folder that one process at a time works on. The lock goes with the
/// process, however it ends.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "held, not read")] File);

impl Lock {
    /// Takes the lock of a folder.
    pub(crate) fn take(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(".lock");
        let mut options = File::options();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(Error::io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(fs::TryLockError::WouldBlock) => Err(Error::Busy(dir.to_owned())),
            Err(fs::TryLockError::Error(error)) => Err(Error::io(&path)(error)),
        }
    }
}

/// Puts the names in a folder on the disk.
pub(crate) fn sync(dir: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::io(dir))?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

/// The folder that a path is in.
pub(crate) fn folder(path: &Path) -> &Path {
    let named = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    named.unwrap_or(Path::new("."))
}

/// A folder's place until it is complete: beside it, under a name that says so.
pub(crate) fn unfinished(dir: &Path) -> std::path::PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(dir.file_name().unwrap_or_default());
    name.push(UNFINISHED);
    folder(dir).join(name)
}

/// Nothing may have a name that is to be given.
pub(crate) fn vacant(path: &Path) -> Result<(), Error> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(Error::Exists(path.to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::io(path)(error)),
    }
}

/// BLAKE3 of some bytes, as hexadecimal digits.
pub(crate) fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        write_once(&path, b"one").unwrap();
        assert!(matches!(write_once(&path, b"two"), Err(Error::Exists(_))));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace(&path, b"three").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"three");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn one_process_holds_the_lock_and_sweeps() {
        let dir = tempfile::tempdir().unwrap();
        let lock = Lock::take(dir.path()).unwrap();
        assert!(matches!(Lock::take(dir.path()), Err(Error::Busy(_))));
        drop(lock);
        let _again = Lock::take(dir.path()).unwrap();
        for name in [".x.tmp", "kept", "kept.tmp"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        sweep(dir.path(), is_unfinished).unwrap();
        assert!(!dir.path().join(".x.tmp").exists());
        assert!(dir.path().join("kept").exists() && dir.path().join("kept.tmp").exists());
    }
}
