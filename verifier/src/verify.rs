//! Verification: everything recomputed, then every proof.

use std::collections::BTreeMap;

use plimsoll_snark::{
    Claim, KeyId, Origin, ParameterCommitment, Proof, VerifyingKey, culprit, verify, verify_batch,
};
use plimsoll_statement::{Lane, PublicInputs};

use crate::bundle::Bundle;
use crate::expectations::Expectations;
use crate::key_store::{KeyStore, Role};
use crate::recompute::Recomputed;
use crate::rejection::Rejection;
use crate::verdict::Verdict;

/// Verifies a bundle with keys from the verifier's own store.
///
/// # Errors
/// The first reason for which it is rejected.
pub fn verify_bundle(
    bundle: &Bundle,
    keys: &KeyStore,
    expectations: &Expectations,
) -> Result<Verdict, Rejection> {
    let manifest = &bundle.manifest;
    expectations.meets(manifest)?;
    let recomputed = bundle.recompute()?;
    said(bundle, &recomputed)?;
    expectations.recomputed(recomputed.parameters().hash(), recomputed.digest())?;

    let rules = recomputed.parameters().rules().digest();
    let key = |id: KeyId, used: Role| trusted(keys, expectations, id, used, rules);
    let mut lanes = BTreeMap::new();
    for lane in &manifest.lanes {
        let key = key(lane.key, Role::Batch(lane.shape))?;
        lanes.insert(lane.shape.lane, (key, lane.table, Group::default()));
    }
    let parameters_key = key(manifest.parameters_key, Role::Parameters)?;
    let closing_key = key(manifest.closing_key, Role::Closing)?;

    let inputs = recomputed.parameters_inputs();
    let parameters = claim(&inputs, None, &bundle.proofs.parameters);
    verify(parameters_key, &parameters).map_err(Rejection::ParametersProof)?;
    let inputs = recomputed.closing_inputs();
    let closing = claim(&inputs, None, &bundle.proofs.closing);
    verify(closing_key, &closing).map_err(Rejection::ClosingProof)?;

    for (batch, (link, proof)) in bundle.chain.iter().zip(&bundle.proofs.batches).enumerate() {
        let lane = link.lane;
        let (Some((_, table, group)), Some(inputs)) =
            (lanes.get_mut(&lane), recomputed.batch_inputs(batch))
        else {
            return Err(Rejection::LaneUnknown { batch, lane });
        };
        group.positions.push(batch);
        group.claims.push(claim(&inputs, Some(*table), proof));
    }
    for (lane, (key, _, group)) in &lanes {
        group.verify(*lane, key)?;
    }

    let all = lanes.values().map(|(key, ..)| *key).chain([parameters_key, closing_key]);
    let insecure = all.filter(|key| key.origin() == Origin::SingleParty).map(VerifyingKey::id);
    Ok(Verdict::of(manifest, &recomputed, insecure.collect(), expectations.flag_limit))
}

/// What the manifest says of itself is what was recomputed, and every batch has
/// a proof.
fn said(bundle: &Bundle, recomputed: &Recomputed) -> Result<(), Rejection> {
    let manifest = &bundle.manifest;
    let batches = recomputed.batches();
    if u32::try_from(batches) != Ok(manifest.batches) {
        return Err(Rejection::BatchCount { said: manifest.batches, found: batches });
    }
    let found = bundle.proofs.batches.len();
    if found != batches {
        return Err(Rejection::ProofCount { batches, found });
    }
    let (said, found) = (manifest.parameters, recomputed.parameters().hash());
    if said != found {
        return Err(Rejection::ParametersHash { said, found });
    }
    let (said, found) = (manifest.digest, recomputed.digest());
    if said == found { Ok(()) } else { Err(Rejection::Digest { said, found }) }
}

/// A key of the store that is for this use under these rules.
fn trusted<'k>(
    keys: &'k KeyStore,
    expectations: &Expectations,
    id: KeyId,
    used: Role,
    rules: [u8; 32],
) -> Result<&'k VerifyingKey, Rejection> {
    if expectations.keys.as_ref().is_some_and(|allowed| !allowed.contains(&id)) {
        return Err(Rejection::KeyNotAllowed(id));
    }
    let entry = keys.get(id).ok_or(Rejection::KeyUnknown(id))?;
    let found = entry.descriptor().role;
    if found != used {
        return Err(Rejection::KeyRole { key: id, found, used });
    }
    let found = entry.descriptor().rules;
    if found != rules {
        return Err(Rejection::KeyRules { key: id, found, rules });
    }
    if expectations.ceremony_only && entry.key().origin() == Origin::SingleParty {
        return Err(Rejection::KeyInsecure(id));
    }
    Ok(entry.key())
}

fn claim(
    inputs: &impl PublicInputs,
    parameters: Option<ParameterCommitment>,
    proof: &Proof,
) -> Claim {
    Claim { inputs: inputs.elements(), parameters, proof: *proof }
}

/// The batches of one lane, and so of one key.
#[derive(Default)]
struct Group {
    positions: Vec<usize>,
    claims: Vec<Claim>,
}

impl Group {
    /// All of them together; if that fails, the first by itself that does.
    fn verify(&self, lane: Lane, key: &VerifyingKey) -> Result<(), Rejection> {
        let Err(why) = verify_batch(key, &self.claims) else {
            return Ok(());
        };
        let first = culprit(key, &self.claims);
        let first = first.and_then(|(i, why)| Some((*self.positions.get(i)?, why)));
        Err(match first {
            Some((batch, why)) => Rejection::BatchProof { batch, why },
            None => Rejection::LaneProofs { lane, why },
        })
    }
}
