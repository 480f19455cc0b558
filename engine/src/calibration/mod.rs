//! From prices and quotes to the figures that models need, each with its error.
//! What the data do not carry is refused; what is repaired is reported.

mod arbitrage;
mod bates;
mod correlation;
mod dcc;
mod error;
mod ewma;
mod filtered;
mod floor;
mod garch;
mod implied;
mod jumps;
mod nearest;
#[cfg(test)]
mod pins;
#[cfg(test)]
mod simulate;
mod smile;
#[cfg(test)]
mod smile_tests;
#[cfg(test)]
mod smiles_tests;
mod ssvi;
mod surface;
mod svi;
mod tails;
mod variance;

pub use crate::fit::Estimate;
pub use arbitrage::{Kind, Violation, quote_violations};
pub use bates::{BatesFit, BatesParameters};
pub use correlation::{Shrunk, ewma_correlation, shrunk_correlation, stressed_correlation};
pub use dcc::Dcc;
pub use error::FitError;
pub use ewma::Ewma;
pub use filtered::{FilteredAsset, FilteredHistory};
pub use floor::{Floored, ProcyclicalityRule, floored, long_run_volatility, stressed_volatility};
pub use garch::Garch;
pub use implied::{NoVolatility, implied_volatility};
pub use jumps::MertonFit;
pub use nearest::{Nearest, nearest_correlation};
pub use smile::{Smile, SmilePoint, Smiles, smiles};
pub use ssvi::{Ssvi, SsviFit};
pub use surface::{Surface, SurfaceFit, SurfaceRepair};
pub use svi::{Repair, Shape, SliceFit, Svi};
pub use tails::{MeanExcess, Tail};
pub use variance::VarianceRule;
