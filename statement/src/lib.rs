//! What Plimsoll claims, in plain integers: the margin rule, the book, the
//! fund, the state that batches carry, and the hashes that commit to them.
//! [`check`] is the whole statement. No floats, no files, no circuits.

mod account;
mod book;
mod budget;
mod check;
mod claim;
mod clause;
mod context;
mod decimal;
mod disclosure;
mod fund;
mod inputs;
mod leaf;
mod lots;
mod margin;
mod money;
mod pack;
mod parameters;
mod rules;
mod state;
mod table;

pub use account::{Account, Class, Holding, Identity, Salt};
pub use book::{ClassTotals, Gross, SumOutOfRange, Totals, zero_sum};
pub use budget::{Budget, budgets};
pub use check::{
    BatchClaim, Private, PrivateBatch, Public, check, check_all, needs_flag, publish, root, tree,
};
pub use claim::{AccountInputs, ClaimError, MarginClaim, Request, nullifier};
pub use clause::{Clause, Excess, Place, Violation};
pub use context::{Context, Part, Venue};
pub use decimal::{Decimal, DecimalError};
pub use disclosure::{Band, ClassDisclosure, CountBound, Disclosure, MoneyBound};
pub use fund::{Coverage, coverage, covers, thresholds, widest_band};
pub use inputs::{BatchInputs, ClosingInputs, ParametersInputs, PublicInputs};
pub use leaf::{LOTS_BITS, SIZE_BITS, SLOT_BITS, empty_leaf, leaf, leaf_elements, leaf_length};
pub use lots::{LotSize, Lots, LotsError};
pub use margin::{
    Assessment, Bound, Exposure, Footing, OutOfRange, Requirement, mean_of_worst_rounded_up,
};
pub use money::{Charge, Money, Price};
pub use pack::{CAPACITY, per_element};
pub use parameters::{
    CapacityFile, CoverFile, DIGIT_BITS, GroupFile, InputFile, Label, ModelFile, Notice,
    Parameters, ParametersFile, ParametersFileError, ParametersHash, RowFile, StressFile,
    TermsFile, TestFile, UnderlyingFile,
};
pub use rules::{Column, Cover, Group, Rules, Stress, Test};
pub use state::{Entry, Lane, Pins, Shape, State, StateHash};
pub use table::{KEY_BITS, KEY_KNEE_BITS, KEY_PLACE_BITS, Row, RowIndex, Table, Tier};
