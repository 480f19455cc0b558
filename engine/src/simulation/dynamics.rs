//! How the factors move together: each a jump diffusion whose variance is
//! random itself, tied by correlated Brownian motions and by jumps in common.

use std::collections::BTreeSet;

use super::error::{SimulationError, within};
use crate::linear::Square;

/// Sizes of jumps of the logarithm: normal.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct JumpSize {
    /// Mean.
    pub mean_log: f64,
    /// Standard deviation.
    pub log_vol: f64,
}

impl JumpSize {
    /// What a jump adds to the spot on average, as a share of it.
    #[must_use]
    pub fn mean_return(&self) -> f64 {
        libm::expm1(self.mean_log + 0.5 * self.log_vol * self.log_vol)
    }
}

impl JumpSize {
    /// The mean square of its logarithm: what one jump a year adds to a year's
    /// variance.
    pub(crate) fn mean_square(&self) -> f64 {
        self.mean_log * self.mean_log + self.log_vol * self.log_vol
    }
}

/// Jumps of one factor alone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Jumps {
    /// Jumps a year.
    pub lambda: f64,
    /// How far.
    pub size: JumpSize,
}

/// Jumps that all factors make at once, with sizes as correlated as their spots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommonJumps {
    /// Jumps a year.
    pub lambda: f64,
    /// How far, factor by factor; empty if `lambda` is 0.
    pub sizes: Vec<JumpSize>,
}

/// One thing that has a price: `d ln S = (drift − …) dt + √v dW`, with
/// `dv = kappa (theta − v) dt + sigma_vv √v dW'`, plus jumps.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// For reports and errors.
    pub name: String,
    /// Price today.
    pub spot: f64,
    /// Yearly growth of the expected price: jumps and variance are compensated,
    /// so that the mean after `t` years is `spot · exp(drift · t)`.
    pub drift: f64,
    /// Variance today: the square of the volatility.
    pub v0: f64,
    /// How fast variance returns, a year.
    pub kappa: f64,
    /// Where variance returns to.
    pub theta: f64,
    /// Volatility of variance; 0 makes the variance a known curve.
    pub sigma_vv: f64,
    /// Correlation of the price's Brownian motion with its own variance's.
    pub rho: f64,
    /// Its own jumps.
    pub jumps: Jumps,
}

impl Factor {
    /// A factor of constant volatility without jumps.
    #[must_use]
    pub fn lognormal(name: &str, spot: f64, drift: f64, volatility: f64) -> Self {
        let variance = volatility * volatility;
        Self {
            name: name.to_owned(),
            spot,
            drift,
            v0: variance,
            kappa: 0.0,
            theta: variance,
            sigma_vv: 0.0,
            rho: 0.0,
            jumps: Jumps::default(),
        }
    }

    fn check(&self) -> Result<(), SimulationError> {
        // Far beyond any market, and small enough that nothing overflows.
        let fields = [
            ("spot", self.spot, [1e-30, 1e30]),
            ("drift", self.drift, [-20.0, 20.0]),
            ("v0", self.v0, [0.0, 400.0]),
            ("kappa", self.kappa, [0.0, 1e4]),
            ("theta", self.theta, [0.0, 400.0]),
            ("rho", self.rho, [-1.0, 1.0]),
            ("lambda", self.jumps.lambda, [0.0, MOST_JUMPS]),
        ];
        fields
            .into_iter()
            .try_for_each(|(name, value, range)| within(&self.name, name, value, range))?;
        if self.sigma_vv != 0.0 {
            // Below this the scheme's terms cancel; 0 is exact.
            within(&self.name, "sigma_vv, if not 0,", self.sigma_vv, [1e-4, 1e3])?;
        }
        check_size(&self.name, &self.jumps.size)
    }
}

/// A year, of any kind.
const MOST_JUMPS: f64 = 1e5;

fn check_size(of: &str, size: &JumpSize) -> Result<(), SimulationError> {
    within(of, "mean_log", size.mean_log, [-10.0, 10.0])?;
    within(of, "log_vol", size.log_vol, [0.0, 5.0])
}

/// Factors and what ties them, found to be in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Dynamics {
    factors: Vec<Factor>,
    correlation: Square,
    common: CommonJumps,
}

