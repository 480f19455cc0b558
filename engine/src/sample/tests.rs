//! What a sample promises, over several sizes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use plimsoll_statement::{
    Account, Assessment, Class, Column, Coverage, Holding, Identity, Money, Parameters, RowIndex,
    Totals, coverage, zero_sum,
};
use sha2::{Digest as _, Sha256};

use super::draft::Draft;
use super::*;

fn sample(accounts: u64, seed: u64) -> SampleVenue {
    sample_venue(SampleOptions { accounts, seed }).unwrap()
}

fn parameters(venue: &SampleVenue) -> Parameters {
    Parameters::new(venue.parameters.clone()).unwrap()
}

/// An account as the statement sees it, rows found by symbol.
struct Rows(Vec<RowIndex>);

impl Rows {
    fn new(venue: &SampleVenue, parameters: &Parameters) -> Self {
        let rows = venue.instruments.iter().map(|instrument| {
            let row = parameters.find(&instrument.symbol).unwrap();
            assert_eq!(parameters.label(row).unwrap().lot_size, instrument.lot_size);
            assert_eq!(parameters.rules().is_asset(row), instrument.kind.is_asset());
            row
        });
        Self(rows.collect())
    }

    fn account(&self, venue: &SampleVenue, book: &BookAccount) -> Account {
        let key = &book.key;
        let context = &venue.manifest.context;
        let holdings = book
            .holdings
            .iter()
            .map(|held| Holding { row: self.0[held.instrument], lots: held.lots });
        Account {
            identity: Identity::derive(context, &key.account, key.sub_account),
            class: book.class,
            holdings: holdings.collect(),
        }
    }
}

/// The book as the statement adds it up.
struct Book {
    parameters: Parameters,
    totals: Totals,
    coverage: Vec<Coverage>,
    flagged: Vec<Assessment>,
    joint: usize,
}

fn book(venue: &SampleVenue) -> Book {
    let parameters = parameters(venue);
    let rows = Rows::new(venue, &parameters);
    let rules = parameters.rules();
    let thresholds = vec![Money::ZERO; rules.stresses.len()];
    let mut totals = Totals::none(rules);
    let (mut flagged, mut joint) = (Vec::new(), 0);
    for account in &venue.accounts {
        let account = rows.account(venue, account);
        let assessment = Assessment::of(&parameters, &account.holdings).unwrap();
        let lacks = account.class != Class::Fund && !assessment.is_healthy();
        totals.add(rules, &thresholds, &account, lacks, &assessment).unwrap();
        joint += usize::from(assessment.requirement.bound_by == plimsoll_statement::Bound::Test(1));
        if lacks {
            flagged.push(assessment);
        }
    }
    let coverage = coverage(rules, &thresholds, &totals);
    Book { parameters, totals, coverage, flagged, joint }
}

fn digest(venue: &SampleVenue) -> (String, String) {
    let mut text = String::new();
    for account in &venue.accounts {
        write!(text, "{} {}", account.key, account.class).unwrap();
        for held in &account.holdings {
            write!(text, " {}:{}", held.instrument, held.lots).unwrap();
        }
        text.push('\n');
    }
    (hex::encode(venue.parameters.sha256()), hex::encode(Sha256::digest(text)))
}

#[test]
fn a_seed_is_a_venue_to_the_bit() {
    let (parameters, accounts) = digest(&sample(300, 1));
    let pinned = [
        "d3f3b0f92bdc1ecf41938e49aab5790bd4bbbeefc4fe53d8e578cda6fb5526e4",
        "0eae0021c3a7b506b5cd1b89838f4a62b5df35e40cfa3c5fb5d200838de36979",
    ];
    assert_eq!([parameters, accounts], pinned);
}

#[test]
fn seeds_differ_and_sizes_share_parameters() {
    let (one, two, larger) = (sample(40, 1), sample(40, 2), sample(50, 1));
    assert_ne!(one.parameters, two.parameters);
    assert_ne!(one.accounts, two.accounts);
    assert_eq!(one.parameters, larger.parameters);
    assert_eq!(one.instruments, larger.instruments);
    assert_eq!(one, sample(40, 1));
}

#[test]
fn too_few_and_too_many_are_refused() {
    let refused = |accounts| sample_venue(SampleOptions { accounts, seed: 1 }).unwrap_err();
    assert!(matches!(refused(7), SampleError::TooFewAccounts(7)));
    assert!(refused(0).to_string().contains("at least 8"));
    let many = SampleOptions::MOST + 1;
    assert!(matches!(refused(many), SampleError::TooManyAccounts(_)));
}

