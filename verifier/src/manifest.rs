//! The manifest: everything that a venue says of an epoch beside its roots,
//! states and proofs.

mod form;

use plimsoll_snark::{KeyId, ParameterCommitment};
use plimsoll_statement::{Context, Disclosure, ParametersHash, Pins, Shape};

use crate::text::{self, TextError};

/// What a venue says. Nothing here is believed: some of it is recomputed, and
/// the rest is what the proofs are checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Which epoch of which venue.
    pub context: Context,
    /// The digest of the epoch before, zeros for the first.
    pub previous: [u8; 32],
    /// The name of the parameters. Recomputed.
    pub parameters: ParametersHash,
    /// The fund's identities and thresholds.
    pub pins: Pins,
    /// The keys of the batches, by lane.
    pub lanes: Vec<LaneKey>,
    /// The key of the parameters proof.
    pub parameters_key: KeyId,
    /// The key of the closing proof.
    pub closing_key: KeyId,
    /// What is disclosed.
    pub disclosure: Disclosure,
    /// How many batches there are. Recomputed.
    pub batches: u32,
    /// The epoch's digest. Recomputed.
    pub digest: [u8; 32],
}

/// The key by which the batches of a lane are proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneKey {
    /// The lane, and how large its batches are.
    pub shape: Shape,
    /// The key.
    pub key: KeyId,
    /// `D_θ`: the commitment to the table under this key.
    pub table: ParameterCommitment,
}

impl Manifest {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// Reads `manifest.json`, of which there is one form only.
    ///
    /// # Errors
    /// If it is of another form, or a value is not one that its field can have.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TextError> {
        text::read::<form::ManifestText>(bytes, Self::VERSION)?.try_into()
    }

    /// The text of `manifest.json`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        text::write(&form::ManifestText::from(self))
    }
}
