//! The full model by simulation: correlated jump diffusions with random
//! variance, prices of what has no formula, risk measures with their errors, and
//! the few scenarios that stand for the tail.

mod controls;
mod draws;
mod dynamics;
mod error;
mod jumps;
mod paths;
mod payoff;
mod plan;
mod pricing;
mod risk;
mod selection;
#[cfg(test)]
mod tests;
mod variance;

pub use dynamics::{CommonJumps, Dynamics, Factor, JumpSize, Jumps};
pub use error::SimulationError;
pub use paths::{Block, Moves, Simulation};
pub use payoff::{Combination, Payoff};
pub use plan::{Plan, Sampling};
pub use pricing::{Estimate, SCRAMBLES, price};
pub use risk::{RiskError, Ruin, TailRisk, WorstLosses, ruin, tail_paths, tail_risk};
pub use selection::{Chosen, Selection, choose_scenarios};
