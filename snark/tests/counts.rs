//! Constraints of every gadget, against the committed table `counts.txt`.
//! `PLIMSOLL_BLESS=1` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use plimsoll_poseidon::Tag;
use plimsoll_snark::gadgets::ledger::{Factors, Ledger};
use plimsoll_snark::gadgets::lookup::{Table, Total, weighted};
use plimsoll_snark::gadgets::packing::Packing;
use plimsoll_snark::gadgets::range::Ranges;
use plimsoll_snark::gadgets::{challenges, poseidon, seal};
use plimsoll_snark::harness::{PlainSketch, Rest, Sketch, named};
use plimsoll_snark::*;

type Counts = BTreeMap<&'static str, usize>;

fn plain(all: impl Fn(&mut Builder<Late>) -> Result<()>) -> usize {
    let circuit = PlainSketch { inputs: Vec::new(), all: |b: &mut Builder<Late>, _: &[_]| all(b) };
    freeze_plain(&circuit).unwrap().rows.len()
}

fn staged(first: impl Fn(&mut Builder<Early>) -> Result<Rest>) -> Counts {
    let circuit =
        Sketch { inputs: Vec::new(), first: |b: &mut Builder<Early>, _: &[Num<Early>]| first(b) };
    freeze(&circuit).unwrap().by_class()
}

fn wires<T: Time>(b: &mut Builder<T>, n: usize) -> Vec<Num<T>> {
    (0..n as u64).map(|i| b.witness(Fr::from(i)).unwrap()).collect()
}

/// Constraints of one range check, and of the table.
fn range<const BITS: u32>(limb_bits: u32, mode: &str) -> (usize, usize) {
    let counts = staged(|b| {
        let mut ranges = Ranges::new(limb_bits);
        match mode {
            "bounded" => drop(ranges.bounded::<BITS>(b, Fr::from(1))?),
            "check" => {
                let number = b.witness(Fr::from(1))?;
                ranges.check::<BITS>(b, number)?;
            }
            _ => {
                let (greater, lesser) = (b.witness(Fr::from(2))?, b.witness(Fr::from(1))?);
                ranges.at_least::<BITS>(b, greater, lesser)?;
            }
        }
        let counted = ranges.count(b)?;
        Ok(Box::new(move |b, challenge| counted.prove(b, challenge)))
    });
    let table = counts["range table"] + counts["range sums"];
    (counts.values().sum::<usize>() - table, table)
}

/// Constraints of one look-up of so many fields, and of one row of the table.
fn look_up(width: usize) -> (usize, usize) {
    let count = |rows: usize, tuples: usize| {
        staged(|b| {
            let mut table = Table::new((0..rows).map(|_| wires(b, width)).collect())?;
            for _ in 0..tuples {
                let tuple = wires(b, width);
                table.look_up(&tuple)?;
            }
            let counted = table.count(b)?;
            Ok(Box::new(move |b, beta| {
                let gamma = challenges(b, beta, 2)?[1];
                counted.prove(b, beta, gamma)
            }))
        })
    };
    let one = count(1, 1);
    assert_eq!(one["look-up sums"], 1);
    let (tuple, row) = (one["look-up tuples"], one["look-up table"]);
    let many = count(5, 7);
    assert_eq!((many["look-up tuples"], many["look-up table"]), (7 * tuple, 5 * row));
    (tuple, row)
}

