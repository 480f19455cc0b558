//! Attacks on the chain: states that forget, invent or overflow.

use plimsoll_statement::{
    BatchClaim, Class, Clause, Entry, Excess, Holding, Identity, Lane, Money, Parameters, Pins,
    Place, Public, RowIndex, Salt, Shape, State, StateHash, check_all, root,
};
use plimsoll_tests::book::{CAROL, DAVE, entry, identity, salt};
use plimsoll_tests::parameters::{bare, plain};
use plimsoll_tests::{At, Batch, Book, lots};

/// The state after the first so many batches of a book.
fn state_after(book: &mut Book, batches: usize) -> StateHash {
    let rules = book.parameters.rules();
    let mut state = State::initial(rules, book.pins.clone());
    let mut hash = state.hash(&Salt::default());
    for batch in &book.batches[..batches] {
        for entry in &batch.entries {
            state.absorb(&book.parameters, batch.shape, entry, Place::Epoch);
        }
        hash = state.hash(&batch.salt_out);
    }
    hash
}

/// The longs of one row reach 2^80: with 2^63 − 1 lots each, that takes the last
/// lot of 131,073 accounts. The hash of such a state would not be its own.
#[test]
fn state_range() {
    let parameters = Parameters::new(bare(vec![plain("TOKEN", 0, 1)], vec![])).unwrap();
    let mut book = Book::of(parameters, 1, vec![]);
    let full = 1u32 << 16;
    let batch = |first: u32, accounts: u32| Batch {
        shape: Shape { lane: Lane::new(0).unwrap(), accounts: accounts as usize, slots: 1 },
        entries: (first..first + accounts)
            .map(|number| entry(number, Class::Customer, &[(RowIndex(1), i64::MAX)]))
            .collect(),
        salt_out: salt(first),
    };
    book.batches = vec![batch(1, full), batch(full + 1, full), batch(2 * full + 1, 1)];
    // 2^17 · (2^63 − 1) lots are there; 2^17 − 1 more are the last that fit.
    let last = |lots| entry(2 * full + 1, Class::Customer, &[(RowIndex(1), lots)]);
    book.batches[2].entries = vec![last((1 << 17) - 1)];
    let mut public = book.publish();
    book.batches[2].entries = vec![last(1 << 17)];
    let Batch { shape, entries, .. } = &book.batches[2];
    public.batches[2].root = root(&book.parameters, *shape, entries).unwrap();
    let violation = Clause::StateRange.violated(At(2, 0).place(), Excess::Differs);
    assert_eq!(check_all(&public, &book.private()), [violation]);
}

/// The same at the level of the sums, for each side and class of an asset and
/// for a zero-sum row, without so many hashes.
#[test]
fn state_range_of_every_sum() {
    let rows = || (vec![plain("TOKEN", 0, 1)], vec![plain("PERP", 0, 1)]);
    let (assets, zero_sum) = rows();
    let parameters = Parameters::new(bare(assets, zero_sum)).unwrap();
    let shape = Shape { lane: Lane::new(0).unwrap(), accounts: 1, slots: 1 };
    for class in [Class::Customer, Class::House, Class::Fund] {
        for (row, side) in [(1, 1), (1, -1), (2, 1), (2, -1)] {
            let pins = Pins::cover_all([identity(1); 4], parameters.rules());
            let mut state = State::initial(parameters.rules(), pins);
            let mut account = entry(1, class, &[(RowIndex(row), side)]);
            let full = (1u128 << 80) - 1;
            let totals = &mut state.totals;
            let gross = match row {
                1 => &mut totals.assets[0][class as usize],
                _ => &mut totals.zero_sum[0],
            };
            (gross.long, gross.short) = if side > 0 { (full, 0) } else { (0, full) };
            let at = At(0, 0).place();
            let violation = Clause::StateRange.violated(at, Excess::Differs);
            let found = state.clone().absorb(&parameters, shape, &account, at);
            assert_eq!(found, [violation]);
            account.account.holdings = vec![Holding { row: RowIndex(row), lots: lots(-side) }];
            assert_eq!(state.absorb(&parameters, shape, &account, at), []);
        }
    }
}

