//! Paths, block by block: each block is drawn from a stream of its own, so that
//! blocks can be made in any order, on any thread, and never all at once.

use rayon::prelude::*;

use super::draws::{BLOCK, Draws, Sampler};
use super::dynamics::{Dynamics, root};
use super::error::{SimulationError, within};
use super::jumps::{JumpStretch, MOST_BETWEEN_DATES};
use super::plan::{Interval, Plan};
use super::variance::{KnownStep, RandomStep};
use crate::lanes::wide;
use crate::linear::Square;
use crate::math::scaled_exponentials;

/// Dynamics and a plan, ready to run.
#[derive(Clone, Debug)]
pub struct Simulation {
    dynamics: Dynamics,
    plan: Plan,
    root: Square,
    sampler: Sampler,
    stretches: Vec<Stretch>,
    /// Which factors' variances are random, in their order.
    random: Vec<usize>,
}

/// From one date to the next.
#[derive(Clone, Debug)]
struct Stretch {
    jumps: JumpStretch,
    steps: Vec<Vec<Step>>,
}

/// How a factor makes a step.
#[derive(Clone, Copy, Debug)]
enum Step {
    Known(KnownStep),
    Random(RandomStep),
}

/// Some paths, at every date.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    first: usize,
    paths: usize,
    factors: usize,
    /// By date, factor and path.
    logs: Vec<f64>,
    variances: Vec<f64>,
}

impl Block {
    /// Room for any block of a simulation.
    fn empty(of: &Simulation) -> Self {
        let factors = of.dynamics.factors().len();
        let room = of.stretches.len() * factors * BLOCK;
        let (logs, variances) = (vec![0.0; room], Vec::with_capacity(room));
        Self { first: 0, paths: 0, factors, logs, variances }
    }

    /// The number of its first path, from 0.
    #[must_use]
    pub fn first(&self) -> usize {
        self.first
    }

    /// How many it has.
    #[must_use]
    pub fn paths(&self) -> usize {
        self.paths
    }

    /// The logarithm of price over price today, path by path.
    ///
    /// # Panics
    ///
    /// If there is no such date or factor.
    #[must_use]
    pub fn log_moves(&self, date: usize, factor: usize) -> &[f64] {
        &self.logs[(date * self.factors + factor) * BLOCK..][..self.paths]
    }

    /// The variance, path by path: the square of the volatility.
    ///
    /// # Panics
    ///
    /// If there is no such date or factor.
    #[must_use]
    pub fn variances(&self, date: usize, factor: usize) -> &[f64] {
        &self.variances[(date * self.factors + factor) * BLOCK..][..self.paths]
    }
}

/// Where every path ends: a row a path, a column a factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Moves {
    factors: usize,
    logs: Vec<f64>,
    variances: Vec<f64>,
}

impl Moves {
    /// How many paths.
    #[must_use]
    pub fn paths(&self) -> usize {
        self.logs.len() / self.factors
    }

    /// A path's logarithms of price over price today, factor by factor.
    #[must_use]
    pub fn log_moves(&self, path: usize) -> &[f64] {
        &self.logs[path * self.factors..][..self.factors]
    }

    /// A path's variances, factor by factor.
    #[must_use]
    pub fn variances(&self, path: usize) -> &[f64] {
        &self.variances[path * self.factors..][..self.factors]
    }
}

impl Simulation {
    /// Everything that does not depend on chance, once.
    ///
    /// # Errors
    ///
    /// If the plan cannot be carried out on these dynamics.
    pub fn new(dynamics: Dynamics, plan: Plan) -> Result<Self, SimulationError> {
        plan.check_paths()?;
        let intervals = plan.intervals()?;
        let factors = dynamics.factors();
        let random: Vec<usize> =
            (0..factors.len()).filter(|&factor| factors[factor].sigma_vv > 0.0).collect();
        let mut start = 0.0;
        let mut stretches = Vec::with_capacity(intervals.len());
        for interval in &intervals {
            stretches.push(Stretch::new(&dynamics, interval, start)?);
            start += interval.years;
        }
        let jump_draws = stretches.iter().map(|stretch| stretch.jumps.draws()).sum();
        let motions = factors.len() + random.len();
        let sampler = Sampler::new((plan.seed, plan.sampling), &intervals, motions, jump_draws);
        let root = root(dynamics.correlation(), Sampler::ordered(plan.sampling));
        Ok(Self { dynamics, plan, root, sampler, stretches, random })
    }

