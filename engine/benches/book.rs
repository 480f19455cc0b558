//! The full model over a large book, and a large table: 100,000 accounts with 16
//! holdings each of 512 instruments on 10,000 paths.
//!
//! `cargo bench -p plimsoll-engine --bench book`
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a bench may panic, prints, and measures"
)]

use std::hint::black_box;
use std::time::Instant;

use plimsoll_engine::risk::{Choices, FullModel, FullPlan, Position, RiskModel, VenueMarket};
use plimsoll_engine::{SampleOptions, sample_venue};
use plimsoll_snapshot::{Instrument, Kind};
use plimsoll_statement::{CapacityFile, Decimal};

const INSTRUMENTS: usize = 512;
const ACCOUNTS: usize = 100_000;
const HOLDINGS: usize = 16;
const PATHS: usize = 10_000;

fn main() {
    let venue = sample_venue(SampleOptions { accounts: 8, seed: 1 }).unwrap();
    let source = VenueMarket::in_memory(venue.market).unwrap();
    let instruments = listed(venue.instruments);
    let room = |count| u32::try_from(count).unwrap();
    let assets = instruments.iter().filter(|i| i.kind.is_asset()).count();
    let capacity =
        CapacityFile { assets: room(assets), zero_sum: room(INSTRUMENTS - assets), tiers: 2 };
    let choices = Choices { capacity: Some(capacity), ..Choices::default() };

    let (model, fitted) = timed(|| RiskModel::new(&source, &instruments).unwrap());
    let (parameters, built) = timed(|| model.parameters(&choices).unwrap());
    let file = parameters.file();
    println!(
        "parameters: {} instruments in {} scenarios: calibration {fitted:.2} s, table {built:.2} s",
        file.assets.len() + file.zero_sum.len(),
        file.scenarios.len()
    );

    let plan = FullPlan { paths: PATHS, ..FullPlan::of(&source.rules.full_model, 1) };
    let (full, revalued) = timed(|| FullModel::run(&model, plan).unwrap());
    let book = positions();
    let (risk, held) = timed(|| full.book(&book).unwrap());
    black_box(&risk);
    println!(
        "full model: fits and {PATHS} paths of {INSTRUMENTS} instruments {revalued:.2} s, \
         {ACCOUNTS} accounts of {HOLDINGS} holdings {held:.2} s, in all {:.2} s",
        revalued + held
    );
    if let Some(peak) = peak() {
        println!("peak memory {peak} MiB, {} threads", rayon::current_num_threads());
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let done = work();
    (done, started.elapsed().as_secs_f64())
}

/// The sample's, and more strikes until there are enough.
fn listed(mut instruments: Vec<Instrument>) -> Vec<Instrument> {
    let options: Vec<Instrument> =
        instruments.iter().filter(|i| matches!(i.kind, Kind::Call | Kind::Put)).cloned().collect();
    let mut number = 0i128;
    while instruments.len() < INSTRUMENTS {
        let mut more = options[instruments.len() % options.len()].clone();
        number += 1;
        let strike = more.strike.unwrap();
        let (mantissa, exponent) = (strike.mantissa(), strike.exponent());
        more.strike = Decimal::new(mantissa * (1000 + number % 7), exponent - 3);
        more.symbol = format!("{}-{number}", more.symbol);
        instruments.push(more);
    }
    instruments
}

/// Holdings spread over everything by a fixed rule.
fn positions() -> Vec<Position> {
    let mut state = 1u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let mut position = |_| {
        let holdings = (0..HOLDINGS).map(|_| {
            let instrument = usize::try_from(next(INSTRUMENTS as u64)).unwrap();
            let lots = i32::try_from(next(2_001)).unwrap() - 1_000;
            (instrument, f64::from(lots))
        });
        Position { holdings: holdings.collect(), equity: 1e4 }
    };
    (0..ACCOUNTS).map(&mut position).collect()
}

/// The most memory this process has had, in MiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}
