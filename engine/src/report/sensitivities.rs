//! What lots gain for small moves of one underlying, and portfolios for large
//! ones.

use super::figures::{Greeks, HeatMap};
use crate::parameters::{Listing, lot};
use crate::risk::{Position, RiskError, RiskModel};
use crate::state::{MovedState, Shift};

/// Of spot, each way.
const SPOT_BUMP: f64 = 1e-3;
/// Of volatility, each way.
const VOLATILITY_BUMP: f64 = 1e-3;
/// Of notional: a second difference below it is none.
const NOISE: f64 = 1e-13;
/// A percent, and a point.
const PERCENT: f64 = 0.01;

/// Of a lot of an instrument: to each underlying that it moves with.
pub(super) struct LotGreeks(Vec<Vec<(usize, Greeks)>>);

impl LotGreeks {
    /// # Errors
    /// If an instrument has no value after a small move.
    pub(super) fn of(model: &RiskModel<'_>) -> Result<Self, RiskError> {
        let state = model.state();
        let still = state.still();
        let mut day = Shift::nothing(state);
        day.days = 1.0;
        let day = state.moved(day)?;
        let mut bumped = Vec::new();
        for at in 0..state.underlyings().len() {
            bumped.push(Bumped::new(model, at)?);
        }
        let mut greeks = Vec::with_capacity(model.listings().len());
        for listing in model.listings() {
            let contract = listing.contract.as_ref();
            let size = lot(listing);
            let worth = |state: &MovedState<'_>| contract.worth(&still, state);
            let mark = worth(&still)?;
            let mut theta = worth(&day)? - mark;
            let mut of = Vec::new();
            for name in contract.moves_with() {
                let found = state.underlyings().iter().position(|u| u.name == name);
                let Some((at, bumped)) = found.and_then(|at| Some((at, bumped.get(at)?))) else {
                    continue;
                };
                let (up, down) = (worth(&bumped.up)?, worth(&bumped.down)?);
                let vega = match &bumped.volatility {
                    Some([up, down]) => (worth(up)? - worth(down)?) / (2.0 * VOLATILITY_BUMP),
                    None => 0.0,
                };
                let percents = PERCENT / SPOT_BUMP;
                let bend = (up - mark) + (down - mark);
                // What is left of a straight line is rounding.
                let straight = bend.abs() <= NOISE * contract.notional(&still)?;
                let bend = if straight { 0.0 } else { bend };
                of.push((
                    at,
                    Greeks {
                        underlying: name.to_owned(),
                        delta: size * 0.5 * (up - down) * percents,
                        gamma: size * bend * percents * percents,
                        vega: size * vega * PERCENT,
                        theta: size * theta,
                    },
                ));
                // A day passes once, whatever it moves with.
                theta = 0.0;
            }
            greeks.push(of);
        }
        Ok(Self(greeks))
    }

    /// Of portfolios together, by underlying; those without any are left out.
    pub(super) fn sum<'p>(
        &self,
        model: &RiskModel<'_>,
        positions: impl Iterator<Item = &'p Position>,
        measure: fn(f64) -> f64,
    ) -> Vec<Greeks> {
        let names = model.state().underlyings().iter();
        let mut sums: Vec<Greeks> =
            names.map(|u| Greeks { underlying: u.name.clone(), ..Greeks::default() }).collect();
        for position in positions {
            let mut own = vec![[0.0; 4]; sums.len()];
            for &(instrument, lots) in &position.holdings {
                for (at, greeks) in self.0.get(instrument).into_iter().flatten() {
                    let figures = [greeks.delta, greeks.gamma, greeks.vega, greeks.theta];
                    let Some(own) = own.get_mut(*at) else { continue };
                    own.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += lots * figure);
                }
            }
            for (sum, [delta, gamma, vega, theta]) in sums.iter_mut().zip(own) {
                sum.delta += measure(delta);
                sum.gamma += measure(gamma);
                sum.vega += measure(vega);
                sum.theta += measure(theta);
            }
        }
        let moves = |g: &Greeks| [g.delta, g.gamma, g.vega, g.theta].iter().any(|f| *f != 0.0);
        sums.retain(moves);
        sums
    }
}

