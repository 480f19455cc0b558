//! A volatility surface free of arbitrage: SVI at each expiry, total variance
//! straight between them. Where SVI cannot be had without arbitrage, or leaves
//! some between expiries, the surface is SSVI, and the report says so.

use super::arbitrage::{Violation, butterflies, calendar, quote_violations};
use super::error::FitError;
use super::smile::{Smile, check_order};
use super::ssvi::{Ssvi, SsviFit};
use super::svi::{Repair, Shape, SliceFit, Svi};

/// Volatility by log-moneyness and time.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    slices: Vec<Slice>,
    /// Variance a year at the money beyond the last expiry.
    beyond: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Slice {
    years: f64,
    svi: Svi,
}

/// A surface, and how well it fits.
#[derive(Clone, Debug, PartialEq)]
pub struct SurfaceFit {
    /// The surface, free of arbitrage.
    pub surface: Surface,
    /// Each expiry's fit, repairs included.
    pub slices: Vec<SliceFit>,
    /// Arbitrage among the quotes themselves.
    pub quote_violations: Vec<Violation>,
    /// What was done to the surface as a whole, if anything.
    pub repair: Option<SurfaceRepair>,
}

/// SVI was replaced by SSVI.
#[derive(Clone, Debug, PartialEq)]
pub struct SurfaceRepair {
    /// What was wrong with SVI.
    pub reason: String,
    /// What it was replaced by.
    pub ssvi: Ssvi,
    /// Its root mean square of volatility errors.
    pub rms_error: f64,
}

impl SurfaceFit {
    /// The fit to smiles in order of their expiries.
    ///
    /// # Errors
    /// If smiles are out of order, points too few or unfit, or neither SVI nor
    /// SSVI fits.
    pub fn fit(smiles: &[Smile]) -> Result<Self, FitError> {
        check_order(smiles)?;
        if smiles.is_empty() {
            let what = "expiries".to_owned();
            return Err(FitError::TooFew { what, count: 0, needed: 1 });
        }
        let quote_violations = smiles.iter().flat_map(quote_violations).collect();
        let reach = smiles.iter().map(Smile::reach).fold(0.0, f64::max);
        let reason = match slice_by_slice(smiles, reach) {
            Ok(slices) => {
                let surface = Surface::new(smiles, slices.iter().map(|slice| slice.svi));
                match surface.violations(reach).first() {
                    None => return Ok(Self { surface, slices, quote_violations, repair: None }),
                    Some(violation) => violation.to_string(),
                }
            }
            Err(error @ FitError::Arbitrage { .. }) => error.to_string(),
            Err(error) => return Err(error),
        };
        let fit = SsviFit::fit(smiles)?;
        let surface = Surface::new(smiles, fit.slices.iter().copied());
        if let Some(left) = surface.violations(reach).first() {
            let violation = left.to_string();
            return Err(FitError::Arbitrage { what: "the surface".to_owned(), violation });
        }
        let report = |(smile, svi): (&Smile, &Svi)| {
            SliceFit::reported(*svi, smile, fit.iterations, None::<Repair>)
        };
        let slices = smiles.iter().zip(&fit.slices).map(report).collect();
        let repair = SurfaceRepair { reason, ssvi: fit.ssvi, rms_error: fit.rms_error };
        Ok(Self { surface, slices, quote_violations, repair: Some(repair) })
    }
}

fn slice_by_slice(smiles: &[Smile], reach: f64) -> Result<Vec<SliceFit>, FitError> {
    let mut slices: Vec<SliceFit> = Vec::new();
    for smile in smiles {
        let below = slices.last().map(|slice| slice.svi);
        slices.push(SliceFit::fit(smile, below.as_ref(), reach)?);
    }
    Ok(slices)
}

impl Surface {
    fn new(smiles: &[Smile], curves: impl Iterator<Item = Svi>) -> Self {
        let slice = |(smile, svi): (&Smile, Svi)| Slice { years: smile.years, svi };
        let slices: Vec<Slice> = smiles.iter().zip(curves).map(slice).collect();
        let middle = |slice: &Slice| slice.svi.at(0.0).variance;
        let beyond = match slices.as_slice() {
            [.., before, last] => (middle(last) - middle(before)) / (last.years - before.years),
            [last] => middle(last) / last.years,
            [] => 0.0,
        };
        Self { slices, beyond: beyond.max(0.0) }
    }

    /// Total variance at a log-moneyness and a time, and its derivatives by
    /// log-moneyness. Before the first expiry it grows from nothing; beyond the
    /// last, by the same at every strike.
    #[must_use]
    pub fn at(&self, k: f64, years: f64) -> Shape {
        let nothing = Shape { variance: 0.0, slope: 0.0, bend: 0.0 };
        let above = self.slices.partition_point(|slice| slice.years < years);
        let before = above.checked_sub(1).and_then(|at| self.slices.get(at));
        match (before, self.slices.get(above)) {
            (None, None) => nothing,
            (None, Some(first)) => {
                first.svi.at(k).mixed(years.max(0.0) / first.years, &nothing, 0.0)
            }
            (Some(before), Some(after)) => {
                let share = (years - before.years) / (after.years - before.years);
                before.svi.at(k).mixed(1.0 - share, &after.svi.at(k), share)
            }
            (Some(last), None) => {
                let shape = last.svi.at(k);
                let grown = self.beyond * (years - last.years);
                Shape { variance: shape.variance + grown, ..shape }
            }
        }
    }

    /// The annualised volatility at a log-moneyness and a time above zero.
    #[must_use]
    pub fn volatility(&self, k: f64, years: f64) -> f64 {
        (self.at(k, years).variance / years).sqrt()
    }

    /// Where there is arbitrage within `reach` of the forward and in the wings:
    /// at every expiry, at three times between each two, and beyond the last.
    #[must_use]
    pub fn violations(&self, reach: f64) -> Vec<Violation> {
        let mut times = Vec::new();
        let mut last = 0.0;
        for slice in &self.slices {
            let between = |share: f64| last + share * (slice.years - last);
            times.extend([0.25, 0.5, 0.75].map(between));
            times.push(slice.years);
            last = slice.years;
        }
        times.extend([1.25 * last, 2.0 * last]);
        let mut found = Vec::new();
        for (i, &years) in times.iter().enumerate() {
            found.extend(butterflies(|k| self.at(k, years), years, reach));
            if let Some(&before) = i.checked_sub(1).and_then(|i| times.get(i)) {
                found.extend(calendar(|k| self.at(k, before), |k| self.at(k, years), years, reach));
            }
        }
        found
    }
}
