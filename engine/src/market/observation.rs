//! What sources say, and what became of it: the words that the whole market
//! module is written in.

use std::fmt;

use crate::Right;

/// What a price is the price of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// The asset, such as `BTC`.
    pub asset: String,
    /// How it is traded.
    pub contract: Contract,
}

/// How an asset is traded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contract {
    /// Against dollars, at once.
    Spot,
    /// As a perpetual future.
    Perp,
    /// For delivery.
    Future {
        /// Unix seconds.
        expiry: u64,
    },
}

impl Series {
    /// The asset itself.
    #[must_use]
    pub fn spot(asset: &str) -> Self {
        Self { asset: asset.to_owned(), contract: Contract::Spot }
    }
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asset = &self.asset;
        match self.contract {
            Contract::Spot => write!(f, "{asset} spot"),
            Contract::Perp => write!(f, "{asset} perp"),
            Contract::Future { expiry } => write!(f, "{asset} future of {expiry}"),
        }
    }
}

/// One source's figure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claim {
    pub(crate) source: String,
    pub(crate) value: f64,
    /// Half the width of what the source is sure of; 0 where it does not say.
    pub(crate) confidence: f64,
    pub(crate) time: u64,
}

/// One source's quote of an option that passed every rule.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionQuote {
    /// What it is an option on.
    pub asset: String,
    /// Unix seconds.
    pub expiry: u64,
    /// Dollars.
    pub strike: f64,
    /// Call or put.
    pub right: Right,
    /// Who says so.
    pub source: String,
    /// What it says.
    pub level: Level,
}

/// How an option is quoted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// In dollars: the middle of bid and ask, or the mark where there are not both.
    Premium(f64),
    /// As an annualised volatility.
    Volatility(f64),
}

/// An observation that was not used.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection {
    /// Who said it.
    pub source: String,
    /// What it was about.
    pub about: String,
    /// Why it was not used.
    pub rule: Rule,
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}: {}", self.source, self.about, self.rule)
    }
}

/// The rule that an observation broke, with its figure.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Rule {
    /// A price must be above zero.
    #[error("{value} is not above zero")]
    NotPositive {
        /// What was said.
        value: f64,
    },
    /// It must be fresh.
    #[error("{age} s old, and {most} s is the most allowed")]
    Stale {
        /// Seconds before the market's time.
        age: u64,
        /// The policy's bound.
        most: u64,
    },
    /// It must not be of a time that has not been.
    #[error("{ahead} s in the future, and {most} s is the most allowed")]
    Future {
        /// Seconds after the market's time.
        ahead: u64,
        /// The policy's bound.
        most: u64,
    },
    /// The source must be sure enough.
    #[error("sure to within {share:.6} of the price only, and {most} is the most allowed")]
    Unsure {
        /// Confidence divided by price.
        share: f64,
        /// The policy's bound.
        most: f64,
    },
    /// A source may speak once.
    #[error("said {times} times: which one counts is not for us to choose")]
    Repeated {
        /// How often.
        times: usize,
    },
    /// It must agree with the others.
    #[error("{distance:.6} away from the median {median}, and {most} is the most allowed")]
    Deviates {
        /// Relative for prices, absolute for rates and volatilities.
        distance: f64,
        /// Of all fresh sources.
        median: f64,
        /// The policy's bound.
        most: f64,
    },
    /// A bid must be below its ask.
    #[error("crossed: bid {bid}, ask {ask}")]
    Crossed {
        /// What is bid.
        bid: f64,
        /// What is asked.
        ask: f64,
    },
    /// Bid and ask must not be too far apart.
    #[error("ask less bid is {share:.4} of their middle, and {most} is the most allowed")]
    Wide {
        /// Spread divided by the middle.
        share: f64,
        /// The policy's bound.
        most: f64,
    },
    /// A mark must be between bid and ask.
    #[error("mark {mark} is not between bid {bid} and ask {ask}")]
    MarkOutside {
        /// The mark.
        mark: f64,
        /// What is bid.
        bid: f64,
        /// What is asked.
        ask: f64,
    },
    /// A quote must say something.
    #[error("no volatility, no mark, and not both bid and ask")]
    NoLevel,
    /// An option must have a life left.
    #[error("expired {ago} s ago")]
    Expired {
        /// Seconds.
        ago: u64,
    },
    /// A premium must lie between the bounds that no model can leave.
    #[error("premium {premium} is not between {low} and {high}: no volatility gives it")]
    NoVolatility {
        /// What was quoted.
        premium: f64,
        /// Discounted intrinsic value.
        low: f64,
        /// What the option is worth at infinite volatility.
        high: f64,
    },
    /// An option needs enough sources, and an expiry enough strikes.
    #[error("{count} {of}, and the policy asks for {needed}")]
    Alone {
        /// Sources or strikes.
        of: &'static str,
        /// How many are good.
        count: usize,
        /// The policy's bound.
        needed: usize,
    },
    /// Less depth in a wider band than in a narrower one.
    #[error("{wider} USD within {band}, and {narrower} USD in a narrower band")]
    DepthFalls {
        /// The wider band.
        band: f64,
        /// What it is said to hold.
        wider: f64,
        /// What a narrower one is said to hold.
        narrower: f64,
    },
}
