//! Gadgets that are sound because of a challenge: ranges, look-ups, weighted
//! sums, packing.

use plimsoll_snark::gadgets::lookup::{Table, Total, contains, totals, weighted};
use plimsoll_snark::gadgets::packing::{Packing, pack};
use plimsoll_snark::gadgets::range::{Ranges, in_range, inverses};
use plimsoll_snark::gadgets::seal;
use plimsoll_snark::harness::{Draft, Rest, Sketch, Subject, named, named_seal, uniform};
use plimsoll_snark::*;

use crate::{attack, fr, recount, small};

type First<'a> = &'a mut Builder<Early>;

/// The shifts of a number's limbs of four bits, each limb by wire and factor.
fn limbs(bits: u32, first: usize) -> Vec<(usize, u64)> {
    let mut all = Vec::new();
    for (wire, start) in (first..).zip((0..bits).step_by(4)) {
        all.push((wire, 1));
        if bits - start < 4 {
            all.push((wire, 1 << (4 - (bits - start))));
        }
    }
    all
}

fn wires(bits: u32) -> usize {
    bits.div_ceil(4) as usize
}

/// A public number in a range.
fn range_circuit<const BITS: u32>(number: u64) -> impl Circuit {
    Sketch {
        inputs: vec![fr(number)],
        first: |b: First<'_>, inputs: &[Num<Early>]| {
            let mut ranges = Ranges::new(4);
            b.class("range sum of limbs", |b| ranges.check::<BITS>(b, inputs[0]))?;
            let counted = ranges.count(b)?;
            let rest: Rest = Box::new(move |b, challenge| counted.prove(b, challenge));
            Ok(rest)
        },
    }
}

fn range<const BITS: u32>(number: u64) -> Subject<'static> {
    Subject::staged(&format!("range of {BITS} bits"), &range_circuit::<BITS>(number))
        .unwrap()
        .outputs([0])
        .judge(|public| in_range(public[0], BITS))
        .adapt(|draft| recount(draft, &limbs(BITS, 1), 1 + wires(BITS), 16))
        .values(small())
}

#[test]
fn ranges() {
    for subject in [range::<4>(9), range::<8>(0xA7), range::<10>(0x1A7), range::<3>(5)] {
        attack(&subject, 0, 0);
    }
    assert!(uniform(&[0, 1, 0xA7, 0xFF].map(range_circuit::<8>)).unwrap());
}

#[test]
fn comparisons() {
    let circuit = Sketch {
        inputs: vec![fr(200), fr(77)],
        first: |b: First<'_>, inputs: &[Num<Early>]| {
            let mut ranges = Ranges::new(4);
            b.class("difference", |b| ranges.at_least::<8>(b, inputs[0], inputs[1]))?;
            let counted = ranges.count(b)?;
            let rest: Rest = Box::new(move |b, challenge| counted.prove(b, challenge));
            Ok(rest)
        },
    };
    let subject = Subject::staged("comparison", &circuit)
        .unwrap()
        .outputs([0, 1])
        .judge(|public| in_range(public[0] - public[1], 8))
        .adapt(|draft| recount(draft, &limbs(8, 2), 4, 16))
        .values(small());
    attack(&subject, 0, 0);
}

/// A secret bound that may be anything not below a public number: the limbs of
/// the bound and of its distance are free, and nothing else is.
#[test]
fn one_sided_witnesses_are_free_and_known_to_be() {
    let circuit = Sketch {
        inputs: vec![fr(0x55)],
        first: |b: First<'_>, inputs: &[Num<Early>]| {
            let mut ranges = Ranges::new(4);
            let bound = ranges.bounded::<8>(b, fr(0x99))?.num();
            b.class("bound", |b| ranges.at_least::<8>(b, bound, inputs[0]))?;
            let counted = ranges.count(b)?;
            let rest: Rest = Box::new(move |b, challenge| counted.prove(b, challenge));
            Ok(rest)
        },
    };
    let all: Vec<_> = limbs(16, 1);
    let subject = Subject::staged("one-sided bound", &circuit)
        .unwrap()
        .outputs([0])
        .judge(|public| in_range(public[0] + fr(255), 9))
        .adapt(|draft| recount(draft, &all, 5, 16))
        .values(small())
        .free("bound", 4);
    attack(&subject, 0, 0);
}

