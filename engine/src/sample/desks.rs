//! Market makers' desks: which rows each of them makes. A desk has few enough
//! rows for one account, and always the perpetual future that hedges them.

use super::catalogue::{Catalogue, Payoff};
use super::market::{BTC, CoinId, ETH, Expiry, MAJORS};

/// Rows that a market maker trades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Desk {
    /// The zero-sum rows, the unsettled ones not among them.
    pub(super) rows: Vec<usize>,
}

impl Desk {
    /// An account less three settled balances and two unsettled ones.
    #[cfg(test)]
    pub(super) const MOST_ROWS: usize = super::draft::Draft::MOST_HOLDINGS - 5;
}

/// As many desks as there are makers for, the liveliest first. What no desk
/// makes is listed and not traded.
pub(super) fn staffed(catalogue: &Catalogue, makers: usize) -> Vec<Desk> {
    let mut desks = all(catalogue);
    desks.truncate(makers);
    desks
}

/// Every desk there is work for.
pub(super) fn all(catalogue: &Catalogue) -> Vec<Desk> {
    let majors = perps(catalogue, |id| id.0 < MAJORS);
    let even = perps(catalogue, |id| id.0 >= MAJORS && id.0 % 2 == 0);
    let odd = perps(catalogue, |id| id.0 >= MAJORS && id.0 % 2 == 1);
    let mut desks = vec![Desk { rows: majors }];
    let [near, month, quarter, half] = Expiry::ALL;
    for id in [BTC, ETH] {
        desks.push(options(catalogue, id, month, true));
    }
    desks.extend([even, odd].map(|rows| Desk { rows }));
    for expiry in [quarter, near, half] {
        for id in [BTC, ETH] {
            desks.push(options(catalogue, id, expiry, true));
        }
    }
    for expiry in [month, quarter, near, half] {
        for id in [BTC, ETH] {
            desks.push(options(catalogue, id, expiry, false));
        }
    }
    desks
}

fn perps(catalogue: &Catalogue, wanted: impl Fn(CoinId) -> bool) -> Vec<usize> {
    let of = |payoff| matches!(payoff, Payoff::Perp(id) if wanted(id));
    let found = catalogue.all().filter(|(_, listing)| of(listing.payoff));
    found.map(|(position, _)| position).collect()
}

/// The inner five strikes of an expiry, or the outer four with its future.
fn options(catalogue: &Catalogue, id: CoinId, expiry: Expiry, inner: bool) -> Desk {
    let mut rows = vec![catalogue.find(Payoff::Perp(id))];
    if !inner && expiry.has_future() {
        rows.push(catalogue.find(Payoff::Future(id, expiry)));
    }
    let chain = catalogue.all().filter(|(_, listing)| {
        matches!(listing.payoff, Payoff::Option(of, at, ..) if of == id && at == expiry)
    });
    // Calls and puts by rising strike: 18, of which the inner ten are these.
    let picked = chain.enumerate().filter(|(at, _)| (4..14).contains(at) == inner);
    rows.extend(picked.map(|(_, (position, _))| position));
    Desk { rows }
}

#[cfg(test)]
mod tests {
    use super::super::market::Market;
    use super::super::random::Random;
    use super::*;

    #[test]
    fn every_derivative_is_made_by_a_desk_that_can_hedge_it() {
        let market = Market::drawn(&mut Random::new(1, *b"market  "));
        let catalogue = Catalogue::new(&market).unwrap();
        let desks = all(&catalogue);
        for desk in &desks {
            assert!(desk.rows.len() <= Desk::MOST_ROWS, "{desk:?}");
            for row in &desk.rows {
                let coin = catalogue.listings[*row].payoff.coin().unwrap();
                let hedge = catalogue.find(Payoff::Perp(coin));
                assert!(desk.rows.contains(&hedge), "{desk:?}");
            }
        }
        for (position, listing) in catalogue.all() {
            let derivative = listing.instrument.step.is_some();
            let made = desks.iter().any(|desk| desk.rows.contains(&position));
            assert_eq!(derivative, made, "{}", listing.instrument.symbol);
        }
    }
}
