//! Customers and the house: who they are and what they hold before they are
//! given the cash that their positions need.

use plimsoll_statement::Class;

use super::catalogue::{CASH_LOTS_PER_USD, Catalogue, Payoff};
use super::desks::Desk;
use super::draft::{Draft, HOUSE};
use super::market::{BTC, ETH, MAJORS, SOL, Stable};
use super::random::Random;
use crate::round::whole_to_nearest;

/// How many of everybody there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crowd {
    pub(super) customers: usize,
    pub(super) makers: usize,
    pub(super) funds: u32,
}

impl Crowd {
    /// From 1,000 accounts on, one customer in so many is short of margin.
    const PER_FLAGGED: usize = 1_000;
    /// More makers than desks pay off from about 1,000 accounts on.
    const DESKS: usize = 19;
    const MOST_MAKERS: usize = 400;

    pub(super) fn of(accounts: usize) -> Self {
        let for_desks = (accounts / 12).clamp(2, Self::DESKS);
        let makers = for_desks.max(accounts / 50).min(Self::MOST_MAKERS);
        let funds = if accounts < 1_000 { 1 } else { 2 };
        let others = makers + 1 + usize::from(funds > 1) + 1;
        Self { customers: accounts - others, makers, funds }
    }

    fn is_flagged(self, customer: usize) -> bool {
        let large = self.customers >= Self::PER_FLAGGED * 9 / 10;
        large && customer % Self::PER_FLAGGED == Self::PER_FLAGGED / 2
    }
}

/// What can be traded, by kind.
struct Traded {
    majors: Vec<usize>,
    small: Vec<usize>,
    futures: Vec<usize>,
    /// Options of a desk, with the perpetual future that hedges them.
    chains: Vec<(usize, Vec<usize>)>,
}

impl Traded {
    fn new(catalogue: &Catalogue, desks: &[Desk]) -> Self {
        let mut traded =
            Self { majors: Vec::new(), small: Vec::new(), futures: Vec::new(), chains: Vec::new() };
        for desk in desks {
            let mut chain = Vec::new();
            for &row in &desk.rows {
                match catalogue.listings[row].payoff {
                    Payoff::Option(..) => chain.push(row),
                    Payoff::Future(..) => traded.futures.push(row),
                    Payoff::Perp(id) if id.0 < MAJORS => traded.majors.push(row),
                    _ => traded.small.push(row),
                }
            }
            if let Some(&hedge) = desk.rows.first().filter(|_| !chain.is_empty()) {
                traded.chains.push((hedge, chain));
            }
        }
        traded
    }
}

/// What kind of customer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    Saver,
    Retail,
    Trader,
    Borrower,
    Withdrawing,
    TokenHolder,
}

/// A small book has one of each that matters.
const FIRST: [Habit; 4] = [Habit::Trader, Habit::Retail, Habit::Borrower, Habit::Trader];

/// All customers.
pub(super) fn customers(
    catalogue: &Catalogue,
    desks: &[Desk],
    crowd: Crowd,
    random: &mut Random,
) -> Vec<Draft> {
    let mut maker = Customers {
        catalogue,
        traded: Traded::new(catalogue, desks),
        cash: Stable::ALL.map(|stable| catalogue.find(Payoff::Cash(stable))),
        unsettled: unsettled(catalogue),
        random,
    };
    let (mut number, mut sub_account) = (0usize, 0u32);
    let mut drafts = Vec::with_capacity(crowd.customers + crowd.makers + 4);
    for position in 0..crowd.customers {
        // Isolated margin: another account of the same trader's.
        if position > FIRST.len() && maker.random.percent(5) {
            sub_account += 1;
        } else {
            (number, sub_account) = (number + 1, 0);
        }
        let cash = maker.some_cash();
        let name = format!("trader-{number:07}");
        let mut draft = Draft::new(name, sub_account, Class::Customer, cash);
        if crowd.is_flagged(position) {
            maker.short_of_margin(&mut draft);
        } else {
            let habit = FIRST.get(position).copied();
            let habit = habit.unwrap_or_else(|| maker.habit());
            maker.fill(&mut draft, habit);
        }
        drafts.push(draft);
    }
    drafts
}

