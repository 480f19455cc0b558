//! The store of trusted keys on disk.

use std::fs;
use std::path::{Path, PathBuf};

use plimsoll_snark::KeyId;
use plimsoll_verifier::{Descriptor, KeyStore, KeyStoreError, Role};
use tempfile::TempDir;

use crate::book::shapes;
use crate::world::world;

/// The world's store on disk.
fn written() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in world().store.keys() {
        KeyStore::add(dir.path(), entry.key(), entry.descriptor()).unwrap();
    }
    dir
}

fn rules() -> [u8; 32] {
    world().book.parameters.rules().digest()
}

fn a_key() -> KeyId {
    world().bundle.manifest.closing_key
}

fn path(dir: &Path, id: KeyId, extension: &str) -> PathBuf {
    dir.join(format!("{id}.{extension}"))
}

#[test]
fn it_is_read_as_it_was_written() {
    let dir = written();
    assert_eq!(KeyStore::open(dir.path()).unwrap(), world().store);
    // Again, and into a directory that is not there yet.
    for entry in world().store.keys() {
        KeyStore::add(dir.path(), entry.key(), entry.descriptor()).unwrap();
        KeyStore::add(&dir.path().join("new"), entry.key(), entry.descriptor()).unwrap();
    }
    assert_eq!(KeyStore::open(dir.path()).unwrap(), world().store);
    assert_eq!(KeyStore::open(&dir.path().join("new")).unwrap(), world().store);
    assert!(KeyStore::open(&dir.path().join("old")).is_err());
}

#[test]
fn keys_are_found_by_what_they_are_for() {
    let store = &world().store;
    let ids = |role, rules| -> Vec<KeyId> {
        store.find(role, rules).map(|entry| entry.key().id()).collect()
    };
    let manifest = &world().bundle.manifest;
    for (shape, lane) in shapes().into_iter().zip(&manifest.lanes) {
        assert_eq!(ids(Role::Batch(shape), rules()), [lane.key]);
    }
    assert_eq!(ids(Role::Parameters, rules()), [manifest.parameters_key]);
    assert_eq!(ids(Role::Closing, rules()), [manifest.closing_key]);
    assert_eq!(ids(Role::Closing, [0; 32]), []);
    assert_eq!(store.shapes(rules()), shapes());
    assert_eq!(store.shapes([0; 32]), []);
}

#[test]
fn a_key_is_for_what_it_can_be_for() {
    let dir = tempfile::tempdir().unwrap();
    let keys = &world().keys;
    let [shape, _] = shapes();
    let odd = plimsoll_statement::Shape { accounts: 3, ..shape };
    for (key, role) in [
        (&keys.closing, Role::Parameters),
        (&keys.closing, Role::Batch(shape)),
        (&keys.parameters, Role::Closing),
        (&keys.lanes[0], Role::Closing),
        (&keys.lanes[0], Role::Batch(odd)),
    ] {
        let descriptor = Descriptor { role, rules: rules() };
        let error = KeyStore::add(dir.path(), key.verifying(), descriptor).unwrap_err();
        assert!(matches!(error, KeyStoreError::Unfit { .. }), "{error}");
        let mut store = KeyStore::default();
        assert!(store.insert(key.verifying().clone(), descriptor).is_err());
        assert_eq!(store, KeyStore::default());
    }
}

#[test]
fn a_key_does_not_change_what_it_is_for() {
    let dir = written();
    let key = world().keys.closing.verifying();
    let other = Descriptor { role: Role::Closing, rules: [1; 32] };
    let error = KeyStore::add(dir.path(), key, other).unwrap_err();
    assert!(matches!(error, KeyStoreError::Differs(id) if id == key.id()), "{error}");
    let mut store = world().store.clone();
    assert!(store.insert(key.clone(), other).is_err());
    assert_eq!(store, world().store);
    assert_eq!(KeyStore::open(dir.path()).unwrap(), world().store);
}

