//! The plan: every account of a book in one place of one batch.

use plimsoll_snapshot::AccountKey;
use plimsoll_statement::{Account, Entry, Parameters, Salt, Shape, needs_flag};
use plimsoll_verifier::Bundle;
use zeroize::Zeroize as _;

use crate::error::Error;

/// A batch of accounts, with what only the venue knows of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Batch {
    /// Its shape.
    pub shape: Shape,
    /// What the venue calls its accounts. Behind them are empty places.
    pub keys: Vec<AccountKey>,
    /// As many as the shape has accounts.
    pub entries: Vec<Entry>,
    /// What hides the state after it.
    pub salt_out: Salt,
}

/// Nothing of who is in it.
impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch").field("shape", &self.shape).finish_non_exhaustive()
    }
}

/// All batches, in the order of the chain: lane by lane, and in each by
/// identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The shapes that are used, by lane.
    pub shapes: Vec<Shape>,
    /// The batches.
    pub batches: Vec<Batch>,
}

impl Plan {
    /// Lays out accounts in the smallest of the shapes that has enough slots for
    /// each, under fresh salts, with flags where they are needed. Shapes come
    /// by lane, fewest slots first; those that nobody needs are left out.
    ///
    /// # Errors
    /// If an account fits no shape, two have one identity, or there are too many.
    pub fn new(
        parameters: &Parameters,
        shapes: &[Shape],
        accounts: Vec<(AccountKey, Account)>,
    ) -> Result<Self, Error> {
        let mut lanes: Vec<Vec<(AccountKey, Account)>> = shapes.iter().map(|_| vec![]).collect();
        for (key, account) in accounts {
            let holdings = account.holdings.len();
            let fits = shapes.iter().position(|shape| shape.slots >= holdings);
            match fits.and_then(|lane| lanes.get_mut(lane)) {
                Some(lane) => lane.push((key, account)),
                None => {
                    let most = shapes.iter().map(|shape| shape.slots).max().unwrap_or_default();
                    return Err(Error::TooManyHoldings { account: key, holdings, most });
                }
            }
        }
        let mut plan = Self { shapes: Vec::new(), batches: Vec::new() };
        for (shape, mut accounts) in shapes.iter().zip(lanes) {
            if accounts.is_empty() {
                continue;
            }
            accounts.sort_unstable_by_key(|(_, account)| account.identity);
            let twins = accounts.array_windows().find(|[a, b]| a.1.identity == b.1.identity);
            if let Some([a, b]) = twins {
                return Err(Error::Twins(a.0.clone(), b.0.clone()));
            }
            plan.shapes.push(*shape);
            let mut accounts = accounts.into_iter().peekable();
            while accounts.peek().is_some() {
                let batch = accounts.by_ref().take(shape.accounts);
                plan.batches.push(Batch::of(parameters, *shape, batch)?);
            }
        }
        if plan.batches.len() > Bundle::MAX_BATCHES {
            return Err(Error::TooManyBatches);
        }
        Ok(plan)
    }
}

impl Batch {
    fn of(
        parameters: &Parameters,
        shape: Shape,
        accounts: impl Iterator<Item = (AccountKey, Account)>,
    ) -> Result<Self, Error> {
        let (mut keys, mut entries) = (Vec::new(), Vec::with_capacity(shape.accounts));
        for (key, account) in accounts {
            let flagged = needs_flag(parameters, &account);
            entries.push(Entry { account, salt: fresh_salt()?, flagged });
            keys.push(key);
        }
        entries.resize(shape.accounts, Entry::EMPTY);
        Ok(Self { shape, keys, entries, salt_out: fresh_salt()? })
    }
}

/// 248 bits from the operating system.
fn fresh_salt() -> Result<Salt, Error> {
    let mut bytes = [0; Salt::BYTES];
    getrandom::fill(&mut bytes).map_err(|error| Error::Randomness(error.to_string()))?;
    let salt = Salt::from_bytes(bytes);
    bytes.zeroize();
    Ok(salt)
}
