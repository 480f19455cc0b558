//! True bundles that are not the expected ones.

use std::collections::BTreeSet;

use plimsoll_snark::{Fr, KeyId};
use plimsoll_statement::{ParametersHash, Venue};
use plimsoll_verifier::{Expectations, Rejection, verify_bundle};

use crate::book::{CONTEXT, PREVIOUS};
use crate::world::{bundle, world};

fn verdict(expectations: Expectations) -> Option<Rejection> {
    verify_bundle(&bundle(), &world().store, &expectations).err()
}

fn used_keys() -> BTreeSet<KeyId> {
    let manifest = &world().bundle.manifest;
    let lanes = manifest.lanes.iter().map(|lane| lane.key);
    lanes.chain([manifest.parameters_key, manifest.closing_key]).collect()
}

#[test]
fn what_is_expected_is_accepted() {
    let expectations = Expectations {
        chain_id: Some(CONTEXT.chain_id),
        venue: Some(CONTEXT.venue),
        epoch: Some(CONTEXT.epoch),
        least_epoch: Some(CONTEXT.epoch),
        least_time: Some(CONTEXT.time),
        previous: Some(PREVIOUS),
        parameters: Some(world().book.parameters.hash()),
        digest: Some(world().bundle.manifest.digest),
        keys: Some(used_keys()),
        ceremony_only: false,
        flag_limit: None,
    };
    assert_eq!(verdict(expectations), None);
}

#[test]
fn what_is_not_expected_is_refused() {
    let none = Expectations::default;
    let found = CONTEXT.chain_id;
    assert_eq!(
        verdict(Expectations { chain_id: Some(1), ..none() }),
        Some(Rejection::Chain { found, expected: 1 })
    );
    let expected = Venue([1; 32]);
    assert_eq!(
        verdict(Expectations { venue: Some(expected), ..none() }),
        Some(Rejection::Venue { found: CONTEXT.venue, expected })
    );
    assert_eq!(
        verdict(Expectations { epoch: Some(8), ..none() }),
        Some(Rejection::Epoch { found: 7, expected: 8 })
    );
    assert_eq!(
        verdict(Expectations { least_epoch: Some(8), ..none() }),
        Some(Rejection::EpochTooOld { found: 7, least: 8 })
    );
    let least = CONTEXT.time + 1;
    assert_eq!(
        verdict(Expectations { least_time: Some(least), ..none() }),
        Some(Rejection::TimeTooOld { found: CONTEXT.time, least })
    );
    let expected = [1; 32];
    assert_eq!(
        verdict(Expectations { previous: Some(expected), ..none() }),
        Some(Rejection::Previous { found: PREVIOUS, expected })
    );
    let found = world().bundle.manifest.digest;
    assert_eq!(
        verdict(Expectations { digest: Some(expected), ..none() }),
        Some(Rejection::OtherDigest { found, expected })
    );
    let (found, expected) = (world().book.parameters.hash(), ParametersHash(Fr::from(1u64)));
    assert_eq!(
        verdict(Expectations { parameters: Some(expected), ..none() }),
        Some(Rejection::Policy { found, expected })
    );
}

#[test]
fn only_keys_that_are_allowed_may_be_used() {
    for missing in used_keys() {
        let mut keys = used_keys();
        keys.remove(&missing);
        let expectations = Expectations { keys: Some(keys), ..Expectations::default() };
        assert_eq!(verdict(expectations), Some(Rejection::KeyNotAllowed(missing)));
    }
}

#[test]
fn keys_of_a_single_party_can_be_refused() {
    let first = world().bundle.manifest.lanes[0].key;
    let expectations = Expectations { ceremony_only: true, ..Expectations::default() };
    assert_eq!(verdict(expectations), Some(Rejection::KeyInsecure(first)));
}

/// No proof is about the digest before: whoever can write a bundle can write
/// another one there, and gets another digest. A registry of digests tells.
#[test]
fn the_digest_before_is_bound_by_the_digest_alone() {
    let mut other = bundle();
    other.manifest.previous = [0x78; 32];
    other.seal().unwrap();
    assert_ne!(other.manifest.digest, bundle().manifest.digest);
    assert!(verify_bundle(&other, &world().store, &Expectations::default()).is_ok());
    let digest = Some(bundle().manifest.digest);
    let expectations = Expectations { digest, ..Expectations::default() };
    let rejection = verify_bundle(&other, &world().store, &expectations).unwrap_err();
    assert!(matches!(rejection, Rejection::OtherDigest { .. }), "{rejection}");
}
