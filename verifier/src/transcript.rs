//! What is hashed with keccak-256 to name an epoch, and to choose the point at
//! which its tables are compared. Everything is a big-endian word of 32 bytes.

use plimsoll_snark::{Fr, KeyId, ParameterCommitment, encode_inputs};
use plimsoll_statement::{ClosingInputs, Context, ParametersHash, Part, PublicInputs as _};
use sha3::{Digest as _, Keccak256};

use crate::chain::Link;
use crate::manifest::{LaneKey, Manifest};

/// Begins the preimage of ρ.
pub const RHO_TAG: &[u8] = b"plimsoll rho 1";

/// Begins the preimage of an epoch's digest.
pub const DIGEST_TAG: &[u8] = b"plimsoll epoch 1";

/// Keccak-256 over words.
struct Words(Keccak256);

impl Words {
    fn begin(tag: &[u8]) -> Self {
        Self(Keccak256::new_with_prefix(tag))
    }

    /// Bytes that are a word, or several.
    fn word(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.update(bytes);
    }

    /// Bytes of less than a word, as a number.
    fn number(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        self.0.update(&[0; 32][..32usize.saturating_sub(bytes.len())]);
        self.0.update(bytes);
    }

    fn count(&mut self, count: usize) {
        self.number((count as u64).to_be_bytes());
    }

    fn elements(&mut self, elements: &[Fr]) {
        self.word(encode_inputs(elements));
    }

    fn end(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// `ρ = keccak256(tag ‖ context ‖ Θ_hash ‖ count ‖ each (key id ‖ D_θ)) mod r`:
/// the point at which all tables are compared, known only once all of them are
/// committed to. Tables come in the manifest's order, by lane.
#[must_use]
pub fn rho(
    context: &Context,
    parameters: ParametersHash,
    tables: &[(KeyId, ParameterCommitment)],
) -> Fr {
    let mut words = Words::begin(RHO_TAG);
    words.elements(&[context.packed(Part::Parameters), parameters.0]);
    words.count(tables.len());
    for (key, table) in tables {
        words.word(key.0);
        words.word(table.to_bytes());
    }
    let base = Fr::from(256u64);
    words.end().iter().fold(Fr::from(0u64), |sum, byte| sum * base + Fr::from(*byte))
}

/// The epoch's digest: of all that is said and proved, with `parameters` and
/// `closing` as they are recomputed. What the manifest says of itself and can
/// be computed is not in it; everything else is.
#[must_use]
pub fn digest(
    manifest: &Manifest,
    parameters: ParametersHash,
    chain: &[Link],
    closing: &ClosingInputs,
) -> [u8; 32] {
    let mut words = Words::begin(DIGEST_TAG);
    let context = &manifest.context;
    words.number(context.chain_id.to_be_bytes());
    words.word(context.venue.0);
    words.number(context.epoch.to_be_bytes());
    words.number(context.time.to_be_bytes());
    words.word(manifest.previous);
    words.elements(&[parameters.0]);
    for fund in &manifest.pins.funds {
        words.number(fund.as_bytes());
    }
    words.count(manifest.pins.thresholds.len());
    for threshold in &manifest.pins.thresholds {
        words.number(threshold.units().to_be_bytes());
    }
    words.count(manifest.lanes.len());
    for LaneKey { shape, key, table } in &manifest.lanes {
        words.count(shape.lane.index());
        words.count(shape.accounts);
        words.count(shape.slots);
        words.word(key.0);
        words.word(table.to_bytes());
    }
    words.word(manifest.parameters_key.0);
    words.word(manifest.closing_key.0);
    words.count(chain.len());
    for Link { lane, root, state_out } in chain {
        words.count(lane.index());
        words.elements(&[*root, state_out.0]);
    }
    words.elements(&closing.elements());
    words.end()
}
