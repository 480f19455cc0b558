//! Why a market and a book make no parameters.

use plimsoll_snapshot::InputError;
use plimsoll_statement::Violation;

use crate::calibration::FitError;
use crate::market::MarketError;
use crate::parameters::TableError;
use crate::scenarios::ScenarioError;
use crate::simulation::{RiskError as TailError, SimulationError};
use crate::state::StateError;

/// Why a market and a book make no parameters, or no report.
#[derive(Debug, thiserror::Error)]
pub enum RiskError {
    /// A file cannot be read, or is not of its form.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Sources do not give what must be known.
    #[error("market: {0}")]
    Market(#[from] MarketError),
    /// A model cannot be fitted.
    #[error("{of}: {source}")]
    Fit {
        /// What was to be fitted.
        of: String,
        /// Why it cannot be.
        source: FitError,
    },
    /// An instrument has no terms that the engine can value.
    #[error("instrument {symbol}: {what}; {advice}")]
    Terms {
        /// Its symbol.
        symbol: String,
        /// What is wrong.
        what: String,
        /// What to do.
        advice: &'static str,
    },
    /// Something has no price in the market.
    #[error(
        "{name} has no spot price in the market, and {wanted_by} needs one; add it to prices and \
         to `assets` of market.json"
    )]
    NoPrice {
        /// What has none.
        name: String,
        /// What needs it.
        wanted_by: String,
    },
    /// Nothing is known of how something moves.
    #[error(
        "{0} has no history, and the full model needs one; add history/{0} to the market and {0} \
         to `history` of market.json"
    )]
    NoHistory(String),
    /// A portfolio has something that the model does not list.
    #[error("a portfolio has instrument number {0}, and the model lists fewer")]
    NotListed(usize),
    /// The published file cannot be computed again.
    #[error("the parameters' model: {what} {text:?} is not {must}")]
    Model {
        /// Which field.
        what: &'static str,
        /// What is written there.
        text: String,
        /// What it must be.
        must: &'static str,
    },
    /// No scenario file has this name.
    #[error(
        "scenarios {name:?} are neither a preset ({}) nor a file of the market directory",
        presets.join(", ")
    )]
    NoScenarios {
        /// What was asked for.
        name: String,
        /// The presets there are.
        presets: Vec<&'static str>,
    },
    /// A multiplier below one.
    #[error("a multiplier of {0} would make scenarios milder; name one of at least 1")]
    Milder(f64),
    /// The rules do not say how to draw.
    #[error("scenarios name `tail`, and margin.json does not say how to draw it; write `tail`")]
    NoTailRule,
    /// A scenario file is wrong.
    #[error(transparent)]
    Scenarios(#[from] ScenarioError),
    /// The market cannot be.
    #[error(transparent)]
    State(#[from] StateError),
    /// The table cannot be built.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The full model cannot be simulated.
    #[error("full model: {0}")]
    Simulation(#[from] SimulationError),
    /// Losses give no measure.
    #[error("full model: {0}")]
    Tail(#[from] TailError),
    /// No multiplier is enough.
    #[error(
        "no multiplier up to {most} covers as many accounts as the rules wish; choose scenarios \
         that move what those accounts hold"
    )]
    NotCovered {
        /// The most that is tried.
        most: f64,
    },
    /// What was built breaks the statement's rules for parameters.
    #[error("the parameters are not valid: {0}")]
    Invalid(String),
}

impl RiskError {
    /// The first clause that parameters break.
    #[allow(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
    pub(crate) fn invalid(violations: Vec<Violation>) -> Self {
        let first = violations.first().map(ToString::to_string);
        Self::Invalid(first.unwrap_or_default())
    }

    pub(super) fn fit(of: impl Into<String>) -> impl FnOnce(FitError) -> Self {
        let of = of.into();
        |source| Self::Fit { of, source }
    }
}
