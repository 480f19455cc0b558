//! The batch circuit.

use ark_ff::{BigInteger as _, PrimeField as _};
use plimsoll_circuits::{BatchCircuit, BatchWitness, Layout, StateWitness, UnhashedBatch};
use plimsoll_snark::Fr;
use plimsoll_snark::harness::Subject;
use plimsoll_statement::{
    Account, BatchInputs, Class, Entry, Footing, Holding, Lane, Lots, Money, Parameters, Pins,
    Place, RowIndex, Salt, Shape, State, leaf_length, needs_flag,
};
use plimsoll_tests::book::{entry, identity};
use plimsoll_tests::circuits::rho;

use crate::{identity_of, needs_all, number, small, stands, state_of, subject, unpack};

/// One account of a customer.
const ONE: &[Told<'_>] = &[(5, Class::Customer, &[(2, 7)])];

/// One of every class.
const ALL: &[Told<'_>] = &[
    (5, Class::Customer, &[(1, 30), (2, 7)]),
    (6, Class::House, &[(1, -3), (3, 5)]),
    (9, Class::Fund, &[(1, 9)]),
];

#[test]
#[ignore = "thousands of variables take a minute"]
fn every_variable_of_one() {
    attack(ONE, stands);
}

#[test]
#[ignore = "thousands of variables take minutes"]
fn every_variable_of_all() {
    attack(ALL, stands);
}

#[test]
#[ignore = "a campaign"]
fn every_class_of_one() {
    attack(ONE, needs_all);
}

/// A number, a class, and lots of rows.
type Told<'a> = (u32, Class, &'a [(u16, i64)]);

fn attack(accounts: &[Told<'_>], judged: impl FnOnce(&Subject<'_>)) {
    let parameters = small();
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
    let (rho, phi) = (rho(), parameters.table().fingerprint(rho()));
    let inputs = BatchInputs { rho, phi, ..BatchInputs::default() };
    let batch = BatchCircuit { rules, table: parameters.table(), layout, inputs, witness };
    let circuit = UnhashedBatch::new(&parameters, batch, &entries);
    // The table and the state before are what the statement is about.
    let given = 2 + (circuit.elements.len() - 2 - accounts.len() * (leaf_length(slots) - 1)) / 2;
    let judge = Judge { parameters: &parameters, shape };
    assert_eq!(judge.is_true(&circuit.elements[2..]), Some(true));
    let subject = subject("batch", &circuit)
        .outputs(given..circuit.elements.len())
        .judge(|public| judge.is_true(&public[2..]).unwrap_or(false));
    judged(&subject);
}

/// Whether a batch's public elements are true, by native code: exact where the
/// statement is, and at least what native code finds where it is a bound.
struct Judge<'a> {
    parameters: &'a Parameters,
    shape: Shape,
}

impl Judge<'_> {
    fn is_true(&self, public: &[Fr]) -> Option<bool> {
        let rules = self.parameters.rules();
        let own = leaf_length(self.shape.slots) - 1;
        let state = (public.len() - self.shape.accounts * own) / 2;
        let (before, rest) = public.split_at(state);
        let (accounts, after) = rest.split_at(rest.len() - state);
        let (mut state, after) = (state_of(rules, before)?, state_of(rules, after)?);
        for account in accounts.chunks(own) {
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
        let [header, footed, packs @ ..] = elements else { return None };
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
        let bits = footed.into_bigint().to_bits_le();
        let [equity, requirement] = [&bits[..84], &bits[84..168]].map(number);
        let first = number(&bits[168..249]);
        if bits[249..].contains(&true) {
            return None;
        }
        let others = unpack(packs, 81, self.shape.slots - 1)?;
        let mut holdings = Vec::new();
        for slot in std::iter::once(first).chain(others) {
            let row = RowIndex(u16::try_from(slot >> 65).ok()?);
            let lots = i128::try_from(slot & ((1 << 65) - 1)).ok()? - (1 << 64);
            let lots = Lots::new(i64::try_from(lots).ok()?)?;
            if (row, lots) != (RowIndex::RESERVED, Lots::ZERO) {
                holdings.push(Holding { row, lots });
            }
        }
        let money = |units: u128| Money::from_units(i128::try_from(units).ok()? - (1 << 83));
        let found = Footing::of(self.parameters, &holdings);
        let enough = money(requirement)? >= found.requirement;
        let footed = money(equity)? == found.equity && enough;
        footed.then_some(Account { identity, class, holdings })
    }
}
