//! Publishing: whatever transactions of an epoch are still missing, in order.
//! Where it stands is read from the registry each time, so that it can be
//! stopped anywhere and started again.

use alloy_primitives::{Address, B256};

use crate::registry::{ReadError, Registry};
use crate::sender::{self, Receipt, SendError, Sender};
use crate::submission::{Step, Submission};
use crate::{abi, authority};

/// Where an epoch stands on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It is sealed, and the same.
    Sealed,
    /// The submitter's draft has its first so many batches; `None` if it is not
    /// open yet, or open with something else.
    Draft(Option<usize>),
}

/// Why an epoch is not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// Something was not read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Something was not sent.
    #[error("{step}: {error}")]
    Send {
        /// The step.
        step: String,
        /// Why not.
        error: Box<SendError>,
    },
    /// The bundle is of another chain.
    #[error("the bundle is of chain {bundle}, and the node of chain {node}")]
    Chain {
        /// The bundle's.
        bundle: u64,
        /// The node's.
        node: u64,
    },
    /// The epoch is there, and another.
    #[error("epoch {epoch} is sealed already, with digest {found}; the bundle's is {own}")]
    OtherEpoch {
        /// Its number.
        epoch: u64,
        /// What is sealed.
        found: B256,
        /// What the bundle says.
        own: B256,
    },
    /// Epochs in between are missing.
    #[error("the latest sealed epoch is {latest}, and the bundle is of epoch {own}; publish epoch {next} first", next = latest + 1)]
    Early {
        /// The latest.
        latest: u64,
        /// The bundle's.
        own: u64,
    },
    /// The epoch before is another.
    #[error("the bundle follows {own}, and epoch {epoch} is sealed with {found}")]
    OtherPrevious {
        /// The epoch before.
        epoch: u64,
        /// What is sealed.
        found: B256,
        /// What the bundle follows.
        own: B256,
    },
    /// Nobody signed for the venue.
    #[error("the venue's authority, {authority}, has to sign {hash}: {why}")]
    Signature {
        /// Who has to sign.
        authority: Address,
        /// What.
        hash: B256,
        /// What is wrong.
        why: &'static str,
    },
}

/// Publishes one epoch to one registry.
#[derive(Debug)]
pub struct Publisher<'a> {
    registry: &'a Registry<'a>,
    submission: &'a Submission,
    chain_id: u64,
    together: usize,
}

/// What happens while an epoch is published.
#[derive(Clone, Debug)]
pub enum Event<'a> {
    /// A transaction is on its way.
    Sent(&'a Step, B256),
    /// It is in a block.
    Mined(&'a Step, Receipt),
}

/// A step that would be taken, and what it takes.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The step.
    pub step: Step,
    /// The call.
    pub call: Vec<u8>,
    /// Gas, where the node can say.
    pub gas: Option<u64>,
    /// Why it would be refused.
    pub refused: Option<String>,
}

impl<'a> Publisher<'a> {
    /// One for a bundle of this chain, that brings so many batches at a time.
    ///
    /// # Errors
    /// If the bundle is of another chain.
    pub fn new(
        registry: &'a Registry<'a>,
        submission: &'a Submission,
        bundle_chain: u64,
        together: usize,
    ) -> Result<Self, PublishError> {
        let node = registry.rpc().chain_id().map_err(ReadError::Rpc)?;
        if node != bundle_chain {
            return Err(PublishError::Chain { bundle: bundle_chain, node });
        }
        Ok(Self { registry, submission, chain_id: node, together })
    }

    /// Where the epoch stands, for this submitter.
    ///
    /// # Errors
    /// If something else is sealed in its place, or before it.
    pub fn progress(&self, submitter: Address) -> Result<Progress, PublishError> {
        let (own, venue) = (self.submission, self.submission.venue());
        let (epoch, latest) = (own.epoch(), self.registry.latest(venue)?);
        if latest >= epoch {
            let found = self.registry.epoch(venue, epoch)?.digest;
            let other = PublishError::OtherEpoch { epoch, found, own: own.digest() };
            return if found == own.digest() { Ok(Progress::Sealed) } else { Err(other) };
        }
        if latest + 1 != epoch {
            return Err(PublishError::Early { latest, own: epoch });
        }
        if latest > 0 {
            let (found, own) = (self.registry.epoch(venue, latest)?.digest, own.opening.previous);
            if found != own {
                return Err(PublishError::OtherPrevious { epoch: latest, found, own });
            }
        }
        let draft = self.registry.draft(venue, submitter)?;
        Ok(Progress::Draft(self.done(&draft)))
    }

