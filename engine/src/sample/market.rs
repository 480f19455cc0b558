//! The sample's market at the snapshot: coins with their spot, volatility,
//! depth, and the calendar of expiries.

use super::random::Random;
use crate::models::{Heston, Jumps, Smile};

/// The snapshot's second: 2026-01-01 08:00:00 UTC.
pub(super) const TIME: u64 = 1_767_254_400;

const SECONDS_PER_DAY: u64 = 86_400;
const DAYS_PER_YEAR: f64 = 365.0;

/// A settlement coin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stable {
    Usdc,
    Usdt,
}

impl Stable {
    pub(super) const ALL: [Self; 2] = [Self::Usdc, Self::Usdt];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Usdc => "USDC",
            Self::Usdt => "USDT",
        }
    }
}

/// A coin's position among the market's coins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CoinId(pub(super) usize);

pub(super) const BTC: CoinId = CoinId(0);
pub(super) const ETH: CoinId = CoinId(1);
pub(super) const SOL: CoinId = CoinId(2);
/// Coins before the long tail.
pub(super) const MAJORS: usize = 3;

/// What is known of a coin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coin {
    pub(super) name: &'static str,
    /// US dollars.
    pub(super) spot: f64,
    /// Annualised volatility at the money, one month out.
    pub(super) volatility: f64,
    /// US dollars that can be sold before the price has moved by 1%.
    pub(super) depth: f64,
    /// One lot of it is this power of ten: worth between one and ten dollars.
    pub(super) lot_exponent: i32,
    /// What its perpetual future settles in.
    pub(super) settles_in: Stable,
}

/// An expiry date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expiry {
    pub(super) name: &'static str,
    pub(super) days: u32,
}

impl Expiry {
    pub(super) const ALL: [Self; 4] = [
        Self::new("9JAN26", 8),
        Self::new("30JAN26", 29),
        Self::new("27MAR26", 85),
        Self::new("26JUN26", 176),
    ];

    const fn new(name: &'static str, days: u32) -> Self {
        Self { name, days }
    }

    /// The nearest expiry has options only.
    pub(super) fn has_future(self) -> bool {
        self.days > 8
    }

    pub(super) fn years(self) -> f64 {
        f64::from(self.days) / DAYS_PER_YEAR
    }

    pub(super) fn time(self) -> u64 {
        TIME + SECONDS_PER_DAY * u64::from(self.days)
    }
}

/// The market.
#[derive(Clone, Debug)]
pub(super) struct Market {
    pub(super) coins: Vec<Coin>,
    /// Annual premium of dated futures over spot.
    pub(super) carry: f64,
    /// ETH that the staked coin is worth.
    pub(super) staked: f64,
    /// US dollars that the venue's own token is worth.
    pub(super) token: f64,
}

impl Market {
    /// Near the figures written here, as the draws have it.
    pub(super) fn drawn(random: &mut Random) -> Self {
        let coins = COINS.map(|coin| Coin {
            spot: random.log_normal(coin.spot, 0.02),
            volatility: random.log_normal(coin.volatility, 0.05),
            ..coin
        });
        Self {
            coins: coins.to_vec(),
            carry: random.log_normal(0.05, 0.1),
            staked: 0.9985,
            token: random.log_normal(2.3, 0.1),
        }
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = CoinId> + use<> {
        (0..self.coins.len()).map(CoinId)
    }

    pub(super) fn coin(&self, id: CoinId) -> &Coin {
        &self.coins[id.0]
    }

    /// The price for delivery at an expiry.
    pub(super) fn forward(&self, id: CoinId, expiry: Expiry) -> f64 {
        self.coin(id).spot * libm::exp(self.carry * expiry.years())
    }

    /// Premiums are a Bates model's: variance that varies and falls that jump.
    pub(super) fn smile(&self, id: CoinId, expiry: Expiry) -> Smile {
        let level = self.coin(id).volatility * self.coin(id).volatility;
        Smile {
            spot: self.forward(id, expiry),
            rate: 0.0,
            dividend: 0.0,
            years: expiry.years(),
            variance: Heston {
                variance: 0.85 * level,
                reversion: 4.0,
                mean: 0.9 * level,
                deviation: 1.6 * self.coin(id).volatility,
                correlation: -0.25,
            },
            jumps: Jumps { intensity: 4.0, mean_log: -0.08, deviation_log: 0.1 },
        }
    }
}

const fn major(name: &'static str, spot: f64, volatility: f64, lot: i32) -> Coin {
    Coin { name, spot, volatility, depth: 40e6, lot_exponent: lot, settles_in: Stable::Usdc }
}

const fn small(name: &'static str, spot: f64, lot: i32, settles_in: Stable) -> Coin {
    Coin { name, spot, volatility: 0.95, depth: 1.5e6, lot_exponent: lot, settles_in }
}

const COINS: [Coin; 15] = [
    major("BTC", 94_800.0, 0.46, -4),
    Coin { depth: 25e6, ..major("ETH", 3_310.0, 0.66, -3) },
    Coin { depth: 10e6, ..major("SOL", 171.0, 0.78, -2) },
    small("ADA", 0.52, 1, Stable::Usdc),
    small("APT", 4.7, 0, Stable::Usdt),
    small("AVAX", 19.4, -1, Stable::Usdc),
    small("DOGE", 0.163, 1, Stable::Usdt),
    small("DOT", 3.1, 0, Stable::Usdc),
    small("LINK", 16.2, -1, Stable::Usdc),
    small("LTC", 98.0, -1, Stable::Usdt),
    small("NEAR", 2.4, 0, Stable::Usdc),
    small("PEPE", 0.000_006_1, 6, Stable::Usdt),
    small("SUI", 2.2, 0, Stable::Usdc),
    small("UNI", 7.3, 0, Stable::Usdt),
    small("XRP", 2.3, 0, Stable::Usdc),
];
