//! The small venue in two lanes, and two epochs of it, proved.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use plimsoll_verifier::{Bundle, KeyStore};

use crate::common::{book, copy_of_book, edit, json, plimsoll, succeeds};

/// The second of the first snapshot, as the book has it.
pub(crate) const START: u64 = 1_800_000_000;
/// Seconds between snapshots.
pub(crate) const CADENCE: u64 = 3_600;
/// The chain that the book is for.
pub(crate) const CHAIN: u64 = 1;

/// Lanes: most accounts in the first, the wide ones in the second.
const SHAPES: [&str; 2] = ["4x2", "4x4"];

/// Proved epochs on disk.
pub(crate) struct Epochs {
    /// The first, and the second, which follows it.
    pub(crate) bundles: [PathBuf; 2],
    /// The second once more, with other salts: as true, and another.
    pub(crate) other: PathBuf,
    _folder: tempfile::TempDir,
}

/// Keys for the venue, made once.
pub(crate) fn keys() -> &'static Path {
    static KEYS: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys-on-chain");
        let _ = fs::remove_dir_all(&folder);
        let shapes = SHAPES;
        let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"setup", &"dev"];
        let book = book();
        arguments.extend([&"--snapshot" as &dyn AsRef<_>, &book, &"--keys", &folder]);
        for shape in &shapes {
            arguments.extend([&"--shape" as &dyn AsRef<_>, shape]);
        }
        succeeds(&arguments);
        folder
    });
    &KEYS
}

pub(crate) fn store() -> KeyStore {
    KeyStore::open(keys()).unwrap()
}

/// The epochs, made once.
pub(crate) fn epochs() -> &'static Epochs {
    static EPOCHS: LazyLock<Epochs> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let first = prove(dir, "first", &book(), None);
        let digest = json(&[&"bundle", &"inspect", &first])["digest"].clone();
        let digest = digest.as_str().unwrap();
        let next = dir.join("book");
        copy_of_book(&next);
        edit(&next.join("snapshot.json"), "\"epoch\": 1", "\"epoch\": 2");
        let time = (START + CADENCE).to_string();
        edit(&next.join("snapshot.json"), &START.to_string(), &time);
        let second = prove(dir, "second", &next, Some(digest));
        let other = prove(dir, "other", &next, Some(digest));
        Epochs { bundles: [first, second], other, _folder: folder }
    });
    &EPOCHS
}

/// A proved bundle of a book.
fn prove(dir: &Path, name: &str, book: &Path, previous: Option<&str>) -> PathBuf {
    let (run, bundle) = (dir.join(format!("{name}-run")), dir.join(name));
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![&"prepare", &book];
    let keys = keys();
    arguments.extend([&"--run" as &dyn AsRef<_>, &run, &"--keys", &keys]);
    for shape in &SHAPES {
        arguments.extend([&"--shape" as &dyn AsRef<_>, shape]);
    }
    if let Some(digest) = &previous {
        arguments.extend([&"--previous" as &dyn AsRef<_>, digest]);
    }
    let prepared = plimsoll(&arguments);
    assert_eq!(prepared.code, 0, "{}", prepared.err);
    succeeds(&[&"prove", &run]);
    succeeds(&[&"bundle", &"make", &run, &"--out", &bundle]);
    bundle
}

/// The first epoch's bundle, to be bent.
pub(crate) fn bundle() -> Bundle {
    Bundle::read(&epochs().bundles[0]).unwrap()
}
