//! The batch circuit: some accounts, the root over their leaves, and how they
//! move the state.
//!
//! Before the challenge: the table (a stage of its own), every figure of every
//! account, both states. After it, with `β`, `x` and `z` from the challenge:
//! ranges are looked up at `β`; `x` combines an account's figures into one,
//! `z` the accounts; the lots of every row so weighted are sealed, and the
//! seal's challenge shows them and the book's sums from the slots.

use ark_ff::Zero as _;
use ark_relations::gr1cs::SynthesisError;
use plimsoll_snark::gadgets::ledger::{CountedLedger, Ledger, Powers};
use plimsoll_snark::gadgets::range::{self, Ranges};
use plimsoll_snark::gadgets::{challenges, poseidon, seal};
use plimsoll_snark::{Builder, Challenge, Circuit, Early, Fr, Late, Num, Result};
use plimsoll_statement::{
    Assessment, BatchInputs, Class, Entry, Lane, Lots, Parameters, Pins, PublicInputs as _, Rules,
    Salt, Shape, State, Table,
};

use crate::account::{
    AccountWires, AccountWitness, SlotWitness, class_bits, identity, identity_step,
};
use crate::book::{self, Added};
use crate::fund::{self, FundSums};
use crate::layout::Layout;
use crate::leaf::leaf;
use crate::margin::MarginWitness;
use crate::state::{self, Packs, StateWitness, TotalsWires, element};
use crate::table::{Rows, used_columns};

/// A batch to prove.
#[derive(Clone, Debug)]
pub struct BatchCircuit<'a> {
    /// The rules: constants of the key.
    pub rules: &'a Rules,
    /// The table.
    pub table: &'a Table,
    /// The shape.
    pub layout: Layout,
    /// What is public.
    pub inputs: BatchInputs,
    /// What is not.
    pub witness: BatchWitness,
}

/// What only the prover knows of a batch.
#[derive(Clone)]
pub struct BatchWitness {
    /// What never changes along the chain.
    pub pins: Pins,
    /// The state before.
    pub before: StateWitness,
    /// The state after.
    pub after: StateWitness,
    /// The accounts, empty places among them.
    pub accounts: Vec<AccountWitness>,
}

impl BatchWitness {
    /// What an honest prover says of a batch. `None` if an account's figures
    /// leave their range; whether they are true is not asked.
    #[must_use]
    pub fn honest(
        parameters: &Parameters,
        layout: Layout,
        entries: &[Entry],
        before: StateWitness,
        after: StateWitness,
    ) -> Option<Self> {
        let pins = before.state.pins.clone();
        let lane = layout.shape.lane.index();
        let mut last = before.state.last.get(lane).copied()?;
        let mut accounts = Vec::with_capacity(entries.len());
        for entry in entries {
            let account = &entry.account;
            let mut held = account.holdings.clone();
            // Nobody's slots are in no leaf: what holds no lots is nothing.
            held.retain(|holding| account.class != Class::Empty || holding.lots != Lots::ZERO);
            let assessment = Assessment::of(parameters, &held).ok()?;
            let (rules, table) = (parameters.rules(), parameters.table());
            accounts.push(AccountWitness {
                identity_step: identity_step(account, last),
                classes: class_bits(entry),
                flagged: Fr::from(entry.flagged),
                salt: element(entry.salt.expose()),
                slots: SlotWitness::all(table, &held, layout.shape.slots),
                margin: MarginWitness::honest(
                    rules,
                    &pins.thresholds,
                    &assessment,
                    account.class,
                    entry.flagged,
                ),
            });
            if account.class != Class::Empty {
                last = account.identity;
            }
        }
        Some(Self { pins, before, after, accounts })
    }

