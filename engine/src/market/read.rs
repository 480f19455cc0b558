//! From a market directory to the market: what sources agree on at one second.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plimsoll_snapshot::{InputError, Table};

use super::consensus::{Agreed, Rules, Shortage};
use super::files::{Files, InputHash};
use super::manifest::MarketManifest;
use super::observation::{Claim, OptionQuote, Rejection, Series};
use super::quotes::{self, DepthBand};
use super::tables::{DEPTH, HISTORY, OPTIONS, PRICES, RATES, Reader};

const DAY: u64 = 86_400;

/// The market at one second.
#[derive(Clone, Debug, PartialEq)]
pub struct Market {
    /// Its moment, its assets and its rules.
    pub manifest: MarketManifest,
    /// What each series is worth, in dollars.
    pub prices: BTreeMap<Series, Agreed>,
    /// Quotes that can be used, in order; sources are brought together where
    /// volatilities are known, in calibration.
    pub options: Vec<OptionQuote>,
    /// Depth by band, narrowest first.
    pub depth: BTreeMap<Series, Vec<DepthBand>>,
    /// Annual rates, continuously compounded, by curve and days.
    pub rates: BTreeMap<(String, u32), Agreed>,
    /// Daily prices by asset.
    pub history: BTreeMap<String, DailyPrices>,
    /// Every observation that was not used.
    pub rejections: Vec<Rejection>,
    /// Every file that was read, by name.
    pub inputs: Vec<InputHash>,
}

/// One price a day, without a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct DailyPrices {
    /// The first day's second.
    pub first: u64,
    /// Prices, a day apart.
    pub prices: Vec<f64>,
}

impl DailyPrices {
    /// Logarithms of one day's price over the day before's.
    #[must_use]
    pub fn log_returns(&self) -> Vec<f64> {
        let step = |pair: &[f64]| match pair {
            [before, after] => libm::log(after / before),
            _ => 0.0,
        };
        self.prices.windows(2).map(step).collect()
    }
}

/// Why there is no market.
#[derive(Debug, thiserror::Error)]
pub enum MarketError {
    /// A file cannot be read, or is not of its form.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Sources do not give a figure.
    #[error("{about}: {shortage}{}", listed(rejections))]
    Shortage {
        /// What it would have been the figure of.
        about: String,
        /// Why there is none.
        shortage: Shortage,
        /// What was rejected on the way.
        rejections: Vec<Rejection>,
    },
    /// A history is unfit.
    #[error("{file}: {what}; {advice}")]
    History {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
        /// What to do.
        advice: &'static str,
    },
}

fn listed(rejections: &[Rejection]) -> String {
    let lines: Vec<String> = rejections.iter().map(|r| format!("\n  {r}")).collect();
    lines.concat()
}

impl Market {
    /// Reads a market directory.
    ///
    /// # Errors
    /// If a file is wrong, or sources do not agree on what must be known.
    pub fn read(directory: &Path) -> Result<Self, MarketError> {
        let market = Self::from_files(&Files::Disk(directory));
        market.map_err(|error| match error {
            MarketError::Input(error) => MarketError::Input(error.in_file(directory)),
            other => other,
        })
    }

    /// Reads a market whose files are in memory, by their paths.
    ///
    /// # Errors
    /// As for [`Market::read`].
    pub fn in_memory(
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<Self, MarketError> {
        let files = files.into_iter().map(|(name, bytes)| (name, bytes.into())).collect();
        Self::from_files(&Files::Memory(files))
    }

    fn from_files(files: &Files<'_>) -> Result<Self, MarketError> {
        let mut inputs = Vec::new();
        let text = files.read("market.json", &mut inputs)?.ok_or_else(|| {
            InputError::new("there is no market.json", "name a directory with a market")
        })?;
        let manifest = MarketManifest::parse(&text)
            .map_err(|error| error.in_file(&PathBuf::from("market.json")))?;
        let mut market = Self {
            manifest,
            prices: BTreeMap::new(),
            options: Vec::new(),
            depth: BTreeMap::new(),
            rates: BTreeMap::new(),
            history: BTreeMap::new(),
            rejections: Vec::new(),
            inputs: Vec::new(),
        };
        let mut open = |stem: &str, table: &'static Table| -> Result<_, InputError> {
            let file = files.table(stem, &mut inputs)?;
            file.map(|file| Reader::open(&file.name, file.format, &file.bytes, table)).transpose()
        };
        let prices = open("prices", &PRICES)?.ok_or_else(|| {
            let what = "there is no prices.parquet, prices.csv or prices.jsonl";
            InputError::new(what, "write what each source says each asset is worth")
        })?;
        market.agree_on_prices(prices.all(Reader::price)?)?;
        let (now, policy) = (market.manifest.time, &market.manifest.policy);
        if let Some(reader) = open("options", &OPTIONS)? {
            let raw = reader.all(Reader::option)?;
            market.options = quotes::options(&raw, now, policy, &mut market.rejections);
        }
        if let Some(reader) = open("depth", &DEPTH)? {
            let raw = reader.all(Reader::depth)?;
            market.depth = quotes::depth(&raw, now, policy, &mut market.rejections);
        }
        market.check_depth()?;
        if let Some(reader) = open("rates", &RATES)? {
            market.agree_on_rates(reader.all(Reader::rate)?)?;
        }
        for asset in market.manifest.history.clone() {
            let stem = format!("history/{asset}");
            let reader = open(&stem, &HISTORY)?.ok_or_else(|| MarketError::History {
                file: stem.clone(),
                what: "there is no such file".to_owned(),
                advice: "write it, or take the asset out of history in market.json",
            })?;
            let daily = market.daily(&stem, &reader.all(Reader::daily)?)?;
            market.history.insert(asset, daily);
        }
        inputs.sort_by(|a, b| a.file.cmp(&b.file));
        market.inputs = inputs;
        Ok(market)
    }