    /// As given.
    #[must_use]
    pub fn dynamics(&self) -> &Dynamics {
        &self.dynamics
    }

    /// As given.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Every factor's expected price at a date.
    pub(super) fn forwards(&self, date: usize) -> Vec<f64> {
        let years = self.plan.dates[date];
        let factors = self.dynamics.factors().iter();
        factors.map(|factor| factor.spot * libm::exp(factor.drift * years)).collect()
    }

    /// The covariances of logarithms at a date, where prices are lognormal:
    /// without jumps, and every variance a known curve.
    pub(super) fn known_covariance(&self, date: usize) -> Option<Square> {
        let mut covariance = Square::zero(self.dynamics.factors().len());
        for stretch in &self.stretches[..=date] {
            if stretch.jumps.draws() > 0 {
                return None;
            }
            for steps in &stretch.steps {
                let known = |step: &Step| match step {
                    Step::Known(step) => Some(step.deviation()),
                    Step::Random(_) => None,
                };
                let deviations: Vec<f64> = steps.iter().map(known).collect::<Option<_>>()?;
                for (i, first) in deviations.iter().enumerate() {
                    for (j, second) in deviations.iter().enumerate() {
                        let correlation = self.dynamics.correlation()[(i, j)];
                        covariance[(i, j)] += correlation * first * second;
                    }
                }
            }
        }
        Some(covariance)
    }

    /// What becomes of each block, in the order of paths, made on all threads.
    /// Only what `of` keeps is held in memory. The same to the bit whatever the
    /// number of threads; and the first paths are the same however many follow.
    pub fn map<T: Send>(&self, of: impl Fn(&Block) -> T + Sync) -> Vec<T> {
        let blocks = self.plan.paths.div_ceil(BLOCK);
        let anew = || Block::empty(self);
        let fill = |block: &mut Block, number| {
            self.fill(number, block);
            of(block)
        };
        (0..blocks).into_par_iter().map_init(anew, fill).collect()
    }

    /// A factor's prices at a date, path by path.
    ///
    /// # Panics
    ///
    /// If there is no such date or factor.
    pub fn prices(&self, block: &Block, date: usize, factor: usize, to: &mut Vec<f64>) {
        let logs = block.log_moves(date, factor);
        to.resize(logs.len(), 0.0);
        scaled_exponentials(self.dynamics.factors()[factor].spot, logs, to);
    }

    /// Every path at the last date: 16 bytes for each path and factor.
    #[must_use]
    pub fn moves(&self) -> Moves {
        let (date, factors) = (self.stretches.len() - 1, self.dynamics.factors().len());
        let rows = |block: &Block, of: fn(&Block, usize, usize) -> &[f64]| -> Vec<f64> {
            let columns: Vec<&[f64]> = (0..factors).map(|factor| of(block, date, factor)).collect();
            (0..block.paths).flat_map(|path| columns.iter().map(move |c| c[path])).collect()
        };
        let blocks =
            self.map(|block| (rows(block, Block::log_moves), rows(block, Block::variances)));
        let (mut logs, mut variances) = (Vec::new(), Vec::new());
        for (block_logs, block_variances) in blocks {
            logs.extend(block_logs);
            variances.extend(block_variances);
        }
        Moves { factors, logs, variances }
    }

    fn fill(&self, number: usize, block: &mut Block) {
        let size = self.dynamics.factors().len() * BLOCK;
        let mut draws = self.sampler.draws(number as u64);
        block.first = number * BLOCK;
        block.paths = BLOCK.min(self.plan.paths - block.first);
        block.logs.fill(0.0);
        block.variances.clear();
        for (stretch, logs) in self.stretches.iter().zip(block.logs.chunks_mut(size)) {
            stretch.jumps.add(&self.dynamics, &self.root, &mut draws, logs);
        }
        draws.bridge();

        let mut run = Run::new(self);
        let mut step = 0;
        for (stretch, logs) in self.stretches.iter().zip(block.logs.chunks_mut(size)) {
            for steps in &stretch.steps {
                run.step(self, steps, step, &mut draws);
                step += 1;
            }
            // This date's jumps are in `logs`; they stay.
            for (to, from) in logs.iter_mut().zip(&mut run.logs) {
                *from += *to;
                *to = *from;
            }
            block.variances.extend_from_slice(&run.variances);
        }
    }
}

