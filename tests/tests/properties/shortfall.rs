//! One-sided bounds: whatever threshold and excesses a prover chooses for an
//! expected shortfall, or a venue for a cover-k fund, it can only claim more.

use plimsoll_statement::{
    Assessment, Class, CoverFile, Group, Money, Totals, coverage, mean_of_worst_rounded_up,
};
use plimsoll_tests::book::entry;
use plimsoll_tests::parameters::{DUST, edited};
use plimsoll_tests::units;
use proptest::collection::vec;
use proptest::prelude::*;

const LIMIT: i128 = (1 << 72) - 1;

/// Losses of every size, gains among them, the ends of the range too.
fn loss() -> impl Strategy<Value = i128> {
    prop_oneof![
        4 => -5i128..=5,
        4 => -LIMIT..=LIMIT,
        1 => prop_oneof![Just(0), Just(LIMIT), Just(-LIMIT), Just(LIMIT - 1)],
    ]
}

fn losses() -> impl Strategy<Value = Vec<i128>> {
    vec(loss(), 1..20)
}

/// Sum of the `count` largest, by sorting.
fn sum_of_largest(of: &[i128], count: usize) -> i128 {
    let mut sorted = of.to_vec();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted.iter().take(count).sum()
}

/// The least integer that is at least `sum / count`.
fn quotient_rounded_up(sum: i128, count: i128) -> i128 {
    let down = sum.div_euclid(count);
    if down * count == sum { down } else { down + 1 }
}

fn mean(losses: &[i128], worst: usize) -> i128 {
    let mut losses: Vec<Money> = losses.iter().map(|&loss| units(loss)).collect();
    mean_of_worst_rounded_up(&mut losses, worst).units()
}

proptest! {
    #[test]
    fn the_mean_is_the_sorted_one(losses in losses()) {
        for worst in 1..=losses.len() {
            let sum = sum_of_largest(&losses, worst);
            let expected = quotient_rounded_up(sum, worst as i128);
            prop_assert_eq!(mean(&losses, worst), expected);
        }
        prop_assert_eq!(mean(&losses, 0), 0);
        prop_assert_eq!(mean(&losses, losses.len() + 9), mean(&losses, losses.len()));
        prop_assert_eq!(mean(&[], 3), 0);
    }

    /// `k·t + Σ d ≥` the sum of the k worst for any t and any d ≥ 0 with
    /// d ≥ L − t, so no integer that passes for the mean is below it.
    #[test]
    fn any_threshold_claims_enough(
        losses in losses(),
        threshold in loss(),
        more in vec(prop_oneof![Just(0i128), 0i128..9, 0..=LIMIT], 20),
    ) {
        let excesses = losses.iter().zip(more);
        let excesses: i128 = excesses.map(|(loss, more)| (loss - threshold).max(0) + more).sum();
        for worst in 1..=losses.len() {
            let k = worst as i128;
            let claimed = k * threshold + excesses;
            prop_assert!(claimed >= sum_of_largest(&losses, worst));
            prop_assert!(quotient_rounded_up(claimed, k) >= mean(&losses, worst));
        }
    }

    /// At the value at risk, the k-th largest loss, it claims exactly that.
    #[test]
    fn the_value_at_risk_claims_no_more(losses in losses()) {
        let mut sorted = losses.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        for worst in 1..=losses.len() {
            let (k, threshold) = (worst as i128, sorted[worst - 1]);
            let excesses: i128 = losses.iter().map(|loss| (loss - threshold).max(0)).sum();
            prop_assert_eq!(k * threshold + excesses, sum_of_largest(&losses, worst));
            let claimed = threshold + quotient_rounded_up(excesses, k);
            prop_assert_eq!(claimed, mean(&losses, worst));
        }
    }

    /// The worst case is the tightest of all upper bounds, and a longer tail is
    /// never a larger risk.
    #[test]
    fn a_longer_tail_is_no_larger(losses in losses()) {
        let most = losses.iter().copied().max().unwrap_or_default();
        prop_assert_eq!(mean(&losses, 1), most);
        for worst in 1..losses.len() {
            prop_assert!(mean(&losses, worst + 1) <= mean(&losses, worst));
        }
    }

    /// A group's risk is that mean over its columns only, never below zero.
    #[test]
    fn risk_is_never_below_zero(losses in losses(), first in 0usize..20) {
        let exposure = plimsoll_statement::Exposure {
            losses: losses.iter().map(|&loss| units(loss)).collect(),
            ..Default::default()
        };
        let first = first % losses.len();
        let columns = (first..losses.len()).map(|c| plimsoll_statement::Column(c.try_into().unwrap()));
        let columns: Vec<_> = columns.collect();
        for worst in 1..=columns.len() {
            let group = Group { columns: columns.clone(), worst };
            let expected = mean(&losses[first..], worst).max(0);
            prop_assert_eq!(exposure.risk(&group).units(), expected);
        }
        let (column, most) = exposure.worst();
        prop_assert_eq!(most.units(), losses.iter().copied().max().unwrap_or_default().max(0));
        prop_assert!(most == Money::ZERO || exposure.losses[column.index()] == most);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever the threshold, a cover-k fund faces at least the k largest
    /// uncovered losses, and exactly those at the smallest of them.
    #[test]
    fn any_threshold_covers_the_largest(
        uncovered in vec(prop_oneof![0i64..9, 0..=i64::MAX], 0..12),
        count in 1u64..6,
        threshold in prop_oneof![0i128..9, 0i128..=i128::from(i64::MAX), Just((1i128 << 80) - 1)],
    ) {
        let parameters = edited(|file| file.cover = CoverFile::Largest(count));
        let rules = parameters.rules();
        let sizes: Vec<i128> = uncovered.iter().map(|&u| i128::from(u)).collect();
        let most = usize::try_from(count).unwrap();
        let mut sorted = sizes.clone();
        sorted.sort_unstable_by(|a, b| b.cmp(a));
        let smallest = sorted.get(most - 1).copied().unwrap_or_default();
        for (threshold, tight) in [(threshold, false), (0, false), (smallest, true)] {
            let thresholds = vec![units(threshold); rules.stresses.len()];
            let mut totals = Totals::none(rules);
            for (number, owed) in (1..).zip(&uncovered) {
                let account = entry(number, Class::Customer, &[(DUST, -owed)]).account;
                let assessment = Assessment::of(&parameters, &account.holdings).unwrap();
                totals.add(rules, &thresholds, &account, true, &assessment).unwrap();
            }
            let largest = sum_of_largest(&sizes, most);
            for faced in coverage(rules, &thresholds, &totals) {
                prop_assert!(faced.uncovered.units() >= largest);
                prop_assert!(!tight || faced.uncovered.units() == largest);
            }
        }
    }
}
