//! Proving keys on disk: read back, refused when damaged, checked when they
//! come from elsewhere.

use std::path::{Path, PathBuf};

use plimsoll_snark::*;
use tempfile::TempDir;

use crate::common::circuits::{Capped, Factors};

fn quiet(_: u64, _: u64) {}

fn open(path: &Path, hash: FileHash) -> std::result::Result<ProvingKey, KeyFileError> {
    ProvingKey::open(path, hash, &mut quiet)
}

/// A key's file in a folder of its own.
struct Saved {
    folder: TempDir,
    path: PathBuf,
    hash: FileHash,
    key: ProvingKey,
}

fn saved(key: ProvingKey) -> Saved {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("circuit.key");
    let hash = key.save(&path).unwrap();
    Saved { folder, path, hash, key }
}

impl Saved {
    /// Another content under a valid hash, as somebody else might write it.
    fn forged(&self, change: impl Fn(&mut Vec<u8>)) -> PathBuf {
        let mut bytes = std::fs::read(&self.path).unwrap();
        bytes.truncate(bytes.len() - 32);
        change(&mut bytes);
        let hash = *blake3::hash(&bytes).as_bytes();
        bytes.extend(hash);
        let path = self.folder.path().join("forged.key");
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

#[test]
fn a_key_is_read_back_and_proves() {
    let circuit = Capped::new(true, 1);
    let saved = saved(setup(&circuit).unwrap());
    let (mut calls, mut last) = (0, (0, 0));
    let mut progress = |done, total| {
        assert!(done >= last.0, "progress goes back");
        last = (done, total);
        calls += 1;
    };
    let key = ProvingKey::open(&saved.path, saved.hash, &mut progress).unwrap();
    let length = std::fs::metadata(&saved.path).unwrap().len();
    assert_eq!(last, (length, length));
    assert_eq!(key.frozen().hash(), saved.key.frozen().hash());
    assert_eq!(key.verifying(), saved.key.verifying());
    let parameters = commit_parameters(&key, &circuit, &Portable).unwrap();
    let claim = prove(&key, &circuit, Some(parameters), &Portable).unwrap();
    verify(saved.key.verifying(), &claim).unwrap();
    // Written again it is the same file, and nothing else lies about.
    let again = saved.folder.path().join("again.key");
    assert_eq!(key.save(&again).unwrap(), saved.hash);
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&saved.path).unwrap());
    assert_eq!(std::fs::read_dir(saved.folder.path()).unwrap().count(), 2);
    let head = std::fs::read(&again).unwrap()[..60].to_vec();
    assert!(String::from_utf8_lossy(&head).contains("\nINSECURE: made by a single party"));
}

#[test]
fn damage_is_noticed_wherever_it_is() {
    let saved = saved(setup_plain(&Factors(5, 7)).unwrap());
    let bytes = std::fs::read(&saved.path).unwrap();
    let other = saved.folder.path().join("damaged.key");
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        std::fs::write(&other, &damaged).unwrap();
        assert!(open(&other, saved.hash).is_err(), "byte {at}");
    }
    for length in (0..bytes.len()).step_by(7) {
        std::fs::write(&other, &bytes[..length]).unwrap();
        let error = open(&other, saved.hash).unwrap_err().to_string();
        assert!(error.ends_with("it ends too soon"), "{length}: {error}");
    }
    std::fs::write(&other, [&bytes[..], &[0]].concat()).unwrap();
    let error = open(&other, saved.hash).unwrap_err().to_string();
    assert!(error.ends_with("there are bytes left over"), "{error}");
}

#[test]
fn another_key_is_not_taken_for_the_one_that_was_meant() {
    let (first, second) = (setup_plain(&Factors(5, 7)), setup_plain(&Factors(5, 7)));
    let (first, second) = (saved(first.unwrap()), saved(second.unwrap()));
    let error = open(&second.path, first.hash).unwrap_err();
    assert!(matches!(error, KeyFileError::Hash { .. }), "{error}");
    let none = first.folder.path().join("none.key");
    assert!(matches!(open(&none, first.hash), Err(KeyFileError::Io { .. })));
    let folder = first.key.save(Path::new("/does/not/exist/circuit.key"));
    assert!(matches!(folder, Err(KeyFileError::Io { .. })));
}

#[test]
fn what_comes_from_elsewhere_is_checked_point_by_point() {
    let circuit = Capped::new(false, 1);
    let saved = saved(setup(&circuit).unwrap());
    let import = |path: &Path| ProvingKey::import(path, &mut quiet);
    let (key, hash) = import(&saved.path).unwrap();
    assert_eq!((hash, key.verifying()), (saved.hash, saved.key.verifying()));

    let refused = |change: &dyn Fn(&mut Vec<u8>)| {
        let path = saved.forged(change);
        let error = import(&path).unwrap_err().to_string();
        error.strip_prefix(&format!("{}: ", path.display())).unwrap().to_owned()
    };
    // The last bytes are those of points in G2, before them those in G1.
    for back in [8, 40, 72, 104] {
        let error = refused(&|bytes| {
            let at = bytes.len() - back;
            bytes[at] ^= 1;
        });
        assert_eq!(error, "not a proving key: a point is not in its group");
    }
    let columns = saved.key.frozen().rows.instance + saved.key.frozen().rows.witness;
    let error = refused(&|bytes| {
        let at = bytes.len() - 128 * columns - 8 - 20;
        bytes[at] ^= 1;
    });
    assert_eq!(error, "not a proving key: a point is not in its group");
    // Two points of B in G2 change places, each proper.
    let error = refused(&|bytes| {
        let end = bytes.len();
        let differ = (2..columns).find(|k| {
            let point = |k: usize| &bytes[end - 128 * k..end - 128 * (k - 1)];
            point(1) != point(*k)
        });
        let k = differ.unwrap();
        (0..128).for_each(|i| bytes.swap(end - 128 + i, end - 128 * k + i));
    });
    assert_eq!(error, "not a proving key: what stands in both groups is not the same");
    // The mark for readers says what the key says.
    let error = refused(&|bytes| {
        let mark = "INSECURE: made by a single party, fit for tests only\n".len();
        bytes.splice(23..23 + mark, *b"made by a ceremony\n");
    });
    assert_eq!(error, "not a proving key: its parts do not belong together");
    // Rows of another circuit.
    let error = refused(&|bytes| {
        let at = find(bytes, &saved.key.verifying().circuit());
        bytes[at] ^= 1;
    });
    assert_eq!(error, "not a proving key: its parts do not belong together");
    // Counts that no file could hold.
    let error = refused(&|bytes| {
        let at = bytes.len() - 128 * columns - 8;
        bytes[at..at + 8].copy_from_slice(&u64::MAX.to_le_bytes());
    });
    assert_eq!(error, "not a proving key: it ends too soon");
}

fn find(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}
