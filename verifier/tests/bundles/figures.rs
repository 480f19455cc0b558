//! Lies about what is disclosed, and about what is pinned.

use plimsoll_snark::Rejected;
use plimsoll_statement::{Band, Clause, CountBound, Disclosure, Identity, Money, MoneyBound};
use plimsoll_verifier::Rejection;

use crate::{rejected, rejected_unsealed};

type Edit = Box<dyn Fn(&mut Disclosure)>;

#[test]
fn every_figure_of_the_disclosure_is_bound() {
    let count = CountBound::new(1).unwrap();
    let money = MoneyBound::new(Money::usd(1_000)).unwrap();
    let mut edits: Vec<Edit> = vec![
        Box::new(|said| said.accounts -= 1),
        Box::new(|said| said.accounts += 1),
        Box::new(|said| said.open_interest[0] += 1),
        Box::new(|said| said.open_interest[1] += 1),
        Box::new(|said| said.open_interest.swap(0, 1)),
        Box::new(|said| {
            let other = if said.band == Band::FULL { 125 } else { 100 };
            said.band = Band::new(other).unwrap();
        }),
    ];
    for class in 0..2 {
        edits.push(Box::new(move |said| said.classes[class].flagged = count));
        edits.push(Box::new(move |said| said.classes[class].negative = count));
        edits.push(Box::new(move |said| said.classes[class].deficit = money));
        edits.push(Box::new(move |said| said.classes[class].owed = money));
        for asset in 0..2 {
            edits.push(Box::new(move |said| said.assets[asset][class].long += 1));
            edits.push(Box::new(move |said| said.assets[asset][class].short += 1));
        }
    }
    for (i, edit) in edits.iter().enumerate() {
        let rejection = rejected(|bundle| edit(&mut bundle.manifest.disclosure));
        assert_eq!(rejection, Rejection::ClosingProof(Rejected::Proof), "edit {i}");
        let rejection = rejected_unsealed(|bundle| edit(&mut bundle.manifest.disclosure));
        assert!(matches!(rejection, Rejection::Digest { .. }), "edit {i}");
    }
}

#[test]
fn lists_are_as_long_as_the_rules_say() {
    let edits: [fn(&mut Disclosure); 6] = [
        |said| said.assets.push(Default::default()),
        |said| said.assets.truncate(1),
        |said| said.assets.clear(),
        |said| said.open_interest.push(0),
        |said| said.open_interest.clear(),
        |said| said.open_interest[0] = 1 << 80,
    ];
    for edit in edits {
        let rejection = rejected_unsealed(|bundle| edit(&mut bundle.manifest.disclosure));
        assert!(matches!(rejection, Rejection::Disclosure { .. }), "{rejection}");
    }
}

#[test]
fn there_are_no_more_accounts_than_places() {
    let rejection = rejected_unsealed(|bundle| bundle.manifest.disclosure.accounts = 9);
    assert_eq!(rejection, Rejection::Accounts { said: 9, places: 8 });
    let rejection = rejected_unsealed(|bundle| bundle.manifest.disclosure.accounts = u64::MAX);
    assert_eq!(rejection, Rejection::Accounts { said: u64::MAX, places: 8 });
}

#[test]
fn funds_are_pinned() {
    let unproved = Rejection::BatchProof { batch: 0, why: Rejected::Proof };
    for fund in 0..4 {
        let alice = Identity::from_bytes([7; 26]);
        assert_eq!(rejected(|bundle| bundle.manifest.pins.funds[fund] = alice), unproved);
    }
    assert_eq!(rejected(|bundle| bundle.manifest.pins.funds.swap(0, 1)), unproved);
}

#[test]
fn thresholds_are_those_that_the_rules_allow() {
    for edit in [
        |thresholds: &mut Vec<Money>| thresholds[1] = Money::usd(1),
        |thresholds: &mut Vec<Money>| thresholds[0] = Money::usd(-1),
        |thresholds: &mut Vec<Money>| thresholds.push(Money::ZERO),
        |thresholds: &mut Vec<Money>| thresholds.clear(),
    ] {
        let rejection = rejected_unsealed(|bundle| edit(&mut bundle.manifest.pins.thresholds));
        let Rejection::Thresholds(violations) = rejection else { panic!("{rejection}") };
        assert_eq!(violations[0].clause, Clause::FundThresholds);
    }
}
