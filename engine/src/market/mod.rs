//! Observations of several sources, and the market that they agree on. What is
//! not used is reported with its reason; what cannot be known is an error.

mod consensus;
mod files;
mod manifest;
mod observation;
mod quotes;
mod read;
mod tables;
#[cfg(test)]
mod tests;

pub use consensus::{Agreed, Shortage};
pub use files::InputHash;
pub use manifest::{
    DepthRules, HistoryRules, MarketManifest, OptionRules, Policy, PriceRules, RateRules,
};
pub use observation::{Contract, Level, OptionQuote, Rejection, Rule, Series};
pub use quotes::DepthBand;
pub use read::{DailyPrices, Market, MarketError};

pub(crate) use consensus::{Rules, median};
pub(crate) use manifest::{is_plain, nearest};
pub(crate) use observation::Claim;
pub(crate) use quotes::describe;

/// Years of 365 days from a moment to a later one, both in Unix seconds.
pub(crate) fn years_between(now: u64, later: u64) -> f64 {
    later.saturating_sub(now) as f64 / (365.0 * 86_400.0)
}
