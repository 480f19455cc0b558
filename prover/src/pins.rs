//! What is pinned for the whole chain: the fund's identities, and what of each
//! uncovered loss is not counted.

use plimsoll_snapshot::Manifest;
use plimsoll_statement::{
    Assessment, Class, Cover, Identity, Money, MoneyBound, Parameters, Pins, Rules, State,
};

use crate::plan::Plan;

/// The fund's identities, in the order of the snapshot's manifest.
fn funds(manifest: &Manifest) -> [Identity; Pins::FUNDS] {
    let mut funds = [Identity::NONE; Pins::FUNDS];
    for (pin, key) in funds.iter_mut().zip(&manifest.funds) {
        *pin = Identity::derive(&manifest.context, &key.account, key.sub_account);
    }
    funds
}

/// Pins that might do, the best first. Where the fund covers the largest, any
/// threshold is sound: the first pins have them on the coarse ladder of bounds,
/// which tells little of the largest losses; the second exactly where the fund
/// has least to cover.
pub(crate) fn candidates(parameters: &Parameters, manifest: &Manifest, plan: &Plan) -> Vec<Pins> {
    let rules = parameters.rules();
    let funds = funds(manifest);
    let Cover::Largest(count) = rules.cover else {
        return vec![Pins::cover_all(funds, rules)];
    };
    let exact = smallest_of_largest(parameters, rules, plan, count);
    let coarse = exact.iter().map(|threshold| on_the_ladder(*threshold)).collect();
    [coarse, exact].map(|thresholds| Pins { funds, thresholds }).to_vec()
}

/// For every stress the smallest of so many largest uncovered losses.
fn smallest_of_largest(
    parameters: &Parameters,
    rules: &Rules,
    plan: &Plan,
    count: u64,
) -> Vec<Money> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let mut largest: Vec<Vec<Money>> = vec![Vec::new(); rules.stresses.len()];
    let entries = plan.batches.iter().flat_map(|batch| &batch.entries);
    for entry in entries.filter(|e| matches!(e.account.class, Class::Customer | Class::House)) {
        let Ok(assessment) = Assessment::of(parameters, &entry.account.holdings) else { continue };
        for (stress, largest) in rules.stresses.iter().zip(&mut largest) {
            let uncovered = assessment.exposure.uncovered(*stress);
            if uncovered > Money::ZERO {
                largest.push(uncovered);
            }
            // Cut now and then, so that a book of any size takes little memory.
            if largest.len() >= count.saturating_mul(2).max(1024) {
                cut(largest, count);
            }
        }
    }
    let smallest = largest.into_iter().map(|mut largest| {
        cut(&mut largest, count);
        if largest.len() < count { Money::ZERO } else { largest.pop().unwrap_or_default() }
    });
    smallest.collect()
}

/// Keeps so many of the largest, the smallest of them last.
fn cut(amounts: &mut Vec<Money>, count: usize) {
    amounts.sort_unstable_by_key(|amount| std::cmp::Reverse(*amount));
    amounts.truncate(count);
}

/// The rung at or above a threshold, where that is a threshold.
fn on_the_ladder(threshold: Money) -> Money {
    let rung = MoneyBound::rounded_up(threshold).map(MoneyBound::get);
    rung.filter(|rung| rung.fits(State::THRESHOLD_BITS)).unwrap_or(threshold)
}
