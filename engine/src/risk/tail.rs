//! Scenarios drawn from the full model: a few paths that stand for its tail.

use sha2::{Digest as _, Sha256};

use super::error::RiskError;
use super::full::FullPlan;
use super::model::RiskModel;
use super::rules::TailRule;
use super::tenors::{MONTH, Tenors};
use crate::scenarios::{ScenarioSource, TailMove, tail_file};
use crate::simulation::{Moves, Selection, choose_scenarios};
use crate::state::Surface;

/// What `scenarios` of margin.json calls them.
pub(super) const NAME: &str = "tail";
/// No drawn scenario costs a reference portfolio more than so many times its
/// expected shortfall.
const CAP: f64 = 2.0;
/// Moves are written to a millionth.
const DIGITS: f64 = 1e6;

/// # Errors
/// If the rules say nothing of them, or the full model cannot be run.
pub(super) fn drawn(
    model: &RiskModel<'_>,
    chosen: Option<u64>,
) -> Result<ScenarioSource, RiskError> {
    let rules = &model.source().rules;
    let (Some(TailRule { scenarios, worst, paths, .. }), Some(seed)) =
        (rules.tail, seed(model, chosen))
    else {
        return Err(RiskError::NoTailRule);
    };
    let dynamics = &model.dynamics()?.dynamics;
    let tenors = Tenors::new(dynamics);
    let plan = FullPlan { paths, ..FullPlan::of(&rules.full_model, mixed(model, seed)) };
    let moves = plan.simulation(dynamics)?.moves();
    let moved: Vec<TailMove> = (0..paths).map(|path| moved(&moves, &tenors, path)).collect();
    let how = Selection {
        scenarios,
        tail: plan.worst(),
        worst: usize::try_from(worst).unwrap_or(usize::MAX),
        cap: CAP,
    };
    let chosen = choose_scenarios(&reference_losses(&moved), &how)?;
    let picked: Vec<TailMove> =
        chosen.paths.iter().filter_map(|path| moved.get(*path).cloned()).collect();
    let names: Vec<String> =
        model.state().underlyings().iter().map(|underlying| underlying.name.clone()).collect();
    let from = format!("Drawn from {paths} paths of the full model with the seed {seed}.");
    let worst = worst.min(u32::try_from(picked.len()).unwrap_or(u32::MAX)).max(1);
    Ok(ScenarioSource::of("tail.json", &tail_file(NAME, &from, &names, &picked, worst))?)
}

/// The seed that is said in the parameters.
pub(super) fn seed(model: &RiskModel<'_>, chosen: Option<u64>) -> Option<u64> {
    chosen.or_else(|| model.source().rules.tail.map(|rule| rule.seed))
}

/// The seed that is drawn from: nobody knows what it leads to before the market
/// is known, so that none can be tried beforehand.
fn mixed(model: &RiskModel<'_>, seed: u64) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    for (name, sha256) in model.source().inputs() {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update(sha256);
    }
    let digest: [u8; 32] = hash.finalize().into();
    digest.iter().take(8).fold(0, |word, byte| word << 8 | u64::from(*byte))
}

fn moved(moves: &Moves, tenors: &Tenors, path: usize) -> TailMove {
    let written = |figure: f64| libm::round(figure * DIGITS) / DIGITS;
    let variances = moves.variances(path).iter().enumerate();
    let surface = |(at, variance): (usize, &f64)| {
        let mut surface = tenors.surface(at, *variance)?;
        surface.relative.iter_mut().flatten().for_each(|figure| *figure = written(*figure));
        Some(surface)
    };
    TailMove {
        spot: moves.log_moves(path).iter().map(|log| written(libm::expm1(*log))).collect(),
        volatility: variances.map(surface).collect(),
    }
}

/// Losses of portfolios that every venue has in some measure, so that what is
/// chosen depends on no book: each underlying alone and all together, held and
/// sold; each against the first; movement sold; volatility held and sold.
fn reference_losses(moves: &[TailMove]) -> Vec<Vec<f64>> {
    let count = moves.first().map_or(0, |moved| moved.spot.len());
    let spot = |moved: &TailMove, at: usize| moved.spot.get(at).copied().unwrap_or_default();
    let all = |moved: &TailMove| moved.spot.iter().sum::<f64>();
    let mut losses: Vec<Vec<f64>> = Vec::new();
    let mut add = |gain: &dyn Fn(&TailMove) -> f64| {
        losses.push(moves.iter().map(|moved| -gain(moved)).collect());
    };
    add(&all);
    add(&|moved| -all(moved));
    for at in 0..count {
        add(&|moved| spot(moved, at));
        add(&|moved| -spot(moved, at));
        add(&|moved| -spot(moved, at) * spot(moved, at));
        if at > 0 {
            add(&|moved| spot(moved, at) - spot(moved, 0));
            add(&|moved| spot(moved, 0) - spot(moved, at));
        }
        let volatility =
            |moved: &TailMove| moved.volatility.get(at).map_or(0.0, |s| month(s.as_ref()));
        if moves.iter().any(|moved| volatility(moved) != 0.0) {
            add(&volatility);
            add(&|moved| -volatility(moved));
        }
    }
    losses
}

/// The change of a month's volatility.
fn month(change: Option<&Surface>) -> f64 {
    let row = change.and_then(|change| change.relative.get(MONTH)?.first());
    row.copied().unwrap_or_default()
}
