//! What is listed: a contract, its lot, and what holding it is charged.

use plimsoll_statement::LotSize;

use crate::instruments::Contract;

/// A listed contract.
#[derive(Debug)]
pub struct Listing {
    /// Its symbol.
    pub symbol: String,
    /// What it moves with, for people and remarks.
    pub underlying: Option<String>,
    /// Units of the contract in a lot.
    pub lot_size: LotSize,
    /// Whether it is a balance, and not something that sums to zero.
    pub asset: bool,
    /// Its terms.
    pub contract: Box<dyn Contract>,
    /// What holding it is charged.
    pub charges: Charges,
}

/// A haircut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Haircut {
    /// A share of the lot's notional.
    Share(f64),
    /// All that the lot is worth: the venue's own token, a claim on itself.
    Whole,
}

/// What holding a contract is charged. Shares are of a lot's notional.
#[derive(Clone, Debug, PartialEq)]
pub struct Charges {
    /// Off what is held.
    pub haircut_long: Haircut,
    /// On top of what is owed.
    pub haircut_short: Haircut,
    /// What closing costs either side on a calm day.
    pub spread: f64,
    /// What closing costs on top, as a share of the mark: an option's spread
    /// grows with its price.
    pub spread_of_mark: f64,
    /// The least that a long position requires.
    pub floor_long: f64,
    /// The least that a short position requires: for options sold, the
    /// short-option minimum.
    pub floor_short: f64,
    /// Costs of size.
    pub tiers: Vec<TierRule>,
}

impl Default for Charges {
    fn default() -> Self {
        Self {
            haircut_long: Haircut::Share(0.0),
            haircut_short: Haircut::Share(0.0),
            spread: 0.0,
            spread_of_mark: 0.0,
            floor_long: 0.0,
            floor_short: 0.0,
            tiers: Vec::new(),
        }
    }
}

/// What closing costs more beyond a size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TierRule {
    /// US dollars that the market takes before it costs more.
    pub beyond: f64,
    /// What it costs more from there, as a share.
    pub costs: f64,
}

impl Charges {
    /// Tiers from the market's depth and volatility.
    ///
    /// Depth is what can be sold before the price has moved by 1%, and impact
    /// grows with the square root of size. So the last dollar of a position of
    /// `m` depths costs `√m` percent, times how much more volatile the market
    /// is than when depth was measured (never less than one time). Tiers are
    /// steps below that line: beyond `m` depths the cost is what it is at `m`.
    #[must_use]
    pub fn depth_tiers(depth: f64, volatility_ratio: f64, multiples: &[f64]) -> Vec<TierRule> {
        const MOVE: f64 = 0.01;
        let ratio = if volatility_ratio > 1.0 { volatility_ratio } else { 1.0 };
        let mut charged = 0.0;
        let tier = |&multiple: &f64| {
            let here = MOVE * ratio * multiple.sqrt();
            let costs = here - charged;
            charged = here;
            TierRule { beyond: depth * multiple, costs }
        };
        multiples.iter().map(tier).collect()
    }
}
