//! Reports over a book: what the full model says of what was committed.

mod figures;
mod page;

pub use figures::{
    AccountFigures, BookFigures, Capital, Concentration, Correlations, Coverage, FullRun, Fund,
    FundStress, Greeks, HeatMap, Histogram, Losses, OpenInterest, Report, Seconds, SmileFigure,
    Subject, VolatilityFigure,
};
pub use page::page;
