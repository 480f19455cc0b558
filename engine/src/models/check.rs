//! What is wrong with a figure that a model was given, and the checks that say
//! so. Every model checks before it computes.

/// Why a case has no price.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// A figure is outside of what it can be.
    #[error("{name} is {value}, and must be {must}")]
    Figure {
        /// The figure, by its column.
        name: &'static str,
        /// What it is.
        value: f64,
        /// What it has to be.
        must: &'static str,
    },
    /// A figure is not given.
    #[error("{0} is not given, and this model needs it")]
    Missing(&'static str),
    /// There is no such number: the case is at a kink, or beyond what floats hold.
    #[error("{0} is not a finite number here; the case is at a kink or out of any range")]
    NoValue(&'static str),
    /// An integral did not settle.
    #[error("the price does not converge; the model's figures are too extreme together")]
    Unsettled,
}

/// Bounds that no sensible figure meets and that keep all products finite.
const LEAST: f64 = 1e-100;
const MOST: f64 = 1e100;

/// A price, a size: above zero.
pub(super) fn positive(name: &'static str, value: f64) -> Result<(), ModelError> {
    let fine = (LEAST..=MOST).contains(&value);
    fine.then_some(()).ok_or(ModelError::Figure { name, value, must: "above 0 and finite" })
}

/// A volatility, a time, an intensity: not below zero.
pub(super) fn at_least_zero(name: &'static str, value: f64) -> Result<(), ModelError> {
    let fine = (0.0..=1e6).contains(&value);
    let must = "from 0 to a million";
    fine.then_some(()).ok_or(ModelError::Figure { name, value, must })
}

/// A rate or a drift: of either sign.
pub(super) fn rate(name: &'static str, value: f64) -> Result<(), ModelError> {
    let fine = (-100.0..=100.0).contains(&value);
    let must = "from -100 to 100, where 0.05 is 5%";
    fine.then_some(()).ok_or(ModelError::Figure { name, value, must })
}

/// A correlation.
pub(super) fn correlation(name: &'static str, value: f64) -> Result<(), ModelError> {
    let fine = (-1.0..=1.0).contains(&value);
    fine.then_some(()).ok_or(ModelError::Figure { name, value, must: "from -1 to 1" })
}

/// A figure of a jump's logarithm.
pub(super) fn log_jump(name: &'static str, value: f64, least: f64) -> Result<(), ModelError> {
    let fine = (least..=20.0).contains(&value);
    let must = if least == 0.0 { "from 0 to 20" } else { "from -20 to 20" };
    fine.then_some(()).ok_or(ModelError::Figure { name, value, must })
}