/// The market after small moves of one underlying.
struct Bumped<'a> {
    up: MovedState<'a>,
    down: MovedState<'a>,
    /// Where it has a smile.
    volatility: Option<[MovedState<'a>; 2]>,
}

impl<'a> Bumped<'a> {
    fn new(model: &'a RiskModel<'_>, at: usize) -> Result<Self, RiskError> {
        let state = model.state();
        let moved = |spot: f64, points: f64| {
            let mut shift = Shift::nothing(state);
            if let Some(figure) = shift.spot.get_mut(at) {
                *figure = spot;
            }
            if let Some(volatility) = shift.volatility.get_mut(at) {
                volatility.absolute = points;
            }
            state.moved(shift)
        };
        let smile = state.underlyings().get(at).is_some_and(|u| u.smile.is_some());
        let volatility = if smile {
            Some([moved(0.0, VOLATILITY_BUMP)?, moved(0.0, -VOLATILITY_BUMP)?])
        } else {
            None
        };
        Ok(Self { up: moved(SPOT_BUMP, 0.0)?, down: moved(-SPOT_BUMP, 0.0)?, volatility })
    }
}

/// Changes of spot and of volatility that maps show.
const SPOTS: [f64; 9] = [-0.3, -0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2, 0.3];
const VOLATILITIES: [f64; 7] = [-0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8];

/// What accounts that lose, lose together, for each underlying with options.
///
/// # Errors
/// If an instrument has no value somewhere on the map.
pub(super) fn heat_maps(
    model: &RiskModel<'_>,
    positions: &[&Position],
) -> Result<Vec<HeatMap>, RiskError> {
    let state = model.state();
    let underlyings = state.underlyings().iter().enumerate();
    let with_smiles = underlyings.filter(|(_, underlying)| underlying.smile.is_some());
    let marks = worths(model, &state.still())?;
    let sizes: Vec<f64> = model.listings().iter().map(lot).collect();
    let mut maps = Vec::new();
    for (at, underlying) in with_smiles {
        let mut gains = Vec::with_capacity(VOLATILITIES.len());
        for volatility in VOLATILITIES {
            let row: Result<Vec<f64>, RiskError> = SPOTS
                .iter()
                .map(|&spot| {
                    let mut shift = Shift::nothing(state);
                    if let Some(figure) = shift.spot.get_mut(at) {
                        *figure = spot;
                    }
                    if let Some(moved) = shift.volatility.get_mut(at) {
                        moved.relative = volatility;
                    }
                    let mut lots = worths(model, &state.moved(shift)?)?;
                    for (gain, (size, mark)) in lots.iter_mut().zip(sizes.iter().zip(&marks)) {
                        *gain = size * (*gain - mark);
                    }
                    Ok(positions.iter().map(|position| gain(position, &lots).min(0.0)).sum())
                })
                .collect();
            gains.push(row?);
        }
        let (spots, volatilities) = (SPOTS.to_vec(), VOLATILITIES.to_vec());
        let underlying = underlying.name.clone();
        maps.push(HeatMap { underlying, spots, volatilities, gains });
    }
    Ok(maps)
}

/// What a unit of everything is worth.
fn worths(model: &RiskModel<'_>, after: &MovedState<'_>) -> Result<Vec<f64>, RiskError> {
    let still = model.state().still();
    let worth = |listing: &Listing| Ok(listing.contract.worth(&still, after)?);
    model.listings().iter().map(worth).collect()
}

fn gain(position: &Position, lots: &[f64]) -> f64 {
    let of = |&(instrument, held): &(usize, f64)| {
        held * lots.get(instrument).copied().unwrap_or_default()
    };
    position.holdings.iter().map(of).sum()
}
