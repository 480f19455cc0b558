//! Scenarios as data: files of moves, groups, tests and stresses, and what they
//! become for a certain market.

mod error;
mod expand;
mod file;
mod plan;
mod presets;
mod resolve;
mod tail;
mod values;

pub use error::ScenarioError;
pub use file::{
    Floors, Grid, GroupSpec, Measure, Range, RangeMove, Scenario, ScenarioFile, ScenarioSource,
    StressSpec, TestSpec,
};
pub use plan::{Cell, Column, GroupCells, ScenarioPlan};
pub use presets::{PRESETS, Preset, preset};
pub use tail::{TailMove, tail_file};
pub use values::{CurveShift, Number, Targets};

#[cfg(test)]
mod tests;