#[test]
fn plain_inverses() {
    let circuit = Sketch {
        inputs: vec![fr(5)],
        first: |_: First<'_>, inputs: &[Num<Early>]| {
            let number = inputs[0];
            let rest: Rest = Box::new(move |b, challenge| {
                b.class("inverse", |b| inverses(b, challenge, &[number])).map(drop)
            });
            Ok(rest)
        },
    };
    // An inverse that nothing uses makes nothing false, but it is determined.
    attack(&Subject::staged("inverse", &circuit).unwrap(), 1, 0);
}

const ROWS: [[u64; 3]; 3] = [[1, 10, 100], [2, 20, 200], [3, 30, 300]];

fn rows(width: usize) -> Vec<Vec<Fr>> {
    ROWS.iter().map(|row| row[..width].iter().map(|x| fr(*x)).collect()).collect()
}

/// Two public tuples in a table of constants.
fn look_up(width: usize) -> Subject<'static> {
    let table = rows(width);
    let circuit = Sketch {
        inputs: [&table[1][..], &table[2][..]].concat(),
        first: move |b: First<'_>, inputs: &[Num<Early>]| {
            let mut constants = |row: &Vec<Fr>| row.iter().map(|x| b.constant(*x)).collect();
            let constants = table.iter().map(&mut constants).collect::<Result<Vec<Vec<_>>>>()?;
            let mut table = Table::new(constants)?;
            inputs.chunks(width).try_for_each(|tuple| table.look_up(tuple))?;
            let counted = table.count(b)?;
            let rest: Rest = Box::new(move |b, challenge| {
                // Cheap, and as late as a challenge; the hash is attacked by itself.
                let square = |b: &mut Builder<Late>| b.product(challenge.num(), challenge.num());
                let gamma = match width {
                    1 => challenge,
                    _ => named(b.class("second challenge", square)?),
                };
                counted.prove(b, challenge, gamma)
            });
            Ok(rest)
        },
    };
    let table = rows(width);
    let judged = table.clone();
    Subject::staged(&format!("look-up of {width} fields"), &circuit)
        .unwrap()
        .outputs(0..2 * width)
        .judge(move |public| public.chunks(width).all(|tuple| contains(&judged, tuple)))
        .adapt(move |draft| count_tuples(draft, &table))
        .values(small())
}

fn count_tuples(draft: &mut Draft<'_>, table: &[Vec<Fr>]) {
    let width = table[0].len();
    let tuples: Vec<Vec<Fr>> =
        (0..2).map(|t| (0..width).map(|i| draft.public(t * width + i)).collect()).collect();
    for (place, row) in table.iter().enumerate() {
        // After the live inputs, which are the first wires.
        draft.set_wire(
            2 * width + place,
            fr(tuples.iter().filter(|tuple| *tuple == row).count() as u64),
        );
    }
}

#[test]
fn look_ups() {
    attack(&look_up(1), 0, 0);
    attack(&look_up(3), 0, 0);
}

