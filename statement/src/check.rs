//! The whole statement as one function: what is public, what is private, and
//! whether the one is true of the other.

use plimsoll_poseidon::{Fr, Tree};

use crate::account::{Class, Salt};
use crate::book;
use crate::clause::{Clause, Excess, Place, Violation};
use crate::context::Context;
use crate::disclosure::Disclosure;
use crate::fund;
use crate::leaf::leaf;
use crate::margin::Footing;
use crate::parameters::{Parameters, ParametersHash};
use crate::state::{Entry, Pins, Shape, State, StateHash};

/// What everybody sees of an epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    /// Which epoch of which venue.
    pub context: Context,
    /// The digest of the epoch before, zeros for the first.
    pub previous: [u8; 32],
    /// The name of the parameters.
    pub parameters: ParametersHash,
    /// The fund's identities and thresholds.
    pub pins: Pins,
    /// The batches, in the order of the chain.
    pub batches: Vec<BatchClaim>,
    /// What the venue discloses.
    pub disclosure: Disclosure,
}

/// What everybody sees of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchClaim {
    /// Its shape.
    pub shape: Shape,
    /// The root over its leaves.
    pub root: Fr,
    /// The state before it.
    pub state_in: StateHash,
    /// The state after it.
    pub state_out: StateHash,
}

/// What only the venue sees: every account, and the salts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Private<'a> {
    /// The parameters themselves.
    pub parameters: &'a Parameters,
    /// The batches, in the order of the chain.
    pub batches: Vec<PrivateBatch<'a>>,
}

/// The accounts of a batch, and the salt of the state after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateBatch<'a> {
    /// Its accounts, empty places among them.
    pub entries: &'a [Entry],
    /// The salt of the state after it.
    pub salt_out: Salt,
}

/// The statement holds, or the first clause that does not.
///
/// # Errors
/// A violated clause.
pub fn check(public: &Public, private: &Private<'_>) -> Result<(), Violation> {
    check_all(public, private).into_iter().next().map_or(Ok(()), Err)
}

/// Every violation of every clause. An account that cannot be counted is left
/// out of the sums, so what follows it may be reported for its sake. Where the
/// state could not be hashed (a threshold that is not allowed, a sum beyond its
/// width, a shape beyond its limits) the check ends with that violation.
#[must_use]
pub fn check_all(public: &Public, private: &Private<'_>) -> Vec<Violation> {
    let parameters = private.parameters;
    let rules = parameters.rules();
    let mut violations = Vec::new();
    if public.parameters != parameters.hash() {
        violations.push(Clause::ParametersHash.violated(Place::Epoch, Excess::Differs));
    }
    violations.extend(fund::thresholds(rules, &public.pins.thresholds));
    violations.extend(limits(public.batches.iter().map(|claim| claim.shape)));
    if violations.iter().any(|v| v.clause != Clause::ParametersHash) {
        return violations;
    }
    if public.batches.len() != private.batches.len() {
        let over = public.batches.len() as i128 - private.batches.len() as i128;
        violations.push(Clause::BookBatches.violated(Place::Epoch, Excess::Count(over)));
    }

    let mut state = State::initial(rules, public.pins.clone());
    let mut hash = state.hash(&Salt::default());
    for (position, (claim, batch)) in public.batches.iter().zip(&private.batches).enumerate() {
        let place = Place::Batch(position);
        if claim.state_in != hash {
            let clause = if position == 0 { Clause::StateInitial } else { Clause::StateLink };
            violations.push(clause.violated(place, Excess::Differs));
        }
        let found = check_batch(parameters, &mut state, claim, batch, position);
        let countable = found.iter().all(|v| v.clause != Clause::StateRange);
        violations.extend(found);
        if !countable {
            return violations;
        }
        if claim.state_out != state.hash(&batch.salt_out) {
            violations.push(Clause::StateTransition.violated(place, Excess::Differs));
        }
        hash = claim.state_out;
    }

    violations.extend(book::zero_sum(rules, &state.totals));
    violations.extend(public.disclosure.holds(rules, &state.totals));
    let coverage = fund::coverage(rules, &public.pins.thresholds, &state.totals);
    violations.extend(fund::covers(rules, &coverage, public.disclosure.band));
    violations
}

