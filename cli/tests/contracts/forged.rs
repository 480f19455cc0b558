//! Bundles that lie, carried to a registry as they are. The authority itself
//! submits them, so that what refuses is never its missing signature.

use std::ops::Range;

use plimsoll_chain::{B256, Signer, Step, Submission, digest_to_sign};
use plimsoll_snark::Fr;
use plimsoll_statement::{Band, CountBound, Identity, Lane, StateHash, Venue};
use plimsoll_verifier::{Bundle, Expectations, verify_bundle};

use crate::node::{AUTHORITY, AUTHORITY_KEY, Node, OWNER, VENUE};
use crate::project::project;
use crate::venue::{CADENCE, CHAIN, START, bundle, epochs, store};

type Forgery = (&'static str, &'static str, fn(&mut Bundle));

const INVALID: &str = "ProofInvalid";

fn without(bundle: &mut Bundle, batch: usize) {
    bundle.chain.remove(batch);
    bundle.proofs.batches.remove(batch);
}

/// What is bent, the error that a registry gives for it, and how.
const FORGERIES: &[Forgery] = &[
    ("a batch dropped", INVALID, |b| without(b, 1)),
    ("the first batch dropped", INVALID, |b| without(b, 0)),
    ("the last batch of a lane dropped", INVALID, |b| without(b, 3)),
    ("a batch twice", INVALID, |b| {
        b.chain.insert(1, b.chain[0]);
        b.proofs.batches.insert(1, b.proofs.batches[0]);
    }),
    ("batches exchanged", INVALID, |b| {
        b.chain.swap(0, 1);
        b.proofs.batches.swap(0, 1);
    }),
    ("proofs exchanged", INVALID, |b| b.proofs.batches.swap(0, 1)),
    ("the last batch again", INVALID, |b| {
        b.chain.push(b.chain[4]);
        b.proofs.batches.push(b.proofs.batches[4]);
    }),
    ("a state replaced", INVALID, |b| b.chain[0].state_out = StateHash(Fr::from(5u64))),
    ("the last state replaced", INVALID, |b| b.chain[4].state_out = StateHash(Fr::from(5u64))),
    ("a root replaced", INVALID, |b| b.chain[1].root = Fr::from(5u64)),
    ("roots exchanged", INVALID, |b| {
        let root = b.chain[0].root;
        b.chain[0].root = b.chain[1].root;
        b.chain[1].root = root;
    }),
    ("a batch in another lane", INVALID, |b| b.chain[1].lane = Lane::new(1).unwrap()),
    ("another epoch", "WrongEpoch", |b| {
        b.manifest.context.epoch = 2;
        b.manifest.previous = [7; 32];
    }),
    ("another venue", "VenueUnknown", |b| b.manifest.context.venue = Venue([0x51; 32])),
    ("a later time", INVALID, |b| b.manifest.context.time += 1),
    ("an earlier time", INVALID, |b| b.manifest.context.time -= 1),
    ("a time to come", "TimeInFuture", |b| b.manifest.context.time += CADENCE),
    ("a time too long ago", "TimeTooOld", |b| b.manifest.context.time -= CADENCE),
    ("the parameters proof in the closing's place", INVALID, |b| {
        b.proofs.closing = b.proofs.parameters;
    }),
    ("the closing proof in the parameters' place", INVALID, |b| {
        b.proofs.parameters = b.proofs.closing;
    }),
    ("tables exchanged between lanes", INVALID, |b| {
        let table = b.manifest.lanes[0].table;
        b.manifest.lanes[0].table = b.manifest.lanes[1].table;
        b.manifest.lanes[1].table = table;
    }),
    ("one table for both lanes", INVALID, |b| {
        b.manifest.lanes[0].table = b.manifest.lanes[1].table;
    }),
    ("another mark in the parameters", INVALID, |b| {
        let text = String::from_utf8(b.parameters.clone()).unwrap();
        let bent = text.replacen("\"mark\":100,", "\"mark\":101,", 1);
        assert_ne!(bent, text);
        b.parameters = bent.into_bytes();
    }),
    ("keys of lanes exchanged", "LaneOrder", |b| {
        let key = b.manifest.lanes[0].key;
        b.manifest.lanes[0].key = b.manifest.lanes[1].key;
        b.manifest.lanes[1].key = key;
    }),
    ("the parameters key for closing", "KeyRole", |b| {
        b.manifest.closing_key = b.manifest.parameters_key;
    }),
    ("a key that nobody knows", "KeyUnknown", |b| b.manifest.closing_key.0[0] ^= 1),
    ("an account more", INVALID, |b| b.manifest.disclosure.accounts += 1),
    ("an account less", INVALID, |b| b.manifest.disclosure.accounts -= 1),
    ("as many accounts as places", INVALID, |b| b.manifest.disclosure.accounts = 20),
    ("nobody flagged", INVALID, |b| {
        b.manifest.disclosure.classes[0].flagged = CountBound::rounded_up(0).unwrap();
    }),
    ("more coverage", INVALID, |b| {
        let more = Band::all().find(|band| band.percent() > b.manifest.disclosure.band.percent());
        b.manifest.disclosure.band = more.unwrap();
    }),
    ("a lot less held", INVALID, |b| b.manifest.disclosure.assets[0][0].long -= 1),
    ("a lot less open", INVALID, |b| {
        let open = b.manifest.disclosure.open_interest.iter_mut().find(|lots| **lots > 0);
        *open.unwrap() -= 1;
    }),
    ("another fund", INVALID, |b| b.manifest.pins.funds[0] = Identity::from_bytes([9; 26])),
    ("no fund", INVALID, |b| b.manifest.pins.funds[1] = Identity::NONE),
    ("another previous digest", "WrongPrevious", |b| b.manifest.previous = [7; 32]),
];