impl Dynamics {
    /// `correlation` is between the prices' Brownian motions. A factor's
    /// variance is tied to another's price through its own: by `rho` times the
    /// correlation of the two prices.
    ///
    /// # Errors
    ///
    /// For anything that is not a model: which parameter, and what it may be.
    pub fn new(
        factors: Vec<Factor>,
        correlation: Square,
        common: CommonJumps,
    ) -> Result<Self, SimulationError> {
        if factors.is_empty() {
            return Err(SimulationError::NoFactors);
        }
        let mut names = BTreeSet::new();
        for factor in &factors {
            if !names.insert(factor.name.as_str()) {
                return Err(SimulationError::NameTwice(factor.name.clone()));
            }
            factor.check()?;
        }
        check_correlation(&factors, &correlation)?;
        within("common jumps", "lambda", common.lambda, [0.0, MOST_JUMPS])?;
        if common.lambda > 0.0 || !common.sizes.is_empty() {
            check_length("sizes of common jumps", common.sizes.len(), factors.len())?;
        }
        for (factor, size) in factors.iter().zip(&common.sizes) {
            check_size(&factor.name, size)?;
        }
        Ok(Self { factors, correlation, common })
    }

    /// As given.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// As given.
    #[must_use]
    pub fn correlation(&self) -> &Square {
        &self.correlation
    }

    /// As given.
    #[must_use]
    pub fn common(&self) -> &CommonJumps {
        &self.common
    }

    /// Yearly drift of the logarithm before the variance's half: the price's,
    /// less what jumps add on average.
    pub(super) fn compensated_drift(&self, factor: usize) -> f64 {
        let own = &self.factors[factor];
        let common = self.common.sizes.get(factor).map_or(0.0, JumpSize::mean_return);
        own.drift - own.jumps.lambda * own.jumps.size.mean_return() - self.common.lambda * common
    }
}

pub(super) fn check_length(
    of: &'static str,
    found: usize,
    wanted: usize,
) -> Result<(), SimulationError> {
    if found == wanted { Ok(()) } else { Err(SimulationError::Length { of, found, wanted }) }
}

fn check_correlation(factors: &[Factor], matrix: &Square) -> Result<(), SimulationError> {
    check_length("the correlation matrix", matrix.size(), factors.len())?;
    for i in 0..factors.len() {
        for j in 0..=i {
            let (value, mirror) = (matrix[(i, j)], matrix[(j, i)]);
            let rule = if i == j && value != 1.0 {
                "a factor's correlation with itself is 1"
            } else if value != mirror {
                "both must be the same"
            } else if !(-1.0..=1.0).contains(&value) {
                "it must be from -1 to 1"
            } else {
                continue;
            };
            let (first, second) = (factors[i].name.clone(), factors[j].name.clone());
            return Err(SimulationError::Correlation { first, second, value, mirror, rule });
        }
    }
    if matrix.cholesky().is_some() {
        return Ok(());
    }
    let smallest = matrix.eigen().0.into_iter().fold(f64::INFINITY, f64::min);
    if smallest >= -ROUNDING {
        return Ok(());
    }
    let share = -smallest / (1.0 - smallest);
    // Rounded up to a figure that can be typed.
    let share = (share * 1e6).ceil() / 1e6;
    Err(SimulationError::NotPositive { smallest, share })
}

/// An eigenvalue below zero by less than this is a zero that was rounded.
const ROUNDING: f64 = 1e-10;

/// A matrix `R` with `R·Rᵀ` the correlations: a triangle, or if they are
/// singular or `ordered` is wished, the eigenvectors, the widest first.
pub(super) fn root(correlation: &Square, ordered: bool) -> Square {
    if let (false, Some(lower)) = (ordered, correlation.cholesky()) {
        return lower;
    }
    let (values, vectors) = correlation.eigen();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let mut root = Square::zero(values.len());
    for (column, &from) in order.iter().enumerate() {
        // An eigenvector's sign is chance; its largest entry is made positive.
        let entries = (0..values.len()).map(|row| vectors[(row, from)]);
        let largest = entries.fold(0.0f64, |a, b| if b.abs() > a.abs() { b } else { a });
        let scale = values[from].max(0.0).sqrt().copysign(largest);
        (0..values.len()).for_each(|row| root[(row, column)] = vectors[(row, from)] * scale);
    }
    root
}