/// Shapes within their limits: a power of two of accounts.
fn limits(shapes: impl Iterator<Item = Shape>) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (position, shape) in shapes.enumerate() {
        let place = Place::Batch(position);
        if !shape.accounts.is_power_of_two() {
            violations.push(Clause::ShapeAccounts.violated(place, Excess::Differs));
        }
        for (clause, size, most) in [
            (Clause::ShapeAccounts, shape.accounts, Shape::MAX_ACCOUNTS),
            (Clause::ShapeSlots, shape.slots, Shape::MAX_SLOTS),
        ] {
            if size > most {
                let beyond = (size - most) as i128;
                violations.push(clause.violated(place, Excess::Count(beyond)));
            }
        }
    }
    violations
}

/// One batch: as many places as its shape, every account's clauses, the root.
fn check_batch(
    parameters: &Parameters,
    state: &mut State,
    claim: &BatchClaim,
    batch: &PrivateBatch<'_>,
    position: usize,
) -> Vec<Violation> {
    let place = Place::Batch(position);
    let shape = claim.shape;
    let mut violations = Vec::new();
    let over = batch.entries.len() as i128 - shape.accounts as i128;
    if over != 0 {
        violations.push(Clause::ShapeAccounts.violated(place, Excess::Count(over)));
    }
    for (i, entry) in batch.entries.iter().enumerate() {
        let found = state.absorb(parameters, shape, entry, Place::Account(position, i));
        let countable = found.iter().all(|v| v.clause != Clause::StateRange);
        violations.extend(found);
        if !countable {
            break;
        }
    }
    if root(parameters, shape, batch.entries) != Some(claim.root) {
        violations.push(Clause::TreeRoot.violated(place, Excess::Differs));
    }
    violations
}

/// The root over a batch's leaves; `None` unless there are a power of two.
#[must_use]
pub fn root(parameters: &Parameters, shape: Shape, entries: &[Entry]) -> Option<Fr> {
    Some(tree(parameters, shape, entries)?.root())
}

/// The tree over a batch's leaves; `None` unless there are a power of two.
#[must_use]
pub fn tree(parameters: &Parameters, shape: Shape, entries: &[Entry]) -> Option<Tree> {
    let leaves = entries.iter().map(|Entry { account, salt, .. }| {
        leaf(account, &Footing::of(parameters, &account.holdings), salt, shape.slots)
    });
    Tree::new(leaves.collect())
}

/// What an honest venue publishes of its accounts, with flags where they are
/// needed and the tightest disclosure. It may still be false: [`check`] tells.
/// `None` where there is nothing to publish: not a shape for each batch, a batch
/// without a root, thresholds or sums that have no hash, a bound off the ladder.
#[must_use]
pub fn publish(
    context: Context,
    previous: [u8; 32],
    pins: Pins,
    shapes: &[Shape],
    private: &Private<'_>,
) -> Option<Public> {
    let parameters = private.parameters;
    let rules = parameters.rules();
    let mut faults = fund::thresholds(rules, &pins.thresholds);
    faults.extend(limits(shapes.iter().copied()));
    if shapes.len() != private.batches.len() || !faults.is_empty() {
        return None;
    }
    let mut state = State::initial(rules, pins.clone());
    let mut state_in = state.hash(&Salt::default());
    let mut batches = Vec::with_capacity(private.batches.len());
    for (i, (shape, batch)) in shapes.iter().zip(&private.batches).enumerate() {
        for (j, entry) in batch.entries.iter().enumerate() {
            let found = state.absorb(parameters, *shape, entry, Place::Account(i, j));
            if found.iter().any(|v| v.clause == Clause::StateRange) {
                return None;
            }
        }
        let state_out = state.hash(&batch.salt_out);
        let root = root(parameters, *shape, batch.entries)?;
        batches.push(BatchClaim { shape: *shape, root, state_in, state_out });
        state_in = state_out;
    }
    let coverage = fund::coverage(rules, &pins.thresholds, &state.totals);
    let band = fund::widest_band(&coverage);
    let disclosure = Disclosure::of(&state.totals, band)?;
    let parameters = parameters.hash();
    Some(Public { context, previous, parameters, pins, batches, disclosure })
}

/// The flag that an honest venue gives an account: only where it is needed.
#[must_use]
pub fn needs_flag(parameters: &Parameters, account: &crate::account::Account) -> bool {
    let answers = matches!(account.class, Class::Customer | Class::House);
    let assessed = crate::margin::Assessment::of(parameters, &account.holdings);
    answers && assessed.is_ok_and(|assessment| !assessment.is_healthy())
}