pub(super) fn unsettled(catalogue: &Catalogue) -> [usize; 2] {
    Stable::ALL.map(|stable| catalogue.find(Payoff::Unsettled(stable)))
}

/// The house: fees that are due to it, and what is left of liquidations.
pub(super) fn house(catalogue: &Catalogue, customers: &[Draft], random: &mut Random) -> Draft {
    let cash = catalogue.find(Payoff::Cash(Stable::Usdc));
    let mut house = Draft::new(HOUSE.to_owned(), 0, Class::House, cash);
    house.idle = 2_000_000 * CASH_LOTS_PER_USD;
    house.target = 300;
    for (id, dollars) in [(BTC, 60_000.0), (ETH, 40_000.0), (SOL, 15_000.0)] {
        let perp = catalogue.find(Payoff::Perp(id));
        let lots = catalogue.lots_worth(perp, random.log_normal(dollars, 0.5));
        house.add(perp, random.sign() * lots);
    }
    let coin = catalogue.find(Payoff::Coin(BTC));
    house.add(coin, catalogue.lots_worth(coin, 250_000.0));
    let mut fees = [0.0; 2];
    for &(instrument, lots) in customers.iter().flat_map(Draft::holdings) {
        let listing = &catalogue.listings[instrument];
        if let Some(stable) = listing.settles_in.filter(|_| listing.payoff.coin().is_some()) {
            fees[stable as usize] += FEE * listing.notional * (lots.unsigned_abs() as f64);
        }
    }
    for (row, fee) in unsettled(catalogue).into_iter().zip(fees) {
        house.add(row, cash_lots(fee));
    }
    house
}

/// What a trade costs, as a share of its size.
const FEE: f64 = 0.0004;

fn cash_lots(dollars: f64) -> i64 {
    whole_to_nearest(dollars * CASH_LOTS_PER_USD as f64)
}

/// Makes customers.
struct Customers<'a> {
    catalogue: &'a Catalogue,
    traded: Traded,
    cash: [usize; 2],
    unsettled: [usize; 2],
    random: &'a mut Random,
}

