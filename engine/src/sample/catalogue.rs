//! What the sample venue lists: settled balances first, then everything that
//! sums to zero.

use plimsoll_snapshot::{Instrument, Kind};
use plimsoll_statement::{Decimal, LotSize};

use super::SampleError;
use super::market::{BTC, CoinId, ETH, Expiry, MAJORS, Market, Stable};
use crate::models::Right;
use crate::round::whole_to_nearest;

/// What a listing pays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Payoff {
    /// A settlement coin.
    Cash(Stable),
    /// Withdrawals of it that are on their way.
    Pending(Stable),
    /// The venue's own token.
    Token,
    /// A coin.
    Coin(CoinId),
    /// Staked ETH in a wrapper.
    Staked,
    /// Profit, loss, funding and fees that are due.
    Unsettled(Stable),
    /// The change of spot.
    Perp(CoinId),
    /// The change of the price for delivery.
    Future(CoinId, Expiry),
    /// An option's worth.
    Option(CoinId, Expiry, Right, f64),
}

impl Payoff {
    /// The coin that it moves with.
    pub(super) fn coin(self) -> Option<CoinId> {
        match self {
            Self::Coin(id) | Self::Perp(id) | Self::Future(id, _) | Self::Option(id, ..) => {
                Some(id)
            }
            Self::Staked => Some(ETH),
            Self::Cash(_) | Self::Pending(_) | Self::Token | Self::Unsettled(_) => None,
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Unsettled(_) => Kind::Unsettled,
            Self::Perp(_) => Kind::Perp,
            Self::Future(..) => Kind::Future,
            Self::Option(_, _, Right::Call, _) => Kind::Call,
            Self::Option(_, _, Right::Put, _) => Kind::Put,
            _ => Kind::Asset,
        }
    }

    fn expiry(self) -> Option<Expiry> {
        match self {
            Self::Future(_, expiry) | Self::Option(_, expiry, ..) => Some(expiry),
            _ => None,
        }
    }

    fn strike(self) -> Option<Decimal> {
        match self {
            Self::Option(.., strike) => Decimal::new(whole_to_nearest(strike).into(), 0),
            _ => None,
        }
    }
}

/// A listed instrument.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    pub(super) instrument: Instrument,
    pub(super) payoff: Payoff,
    /// What a derivative is quoted and settled in.
    pub(super) settles_in: Option<Stable>,
    /// US dollars of the underlying in a lot.
    pub(super) notional: f64,
}

/// Everything that is listed. Positions are those of the snapshot's instruments.
#[derive(Clone, Debug)]
pub(super) struct Catalogue {
    pub(super) listings: Vec<Listing>,
}

/// A cash lot is a millionth of a dollar.
const CASH_LOT: i32 = -6;
/// Cash lots in a dollar.
pub(super) const CASH_LOTS_PER_USD: i64 = 1_000_000;
/// Lots of these two are coarser than the coins', so that a cheap option still
/// has a fine mark.
const OPTION_LOTS: [(CoinId, i32, f64); 2] = [(BTC, -2, 1_000.0), (ETH, -1, 25.0)];
/// Strikes of an expiry, in halves of a standard deviation from the forward.
const STRIKES: std::ops::RangeInclusive<i32> = -4..=4;

impl Catalogue {
    pub(super) fn new(market: &Market) -> Result<Self, SampleError> {
        let mut lister = Lister { market, listings: Vec::new() };
        lister.assets()?;
        lister.perps()?;
        for (id, lot, strike_step) in OPTION_LOTS {
            lister.dated(id, lot, strike_step)?;
        }
        Ok(Self { listings: lister.listings })
    }

    /// Listings with their positions.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &Listing)> {
        self.listings.iter().enumerate()
    }

    /// The first position with this payoff. Every payoff asked for is listed.
    pub(super) fn find(&self, payoff: Payoff) -> usize {
        let found = self.listings.iter().position(|l| l.payoff == payoff);
        debug_assert!(found.is_some(), "{payoff:?} is not listed");
        found.unwrap_or_default()
    }

    /// So many US dollars of a listing's underlying in lots, one at least.
    pub(super) fn lots_worth(&self, position: usize, dollars: f64) -> i64 {
        let notional = self.listings.get(position).map_or(1.0, |l| l.notional);
        whole_to_nearest(dollars / notional).max(1)
    }

    pub(super) fn instruments(&self) -> Vec<Instrument> {
        self.listings.iter().map(|listing| listing.instrument.clone()).collect()
    }
}

