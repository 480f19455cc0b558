//! Reports over a book: what the full model says of what was committed.

mod book;
mod build;
mod calibrated;
mod capital;
mod figures;
mod named;
mod page;
mod sensitivities;
mod spread;

pub use build::{ReportInputs, report};
pub use calibrated::calibrated;
pub use figures::{
    AccountFigures, BookFigures, Capital, Concentration, Correlations, Coverage, FullRun, Fund,
    FundStress, Greeks, HeatMap, Histogram, Losses, OpenInterest, Report, Seconds, SmileFigure,
    Subject, VolatilityFigure,
};
pub use page::{page, percent, percent_down};
