//! Bundles that name keys which are not there, or are there for something else.

use plimsoll_snark::KeyId;
use plimsoll_statement::{Lane, Shape};
use plimsoll_verifier::{
    Bundle, Descriptor, Expectations, KeyStore, Rejection, Role, verify_bundle,
};

use crate::book::shapes;
use crate::world::{bundle, world};
use crate::{rejected, rejected_unsealed};

#[test]
fn keys_come_from_the_store_alone() {
    let manifest = bundle().manifest;
    let verdict = |store: &KeyStore| verify_bundle(&bundle(), store, &Expectations::default());
    assert_eq!(verdict(&KeyStore::default()), Err(Rejection::KeyUnknown(manifest.lanes[0].key)));
    // All but one.
    for missing in world().store.keys().map(|entry| entry.key().id()) {
        let mut store = KeyStore::default();
        for entry in world().store.keys().filter(|entry| entry.key().id() != missing) {
            store.insert(entry.key().clone(), entry.descriptor()).unwrap();
        }
        assert_eq!(verdict(&store), Err(Rejection::KeyUnknown(missing)));
    }
    let unknown = KeyId([9; 32]);
    let forgeries: [fn(&mut Bundle, KeyId); 3] = [
        |bundle, key| bundle.manifest.lanes[1].key = key,
        |bundle, key| bundle.manifest.parameters_key = key,
        |bundle, key| bundle.manifest.closing_key = key,
    ];
    for forge in forgeries {
        assert_eq!(rejected(|bundle| forge(bundle, unknown)), Rejection::KeyUnknown(unknown));
        let unsealed = rejected_unsealed(|bundle| forge(bundle, unknown));
        assert!(matches!(unsealed, Rejection::Digest { .. }), "{unsealed}");
    }
}

#[test]
fn a_key_is_for_one_role_and_shape() {
    let manifest = bundle().manifest;
    let [small, large] = shapes();
    let (batch, closing) = (manifest.lanes[0].key, manifest.closing_key);
    assert_eq!(
        rejected(|bundle| bundle.manifest.parameters_key = closing),
        Rejection::KeyRole { key: closing, found: Role::Closing, used: Role::Parameters }
    );
    assert_eq!(
        rejected(|bundle| bundle.manifest.closing_key = batch),
        Rejection::KeyRole { key: batch, found: Role::Batch(small), used: Role::Closing }
    );
    assert_eq!(
        rejected(|bundle| bundle.manifest.lanes[0].key = closing),
        Rejection::KeyRole { key: closing, found: Role::Closing, used: Role::Batch(small) }
    );
    // One key cannot stand for two lanes, nor for a larger shape.
    assert_eq!(
        rejected(|bundle| bundle.manifest.lanes[1].key = batch),
        Rejection::KeyRole { key: batch, found: Role::Batch(small), used: Role::Batch(large) }
    );
    for shape in [Shape { accounts: 4, ..small }, Shape { slots: 3, ..small }] {
        assert_eq!(
            rejected(|bundle| bundle.manifest.lanes[0].shape = shape),
            Rejection::KeyRole { key: batch, found: Role::Batch(small), used: Role::Batch(shape) }
        );
    }
}

#[test]
fn shapes_have_limits() {
    let shape = Shape { lane: Lane::new(0).unwrap(), accounts: 2, slots: 2 };
    for beyond in [
        Shape { accounts: 0, ..shape },
        Shape { accounts: 3, ..shape },
        Shape { accounts: 1 << 17, ..shape },
        Shape { accounts: 1 << 31, ..shape },
        Shape { slots: 0, ..shape },
        Shape { slots: 1025, ..shape },
    ] {
        let rejection = rejected_unsealed(|bundle| bundle.manifest.lanes[0].shape = beyond);
        assert_eq!(rejection, Rejection::Shape(beyond));
    }
}

#[test]
fn the_same_keys_in_another_store_are_the_same() {
    let mut store = KeyStore::default();
    for entry in world().store.keys() {
        store.insert(entry.key().clone(), entry.descriptor()).unwrap();
    }
    assert_eq!(store, world().store);
    // For other rules, they are of no use.
    let mut other = KeyStore::default();
    for entry in world().store.keys() {
        let descriptor = Descriptor { rules: [1; 32], ..entry.descriptor() };
        other.insert(entry.key().clone(), descriptor).unwrap();
    }
    let rejection = verify_bundle(&bundle(), &other, &Expectations::default()).unwrap_err();
    assert!(matches!(rejection, Rejection::KeyRules { .. }), "{rejection}");
}