#[test]
#[ignore = "half a minute or more; cargo test -p plimsoll-cli --test contracts -- --ignored"]
fn forged_bundles_are_refused_by_the_registry_too() {
    let Some(project) = project() else { return };
    let node = Node::deployed(project);
    let start = node.snapshot();
    let honest = Submission::of(&bundle()).unwrap();
    for together in [1, 64] {
        let snapshot = node.snapshot();
        assert_eq!(submitted(&node, &honest, together), Ok(()), "the honest bundle is taken");
        node.revert(&snapshot);
    }
    node.revert(&start);
    let keys = store();
    for (name, expected, forge) in FORGERIES {
        let mut forged = bundle();
        forge(&mut forged);
        // Where Rust recomputes it, its manifest is made consistent again.
        let _ = forged.seal();
        assert!(verify_bundle(&forged, &keys, &Expectations::default()).is_err(), "Rust: {name}");
        let Ok(submission) = Submission::of(&forged) else {
            assert!(RUST_ONLY.contains(name), "{name}: nothing to submit");
            continue;
        };
        for together in [1, 64] {
            let snapshot = node.snapshot();
            let refused = submitted(&node, &submission, together);
            assert_eq!(refused, Err((*expected).to_owned()), "{name}, {together} together");
            node.revert(&snapshot);
        }
    }
    steps_out_of_order(&node);
}

/// What Rust refuses before it is anything that a registry could be told.
const RUST_ONLY: &[&str] = &["another previous digest"];

/// Submits all of it; the error that stops it.
fn submitted(node: &Node, submission: &Submission, together: usize) -> Result<(), String> {
    for step in submission.steps(None, together) {
        submit(node, AUTHORITY, submission, &step, &[])?;
    }
    Ok(())
}

fn submit(
    node: &Node,
    from: &str,
    submission: &Submission,
    step: &Step,
    signature: &[u8],
) -> Result<(), String> {
    let call = submission.call(step, signature);
    let sent = node.transact(from, node.contract("SolvencyRegistry"), &call);
    sent.map(|_| ()).map_err(|refused| refused.name)
}

/// True calls where they do not belong.
fn steps_out_of_order(node: &Node) {
    let own = Submission::of(&bundle()).unwrap();
    let append = |lane, batches: Range<usize>| Step::Append { lane, batches };
    let by = |from: &str, step: &Step| submit(node, from, &own, step, &[]);
    let refused = |step: &Step, error: &str| {
        assert_eq!(by(AUTHORITY, step), Err(error.to_owned()), "{step}");
    };
    refused(&append(0, 0..1), "OpeningDiffers");
    refused(&Step::Seal, "OpeningDiffers");
    by(AUTHORITY, &Step::Open).unwrap();
    assert_eq!(by(OWNER, &append(0, 0..1)), Err("OpeningDiffers".into()), "another's draft");
    refused(&Step::Seal, "NoBatches");
    refused(&append(0, 0..0), "NoBatches");
    refused(&append(0, 1..2), INVALID);
    refused(&append(1, 0..1), INVALID);
    refused(&append(2, 0..1), "LaneUnknown");
    by(AUTHORITY, &append(0, 0..4)).unwrap();
    refused(&Step::Seal, "LaneUnused");
    refused(&append(0, 3..4), INVALID);
    by(AUTHORITY, &append(1, 4..5)).unwrap();

    // The same by another, who needs the authority's word.
    for step in own.steps(None, 64).iter().take(3) {
        by(OWNER, step).unwrap();
    }
    let registry = node.contract("SolvencyRegistry");
    let hash = |chain, epoch| digest_to_sign(chain, registry, own.venue(), epoch, own.digest());
    let signed = |key: &str, hash: B256| Signer::from_text(key).unwrap().sign_for_contract(&hash);
    let other = "11".repeat(32);
    for signature in [
        Vec::new(),
        signed(&other, hash(CHAIN, 1)),
        signed(AUTHORITY_KEY, hash(2, 1)),
        signed(AUTHORITY_KEY, hash(CHAIN, 2)),
    ] {
        let refused = submit(node, OWNER, &own, &Step::Seal, &signature);
        assert_eq!(refused, Err("NotTheVenues".into()));
    }
    let signature = signed(AUTHORITY_KEY, hash(CHAIN, 1));
    submit(node, OWNER, &own, &Step::Seal, &signature).unwrap();
    assert_eq!(node.registry().latest(B256::from(VENUE)).unwrap(), 1);

    // Sealed once and for all: also against the authority, with the same again.
    refused(&Step::Seal, "WrongEpoch");
    refused(&Step::Open, "WrongEpoch");
    // The next epoch does not come before its time.
    let next = Bundle::read(&epochs().bundles[1]).unwrap();
    let next = Submission::of(&next).unwrap();
    let early = submit(node, AUTHORITY, &next, &Step::Open, &[]);
    assert_eq!(early, Err("TimeInFuture".into()));
    node.warp(START + CADENCE + 60);
    assert_eq!(submitted(node, &next, 64), Ok(()));
}
