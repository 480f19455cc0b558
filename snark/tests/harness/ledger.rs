//! The ledger: keys looked up, amounts added up by key, and accounts tied to a
//! table through weighted sums.

use plimsoll_snark::gadgets::ledger::{Factors, Ledger, Powers};
use plimsoll_snark::gadgets::lookup::{Total, totals};
use plimsoll_snark::gadgets::seal;
use plimsoll_snark::harness::{Draft, Rest, Sketch, Subject, named_seal};
use plimsoll_snark::*;

use crate::{attack, fr};

type First<'a> = &'a mut Builder<Early>;

const KEYS: [u64; 3] = [0, 1, 5];
const ENTRIES: usize = 3;

/// Public entries of a key, an amount and a factor, and the keys' totals.
struct Public<'a>(&'a [Fr]);

impl Public<'_> {
    fn keys(&self) -> Vec<Fr> {
        self.0[..3 * ENTRIES].chunks(3).map(|entry| entry[0]).collect()
    }

    fn terms(&self) -> Vec<(Fr, Fr)> {
        self.0[..3 * ENTRIES].chunks(3).map(|entry| (entry[1] * entry[2], entry[0])).collect()
    }

    fn known(&self) -> bool {
        self.keys().iter().all(|key| KEYS.map(fr).contains(key))
    }
}

/// Counts the keys again: the multiplicities are the first wires.
fn recount(draft: &mut Draft<'_>) {
    let keys: Vec<Fr> = (0..ENTRIES).map(|entry| draft.public(3 * entry)).collect();
    for (place, known) in KEYS.map(fr).iter().enumerate() {
        draft.set_wire(place, fr(keys.iter().filter(|key| *key == known).count() as u64));
    }
}

fn ledger(b: First<'_>, inputs: &[Num<Early>]) -> Result<Ledger> {
    let keys = KEYS.iter().map(|key| b.constant(fr(*key))).collect::<Result<_>>()?;
    let mut ledger = Ledger::new(keys, 1);
    for entry in inputs[..3 * ENTRIES].chunks(3) {
        ledger.enter(entry[0], vec![entry[1]])?;
        ledger.end_group();
    }
    Ok(ledger)
}

/// Amounts counted as often as public factors say, or once.
fn sums(name: &str, factors: [u64; ENTRIES]) -> Subject<'static> {
    let entries = [(1, 7), (5, 9), (1, 4)];
    let public = entries
        .iter()
        .zip(factors)
        .flat_map(|((key, amount), factor)| [fr(*key), fr(*amount), fr(factor)]);
    let public: Vec<Fr> = public.collect();
    let known = totals(&Public(&public).terms(), &KEYS.map(fr)).unwrap();
    let once = factors == [1; ENTRIES];
    let circuit = Sketch {
        inputs: [&public[..], &known].concat(),
        first: move |b: First<'_>, inputs: &[Num<Early>]| {
            let counted = ledger(b, inputs)?.count(b)?;
            let inputs = inputs.to_vec();
            let rest: Rest = Box::new(move |b, challenge| {
                let open = counted.open(b, &named_seal(challenge))?;
                let factors: Vec<_> = inputs[..3 * ENTRIES].chunks(3).map(|e| e[2]).collect();
                let totals: Vec<_> =
                    inputs[3 * ENTRIES..].iter().map(|t| Some(Total::Early(*t))).collect();
                let factors = if once { Factors::Once } else { Factors::Early(&factors) };
                open.add_up(b, 0, factors, &totals)
            });
            Ok(rest)
        },
    };
    let end = 3 * ENTRIES;
    // A factor that nothing reads is anything.
    let read = (0..end + KEYS.len()).filter(move |input| !once || *input >= end || input % 3 != 2);
    Subject::staged(name, &circuit)
        .unwrap()
        .outputs(read)
        .judge(move |public| {
            let said = Public(public);
            let found = totals(&said.terms(), &KEYS.map(fr));
            said.known() && found.is_some_and(|totals| totals == public[end..])
        })
        .adapt(recount)
        .values([fr(0), fr(1), fr(5)])
}

#[test]
fn ledgers() {
    attack(&sums("ledger", [1; ENTRIES]), 0, 0);
    attack(&sums("ledger with factors", [1, 0, 3]), 0, 0);
}

/// What a lot of each key is worth.
const PRICES: [u64; 3] = [0, 11, 13];

/// Entries whose factor is what they are worth, shown by sealed sums weighted
/// with powers of a challenge: what ties accounts to a table.
fn worth() -> Subject<'static> {
    let entries = [(1u64, 7u64, 77u64), (5, 9, 117), (1, 4, 44)];
    let inputs = entries.iter().flat_map(|(key, lots, worth)| [fr(*key), fr(*lots), fr(*worth)]);
    let circuit = Sketch {
        inputs: inputs.collect(),
        first: move |b: First<'_>, inputs: &[Num<Early>]| {
            let counted = ledger(b, inputs)?.count(b)?;
            let inputs = inputs.to_vec();
            let rest: Rest = Box::new(move |b, challenge| {
                let powers = Powers::of(b, challenge, ENTRIES)?;
                let lots = KEYS.map(|key| {
                    let entries = inputs.chunks(3).zip(powers.numbers());
                    let held = entries.filter(|(entry, _)| entry[0].value() == fr(key));
                    held.map(|(entry, power)| entry[1].value() * power.value()).sum::<Fr>()
                });
                let lots =
                    lots.into_iter().map(|lots| b.witness(lots)).collect::<Result<Vec<_>>>()?;
                let seal = seal(b, challenge, &lots)?;
                let open = counted.open(b, &seal)?;
                let totals: Vec<_> = (0..KEYS.len()).map(|key| Some(Total::Sealed(key))).collect();
                open.add_up(b, 0, Factors::Powers(&powers), &totals)?;
                let by_key: Vec<_> =
                    PRICES.iter().zip(&lots).map(|(price, lots)| (fr(*price), *lots)).collect();
                let by_key = b.linear(fr(0), &by_key)?;
                b.class("worth", |b| {
                    let mut terms = Vec::new();
                    for (entry, power) in inputs.chunks(3).zip(powers.numbers()) {
                        terms.push((fr(1), b.product(entry[2].late(), *power)?));
                    }
                    let by_entry = b.linear(fr(0), &terms)?;
                    b.equal(by_key, by_entry)
                })
            });
            Ok(rest)
        },
    };
    Subject::staged("worth", &circuit)
        .unwrap()
        .outputs(0..3 * ENTRIES)
        .judge(|public| {
            public.chunks(3).all(|entry| {
                let mut rows = KEYS.iter().zip(PRICES);
                rows.any(|(key, price)| entry[0] == fr(*key) && entry[2] == entry[1] * fr(price))
            })
        })
        .adapt(recount)
        .values([fr(0), fr(1), fr(5)])
}

#[test]
fn worth_by_a_table() {
    attack(&worth(), 0, 0);
}
