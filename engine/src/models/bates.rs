//! Bates 1996: Heston's variance and Merton's jumps.

use super::check::{self, ModelError};
use super::fourier::{Quote, Smile};
use super::{Case, European, Heston, Model, Valuation, heston};

/// Lognormal jumps that come at random times.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jumps {
    /// Expected jumps in a year.
    pub intensity: f64,
    /// Mean of a jump's logarithm.
    pub mean_log: f64,
    /// Deviation of a jump's logarithm.
    pub deviation_log: f64,
}

impl Jumps {
    /// No jumps.
    pub const NONE: Self = Self { intensity: 0.0, mean_log: 0.0, deviation_log: 0.0 };

    /// The columns that say it.
    pub(super) const COLUMNS: [&'static str; 3] = ["lambda", "mean_log_jump", "log_jump_vol"];

    pub(super) fn read(case: &Case) -> Result<Self, ModelError> {
        Ok(Self {
            intensity: case.number("lambda")?,
            mean_log: case.number("mean_log_jump")?,
            deviation_log: case.number("log_jump_vol")?,
        })
    }

    pub(super) fn check(&self) -> Result<(), ModelError> {
        check::at_least_zero("lambda", self.intensity)?;
        check::log_jump("mean_log_jump", self.mean_log, -20.0)?;
        check::log_jump("log_jump_vol", self.deviation_log, 0.0)
    }

    pub(super) fn variance(&self) -> f64 {
        self.deviation_log * self.deviation_log
    }

    /// Logarithm of the mean factor of a jump.
    pub(super) fn log_growth(&self) -> f64 {
        self.mean_log + 0.5 * self.variance()
    }

    /// The mean of what a jump adds, as a share.
    pub(super) fn growth(&self) -> f64 {
        libm::expm1(self.log_growth())
    }
}

/// An option under Bates' model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bates {
    /// The contract and the rates.
    pub option: European,
    /// The variance.
    pub variance: Heston,
    /// The jumps.
    pub jumps: Jumps,
}

pub(super) const COLUMNS: &[&[&str]] = &[&European::COLUMNS, &Heston::COLUMNS, &Jumps::COLUMNS];

pub(super) fn read(case: &Case) -> Result<Box<dyn Model>, ModelError> {
    let option = European::read(case)?;
    Ok(Box::new(Bates { option, variance: heston::figures(case)?, jumps: Jumps::read(case)? }))
}

impl Model for Bates {
    fn value(&self) -> Result<Valuation, ModelError> {
        let European { right, spot, strike, rate, dividend, years } = self.option;
        let smile =
            Smile { spot, rate, dividend, years, variance: self.variance, jumps: self.jumps };
        let values = smile.values(&[Quote { right, strike }])?;
        values.first().copied().ok_or(ModelError::Unsettled)
    }
}
