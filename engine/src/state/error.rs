//! What can be wrong with a market or a move of it, and so with a value.

/// Why a market, a move of it, or a value in it cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StateError {
    /// A figure is not one that it can be.
    #[error("{what} of {of} is {found}, and must be {must}")]
    Figure {
        /// Which figure.
        what: &'static str,
        /// Of what.
        of: String,
        /// What it is.
        found: f64,
        /// What it must be.
        must: &'static str,
    },
    /// A name is used twice.
    #[error("{0} is listed twice; give each a name of its own")]
    Twice(String),
    /// Something is named that the market does not have.
    #[error("there is no {what} {name} in this market; add it, or correct the name")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A curve's points do not make a curve.
    #[error("{of}: a curve has at least one point, and its tenors rise from point to point")]
    Curve {
        /// Which curve.
        of: String,
    },
    /// A shift is made for another market.
    #[error("a move of {found} {what} does not fit a market of {expected}")]
    Fit {
        /// What is counted.
        what: &'static str,
        /// How many the move has.
        found: usize,
        /// How many the market has.
        expected: usize,
    },
}

/// The figure, if it is finite.
pub(crate) fn finite(what: &'static str, of: &str, found: f64) -> Result<f64, StateError> {
    let must = "a finite number";
    if found.is_finite() { Ok(found) } else { Err(wrong(what, of, found, must)) }
}

/// The figure, if it is finite and above zero.
pub(crate) fn positive(what: &'static str, of: &str, found: f64) -> Result<f64, StateError> {
    let fits = found.is_finite() && found > 0.0;
    if fits { Ok(found) } else { Err(wrong(what, of, found, "finite and above zero")) }
}

pub(crate) fn wrong(what: &'static str, of: &str, found: f64, must: &'static str) -> StateError {
    StateError::Figure { what, of: of.to_owned(), found, must }
}
