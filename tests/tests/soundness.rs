//! The soundness harness over the circuits, without their hashes: every variable
//! changed, every class of rows taken away. What hashes would bind is public,
//! and judged natively.
//!
//! `cargo test --release -p plimsoll-tests --test soundness -- --include-ignored --nocapture`

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail like tests")]

#[path = "soundness/batch.rs"]
mod batch;
#[path = "soundness/claim.rs"]
mod claim;
#[path = "soundness/closing.rs"]
mod closing;
#[path = "soundness/parameters.rs"]
mod parameters;

use std::collections::BTreeMap;
use std::time::Instant;

use ark_ff::{BigInt, BigInteger as _, PrimeField as _};
use plimsoll_snark::harness::{Draft, Missed, Subject, delete_classes, perturb};
use plimsoll_snark::{Circuit, Fr, Frozen};
use plimsoll_statement::{
    ClassTotals, Gross, GroupFile, Identity, Money, Parameters, Pins, Rules, State, StressFile,
    TestFile, Totals,
};
use plimsoll_tests::parameters::{bare, plain};

/// One asset, two zero-sum rows, two scenarios beside the zero move, a tail and
/// a worst case, one tier.
fn small() -> Parameters {
    let row = |symbol, mark, gains: [i64; 2]| {
        let mut row = plain(symbol, mark, 3);
        row.pnl = vec![0, gains[0], gains[1]];
        row.haircut_long = 2;
        row.haircut_short = 1;
        row.floor_short = 3;
        row.tiers = vec![(4, 1)];
        row
    };
    let mut file = bare(
        vec![row("COIN", 10, [-4, 4])],
        vec![row("PERP", 0, [-5, 5]), row("CALL", 2, [-2, 3])],
    );
    file.scenarios = ["zero", "down", "up"].map(String::from).to_vec();
    file.capacity.tiers = 1;
    file.groups = vec![
        GroupFile { name: "tail".into(), columns: vec![1, 2], worst: 2 },
        GroupFile { name: "worst".into(), columns: vec![1, 2], worst: 1 },
    ];
    file.tests =
        vec![TestFile { name: "both".into(), groups: vec!["tail".into(), "worst".into()] }];
    file.stresses =
        vec![StressFile { column: 0, closing_cost: 1 }, StressFile { column: 1, closing_cost: 2 }];
    Parameters::new(file).unwrap()
}

/// A circuit whose prover counts again, as a clever one does.
fn subject<'a, C: Circuit>(name: &str, circuit: &C) -> Subject<'a> {
    let subject = Subject::staged(name, circuit).unwrap();
    let recount = Recount::of(subject.frozen());
    subject.adapt(move |draft| recount.apply(draft))
}

/// No variable can be changed into a false statement.
#[track_caller]
fn stands(subject: &Subject<'_>) {
    let start = Instant::now();
    let perturbed = perturb(subject);
    println!(
        "{}: {} of {} variables changed, {} trials, {} moved, free {:?}; {:.1?}",
        subject.name(),
        perturbed.perturbed,
        perturbed.variables,
        perturbed.trials,
        perturbed.moved,
        perturbed.free,
        start.elapsed()
    );
    perturbed.verdict().unwrap();
    assert_eq!(perturbed.perturbed, perturbed.variables);
}

/// Without any class of rows a false statement holds, or the key is refused.
#[track_caller]
fn needs_all(subject: &Subject<'_>) {
    let start = Instant::now();
    let classes = delete_classes(subject);
    println!("{}: {classes:?}; {:.1?}", subject.name(), start.elapsed());
    let spare = classes.iter().filter(|(_, missed)| **missed == Missed::Not);
    assert_eq!(spare.count(), 0, "nothing misses some of them");
}

/// Columns with their factors.
type Terms = Vec<(Fr, usize)>;

/// Counts limbs and keys again, as a clever prover does before the challenge:
/// where they stand is read from the rows.
struct Recount {
    looked_up: [Vec<Terms>; 2],
    /// An entry, and the column of its multiplicity.
    tables: [Vec<(Terms, usize)>; 2],
    instance: usize,
}

impl Recount {
    fn of(frozen: &Frozen) -> Self {
        let [a, b, c] = &frozen.rows.matrices;
        let rows = |class: &str| {
            (0..frozen.rows.len()).filter(|row| frozen.class_of(*row) == class).collect::<Vec<_>>()
        };
        // `β − x`, without the challenge, which is the late one in a ledger.
        let late = frozen.stages.last().copied().unwrap_or_default();
        let early = frozen.rows.instance + frozen.rows.witness - late;
        let number = |terms: &mut dyn Iterator<Item = (Fr, usize)>| {
            let own = terms.filter(|(_, column)| *column != 1 && *column < early);
            own.map(|(factor, column)| (-factor, column)).collect::<Vec<_>>()
        };
        let looked_up = ["range limbs", "ledger keys"]
            .map(|class| rows(class).into_iter().map(|row| number(&mut a.row(row))).collect());
        let tables = ["range table", "ledger table"].map(|class| {
            let entry = |row: usize| {
                let count = c.row(row).next().map_or(0, |(_, column)| column);
                (number(&mut b.row(row)), count)
            };
            rows(class).into_iter().map(entry).collect()
        });
        Self { looked_up, tables, instance: frozen.rows.instance }
    }

