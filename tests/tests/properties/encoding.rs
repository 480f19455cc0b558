//! Every hash the statement commits to, computed a second time from the words
//! of `docs/statement/`, over figures at the ends of their widths.

use ark_ff::{Field as _, PrimeField as _};
use plimsoll_poseidon::{Fr, Tag, hash_sequence, node};
use plimsoll_statement::{
    Account, Band, CAPACITY, Class, CountBound, Disclosure, Entry, Footing, Gross, Holding,
    Identity, Lane, Money, MoneyBound, Parameters, Pins, RowIndex, Salt, Shape, State, StateHash,
    Totals, empty_leaf, leaf, per_element, root,
};
use plimsoll_tests::book::{entry, identity};
use plimsoll_tests::parameters::{edited, file};
use plimsoll_tests::{Book, lots, units};
use sha2::{Digest as _, Sha256};

/// Big-endian bytes as a number.
pub(crate) fn number(bytes: &[u8]) -> Fr {
    bytes.iter().fold(Fr::from(0), |sum, byte| sum * Fr::from(256) + Fr::from(*byte))
}

/// So many to an element, the first in the lowest bits.
fn packed(width: u64, per_element: usize, values: &[Fr]) -> Vec<Fr> {
    let base = Fr::from(2).pow([width]);
    let chunks = values.chunks(per_element);
    let element = |chunk: &[Fr]| chunk.iter().rev().fold(Fr::from(0), |sum, v| sum * base + v);
    chunks.map(element).collect()
}

/// A signed number with its offset.
fn signed(bits: u64, value: i128) -> Fr {
    let size = Fr::from(value.unsigned_abs());
    Fr::from(2).pow([bits - 1]) + if value < 0 { -size } else { size }
}

fn money(amount: Money) -> Fr {
    Fr::from(amount.units().unsigned_abs())
}

fn slot(row: u16, lots: i64) -> Fr {
    Fr::from(row) * Fr::from(2).pow([65]) + signed(65, lots.into())
}

#[test]
fn elements_carry_what_the_pages_say() {
    for (width, count) in [(32, 7), (48, 5), (62, 4), (80, 3), (81, 3), (96, 2), (112, 2)] {
        assert_eq!(per_element(width), count);
    }
    assert_eq!(CAPACITY, Fr::MODULUS_BIT_SIZE - 1);
}

#[test]
fn a_leaf_is_what_its_page_says() {
    let salt = Salt::from_bytes([0xff; 31]);
    for class in [Class::Customer, Class::House, Class::Fund] {
        let footing = Footing { equity: units(-(1 << 80)), requirement: units((1 << 81) - 1) };
        let figures = signed(84, -(1 << 80)) + signed(84, (1 << 81) - 1) * Fr::from(2).pow([84]);
        for (count, slots) in [(0, 4), (1, 4), (4, 4), (4, 7), (5, 16), (16, 16)] {
            for most in [i64::MAX, -i64::MAX, 1, -1, 0, 1 << 62, -(1 << 62)] {
                let rows: Vec<u16> = (0..count).map(|i| u16::MAX - count + 1 + i).collect();
                let holdings = rows.iter().map(|&row| (RowIndex(row), most)).collect::<Vec<_>>();
                let mut account = entry(1, class, &holdings).account;
                account.identity = Identity::from_bytes([0xfe; 26]);
                let header = number(&[0xfe; 26]) * Fr::from(4) + Fr::from(class as u8);
                let empty = slots - rows.len();
                let all = std::iter::repeat_n(slot(0, 0), empty);
                let all: Vec<Fr> = all.chain(rows.iter().map(|&row| slot(row, most))).collect();
                let footed = figures + all[0] * Fr::from(2).pow([168]);
                let mut elements = vec![header, number(&[0xff; 31]), footed];
                elements.extend(packed(81, 3, &all[1..]));
                let expected = hash_sequence(Tag::Leaf, &elements);
                assert_eq!(leaf(&account, &footing, &salt, slots), expected);
            }
        }
    }
}

/// Leaves over all near ends of rows and lots differ: nothing runs into its
/// neighbour.
#[test]
fn leaves_of_other_holdings_differ() {
    let salt = Salt::default();
    let counts = [0, 1, -1, i64::MAX, -i64::MAX, 1 << 62, -(1 << 62)];
    let mut seen = std::collections::BTreeSet::new();
    let mut made = 0;
    for first in [1, 2, u16::MAX - 2] {
        for second in [u16::MAX - 1, u16::MAX] {
            for a in counts {
                for b in counts {
                    let holdings = [(RowIndex(first), a), (RowIndex(second), b)];
                    let account = entry(1, Class::Customer, &holdings).account;
                    seen.insert(leaf(&account, &Footing::default(), &salt, 2).into_bigint());
                    made += 1;
                }
            }
        }
    }
    assert_eq!(seen.len(), made);
}

