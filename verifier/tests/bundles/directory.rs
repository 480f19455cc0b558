//! A bundle as a directory: four files, each by itself, and nothing else.

use std::fs;
use std::path::PathBuf;

use plimsoll_verifier::{Bundle, BundleError, FileError};
use tempfile::TempDir;

use crate::world::bundle;

const FILES: [&str; 4] = ["manifest.json", "parameters.json", "chain.bin", "proofs.bin"];

/// The honest bundle on disk.
fn written() -> (TempDir, PathBuf) {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("epoch-7");
    bundle().write(&dir).unwrap();
    (outer, dir)
}

#[test]
fn it_is_read_as_it_was_written() {
    let (outer, dir) = written();
    assert_eq!(Bundle::read(&dir).unwrap(), bundle());
    let left: Vec<_> = fs::read_dir(outer.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn nothing_is_overwritten() {
    let (outer, dir) = written();
    let error = bundle().write(&dir).unwrap_err();
    assert!(matches!(error, BundleError::File(FileError::Exists { .. })), "{error}");
    assert!(Bundle::read(&dir).is_ok());
    let nowhere = outer.path().join("no").join("where");
    let error = bundle().write(&nowhere).unwrap_err();
    assert!(matches!(error, BundleError::File(FileError::Io { .. })), "{error}");
}

#[test]
fn missing_and_extra_files_are_refused() {
    for file in FILES {
        let (_outer, dir) = written();
        fs::remove_file(dir.join(file)).unwrap();
        let error = Bundle::read(&dir).unwrap_err();
        assert!(matches!(&error, BundleError::Missing(path) if path.ends_with(file)), "{error}");
    }
    for extra in ["key.vk", ".hidden", "Manifest.json", "manifest.json~"] {
        let (_outer, dir) = written();
        fs::write(dir.join(extra), "").unwrap();
        let error = Bundle::read(&dir).unwrap_err();
        assert!(matches!(&error, BundleError::Extra(path) if path.ends_with(extra)), "{error}");
    }
    let (outer, dir) = written();
    assert!(Bundle::read(&outer.path().join("other")).is_err());
    assert!(Bundle::read(&dir.join("manifest.json")).is_err());
}

#[test]
fn what_is_no_file_by_itself_is_refused() {
    for file in FILES {
        let (outer, dir) = written();
        let path = dir.join(file);
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        let error = Bundle::read(&dir).unwrap_err();
        assert!(matches!(error, BundleError::File(FileError::NotAFile { .. })), "{error}");
        #[cfg(unix)]
        {
            fs::remove_dir(&path).unwrap();
            let elsewhere = outer.path().join("elsewhere");
            fs::write(&elsewhere, "").unwrap();
            std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
            let error = Bundle::read(&dir).unwrap_err();
            assert!(matches!(error, BundleError::File(FileError::NotAFile { .. })), "{error}");
        }
        drop(outer);
    }
}

#[test]
fn a_file_that_is_too_long_is_not_read() {
    let (_outer, dir) = written();
    let file = fs::OpenOptions::new().write(true).open(dir.join("manifest.json")).unwrap();
    // Sparse: it takes no room.
    file.set_len(1 << 40).unwrap();
    let error = Bundle::read(&dir).unwrap_err();
    assert!(matches!(error, BundleError::File(FileError::TooLong { .. })), "{error}");
}
