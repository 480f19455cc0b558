//! What a verifier expects of a bundle beside its truth.

use std::collections::BTreeSet;

use plimsoll_snark::KeyId;
use plimsoll_statement::{Context, Money, ParametersHash, Venue};

use crate::manifest::Manifest;
use crate::rejection::Rejection;

/// What is expected; what is left out is not asked for. A true bundle of the
/// wrong venue, or an old one, is told apart by this alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectations {
    /// The chain.
    pub chain_id: Option<u64>,
    /// The venue.
    pub venue: Option<Venue>,
    /// Exactly this epoch.
    pub epoch: Option<u64>,
    /// This epoch or a later one.
    pub least_epoch: Option<u64>,
    /// A snapshot of this second or a later one.
    pub least_time: Option<u64>,
    /// The digest of the epoch before.
    pub previous: Option<[u8; 32]>,
    /// The parameters, as they were announced.
    pub parameters: Option<ParametersHash>,
    /// The digest, as it was registered.
    pub digest: Option<[u8; 32]>,
    /// Keys that may be used; all of the store's if none are named.
    pub keys: Option<BTreeSet<KeyId>>,
    /// Keys that a single party made are refused, and not only remarked on.
    pub ceremony_only: bool,
    /// Beyond this the verdict is "impaired".
    pub flag_limit: Option<FlagLimit>,
}

/// What of the flagged is still acceptable, customers and house together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagLimit {
    /// So many flagged accounts.
    pub accounts: u64,
    /// So much that they lack.
    pub deficit: Money,
}

impl Expectations {
    /// The bundle is the expected one, as far as its manifest tells.
    pub(crate) fn meets(&self, manifest: &Manifest) -> Result<(), Rejection> {
        let Context { chain_id, venue, epoch, time } = manifest.context;
        differs(self.chain_id, chain_id, |expected, found| Rejection::Chain { found, expected })?;
        differs(self.venue, venue, |expected, found| Rejection::Venue { found, expected })?;
        differs(self.epoch, epoch, |expected, found| Rejection::Epoch { found, expected })?;
        if let Some(least) = self.least_epoch.filter(|least| epoch < *least) {
            return Err(Rejection::EpochTooOld { found: epoch, least });
        }
        if let Some(least) = self.least_time.filter(|least| time < *least) {
            return Err(Rejection::TimeTooOld { found: time, least });
        }
        differs(self.previous, manifest.previous, |expected, found| Rejection::Previous {
            found,
            expected,
        })
    }

    /// What was recomputed is the expected.
    pub(crate) fn recomputed(
        &self,
        parameters: ParametersHash,
        digest: [u8; 32],
    ) -> Result<(), Rejection> {
        differs(self.parameters, parameters, |expected, found| Rejection::Policy {
            found,
            expected,
        })?;
        differs(self.digest, digest, |expected, found| Rejection::OtherDigest { found, expected })
    }
}

fn differs<T: PartialEq>(
    expected: Option<T>,
    found: T,
    rejection: impl Fn(T, T) -> Rejection,
) -> Result<(), Rejection> {
    match expected {
        Some(expected) if expected != found => Err(rejection(expected, found)),
        _ => Ok(()),
    }
}
