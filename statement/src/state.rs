//! The running state of a book: what a chain of batches carries from one to
//! the next, and how an account moves it.

use plimsoll_poseidon::{Fr, Tag, hash_sequence};

use crate::account::{Account, Class, Identity, Salt};
use crate::book::{Gross, Totals};
use crate::clause::{Clause, Excess, Place, Violation};
use crate::margin::Assessment;
use crate::money::Money;
use crate::pack;
use crate::rules::Rules;

/// A shape's own part of the chain, in which its identities increase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane(u8);

impl Lane {
    /// Lanes there are, and so shapes in an epoch.
    pub const COUNT: usize = 4;

    /// A lane; `None` from [`Lane::COUNT`] on.
    #[must_use]
    pub fn new(lane: u8) -> Option<Self> {
        (usize::from(lane) < Self::COUNT).then_some(Self(lane))
    }

    /// Its position.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What of a circuit depends on the size of accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its part of the chain.
    pub lane: Lane,
    /// Accounts in a batch, a power of two.
    pub accounts: usize,
    /// Slots of an account.
    pub slots: usize,
}

/// What is fixed for the whole chain by public figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pins {
    /// The fund's identities; those not used are [`Identity::NONE`], which no
    /// account can have.
    pub funds: [Identity; Pins::FUNDS],
    /// For every stress, what of each account's uncovered loss is not counted.
    pub thresholds: Vec<Money>,
}

impl Shape {
    /// The most accounts in a batch.
    pub const MAX_ACCOUNTS: usize = 1 << 16;
    /// The most slots of an account.
    pub const MAX_SLOTS: usize = 1 << 10;
}

impl Pins {
    /// The most accounts that a fund has.
    pub const FUNDS: usize = 4;

    /// The thresholds of a fund that covers all.
    #[must_use]
    pub fn cover_all(funds: [Identity; Self::FUNDS], rules: &Rules) -> Self {
        Self { funds, thresholds: vec![Money::ZERO; rules.stresses.len()] }
    }

    fn is_fund(&self, identity: Identity) -> bool {
        identity != Identity::NONE && self.funds.contains(&identity)
    }
}

/// The state between two batches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// What never changes along the chain.
    pub pins: Pins,
    /// The last identity of every lane.
    pub last: [Identity; Lane::COUNT],
    /// The sums so far.
    pub totals: Totals,
}

/// The hash of a state, hidden by its salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateHash(pub Fr);

impl std::fmt::Display for StateHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&pack::hex(self.0))
    }
}

/// An account as the chain meets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The account.
    pub account: Account,
    /// What hides its leaf.
    pub salt: Salt,
    /// The venue admits that it may not meet its requirement.
    pub flagged: bool,
}

impl Entry {
    /// A place that nobody has.
    pub const EMPTY: Self =
        Self { account: Account::EMPTY, salt: Salt::from_bytes([0; Salt::BYTES]), flagged: false };
}

impl State {
    /// Bits of a threshold.
    pub const THRESHOLD_BITS: u32 = 80;

    /// The state before the first batch: a public constant of the epoch.
    #[must_use]
    pub fn initial(rules: &Rules, pins: Pins) -> Self {
        Self { pins, last: [Identity::NONE; Lane::COUNT], totals: Totals::none(rules) }
    }

    /// The hash of the initial state, with a salt of zeros, for all to compute;
    /// `None` for thresholds that violate *fund.thresholds*, which could share
    /// the hash of others.
    #[must_use]
    pub fn initial_hash(rules: &Rules, pins: Pins) -> Option<StateHash> {
        let allowed = crate::fund::thresholds(rules, &pins.thresholds).is_empty();
        allowed.then(|| Self::initial(rules, pins).hash(&Salt::default()))
    }

    /// The state's hash under a salt, fresh for every state but the initial.
    #[must_use]
    pub fn hash(&self, salt: &Salt) -> StateHash {
        StateHash(hash_sequence(Tag::State, &self.elements(salt)))
    }

    /// What the hash of the state hashes.
    #[must_use]
    pub fn elements(&self, salt: &Salt) -> Vec<Fr> {
        let totals = &self.totals;
        let id = |identity: &Identity| pack::from_bytes(identity.as_bytes());
        let mut elements = vec![pack::from_bytes(salt.expose())];
        elements.extend(self.last.iter().chain(&self.pins.funds).map(id));
        let money = |amount: &Money| amount.units().cast_unsigned();
        elements.extend(pack::pack(Self::THRESHOLD_BITS, self.pins.thresholds.iter().map(money)));
        let counts = totals.classes.iter().flat_map(|class| [class.flagged, class.negative]);
        let counts = [totals.accounts].into_iter().chain(counts).map(u128::from);
        elements.extend(pack::pack(Totals::COUNT_BITS, counts));
        let sums = totals.classes.iter().flat_map(|class| [class.deficit, class.owed]);
        let sums: Vec<Money> = sums.chain(totals.uncovered.iter().copied()).collect();
        elements.extend(pack::pack(Totals::MONEY_BITS, sums.iter().map(money)));
        let rows = totals.assets.iter().flatten().chain(&totals.zero_sum);
        elements.extend(pack::pack(Gross::BITS, rows.flat_map(|g| [g.long, g.short])));
        let fund = totals.fund.iter().map(|left| pack::offset(Totals::FUND_BITS, left.units()));
        elements.extend(pack::pack(Totals::FUND_BITS, fund));
        elements
    }

    /// Moves the state by one account. All clauses about a single account are
    /// checked; those that are violated are returned, and the state moves as
    /// far as the account can be counted.
    pub fn absorb(
        &mut self,
        parameters: &crate::parameters::Parameters,
        shape: Shape,
        entry: &Entry,
        at: Place,
    ) -> Vec<Violation> {
        let rules = parameters.rules();
        let account = &entry.account;
        let mut violations = account.well_formed(rules.rows, shape.slots, at);
        violations.extend(self.admits(shape.lane, entry, at));
        if account.class == Class::Empty {
            return violations;
        }
        if let Some(last) = self.last.get_mut(shape.lane.index()) {
            *last = account.identity;
        }
        let assessment = match Assessment::of(parameters, &account.holdings) {
            Ok(assessment) => assessment,
            Err(error) => {
                let place = match (error.column, at) {
                    (Some(column), Place::Account(batch, position)) => {
                        Place::AccountScenario(batch, position, column)
                    }
                    _ => at,
                };
                let excess = Excess::Money(error.beyond);
                violations.push(Clause::MarginRange.violated(place, excess));
                return violations;
            }
        };
        violations.extend(assessment.healthy(account, entry.flagged, at));
        let thresholds = &self.pins.thresholds;
        let added = self.totals.add(rules, thresholds, account, entry.flagged, &assessment);
        if added.is_err() {
            violations.push(Clause::StateRange.violated(at, Excess::Differs));
        }
        violations
    }

    /// Clauses about an account's class and identity.
    fn admits(&self, lane: Lane, entry: &Entry, at: Place) -> Vec<Violation> {
        let account = &entry.account;
        let mut violations = Vec::new();
        if entry.flagged && !matches!(account.class, Class::Customer | Class::House) {
            violations.push(Clause::ClassFlag.violated(at, Excess::Count(1)));
        }
        if account.class == Class::Fund && !self.pins.is_fund(account.identity) {
            violations.push(Clause::ClassFund.violated(at, Excess::Differs));
        }
        let last = self.last.get(lane.index()).copied().unwrap_or_default();
        if account.class != Class::Empty && account.identity <= last {
            violations.push(Clause::IdentityOrder.violated(at, Excess::Differs));
        }
        violations
    }
}
