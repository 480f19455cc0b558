//! An adversary who sees the challenge before choosing what it should bind.
//!
//! Such an attack must be real, or it tests nothing: with the choice made late
//! all rows hold for a false statement, and a verifier who reads the challenge
//! is convinced. Where the verifier computes it, nothing helps.

use crate::Fr;
use crate::challenge::challenge;
use crate::circuit::CHALLENGE;
use crate::harness::forge::{balances, commit, move_difference, prove};
use crate::harness::solver::{Index, State};
use crate::harness::source::Source;
use crate::harness::subject::{Draft, Subject};
use crate::harness::trial::Ground;
use crate::keys::Claim;
use crate::proving_key::ProvingKey;
use crate::setup::SetupError;
use crate::verify::verify;

/// What came of choosing late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateAttack {
    /// With the choice made after the challenge, all rows hold and the
    /// statement is false.
    pub holds: bool,
    /// A verifier who reads that challenge accepts the proof.
    pub convinces_a_reader: bool,
    /// That proof is accepted, though it was made for another challenge.
    pub stale: bool,
    /// The same choice is accepted, with the challenge that it leads to.
    pub recomputed: bool,
    /// A proof is accepted whose challenge comes from a commitment to the
    /// honest choice, and whose rows hold for the late one.
    pub swapped: bool,
    /// The same, with the difference of both choices put into `C`.
    pub moved: bool,
}

impl LateAttack {
    /// The attack is real, and all its proofs are rejected.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn verdict(&self) -> Result<(), String> {
        let real = self.holds && self.convinces_a_reader;
        let accepted = self.stale || self.recomputed || self.swapped || self.moved;
        if real && !accepted { Ok(()) } else { Err(format!("{self:?}")) }
    }
}

/// Lets an adversary choose early wires and outputs with the challenge in
/// sight, and tries every way to have the result accepted. The key is one of
/// the subject's circuit.
///
/// # Errors
/// If there is no randomness.
pub fn late(
    subject: &Subject<'_>,
    key: &ProvingKey,
    cheat: impl Fn(&mut Draft<'_>),
) -> Result<LateAttack, SetupError> {
    let index = Index::of(&subject.frozen.rows, &subject.outputs);
    let ground = Ground::new(subject, &index);
    let vk = key.verifying();
    let accepted = |claim: &Claim| verify(vk, claim).is_ok();
    // The late choice under a challenge: whether rows hold, and all values.
    let choose = |challenge: Fr| -> (bool, Vec<Fr>) {
        let mut values = subject.assignment.clone();
        values[CHALLENGE] = challenge;
        cheat(&mut subject.draft(&mut values));
        complete(&ground, &index, &values)
    };

    let named = Source::new(1).field();
    let (holds, chosen) = choose(named);
    let commitment = commit(key, &chosen)?;
    let inputs = subject.public(&chosen).to_vec();
    let claim = prove(key, &chosen, &inputs, commitment)?;
    let convinces_a_reader = balances(vk, &claim, named);
    let stale = accepted(&claim);

    let mut values = chosen.clone();
    let parameters = commitment.parameters.map(|p| p.0);
    values[CHALLENGE] = challenge(vk.id(), &inputs, parameters, commitment.first);
    let (_, values) = complete(&ground, &index, &values);
    let recomputed = accepted(&prove(key, &values, &inputs, commitment)?);

    let commitment = commit(key, &subject.assignment)?;
    let parameters = commitment.parameters.map(|p| p.0);
    let bound = challenge(vk.id(), &inputs, parameters, commitment.first);
    let (holds_again, values) = choose(bound);
    let claim = prove(key, &values, &inputs, commitment)?;
    let swapped = accepted(&claim);
    let moved = accepted(&move_difference(key, &claim, &subject.assignment, &values));

    let holds = holds && holds_again && !subject.is_true(&chosen);
    Ok(LateAttack { holds, convinces_a_reader, stale, recomputed, swapped, moved })
}

/// Computes the late wires of an assignment.
fn complete(ground: &Ground<'_>, index: &Index<'_>, values: &[Fr]) -> (bool, Vec<Fr>) {
    let mut state = State::new(index, values.to_vec());
    let holds = state.derive(ground.late());
    (holds && index.rows().violated(&state.values).is_none(), state.values)
}
