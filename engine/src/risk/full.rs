//! The full model: every instrument revalued on every path of the simulation,
//! and what that makes of accounts.

use std::borrow::Borrow;

use rayon::prelude::*;

use super::error::RiskError;
use super::model::RiskModel;
use super::rules::FullModelRule;
use super::tenors::Tenors;
use crate::instruments::Contract;
use crate::simulation::{
    Block, Dynamics, Plan, Sampling, Simulation, SimulationError, TailRisk, tail_paths, tail_risk,
};
use crate::state::{MarketState, MovedState, Shift, SmileRule, StateError};

/// How the full model is run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FullPlan {
    /// How many paths.
    pub paths: usize,
    /// Of everything that is drawn.
    pub seed: u64,
    /// Days ahead.
    pub horizon_days: f64,
    /// Of expected shortfall: 0.975.
    pub confidence: f64,
}

impl FullPlan {
    /// As the venue's rules have it.
    #[must_use]
    pub fn of(rules: &FullModelRule, seed: u64) -> Self {
        let FullModelRule { paths, horizon_days, confidence, .. } = *rules;
        Self { paths, seed, horizon_days: horizon_days.0, confidence: confidence.0 }
    }

    /// Paths to the horizon, each on its own.
    pub(super) fn simulation(&self, dynamics: &Dynamics) -> Result<Simulation, SimulationError> {
        let plan = Plan {
            dates: vec![self.horizon_days / DAYS],
            longest_step: A_DAY,
            paths: self.paths,
            seed: self.seed,
            sampling: Sampling::Independent,
        };
        Simulation::new(dynamics.clone(), plan)
    }

    /// Paths in the tail.
    #[must_use]
    pub fn worst(&self) -> usize {
        let hundredths = crate::round::whole_to_nearest(self.confidence * 10_000.0);
        tail_paths(self.paths, u16::try_from(hundredths).unwrap_or(u16::MAX))
    }
}

/// Gains of a lot of every instrument on every path.
#[derive(Clone, Debug)]
pub struct FullModel {
    plan: FullPlan,
    instruments: usize,
    /// A block of paths each; in it a row for each instrument.
    blocks: Vec<GainBlock>,
    /// What had to be left out.
    pub remarks: Vec<String>,
}

#[derive(Clone, Debug)]
struct GainBlock {
    paths: usize,
    /// Dollars per lot, instrument by instrument.
    gains: Vec<f64>,
}

/// What an account holds, as the full model reads it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Position {
    /// Instruments by their number, with lots.
    pub holdings: Vec<(usize, f64)>,
    /// What it has to lose, in dollars.
    pub equity: f64,
}

/// What the full model says of a book.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BookRisk {
    /// By account.
    pub accounts: Vec<TailRisk>,
    /// By path: what accounts that lose, lose together.
    pub losses: Vec<f64>,
    /// By path: what accounts lose beyond their equity.
    pub shortfalls: Vec<f64>,
}

const DAYS: f64 = 365.0;
/// Variance changes within longer steps.
const A_DAY: f64 = 1.0 / DAYS;
/// Accounts that go over a block of paths while it is in cache, and gains that
/// they have at most.
const TOGETHER: usize = 64;
const MOST_GAINS: usize = 1 << 22;
/// Accounts whose sums by path are kept apart until the end, and parts at most:
/// neither depends on threads, and so no sum does.
const PART: usize = 1024;
const MOST_PARTS: usize = 32;

impl FullModel {
    /// Simulates, and revalues every instrument on every path.
    ///
    /// # Errors
    /// If an underlying has no history, or an instrument no value on some path.
    pub fn run(model: &RiskModel<'_>, plan: FullPlan) -> Result<Self, RiskError> {
        let dynamics = model.dynamics()?;
        let simulation = plan.simulation(&dynamics.dynamics)?;
        let lots: Vec<f64> = model.listings().iter().map(crate::parameters::lot).collect();
        let still = model.state().still();
        let mut marks = Vec::with_capacity(lots.len());
        for listing in model.listings() {
            marks.push(listing.contract.worth(&still, &still)?);
        }
        let revalued = Revalued { model, still: &still, lots: &lots, marks: &marks, plan };
        let tenors = Tenors::new(simulation.dynamics());
        let blocks: Result<Vec<GainBlock>, RiskError> =
            simulation.map(|block| revalued.gains(&tenors, block)).into_iter().collect();
        Ok(Self {
            plan,
            instruments: lots.len(),
            blocks: blocks?,
            remarks: dynamics.remarks.clone(),
        })
    }

    /// How it was run.
    #[must_use]
    pub fn plan(&self) -> FullPlan {
        self.plan
    }

    /// Gains of a portfolio of listed instruments, path by path.
    #[must_use]
    pub fn gains(&self, holdings: &[(usize, f64)]) -> Vec<f64> {
        let mut gains = vec![0.0; self.plan.paths];
        let mut rest = gains.as_mut_slice();
        for block in &self.blocks {
            let (here, after) = rest.split_at_mut(block.paths);
            block.add(holdings, here);
            rest = after;
        }
        gains
    }