    /// A batch that nobody is in, under the table of zeros: what a key is made
    /// with.
    fn blank(rules: &Rules, layout: Layout) -> Self {
        let state = State::initial(rules, Pins::cover_all(Default::default(), rules));
        let table = Table::empty(rules.rows, rules.tiers, rules.columns);
        let nothing = StateWitness { state, salt: Salt::default() };
        let account = AccountWitness {
            identity_step: Fr::zero(),
            classes: [Fr::zero(); 3],
            flagged: Fr::zero(),
            salt: Fr::zero(),
            slots: SlotWitness::all(&table, &[], layout.shape.slots),
            margin: MarginWitness::nothing(rules),
        };
        Self {
            pins: nothing.state.pins.clone(),
            before: nothing.clone(),
            after: nothing,
            accounts: vec![account; layout.shape.accounts],
        }
    }
}

impl<'a> BatchCircuit<'a> {
    /// The circuit with nobody in it: what a key is made of.
    #[must_use]
    pub fn blank(rules: &'a Rules, table: &'a Table, layout: Layout) -> Self {
        let inputs = BatchInputs::default();
        Self { rules, table, layout, inputs, witness: BatchWitness::blank(rules, layout) }
    }
}

/// What the first stage hands on.
#[derive(Debug)]
pub struct First {
    ranges: range::Counted,
    ledger: CountedLedger,
    accounts: Vec<AccountWires>,
    added: Added,
    fund: FundSums,
    packs: [Packs; 2],
}

impl Circuit for BatchCircuit<'_> {
    type Parameters = Rows;
    type First = First;

    fn inputs(&self) -> Vec<Fr> {
        self.inputs.elements()
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<Rows> {
        Rows::allocate(b, self.table)
    }

    fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], table: &Rows) -> Result<First> {
        let BatchWitness { pins, before, after, accounts } = &self.witness;
        let rules = self.rules;
        if !self.fits() {
            return Err(SynthesisError::Unsatisfiable);
        }
        let mut ranges = Ranges::new(self.layout.limb_bits);
        let mut ledger = Ledger::new(table.keys(b)?, 2 + rules.tiers);
        let (thresholds, totals) = b.class("state.range", |b| {
            let thresholds = state::thresholds(b, &mut ranges, pins)?;
            let before = TotalsWires::allocate(b, &mut ranges, &before.state.totals)?;
            let after = TotalsWires::allocate(b, &mut ranges, &after.state.totals)?;
            Ok((thresholds, [before, after]))
        })?;
        let packs = [totals[0].packs(b, &thresholds)?, totals[1].packs(b, &thresholds)?];
        let limits: Vec<_> = thresholds.iter().map(|threshold| threshold.num()).collect();
        let accounts = accounts.iter().map(|witness| {
            let account = AccountWires::allocate(b, &mut ranges, rules, &limits, witness)?;
            book::enter(&mut ledger, &account.slots)?;
            Ok(account)
        });
        let accounts = accounts.collect::<Result<Vec<_>>>()?;
        let [before, after] = &totals;
        book::counts(b, &accounts, before, after)?;
        fund::uncovered(b, &accounts, before, after)?;
        let fund = FundSums::allocate(b, &accounts, &used_columns(rules))?;
        fund.left(b, rules, before, after)?;
        let added = Added::allocate(b, &accounts, before, after)?;
        let (ranges, ledger) = (ranges.count(b)?, ledger.count(b)?);
        Ok(First { ranges, ledger, accounts, added, fund, packs })
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        table: Rows,
        first: First,
    ) -> Result<()> {
        let [_context, root, state_in, state_out, rho, phi] = *inputs else {
            return Err(SynthesisError::Unsatisfiable);
        };
        table.has_fingerprint(b, rho, phi)?;
        let (accounts, packs) = self.figures(b, challenge, &table, first)?;
        self.chain(b, &accounts, &packs, [root, state_in, state_out])
    }
}

