//! Verification: everything recomputed, then every proof.

use std::collections::BTreeMap;

use plimsoll_snark::{
    Claim, KeyId, Origin, ParameterCommitment, Proof, VerifyingKey, culprit, verify, verify_batch,
    verify_groups,
};
use plimsoll_statement::PublicInputs;

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
    let proofs = Proofs {
        parameters: (
            parameters_key,
            claim(&recomputed.parameters_inputs(), None, &bundle.proofs.parameters),
        ),
        closing: (closing_key, claim(&recomputed.closing_inputs(), None, &bundle.proofs.closing)),
        lanes: lanes.into_values().map(|(key, _, group)| (key, group)).collect(),
    };
    proofs.verify()?;

    let all = proofs.lanes.iter().map(|(key, _)| *key).chain([parameters_key, closing_key]);
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

/// All proofs of a bundle, with their keys.
struct Proofs<'k> {
    parameters: (&'k VerifyingKey, Claim),
    closing: (&'k VerifyingKey, Claim),
    lanes: Vec<(&'k VerifyingKey, Group)>,
}

impl Proofs<'_> {
    /// All of them by one random combination; if that fails, the first by
    /// itself that does.
    fn verify(&self) -> Result<(), Rejection> {
        let alone = [&self.parameters, &self.closing];
        let alone = alone.map(|(key, claim)| (*key, std::slice::from_ref(claim)));
        let lanes = self.lanes.iter().map(|(key, group)| (*key, &group.claims[..]));
        let all: Vec<_> = alone.into_iter().chain(lanes).collect();
        verify_groups(&all).map_err(|why| self.culprit().unwrap_or(Rejection::Proofs(why)))
    }

    fn culprit(&self) -> Option<Rejection> {
        let rejected = |(key, claim): &(&VerifyingKey, Claim)| verify(key, claim).err();
        let parameters = || rejected(&self.parameters).map(Rejection::ParametersProof);
        let closing = || rejected(&self.closing).map(Rejection::ClosingProof);
        let batches = || {
            let failed = |(key, group): &(&VerifyingKey, Group)| {
                // Together is much faster than one by one.
                verify_batch(key, &group.claims).err()?;
                let (i, why) = culprit(key, &group.claims)?;
                Some(Rejection::BatchProof { batch: *group.positions.get(i)?, why })
            };
            self.lanes.iter().find_map(failed)
        };
        parameters().or_else(closing).or_else(batches)
    }
}
