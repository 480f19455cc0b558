//! From what a book lists to contracts that can be valued.

use plimsoll_snapshot::{Instrument, Kind};

use super::error::RiskError;
use super::rules::{ContractRule, MarginRules};
use crate::Right;
use crate::instruments::{
    Cash, Contract, EuropeanOption, ExchangeOption, InverseContract, LinearContract,
    RateSwapContract, Settlement, SpotCoin, StakedCoin, VarianceContract,
};
use crate::market::years_between;

/// Instruments in the order of rows.
pub(super) fn in_rows(instruments: &[Instrument]) -> impl Iterator<Item = &Instrument> {
    let asset = |instrument: &&Instrument| instrument.kind.is_asset();
    let rest = instruments.iter().filter(move |instrument| !asset(instrument));
    instruments.iter().filter(asset).chain(rest)
}

/// The instruments that are valued, with what the rules say of them.
pub(super) struct Terms<'a> {
    pub(super) rules: &'a MarginRules,
    pub(super) instruments: &'a [Instrument],
    /// The market's second.
    pub(super) now: u64,
}

impl Terms<'_> {
    /// Every underlying that something moves with, in the order of rows: assets
    /// come first, wherever the book lists them.
    pub(super) fn underlyings(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut add = |name: &String| {
            if !names.contains(name) {
                names.push(name.clone());
            }
        };
        for instrument in in_rows(self.instruments) {
            if self.coin(&instrument.symbol).is_some() {
                continue;
            }
            let contract = self.rules.contracts.get(&instrument.symbol);
            contract.into_iter().flat_map(ContractRule::names).for_each(&mut add);
            if let Some(of) = self.rules.staked.get(&instrument.symbol) {
                add(of);
            } else if let Some(name) = &instrument.underlying {
                add(name);
            }
        }
        names
    }

    /// Whether something is valued on an underlying's smiles.
    pub(super) fn has_options(&self, underlying: &str) -> bool {
        self.instruments.iter().any(|instrument| {
            let own = instrument.underlying.as_deref() == Some(underlying);
            match self.rules.contracts.get(&instrument.symbol) {
                Some(rule) if instrument.kind == Kind::Other => {
                    let named = rule.names().into_iter().any(|name| name == underlying);
                    rule.needs_smiles() && (own || named)
                }
                _ => own && matches!(instrument.kind, Kind::Call | Kind::Put),
            }
        })
    }

    /// The coin that a balance is in.
    pub(super) fn coin(&self, symbol: &str) -> Option<&str> {
        if let Some((name, _)) = self.rules.coins.get_key_value(symbol) {
            return Some(name);
        }
        self.rules.balances.get(symbol).map(String::as_str)
    }

    /// What an instrument pays.
    pub(super) fn contract(&self, instrument: &Instrument) -> Result<Box<dyn Contract>, RiskError> {
        let wrong = |what: &str, advice| RiskError::Terms {
            symbol: instrument.symbol.clone(),
            what: what.to_owned(),
            advice,
        };
        Ok(match instrument.kind {
            Kind::Asset => self.asset(instrument)?,
            Kind::Unsettled => match self.settlement(instrument)? {
                Settlement::Coin(coin) => Box::new(Cash { coin }),
                _ => {
                    let advice = "let it settle in one of `coins` of margin.json";
                    return Err(wrong("what is unsettled is not due in cash", advice));
                }
            },
            Kind::Perp => self.future(instrument, None)?,
            Kind::Future => self.future(instrument, Some(self.years(instrument)?))?,
            Kind::Call | Kind::Put => {
                let right = if instrument.kind == Kind::Call { Right::Call } else { Right::Put };
                let strike = instrument.strike.and_then(crate::market::nearest);
                let positive = strike.filter(|strike| *strike > 0.0);
                Box::new(EuropeanOption {
                    underlying: self.underlying(instrument)?,
                    right,
                    strike: positive
                        .ok_or_else(|| wrong("has no strike above zero", "write its strike"))?,
                    years: self.years(instrument)?,
                    settlement: self.settlement(instrument)?,
                })
            }
            Kind::Other => self.other(instrument)?,
        })
    }

    fn other(&self, instrument: &Instrument) -> Result<Box<dyn Contract>, RiskError> {
        let Some(rule) = self.rules.contracts.get(&instrument.symbol) else {
            return Err(RiskError::Terms {
                symbol: instrument.symbol.clone(),
                what: "kind other has no terms to value it by".to_owned(),
                advice: "write them in `contracts` of margin.json, or list it as another kind",
            });
        };
        let years = self.years(instrument)?;
        Ok(match rule {
            ContractRule::Exchange { receive, give, ratio } => Box::new(ExchangeOption {
                receive: receive.clone(),
                give: give.clone(),
                ratio: ratio.0,
                years,
            }),
            ContractRule::Variance { strike, began, realised } => Box::new(VarianceContract {
                underlying: self.underlying(instrument)?,
                strike: strike.0,
                whole_years: years + years_between(*began, self.now),
                years,
                realised: realised.0,
            }),
            ContractRule::RateSwap { fixed, payments_per_year } => Box::new(RateSwapContract {
                fixed: fixed.0,
                payments_per_year: *payments_per_year,
                years,
            }),
        })
    }

    fn asset(&self, instrument: &Instrument) -> Result<Box<dyn Contract>, RiskError> {
        let symbol = &instrument.symbol;
        if let Some(coin) = self.coin(symbol) {
            return Ok(Box::new(Cash { coin: coin.to_owned() }));
        }
        if let Some(underlying) = self.rules.staked.get(symbol) {
            if instrument.underlying.as_ref().is_some_and(|named| named != underlying) {
                return Err(RiskError::Terms {
                    symbol: symbol.clone(),
                    what: format!("its underlying is not {underlying}, of which it is a stake"),
                    advice: "write one and the same in the book and in `staked` of margin.json",
                });
            }
            let (wrapper, underlying) = (symbol.clone(), underlying.clone());
            return Ok(Box::new(StakedCoin { wrapper, underlying }));
        }
        // Something else that moves with an underlying has a price of its own.
        if instrument.underlying.as_ref() == Some(symbol) {
            return Ok(Box::new(SpotCoin { underlying: symbol.clone() }));
        }
        Err(RiskError::Terms {
            symbol: symbol.clone(),
            what: "the engine does not know what this balance is".to_owned(),
            advice: "name it in coins, balances or staked of margin.json; a coin's underlying is \
                     the coin itself",
        })
    }

    fn future(
        &self,
        instrument: &Instrument,
        years: Option<f64>,
    ) -> Result<Box<dyn Contract>, RiskError> {
        let underlying = self.underlying(instrument)?;
        let inverse = self.rules.inverse.contains(&instrument.symbol);
        let settles_in = match (self.settlement(instrument)?, inverse) {
            (Settlement::Underlying, true) => {
                return Ok(Box::new(InverseContract { underlying, years }));
            }
            (Settlement::Coin(coin), false) => Some(coin),
            (Settlement::Dollars, false) => None,
            (Settlement::Underlying, false) => {
                return Err(RiskError::Terms {
                    symbol: instrument.symbol.clone(),
                    what: "settles in what it moves with".to_owned(),
                    advice: "if it is a future on one dollar, name it in `inverse` of margin.json",
                });
            }
            (_, true) => {
                return Err(RiskError::Terms {
                    symbol: instrument.symbol.clone(),
                    what: "is called inverse, and does not settle in what it moves with".to_owned(),
                    advice: "take it out of `inverse` of margin.json, or correct what it settles in",
                });
            }
        };
        Ok(Box::new(LinearContract { underlying, settles_in, years }))
    }

    fn settlement(&self, instrument: &Instrument) -> Result<Settlement, RiskError> {
        let Some(asset) = instrument.settles_in.as_deref() else {
            return Ok(Settlement::Dollars);
        };
        if let Some(coin) = self.coin(asset) {
            return Ok(Settlement::Coin(coin.to_owned()));
        }
        if Some(asset) == instrument.underlying.as_deref() {
            return Ok(Settlement::Underlying);
        }
        Err(RiskError::Terms {
            symbol: instrument.symbol.clone(),
            what: format!("settles in {asset}, which is neither cash nor what it moves with"),
            advice: "name what it settles in among `coins` of margin.json",
        })
    }

    fn underlying(&self, instrument: &Instrument) -> Result<String, RiskError> {
        instrument.underlying.clone().ok_or_else(|| RiskError::Terms {
            symbol: instrument.symbol.clone(),
            what: format!("a {} without an underlying", instrument.kind),
            advice: "write what it moves with",
        })
    }

    fn years(&self, instrument: &Instrument) -> Result<f64, RiskError> {
        let wrong = |what: String, advice| RiskError::Terms {
            symbol: instrument.symbol.clone(),
            what,
            advice,
        };
        let Some(expiry) = instrument.expiry else {
            return Err(wrong("has no expiry".to_owned(), "write when it expires"));
        };
        if expiry <= self.now {
            let what = format!("expired {} s before the market's time", self.now - expiry);
            return Err(wrong(what, "settle it, and take it out of the book"));
        }
        Ok(years_between(self.now, expiry))
    }
}
