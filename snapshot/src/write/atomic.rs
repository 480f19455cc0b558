//! Files that are there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::InputError;

/// A file under a temporary name in its directory, until it is complete.
#[derive(Debug)]
pub(super) struct Pending {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<File>,
}

impl Pending {
    /// Begins a file. One that holds positions is for its owner's eyes only.
    pub(super) fn create(path: &Path, private: bool) -> Result<Self, InputError> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}-{count}.part", std::process::id()));
        let temporary = path.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        if private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = private;
        let file = options.open(&temporary);
        Ok(Self {
            path: path.to_owned(),
            file: Some(file.map_err(|error| cannot_write(&error).in_file(path))?),
            temporary,
        })
    }

    /// Another handle on the file.
    pub(super) fn handle(&self) -> Result<File, InputError> {
        let gone = || std::io::Error::other("the file is closed");
        let file = self.file.as_ref().ok_or_else(gone);
        file.and_then(File::try_clone).map_err(|error| cannot_write(&error).in_file(&self.path))
    }

    /// The file's final path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file its name, once its bytes are on the disk.
    pub(super) fn complete(mut self) -> Result<(), InputError> {
        let file = self.file.take();
        file.map_or(Ok(()), |file| file.sync_all())
            .and_then(|()| fs::rename(&self.temporary, &self.path))
            .and_then(|()| sync_directory(&self.path))
            .map_err(|error| {
                // It is of no use to anyone; that it may stay is no error.
                let _ = fs::remove_file(&self.temporary);
                cannot_write(&error).in_file(&self.path)
            })
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Writes a file whole: under a temporary name, to the disk, then renamed over
/// whatever has its name.
///
/// # Errors
/// If the directory or the disk does not allow it.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), InputError> {
    write_whole(path, bytes, false)
}

/// As [`write_atomically`], readable by its owner alone.
///
/// # Errors
/// As [`write_atomically`].
pub fn write_privately(path: &Path, bytes: &[u8]) -> Result<(), InputError> {
    write_whole(path, bytes, true)
}

pub(super) fn write_whole(path: &Path, bytes: &[u8], private: bool) -> Result<(), InputError> {
    let pending = Pending::create(path, private)?;
    pending.handle()?.write_all(bytes).map_err(|error| cannot_write(&error).in_file(path))?;
    pending.complete()
}

/// Puts a rename in a directory on the disk.
fn sync_directory(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    if let Some(directory) = path.parent() {
        let here = Path::new(".");
        let named = !directory.as_os_str().is_empty();
        File::open(if named { directory } else { here })?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

pub(super) fn cannot_write(error: &dyn std::fmt::Display) -> InputError {
    InputError::new(format!("cannot be written: {error}"), "")
}