/// Builds the catalogue.
struct Lister<'a> {
    market: &'a Market,
    listings: Vec<Listing>,
}

impl Lister<'_> {
    fn assets(&mut self) -> Result<(), SampleError> {
        let market = self.market;
        for stable in Stable::ALL {
            self.list(stable.name(), Payoff::Cash(stable), None, CASH_LOT, 1.0)?;
        }
        for id in market.ids().take(MAJORS) {
            let coin = market.coin(id);
            self.list(coin.name, Payoff::Coin(id), None, coin.lot_exponent, coin.spot)?;
        }
        let eth = market.coin(ETH);
        let staked = market.staked * eth.spot;
        self.list("STETH", Payoff::Staked, None, eth.lot_exponent, staked)?;
        self.list("SVT", Payoff::Token, None, 0, market.token)?;
        for stable in Stable::ALL {
            let symbol = format!("{}-PENDING-WITHDRAWALS", stable.name());
            self.list(&symbol, Payoff::Pending(stable), None, CASH_LOT, 1.0)?;
        }
        Ok(())
    }

    fn perps(&mut self) -> Result<(), SampleError> {
        let market = self.market;
        for stable in Stable::ALL {
            let symbol = format!("{}-UNSETTLED", stable.name());
            self.list(&symbol, Payoff::Unsettled(stable), Some(stable), CASH_LOT, 1.0)?;
        }
        // Every coin's own first, so that it is the one found.
        for id in market.ids() {
            let coin = market.coin(id);
            let (lot, settles_in) = (coin.lot_exponent, Some(coin.settles_in));
            let symbol = format!("{}-PERP", coin.name);
            self.list(&symbol, Payoff::Perp(id), settles_in, lot, coin.spot)?;
        }
        for id in market.ids().take(MAJORS) {
            let coin = market.coin(id);
            let (lot, settles_in) = (coin.lot_exponent, Some(Stable::Usdt));
            let symbol = format!("{}-USDT-PERP", coin.name);
            self.list(&symbol, Payoff::Perp(id), settles_in, lot, coin.spot)?;
        }
        Ok(())
    }

    fn dated(&mut self, id: CoinId, lot: i32, strike_step: f64) -> Result<(), SampleError> {
        let coin = self.market.coin(id);
        let settles_in = Some(Stable::Usdc);
        for expiry in Expiry::ALL {
            let forward = self.market.forward(id, expiry);
            let dated = format!("{}-{}", coin.name, expiry.name);
            if expiry.has_future() {
                let payoff = Payoff::Future(id, expiry);
                self.list(&dated, payoff, settles_in, coin.lot_exponent, forward)?;
            }
            let deviation = coin.volatility * expiry.years().sqrt();
            for halves in STRIKES {
                let exact = forward * libm::exp(0.5 * f64::from(halves) * deviation);
                let strike = strike_step * libm::round(exact / strike_step);
                for (right, letter) in [(Right::Call, 'C'), (Right::Put, 'P')] {
                    let symbol = format!("{dated}-{strike}-{letter}");
                    let payoff = Payoff::Option(id, expiry, right, strike);
                    self.list(&symbol, payoff, settles_in, lot, forward)?;
                }
            }
        }
        Ok(())
    }

    fn list(
        &mut self,
        symbol: &str,
        payoff: Payoff,
        settles_in: Option<Stable>,
        lot_exponent: i32,
        price: f64,
    ) -> Result<(), SampleError> {
        let lot = Decimal::new(1, lot_exponent);
        let lot_size = lot.and_then(LotSize::new).ok_or(SampleError::Figure("a lot size"))?;
        let size = power_of_ten(lot_exponent);
        let kind = payoff.kind();
        let traded = !matches!(kind, Kind::Asset | Kind::Unsettled);
        let underlying = payoff.coin().map(|id| self.market.coin(id).name.to_owned());
        self.listings.push(Listing {
            instrument: Instrument {
                symbol: symbol.to_owned(),
                kind,
                underlying,
                settles_in: settles_in.map(|stable| stable.name().to_owned()),
                lot_size,
                step: lot.filter(|_| traded),
                expiry: payoff.expiry().map(Expiry::time),
                strike: payoff.strike(),
            },
            payoff,
            settles_in,
            notional: size * price,
        });
        Ok(())
    }
}

/// Exactly rounded: a power below 10^22 is exact, and so is one division.
fn power_of_ten(exponent: i32) -> f64 {
    let power = (0..exponent.unsigned_abs()).fold(1.0, |power, _| power * 10.0);
    if exponent < 0 { 1.0 / power } else { power }
}