/// Public terms, by keys 0 and up, with their totals: public, or late and
/// sealed, and then disclosed.
fn weights(terms: &'static [(u64, u64)], keys: u64, sealed: bool) -> Subject<'static> {
    let end = 2 * terms.len();
    let keys: Vec<Fr> = (0..keys).map(fr).collect();
    let split = move |public: &[Fr]| -> Vec<(Fr, Fr)> {
        public[..end].chunks(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let public: Vec<Fr> = terms.iter().flat_map(|(w, k)| [fr(*w), fr(*k)]).collect();
    let inputs = [&public[..], &totals(&split(&public), &keys).unwrap()].concat();
    let entries = keys.clone();
    let circuit = Sketch {
        inputs,
        first: move |b: First<'_>, inputs: &[Num<Early>]| {
            let keys = entries.iter().map(|key| b.constant(*key)).collect::<Result<Vec<_>>>()?;
            let inputs = inputs.to_vec();
            let rest: Rest = Box::new(move |b, challenge| {
                let terms: Vec<_> =
                    inputs[..end].chunks(2).map(|pair| (pair[0].late(), pair[1])).collect();
                let late = inputs[end..].iter().filter(|_| sealed).map(|total| {
                    let wire = b.witness(total.value())?;
                    b.class("disclosed", |b| b.equal(wire, total.late()))?;
                    Ok(wire)
                });
                let late = late.collect::<Result<Vec<_>>>()?;
                let seal = if sealed { seal(b, challenge, &late)? } else { named_seal(challenge) };
                let early = inputs[end..].iter().copied().map(Total::Early);
                let totals = early.enumerate().zip(keys).map(|((position, early), key)| {
                    (if sealed { Total::Sealed(position) } else { early }, key)
                });
                weighted(b, &seal, &terms, &totals.collect::<Vec<_>>())
            });
            Ok(rest)
        },
    };
    let public = end + keys.len();
    Subject::staged(if sealed { "sealed sums" } else { "weighted sums" }, &circuit)
        .unwrap()
        .outputs(0..public)
        .judge(move |public| {
            totals(&split(public), &keys).is_some_and(|totals| totals == public[end..])
        })
}

#[test]
fn weights_of_a_key_out_of_the_table_must_cancel() {
    let keys = [fr(0), fr(1)];
    let known = [(fr(7), fr(1)), (fr(9), fr(0)), (fr(2), fr(1))];
    assert_eq!(totals(&known, &keys), Some(vec![fr(9), fr(9)]));
    let other = |weight| [&known[..], &[(fr(3), fr(8)), (weight, fr(8))]].concat();
    assert_eq!(totals(&other(-fr(3)), &keys), Some(vec![fr(9), fr(9)]));
    assert_eq!(totals(&other(fr(3)), &keys), None);
}

#[test]
fn weighted_sums() {
    attack(&weights(&[(7, 0), (9, 2), (11, 0), (13, 1)], 3, false).values(small()), 0, 0);
    // Without a row of the hash the challenge can be moved, and with it every
    // quotient. Which challenge would help a liar takes a root to find.
    attack(&weights(&[(7, 0), (9, 0)], 1, true).patience(0), 258, 0);
}

#[test]
fn packing() {
    let circuit = Sketch {
        inputs: vec![fr(0x5), fr(0xA7), fr(0xA7 << 3 | 0x5)],
        first: |b: First<'_>, inputs: &[Num<Early>]| {
            let mut ranges = Ranges::new(4);
            let mut packing = Packing::new();
            packing.push(b.class("low", |b| ranges.check::<3>(b, inputs[0]))?)?;
            packing.push(b.class("high", |b| ranges.check::<8>(b, inputs[1]))?)?;
            let packed = packing.pack(b)?;
            b.class("packed", |b| b.equal(packed, inputs[2]))?;
            let counted = ranges.count(b)?;
            let rest: Rest = Box::new(move |b, challenge| counted.prove(b, challenge));
            Ok(rest)
        },
    };
    let looked_up = [limbs(3, 3), limbs(8, 4)].concat();
    let subject = Subject::staged("packing", &circuit)
        .unwrap()
        .outputs(0..3)
        .judge(|public| pack(&[(public[0], 3), (public[1], 8)]) == Some(public[2]))
        .adapt(move |draft| recount(draft, &looked_up, 6, 16))
        .values(small());
    attack(&subject, 0, 0);
}

#[test]
fn packs_that_are_too_wide_are_refused() {
    let circuit = |top: bool| Sketch {
        inputs: Vec::new(),
        first: move |b: First<'_>, _: &[Num<Early>]| {
            let mut ranges = Ranges::new(8);
            let mut packing = Packing::new();
            for _ in 0..3 {
                packing.push(ranges.bounded::<80>(b, fr(1))?)?;
            }
            packing.push(ranges.bounded::<13>(b, fr(1))?)?;
            assert_eq!(packing.width(), 253);
            if top {
                packing.push(ranges.bounded::<1>(b, fr(1))?)?;
            }
            packing.pack(b)?;
            let counted = ranges.count(b)?;
            let rest: Rest = Box::new(move |b, challenge| counted.prove(b, challenge));
            Ok(rest)
        },
    };
    assert!(freeze(&circuit(false)).is_ok());
    assert!(freeze(&circuit(true)).is_err());
    assert_eq!(pack(&[(fr(8), 3)]), None);
    assert_eq!(pack(&[(fr(0), 200), (fr(0), 54)]), None);
}
