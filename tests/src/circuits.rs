//! The circuits over a book: whether their rows are satisfied, and if not, the
//! class of the first that is violated. No proofs are made.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use plimsoll_circuits::{
    AccountCircuit, BatchCircuit, BatchWitness, ClosingCircuit, Layout, ParametersCircuit,
    StateWitness,
};
use plimsoll_snark::harness::witness;
use plimsoll_snark::{Circuit, Fr, Frozen, freeze};
use plimsoll_statement::{
    BatchInputs, Clause, ClosingInputs, Disclosure, Entry, Parameters, ParametersInputs, Part,
    Place, Public, Rules, Salt, Shape, State,
};

use crate::Book;

/// Any challenge will do to see whether rows are satisfied: one that is in no
/// table.
#[must_use]
pub fn challenge() -> Fr {
    -Fr::from(1_234_567u64)
}

/// Any point will do to compare tables at.
#[must_use]
pub fn rho() -> Fr {
    Fr::from(7_654_321u64)
}

/// Rows are frozen once for each key, and only the witness runs after that.
type Key = (&'static str, [u8; 32], [usize; 3]);

fn frozen(key: Key, freeze: impl FnOnce() -> Frozen) -> Arc<Frozen> {
    type Place = Arc<OnceLock<Arc<Frozen>>>;
    static KNOWN: Mutex<BTreeMap<Key, Place>> = Mutex::new(BTreeMap::new());
    // Whoever needs other rows does not wait for these.
    let place = {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(key).or_default())
    };
    Arc::clone(place.get_or_init(|| Arc::new(freeze())))
}

/// The class of the first row that a circuit's witness violates.
fn violated<C: Circuit>(circuit: &C, frozen: &Frozen) -> Option<&'static str> {
    let assignment = witness(circuit, challenge()).expect("a circuit that can be synthesised");
    assert_eq!(assignment.len(), frozen.rows.instance + frozen.rows.witness, "other rows");
    let row = frozen.rows.violated(&assignment)?;
    Some(frozen.class_of(row))
}

/// The rows of a batch's key.
#[must_use]
pub fn batch_rows(circuit: &BatchCircuit<'_>) -> Arc<Frozen> {
    let Shape { lane, accounts, slots } = circuit.layout.shape;
    let key = ("batch", circuit.rules.digest(), [lane.index(), accounts, slots]);
    let blank = || {
        let blank = BatchCircuit::blank(circuit.rules, circuit.table, circuit.layout);
        freeze(&blank).expect("a circuit that can be synthesised")
    };
    frozen(key, blank)
}

/// The class of the first row that a batch violates.
#[must_use]
pub fn batch(circuit: &BatchCircuit<'_>) -> Option<&'static str> {
    violated(circuit, &batch_rows(circuit))
}

/// The class of the first row that a closing violates.
#[must_use]
pub fn closing(circuit: &ClosingCircuit<'_>) -> Option<&'static str> {
    let blank = || {
        freeze(&ClosingCircuit::blank(circuit.rules)).expect("a circuit that can be synthesised")
    };
    violated(circuit, &frozen(("closing", circuit.rules.digest(), [0; 3]), blank))
}

/// The class of the first row that parameters violate.
#[must_use]
pub fn parameters(circuit: &ParametersCircuit<'_>, rules: &Rules) -> Option<&'static str> {
    let blank = || {
        freeze(&ParametersCircuit::blank(circuit.table)).expect("a circuit that can be synthesised")
    };
    violated(circuit, &frozen(("parameters", rules.digest(), [0; 3]), blank))
}

/// The class of the first row that a claim about an account violates.
#[must_use]
pub fn account(circuit: &AccountCircuit) -> Option<&'static str> {
    let Shape { lane, accounts, slots } = circuit.shape;
    let blank = || {
        freeze(&AccountCircuit::blank(circuit.shape)).expect("a circuit that can be synthesised")
    };
    violated(circuit, &frozen(("account", [0; 32], [lane.index(), accounts, slots]), blank))
}

/// The states of a book's chain, the initial one first.
#[must_use]
pub fn states(book: &Book) -> Vec<StateWitness> {
    let mut state = State::initial(book.parameters.rules(), book.pins.clone());
    let mut states = vec![StateWitness { state: state.clone(), salt: Salt::default() }];
    for batch in &book.batches {
        for entry in &batch.entries {
            let _ = state.absorb(&book.parameters, batch.shape, entry, Place::Epoch);
        }
        states.push(StateWitness { state: state.clone(), salt: batch.salt_out.clone() });
    }
    states
}

/// A batch of a book as the circuit meets it, with what is published of it.
/// `None` if its prover has no witness to give.
#[must_use]
pub fn batch_of<'a>(book: &'a Book, public: &Public, position: usize) -> Option<BatchCircuit<'a>> {
    let states = states(book);
    let (batch, claim) = (book.batches.get(position)?, public.batches.get(position)?);
    let layout = Layout::new(book.parameters.rules(), claim.shape);
    let (before, after) = (states.get(position)?.clone(), states.get(position + 1)?.clone());
    let full = |entry: &Entry| entry.account.holdings.len() > claim.shape.slots;
    // There is no key of a shape beyond its limits either.
    let beyond = claim.shape.slots > Shape::MAX_SLOTS;
    if beyond || batch.entries.len() != claim.shape.accounts || batch.entries.iter().any(full) {
        return None;
    }
    let witness = BatchWitness::honest(&book.parameters, layout, &batch.entries, before, after)?;
    let table = book.parameters.table();
    let inputs = BatchInputs {
        context: public.context.packed(Part::Batch(u32::try_from(position).ok()?)),
        root: claim.root,
        state_in: claim.state_in.0,
        state_out: claim.state_out.0,
        rho: rho(),
        phi: table.fingerprint(rho()),
    };
    Some(BatchCircuit { rules: book.parameters.rules(), table, layout, inputs, witness })
}

