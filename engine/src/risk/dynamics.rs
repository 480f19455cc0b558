//! How underlyings move in the full model: volatility from history, with its
//! floors; how it varies itself from smiles; jumps from history; crashes of
//! everything at once from the rules.

use rayon::prelude::*;

use super::calibrate::{Calibration, FittedSurface};
use super::error::RiskError;
use super::model::RiskModel;
use super::rules::CommonJumpRule;
use crate::Right;
use crate::calibration::{BatesFit, BatesParameters, FitError, MertonFit, Smile};
use crate::linear::Square;
use crate::models::{Heston, Jumps as LogJumps, Quote, Smile as FourierSmile};
use crate::simulation::{CommonJumps, Dynamics, Factor, JumpSize, Jumps};

/// Dynamics with what had to be left out of them.
#[derive(Clone, Debug)]
pub(super) struct FullDynamics {
    pub(super) dynamics: Dynamics,
    pub(super) remarks: Vec<String>,
}

/// Jumps never take more than this share of an underlying's variance.
const MOST_OF_VARIANCE: f64 = 0.6;
/// Faster than this variance returns within a day, and need not be simulated.
const FASTEST: f64 = 60.0;

/// # Errors
/// If an underlying has no history.
pub(super) fn full_dynamics(model: &RiskModel<'_>) -> Result<FullDynamics, RiskError> {
    let calibration = model.calibration();
    let names: Vec<&str> = model.state().underlyings().iter().map(|u| u.name.as_str()).collect();
    let common = model.source().rules.full_model.common_jumps.as_ref();
    let built: Vec<Result<(Factor, Vec<String>), RiskError>> =
        names.par_iter().map(|name| factor(model, name, common)).collect();
    let (mut factors, mut remarks) = (Vec::new(), Vec::new());
    for built in built {
        let (factor, said) = built?;
        factors.push(factor);
        remarks.extend(said);
    }
    let sizes = common.map(|rule| vec![size(rule); factors.len()]).unwrap_or_default();
    let lambda = common.map_or(0.0, |rule| rule.per_year.0);
    let correlation = correlation(calibration, &names);
    let dynamics = Dynamics::new(factors, correlation, CommonJumps { lambda, sizes })?;
    Ok(FullDynamics { dynamics, remarks })
}

fn size(rule: &CommonJumpRule) -> JumpSize {
    JumpSize { mean_log: libm::log1p(-rule.down.0), log_vol: rule.deviation.0 }
}

fn factor(
    model: &RiskModel<'_>,
    name: &str,
    common: Option<&CommonJumpRule>,
) -> Result<(Factor, Vec<String>), RiskError> {
    let (calibration, market) = (model.calibration(), &model.source().market);
    let (Some(volatility), Some(daily), Some(spot)) =
        (calibration.volatilities.get(name), market.history.get(name), market.spot(name))
    else {
        return Err(RiskError::NoHistory(name.to_owned()));
    };
    let mut remarks = Vec::new();
    let variance = volatility.used * volatility.used;
    let mut jumps = Jumps::default();
    match MertonFit::fit(&daily.log_returns()) {
        Ok(fit) => jumps = own_jumps(&fit, variance),
        Err(error) => remarks.push(format!("{name}: no jumps of its own, since {error}")),
    }
    let crashes = common.map_or(0.0, |rule| rule.per_year.0 * size(rule).mean_square());
    let calm = variance - jumps.lambda * jumps.size.mean_square() - crashes;
    // Crashes that the rules ask for come on top where history has no room.
    let calm = calm.max((1.0 - MOST_OF_VARIANCE) * variance);
    let mut factor = Factor { jumps, ..Factor::lognormal(name, spot, 0.0, calm.sqrt()) };
    if let Some(fitted) = calibration.surfaces.get(name) {
        match smile_dynamics(fitted) {
            Ok(found) => {
                // As much as smiles say for their own variance, for this one.
                let scale = (calm / found.long_run_variance).sqrt();
                factor.kappa = found.reversion.min(FASTEST);
                factor.sigma_vv = (found.variance_volatility * scale).clamp(1e-3, 10.0);
                factor.rho = found.correlation;
            }
            Err(error) => {
                remarks.push(format!("{name}: its volatility does not vary, since {error}"));
            }
        }
    }
    Ok((factor, remarks))
}

/// As fitted, and rarer where they would take too much of the variance.
fn own_jumps(fit: &MertonFit, variance: f64) -> Jumps {
    let size =
        JumpSize { mean_log: fit.mean_log_jump.value, log_vol: fit.log_jump_volatility.value };
    let most = MOST_OF_VARIANCE * variance / size.mean_square().max(f64::MIN_POSITIVE);
    Jumps { lambda: fit.intensity.value.min(most), size }
}

fn smile_dynamics(fitted: &FittedSurface) -> Result<BatesParameters, FitError> {
    BatesFit::fit(&fitted.smiles, None, calls).map(|fit| fit.parameters)
}

/// Calls at log-moneynesses over the forward, not discounted; none where the
/// transform does not settle, which no search stays at.
fn calls(parameters: &BatesParameters, smile: &Smile, strikes: &[f64]) -> Vec<f64> {
    let priced = FourierSmile {
        spot: smile.forward,
        rate: 0.0,
        dividend: 0.0,
        years: smile.years,
        variance: Heston {
            variance: parameters.initial_variance,
            reversion: parameters.reversion,
            mean: parameters.long_run_variance,
            deviation: parameters.variance_volatility,
            correlation: parameters.correlation,
        },
        jumps: LogJumps {
            intensity: parameters.intensity,
            mean_log: parameters.mean_log_jump,
            deviation_log: parameters.log_jump_volatility,
        },
    };
    let quotes: Vec<Quote> =
        strikes.iter().map(|&strike| Quote { right: Right::Call, strike }).collect();
    priced.prices(&quotes).unwrap_or_else(|_| vec![f64::NAN; strikes.len()])
}

/// Stressed, in the order of the state; without one, none.
fn correlation(calibration: &Calibration, names: &[&str]) -> Square {
    let mut matrix = Square::identity(names.len());
    let Some(known) = &calibration.correlation else { return matrix };
    let at = |name: &str| known.names.iter().position(|known| known == name);
    for (i, one) in names.iter().enumerate() {
        for (j, other) in names.iter().enumerate() {
            if let (Some(a), Some(b)) = (at(one), at(other))
                && i != j
            {
                matrix[(i, j)] = known.stressed[(a, b)];
            }
        }
    }
    matrix
}
