//! Reports over a book: what the full model says of what was committed.

mod book;
mod build;
mod capital;
mod figures;
mod page;
mod sensitivities;
mod spread;

pub use build::{ReportInputs, calibrated, report};
pub use figures::{
    AccountFigures, BookFigures, Capital, Concentration, Correlations, Coverage, FullRun, Fund,
    FundStress, Greeks, HeatMap, Histogram, Losses, OpenInterest, Report, Seconds, SmileFigure,
    Subject, VolatilityFigure,
};
pub use page::page;
