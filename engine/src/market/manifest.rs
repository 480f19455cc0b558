//! `market.json`: the market's moment, the assets that must have a price, and
//! the rules that observations are held to.

use plimsoll_snapshot::{InputError, parse_json};
use plimsoll_statement::Decimal;
use serde::{Deserialize, Deserializer, de};

/// The manifest of a market directory.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketManifest {
    /// The format's version: 1.
    pub version: u32,
    /// The market's moment, Unix seconds.
    pub time: u64,
    /// Assets without which there is no market: each needs a spot price.
    pub assets: Vec<String>,
    /// Assets that have a file of daily prices.
    pub history: Vec<String>,
    /// The rules.
    pub policy: Policy,
}

/// The rules that observations are held to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Seconds that a source's clock may be ahead.
    pub ahead: u64,
    /// Of prices.
    pub prices: PriceRules,
    /// Of option quotes.
    pub options: OptionRules,
    /// Of order-book depth.
    pub depth: DepthRules,
    /// Of interest rates.
    pub rates: RateRules,
    /// Of daily prices.
    pub history: HistoryRules,
}

/// Rules for prices.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRules {
    /// Seconds.
    pub max_age: u64,
    /// From the median, as a share of it.
    #[serde(deserialize_with = "figure")]
    pub max_deviation: f64,
    /// Of a source's own confidence, as a share of its price.
    #[serde(deserialize_with = "figure")]
    pub max_confidence: f64,
    /// Fewer that agree are an error.
    pub min_sources: usize,
}

/// Rules for option quotes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionRules {
    /// Seconds.
    pub max_age: u64,
    /// Ask less bid, as a share of their middle.
    #[serde(deserialize_with = "figure")]
    pub max_spread: f64,
    /// From the median volatility of an option: 0.05 is five points.
    #[serde(deserialize_with = "figure")]
    pub max_deviation: f64,
    /// An option that fewer quote is left out.
    pub min_sources: usize,
    /// An expiry with fewer strikes is left out.
    pub min_strikes: usize,
}

/// Rules for order-book depth.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepthRules {
    /// Seconds.
    pub max_age: u64,
    /// Fewer are an error.
    pub min_sources: usize,
}

/// Rules for interest rates.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateRules {
    /// Seconds.
    pub max_age: u64,
    /// From the median: 0.01 is one percentage point.
    #[serde(deserialize_with = "figure")]
    pub max_deviation: f64,
    /// Fewer that agree are an error.
    pub min_sources: usize,
}

/// Rules for daily prices.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryRules {
    /// Seconds from the last day to the market's moment.
    pub max_age: u64,
    /// A shorter history is an error.
    pub min_days: usize,
}

/// A decimal in quotes: its nearest float does not depend on who parses it.
fn figure<'de, D: Deserializer<'de>>(source: D) -> Result<f64, D::Error> {
    let text = String::deserialize(source)?;
    let exact: Decimal =
        text.parse().map_err(|error| de::Error::custom(format!("{text:?} {error}")))?;
    if !exact.is_positive() {
        return Err(de::Error::custom(format!("{text:?} is not above zero")));
    }
    nearest(exact).ok_or_else(|| de::Error::custom(format!("{text:?} is out of range")))
}

/// The float nearest to a decimal: the standard library rounds correctly.
pub(crate) fn nearest(exact: Decimal) -> Option<f64> {
    let text = format!("{}e{}", exact.mantissa(), exact.exponent());
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

impl MarketManifest {
    /// The only version there is.
    pub const VERSION: u32 = 1;

    /// Reads the text of `market.json`.
    ///
    /// # Errors
    /// If it is not JSON of this form, or contradicts itself.
    pub fn parse(bytes: &[u8]) -> Result<Self, InputError> {
        let manifest: Self = parse_json(bytes, "a market's manifest")?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), InputError> {
        let refuse = |what: String, advice: &str| Err(InputError::new(what, advice));
        if self.version != Self::VERSION {
            let what = format!("version is {}", self.version);
            return refuse(what, "this program reads version 1");
        }
        if self.assets.is_empty() {
            return refuse("assets names none".into(), "name those that must have a price");
        }
        for (list, names) in [("assets", &self.assets), ("history", &self.history)] {
            let mut sorted: Vec<&String> = names.iter().collect();
            sorted.sort();
            for pair in sorted.windows(2) {
                if let [a, b] = pair
                    && a == b
                {
                    return refuse(format!("{list} names {a:?} twice"), "remove one of them");
                }
            }
            if let Some(name) = names.iter().find(|name| !is_plain(name)) {
                let advice = "use 1 to 64 letters, digits, '-', '_' and '.', not '.' first";
                return refuse(format!("{list} names {name:?}"), advice);
            }
        }
        let policy = &self.policy;
        let counts = [
            ("prices.min_sources", policy.prices.min_sources),
            ("options.min_sources", policy.options.min_sources),
            ("depth.min_sources", policy.depth.min_sources),
            ("rates.min_sources", policy.rates.min_sources),
        ];
        if let Some((name, _)) = counts.into_iter().find(|&(_, count)| count == 0) {
            return refuse(format!("policy.{name} is 0"), "write at least 1");
        }
        if policy.options.min_strikes < 5 {
            let what = format!("policy.options.min_strikes is {}", policy.options.min_strikes);
            return refuse(what, "write at least 5: a smile has five parameters");
        }
        Ok(())
    }
}

/// A name that is a file's name on every system.
pub(crate) fn is_plain(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (1..=64).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with('.')
}