#[test]
fn a_root_is_what_its_page_says() {
    let shape = Shape { lane: Lane::new(0).unwrap(), accounts: 4, slots: 3 };
    let book = Book::honest();
    let entries = &book.batches[0].entries;
    let footing = |e: &Entry| Footing::of(&book.parameters, &e.account.holdings);
    let leaves = entries.iter().map(|e| leaf(&e.account, &footing(e), &e.salt, 3));
    let leaves: Vec<Fr> = leaves.collect();
    assert_eq!(leaves[3], empty_leaf());
    assert_eq!(empty_leaf(), hash_sequence(Tag::Empty, &[]));
    let expected = node(node(leaves[0], leaves[1]), node(leaves[2], leaves[3]));
    assert_eq!(root(&book.parameters, shape, entries), Some(expected));
    assert_eq!(root(&book.parameters, shape, &entries[..3]), None);
    // Whatever stands in a place that nobody has, its leaf is the same.
    let account = Account {
        identity: identity(7),
        class: Class::Empty,
        holdings: vec![Holding { row: RowIndex(1), lots: lots(1) }],
    };
    assert_eq!(leaf(&account, &Footing::default(), &Salt::from_bytes([1; 31]), 9), empty_leaf());
    let Entry { account, salt, .. } = &Entry::EMPTY;
    assert_eq!(leaf(account, &Footing::default(), salt, 1), empty_leaf());
}

fn gross(long: u128, short: u128) -> Gross {
    Gross { long, short }
}

/// A state at the ends of all its widths, or with one in each figure.
fn filled(parameters: &Parameters, full: bool) -> State {
    let rules = parameters.rules();
    let most = |bits: u32| if full { (1u128 << bits) - 1 } else { 1 };
    let amount = |bits| units(most(bits).cast_signed());
    let pins = Pins {
        funds: [1, 2, 3, 4].map(identity),
        thresholds: vec![amount(80); rules.stresses.len()],
    };
    let mut state = State::initial(rules, pins);
    state.last = [Identity::from_bytes([0xff; 26]), identity(2), identity(3), identity(4)];
    let totals = &mut state.totals;
    let count = u64::try_from(most(32)).unwrap();
    totals.accounts = count;
    for class in &mut totals.classes {
        (class.flagged, class.negative) = (count, count);
        (class.deficit, class.owed) = (amount(112), amount(112));
    }
    let lots = most(80);
    totals.assets.iter_mut().flatten().for_each(|g| *g = gross(lots, lots - u128::from(full)));
    totals.zero_sum.iter_mut().for_each(|g| *g = gross(lots, lots));
    totals.uncovered.iter_mut().for_each(|u| *u = amount(112));
    let sign = if full { -1 } else { 1 };
    totals.fund.iter_mut().for_each(|f| *f = units(sign * most(95).cast_signed()));
    state
}

fn state_hash(state: &State, salt: &[u8]) -> StateHash {
    let totals = &state.totals;
    let mut elements = vec![number(salt)];
    elements.extend(state.last.iter().map(|id| number(id.as_bytes())));
    elements.extend(state.pins.funds.iter().map(|id| number(id.as_bytes())));
    let thresholds: Vec<Fr> = state.pins.thresholds.iter().map(|t| money(*t)).collect();
    elements.extend(packed(80, 3, &thresholds));
    let [customer, house] = totals.classes;
    let counts = [totals.accounts, customer.flagged, customer.negative];
    let counts = [counts.as_slice(), &[house.flagged, house.negative]].concat();
    elements.extend(packed(32, 7, &counts.into_iter().map(Fr::from).collect::<Vec<_>>()));
    let mut sums = vec![customer.deficit, customer.owed, house.deficit, house.owed];
    sums.extend(&totals.uncovered);
    elements.extend(packed(112, 2, &sums.into_iter().map(money).collect::<Vec<_>>()));
    let rows = totals.assets.iter().flatten().chain(&totals.zero_sum);
    let rows: Vec<Fr> = rows.flat_map(|g| [Fr::from(g.long), Fr::from(g.short)]).collect();
    elements.extend(packed(80, 3, &rows));
    let fund: Vec<Fr> = totals.fund.iter().map(|f| signed(96, f.units())).collect();
    elements.extend(packed(96, 2, &fund));
    StateHash(hash_sequence(Tag::State, &elements))
}

#[test]
fn a_state_is_what_its_page_says() {
    let parameters = edited(|_| ());
    for full in [true, false] {
        let state = filled(&parameters, full);
        let hash = state.hash(&Salt::from_bytes([0xfd; 31]));
        assert_eq!(hash, state_hash(&state, &[0xfd; 31]));
    }
    let pins = Pins::cover_all([identity(1); 4], parameters.rules());
    let initial = State::initial(parameters.rules(), pins.clone());
    let expected = state_hash(&initial, &[0; 31]);
    assert_eq!(State::initial_hash(parameters.rules(), pins.clone()), Some(expected));
    // Thresholds that would run into their neighbours have no hash.
    for amount in [1, -1, 1 << 80] {
        let mut pins = pins.clone();
        pins.thresholds[1] = units(amount);
        assert_eq!(State::initial_hash(parameters.rules(), pins), None);
    }
    assert_eq!(initial.totals, Totals::none(parameters.rules()));
}

