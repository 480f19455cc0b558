//! The ledger: keys looked up, and amounts added up by key.

use ark_ff::Field as _;
use plimsoll_snark::gadgets::ledger::{Factors, Ledger, Powers};
use plimsoll_snark::gadgets::lookup::{Total, totals};
use plimsoll_snark::gadgets::seal;
use plimsoll_snark::harness::{
    Draft, PlainSketch, Rest, Sketch, Subject, assign, named, named_seal, perturb,
};
use plimsoll_snark::*;

use crate::{attack, fr};

type First<'a> = &'a mut Builder<Early>;

const KEYS: [u64; 3] = [0, 1, 5];
/// What stands before the totals in the public inputs.
const ENTRY: usize = 3;

/// Amounts times factors, by key.
fn terms(entries: &[Fr]) -> Vec<(Fr, Fr)> {
    entries.chunks(ENTRY).map(|entry| (entry[1] * entry[2], entry[0])).collect()
}

/// Counts the keys again: the multiplicities are the first wires after the live
/// inputs, which end with the totals.
fn recount(draft: &mut Draft<'_>, entries: usize) {
    let keys: Vec<Fr> = (0..entries).map(|entry| draft.public(ENTRY * entry)).collect();
    for (place, known) in KEYS.map(fr).iter().enumerate() {
        draft.set_wire(
            ENTRY * entries + KEYS.len() + place,
            fr(keys.iter().filter(|key| *key == known).count() as u64),
        );
    }
}

/// Entries of a key, an amount and a factor, all public, and the keys' totals.
fn sums(name: &str, entries: &[[u64; ENTRY]]) -> Subject<'static> {
    let end = ENTRY * entries.len();
    let count = entries.len();
    let once = entries.iter().all(|entry| entry[2] == 1);
    let public: Vec<Fr> = entries.iter().flatten().map(|number| fr(*number)).collect();
    let known = totals(&terms(&public), &KEYS.map(fr)).unwrap();
    let circuit = Sketch {
        inputs: [&public[..], &known].concat(),
        first: move |b: First<'_>, inputs: &[Num<Early>]| {
            let keys = KEYS.iter().map(|key| b.constant(fr(*key))).collect::<Result<_>>()?;
            let mut ledger = Ledger::new(keys, 1);
            for entry in inputs[..end].chunks(ENTRY) {
                ledger.enter(entry[0], vec![entry[1]])?;
                ledger.end_group();
            }
            let counted = ledger.count(b)?;
            let inputs = inputs.to_vec();
            let rest: Rest = Box::new(move |b, challenge| {
                let open = counted.open(b, &named_seal(challenge))?;
                let factors: Vec<_> = inputs[..end].chunks(ENTRY).map(|e| e[2]).collect();
                let totals: Vec<_> = inputs[end..].iter().map(|t| Some(Total::Early(*t))).collect();
                let factors = if once { Factors::Once } else { Factors::Early(&factors) };
                open.add_up(b, 0, factors, &totals)
            });
            Ok(rest)
        },
    };
    // A factor that nothing reads is anything.
    let read = move |input: &usize| !once || *input >= end || input % ENTRY != 2;
    Subject::staged(name, &circuit)
        .unwrap()
        .outputs((0..end + KEYS.len()).filter(read))
        .judge(move |public| {
            let found = totals(&terms(&public[..end]), &KEYS.map(fr));
            let known = |entry: &[Fr]| KEYS.map(fr).contains(&entry[0]);
            public[..end].chunks(ENTRY).all(known) && found.is_some_and(|t| t == public[end..])
        })
        .adapt(move |draft| recount(draft, count))
        .values([fr(0), fr(1), fr(5)])
        .attack("an entry under another key", |draft| draft.set_public(0, fr(5)))
        .attack("a key of no row, without lots", move |draft| {
            draft.set_public(0, fr(7));
            let lots = draft.public(1) * draft.public(2);
            draft.set_public(1, fr(0));
            draft.set_public(end + 1, draft.public(end + 1) - lots);
            recount(draft, count);
        })
}

#[test]
fn ledgers() {
    attack(&sums("ledger", &[[1, 7, 1]]), 0, 0);
    attack(&sums("ledger with factors", &[[1, 7, 3]]), 0, 0);
    let several = [[1, 7, 1], [5, 9, 0], [1, 4, 3]];
    perturb(&sums("ledger of several entries", &several)).verdict().unwrap();
}

#[test]
fn powers() {
    let public = [3u64, 1, 3, 9, 27].map(fr);
    let all = |b: &mut Builder<Late>, public: &[Num<Late>]| {
        let powers = Powers::of(b, named(public[0]), 4)?;
        b.class("powers", |b| {
            powers.numbers().iter().zip(&public[1..]).try_for_each(|(p, said)| b.equal(*p, *said))
        })
    };
    let subject = Subject::plain("powers", &PlainSketch { inputs: public.to_vec(), all })
        .unwrap()
        .outputs(0..5)
        .judge(|public| (1..5).all(|i| public[i] == public[0].pow([i as u64 - 1])));
    attack(&subject, 0, 0);
}

/// A power of a challenge that came before the seal is a factor like any other:
/// with the ledger's rows in place no total can differ.
#[test]
fn factors_that_are_powers() {
    let circuit = Sketch {
        inputs: [1u64, 7, 5, 9, 1, 4].map(fr).to_vec(),
        first: |b: First<'_>, inputs: &[Num<Early>]| {
            let keys = KEYS.iter().map(|key| b.constant(fr(*key))).collect::<Result<_>>()?;
            let mut ledger = Ledger::new(keys, 1);
            for entry in inputs.chunks(2) {
                ledger.enter(entry[0], vec![entry[1]])?;
                ledger.end_group();
            }
            let counted = ledger.count(b)?;
            let inputs = inputs.to_vec();
            let rest: Rest = Box::new(move |b, challenge| {
                let powers = Powers::of(b, challenge, 3)?;
                let lots = KEYS.map(|key| {
                    let entries = inputs.chunks(2).zip(powers.numbers());
                    let held = entries.filter(|(entry, _)| entry[0].value() == fr(key));
                    held.map(|(entry, power)| entry[1].value() * power.value()).sum::<Fr>()
                });
                let lots = lots.map(|lots| b.witness(lots));
                let lots = lots.into_iter().collect::<Result<Vec<_>>>()?;
                let seal = seal(b, challenge, &lots)?;
                let open = counted.open(b, &seal)?;
                let totals: Vec<_> = (0..KEYS.len()).map(|key| Some(Total::Sealed(key))).collect();
                open.add_up(b, 0, Factors::Powers(&powers), &totals)?;
                assert!(open.add_up(b, 0, Factors::Powers(&powers), &totals[1..]).is_err());
                assert!(open.add_up(b, 1, Factors::Once, &totals).is_err());
                assert!(open.add_up(b, 0, Factors::Early(&inputs[..1]), &totals).is_err());
                Ok(())
            });
            Ok(rest)
        },
    };
    let (frozen, mut honest) = assign(&circuit, fr(1_000_003)).unwrap();
    assert_eq!(frozen.rows.violated(&honest), None);
    let early = honest.len() - frozen.stages.last().unwrap();
    for column in early..honest.len() {
        honest[column] += fr(1);
        assert!(frozen.rows.violated(&honest).is_some(), "column {column}");
        honest[column] -= fr(1);
    }
}