impl BatchCircuit<'_> {
    /// The rules violate nothing, the table is theirs, and the shape is within
    /// its limits: a key of anything else would lack rows, and look like others.
    fn fits(&self) -> bool {
        let (rules, table, shape) = (self.rules, self.table, self.layout.shape);
        rules.violations().is_empty()
            && table.len() == rules.rows
            && table.tiers_per_row() == rules.tiers
            && table.columns() == rules.columns
            && (1..=Shape::MAX_SLOTS).contains(&shape.slots)
            && (1..=Shape::MAX_ACCOUNTS).contains(&shape.accounts)
            && self.witness.accounts.len() == shape.accounts
    }

    /// Ranges, and that every figure is what slots and table make of it.
    pub(crate) fn figures(
        &self,
        b: &mut Builder<Late>,
        challenge: Challenge,
        table: &Rows,
        first: First,
    ) -> Result<(Vec<AccountWires>, [Packs; 2])> {
        let First { ranges, ledger, accounts, added, fund, packs } = first;
        let [beta, x, z] = challenges(b, challenge, 3)?[..] else {
            return Err(SynthesisError::Unsatisfiable);
        };
        ranges.prove(b, beta)?;
        let weights = table.weights(b, x, &used_columns(self.rules))?;
        let (combinations, powers) = b.class("margin.combined", |b| {
            let combined = accounts.iter().map(|account| account.combined(b, x));
            Ok((combined.collect::<Result<Vec<_>>>()?, Powers::of(b, z, accounts.len())?))
        })?;
        let lots = book::weighted_lots(&accounts, &powers, self.rules.rows);
        let lots = lots.into_iter().map(|lots| b.witness(lots)).collect::<Result<Vec<_>>>()?;
        let seal = seal(b, challenge, &lots)?;
        let ledger = ledger.open(b, &seal)?;
        book::exposures(b, &ledger, &powers, &weights, &lots, &combinations)?;
        added.hold(b, &ledger, &combinations)?;
        fund.hold(b, x, &combinations)?;
        Ok((accounts, packs))
    }

    /// *identity.order*, *class.fund*: every account's identity, and what the
    /// lane's last becomes.
    pub(crate) fn identities(
        &self,
        b: &mut Builder<Late>,
        accounts: &[AccountWires],
        last: &mut [Num<Late>; Lane::COUNT],
        funds: &[Num<Late>; Pins::FUNDS],
    ) -> Result<Vec<Num<Late>>> {
        let lane = self.layout.shape.lane.index();
        let last = last.get_mut(lane).ok_or(SynthesisError::Unsatisfiable)?;
        let mut identities = Vec::with_capacity(accounts.len());
        for account in accounts {
            let (identity, next) =
                identity(b, *last, account.identity_step, &account.classes, funds)?;
            *last = next;
            identities.push(identity);
        }
        Ok(identities)
    }

    /// *tree.root*, *state.transition*: leaves, and the hashes of both states.
    fn chain(
        &self,
        b: &mut Builder<Late>,
        accounts: &[AccountWires],
        packs: &[Packs; 2],
        [root, state_in, state_out]: [Num<Early>; 3],
    ) -> Result<()> {
        let BatchWitness { pins, before, after, accounts: witnesses } = &self.witness;
        let funds = state::identities(b, &pins.funds)?;
        let mut last = state::identities(b, &before.state.last)?;
        b.class("state.hash", |b| {
            let hash = state::hash(b, &before.salt, &last, &funds, &packs[0])?;
            b.equal(hash, state_in.late())
        })?;
        let identities = self.identities(b, accounts, &mut last, &funds)?;
        let mut leaves = Vec::with_capacity(accounts.len());
        for ((account, identity), witness) in accounts.iter().zip(identities).zip(witnesses) {
            leaves.push(leaf(b, identity, account, witness.salt)?);
        }
        b.class("tree.root", |b| {
            let found = poseidon::tree_root(b, &leaves)?;
            b.equal(found, root.late())
        })?;
        b.class("state.hash", |b| {
            let hash = state::hash(b, &after.salt, &last, &funds, &packs[1])?;
            b.equal(hash, state_out.late())
        })
    }
}

crate::wires::secret!(BatchWitness);
