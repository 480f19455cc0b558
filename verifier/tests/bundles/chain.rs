//! Lies about batches, their order and their states, and epochs passed off as
//! others.

use plimsoll_snark::{Fr, Rejected};
use plimsoll_statement::{Lane, PublicInputs, StateHash, Venue};
use plimsoll_verifier::{Bundle, Rejection};

use crate::world::{bundle, toy_proof, verdict, world};
use crate::{rejected, rejected_unsealed};

fn unproved(batch: usize) -> Rejection {
    Rejection::BatchProof { batch, why: Rejected::Proof }
}

/// Proves one batch anew, as the bundle now has it.
fn prove_batch(bundle: &mut Bundle, batch: usize) {
    let inputs = bundle.recompute().unwrap().batch_inputs(batch).unwrap();
    let (lane, table) = (bundle.chain[batch].lane, world().book.table());
    let commitment = bundle.manifest.lanes[lane.index()].table;
    let key = &world().keys.lanes[lane.index()];
    bundle.proofs.batches[batch] = toy_proof(key, &inputs, &table, Some(commitment));
}

/// Proves the parameters and the closing anew.
fn prove_ends(bundle: &mut Bundle) {
    let (recomputed, keys) = (bundle.recompute().unwrap(), &world().keys);
    let inputs = recomputed.parameters_inputs();
    bundle.proofs.parameters = toy_proof(&keys.parameters, &inputs, &[], None);
    let inputs = recomputed.closing_inputs();
    bundle.proofs.closing = toy_proof(&keys.closing, &inputs, &[], None);
}

#[test]
fn a_bundle_without_batches_is_refused() {
    let empty = |bundle: &mut Bundle| {
        bundle.chain.clear();
        bundle.proofs.batches.clear();
        bundle.manifest.batches = 0;
    };
    assert_eq!(rejected_unsealed(empty), Rejection::NoBatches);
    let mut nothing = bundle();
    empty(&mut nothing);
    nothing.manifest.lanes.clear();
    assert_eq!(verdict(&nothing), Err(Rejection::NoBatches));
    // It has a form, so that whoever reads it is told why it is refused.
    assert_eq!(Bundle::decode(&nothing.encode()).unwrap(), nothing);
}

#[test]
fn more_batches_than_an_epoch_has_are_refused() {
    let many = Bundle::MAX_BATCHES + 1;
    let rejection = rejected_unsealed(|bundle| bundle.chain = vec![bundle.chain[0]; many]);
    assert_eq!(rejection, Rejection::TooManyBatches(many));
}

#[test]
fn batches_dropped_repeated_or_reordered_are_refused() {
    let rejection = rejected(|bundle| {
        bundle.chain.remove(1);
        bundle.proofs.batches.remove(1);
    });
    assert_eq!(rejection, unproved(1));
    let rejection = rejected(|bundle| {
        bundle.chain.remove(0);
        bundle.proofs.batches.remove(0);
    });
    assert_eq!(rejection, unproved(0));
    let rejection = rejected(|bundle| {
        bundle.chain.insert(1, bundle.chain[0]);
        bundle.proofs.batches.insert(1, bundle.proofs.batches[0]);
    });
    assert_eq!(rejection, unproved(1));
    let rejection = rejected(|bundle| {
        bundle.chain.swap(0, 1);
        bundle.proofs.batches.swap(0, 1);
    });
    assert_eq!(rejection, unproved(0));
    let rejection = rejected(|bundle| {
        bundle.chain.push(bundle.chain[2]);
        bundle.proofs.batches.push(bundle.proofs.batches[2]);
    });
    assert_eq!(rejection, unproved(3));
}

#[test]
fn the_last_batch_is_not_forgotten() {
    // Of a lane that has others, it is the closing's state that tells.
    let rejection = rejected(|bundle| {
        bundle.chain.swap(1, 2);
        for batch in [1, 2] {
            prove_batch(bundle, batch);
        }
        prove_ends(bundle);
        bundle.chain.pop();
        bundle.proofs.batches.pop();
    });
    assert_eq!(rejection, Rejection::ClosingProof(Rejected::Proof));
}

#[test]
fn counts_must_agree() {
    let rejection = rejected_unsealed(|bundle| bundle.manifest.batches = 2);
    assert_eq!(rejection, Rejection::BatchCount { said: 2, found: 3 });
    let rejection = rejected_unsealed(|bundle| {
        bundle.chain.remove(1);
    });
    assert_eq!(rejection, Rejection::BatchCount { said: 3, found: 2 });
    let rejection = rejected(|bundle| bundle.proofs.batches.truncate(2));
    assert_eq!(rejection, Rejection::ProofCount { batches: 3, found: 2 });
    let rejection = rejected(|bundle| bundle.proofs.batches.push(bundle.proofs.closing));
    assert_eq!(rejection, Rejection::ProofCount { batches: 3, found: 4 });
}

#[test]
fn a_state_replaced_between_batches_is_refused() {
    let other = StateHash(Fr::from(5u64));
    assert_eq!(rejected(|bundle| bundle.chain[0].state_out = other), unproved(0));
    // With the batch proved anew, the next one starts elsewhere.
    let rejection = rejected(|bundle| {
        bundle.chain[0].state_out = other;
        prove_batch(bundle, 0);
    });
    assert_eq!(rejection, unproved(1));
    // And after the last comes the closing.
    let rejection = rejected(|bundle| {
        bundle.chain[2].state_out = other;
        prove_batch(bundle, 2);
    });
    assert_eq!(rejection, Rejection::ClosingProof(Rejected::Proof));
}