#[test]
fn every_changed_byte_of_a_store_is_noticed_or_names_other_rules() {
    let dir = written();
    let key = path(dir.path(), a_key(), "vk");
    let honest = fs::read(&key).unwrap();
    for at in 0..honest.len() {
        let mut bytes = honest.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&key, &bytes).unwrap();
        assert!(KeyStore::open(dir.path()).is_err(), "byte {at} of the key");
    }
    fs::write(&key, &honest).unwrap();
    let descriptor = path(dir.path(), a_key(), "json");
    let honest = fs::read(&descriptor).unwrap();
    for at in 0..honest.len() {
        let mut bytes = honest.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&descriptor, &bytes).unwrap();
        // Which rules a key is for is the word of whoever keeps the store.
        if let Ok(store) = KeyStore::open(dir.path()) {
            assert_ne!(store.get(a_key()).unwrap().descriptor().rules, rules(), "byte {at}");
        }
    }
}

#[test]
fn what_is_incomplete_or_misplaced_is_refused() {
    // A key without a descriptor was never quite added.
    let dir = written();
    fs::remove_file(path(dir.path(), a_key(), "json")).unwrap();
    let store = KeyStore::open(dir.path()).unwrap();
    assert_eq!(store.keys().count(), 3);
    // A descriptor without a key is damage.
    let dir = written();
    fs::remove_file(path(dir.path(), a_key(), "vk")).unwrap();
    assert!(matches!(KeyStore::open(dir.path()), Err(KeyStoreError::File(_))));
    // A key under another's name.
    let dir = written();
    let other = world().bundle.manifest.parameters_key;
    fs::copy(path(dir.path(), other, "vk"), path(dir.path(), a_key(), "vk")).unwrap();
    assert!(matches!(KeyStore::open(dir.path()), Err(KeyStoreError::OtherKey { .. })));
    // A descriptor under another's name, or under no key's.
    for name in [format!("{other}.json"), "readme.json".to_owned()] {
        let dir = written();
        fs::copy(path(dir.path(), a_key(), "json"), dir.path().join(name)).unwrap();
        assert!(matches!(KeyStore::open(dir.path()), Err(KeyStoreError::OtherKey { .. })));
    }
    // Other files are nobody's business.
    let dir = written();
    fs::write(dir.path().join("README"), "keys").unwrap();
    fs::write(dir.path().join(".0x00.json.1-1.part"), "").unwrap();
    assert_eq!(KeyStore::open(dir.path()).unwrap(), world().store);
}

#[test]
fn descriptors_have_one_form() {
    let dir = written();
    let file = path(dir.path(), world().bundle.manifest.lanes[0].key, "json");
    let honest = fs::read_to_string(&file).unwrap();
    for (from, to, why) in [
        ("\"batch\"", "\"parameters\"", "for keys of batches and accounts only"),
        ("\"batch\"", "\"other\"", "neither batch"),
        ("\"lane\":0", "\"lane\":4", "none of the 4 lanes"),
        ("\"version\":1", "\"version\":9", "version 9 is not known"),
        ("{", "{ ", "canonical"),
    ] {
        fs::write(&file, honest.replacen(from, to, 1)).unwrap();
        let error = KeyStore::open(dir.path()).unwrap_err().to_string();
        assert!(error.contains(why), "{to}: {error}");
        assert!(error.contains(".json: "), "{error}");
    }
    // A key of accounts depends on no rules, and is laid out otherwise.
    fs::write(&file, honest.replacen("\"batch\"", "\"account\"", 1)).unwrap();
    let error = KeyStore::open(dir.path()).unwrap_err().to_string();
    assert!(error.contains("are zeros for a key of accounts"), "{error}");
    let start = honest.find(",\"shape\"").unwrap();
    fs::write(&file, format!("{}}}", &honest[..start])).unwrap();
    let error = KeyStore::open(dir.path()).unwrap_err().to_string();
    assert!(error.contains("is missing for a key of batches or accounts"), "{error}");
}
