//! Sums over the book are the same however it is cut: into parts that are added
//! up later, in any order, into batches of any size.

use plimsoll_statement::{
    Assessment, Class, Entry, Gross, Lane, Money, Parameters, Pins, Place, Salt, Shape, State,
    Totals,
};
use plimsoll_tests::book::identity;
use plimsoll_tests::parameters::edited;
use plimsoll_tests::units;
use proptest::collection;
use proptest::prelude::*;

use crate::strategies::entries;

fn totals(parameters: &Parameters, thresholds: &[Money], entries: &[&Entry]) -> Totals {
    let rules = parameters.rules();
    let mut totals = Totals::none(rules);
    for entry in entries {
        let assessment = Assessment::of(parameters, &entry.account.holdings).unwrap();
        let added = totals.add(rules, thresholds, &entry.account, entry.flagged, &assessment);
        added.unwrap();
    }
    totals
}

fn thresholds() -> impl Strategy<Value = Vec<Money>> {
    let threshold = prop_oneof![Just(0i128), 0..1i128 << 60].prop_map(units);
    collection::vec(threshold, 3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn parts_add_up_to_the_whole(
        entries in entries(),
        parts in collection::vec(0usize..3, 12),
        thresholds in thresholds(),
    ) {
        let parameters = edited(|_| ());
        let all: Vec<&Entry> = entries.iter().collect();
        let whole = totals(&parameters, &thresholds, &all);
        let mut sum = Totals::none(parameters.rules());
        for part in [2, 0, 1] {
            let own = all.iter().zip(&parts).filter(|(_, of)| **of == part);
            let own: Vec<&Entry> = own.map(|(entry, _)| *entry).collect();
            sum.merge(&totals(&parameters, &thresholds, &own)).unwrap();
        }
        prop_assert_eq!(sum, whole);
    }

    #[test]
    fn order_does_not_matter(
        (entries, shuffled) in entries().prop_flat_map(|entries| {
            (Just(entries.clone()), Just(entries).prop_shuffle())
        }),
        thresholds in thresholds(),
    ) {
        let parameters = edited(|_| ());
        let in_order: Vec<&Entry> = entries.iter().collect();
        let shuffled: Vec<&Entry> = shuffled.iter().collect();
        let first = totals(&parameters, &thresholds, &in_order);
        prop_assert_eq!(first, totals(&parameters, &thresholds, &shuffled));
    }

    /// Every sum by its definition, one class and one stress at a time.
    #[test]
    fn sums_are_their_definition(entries in entries(), thresholds in thresholds()) {
        let parameters = edited(|_| ());
        let rules = parameters.rules();
        let all: Vec<&Entry> = entries.iter().collect();
        let totals = totals(&parameters, &thresholds, &all);
        let assessed: Vec<(&Entry, Assessment)> = all
            .iter()
            .filter(|entry| entry.account.class != Class::Empty)
            .map(|entry| (*entry, Assessment::of(&parameters, &entry.account.holdings).unwrap()))
            .collect();
        let of = |class: Class| assessed.iter().filter(move |(e, _)| e.account.class == class);
        prop_assert_eq!(totals.accounts, assessed.len() as u64);
        for (class, sums) in [Class::Customer, Class::House].into_iter().zip(totals.classes) {
            let flagged = || of(class).filter(|(entry, _)| entry.flagged);
            let lacking = |a: &Assessment| a.requirement.amount.units() - a.equity.units();
            let deficit: i128 = flagged().map(|(_, a)| lacking(a).max(0)).sum();
            let below = || of(class).map(|(_, a)| a.exposure.value.units()).filter(|v| *v < 0);
            prop_assert_eq!(sums.flagged, flagged().count() as u64);
            prop_assert_eq!(sums.deficit.units(), deficit);
            prop_assert_eq!(sums.negative, below().count() as u64);
            prop_assert_eq!(sums.owed.units(), -below().sum::<i128>());
        }
        for (position, stress) in rules.stresses.iter().enumerate() {
            let left = |a: &Assessment| a.exposure.left_after(*stress).units();
            let fund: i128 = of(Class::Fund).map(|(_, a)| left(a)).sum();
            let threshold = thresholds[position].units();
            let counted = of(Class::Customer).chain(of(Class::House));
            let beyond = counted.map(|(_, a)| ((-left(a)).max(0) - threshold).max(0));
            prop_assert_eq!(totals.fund[position].units(), fund);
            prop_assert_eq!(totals.uncovered[position].units(), beyond.sum::<i128>());
        }
        for row in parameters.table().indices().skip(1) {
            let sides = |classes: &[Class]| {
                let owned = assessed.iter().filter(|(e, _)| classes.contains(&e.account.class));
                let held = owned.flat_map(|(e, _)| &e.account.holdings).filter(|h| h.row == row);
                held.fold(Gross::default(), |sum, holding| Gross {
                    long: sum.long + u128::from(holding.lots.long()),
                    short: sum.short + u128::from(holding.lots.short()),
                })
            };
            let classes = [Class::Customer, Class::House, Class::Fund];
            prop_assert_eq!(totals.gross(rules, row), sides(&classes));
            if rules.is_asset(row) {
                let own = classes.map(|class| sides(&[class]));
                prop_assert_eq!(totals.assets[row.index() - 1], own);
            }
        }
    }

    /// A state that meets the same accounts is the same state, whatever batches
    /// they come in and however many places of nobody fill those.
    #[test]
    fn batches_of_any_size_lead_to_the_same_state(
        entries in entries(),
        cuts in collection::vec(0usize..4, 12),
        thresholds in thresholds(),
    ) {
        let parameters = edited(|_| ());
        let funds = [1, 2, 3, 4].map(identity);
        let pins = Pins { funds, thresholds: thresholds.clone() };
        let shape = Shape { lane: Lane::new(0).unwrap(), accounts: 4, slots: 9 };
        let mut straight = State::initial(parameters.rules(), pins.clone());
        for entry in &entries {
            straight.absorb(&parameters, shape, entry, Place::Epoch);
        }
        let mut chained = State::initial(parameters.rules(), pins);
        for (entry, fill) in entries.iter().zip(cuts) {
            for nobody in vec![Entry::EMPTY; fill] {
                chained.absorb(&parameters, shape, &nobody, Place::Epoch);
            }
            chained.absorb(&parameters, shape, entry, Place::Epoch);
        }
        let salt = Salt::from_bytes([7; 31]);
        prop_assert_eq!(straight.hash(&salt), chained.hash(&salt));
        prop_assert_eq!(&straight, &chained);
        let all: Vec<&Entry> = entries.iter().collect();
        prop_assert_eq!(chained.totals, totals(&parameters, &thresholds, &all));
    }

    /// In a zero-sum row with both sides of every trade there, values and losses
    /// of the two sides cancel: one account's gain is another's loss.
    #[test]
    fn every_gain_is_a_loss(lots in -(1i64 << 34)..1 << 34, row in 5u16..=7) {
        let parameters = edited(|_| ());
        let side = |lots| {
            let holdings = [(plimsoll_statement::RowIndex(row), lots)];
            let account = plimsoll_tests::book::entry(1, Class::Customer, &holdings);
            Assessment::of(&parameters, &account.account.holdings).unwrap().exposure
        };
        let (long, short) = (side(lots), side(-lots));
        prop_assert_eq!(long.value.plus(short.value), Some(Money::ZERO));
        for (a, b) in long.losses.iter().zip(&short.losses) {
            prop_assert_eq!(a.plus(*b), Some(Money::ZERO));
        }
    }
}