#[test]
fn a_chain_that_starts_elsewhere_is_refused() {
    let rejection = rejected(|bundle| {
        let recomputed = bundle.recompute().unwrap();
        let mut inputs = recomputed.batch_inputs(0).unwrap();
        inputs.state_in = Fr::from(5u64);
        let table = world().book.table();
        let commitment = Some(bundle.manifest.lanes[0].table);
        bundle.proofs.batches[0] = toy_proof(&world().keys.lanes[0], &inputs, &table, commitment);
    });
    assert_eq!(rejection, unproved(0));
}

#[test]
fn a_root_replaced_is_refused() {
    assert_eq!(rejected(|bundle| bundle.chain[1].root = Fr::from(5u64)), unproved(1));
    assert_eq!(
        rejected(|bundle| {
            let root = bundle.chain[0].root;
            bundle.chain[0].root = bundle.chain[1].root;
            bundle.chain[1].root = root;
        }),
        unproved(0)
    );
}

#[test]
fn an_old_epoch_is_not_passed_off_as_another() {
    let replays: [fn(&mut Bundle); 4] = [
        |bundle| bundle.manifest.context.epoch = 8,
        |bundle| bundle.manifest.context.venue = Venue([0x51; 32]),
        |bundle| bundle.manifest.context.chain_id = 1,
        |bundle| bundle.manifest.context.time += 86_400,
    ];
    for replay in replays {
        assert_eq!(rejected(replay), Rejection::ParametersProof(Rejected::Proof));
        // Nor with everything proved anew but the batches.
        let rejection = rejected(|bundle| {
            replay(bundle);
            prove_ends(bundle);
        });
        assert_eq!(rejection, unproved(0));
        assert!(matches!(rejected_unsealed(replay), Rejection::Digest { .. }));
    }
}

#[test]
fn epochs_are_counted_from_one_and_follow_each_other() {
    assert_eq!(rejected_unsealed(|bundle| bundle.manifest.context.epoch = 0), Rejection::EpochZero);
    let rejection = rejected_unsealed(|bundle| bundle.manifest.context.epoch = 1);
    assert_eq!(rejection, Rejection::PreviousForm { epoch: 1 });
    let rejection = rejected_unsealed(|bundle| bundle.manifest.previous = [0; 32]);
    assert_eq!(rejection, Rejection::PreviousForm { epoch: 7 });
    let mut first = bundle();
    first.manifest.previous = [0; 32];
    first.manifest.context.epoch = 1;
    world().prove_again(&mut first);
    verdict(&first).unwrap();
}

#[test]
fn a_lane_has_one_key_and_every_batch_a_lane() {
    let lane = |lane| Lane::new(lane).unwrap();
    let rejection = rejected_unsealed(|bundle| bundle.chain[1].lane = lane(3));
    assert_eq!(rejection, Rejection::LaneUnknown { batch: 1, lane: lane(3) });
    let rejection = rejected_unsealed(|bundle| {
        bundle.chain.pop();
    });
    assert_eq!(rejection, Rejection::LaneUnused(lane(1)));
    let rejection = rejected_unsealed(|bundle| bundle.manifest.lanes.swap(0, 1));
    assert_eq!(rejection, Rejection::LaneOrder(lane(0)));
    let rejection = rejected_unsealed(|bundle| {
        let again = bundle.manifest.lanes[1];
        bundle.manifest.lanes.push(again);
    });
    assert_eq!(rejection, Rejection::LaneOrder(lane(1)));
    let rejection = rejected_unsealed(|bundle| bundle.manifest.lanes.clear());
    assert_eq!(rejection, Rejection::LaneUnknown { batch: 0, lane: lane(0) });
    // A batch of the other lane is one of the other key.
    assert_eq!(rejected(|bundle| bundle.chain[1].lane = lane(1)), unproved(1));
}

#[test]
fn the_culprit_is_named() {
    // The first of a lane, and the last.
    let rejection = rejected(|bundle| bundle.proofs.batches[0] = bundle.proofs.batches[1]);
    assert_eq!(rejection, unproved(0));
    let rejection = rejected(|bundle| bundle.proofs.batches[1] = bundle.proofs.batches[0]);
    assert_eq!(rejection, unproved(1));
    // The only one of the last lane.
    let rejection = rejected(|bundle| bundle.proofs.batches[2] = bundle.proofs.batches[0]);
    assert_eq!(rejection, unproved(2));
    let rejection = rejected(|bundle| bundle.proofs.parameters = bundle.proofs.closing);
    assert_eq!(rejection, Rejection::ParametersProof(Rejected::Proof));
    let rejection = rejected(|bundle| bundle.proofs.closing = bundle.proofs.parameters);
    assert_eq!(rejection, Rejection::ClosingProof(Rejected::Proof));
}

#[test]
fn there_are_as_many_inputs_as_keys_have() {
    let recomputed = bundle().recompute().unwrap();
    let lanes = &world().keys.lanes;
    let batch = recomputed.batch_inputs(0).unwrap().elements();
    assert_eq!(lanes[0].verifying().live_inputs(), batch.len());
    assert_eq!(recomputed.batch_inputs(3), None);
}
