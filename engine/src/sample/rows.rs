//! Full revaluation: every listing in every scenario, and from that the
//! parameters file.

use plimsoll_statement::{CapacityFile, CoverFile, ParametersFile, RowFile, UnderlyingFile};

use super::catalogue::{Catalogue, Listing, Payoff};
use super::market::{BTC, CoinId, ETH, Market, SOL, Stable};
use super::scenarios::{Move, Scenarios};
use crate::models::VanillaOption;
use crate::round::{units_rounded_up, units_to_nearest, whole_to_nearest};

/// With row 0 that is 512 rows.
const CAPACITY: CapacityFile = CapacityFile { assets: 15, zero_sum: 496, tiers: 2 };
/// Units in a cash lot: a millionth of a dollar.
const CASH_MARK: i64 = 100;
/// A mark and a gain, each rounded to nearest, are together off by no more.
const WORST_ROUNDING: i64 = 1;

/// The parameters of the market and what is listed on it.
pub(super) fn parameters_file(
    market: &Market,
    catalogue: &Catalogue,
    scenarios: &Scenarios,
) -> ParametersFile {
    let underlyings = market.ids().map(|id| {
        let name = market.coin(id).name.to_owned();
        let reference = format!("{name}-PERP");
        UnderlyingFile { name, reference }
    });
    let row = |listing: &Listing| row(market, scenarios, listing);
    let (assets, zero_sum): (Vec<&Listing>, Vec<&Listing>) =
        catalogue.listings.iter().partition(|listing| listing.instrument.kind.is_asset());
    ParametersFile {
        version: ParametersFile::VERSION,
        capacity: CAPACITY,
        scenarios: scenarios.names.clone(),
        groups: scenarios.groups.clone(),
        tests: scenarios.tests.clone(),
        stresses: scenarios.stresses.clone(),
        cover: CoverFile::All,
        underlyings: underlyings.collect(),
        model: None,
        assets: assets.into_iter().map(row).collect(),
        zero_sum: zero_sum.into_iter().map(row).collect(),
    }
}

fn row(market: &Market, scenarios: &Scenarios, listing: &Listing) -> RowFile {
    let valued = Valued { market, listing };
    let exact = valued.is_exact();
    let charges = valued.charges();
    let rounding = if exact { 0 } else { WORST_ROUNDING };
    let pnl = scenarios.moves.iter().enumerate().map(|(column, what)| {
        // Nothing moves in column 0, whatever floats make of it.
        if column == 0 { 0 } else { valued.gain(what) }
    });
    RowFile {
        symbol: listing.instrument.symbol.clone(),
        underlying: listing.instrument.underlying.clone(),
        lot_size: listing.instrument.lot_size.to_string(),
        mark: valued.mark(),
        exact,
        haircut_long: charges.haircut_long + rounding,
        haircut_short: charges.haircut_short + rounding,
        floor_long: charges.floor_long,
        floor_short: charges.floor_short,
        tiers: charges.tiers.to_vec(),
        pnl: pnl.collect(),
    }
}

/// What a lot costs its holder, before rounding is added.
#[derive(Default)]
struct Charges {
    haircut_long: i64,
    haircut_short: i64,
    floor_long: i64,
    floor_short: i64,
    tiers: [(i64, i64); 2],
}

/// A listing in the market.
struct Valued<'a> {
    market: &'a Market,
    listing: &'a Listing,
}

