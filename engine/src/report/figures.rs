//! What a report says, in numbers: JSON for programs, and what the page draws.
//! Dollars are floats here, for people to look at; what is proven is not.

use serde::Serialize;

/// A report over a book.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Whose book, when, under which parameters.
    pub subject: Subject,
    /// How the full model was run.
    pub run: FullRun,
    /// Sums over the book, and how margin ratios are spread.
    pub book: BookFigures,
    /// Committed requirements against the full model's expected shortfall.
    pub coverage: Coverage,
    /// What accounts that lose, lose together.
    pub losses: Losses,
    /// Sizes of accounts' sensitivities by underlying, without netting accounts.
    pub greeks: Vec<Greeks>,
    /// What the book would have to put up under each regime.
    pub capital: Vec<Capital>,
    /// Who and what the risk is in.
    pub concentration: Concentration,
    /// The fund in each stress, and its probability of ruin.
    pub fund: Fund,
    /// What losing accounts lose by spot and volatility, for each underlying with
    /// options.
    pub heat: Vec<HeatMap>,
    /// Smiles: quotes and what was fitted.
    pub smiles: Vec<SmileFigure>,
    /// Correlations, before and after stress.
    pub correlation: Correlations,
    /// Volatilities, with what they were floored by.
    pub volatility: Vec<VolatilityFigure>,
    /// The accounts with the largest requirement.
    pub accounts: Vec<AccountFigures>,
    /// Observations that were not used, with reasons.
    pub rejections: Vec<String>,
    /// What was repaired or assumed on the way.
    pub remarks: Vec<String>,
    /// How long what took.
    pub seconds: Seconds,
}

/// Whose report it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Subject {
    /// The venue.
    pub venue: String,
    /// The epoch.
    pub epoch: u64,
    /// The snapshot's second, Unix.
    pub time: u64,
    /// SHA-256 of the parameters file.
    pub parameters: String,
    /// The scenarios' names.
    pub preset: String,
    /// What gains in scenarios are multiplied by.
    pub multiplier: f64,
}

/// The simulation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FullRun {
    /// How many paths.
    pub paths: usize,
    /// Days ahead.
    pub horizon_days: f64,
    /// Of expected shortfall: 0.975.
    pub confidence: f64,
    /// The seed.
    pub seed: u64,
}

/// The book.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BookFigures {
    /// Accounts that must meet a requirement.
    pub accounts: u64,
    /// Holdings that they have.
    pub holdings: u64,
    /// What they are worth.
    pub equity: f64,
    /// What is required of them.
    pub requirement: f64,
    /// How many lack something.
    pub below_requirement: u64,
    /// Equity over requirement, of accounts that have a requirement.
    pub margin_ratios: Histogram,
}

/// Counts between edges: `counts[i]` is from `edges[i]` to `edges[i + 1]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Histogram {
    /// One more than counts, rising.
    pub edges: Vec<f64>,
    /// How many.
    pub counts: Vec<u64>,
    /// How many lie below the first edge.
    pub below: u64,
    /// How many lie above the last.
    pub above: u64,
}

/// Whether committed requirements cover the full model.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// Accounts whose requirement was compared.
    pub accounts: u64,
    /// Of them, those whose requirement covers expected shortfall.
    pub covered: u64,
    /// The share of accounts that is wished: 0.995.
    pub wished: f64,
    /// The least multiplier with which that share is covered.
    pub multiplier_needed: f64,
    /// Sum of requirements over sum of expected shortfalls.
    pub requirement_over_shortfall: f64,
    /// Expected shortfall over requirement, of all of them.
    pub ratios: Histogram,
    /// Those that are not covered, the worst ratio first; at most a hundred.
    pub uncovered: Vec<AccountFigures>,
}

