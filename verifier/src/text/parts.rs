//! What several files say in the same words: contexts, shapes, field elements.

use plimsoll_snark::{Fr, decode_field, encode_inputs};
use plimsoll_statement::{Context, Lane, Shape, Venue};
use serde::{Deserialize, Serialize};

use super::{Hex, TextError, wrong};

/// Where and when an epoch is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContextText {
    chain_id: u64,
    venue: Hex<32>,
    epoch: u64,
    time: u64,
}

/// A shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShapeText {
    lane: u8,
    accounts: u32,
    slots: u32,
}

impl From<&Context> for ContextText {
    fn from(context: &Context) -> Self {
        let Context { chain_id, venue, epoch, time } = *context;
        Self { chain_id, venue: Hex(venue.0), epoch, time }
    }
}

impl From<ContextText> for Context {
    fn from(text: ContextText) -> Self {
        let ContextText { chain_id, venue, epoch, time } = text;
        Self { chain_id, venue: Venue(venue.0), epoch, time }
    }
}

impl From<Shape> for ShapeText {
    fn from(shape: Shape) -> Self {
        // Sizes beyond 32 bits are far beyond the limits, and stay so.
        let size = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        let lane = u8::try_from(shape.lane.index()).unwrap_or(u8::MAX);
        Self { lane, accounts: size(shape.accounts), slots: size(shape.slots) }
    }
}

impl TryFrom<ShapeText> for Shape {
    type Error = TextError;

    fn try_from(text: ShapeText) -> Result<Self, TextError> {
        let none = || wrong("lane", format!("{} is none of the {} lanes", text.lane, Lane::COUNT));
        let size = |size: u32| usize::try_from(size).unwrap_or(usize::MAX);
        let lane = Lane::new(text.lane).ok_or_else(none)?;
        Ok(Self { lane, accounts: size(text.accounts), slots: size(text.slots) })
    }
}

/// A field element as JSON.
pub(crate) fn field_text(element: Fr) -> Hex<32> {
    Hex::of(&encode_inputs(&[element]))
}

/// A field element from JSON: below the modulus.
pub(crate) fn field(name: &'static str, text: &Hex<32>) -> Result<Fr, TextError> {
    decode_field(&text.0).map_err(|error| wrong(name, error))
}
