//! The margin rule over 100,000 accounts of 16 holdings in 64 scenarios: in
//! memory, and as a stream from Parquet.
#![allow(clippy::unwrap_used, reason = "a bench may panic")]

use std::path::Path;
use std::sync::LazyLock;

use divan::counter::ItemsCount;
use plimsoll_engine::{SampleOptions, sample_venue};
use plimsoll_snapshot::{
    AccountKey, BookAccount, BookHolding, Format, Instrument, Manifest, RowMap, Snapshot,
    SnapshotWriter,
};
use plimsoll_statement::{Account, Assessment, Class, Lots, Parameters, Totals};

const ACCOUNTS: usize = 100_000;
const HOLDINGS: usize = 16;

fn main() {
    divan::main();
}

/// The sample venue's instruments and parameters under a fuller book.
struct Venue {
    manifest: Manifest,
    instruments: Vec<Instrument>,
    parameters: Parameters,
    book: Vec<BookAccount>,
}

static VENUE: LazyLock<Venue> = LazyLock::new(|| {
    let sample = sample_venue(SampleOptions { accounts: 8, seed: 1 }).unwrap();
    let mut manifest = sample.manifest;
    manifest.funds.clear();
    let parameters = Parameters::new(sample.parameters).unwrap();
    assert_eq!(parameters.rules().columns, 64);
    let count = sample.instruments.len();
    let book = (0..ACCOUNTS).map(|i| full_account(i, count)).collect();
    Venue { manifest, instruments: sample.instruments, parameters, book }
});

fn full_account(position: usize, instruments: usize) -> BookAccount {
    let first = position % (instruments - HOLDINGS);
    let holdings = (first..first + HOLDINGS).map(|instrument| {
        let lots = (position * 31 + instrument * 17) % 999 + 1;
        let signed = i64::try_from(lots).unwrap() * if lots.is_multiple_of(2) { 1 } else { -1 };
        BookHolding { instrument, lots: Lots::new(signed).unwrap() }
    });
    let account = format!("trader-{position:07}");
    let key = AccountKey { account, sub_account: 0 };
    BookAccount { key, class: Class::Customer, holdings: holdings.collect() }
}

/// The statement's own part: exposures, tests, sums.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn in_memory(bencher: divan::Bencher<'_, '_>) {
    let venue = &*VENUE;
    let rows = RowMap::new(&venue.instruments, &venue.parameters).unwrap();
    let context = venue.manifest.context;
    let accounts: Vec<Account> =
        venue.book.iter().map(|account| rows.account(&context, account).unwrap()).collect();
    bencher.counter(ItemsCount::new(ACCOUNTS)).bench(|| assess(venue, accounts.iter().cloned()));
}

/// All of it: decompression, decimals, identities, the rule.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn from_parquet(bencher: divan::Bencher<'_, '_>) {
    let venue = &*VENUE;
    let dir = tempfile::tempdir().unwrap();
    write(venue, dir.path());
    bencher.counter(ItemsCount::new(ACCOUNTS)).bench(|| {
        let snapshot = Snapshot::open(dir.path()).unwrap();
        let rows = RowMap::new(snapshot.instruments(), &venue.parameters).unwrap();
        let context = snapshot.manifest().context;
        let accounts = snapshot.accounts().unwrap();
        assess(venue, accounts.map(|account| rows.account(&context, &account.unwrap()).unwrap()))
    });
}

fn assess(venue: &Venue, accounts: impl Iterator<Item = Account>) -> Totals {
    let rules = venue.parameters.rules();
    let mut totals = Totals::none(rules);
    for account in accounts {
        let outcome = Assessment::of(&venue.parameters, &account.holdings).unwrap();
        totals.add(rules, &[], &account, !outcome.is_healthy(), &outcome).unwrap();
    }
    totals
}

fn write(venue: &Venue, dir: &Path) {
    let mut writer =
        SnapshotWriter::create(dir, Format::Parquet, &venue.manifest, &venue.instruments).unwrap();
    venue.book.iter().for_each(|account| writer.account(account).unwrap());
    writer.finish().unwrap();
}
