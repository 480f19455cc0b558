//! Whether past risk figures were right: exceptions counted and timed, and the
//! losses beyond them weighed, on histories that were given or simulated.

mod acerbi_szekely;
mod all;
mod basel;
mod christoffersen;
mod file;
mod history;
mod kupiec;
mod simulated;
#[cfg(test)]
mod tests;

pub use acerbi_szekely::{AcerbiSzekely, TailModel, acerbi_szekely};
pub use all::{Backtest, Question, backtest};
pub use basel::{TrafficLight, Zone, basel_zone};
pub use christoffersen::{Christoffersen, christoffersen};
pub use file::History;
pub use history::{BacktestError, Day, Outcome, Verdict, exceptions};
pub use kupiec::{Kupiec, kupiec};
pub use simulated::{Simulated, simulated};