    fn apply(&self, draft: &mut Draft<'_>) {
        let value = |draft: &Draft<'_>, terms: &[(Fr, usize)]| -> BigInt<4> {
            let term = |(factor, column): &(Fr, usize)| match column.checked_sub(self.instance) {
                Some(wire) => *factor * draft.wire(wire),
                None if *column == 0 => *factor,
                None => Fr::default(),
            };
            terms.iter().map(term).sum::<Fr>().into_bigint()
        };
        for (looked_up, table) in self.looked_up.iter().zip(&self.tables) {
            let mut counts = BTreeMap::<BigInt<4>, u64>::new();
            for number in looked_up {
                *counts.entry(value(draft, number)).or_default() += 1;
            }
            for (entry, count) in table {
                let found = counts.remove(&value(draft, entry)).unwrap_or_default();
                draft.set_wire(count - self.instance, Fr::from(found));
            }
        }
    }
}

/// A state from the elements of its hash but for the salt.
fn state_of(rules: &Rules, elements: &[Fr]) -> Option<State> {
    let mut rest = elements;
    let mut identity = || {
        let (first, others) = rest.split_first()?;
        rest = others;
        identity_of(&first.into_bigint().to_bits_le())
    };
    let mut identities = [Identity::NONE; 8];
    for place in &mut identities {
        *place = identity()?;
    }
    let mut next = |width: u32, count: usize| {
        let per = usize::try_from(253 / width).ok()?;
        let (own, others) = rest.split_at_checked(count.div_ceil(per))?;
        rest = others;
        unpack(own, width, count)
    };
    let money = |units: u128| Money::from_units(i128::try_from(units).ok()?);
    let stresses = rules.stresses.len();
    let thresholds = next(80, stresses)?.into_iter().map(money).collect::<Option<_>>()?;
    let counts = next(32, 5)?.into_iter().map(|count| u64::try_from(count).ok());
    let counts = counts.collect::<Option<Vec<_>>>()?;
    let sums = next(112, 4 + stresses)?.into_iter().map(money).collect::<Option<Vec<_>>>()?;
    let gross = next(80, 2 * (3 * rules.assets + rules.zero_sum_rows()))?;
    let gross: Vec<_> =
        gross.chunks(2).map(|sides| Gross { long: sides[0], short: sides[1] }).collect();
    let offset = |left: u128| Money::from_units(i128::try_from(left).ok()? - (1 << 95));
    let fund = next(96, stresses)?.into_iter().map(offset).collect::<Option<_>>()?;
    let class = |place: usize| ClassTotals {
        flagged: counts[1 + 2 * place],
        negative: counts[2 + 2 * place],
        deficit: sums[2 * place],
        owed: sums[2 * place + 1],
    };
    let (assets, zero_sum) = gross.split_at(3 * rules.assets);
    let totals = Totals {
        accounts: counts[0],
        classes: [class(0), class(1)],
        assets: assets.chunks(3).map(|class| [class[0], class[1], class[2]]).collect(),
        zero_sum: zero_sum.to_vec(),
        uncovered: sums[4..].to_vec(),
        fund,
    };
    let [a, b, c, d, e, f, g, h] = identities;
    Some(State { pins: Pins { funds: [e, f, g, h], thresholds }, last: [a, b, c, d], totals })
}

fn number(bits: &[bool]) -> u128 {
    bits.iter().rev().fold(0, |sum, bit| 2 * sum + u128::from(*bit))
}

/// So many numbers of a width, if nothing is left over.
fn unpack(elements: &[Fr], width: u32, count: usize) -> Option<Vec<u128>> {
    let width = usize::try_from(width).ok()?;
    let per = 253 / width;
    let mut numbers = Vec::new();
    for element in elements {
        let bits = element.into_bigint().to_bits_le();
        let taken = per.min(count - numbers.len());
        numbers.extend(bits[..taken * width].chunks(width).map(number));
        if bits[taken * width..].contains(&true) {
            return None;
        }
    }
    (numbers.len() == count).then_some(numbers)
}

fn identity_of(bits: &[bool]) -> Option<Identity> {
    let mut bytes = [0; 26];
    for (byte, bits) in bytes.iter_mut().rev().zip(bits.chunks(8)) {
        *byte = u8::try_from(number(bits)).ok()?;
    }
    (!bits[208.min(bits.len())..].contains(&true)).then(|| Identity::from_bytes(bytes))
}
