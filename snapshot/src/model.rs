//! What a snapshot says, once it has been read: the manifest, instruments and
//! accounts.

use std::fmt;

use plimsoll_statement::{Class, Context, Decimal, LotSize, Lots};

/// Whose book it is, of what moment, and which accounts are the fund's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Chain, venue, epoch and time.
    pub context: Context,
    /// The venue's name as text; `context.venue` is it, padded with zeros.
    pub venue_name: String,
    /// The insurance fund's accounts, in order.
    pub funds: Vec<AccountKey>,
}

/// What the venue calls an account: an identifier and a sub-account of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountKey {
    /// The identifier, which its trader knows.
    pub account: String,
    /// The sub-account; 0 where there are none.
    pub sub_account: u32,
}

impl AccountKey {
    /// Bytes of the longest identifier.
    pub const MAX_BYTES: usize = 256;
}

/// `name`, or `name/3` for a sub-account other than 0.
impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.account)?;
        if self.sub_account != 0 {
            write!(f, "/{}", self.sub_account)?;
        }
        Ok(())
    }
}

/// What kind of thing an instrument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Cash, collateral, a borrowed coin: a settled balance.
    Asset,
    /// Unrealised profit and loss, funding and fees due in one coin.
    Unsettled,
    /// A perpetual future.
    Perp,
    /// A dated future.
    Future,
    /// A call option.
    Call,
    /// A put option.
    Put,
    /// Any other derivative.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Asset,
        Self::Unsettled,
        Self::Perp,
        Self::Future,
        Self::Call,
        Self::Put,
        Self::Other,
    ];

    /// An asset row; every other kind is zero-sum.
    #[must_use]
    pub const fn is_asset(self) -> bool {
        matches!(self, Self::Asset)
    }

    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asset => "asset",
            Self::Unsettled => "unsettled",
            Self::Perp => "perp",
            Self::Future => "future",
            Self::Call => "call",
            Self::Put => "put",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that accounts hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Its name, unique in the snapshot.
    pub symbol: String,
    /// What it is.
    pub kind: Kind,
    /// What it moves with.
    pub underlying: Option<String>,
    /// The asset that it pays in.
    pub settles_in: Option<String>,
    /// What one lot is.
    pub lot_size: LotSize,
    /// The smallest quantity that can be traded: a whole number of lots.
    pub step: Option<Decimal>,
    /// When it expires, Unix seconds.
    pub expiry: Option<u64>,
    /// The strike of an option.
    pub strike: Option<Decimal>,
}

/// An account of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookAccount {
    /// What the venue calls it.
    pub key: AccountKey,
    /// Whose it is; never [`Class::Empty`].
    pub class: Class,
    /// What it holds, sorted by instrument, without zeros.
    pub holdings: Vec<BookHolding>,
}

/// Lots of one instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookHolding {
    /// Position in the snapshot's instruments.
    pub instrument: usize,
    /// How many lots.
    pub lots: Lots,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Parquet, the canonical format.
    Parquet,
    /// Comma-separated values with a header line.
    Csv,
    /// One JSON object to a line.
    JsonLines,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 3] = [Self::Parquet, Self::Csv, Self::JsonLines];

    /// How names of its files end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}