impl Valued<'_> {
    /// Cash comes in whole units per lot, and its pegs move by whole cents.
    fn is_exact(&self) -> bool {
        matches!(self.listing.payoff, Payoff::Cash(_) | Payoff::Pending(_) | Payoff::Unsettled(_))
    }

    fn mark(&self) -> i64 {
        match self.listing.payoff {
            Payoff::Cash(_) | Payoff::Pending(_) | Payoff::Unsettled(_) => CASH_MARK,
            Payoff::Token | Payoff::Coin(_) | Payoff::Staked => {
                units_to_nearest(self.listing.notional)
            }
            Payoff::Perp(_) | Payoff::Future(..) => 0,
            Payoff::Option(..) => units_to_nearest(self.premium(None)),
        }
    }

    fn gain(&self, what: &Move) -> i64 {
        let Listing { size, notional, .. } = *self.listing;
        match self.listing.payoff {
            // A cent of a dollar is a unit of a cash lot.
            Payoff::Cash(stable) | Payoff::Pending(stable) | Payoff::Unsettled(stable) => {
                what.pegs[stable as usize]
            }
            // Its haircut leaves nothing to lose.
            Payoff::Token => 0,
            Payoff::Coin(id) => units_to_nearest(notional * what.spot(id)),
            Payoff::Staked => {
                let after = (1.0 + what.spot(ETH)) * (1.0 + what.staked);
                units_to_nearest(notional * (after - 1.0))
            }
            // Quoted in a coin: when that loses its peg, the quote rises.
            Payoff::Perp(id) => units_to_nearest(notional * (what.spot(id) - self.peg_move(what))),
            Payoff::Future(id, expiry) => {
                let forward = size * self.market.forward(id, expiry);
                units_to_nearest(forward * (what.spot(id) - self.peg_move(what)))
            }
            Payoff::Option(..) => units_to_nearest(self.premium(Some(what)) - self.premium(None)),
        }
    }

    /// How the worth of what it is settled in moves, as a share.
    fn peg_move(&self, what: &Move) -> f64 {
        let cents = self.listing.settles_in.map(|s| what.pegs[s as usize]);
        cents.unwrap_or_default() as f64 / 100.0
    }

    /// What a lot of an option is worth after a move, in US dollars. Volatility
    /// stays with the strike, and moves more the sooner the expiry.
    fn premium(&self, what: Option<&Move>) -> f64 {
        let Payoff::Option(id, expiry, right, strike) = self.listing.payoff else {
            return 0.0;
        };
        let (mut forward, mut paid) = (self.market.forward(id, expiry), strike);
        let mut volatility = self.market.volatility(id, expiry, strike);
        if let Some(what) = what {
            forward *= 1.0 + what.spot(id);
            paid *= 1.0 + self.peg_move(what);
            let months = f64::from(expiry.days) / 30.0;
            let nearness = libm::pow(months, -0.3).clamp(0.5, 1.5);
            volatility *= 1.0 + what.volatility(id) * nearness;
        }
        let option = VanillaOption {
            right,
            forward,
            strike: paid,
            years: expiry.years(),
            volatility,
            discount: 1.0,
        };
        self.listing.size * option.price()
    }

    fn charges(&self) -> Charges {
        let worth = self.listing.notional;
        match self.listing.payoff {
            Payoff::Cash(Stable::Usdc) | Payoff::Unsettled(_) => Charges::default(),
            // A cent in the dollar: it trades below par more often.
            Payoff::Cash(Stable::Usdt) => {
                Charges { haircut_long: 1, haircut_short: 1, ..Charges::default() }
            }
            // Long it would be a claim of the venue on itself: worth nothing.
            Payoff::Pending(_) => Charges { haircut_long: CASH_MARK, ..Charges::default() },
            Payoff::Token => Charges {
                haircut_long: self.mark(),
                haircut_short: self.mark(),
                ..Charges::default()
            },
            Payoff::Coin(BTC) => self.collateral(BTC, 0.05),
            Payoff::Coin(SOL) => self.collateral(SOL, 0.11),
            Payoff::Coin(id) => self.collateral(id, 0.06),
            Payoff::Staked => self.collateral(ETH, 0.09),
            Payoff::Perp(id) | Payoff::Future(id, _) => {
                let spread = units_rounded_up(worth * self.market.coin(id).spread);
                let floor = units_rounded_up(worth * 0.01);
                Charges {
                    haircut_long: spread,
                    haircut_short: spread,
                    floor_long: floor,
                    floor_short: floor,
                    tiers: self.tiers(id, 1.0),
                }
            }
            Payoff::Option(id, ..) => {
                let premium = self.premium(None);
                let spread = worth * self.market.coin(id).spread + 0.04 * premium;
                Charges {
                    // Nobody pays to close what may as well expire.
                    haircut_long: units_rounded_up(spread.min(premium)),
                    haircut_short: units_rounded_up(spread),
                    floor_long: 0,
                    floor_short: units_rounded_up(worth * 0.02),
                    tiers: self.tiers(id, 0.05),
                }
            }
        }
    }

    fn collateral(&self, id: CoinId, haircut: f64) -> Charges {
        let worth = self.listing.notional;
        Charges {
            haircut_long: units_rounded_up(worth * haircut),
            haircut_short: units_rounded_up(worth * 0.01),
            tiers: self.tiers(id, 1.0),
            ..Charges::default()
        }
    }

    /// Beyond what the market takes at 1%, and beyond four times that. `share`
    /// is the share of the coin's depth that this listing has.
    fn tiers(&self, id: CoinId, share: f64) -> [(i64, i64); 2] {
        let worth = self.listing.notional;
        let lots = |dollars: f64| whole_to_nearest(dollars / worth);
        let depth = share * self.market.coin(id).depth;
        [
            (lots(depth), units_rounded_up(worth * 0.01)),
            (lots(4.0 * depth), units_rounded_up(worth * 0.02)),
        ]
    }
}
