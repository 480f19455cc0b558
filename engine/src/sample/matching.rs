//! The other side: market makers take what customers and the house are net, row
//! by row and to the lot, hedge it, and trade with each other.

use plimsoll_statement::{Class, ParametersFile};

use super::catalogue::{CASH_LOTS_PER_USD, Catalogue, Payoff};
use super::desks::Desk;
use super::draft::Draft;
use super::flow::{Crowd, unsettled};
use super::market::{BTC, Stable};
use super::random::Random;

/// How every row answers a gap of its coin, in whole units.
pub(super) struct Hedges {
    /// By instrument: its coin's perpetual future, and what a lot gains from
    /// the lower to the upper gap.
    rows: Vec<Option<(usize, i128)>>,
}

impl Hedges {
    pub(super) fn new(catalogue: &Catalogue, file: &ParametersFile) -> Self {
        let figures = file.assets.iter().chain(&file.zero_sum);
        let rows = catalogue.listings.iter().zip(figures);
        let rows = rows.map(|(listing, row)| {
            let coin = listing.payoff.coin()?;
            // A coin's group begins with its gap down and ends with its gap up.
            let name = listing.instrument.underlying.as_ref()?;
            let group = file.groups.iter().find(|group| group.name == *name)?;
            let gain = |column: Option<&u16>| row.pnl.get(usize::from(*column?)).copied();
            let (down, up) = (gain(group.columns.first())?, gain(group.columns.last())?);
            let swing = i128::from(up) - i128::from(down);
            Some((catalogue.find(Payoff::Perp(coin)), swing))
        });
        Self { rows: rows.collect() }
    }

    fn of(&self, instrument: usize) -> Option<(usize, i128)> {
        self.rows.get(instrument).copied().flatten()
    }

    fn is_hedge(&self, instrument: usize) -> bool {
        self.of(instrument).is_some_and(|(hedge, _)| hedge == instrument)
    }

    /// Lots of `hedge` that would take the swing out of what is held beside it.
    fn wanted(&self, maker: &Draft, hedge: usize) -> i64 {
        let others = maker.holdings().iter().filter(|held| held.0 != hedge);
        let swing: i128 = others
            .filter_map(|&(instrument, lots)| {
                let (of, swing) = self.of(instrument)?;
                (of == hedge).then(|| swing * i128::from(lots))
            })
            .sum();
        let per_lot = self.of(hedge).map_or(1, |(_, swing)| swing).max(1);
        i64::try_from(-swing.div_euclid(per_lot)).unwrap_or_default()
    }
}

/// All market makers, with positions that make every row sum to zero.
pub(super) fn makers(
    catalogue: &Catalogue,
    desks: &[Desk],
    hedges: &Hedges,
    crowd: Crowd,
    others: &[Draft],
    random: &mut Random,
) -> Vec<Draft> {
    let mut net = vec![0i64; catalogue.listings.len()];
    for &(instrument, lots) in others.iter().flat_map(Draft::holdings) {
        net[instrument] += lots;
    }
    let mut makers: Vec<Draft> =
        (0..crowd.makers).map(|number| maker(catalogue, number, random)).collect();
    let owners = |row: usize| {
        let makes = |number: &usize| desks[number % desks.len()].rows.contains(&row);
        (0..crowd.makers).filter(makes).collect::<Vec<_>>()
    };
    let derivatives = catalogue.all().filter(|(_, l)| l.instrument.step.is_some());
    let rows: Vec<usize> = derivatives.map(|(row, _)| row).collect();
    for &row in rows.iter().filter(|row| !hedges.is_hedge(**row)) {
        let owners = owners(row);
        share(&mut makers, &owners, row, -net[row], random);
        let size = catalogue.lots_worth(row, 40_000.0);
        trade_among(&mut makers, &owners, row, size, random);
    }
    for row in unsettled(catalogue) {
        let owners: Vec<usize> = (0..crowd.makers).collect();
        share(&mut makers, &owners, row, -net[row], random);
        trade_among(&mut makers, &owners, row, 5_000 * CASH_LOTS_PER_USD, random);
    }
    for &row in rows.iter().filter(|row| hedges.is_hedge(**row)) {
        let owners = owners(row);
        let mut left = -net[row];
        for &owner in &owners {
            let lots = hedges.wanted(&makers[owner], row);
            makers[owner].add(row, lots);
            left -= lots;
        }
        // What nobody wants to be hedged with, everybody bears alike.
        share_evenly(&mut makers, &owners, row, left);
    }
    makers
}

fn maker(catalogue: &Catalogue, number: usize, random: &mut Random) -> Draft {
    let cash = catalogue.find(Payoff::Cash(Stable::Usdc));
    let name = format!("maker-{:02}", number + 1);
    let mut maker = Draft::new(name, 0, Class::Customer, cash);
    maker.idle = random.whole(100_000.0, 0.6) * CASH_LOTS_PER_USD;
    maker.target = 150 + random.whole(80.0, 0.5);
    if random.percent(40) {
        let usdt = catalogue.find(Payoff::Cash(Stable::Usdt));
        maker.add(usdt, random.whole(40_000.0, 0.7) * CASH_LOTS_PER_USD);
    }
    if random.percent(30) {
        let coin = catalogue.find(Payoff::Coin(BTC));
        let dollars = random.log_normal(60_000.0, 0.7);
        maker.add(coin, catalogue.lots_worth(coin, dollars));
    }
    maker
}

/// Splits lots over owners by chance, to the lot.
fn share(makers: &mut [Draft], owners: &[usize], row: usize, lots: i64, random: &mut Random) {
    let weights: Vec<i64> = owners.iter().map(|_| random.between(1, 9)).collect();
    let whole = weights.iter().sum::<i64>().max(1);
    let mut left = lots;
    for (&owner, weight) in owners.iter().zip(weights) {
        let part = i128::from(lots) * i128::from(weight) / i128::from(whole);
        let part = i64::try_from(part).unwrap_or_default();
        makers[owner].add(row, part);
        left -= part;
    }
    share_evenly(makers, owners, row, left);
}

/// Splits lots over owners alike; the first ones get what does not divide.
fn share_evenly(makers: &mut [Draft], owners: &[usize], row: usize, lots: i64) {
    let count = i64::try_from(owners.len()).unwrap_or(i64::MAX).max(1);
    let (each, mut more) = (lots.div_euclid(count), lots.rem_euclid(count));
    for &owner in owners {
        makers[owner].add(row, each + i64::from(more > 0));
        more = (more - 1).max(0);
    }
}

/// Neighbours trade with each other, about so many lots.
fn trade_among(makers: &mut [Draft], owners: &[usize], row: usize, size: i64, random: &mut Random) {
    for pair in owners.windows(2) {
        let lots = random.sign() * random.whole(size as f64, 0.8);
        makers[pair[0]].add(row, lots);
        makers[pair[1]].add(row, -lots);
    }
}