/// A block's state on its way.
struct Run {
    logs: Vec<f64>,
    variances: Vec<f64>,
    normals: Vec<f64>,
    tied: Vec<f64>,
}

impl Run {
    fn new(simulation: &Simulation) -> Self {
        let factors = simulation.dynamics.factors();
        let motions = factors.len() + simulation.random.len();
        Self {
            logs: vec![0.0; factors.len() * BLOCK],
            variances: factors.iter().flat_map(|factor| [factor.v0; BLOCK]).collect(),
            normals: vec![0.0; motions * BLOCK],
            tied: vec![0.0; factors.len() * BLOCK],
        }
    }

    fn step(&mut self, of: &Simulation, steps: &[Step], number: usize, draws: &mut Draws<'_>) {
        draws.normals(number, &mut self.normals);
        let (prices, others) = self.normals.split_at(self.tied.len());
        tie(&of.root, prices, &mut self.tied);
        let mut others = others.chunks(BLOCK);
        let lanes = self.variances.chunks_mut(BLOCK).zip(self.logs.chunks_mut(BLOCK));
        for ((step, tied), (variances, logs)) in
            steps.iter().zip(self.tied.chunks(BLOCK)).zip(lanes)
        {
            match step {
                Step::Known(step) => step.apply(variances, logs, tied),
                Step::Random(step) => {
                    let other = others.next().unwrap_or_default();
                    step.apply(variances, logs, tied, other);
                }
            }
        }
    }
}

/// `root` times independent rows: correlated ones. Row by row over all paths,
/// in one order of summation; four rows at a time, for what is read and written.
fn tie(root: &Square, independent: &[f64], tied: &mut [f64]) {
    wide(
        #[inline(always)]
        || {
            for (factor, tied) in tied.chunks_mut(BLOCK).enumerate() {
                tie_factor(root.row(factor), independent, tied);
            }
        },
    );
}

#[inline(always)]
fn tie_factor(weights: &[f64], independent: &[f64], tied: &mut [f64]) {
    tied.fill(0.0);
    // A triangle's rows end early.
    let used = weights.iter().rposition(|weight| *weight != 0.0).map_or(0, |last| last + 1);
    let (fours, rest) = weights[..used].as_chunks::<4>();
    let mut rows = independent.chunks(BLOCK);
    for [a, b, c, d] in fours {
        let four = std::array::from_fn(|_| rows.next().unwrap_or_default());
        let [first, second, third, fourth]: [&[f64]; 4] = four;
        let lanes = first.iter().zip(second).zip(third.iter().zip(fourth));
        for (sum, ((w, x), (y, z))) in tied.iter_mut().zip(lanes) {
            *sum = *sum + a * w + b * x + c * y + d * z;
        }
    }
    for (weight, row) in rest.iter().zip(rows) {
        tied.iter_mut().zip(row).for_each(|(sum, normal)| *sum += weight * normal);
    }
}

impl Stretch {
    fn new(dynamics: &Dynamics, interval: &Interval, start: f64) -> Result<Self, SimulationError> {
        let most = MOST_BETWEEN_DATES / interval.years;
        within("common jumps", "lambda", dynamics.common().lambda, [0.0, most])?;
        for factor in dynamics.factors() {
            within(&factor.name, "lambda", factor.jumps.lambda, [0.0, most])?;
        }
        let step = |start: f64| -> Result<Vec<Step>, SimulationError> {
            let factors = dynamics.factors().iter().enumerate();
            factors
                .map(|(number, factor)| {
                    let drift = dynamics.compensated_drift(number);
                    if factor.sigma_vv == 0.0 {
                        return Ok(Step::Known(KnownStep::new(
                            factor,
                            drift,
                            start,
                            interval.step,
                        )));
                    }
                    let random = RandomStep::new(factor, drift, interval.step);
                    random.map(Step::Random).ok_or_else(|| SimulationError::StepTooLong {
                        factor: factor.name.clone(),
                        step: interval.step,
                    })
                })
                .collect()
        };
        let mut steps = Vec::with_capacity(interval.steps);
        let mut time = start;
        for _ in 0..interval.steps {
            steps.push(step(time)?);
            time += interval.step;
        }
        Ok(Self { jumps: JumpStretch::new(dynamics, interval.years), steps })
    }
}
