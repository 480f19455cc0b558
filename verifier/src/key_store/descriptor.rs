//! What a key is for: the word of whoever keeps the store.

use plimsoll_snark::{KeyId, Stages, VerifyingKey};
use plimsoll_statement::{
    AccountInputs, BatchInputs, ClosingInputs, ParametersInputs, PublicInputs, Shape,
};
use serde::{Deserialize, Serialize};

use super::KeyStoreError;
use crate::recompute;
use crate::text::parts::ShapeText;
use crate::text::{self, Hex, TextError, wrong};

/// What a key proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Batches of this shape.
    Batch(Shape),
    /// The parameters.
    Parameters,
    /// The closing.
    Closing,
    /// Claims about one account in batches of this shape, under any rules.
    Account(Shape),
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// What it proves.
    pub role: Role,
    /// Under which rules: their digest; zeros for a key of accounts, which
    /// depends on none.
    pub rules: [u8; 32],
}

impl Role {
    /// The shape of its batches, or of those that its accounts are in.
    #[must_use]
    pub fn shape(self) -> Option<Shape> {
        match self {
            Self::Batch(shape) | Self::Account(shape) => Some(shape),
            Self::Parameters | Self::Closing => None,
        }
    }

    /// What a key for this role under rules with this digest is for.
    #[must_use]
    pub fn under(self, rules: [u8; 32]) -> Descriptor {
        let none = matches!(self, Self::Account(_));
        Descriptor { role: self, rules: if none { [0; 32] } else { rules } }
    }

    /// How the role's circuits are staged, and how many inputs they have.
    fn layout(self) -> (Stages, usize) {
        match self {
            Self::Batch(_) => (Stages::Parameterised, BatchInputs::NAMES.len()),
            Self::Parameters => (Stages::Challenged, ParametersInputs::NAMES.len()),
            Self::Closing => (Stages::Challenged, ClosingInputs::NAMES.len()),
            Self::Account(_) => (Stages::Challenged, AccountInputs::NAMES.len()),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Batch(_) => "batch",
            Self::Parameters => "parameters",
            Self::Closing => "closing",
            Self::Account(_) => "account",
        }
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let batches = |Shape { lane, accounts, slots }: &Shape| {
            let lane = lane.index();
            format!("batches of lane {lane} with {accounts} accounts of {slots} slots")
        };
        match self {
            Self::Batch(shape) => f.write_str(&batches(shape)),
            Self::Account(shape) => write!(f, "accounts in {}", batches(shape)),
            Self::Parameters => f.write_str("the parameters"),
            Self::Closing => f.write_str("the closing"),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DescriptorText {
    version: u32,
    id: Hex<32>,
    role: String,
    rules: Hex<32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shape: Option<ShapeText>,
}

impl Descriptor {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// A key's descriptor as JSON, with the key's id.
    pub(super) fn to_bytes(self, id: KeyId) -> Vec<u8> {
        text::write(&DescriptorText {
            version: Self::VERSION,
            id: Hex(id.0),
            role: self.role.name().to_owned(),
            rules: Hex(self.rules),
            shape: self.role.shape().map(ShapeText::from),
        })
    }

    /// Reads a descriptor, and which key it is about.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<(KeyId, Self), TextError> {
        let text: DescriptorText = text::read(bytes, Self::VERSION)?;
        let role = match (text.role.as_str(), text.shape) {
            ("batch", Some(shape)) => Role::Batch(shape.try_into()?),
            ("parameters", None) => Role::Parameters,
            ("closing", None) => Role::Closing,
            ("account", Some(shape)) => Role::Account(shape.try_into()?),
            ("batch" | "account", None) => {
                return Err(wrong("shape", "is missing for a key of batches or accounts"));
            }
            ("parameters" | "closing", Some(_)) => {
                return Err(wrong("shape", "is for keys of batches and accounts only"));
            }
            _ => return Err(wrong("role", "is neither batch, parameters, closing nor account")),
        };
        let descriptor = role.under(text.rules.0);
        if descriptor.rules != text.rules.0 {
            return Err(wrong("rules", "are zeros for a key of accounts"));
        }
        Ok((KeyId(text.id.0), descriptor))
    }

    /// The key can be for this.
    pub(super) fn fits(self, key: &VerifyingKey) -> Result<(), KeyStoreError> {
        let (stages, inputs) = self.role.layout();
        let why = if key.stages() != stages {
            "its stages are others"
        } else if key.live_inputs() != inputs {
            "it has another number of public inputs"
        } else if self.role.shape().is_some_and(|shape| !recompute::exists(shape)) {
            "such a shape does not exist"
        } else {
            return Ok(());
        };
        Err(KeyStoreError::Unfit { key: key.id(), role: self.role, why })
    }
}