    /// How many of our batches are in a draft; `None` if it is another's, or was
    /// fed otherwise.
    fn done(&self, draft: &abi::Draft) -> Option<usize> {
        let done = usize::try_from(draft.batches).ok()?;
        let ours = draft.opening == self.submission.opening_hash()
            && done <= self.submission.batches()
            && draft.links == self.submission.links_hash(done);
        ours.then_some(done)
    }

    /// What the authority signs.
    #[must_use]
    pub fn hash_to_sign(&self) -> B256 {
        let (own, at) = (self.submission, self.registry.address());
        authority::digest_to_sign(self.chain_id, at, own.venue(), own.epoch(), own.digest())
    }

    /// Who has to sign for the venue.
    ///
    /// # Errors
    /// If the registry does not say.
    pub fn authority(&self) -> Result<Address, PublishError> {
        let venue = self.submission.venue();
        Ok(self.registry.settings(venue)?.authority)
    }

    /// Whether a signature is the authority's, as far as can be seen before it
    /// is sent: a contract's is asked for by the registry.
    ///
    /// # Errors
    /// If it is not.
    pub fn check_signature(
        &self,
        submitter: Address,
        signature: &[u8],
    ) -> Result<(), PublishError> {
        let authority = self.authority()?;
        if submitter == authority {
            return Ok(());
        }
        let hash = self.hash_to_sign();
        let wrong = |why| Err(PublishError::Signature { authority, hash, why });
        if signature.is_empty() {
            return wrong("give --signature, --authority-keystore or PLIMSOLL_AUTHORITY_KEY");
        }
        let code = self.registry.rpc().code(authority).map_err(ReadError::Rpc)?;
        if code.is_empty() && authority::recovers(&hash, signature) != Some(authority) {
            return wrong("the signature given is another's, or of something else");
        }
        Ok(())
    }

    /// The steps that are left.
    #[must_use]
    pub fn steps(&self, done: Option<usize>) -> Vec<Step> {
        self.submission.steps(done, self.together)
    }

    /// The steps that are left, and what they would take.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn plan(
        &self,
        submitter: Address,
        done: Option<usize>,
        signature: &[u8],
    ) -> Result<Vec<Planned>, PublishError> {
        let steps = self.submission.steps(done, self.together);
        let calls: Vec<Vec<u8>> =
            steps.iter().map(|step| self.submission.call(step, signature)).collect();
        let (rpc, at) = (self.registry.rpc(), self.registry.address());
        let simulated = sender::simulate(rpc, submitter, at, &calls).map_err(ReadError::Rpc)?;
        let outcomes = match simulated {
            Some(outcomes) => outcomes.into_iter().map(Some).collect(),
            None => self.first_only(submitter, &calls)?,
        };
        let planned = steps.into_iter().zip(calls).zip(outcomes).map(|((step, call), outcome)| {
            let (gas, refused) = match outcome {
                None => (None, None),
                Some(Ok(gas)) => (Some(gas), None),
                Some(Err(why)) => (None, Some(why.to_string())),
            };
            Planned { step, call, gas, refused }
        });
        Ok(planned.collect())
    }

    /// Without a node that simulates, only the next step can be tried.
    #[allow(clippy::type_complexity, reason = "as `simulate` has it")]
    fn first_only(
        &self,
        submitter: Address,
        calls: &[Vec<u8>],
    ) -> Result<Vec<Option<Result<u64, crate::Revert>>>, PublishError> {
        let (rpc, at) = (self.registry.rpc(), self.registry.address());
        let mut outcomes = vec![None; calls.len()];
        if let (Some(first), Some(call)) = (outcomes.first_mut(), calls.first()) {
            *first = match sender::estimate(rpc, submitter, Some(at), call) {
                Ok(gas) => Some(Ok(gas)),
                Err(SendError::Refused(why)) => Some(Err(why)),
                Err(error) => {
                    return Err(PublishError::Send { step: "open".into(), error: Box::new(error) });
                }
            };
        }
        Ok(outcomes)
    }

    /// Sends what is left, step by step.
    ///
    /// # Errors
    /// The first that is not sent, or has no effect.
    pub fn send(
        &self,
        sender: &Sender<'_>,
        done: Option<usize>,
        signature: &[u8],
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<Vec<(Step, Receipt)>, PublishError> {
        let mut receipts = Vec::new();
        for step in self.submission.steps(done, self.together) {
            let call = self.submission.call(&step, signature);
            let at = Some(self.registry.address());
            let sent = sender.send(at, call, &mut |hash| tell(Event::Sent(&step, hash)));
            let receipt = sent.map_err(|error| PublishError::Send {
                step: step.to_string(),
                error: Box::new(error),
            })?;
            tell(Event::Mined(&step, receipt));
            receipts.push((step, receipt));
        }
        Ok(receipts)
    }
}
