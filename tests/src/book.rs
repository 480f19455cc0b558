//! A small honest book: five customers, a market maker, the house and two fund
//! accounts, in three batches of two shapes. Builder functions make it false.

use std::sync::LazyLock;

use plimsoll_statement::{
    Account, Class, Context, Entry, Holding, Identity, Lane, Parameters, Pins, Place, Private,
    PrivateBatch, Public, RowIndex, Salt, Shape, Venue, Violation, check, check_all, needs_flag,
    publish,
};

use crate::parameters::{self, BTC, CALL, PERP, UNSETTLED, USDC};
use crate::{circuits, lots};

/// Where an account stands: its batch, and its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At(pub usize, pub usize);

/// Long one bitcoin of perpetuals on 20,000 USD; 10,180 short in the crash.
pub const ALICE: At = At(0, 0);
/// Holds bitcoin, owes dollars.
pub const BOB: At = At(0, 1);
/// Flagged: 3,030 USD below the requirement, and 12,090 short in the crash.
pub const CAROL: At = At(0, 2);
/// A place that nobody has, at the end of the first batch.
pub const NOBODY: At = At(0, 3);
/// Flagged: owes 5,000 USD today, so 5,000 below the requirement.
pub const DAVE: At = At(1, 0);
/// Holds bitcoin, has sold calls on it.
pub const ERIN: At = At(1, 1);
/// The market maker, a customer on the other side of all.
pub const MAKER: At = At(2, 0);
/// The venue's own trading.
pub const HOUSE: At = At(2, 1);
/// The insurance fund: 60,000 USD.
pub const FUND: At = At(2, 2);
/// Its second account: 1,000 USD that are due to it.
pub const FUND_2: At = At(2, 3);

/// Lots of a US dollar in the rows of settled and unsettled dollars.
pub const USD: i64 = 1_000_000;

impl At {
    /// As violations name it.
    #[must_use]
    pub fn place(self) -> Place {
        Place::Account(self.0, self.1)
    }
}

/// A batch before it is published.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Its shape.
    pub shape: Shape,
    /// Its accounts.
    pub entries: Vec<Entry>,
    /// The salt of the state after it.
    pub salt_out: Salt,
}

/// A venue's whole epoch, before it is published.
#[derive(Clone, Debug)]
pub struct Book {
    /// Which epoch.
    pub context: Context,
    /// Under which parameters.
    pub parameters: Parameters,
    /// The fund's identities and thresholds.
    pub pins: Pins,
    /// The batches.
    pub batches: Vec<Batch>,
}

/// The statement of an honest book.
#[must_use]
pub fn honest() -> (Public, Private<'static>) {
    static BOOK: LazyLock<Book> = LazyLock::new(Book::honest);
    (BOOK.publish(), BOOK.private())
}

/// A small identity: what identities are is nothing to most tests, their order is.
#[must_use]
pub fn identity(number: u32) -> Identity {
    let mut bytes = [0; 26];
    bytes[22..].copy_from_slice(&number.to_be_bytes());
    Identity::from_bytes(bytes)
}

/// A salt that differs from all others with another number.
#[must_use]
pub fn salt(number: u32) -> Salt {
    let mut bytes = [0xa5; Salt::BYTES];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    Salt::from_bytes(bytes)
}

/// An entry without a flag.
#[must_use]
pub fn entry(number: u32, class: Class, holdings: &[(RowIndex, i64)]) -> Entry {
    let holdings = holdings.iter().map(|&(row, count)| Holding { row, lots: lots(count) });
    Entry {
        account: Account { identity: identity(number), class, holdings: holdings.collect() },
        salt: salt(number),
        flagged: false,
    }
}

impl Book {
    /// The honest book under the small parameters.
    #[must_use]
    pub fn honest() -> Self {
        Self::under(parameters::edited(|_| ()))
    }

    /// The same accounts under other parameters with the same rows, flagged
    /// where those ask for it.
    ///
    /// # Panics
    /// If the lanes are not there.
    #[must_use]
    pub fn under(parameters: Parameters) -> Self {
        let shape =
            |lane, slots| Shape { lane: Lane::new(lane).expect("a lane"), accounts: 4, slots };
        let funds = [identity(23), identity(24), Identity::NONE, Identity::NONE];
        let pins = Pins::cover_all(funds, parameters.rules());
        let batches = [
            (shape(0, 3), vec![alice(), bob(), carol(), Entry::EMPTY]),
            (shape(0, 3), vec![dave(), erin(), Entry::EMPTY, Entry::EMPTY]),
            (shape(1, 6), vec![maker(), house(), fund(), fund_2()]),
        ];
        let batches = (1000..).zip(batches).map(|(number, (shape, entries))| Batch {
            shape,
            entries,
            salt_out: salt(number),
        });
        let mut book = Self {
            context: Context {
                chain_id: 1,
                venue: Venue([0x50; 32]),
                epoch: 1,
                time: 1_800_000_000,
            },
            parameters,
            pins,
            batches: batches.collect(),
        };
        book.reflag();
        book
    }

