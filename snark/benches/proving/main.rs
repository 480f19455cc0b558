//! Proving against ark-groth16's own `prove`, each case in a process of its
//! own, so that its peak memory is its own.
//!
//! `cargo bench -p plimsoll-snark --bench proving -- [LOG…]`, by default 16 18.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a bench may panic, prints, and measures"
)]

mod circuits;

use std::process::Command;
use std::time::{Duration, Instant};

use ark_groth16::Groth16;
use ark_groth16::r1cs_to_qap::LibsnarkReduction;
use ark_std::rand::SeedableRng as _;
use ark_std::rand::rngs::StdRng;
use plimsoll_snark::{Portable, Synthesizer, prove, prove_plain, setup, setup_plain, verify};

use circuits::{Hashes, LookUps};

type Ark = Groth16<ark_bn254::Bn254, LibsnarkReduction>;

/// Proofs of a case; the median counts.
const RUNS: usize = 3;
const CASES: [&str; 4] = ["hashes/ark", "hashes/cached", "hashes/staged", "look-ups/staged"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [flag, case, log] = arguments.as_slice()
        && flag == "--case"
    {
        return run(case, log.parse().unwrap());
    }
    let logs = if arguments.is_empty() { vec!["16".into(), "18".into()] } else { arguments };
    for log in logs {
        println!("2^{log} rows{:>24} {:>12}", "median, s", "peak, MiB");
        let mut first: Option<(f64, f64)> = None;
        for case in CASES {
            let output = Command::new(std::env::current_exe().unwrap())
                .args(["--case", case, &log])
                .output()
                .unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let mut figures = text.split_whitespace().map(|word| word.parse::<f64>().unwrap());
            let (seconds, mib) = (figures.next().unwrap(), figures.next().unwrap());
            let (base_seconds, base_mib) = *first.get_or_insert((seconds, mib));
            println!(
                "  {case:<22} {seconds:>8.2} {mib:>12.0}   {:.2}x the time, {:.0}% of the memory",
                seconds / base_seconds,
                100.0 * mib / base_mib
            );
        }
    }
}

/// One case. What setup took does not count towards the peak.
fn run(case: &str, log: u32) {
    let hashes = Hashes { log };
    let median = match case {
        "hashes/ark" => {
            let key = setup_plain(&hashes).unwrap().to_groth16().unwrap();
            reset_peak();
            let mut rng = StdRng::seed_from_u64(1);
            timed(|| {
                let synthesizer = Synthesizer(&hashes);
                Ark::create_random_proof_with_reduction(synthesizer, &key, &mut rng).unwrap()
            })
            .0
        }
        "hashes/cached" => {
            let key = setup_plain(&hashes).unwrap();
            reset_peak();
            let (median, claim) = timed(|| prove_plain(&key, &hashes, &Portable).unwrap());
            verify(key.verifying(), &claim).unwrap();
            median
        }
        "hashes/staged" => {
            let key = setup(&hashes).unwrap();
            reset_peak();
            let (median, claim) = timed(|| prove(&key, &hashes, None, &Portable).unwrap());
            verify(key.verifying(), &claim).unwrap();
            median
        }
        _ => {
            let circuit = LookUps { log };
            let key = setup(&circuit).unwrap();
            reset_peak();
            let (median, claim) = timed(|| prove(&key, &circuit, None, &Portable).unwrap());
            verify(key.verifying(), &claim).unwrap();
            median
        }
    };
    report(median);
}

fn timed<R>(mut work: impl FnMut() -> R) -> (Duration, R) {
    let mut last = None;
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            last = Some(work());
            start.elapsed()
        })
        .collect();
    times.sort();
    (times[RUNS / 2], last.unwrap())
}

/// Forgets the peak so far, where the system can: what setup took.
fn reset_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn report(median: Duration) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    println!("{} {}", median.as_secs_f64(), kib / 1024.0);
}
