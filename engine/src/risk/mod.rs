//! The whole way: from a market directory, a venue's rules and what it lists to
//! parameters that anyone can compute again, and to the full model that they
//! are held against.

mod again;
mod calibrate;
mod charging;
mod correlate;
mod dynamics;
mod error;
mod full;
mod model;
mod rules;
mod source;
mod tail;
mod tenors;
mod terms;

pub use again::{Recomputed, verify_parameters};
pub use calibrate::{Calibration, FittedSurface, Volatility};
pub use correlate::Correlation;
pub use error::RiskError;
pub use full::{BookRisk, FullModel, FullPlan, Position};
pub use model::{Choices, RiskModel};
pub use rules::{
    ChargeRule, CoinRule, CommonJumpRule, ContractRule, CorrelationRule, Estimator, Figure,
    FullModelRule, HaircutRule, MarginRules, TailRule, TierSpec, VolatilityRule,
};
pub use source::VenueMarket;

#[cfg(test)]
mod tests;
