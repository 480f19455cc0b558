//! What balances and other instruments are, as written.

use serde::Deserialize;

use super::Figure;

/// A coin that counts as cash.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoinRule {
    /// Counted as one dollar while its price is within this share of it.
    #[serde(default)]
    pub par_within: Option<Figure>,
}

/// Terms of an instrument of kind `other`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ContractRule {
    /// The right to receive a unit of one underlying for an amount of another.
    Exchange {
        /// What its holder may receive.
        receive: String,
        /// What they give for it.
        give: String,
        /// Units given for a unit received.
        ratio: Figure,
    },
    /// A swap of one dollar per unit of annualised variance.
    Variance {
        /// The agreed volatility.
        strike: Figure,
        /// When it began, Unix seconds.
        began: u64,
        /// Annualised variance since then.
        realised: Figure,
    },
    /// Fixed payments for floating ones, on one dollar.
    RateSwap {
        /// What is paid, a year.
        fixed: Figure,
        /// How often.
        payments_per_year: u32,
    },
}

impl ContractRule {
    /// Underlyings that it names, beside the instrument's own.
    pub(in crate::risk) fn names(&self) -> Vec<&String> {
        match self {
            Self::Exchange { receive, give, .. } => vec![receive, give],
            Self::Variance { .. } | Self::RateSwap { .. } => Vec::new(),
        }
    }

    /// Whether it is valued on smiles.
    pub(in crate::risk) fn needs_smiles(&self) -> bool {
        !matches!(self, Self::RateSwap { .. })
    }
}