/// The closing of a book as the circuit meets it.
#[must_use]
pub fn closing_of<'a>(
    book: &'a Book,
    public: &Public,
    disclosure: &Disclosure,
) -> Option<ClosingCircuit<'a>> {
    let rules = book.parameters.rules();
    let last = states(book).pop()?;
    let inputs = ClosingInputs {
        context: public.context.packed(Part::Closing),
        state: public.batches.last()?.state_out.0,
        disclosure: disclosure.hash(rules)?,
    };
    Some(ClosingCircuit { rules, inputs, last, disclosure: disclosure.clone() })
}

/// Parameters as the circuit meets them.
#[must_use]
pub fn parameters_of(parameters: &Parameters) -> ParametersCircuit<'_> {
    let inputs = ParametersInputs {
        context: Fr::from(1u64),
        parameters: parameters.hash().0,
        rho: rho(),
        phi: parameters.table().fingerprint(rho()),
    };
    ParametersCircuit { table: parameters.table(), file: parameters.file().sha256(), inputs }
}

/// What of the circuits refuses a book as it is published, the parameters left
/// out: the circuit, and the class of the first violated row.
pub fn refusals<'a>(
    book: &'a Book,
    public: &'a Public,
) -> impl Iterator<Item = (String, &'static str)> + 'a {
    let batches = (0..public.batches.len().max(book.batches.len())).map(move |position| {
        let class = match batch_of(book, public, position) {
            Some(circuit) => batch(&circuit),
            None => Some("no witness"),
        };
        (format!("batch {position}"), class)
    });
    let closing = std::iter::once_with(move || {
        let class = match closing_of(book, public, &public.disclosure) {
            Some(circuit) => closing(&circuit),
            None => Some("no witness"),
        };
        ("closing".to_owned(), class)
    });
    batches.chain(closing).filter_map(|(circuit, class)| Some((circuit, class?)))
}

/// Which classes of rows may tell of a violated clause, honest prover's witness
/// or not; `None` where circuits do not tell, because a verifier's own
/// computation or the key's constants do.
#[must_use]
pub fn told_by(clause: Clause) -> Option<&'static [&'static str]> {
    use Clause as C;
    Some(match clause {
        C::HoldingsIndex => &["holdings.lots", "ledger keys' sum", "class.empty", "no witness"],
        C::HoldingsOrder | C::TreeRoot => {
            &["holdings.lots", "ledger keys' sum", "ledger sums", "margin.exposure", "tree.root"]
        }
        C::IdentityOrder => &["class.fund", "tree.root"],
        C::ClassEmpty => &["class.empty", "no witness"],
        C::ClassFund => &["class.fund"],
        C::ClassFlag => &["class.flag"],
        C::MarginRange | C::ShapeAccounts => &["no witness"],
        C::ShapeSlots => &["no witness", "tree.root"],
        C::MarginHealthy => &["margin.healthy"],
        C::StateInitial | C::StateLink | C::StateTransition => &["state.hash"],
        C::BookZeroSum => &["book.zero-sum"],
        C::BookAccounts | C::BookGross | C::BookOpenInterest => &["disclosure.hash", "no witness"],
        C::FlagsCount | C::FlagsDeficit | C::FlagsNegativeCount | C::FlagsNegativeSum => &["flags"],
        C::FundCover | C::FundBand => &["fund.cover"],
        C::StateRange => &["state.hash", "book.gross", "ledger sums", "no witness"],
        C::ParametersWidth
        | C::ParametersSign
        | C::ParametersCapacity
        | C::ParametersZeroMove
        | C::ParametersGroups
        | C::ParametersTests
        | C::ParametersStress
        | C::ParametersHash
        | C::BookBatches
        | C::FundThresholds => return None,
    })
}

/// The circuits refuse a book that violates a clause, for its sake.
#[track_caller]
pub fn refuse(book: &Book, public: &Public, clause: Clause) {
    let Some(classes) = told_by(clause) else {
        return;
    };
    // The first that says so is enough: circuits take their time.
    if !refusals(book, public).any(|(_, class)| classes.contains(&class)) {
        let refusals: Vec<_> = refusals(book, public).collect();
        panic!("{clause}: refused by {refusals:?}, not by one of {classes:?}");
    }
}

/// The circuits accept a book.
#[track_caller]
pub fn accept(book: &Book, public: &Public) {
    let refusals: Vec<_> = refusals(book, public).collect();
    assert_eq!(refusals, [], "the circuits refuse a true statement");
}
