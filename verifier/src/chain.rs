//! `chain.bin`: for every batch its lane, its root and the state after it. The
//! state before it is the one after the batch before, so it is not there to be
//! wrong.

use plimsoll_snark::{DecodeError, Fr, decode_field, encode_inputs};
use plimsoll_statement::{Lane, StateHash};

/// A batch's link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The lane that it belongs to.
    pub lane: Lane,
    /// The root over its leaves.
    pub root: Fr,
    /// The state after it.
    pub state_out: StateHash,
}

/// Why a link is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The lane does not exist.
    #[error("lane {0} is none of the {count} lanes", count = Lane::COUNT)]
    Lane(u8),
    /// The root is no field element.
    #[error("root: {0}")]
    Root(DecodeError),
    /// The state is no field element.
    #[error("state: {0}")]
    State(DecodeError),
}

impl Link {
    /// Bytes of a link: lane, root, state.
    pub const BYTES: usize = 1 + 32 + 32;

    /// The link's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (lane, elements) = bytes.split_at_mut(1);
        lane.fill(u8::try_from(self.lane.index()).unwrap_or(u8::MAX));
        elements.copy_from_slice(&encode_inputs(&[self.root, self.state_out.0]));
        bytes
    }

    /// Reads a link.
    ///
    /// # Errors
    /// If its lane or a field element does not exist.
    pub fn from_bytes(bytes: &[u8; Self::BYTES]) -> Result<Self, LinkError> {
        let [lane, elements @ ..] = bytes;
        let (mut root, mut state) = ([0; 32], [0; 32]);
        root.copy_from_slice(&elements[..32]);
        state.copy_from_slice(&elements[32..]);
        Ok(Self {
            lane: Lane::new(*lane).ok_or(LinkError::Lane(*lane))?,
            root: decode_field(&root).map_err(LinkError::Root)?,
            state_out: StateHash(decode_field(&state).map_err(LinkError::State)?),
        })
    }
}
