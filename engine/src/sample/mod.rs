//! A believable venue that does not exist: its market, instruments, parameters
//! and a whole book of accounts, all from one seed.

mod catalogue;
mod desks;
mod directory;
mod draft;
mod flow;
mod funding;
mod market;
mod matching;
mod random;

use plimsoll_snapshot::{AccountKey, BookAccount, Instrument, Manifest};
use plimsoll_statement::{Context, OutOfRange, ParametersFile, Venue};

use catalogue::Catalogue;
use directory::Directory;
use draft::Draft;
use flow::Crowd;
use market::Market;
use random::Random;

use crate::risk::{Choices, RiskError, RiskModel, VenueMarket};

/// How large a sample, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleOptions {
    /// Accounts of all classes: customers, market makers, the house, the fund.
    pub accounts: u64,
    /// Equal seeds give equal venues. The parameters depend on nothing else.
    pub seed: u64,
}

impl SampleOptions {
    /// The fewest accounts: a fund, a house, two market makers, four customers.
    pub const FEWEST: u64 = 8;
    /// The most: identifiers have seven digits.
    pub const MOST: u64 = 10_000_000;
}

/// A sample venue at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleVenue {
    /// Which venue and epoch, and the fund's accounts.
    pub manifest: Manifest,
    /// Everything that is listed, assets first.
    pub instruments: Vec<Instrument>,
    /// What sources say of its market: files of a market directory, by name.
    pub market: Directory,
    /// What the instruments are worth and lose, as the engine has it.
    pub parameters: ParametersFile,
    /// Every account, ascending by identifier (as bytes) and sub-account.
    pub accounts: Vec<BookAccount>,
}

/// Why there is no such sample.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The seed leads to a market that makes no parameters.
    #[error("this seed leads to a market without parameters ({0}); use another")]
    Model(#[from] Box<RiskError>),
    /// Too few accounts for every role.
    #[error(
        "a sample of {0} accounts is too small: it takes at least {fewest} (a fund, a house, \
         two market makers and four customers)",
        fewest = SampleOptions::FEWEST
    )]
    TooFewAccounts(u64),
    /// More accounts than identifiers.
    #[error(
        "a sample of {0} accounts is too large: there are identifiers for {most}",
        most = SampleOptions::MOST
    )]
    TooManyAccounts(u64),
    /// The seed leads to an account too large to be counted.
    #[error("this seed leads to an account of {} units beyond range; use another", .0.beyond)]
    Account(OutOfRange),
    /// The seed leads to a figure that does not fit.
    #[error("this seed leads to {0} that does not fit its width; use another")]
    Figure(&'static str),
}

const VENUE_NAME: &str = "sample-venue";
const CHAIN_ID: u64 = 31_337;

/// Makes a venue.
///
/// # Errors
/// If there are too few or too many accounts. The other errors are seeds so
/// unlucky that none is known.
pub fn sample_venue(options: SampleOptions) -> Result<SampleVenue, SampleError> {
    let SampleOptions { accounts, seed } = options;
    if accounts < SampleOptions::FEWEST {
        return Err(SampleError::TooFewAccounts(accounts));
    }
    if accounts > SampleOptions::MOST {
        return Err(SampleError::TooManyAccounts(accounts));
    }
    let accounts = usize::try_from(accounts).map_err(|_| SampleError::Figure("a count"))?;
    let market = Market::drawn(&mut Random::new(seed, *b"market  "));
    let catalogue = Catalogue::new(&market)?;
    let instruments = catalogue.instruments();
    let directory =
        directory::directory(&market, &catalogue, &mut Random::new(seed, *b"history "))?;
    let source = VenueMarket::in_memory(directory.clone()).map_err(Box::new)?;
    let model = RiskModel::new(&source, &instruments).map_err(Box::new)?;
    let parameters = model.parameters(&Choices::default()).map_err(Box::new)?;

    let crowd = Crowd::of(accounts);
    let mut random = Random::new(seed, *b"accounts");
    let desks = desks::staffed(&catalogue, crowd.makers);
    let mut drafts = flow::customers(&catalogue, &desks, crowd, &mut random);
    drafts.push(flow::house(&catalogue, &drafts, &mut random));
    let hedges = matching::Hedges::new(&catalogue, parameters.file());
    let makers = matching::makers(&catalogue, &desks, &hedges, crowd, &drafts, &mut random);
    drafts.extend(makers);
    let uncovered = funding::fund_accounts(&catalogue, &parameters, &mut drafts)?;
    drafts.extend(funding::insurance_fund(&catalogue, &parameters, crowd, &uncovered)?);

    let manifest = manifest(crowd);
    let mut accounts = drafts.into_iter().map(Draft::finished).collect::<Result<Vec<_>, _>>()?;
    accounts.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let parameters = parameters.file().clone();
    Ok(SampleVenue { manifest, instruments, market: directory, parameters, accounts })
}

fn manifest(crowd: Crowd) -> Manifest {
    let mut venue = Venue::default();
    venue.0[..VENUE_NAME.len()].copy_from_slice(VENUE_NAME.as_bytes());
    let funds = (0..crowd.funds)
        .map(|sub_account| AccountKey { account: draft::FUND.to_owned(), sub_account });
    Manifest {
        context: Context { chain_id: CHAIN_ID, venue, epoch: 1, time: market::TIME },
        venue_name: VENUE_NAME.to_owned(),
        funds: funds.collect(),
    }
}

#[cfg(test)]
mod tests;