    /// Every account's tail, and sums over accounts. The same to the bit
    /// whatever the number of threads.
    ///
    /// # Errors
    /// If a gain is no number, or something is held that is not listed.
    pub fn book<P>(&self, positions: &[P]) -> Result<BookRisk, RiskError>
    where
        P: Borrow<Position> + Sync,
    {
        let held = positions.iter().flat_map(|position| &position.borrow().holdings);
        if let Some((at, _)) = held.into_iter().find(|(at, _)| *at >= self.instruments) {
            return Err(RiskError::NotListed(*at));
        }
        let part = PART.max(positions.len().div_ceil(MOST_PARTS));
        let parts: Result<Vec<BookRisk>, RiskError> =
            positions.par_chunks(part).map(|part| self.part(part)).collect();
        let mut all = BookRisk {
            losses: vec![0.0; self.plan.paths],
            shortfalls: vec![0.0; self.plan.paths],
            ..BookRisk::default()
        };
        for part in parts? {
            all.accounts.extend(part.accounts);
            add(&mut all.losses, &part.losses);
            add(&mut all.shortfalls, &part.shortfalls);
        }
        Ok(all)
    }

    fn part<P: Borrow<Position>>(&self, positions: &[P]) -> Result<BookRisk, RiskError> {
        let paths = self.plan.paths;
        let mut risk = BookRisk {
            accounts: Vec::with_capacity(positions.len()),
            losses: vec![0.0; paths],
            shortfalls: vec![0.0; paths],
        };
        let worst = self.plan.worst();
        let count = (MOST_GAINS / paths).clamp(1, TOGETHER);
        let mut gains = vec![0.0; count * paths];
        for together in positions.chunks(count) {
            gains.fill(0.0);
            let mut first = 0;
            for block in &self.blocks {
                for (position, gains) in together.iter().zip(gains.chunks_mut(paths)) {
                    if let Some(here) = gains.get_mut(first..first + block.paths) {
                        block.add(&position.borrow().holdings, here);
                    }
                }
                first += block.paths;
            }
            for (position, gains) in together.iter().zip(gains.chunks_mut(paths)) {
                let equity = position.borrow().equity;
                let sums = risk.losses.iter_mut().zip(&mut risk.shortfalls);
                for (loss, (losses, shortfalls)) in gains.iter_mut().zip(sums) {
                    *loss = -*loss;
                    *losses += loss.max(0.0);
                    *shortfalls += (*loss - equity).max(0.0);
                }
                risk.accounts.push(tail_risk(gains, worst)?);
            }
        }
        Ok(risk)
    }
}

fn add(to: &mut [f64], what: &[f64]) {
    to.iter_mut().zip(what).for_each(|(sum, term)| *sum += term);
}

impl GainBlock {
    /// Adds a portfolio's gains, four instruments at a time, for what is read
    /// and written.
    fn add(&self, holdings: &[(usize, f64)], to: &mut [f64]) {
        let row = |at: usize| self.gains.get(at * self.paths..).unwrap_or_default();
        let (fours, rest) = holdings.as_chunks::<4>();
        for [a, b, c, d] in fours {
            let lanes = row(a.0).iter().zip(row(b.0)).zip(row(c.0).iter().zip(row(d.0)));
            for (sum, ((w, x), (y, z))) in to.iter_mut().zip(lanes) {
                *sum = *sum + a.1 * w + b.1 * x + c.1 * y + d.1 * z;
            }
        }
        for (at, lots) in rest {
            to.iter_mut().zip(row(*at)).for_each(|(sum, gain)| *sum += lots * gain);
        }
    }
}

/// What all paths share.
struct Revalued<'a> {
    model: &'a RiskModel<'a>,
    still: &'a MovedState<'a>,
    lots: &'a [f64],
    marks: &'a [f64],
    plan: FullPlan,
}

impl Revalued<'_> {
    fn gains(&self, tenors: &Tenors, block: &Block) -> Result<GainBlock, RiskError> {
        let state = self.model.state();
        let moved: Result<Vec<MovedState<'_>>, StateError> =
            (0..block.paths()).map(|path| state.moved(self.shift(tenors, block, path))).collect();
        let moved = moved?;
        let mut gains = Vec::with_capacity(self.lots.len() * moved.len());
        let terms = self.lots.iter().zip(self.marks);
        for (listing, (lot, mark)) in self.model.listings().iter().zip(terms) {
            let contract: &dyn Contract = listing.contract.as_ref();
            for after in &moved {
                gains.push(lot * (contract.worth(self.still, after)? - mark));
            }
        }
        Ok(GainBlock { paths: moved.len(), gains })
    }

    fn shift(&self, tenors: &Tenors, block: &Block, path: usize) -> Shift {
        let state: &MarketState = self.model.state();
        let mut shift = Shift::nothing(state);
        for (factor, spot) in shift.spot.iter_mut().enumerate() {
            let log = block.log_moves(0, factor).get(path).copied().unwrap_or_default();
            *spot = libm::expm1(log);
        }
        for (factor, volatility) in shift.volatility.iter_mut().enumerate() {
            let variance = block.variances(0, factor).get(path).copied().unwrap_or_default();
            volatility.surface = tenors.surface(factor, variance).map(std::sync::Arc::new);
        }
        shift.days = self.plan.horizon_days;
        shift.smile = SmileRule::StickyMoneyness;
        shift
    }
}
