//! Correlated paths of 20 assets against QuantLib's in the same run, one
//! thread, and the full model's 10^5 paths.
//!
//! `cargo bench -p plimsoll-engine --bench paths`; `PYTHON` names an interpreter
//! that has QuantLib, by default `python3`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a bench may panic, prints, and measures"
)]

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use plimsoll_engine::Square;
use plimsoll_engine::simulation::{
    CommonJumps, Dynamics, Factor, JumpSize, Jumps, Plan, Sampling, Simulation,
};

const ASSETS: usize = 20;
/// Weekly dates of a year, each of them looked at.
const DATES: usize = 52;
const PATHS: usize = 20_000;
const ROUNDS: usize = 5;

fn main() {
    let lognormal = |number: usize| {
        Factor::lognormal(&format!("F{number}"), 100.0, 0.02, 0.2 + 0.03 * number as f64)
    };
    let dates = (1..=DATES).map(|week| week as f64 / 52.0).collect();
    let weekly =
        Plan { dates, longest_step: 1.0, paths: PATHS, seed: 1, sampling: Sampling::Independent };
    let simple = Simulation::new(tied(lognormal, 0.0), weekly).unwrap();
    let each = (PATHS * DATES * ASSETS) as f64;

    // Ours and theirs take turns, so that noise meets them alike.
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..ROUNDS {
        ours.push(on(1, || prices(&simple)) / each);
        theirs.extend(quantlib());
    }
    let our_median = median(&ours);
    println!("lognormal, {ASSETS} assets, {DATES} dates, {PATHS} paths, one thread");
    println!("  ours: {:.1} ns for each price", our_median * 1e9);
    match theirs.as_slice() {
        [] => println!("  QuantLib: not found"),
        found => {
            for (place, name) in ["BlackScholesMertonProcess", "GeometricBrownianMotionProcess"]
                .into_iter()
                .enumerate()
            {
                let their_median =
                    median(&found.iter().map(|each| each[place]).collect::<Vec<_>>());
                println!(
                    "  QuantLib {name}: {:.1} ns, ratio {:.1}",
                    their_median * 1e9,
                    their_median / our_median
                );
            }
        }
    }

    let full = |number: usize| Factor {
        v0: 0.3,
        kappa: 3.0,
        theta: 0.4,
        sigma_vv: 1.0,
        rho: -0.5,
        jumps: Jumps { lambda: 4.0, size: JumpSize { mean_log: -0.05, log_vol: 0.1 } },
        ..lognormal(number)
    };
    let week = Plan {
        dates: vec![7.0 / 365.0],
        longest_step: 0.5 / 365.0,
        paths: 100_000,
        seed: 1,
        sampling: Sampling::Independent,
    };
    let full = Simulation::new(tied(full, 2.0), week).unwrap();
    println!("full model, {ASSETS} factors, a week in 14 steps, 100,000 paths");
    for threads in [1, 2] {
        let times: Vec<f64> = (0..3).map(|_| on(threads, || moves(&full))).collect();
        println!("  {threads} threads: {:.2} s", median(&times));
    }
}

/// Every price of every path at every date, as QuantLib's paths hold them.
fn prices(simulation: &Simulation) {
    let seen = simulation.map(|block| {
        let mut row = Vec::new();
        for date in 0..DATES {
            for factor in 0..ASSETS {
                simulation.prices(block, date, factor, &mut row);
                black_box(&row);
            }
        }
        block.paths()
    });
    black_box(seen);
}

fn moves(simulation: &Simulation) {
    black_box(simulation.moves());
}

fn tied(factor: impl Fn(usize) -> Factor, common: f64) -> Dynamics {
    let mut correlation = Square::identity(ASSETS);
    for i in 0..ASSETS {
        (0..ASSETS).filter(|j| *j != i).for_each(|j| correlation[(i, j)] = 0.5);
    }
    let sizes = vec![JumpSize { mean_log: -0.05, log_vol: 0.05 }; ASSETS];
    let common = CommonJumps { lambda: common, sizes };
    Dynamics::new((0..ASSETS).map(factor).collect(), correlation, common).unwrap()
}

/// Seconds that it takes on so many threads; of the processor where one thread
/// does it all, so that other work on the machine does not count.
fn on(threads: usize, work: impl Fn() + Sync) -> f64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let (start, before) = (Instant::now(), processor());
        work();
        match (threads, before, processor()) {
            (1, Some(before), Some(after)) => after - before,
            _ => start.elapsed().as_secs_f64(),
        }
    })
}

/// Seconds that this thread has had of the processor; where Linux says so.
fn processor() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds * 1e-9)
}

/// Seconds for each price, by process; nothing if QuantLib is not there.
fn quantlib() -> Option<Vec<f64>> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/paths.py");
    let output = Command::new(python).arg(script).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let numbers: Vec<f64> =
        text.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    (numbers.len() == 2).then_some(numbers)
}

/// Of an odd number of measurements; theirs are differences, of which the least
/// would be the luckiest.
fn median(of: &[f64]) -> f64 {
    let mut sorted = of.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}