    /// One batch of one lane with so many slots, unflagged.
    #[must_use]
    pub fn of(parameters: Parameters, slots: usize, entries: Vec<Entry>) -> Self {
        let mut book = Self::under(parameters);
        book.batches.truncate(1);
        let batch = &mut book.batches[0];
        batch.shape.accounts = entries.len();
        batch.shape.slots = slots;
        batch.entries = entries;
        book
    }

    /// An entry.
    pub fn at(&mut self, at: At) -> &mut Entry {
        &mut self.batches[at.0].entries[at.1]
    }

    /// An account's lots of a row.
    #[must_use]
    pub fn lots(&self, at: At, row: RowIndex) -> i64 {
        let holdings = &self.batches[at.0].entries[at.1].account.holdings;
        let held = holdings.iter().find(|holding| holding.row == row);
        held.map_or(0, |holding| holding.lots.count())
    }

    /// Sets an account's lots of a row; none leaves no slot behind.
    pub fn set(&mut self, at: At, row: RowIndex, count: i64) {
        let holdings = &mut self.at(at).account.holdings;
        holdings.retain(|holding| holding.row != row);
        if count != 0 {
            let lots = lots(count);
            let behind = holdings.partition_point(|holding| holding.row < row);
            holdings.insert(behind, Holding { row, lots });
        }
    }

    /// Adds to an account's lots of a row.
    pub fn add(&mut self, at: At, row: RowIndex, count: i64) {
        let held = self.lots(at, row);
        self.set(at, row, held + count);
    }

    /// Moves lots from one account to another, so that the book still adds up.
    pub fn trade(&mut self, to: At, from: At, row: RowIndex, count: i64) {
        self.add(to, row, count);
        self.add(from, row, -count);
    }

    /// Flags whoever needs a flag, and nobody else.
    pub fn reflag(&mut self) {
        let parameters = &self.parameters;
        for entry in self.batches.iter_mut().flat_map(|b| &mut b.entries) {
            entry.flagged = needs_flag(parameters, &entry.account);
        }
    }

    /// What only the venue sees.
    #[must_use]
    pub fn private(&self) -> Private<'_> {
        let batches = self.batches.iter().map(|batch| PrivateBatch {
            entries: &batch.entries,
            salt_out: batch.salt_out.clone(),
        });
        Private { parameters: &self.parameters, batches: batches.collect() }
    }

    /// What the venue publishes of it, all hashes and sums as they are.
    ///
    /// # Panics
    /// If there is nothing to publish.
    #[must_use]
    pub fn publish(&self) -> Public {
        let shapes: Vec<Shape> = self.batches.iter().map(|batch| batch.shape).collect();
        let published = publish(self.context, [0; 32], self.pins.clone(), &shapes, &self.private());
        published.expect("a book that can be published")
    }

    /// The statement is true, to native code and to the circuits.
    #[track_caller]
    pub fn holds(&self, public: &Public) {
        assert_eq!(check_all(public, &self.private()), []);
        assert_eq!(check(public, &self.private()), Ok(()));
        circuits::accept(self, public);
    }

    /// The statement is false for one reason only, and the circuits refuse it
    /// for that reason.
    #[track_caller]
    pub fn fails_by(&self, public: &Public, expected: Violation) {
        assert_eq!(check_all(public, &self.private()), [expected]);
        assert_eq!(check(public, &self.private()), Err(expected));
        circuits::refuse(self, public, expected.clause);
    }

    /// Published as it is, the statement is true.
    #[track_caller]
    pub fn is_true(&self) {
        self.holds(&self.publish());
    }

    /// Published as it is, the statement is false for one reason only.
    #[track_caller]
    pub fn is_false_by(&self, expected: Violation) {
        self.fails_by(&self.publish(), expected);
    }
}

fn alice() -> Entry {
    entry(1, Class::Customer, &[(USDC, 20_000 * USD), (PERP, 10_000)])
}

fn bob() -> Entry {
    entry(2, Class::Customer, &[(USDC, -5_000 * USD), (BTC, 5_000)])
}

fn carol() -> Entry {
    entry(3, Class::Customer, &[(USDC, 3_000 * USD), (PERP, 5_000)])
}

fn dave() -> Entry {
    let holdings = [(USDC, 3_000 * USD), (UNSETTLED, -8_000 * USD)];
    entry(4, Class::Customer, &holdings)
}

fn erin() -> Entry {
    let holdings = [(USDC, 500 * USD), (BTC, 3_000), (CALL, -3_000)];
    entry(5, Class::Customer, &holdings)
}

fn maker() -> Entry {
    let holdings =
        [(USDC, 100_000 * USD), (PERP, -14_000), (CALL, 3_000), (UNSETTLED, 7_000 * USD)];
    entry(21, Class::Customer, &holdings)
}

fn house() -> Entry {
    entry(22, Class::House, &[(USDC, 10_000 * USD), (PERP, -1_000)])
}

fn fund() -> Entry {
    entry(23, Class::Fund, &[(USDC, 60_000 * USD)])
}

fn fund_2() -> Entry {
    entry(24, Class::Fund, &[(UNSETTLED, 1_000 * USD)])
}
