//! Why data do not carry a fit.

/// A fit that cannot be had, or not be trusted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitError {
    /// There is too little of something.
    #[error(
        "{what}: {count}, and at least {needed} are needed; give more data, or a simpler model"
    )]
    TooFew {
        /// Of what.
        what: String,
        /// How many there are.
        count: usize,
        /// How many there must be.
        needed: usize,
    },
    /// A figure is NaN or infinite.
    #[error("{what} number {position} is {value}; correct it")]
    NotFinite {
        /// A figure of what.
        what: String,
        /// Counted from 1.
        position: usize,
        /// The figure.
        value: f64,
    },
    /// A figure is outside what makes sense.
    #[error("{what} is {value}, and must be {wanted}")]
    OutOfRange {
        /// The figure of what.
        what: String,
        /// The figure.
        value: f64,
        /// What it must be.
        wanted: &'static str,
    },
    /// Things that must be of one size are not.
    #[error("{what}: {found} and {wanted} differ in number; give one for each")]
    Mismatch {
        /// Which things.
        what: String,
        /// How many of one.
        found: usize,
        /// How many of the other.
        wanted: usize,
    },
    /// All figures are the same.
    #[error("{what} do not vary: there is nothing to fit")]
    NoVariation {
        /// Which figures.
        what: String,
    },
    /// A simpler model explains the data as well.
    #[error(
        "{model} explains these data no better than {simpler}: the likelihood ratio is \
         {ratio:.3}, and {needed} would be significant; use {simpler}"
    )]
    NotSignificant {
        /// What was fitted.
        model: &'static str,
        /// What to use.
        simpler: &'static str,
        /// Twice the gain in log-likelihood.
        ratio: f64,
        /// The 95% point of its distribution.
        needed: f64,
    },
    /// The best parameter is at the edge of what it may be.
    #[error("{parameter} of {model} is {value}, at the edge of what it may be; use {instead}")]
    AtBound {
        /// What was fitted.
        model: &'static str,
        /// Which of its parameters.
        parameter: &'static str,
        /// Where it ended.
        value: f64,
        /// What to do.
        instead: &'static str,
    },
    /// The search did not end.
    #[error("the fit of {model} did not settle in {steps} steps; look at the data")]
    NotConverged {
        /// What was fitted.
        model: &'static str,
        /// Steps or evaluations.
        steps: usize,
    },
    /// The likelihood is flat in some direction.
    #[error("the data do not tell the parameters of {model} apart; give more, or fix some")]
    NotIdentified {
        /// What was fitted.
        model: &'static str,
    },
    /// No repair makes a smile free of arbitrage.
    #[error("{what} cannot be made free of arbitrage: {violation}; look at the quotes")]
    Arbitrage {
        /// Which smile or surface.
        what: String,
        /// The worst that is left.
        violation: String,
    },
    /// There is no forward price.
    #[error(
        "{asset} has no forward for {expiry}: give a future of that expiry, or calls and puts at \
         the same strike"
    )]
    NoForward {
        /// The underlying.
        asset: String,
        /// Unix seconds.
        expiry: u64,
    },
}

/// Enough figures, each of them a number.
pub(super) fn check(what: &str, values: &[f64], needed: usize) -> Result<(), FitError> {
    if let Some(at) = values.iter().position(|value| !value.is_finite()) {
        let value = values[at];
        return Err(FitError::NotFinite { what: what.to_owned(), position: at + 1, value });
    }
    if values.len() < needed {
        return Err(FitError::TooFew { what: what.to_owned(), count: values.len(), needed });
    }
    Ok(())
}

/// A figure within bounds, both included; not NaN.
pub(super) fn within(
    what: &str,
    value: f64,
    (low, high): (f64, f64),
    wanted: &'static str,
) -> Result<(), FitError> {
    if (low..=high).contains(&value) && value.is_finite() {
        return Ok(());
    }
    Err(FitError::OutOfRange { what: what.to_owned(), value, wanted })
}
