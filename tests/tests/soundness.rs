//! The soundness harness over the batch circuit: every variable changed, on a
//! batch whose hashes are left out and whose statement is public and judged
//! natively.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail like tests")]

use ark_ff::{BigInt, BigInteger as _, PrimeField as _};
use plimsoll_circuits::{BatchCircuit, BatchWitness, Layout, StateWitness, UnhashedBatch};
use plimsoll_snark::harness::{Draft, Subject, perturb};
use plimsoll_snark::{Fr, Frozen};
use plimsoll_statement::{
    Account, BatchInputs, Class, ClassTotals, Entry, Gross, GroupFile, Holding, Identity, Lane,
    Lots, Money, Parameters, Pins, Place, RowIndex, Salt, Shape, State, StressFile, TestFile,
    Totals, needs_flag,
};
use plimsoll_tests::book::{entry, identity};
use plimsoll_tests::circuits::rho;
use plimsoll_tests::parameters::{bare, plain};
use std::collections::BTreeMap;

/// One asset, two zero-sum rows, two scenarios beside the zero move, a tail and
/// a worst case, one tier.
fn parameters() -> Parameters {
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

/// One account of a customer, and every variable of its batch.
///
/// `cargo test --release -p plimsoll-tests --test soundness -- --ignored`
#[test]
#[ignore = "thousands of variables take a minute"]
fn a_batch_of_one() {
    attack(&[(5, Class::Customer, &[(2, 7)])]);
}

/// The same of every class.
#[test]
#[ignore = "thousands of variables take minutes"]
fn a_batch_of_every_class() {
    attack(&[
        (5, Class::Customer, &[(1, 30), (2, 7)]),
        (6, Class::House, &[(1, -3), (3, 5)]),
        (9, Class::Fund, &[(1, 9)]),
    ]);
}

type Told<'a> = (u32, Class, &'a [(u16, i64)]);

fn attack(accounts: &[Told<'_>]) {
    let parameters = parameters();
    let rules = parameters.rules();
    let slots = accounts.iter().map(|(.., held)| held.len()).max().unwrap();
    let shape = Shape { lane: Lane::new(0).unwrap(), accounts: accounts.len(), slots };
    let layout = Layout::new(rules, shape);
    let entries = accounts.iter().map(|(number, class, held)| {
        let held: Vec<_> = held.iter().map(|&(row, count)| (RowIndex(row), count)).collect();
        let mut entry = entry(*number, *class, &held);
        entry.flagged = needs_flag(&parameters, &entry.account);
        entry
    });
    let entries: Vec<_> = entries.collect();
    let mut pins = Pins::cover_all(Default::default(), rules);
    pins.funds[0] = identity(9);
    let before = State::initial(rules, pins);
    let mut after = before.clone();
    for entry in &entries {
        assert_eq!(after.absorb(&parameters, shape, entry, Place::Epoch), []);
    }
    let [before, after] =
        [before, after].map(|state| StateWitness { state, salt: Salt::default() });
    let witness = BatchWitness::honest(&parameters, layout, &entries, before, after).unwrap();
    let zero = Fr::from(0u64);
    let (rho, phi) = (rho(), parameters.table().fingerprint(rho()));
    let inputs =
        BatchInputs { context: zero, root: zero, state_in: zero, state_out: zero, rho, phi };
    let batch = BatchCircuit { rules, table: parameters.table(), layout, inputs, witness };
    let circuit = UnhashedBatch::new(batch, &entries);
    // The table and the state before are what the statement is about.
    let given = 2 + (circuit.elements.len() - 2 - accounts.len() * (1 + slots.div_ceil(3))) / 2;
    let judge = Judge { parameters: &parameters, shape };
    let subject = Subject::staged("batch", &circuit).unwrap();
    let recount = Recount::of(subject.frozen());
    let subject = subject
        .outputs(given..circuit.elements.len())
        .judge(|public| judge.is_true(&public[2..]).unwrap_or(false))
        .adapt(move |draft| recount.apply(draft));
    assert_eq!(judge.is_true(&circuit.elements[2..]), Some(true));
    let start = std::time::Instant::now();
    let perturbed = perturb(&subject);
    println!(
        "{} of {} variables changed, {} trials, {} moved, free {:?}; {:.1?}",
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
        let early = frozen.rows.instance + frozen.stages[0] + frozen.stages[1];
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
                None => *factor * draft.public(column - 2),
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

/// Whether a batch's public elements are true, by native code: exact where the
/// statement is, and at least what native code finds where it is a bound.
struct Judge<'a> {
    parameters: &'a Parameters,
    shape: Shape,
}

impl Judge<'_> {
    fn is_true(&self, public: &[Fr]) -> Option<bool> {
        let slots = self.shape.slots.div_ceil(3);
        let state = (public.len() - self.shape.accounts * (1 + slots)) / 2;
        let (before, rest) = public.split_at(state);
        let (accounts, after) = rest.split_at(rest.len() - state);
        let (mut state, after) = (self.state(before)?, self.state(after)?);
        for account in accounts.chunks(1 + slots) {
            let account = self.account(account)?;
            let flagged = needs_flag(self.parameters, &account);
            let entry = Entry { account, salt: Salt::default(), flagged };
            if !state.absorb(self.parameters, self.shape, &entry, Place::Epoch).is_empty() {
                return None;
            }
        }
        let (found, said) = (&state.totals, &after.totals);
        let classes = found.classes.iter().zip(&said.classes).all(|(found, said)| {
            found.flagged <= said.flagged
                && found.deficit <= said.deficit
                && found.negative <= said.negative
                && found.owed <= said.owed
        });
        let uncovered = found.uncovered.iter().zip(&said.uncovered).all(|(f, s)| f <= s);
        let exact = (&state.last, &state.pins, &found.fund)
            == (&after.last, &after.pins, &said.fund)
            && (found.accounts, &found.assets, &found.zero_sum)
                == (said.accounts, &said.assets, &said.zero_sum);
        Some(classes && uncovered && exact)
    }

    fn account(&self, elements: &[Fr]) -> Option<Account> {
        let (header, packs) = elements.split_first()?;
        let bits = header.into_bigint().to_bits_le();
        let identity = identity_of(&bits[2..])?;
        let class = match number(&bits[..2]) {
            0 => Class::Customer,
            1 => Class::House,
            2 => Class::Fund,
            _ => return None,
        };
        if elements.iter().all(|element| *element == Fr::from(0u64)) {
            return Some(Account::EMPTY);
        }
        let mut holdings = Vec::new();
        for slot in unpack(packs, 81, self.shape.slots)? {
            let row = RowIndex(u16::try_from(slot >> 65).ok()?);
            let lots = i128::try_from(slot & ((1 << 65) - 1)).ok()? - (1 << 64);
            let lots = Lots::new(i64::try_from(lots).ok()?)?;
            if (row, lots) != (RowIndex::RESERVED, Lots::ZERO) {
                holdings.push(Holding { row, lots });
            }
        }
        Some(Account { identity, class, holdings })
    }

    fn state(&self, elements: &[Fr]) -> Option<State> {
        let rules = self.parameters.rules();
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