#[test]
fn parameters_are_valid_and_leave_nothing_to_remark() {
    for seed in 0..12 {
        let venue = sample(8, seed);
        let parameters = parameters(&venue);
        assert_eq!(parameters.notices(), [], "seed {seed}");
        let rules = parameters.rules();
        assert_eq!((rules.rows, rules.assets, rules.tiers), (512, 15, 2));
        assert_eq!((rules.columns, rules.stresses.len()), (64, 16));
        assert_eq!(rules.stresses[0].column, Column::ZERO_MOVE);
        assert_eq!(rules.stresses[0].closing_cost, 1);
        let parsed = ParametersFile::parse(&venue.parameters.canonical_bytes()).unwrap();
        assert_eq!(parsed, venue.parameters);
    }
}

#[test]
fn options_are_worth_more_than_they_lose_to_long_holders() {
    let venue = sample(8, 3);
    for row in &venue.parameters.zero_sum {
        if row.mark > 100 {
            assert!(row.pnl.iter().all(|gain| *gain >= -row.mark), "{row:?}");
        }
    }
}

#[test]
fn every_size_is_a_sound_book() {
    for (accounts, seed) in [(8, 1), (9, 2), (20, 1), (100, 1), (100, 9), (1_000, 1), (5_000, 1)] {
        let venue = sample(accounts, seed);
        let context = format!("{accounts} accounts, seed {seed}");
        assert_eq!(venue.accounts.len() as u64, accounts, "{context}");
        well_formed(&venue);
        let book = book(&venue);
        let rules = book.parameters.rules();
        assert_eq!(zero_sum(rules, &book.totals), [], "{context}");
        for (stress, covered) in rules.stresses.iter().zip(&book.coverage) {
            let name = book.parameters.scenario_name(stress.column);
            assert!(covered.left >= covered.uncovered, "{context}: {name}");
        }
        let count = accounts / 1_000;
        assert_eq!(book.flagged.len() as u64, count, "{context}");
        for assessment in &book.flagged {
            let tenth = assessment.requirement.amount.units() / 10;
            assert!(assessment.deficit().units() <= tenth, "{context}");
            assert_eq!(assessment.owed(), Money::ZERO, "{context}");
        }
        assert!(book.totals.classes.iter().all(|class| class.negative == 0));
        let traded = book.totals.zero_sum.iter().filter(|gross| gross.long > 0);
        let traded = traded.count();
        let derivatives = venue.parameters.zero_sum.len();
        assert!(traded >= 10, "{context}: {traded} rows");
        assert!(accounts < 1_000 || 20 * traded >= 19 * derivatives, "{context}: {traded} rows");
        assert!(book.joint > 0, "{context}: the joint test never binds");
    }
}

fn well_formed(venue: &SampleVenue) {
    let ordered = |pair: &[BookAccount]| pair[0].key < pair[1].key;
    assert!(venue.accounts.windows(2).all(ordered));
    for account in &venue.accounts {
        assert!(account.holdings.len() <= Draft::MOST_HOLDINGS, "{account:?}");
        assert!(account.holdings.iter().all(|held| held.lots.size() > 0));
        let ordered = account.holdings.windows(2);
        assert!(ordered.into_iter().all(|pair| pair[0].instrument < pair[1].instrument));
    }
    let isolated = venue
        .accounts
        .iter()
        .filter(|account| account.class == Class::Customer && account.key.sub_account > 0);
    assert!(venue.accounts.len() < 100 || isolated.count() > 0);
    let funds: BTreeSet<_> = venue
        .accounts
        .iter()
        .filter(|account| account.class == Class::Fund)
        .map(|account| &account.key)
        .collect();
    assert_eq!(funds, venue.manifest.funds.iter().collect());
    let house = |account: &&BookAccount| account.class == Class::House;
    assert_eq!(venue.accounts.iter().filter(house).count(), 1);
}

/// Prints what a sample looks like: `cargo test -p plimsoll-engine -- --ignored --nocapture`.
#[test]
#[ignore = "for people to look at"]
fn a_look_at_a_large_sample() {
    for accounts in [8, 100, 1_000, 100_000] {
        let started = std::time::Instant::now();
        let venue = sample(accounts, 1);
        let took = started.elapsed();
        let book = book(&venue);
        let holdings: usize = venue.accounts.iter().map(|a| a.holdings.len()).sum();
        let makers = venue.accounts.iter().filter(|a| a.key.account.starts_with("maker"));
        println!(
            "{accounts} accounts in {took:?}: {} instruments, {holdings} holdings, {} makers, \
             {} flagged, joint binds {}",
            venue.instruments.len(),
            makers.count(),
            book.flagged.len(),
            book.joint,
        );
        for (stress, covered) in book.parameters.rules().stresses.iter().zip(&book.coverage) {
            println!(
                "{:>24}: uncovered {:>22}, fund {:>22}",
                book.parameters.scenario_name(stress.column),
                covered.uncovered.to_string(),
                covered.left.to_string()
            );
        }
    }
}