/// Counts, deficits, debts, uncovered losses and the fund have widths too.
#[test]
fn state_range_of_counts_and_money() {
    let book = Book::honest();
    let rules = book.parameters.rules();
    let at = CAROL.place();
    let full = Money::from_units((1 << 112) - 1).unwrap();
    let fund = |sign: i128| Money::from_units(sign * ((1 << 95) - 1)).unwrap();
    type Fill<'a> = &'a dyn Fn(&mut State);
    let (carol, dave) = (book.batches[0].entries[2].clone(), book.batches[1].entries[0].clone());
    let rich = book.batches[2].entries[2].clone();
    let mut poor = rich.clone();
    poor.account.holdings[0].lots = lots(-1_000);
    let fills: [(&Entry, Fill<'_>); 9] = [
        (&carol, &|s| s.totals.accounts = (1 << 32) - 1),
        (&carol, &|s| s.totals.classes[0].flagged = (1 << 32) - 1),
        (&dave, &|s| s.totals.classes[0].negative = (1 << 32) - 1),
        (&carol, &|s| s.totals.classes[0].deficit = full),
        (&dave, &|s| s.totals.classes[0].owed = full),
        (&carol, &|s| s.totals.uncovered[2] = full),
        (&dave, &|s| s.totals.uncovered[0] = full),
        (&rich, &|s| s.totals.fund[2] = fund(1)),
        (&poor, &|s| s.totals.fund[0] = fund(-1)),
    ];
    for (number, (entry, fill)) in fills.into_iter().enumerate() {
        let mut state = State::initial(rules, book.pins.clone());
        fill(&mut state);
        let shape = book.batches[2].shape;
        let found = state.absorb(&book.parameters, shape, entry, at);
        let violation = Clause::StateRange.violated(at, Excess::Differs);
        assert_eq!(found, [violation], "fill {number}");
    }
}

/// The first batch starts from a state that already counts something.
#[test]
fn state_initial() {
    let book = Book::honest();
    let initial = State::initial(book.parameters.rules(), book.pins.clone());
    type Edit = fn(&mut State);
    let edits: [Edit; 6] = [
        |state| state.totals.fund[0] = Money::usd(1_000_000),
        |state| state.totals.zero_sum[0].short = 1,
        |state| state.totals.accounts = 1,
        |state| state.last[1] = identity(1),
        |state| state.pins.funds[2] = identity(22),
        |state| state.pins.thresholds[2] = Money::usd(1),
    ];
    let mut hashes: Vec<StateHash> = vec![initial.hash(&salt(1))];
    hashes.extend(edits.map(|edit| {
        let mut state = initial.clone();
        edit(&mut state);
        state.hash(&Salt::default())
    }));
    for hash in hashes {
        let mut public = book.publish();
        public.batches[0].state_in = hash;
        let violation = Clause::StateInitial.violated(Place::Batch(0), Excess::Differs);
        book.fails_by(&public, violation);
    }
    let hash = State::initial_hash(book.parameters.rules(), book.pins.clone());
    assert_eq!(Some(book.publish().batches[0].state_in), hash);
}

/// Writes a state between batches, on both sides of the link.
fn pass_on(public: &mut Public, batch: usize, hash: StateHash) {
    public.batches[batch].state_out = hash;
    if let Some(next) = public.batches.get_mut(batch + 1) {
        next.state_in = hash;
    }
}

/// A batch ends in a state that forgets one of its accounts, or its flag, its
/// place in the order, or one lot.
#[test]
fn state_transition() {
    type Edit = fn(&mut Entry);
    let edits: [Edit; 4] = [
        |entry| *entry = Entry::EMPTY,
        |entry| entry.flagged = false,
        |entry| entry.account.identity = Identity::from_bytes([1; 26]),
        |entry| {
            let first = &mut entry.account.holdings[0];
            first.lots = lots(first.lots.count() - 1);
        },
    ];
    for (at, edits) in [(CAROL, &edits[..]), (DAVE, &edits[..2]), (At(2, 3), &edits[2..])] {
        for edit in edits {
            let mut book = Book::honest();
            let mut public = book.publish();
            let mut told = book.clone();
            edit(told.at(at));
            pass_on(&mut public, at.0, state_after(&mut told, at.0 + 1));
            let place = Place::Batch(at.0);
            book.fails_by(&public, Clause::StateTransition.violated(place, Excess::Differs));
            assert_eq!(state_after(&mut book, 1), book.publish().batches[0].state_out);
        }
    }
}

/// The right sums under another salt are another state.
#[test]
fn state_transition_of_another_salt() {
    for batch in 0..3 {
        let book = Book::honest();
        let mut public = book.publish();
        let mut told = book.clone();
        told.batches[batch].salt_out = salt(7);
        pass_on(&mut public, batch, state_after(&mut told, batch + 1));
        let violation = Clause::StateTransition.violated(Place::Batch(batch), Excess::Differs);
        book.fails_by(&public, violation);
    }
}

/// A batch starts from another state than the one before it ended in: flags
/// are dropped between them, or a batch is left out of the chain.
#[test]
fn state_link() {
    for batch in [1, 2] {
        let book = Book::honest();
        let mut told = book.clone();
        told.at(CAROL).flagged = false;
        let forgetful = state_after(&mut told, batch);
        let earlier: BatchClaim = book.publish().batches[batch - 1];
        for hash in [forgetful, earlier.state_in] {
            let mut public = book.publish();
            public.batches[batch].state_in = hash;
            let violation = Clause::StateLink.violated(Place::Batch(batch), Excess::Differs);
            book.fails_by(&public, violation);
        }
    }
}