    /// The spot price of an asset, if there is one.
    #[must_use]
    pub fn spot(&self, asset: &str) -> Option<f64> {
        self.prices.get(&Series::spot(asset)).map(|agreed| agreed.value)
    }

    fn agree_on_prices(&mut self, claims: Vec<(Series, Claim)>) -> Result<(), MarketError> {
        let rules = &self.manifest.policy.prices;
        let rules = Rules {
            now: self.manifest.time,
            ahead: self.manifest.policy.ahead,
            max_age: rules.max_age,
            max_deviation: rules.max_deviation,
            positive: true,
            max_confidence: rules.max_confidence,
            min_sources: rules.min_sources,
        };
        let mut grouped = grouped(claims);
        for asset in &self.manifest.assets {
            grouped.entry(Series::spot(asset)).or_default();
        }
        self.prices = agreed(&rules, &grouped, Series::to_string, &mut self.rejections)?;
        Ok(())
    }

    fn agree_on_rates(&mut self, claims: Vec<((String, u32), Claim)>) -> Result<(), MarketError> {
        let rules = &self.manifest.policy.rates;
        let rules = Rules {
            now: self.manifest.time,
            ahead: self.manifest.policy.ahead,
            max_age: rules.max_age,
            max_deviation: rules.max_deviation,
            positive: false,
            max_confidence: f64::INFINITY,
            min_sources: rules.min_sources,
        };
        let name = |(curve, days): &(String, u32)| format!("{curve} rate of {days} days");
        self.rates = agreed(&rules, &grouped(claims), name, &mut self.rejections)?;
        Ok(())
    }

    fn check_depth(&self) -> Result<(), MarketError> {
        let needed = self.manifest.policy.depth.min_sources;
        for (series, bands) in &self.depth {
            let good = bands.iter().map(|band| band.sources).min().unwrap_or(0);
            if good < needed {
                return Err(MarketError::Shortage {
                    about: format!("{series} depth"),
                    shortage: Shortage::TooFew { good, said: good, needed },
                    rejections: self.rejections.clone(),
                });
            }
        }
        Ok(())
    }

    fn daily(&self, file: &str, rows: &[(u64, f64)]) -> Result<DailyPrices, MarketError> {
        let wrong = |what: String, advice| {
            Err(MarketError::History { file: file.to_owned(), what, advice })
        };
        let (now, rules) = (self.manifest.time, &self.manifest.policy.history);
        for pair in rows.windows(2) {
            let [(before, _), (after, _)] = pair else { continue };
            if before.checked_add(DAY) != Some(*after) {
                let what = format!("{after} follows {before}, which is not a day later");
                return wrong(what, "write one price a day, oldest first, without gaps");
            }
        }
        let (Some(&(first, _)), Some(&(last, _))) = (rows.first(), rows.last()) else {
            return wrong("there are no prices".into(), "write one price a day");
        };
        if last > now {
            return wrong(format!("{last} is in the future"), "end at the market's time");
        }
        if now - last > rules.max_age {
            let what = format!("ends {} s before the market's time", now - last);
            return wrong(what, "bring it up to date, or allow more age in market.json");
        }
        if rows.len() < rules.min_days {
            let what =
                format!("has {} days, and the policy asks for {}", rows.len(), rules.min_days);
            return wrong(what, "write a longer history, or ask for less in market.json");
        }
        Ok(DailyPrices { first, prices: rows.iter().map(|&(_, price)| price).collect() })
    }
}

fn grouped<K: Ord>(claims: Vec<(K, Claim)>) -> BTreeMap<K, Vec<Claim>> {
    let mut groups: BTreeMap<K, Vec<Claim>> = BTreeMap::new();
    for (key, claim) in claims {
        groups.entry(key).or_default().push(claim);
    }
    groups
}

fn agreed<K: Ord + Clone>(
    rules: &Rules,
    groups: &BTreeMap<K, Vec<Claim>>,
    name: impl Fn(&K) -> String,
    rejections: &mut Vec<Rejection>,
) -> Result<BTreeMap<K, Agreed>, MarketError> {
    let mut found = BTreeMap::new();
    for (key, claims) in groups {
        let about = name(key);
        let before = rejections.len();
        match rules.agree(&about, claims, rejections) {
            Ok(agreed) => {
                found.insert(key.clone(), agreed);
            }
            Err(shortage) => {
                let rejections = rejections.split_off(before);
                return Err(MarketError::Shortage { about, shortage, rejections });
            }
        }
    }
    Ok(found)
}
