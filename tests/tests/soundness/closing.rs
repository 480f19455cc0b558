//! The closing circuit.

use plimsoll_circuits::{ClosingCircuit, StateWitness, UnhashedClosing};
use plimsoll_snark::Fr;
use plimsoll_snark::harness::Subject;
use plimsoll_statement::{
    Band, ClassTotals, ClosingInputs, Cover, Disclosure, Gross, Lane, Money, Pins, Rules, Salt,
    State,
};
use plimsoll_tests::book::identity;
use plimsoll_tests::units;

use crate::{needs_all, small, stands, state_of, subject, unpack};

/// A book of some customers and a house, a few of them flagged, whose fund
/// covers twice what it must.
fn state(rules: &Rules) -> State {
    let mut state = State::initial(rules, Pins::cover_all([identity(9); 4], rules));
    state.last[0] = identity(77);
    let totals = &mut state.totals;
    totals.accounts = 30;
    let class = |flagged, deficit, negative, owed| ClassTotals {
        flagged,
        deficit: units(deficit),
        negative,
        owed: units(owed),
    };
    totals.classes = [class(3, 70, 1, 20), class(1, 5, 0, 0)];
    let gross = |long, short| Gross { long, short };
    totals.assets = vec![[gross(50, 6), gross(7, 8), gross(900, 0)]];
    totals.zero_sum = vec![gross(40, 40), gross(3, 3)];
    totals.uncovered = vec![units(90), units(100)];
    totals.fund = vec![units(400), units(201)];
    state
}

fn attack(judged: impl FnOnce(&Subject<'_>)) {
    let parameters = small();
    let rules = parameters.rules();
    let state = state(rules);
    let band = Band::new(200).unwrap();
    let disclosure = Disclosure::of(&state.totals, band).unwrap();
    let last = StateWitness { state, salt: Salt::default() };
    let inputs = ClosingInputs::default();
    let circuit = UnhashedClosing::new(ClosingCircuit { rules, inputs, last, disclosure }).unwrap();
    assert_eq!(is_true(rules, &circuit.elements), Some(true));
    // The fund's identities are bound by the first state of the chain.
    let (lanes, all) = (0..Lane::COUNT, 0..circuit.elements.len());
    let outputs = lanes.chain(all.skip(Lane::COUNT + Pins::FUNDS));
    let subject = subject("closing", &circuit)
        .outputs(outputs)
        .judge(|public| is_true(rules, public).unwrap_or(false));
    judged(&subject);
}

#[test]
#[ignore = "a campaign"]
fn every_variable() {
    attack(stands);
}

#[test]
#[ignore = "a campaign"]
fn every_class() {
    attack(needs_all);
}

/// By native code: exact where the statement is, bounds where it has bounds.
fn is_true(rules: &Rules, public: &[Fr]) -> Option<bool> {
    let (assets, zero_sum) = (rules.assets, rules.zero_sum_rows());
    let lots = 4 * assets + zero_sum;
    let disclosed = 1 + 4usize.div_ceil(2) + lots.div_ceil(3);
    let (state, said) = public.split_at(public.len() - disclosed);
    let State { totals, pins, .. } = state_of(rules, state)?;
    let counts = unpack(&said[..1], 32, 6)?;
    let sums = unpack(&said[1..3], 112, 4)?;
    let lots = unpack(&said[3..], 80, lots)?;
    let [accounts, percent, bounds @ ..] = &counts[..] else { return None };

    let counted = match rules.cover {
        Cover::All => 0,
        Cover::Largest(count) => i128::from(count),
    };
    let covers = totals.uncovered.iter().zip(&totals.fund).zip(&pins.thresholds);
    let percent = i128::try_from(*percent).ok()?;
    let mut covers = covers.map(|((beyond, left), threshold)| {
        // All below 2^112 and 2^32: nothing wraps.
        let uncovered = beyond.units() + counted * threshold.units();
        uncovered.checked_mul(percent).is_some_and(|needed| 100 * left.units() >= needed)
    });
    let below = |is: u64, said: u128| u128::from(is) <= said;
    let at_most = |is: Money, said: u128| is.units() <= said.cast_signed();
    let classes = totals.classes.iter().zip(bounds.chunks(2)).zip(sums.chunks(2));
    let mut classes = classes.map(|((is, counts), sums)| {
        below(is.flagged, counts[0])
            && below(is.negative, counts[1])
            && at_most(is.deficit, sums[0])
            && at_most(is.owed, sums[1])
    });
    let mut exact = Vec::new();
    for [customers, house, fund] in &totals.assets {
        exact.extend([customers.long, customers.short]);
        exact.extend([house.long + fund.long, house.short + fund.short]);
    }
    exact.extend(totals.zero_sum.iter().map(|row| row.long));
    let closed = totals.zero_sum.iter().all(|row| row.long == row.short);
    let counted = u128::from(totals.accounts) == *accounts;
    let enough = percent >= 100 && covers.all(|covers| covers);
    Some(counted && closed && exact == lots && enough && classes.all(|holds| holds))
}