fn table() -> Vec<(String, usize)> {
    let mut table = Vec::new();
    let mut line = |name: &str, count: usize| table.push((name.to_owned(), count));

    for arity in 1..=16 {
        let count = plain(|b| {
            let inputs = wires(b, arity);
            poseidon::hash(b, &inputs).map(drop)
        });
        line(&format!("poseidon, {arity} inputs"), count);
    }
    line(
        "node",
        plain(|b| {
            let [left, right] = [b.witness(Fr::from(1))?, b.witness(Fr::from(2))?];
            poseidon::node(b, left, right).map(drop)
        }),
    );
    line(
        "tree root over 8 leaves",
        plain(|b| {
            let leaves = wires(b, 8);
            poseidon::tree_root(b, &leaves).map(drop)
        }),
    );
    line(
        "sequence of 31 elements",
        plain(|b| {
            let elements = wires(b, 31);
            poseidon::hash_sequence(b, Tag::State, &elements).map(drop)
        }),
    );
    line(
        "one more challenge",
        plain(|b| {
            let challenge = named(b.witness(Fr::from(7))?);
            challenges(b, challenge, 2).map(drop)
        }),
    );
    line(
        "seal over 29 numbers",
        plain(|b| {
            let numbers = wires(b, 30);
            seal(b, named(numbers[0]), &numbers[1..]).map(drop)
        }),
    );

    for limb in [8, 16] {
        let ranges = [
            (8, range::<8>(limb, "bounded")),
            (16, range::<16>(limb, "bounded")),
            (48, range::<48>(limb, "bounded")),
            (64, range::<64>(limb, "bounded")),
            (80, range::<80>(limb, "bounded")),
        ];
        for (bits, (count, _)) in ranges {
            line(&format!("new number of {bits} bits, {limb}-bit limbs"), count);
        }
        let name = |what: &str| format!("{what} of 80 bits, {limb}-bit limbs");
        line(&name("check"), range::<80>(limb, "check").0);
        line(&name("comparison"), range::<80>(limb, "at least").0);
        line(&format!("table of {limb}-bit limbs"), ranges[0].1.1);
    }
    for width in [1, 4] {
        let (tuple, row) = look_up(width);
        line(&format!("look-up of {width} fields"), tuple);
        line(&format!("row of a look-up table of {width} fields"), row);
    }
    let sums = staged(|b| {
        let (weights, totals) = (wires(b, 5), wires(b, 3));
        Ok(Box::new(move |b, challenge| {
            let seal = seal(b, challenge, &[])?;
            let terms: Vec<_> = weights.iter().map(|w| (w.late(), weights[0])).collect();
            let totals: Vec<_> = totals.iter().map(|t| (Total::Early(*t), totals[0])).collect();
            weighted(b, &seal, &terms, &totals)
        }))
    });
    line("term of a weighted sum", sums["weighted terms"] / 5);
    line("total of a weighted sum", sums["weighted totals"] / 3);
    line("equality of two sums", sums["weighted sums"]);
    let ledger = staged(|b| {
        let (keys, amounts) = (wires(b, 3), wires(b, 5));
        let mut ledger = Ledger::new(keys.clone(), 1);
        for amount in &amounts {
            ledger.enter(keys[0], vec![*amount])?;
            ledger.end_group();
        }
        let counted = ledger.count(b)?;
        Ok(Box::new(move |b, challenge| {
            let seal = seal(b, challenge, &[])?;
            let open = counted.open(b, &seal)?;
            let totals: Vec<_> = keys.iter().map(|key| Some(Total::Early(*key))).collect();
            open.add_up(b, 0, Factors::Early(&amounts), &totals)
        }))
    });
    line("entry of a ledger", ledger["ledger keys"] / 5);
    line("amount of a ledger's entry", ledger["ledger amounts"] / 5);
    line("key of a ledger's table", ledger["ledger table"] / 3);
    line("factor of a group in a ledger's sum", ledger["ledger factors"] / 5);
    line("total of a ledger's sum", ledger["ledger totals"] / 3);
    let packed = staged(|b| {
        let mut ranges = Ranges::new(8);
        let mut packing = Packing::new();
        packing.push(ranges.bounded::<8>(b, Fr::from(1))?)?;
        packing.push(ranges.bounded::<8>(b, Fr::from(2))?)?;
        packing.pack(b)?;
        Ok(Box::new(|_, _| Ok(())))
    });
    line("packing", packed.values().sum());
    table
}

#[test]
fn constraints_are_as_committed() {
    let counts = table();
    let of = |name: &str| counts.iter().find(|(other, _)| other == name).unwrap().1;
    assert!(of("new number of 64 bits, 16-bit limbs") <= 4);
    assert!(of("poseidon, 16 inputs") <= 620);
    assert!(of("poseidon, 2 inputs") <= 245);

    let mut text = String::from("# Constraints by gadget. Written by tests/counts.rs.\n");
    for (name, count) in &counts {
        writeln!(text, "{name:<44} {count:>6}").unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/counts.txt");
    if std::env::var_os("PLIMSOLL_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, text, "PLIMSOLL_BLESS=1 writes snark/counts.txt anew");
}
