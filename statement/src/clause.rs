//! The clauses of the statement by name, and what a violation of one says.
//! Every name is a heading in `docs/statement/`, and an attack test.

use std::fmt;

use crate::account::Class;
use crate::money::Money;
use crate::rules::Column;
use crate::table::RowIndex;

macro_rules! clauses {
    ($($(#[doc = $doc:literal])* $variant:ident => $name:literal,)*) => {
        /// A clause of the statement. The part of its name before the point is
        /// its page in `docs/statement/`, the part after it the heading there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Clause { $($(#[doc = $doc])* $variant,)* }

        impl Clause {
            /// Every clause, in the order in which they are checked.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

clauses! {
    /// Prices, charges and knees fit their widths.
    ParametersWidth => "parameters.width",
    /// Haircuts, floors, knees and slopes are not negative.
    ParametersSign => "parameters.sign",
    /// Rows, tiers and scenarios fit the declared capacity; symbols are unique.
    ParametersCapacity => "parameters.capacity",
    /// Scenario 0 moves nothing.
    ParametersZeroMove => "parameters.zero-move",
    /// Groups are non-empty, of distinct scenarios, with a tail they can fill.
    ParametersGroups => "parameters.groups",
    /// There is a test, and each is a sum of groups that exist.
    ParametersTests => "parameters.tests",
    /// There are stress scenarios, the zero move among them, with closing costs in range.
    ParametersStress => "parameters.stress",
    /// The public hash is the hash of these parameters.
    ParametersHash => "parameters.hash",
    /// A batch holds exactly as many accounts as its shape.
    ShapeAccounts => "shape.accounts",
    /// An account's holdings fit the slots of its shape.
    ShapeSlots => "shape.slots",
    /// Every holding is of a row of the table, and not of row 0.
    HoldingsIndex => "holdings.index",
    /// Holdings are in strictly increasing order of rows.
    HoldingsOrder => "holdings.order",
    /// An empty place holds nothing.
    ClassEmpty => "class.empty",
    /// Fund accounts have pinned identities.
    ClassFund => "class.fund",
    /// Only customer and house accounts carry a flag.
    ClassFlag => "class.flag",
    /// Identities increase strictly along a lane.
    IdentityOrder => "identity.order",
    /// What an account is worth, costs and can lose is below 2^72.
    MarginRange => "margin.range",
    /// An account without a flag meets its requirement.
    MarginHealthy => "margin.healthy",
    /// Sums over the book fit the widths of the state.
    StateRange => "state.range",
    /// The first batch starts from the initial state.
    StateInitial => "state.initial",
    /// Every batch ends in the state that its accounts lead to.
    StateTransition => "state.transition",
    /// Every batch starts where the one before it ended.
    StateLink => "state.link",
    /// The root of a batch is the root over its leaves.
    TreeRoot => "tree.root",
    /// As many batches are published as there are.
    BookBatches => "book.batches",
    /// In every zero-sum row longs equal shorts.
    BookZeroSum => "book.zero-sum",
    /// The number of accounts is the published one.
    BookAccounts => "book.accounts",
    /// Gross longs and shorts of every asset are the published ones.
    BookGross => "book.gross",
    /// Open interest of every zero-sum row is the published one.
    BookOpenInterest => "book.open-interest",
    /// No more accounts are flagged than published.
    FlagsCount => "flags.count",
    /// The deficit of the flagged is no more than published.
    FlagsDeficit => "flags.deficit",
    /// No more accounts are worth less than nothing than published.
    FlagsNegativeCount => "flags.negative-count",
    /// What accounts below nothing owe is no more than published.
    FlagsNegativeSum => "flags.negative-sum",
    /// Thresholds are one per stress, not negative, and zero where the fund covers all.
    FundThresholds => "fund.thresholds",
    /// In every stress the fund covers what accounts cannot.
    FundCover => "fund.cover",
    /// In every stress the fund covers it as many times as published.
    FundBand => "fund.band",
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where in the statement a clause is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The epoch as a whole.
    Epoch,
    /// A row of the table.
    Row(RowIndex),
    /// A tier of a row.
    Tier(RowIndex, usize),
    /// An entry of the table: what a row makes in a scenario.
    Cell(RowIndex, Column),
    /// A scenario.
    Scenario(Column),
    /// A group of scenarios, by its position.
    Group(usize),
    /// A test, by its position.
    Test(usize),
    /// A batch, by its position in the chain.
    Batch(usize),
    /// An account: its batch, and its position there.
    Account(usize, usize),
    /// A scenario of an account: batch, position, scenario.
    AccountScenario(usize, usize, Column),
    /// All accounts of a class.
    Class(Class),
    /// A row, and one class's share of it.
    ClassRow(Class, RowIndex),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Epoch => write!(f, "the epoch"),
            Self::Row(row) => write!(f, "row {row}"),
            Self::Tier(row, tier) => write!(f, "row {row}, tier {tier}"),
            Self::Cell(row, column) => write!(f, "row {row}, scenario {column}"),
            Self::Scenario(column) => write!(f, "scenario {column}"),
            Self::Group(group) => write!(f, "group {group}"),
            Self::Test(test) => write!(f, "test {test}"),
            Self::Batch(batch) => write!(f, "batch {batch}"),
            Self::Account(batch, position) => write!(f, "batch {batch}, account {position}"),
            Self::AccountScenario(batch, position, column) => {
                write!(f, "batch {batch}, account {position}, scenario {column}")
            }
            Self::Class(class) => write!(f, "{class} accounts"),
            Self::ClassRow(class, row) => write!(f, "{class} accounts, row {row}"),
        }
    }
}

/// By how much a clause is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excess {
    /// Money that is missing, or too much.
    Money(Money),
    /// Lots that are missing (below zero) or too many.
    Lots(i128),
    /// A count that is short (below zero) or too high.
    Count(i128),
    /// Two things differ that must be equal; there is no measure.
    Differs,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(money) => write!(f, "by {money} USD"),
            Self::Lots(lots) => write!(f, "by {lots} lots"),
            Self::Count(count) => write!(f, "by {count}"),
            Self::Differs => write!(f, "it differs"),
        }
    }
}

/// A clause that does not hold, where, and by how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{clause} is violated at {place}: {excess}")]
pub struct Violation {
    /// Which.
    pub clause: Clause,
    /// Where.
    pub place: Place,
    /// By how much.
    pub excess: Excess,
}

impl Clause {
    /// This clause is violated there by that much.
    #[must_use]
    pub const fn violated(self, place: Place, excess: Excess) -> Violation {
        Violation { clause: self, place, excess }
    }
}
