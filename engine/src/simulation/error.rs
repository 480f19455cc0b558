//! What can be wrong with dynamics, plans and payoffs, said so that it can be
//! put right.

use thiserror::Error;

/// Why a simulation is refused.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum SimulationError {
    /// Nothing to simulate.
    #[error("there are no factors: name at least one")]
    NoFactors,
    /// Two factors cannot be told apart.
    #[error("the name {0:?} stands twice: give every factor a name of its own")]
    NameTwice(String),
    /// A parameter that is not a number, or beyond what the model is made for.
    #[error("{of}: {field} is {value}; it must be from {low} to {high}")]
    OutOfRange {
        /// Factor, or part of the plan.
        of: String,
        /// Which parameter.
        field: &'static str,
        /// As given.
        value: f64,
        /// Smallest that is accepted.
        low: f64,
        /// Largest that is accepted.
        high: f64,
    },
    /// A list whose length does not fit.
    #[error("{of} has {found} entries; it must have {wanted}")]
    Length {
        /// Which list.
        of: &'static str,
        /// As given.
        found: usize,
        /// As needed.
        wanted: usize,
    },
    /// An entry no correlation matrix has.
    #[error("the correlation of {first} and {second} is {value}, its mirror {mirror}: {rule}")]
    Correlation {
        /// Row's factor.
        first: String,
        /// Column's factor.
        second: String,
        /// As given.
        value: f64,
        /// The entry on the other side of the diagonal.
        mirror: f64,
        /// What it breaks.
        rule: &'static str,
    },
    /// Correlations that contradict one another.
    #[error(
        "the correlations contradict one another: the smallest eigenvalue is {smallest:e}; \
         repair the matrix, or shrink it towards the identity by a share of at least {share}"
    )]
    NotPositive {
        /// Smallest eigenvalue.
        smallest: f64,
        /// `w` for which `(1 − w)·C + w·I` has none below zero.
        share: f64,
    },
    /// Dates that are not a future.
    #[error("date {number} is {value} years: dates are positive, finite and increasing")]
    Date {
        /// Counted from 0.
        number: usize,
        /// As given.
        value: f64,
    },
    /// Steps too long for the scheme to keep the forward.
    #[error(
        "{factor}: steps of {step} years are too long for its vol of variance and positive rho; halve the longest step"
    )]
    StepTooLong {
        /// Which factor.
        factor: String,
        /// As it came out of dates and longest step.
        step: f64,
    },
    /// A price that no float holds.
    #[error(
        "claim {claim} has no finite price: drifts, variances or jumps are too large for its date"
    )]
    NotFinite {
        /// From 0.
        claim: usize,
    },
    /// A number of paths that the sampling cannot make.
    #[error("{paths} paths: {rule}")]
    Paths {
        /// As given.
        paths: usize,
        /// What it breaks.
        rule: &'static str,
    },
}

/// Refuses what is not a number from `low` to `high`.
pub(super) fn within(
    of: &str,
    field: &'static str,
    value: f64,
    [low, high]: [f64; 2],
) -> Result<(), SimulationError> {
    // Also false for NaN.
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(SimulationError::OutOfRange { of: of.to_owned(), field, value, low, high })
}