#[test]
fn a_disclosure_is_what_its_page_says() {
    let count = |rung| CountBound::new(rung).unwrap();
    let dollars = |rung| MoneyBound::new(Money::usd(rung)).unwrap();
    let (public, _) = plimsoll_tests::honest();
    for full in [true, false] {
        let mut said: Disclosure = public.disclosure.clone();
        if full {
            said.accounts = u64::from(u32::MAX);
            said.band = Band::new(1000).unwrap();
            said.classes[1].flagged = count(2_000_000_000);
            said.classes[1].negative = count(1);
            said.classes[1].owed = dollars(1_000_000_000_000_000);
            said.assets[0][1] = gross((1 << 80) - 1, (1 << 80) - 1);
            said.open_interest[4] = (1 << 80) - 1;
        }
        let [customer, house] = said.classes;
        let counts = [said.accounts, said.band.percent()];
        let bounds = [customer.flagged, customer.negative, house.flagged, house.negative];
        let counts = counts.into_iter().chain(bounds.map(CountBound::get));
        let mut elements = packed(32, 7, &counts.map(Fr::from).collect::<Vec<_>>());
        let sums = [customer.deficit, customer.owed, house.deficit, house.owed];
        elements.extend(packed(112, 2, &sums.map(|sum| money(sum.get()))));
        let rows = said.assets.iter().flatten().flat_map(|g| [g.long, g.short]);
        let rows = rows.chain(said.open_interest.iter().copied());
        elements.extend(packed(80, 3, &rows.map(Fr::from).collect::<Vec<_>>()));
        let expected = hash_sequence(Tag::Disclosure, &elements);
        assert_eq!(said.hash(edited(|_| ()).rules()), Some(expected));
    }
}

/// Figures that do not fit, and lists of other lengths, would have the hash of
/// another disclosure: a row less and four open interests more are as many lots.
#[test]
fn a_disclosure_of_another_form_has_no_hash() {
    let (public, private) = plimsoll_tests::honest();
    type Edit = fn(&mut Disclosure);
    let edits: [Edit; 6] = [
        |said| said.accounts += 1 << 32,
        |said| said.assets[0][0].long += 1 << 80,
        |said| said.assets[3][1].short = u128::MAX,
        |said| said.open_interest[0] += 1 << 80,
        |said| said.open_interest.push(0),
        |said| {
            let row = said.assets.pop().unwrap();
            said.open_interest.splice(0..0, row.iter().flat_map(|g| [g.long, g.short]));
        },
    ];
    for edit in edits {
        let mut said = public.disclosure.clone();
        assert!(said.hash(private.parameters.rules()).is_some());
        edit(&mut said);
        assert_eq!(said.hash(private.parameters.rules()), None);
    }
}

/// The four digits of a word of 48 bits, the lowest first.
fn digits(word: Fr) -> [Fr; 4] {
    let word = word.into_bigint().0[0];
    [0, 12, 24, 36].map(|at| Fr::from((word >> at) & 0xfff))
}

fn parameters_hash(parameters: &Parameters) -> Fr {
    let sha256 = Sha256::digest(serde_json::to_vec(parameters.file()).unwrap());
    let mut elements = vec![number(&sha256[..16]), number(&sha256[16..])];
    let table = parameters.table();
    let (mut words, mut knees) = (Vec::new(), Vec::new());
    for index in table.indices().skip(1) {
        let row = table.row(index).unwrap();
        words.push(signed(48, row.mark.units().into()));
        let charges = [row.haircut_long, row.haircut_short, row.floor_long, row.floor_short];
        words.extend(charges.map(|charge| Fr::from(charge.units())));
        let gains = table.pnl(index).iter().skip(1);
        words.extend(gains.map(|gain| signed(48, gain.units().into())));
        words.extend(table.tiers(index).iter().map(|tier| Fr::from(tier.slope.units())));
        knees.extend(table.tiers(index).iter().map(|tier| Fr::from(tier.knee)));
    }
    elements.extend(packed(12, 21, &words.into_iter().flat_map(digits).collect::<Vec<_>>()));
    elements.extend(packed(62, 4, &knees));
    hash_sequence(Tag::Parameters, &elements)
}

#[test]
fn a_parameters_hash_is_what_its_page_says() {
    let small = edited(|_| ());
    let wide = edited(|file| {
        let row = &mut file.zero_sum[0];
        row.mark = -(1 << 47);
        row.haircut_long = (1 << 48) - 1;
        row.floor_short = (1 << 48) - 1;
        row.tiers = vec![((1 << 62) - 1, (1 << 48) - 1)];
        row.pnl = vec![0, 1, -1, (1 << 47) - 1, -(1 << 47), 0, 5];
    });
    for parameters in [small, wide] {
        assert_eq!(parameters.hash().0, parameters_hash(&parameters));
    }
    // The canonical file reads as itself, and any layout of it has its name.
    let pretty = serde_json::to_vec_pretty(&file()).unwrap();
    let read = plimsoll_statement::ParametersFile::parse(&pretty).unwrap();
    assert_eq!(Parameters::new(read).unwrap().hash(), edited(|_| ()).hash());
}