impl Customers<'_> {
    fn habit(&mut self) -> Habit {
        match self.random.below(100) {
            0..12 => Habit::Saver,
            12..72 => Habit::Retail,
            72..92 => Habit::Trader,
            92..95 => Habit::Borrower,
            95..98 => Habit::Withdrawing,
            _ => Habit::TokenHolder,
        }
    }

    fn some_cash(&mut self) -> usize {
        self.cash[usize::from(self.random.percent(20))]
    }

    fn dollars(&mut self, median: f64, deviation: f64) -> i64 {
        cash_lots(self.random.log_normal(median, deviation))
    }

    fn fill(&mut self, draft: &mut Draft, habit: Habit) {
        // Most have several times what they need, and nobody just enough.
        draft.target = 110 + self.random.whole(110.0, 0.9).clamp(0, 2_000);
        match habit {
            Habit::Saver => {
                draft.idle = self.dollars(1_500.0, 1.5);
                if self.random.percent(40) {
                    self.add_coin(draft, 2_500.0, 1);
                }
            }
            Habit::Retail => self.fill_retail(draft),
            Habit::Trader => self.fill_trader(draft),
            Habit::Borrower => {
                draft.idle = self.dollars(5_000.0, 1.0);
                self.add_coin(draft, 15_000.0, -1);
            }
            Habit::Withdrawing => {
                let pending = self.dollars(800.0, 1.2);
                let on_top = self.dollars(500.0, 1.2);
                draft.idle = pending + on_top;
                let stable = Stable::ALL[usize::from(draft.cash == self.cash[1])];
                draft.add(self.catalogue.find(Payoff::Pending(stable)), -pending);
            }
            Habit::TokenHolder => {
                draft.idle = self.dollars(3_000.0, 1.0);
                let token = self.catalogue.find(Payoff::Token);
                let dollars = self.random.log_normal(150.0, 0.8);
                draft.add(token, self.catalogue.lots_worth(token, dollars));
            }
        }
    }

    /// One position with its profit or loss, or two that are fresh.
    fn fill_retail(&mut self, draft: &mut Draft) {
        draft.target += 100;
        draft.idle = self.dollars(60.0, 1.2);
        let legs = self.random.between(1, 2);
        for _ in 0..legs {
            let buys_option = self.random.percent(12);
            let chain = buys_option.then(|| self.chain()).flatten();
            if let Some(option) = chain.and_then(|(_, chain)| self.random.one_of(&chain)) {
                draft.add(option, self.lots(option, 6_000.0, 0.8));
            } else {
                self.add_perp(draft, 3_000.0);
            }
        }
        if legs == 1 {
            self.add_unsettled(draft);
        }
    }

    /// An option structure, its hedge, other perpetuals, sometimes a future,
    /// sometimes coins as collateral.
    fn fill_trader(&mut self, draft: &mut Draft) {
        draft.idle = self.dollars(4_000.0, 1.2);
        if let Some((hedge, chain)) = self.chain() {
            let legs = self.random.between(2, 6);
            let size = self.random.log_normal(25_000.0, 1.1).min(2e6);
            for _ in 0..legs {
                if let Some(option) = self.random.one_of(&chain) {
                    let lots = self.catalogue.lots_worth(option, size);
                    draft.add(option, self.random.sign() * lots);
                }
            }
            let lots = self.lots(hedge, 0.3 * size, 0.6);
            draft.add(hedge, self.random.sign() * lots);
        }
        if self.random.percent(50) {
            self.add_perp(draft, 20_000.0);
        }
        let dated = self.random.percent(20);
        if let Some(future) = self.random.one_of(&self.traded.futures).filter(|_| dated) {
            let lots = self.lots(future, 30_000.0, 1.0);
            draft.add(future, self.random.sign() * lots);
        }
        if self.random.percent(30) {
            self.add_coin(draft, 15_000.0, 1);
        }
        self.add_unsettled(draft);
    }

    /// A perpetual and a little less cash than it needs.
    fn short_of_margin(&mut self, draft: &mut Draft) {
        draft.target = self.random.between(90, 98);
        self.add_perp(draft, 4_000.0);
    }

    fn chain(&mut self) -> Option<(usize, Vec<usize>)> {
        let at = self.random.below(self.traded.chains.len());
        self.traded.chains.get(at).cloned()
    }

    fn lots(&mut self, row: usize, median: f64, deviation: f64) -> i64 {
        // No customer is larger than this: beyond it one makes a market.
        let dollars = self.random.log_normal(median, deviation).min(2e6);
        self.catalogue.lots_worth(row, dollars)
    }

    fn add_perp(&mut self, draft: &mut Draft, median: f64) {
        let is_small = self.random.percent(25) && !self.traded.small.is_empty();
        let (choices, median) = match is_small {
            true => (&self.traded.small, 0.4 * median),
            false => (&self.traded.majors, median),
        };
        if let Some(perp) = self.random.one_of(choices) {
            let lots = self.lots(perp, median, 1.1);
            draft.add(perp, self.random.sign() * lots);
        }
    }

    fn add_coin(&mut self, draft: &mut Draft, median: f64, sign: i64) {
        let coins = [BTC, ETH, SOL].map(Payoff::Coin);
        let is_staked = sign > 0 && self.random.percent(20);
        let coin = self.random.one_of(&coins).filter(|_| !is_staked);
        let row = self.catalogue.find(coin.unwrap_or(Payoff::Staked));
        let lots = self.lots(row, median, 1.0);
        draft.add(row, sign * lots);
    }

    /// Profit or loss since its positions were opened, less fees.
    fn add_unsettled(&mut self, draft: &mut Draft) {
        let mut due = [0.0; 2];
        for &(instrument, lots) in draft.holdings() {
            let listing = &self.catalogue.listings[instrument];
            if let Some(stable) = listing.settles_in {
                let size = listing.notional * (lots.unsigned_abs() as f64);
                due[stable as usize] += size * (0.015 * self.random.normal() - FEE);
            }
        }
        for (row, dollars) in self.unsettled.into_iter().zip(due) {
            let lots = cash_lots(dollars);
            if lots != 0 {
                draft.add(row, lots);
            }
        }
    }
}