impl Coverage {
    /// The share of accounts that are covered: all, where there are none.
    #[must_use]
    pub fn share(&self) -> f64 {
        if self.accounts == 0 { 1.0 } else { self.covered as f64 / self.accounts as f64 }
    }
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AccountFigures {
    /// Its name.
    pub account: String,
    /// What it is worth.
    pub equity: f64,
    /// What is required.
    pub requirement: f64,
    /// Full-model value at risk.
    pub value_at_risk: f64,
    /// Full-model expected shortfall.
    pub expected_shortfall: f64,
    /// Of expected shortfall.
    pub standard_error: f64,
    /// The scenarios in which it loses most, the worst first, with the loss.
    pub worst_scenarios: Vec<(String, f64)>,
    /// Sensitivities by underlying.
    pub greeks: Vec<Greeks>,
}

/// What accounts that lose, lose together; what others win does not offset it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Losses {
    /// By size, in dollars.
    pub histogram: Histogram,
    /// Value at risk of the whole.
    pub value_at_risk: f64,
    /// Expected shortfall of the whole.
    pub expected_shortfall: f64,
    /// Of expected shortfall.
    pub standard_error: f64,
}

/// Sensitivities to one underlying.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Greeks {
    /// Its name.
    pub underlying: String,
    /// Dollars for 1% of spot.
    pub delta: f64,
    /// Dollars that delta changes by for 1% of spot.
    pub gamma: f64,
    /// Dollars for one point of volatility.
    pub vega: f64,
    /// Dollars for a day.
    pub theta: f64,
}

/// What one regime asks of the book.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Capital {
    /// Such as `isolated`.
    pub regime: String,
    /// What it is, in a sentence.
    pub about: String,
    /// Dollars.
    pub required: f64,
    /// What is saved against `isolated`, as a share; below zero where it asks for more.
    pub saved: f64,
}

/// Where the risk is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Concentration {
    /// Share of all requirements that the largest ten accounts have.
    pub top_ten_share: f64,
    /// Sum of squares of accounts' shares of requirements: 1 is one account.
    pub herfindahl: f64,
    /// Open interest by underlying, in dollars, with the largest account's share.
    pub open_interest: Vec<OpenInterest>,
}

/// Open interest.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OpenInterest {
    /// The underlying.
    pub underlying: String,
    /// Dollars of its worth, long.
    pub dollars: f64,
    /// The largest account's share of either side.
    pub largest_share: f64,
}

/// The fund.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fund {
    /// What it is worth today.
    pub worth: f64,
    /// By stress.
    pub stresses: Vec<FundStress>,
    /// Probability that losses beyond accounts' equity exceed the fund within the horizon.
    pub ruin: f64,
    /// Of that probability.
    pub ruin_error: f64,
    /// With 95% confidence it is no more than this.
    pub ruin_at_most: f64,
    /// Losses beyond equity that are exceeded on one path in a thousand.
    pub shortfall_999: f64,
}

/// The fund in one stress.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FundStress {
    /// Its name.
    pub scenario: String,
    /// What accounts lose beyond their equity.
    pub uncovered: f64,
    /// What the fund is worth then, before it pays.
    pub fund: f64,
    /// What is left of it.
    pub left: f64,
}

/// What losing accounts lose together by spot and volatility.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HeatMap {
    /// The underlying that moves.
    pub underlying: String,
    /// Changes of spot, as shares, rising.
    pub spots: Vec<f64>,
    /// Changes of volatility, as shares, rising.
    pub volatilities: Vec<f64>,
    /// Dollars, below zero for losses: a row for each change of volatility.
    pub gains: Vec<Vec<f64>>,
}

/// One expiry's smile.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SmileFigure {
    /// The underlying.
    pub underlying: String,
    /// To expiry.
    pub days: f64,
    /// Quotes: logarithm of strike over forward, and volatility.
    pub quotes: Vec<(f64, f64)>,
    /// What was fitted, at more points.
    pub fitted: Vec<(f64, f64)>,
    /// Root mean square of the error, in volatility.
    pub rms_error: f64,
}

/// Correlations of returns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Correlations {
    /// Underlyings, in order.
    pub names: Vec<String>,
    /// As estimated.
    pub calm: Vec<Vec<f64>>,
    /// As stressed.
    pub stressed: Vec<Vec<f64>>,
}

/// Volatility of an underlying.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct VolatilityFigure {
    /// Its name.
    pub underlying: String,
    /// Estimated from recent days, annualised.
    pub current: f64,
    /// What is used.
    pub used: f64,
    /// What raised it, if something did.
    pub floored_by: Option<String>,
}

/// How long what took: a re-run takes as long.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Seconds {
    /// From market to parameters.
    pub parameters: f64,
    /// The full model over the book.
    pub full_model: f64,
    /// All of it.
    pub total: f64,
}
