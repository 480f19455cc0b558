//! Proving against ark-groth16's own `prove` on the same rows. Every proof is
//! made in a process of its own that reads its key from disk, so that peak
//! memory is the proof's; the ways take turns, so that noise meets them alike.
//!
//! `cargo bench -p plimsoll-snark --bench proving -- [LOG…]`, by default 16 18.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    reason = "a bench may panic, prints, and measures"
)]

mod circuits;
mod meter;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ark_groth16::Groth16;
use ark_groth16::r1cs_to_qap::LibsnarkReduction;
use ark_std::rand::SeedableRng as _;
use ark_std::rand::rngs::StdRng;
use plimsoll_snark::{
    Circuit, FileHash, Kernel, PlainCircuit, Portable, ProvingKey, Synthesizer, prove, prove_plain,
    setup, setup_plain, verify,
};

use circuits::{Hashes, Limbs};
use meter::{Metered, peak, reset_peak};

type Ark = Groth16<ark_bn254::Bn254, LibsnarkReduction>;

/// Proofs of each kind; medians count.
const ROUNDS: usize = 3;
const CIRCUITS: [&str; 2] = ["hashes", "limbs"];
/// The first is what the others are compared with.
const WAYS: [&str; 3] = ["ark", "plain", "staged"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--child", what, circuit, log, way] => {
            let log = log.parse().unwrap();
            match *circuit {
                "hashes" => child(what, &Hashes { log }, circuit, log, way),
                _ => child(what, &Limbs { log }, circuit, log, way),
            }
        }
        [] => compare(&["16", "18"]),
        logs => compare(logs),
    }
}

/// What a child process says: numbers, one a line.
fn call(threads: Option<&str>, words: [&str; 4]) -> Vec<String> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("--child").args(words);
    if let Some(threads) = threads {
        command.env("RAYON_NUM_THREADS", threads);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn compare(logs: &[&str]) {
    for (log, circuit) in logs.iter().flat_map(|log| CIRCUITS.map(|circuit| (*log, circuit))) {
        for way in ["plain", "staged"] {
            call(None, ["make", circuit, log, way]);
        }
        let mut figures = vec![(Vec::new(), Vec::new()); WAYS.len()];
        for _ in 0..ROUNDS {
            for (way, (seconds, mib)) in WAYS.iter().zip(&mut figures) {
                let said = call(None, ["prove", circuit, log, way]);
                seconds.push(said[0].parse::<f64>().unwrap());
                mib.push(said[1].parse::<f64>().unwrap());
            }
        }
        println!("\n{circuit}, 2^{log} rows");
        let base = figures[0].clone();
        for (way, (seconds, mib)) in WAYS.iter().zip(figures) {
            // Ratios within a round, so that a slow minute counts for both.
            let ratios = seconds.iter().zip(&base.0).map(|(own, other)| own / other).collect();
            let (ratio, memory) = (median(ratios), median(mib.clone()) / median(base.1.clone()));
            let (seconds, mib) = (median(seconds), median(mib));
            println!(
                "  {way:<8} {seconds:>7.2} s {ratio:>6.2}x   {mib:>6.0} MiB {:>4.0}%",
                100.0 * memory
            );
        }
        for way in ["plain", "staged"] {
            let said = call(Some("1"), ["split", circuit, log, way]);
            println!("  {way} on one thread: {}", said.join(", "));
            std::fs::remove_file(key_path(circuit, log, way)).unwrap();
        }
    }
}

fn key_path(circuit: &str, log: impl std::fmt::Display, way: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("proving");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(format!("{circuit}-{log}-{way}.key"))
}

/// One task in a process of its own.
fn child<C: Circuit + PlainCircuit>(what: &str, circuit: &C, name: &str, log: u32, way: &str) {
    let staged = way == "staged";
    let path = key_path(name, log, if staged { "staged" } else { "plain" });
    let hash_path = path.with_extension("hash");
    if what == "make" {
        let key = if staged { setup(circuit) } else { setup_plain(circuit) }.unwrap();
        std::fs::write(hash_path, key.save(&path).unwrap().0).unwrap();
        return;
    }
    let hash = FileHash(std::fs::read(hash_path).unwrap().try_into().unwrap());
    let key = ProvingKey::open(&path, hash, &mut |_, _| ()).unwrap();
    if what == "split" {
        let meter = Metered::new();
        let total = ours(&key, circuit, staged, &meter);
        for (part, time) in meter.split(staged, total) {
            println!("{part} {:.2} s", time.as_secs_f64());
        }
        println!("all {:.2} s", total.as_secs_f64());
        return;
    }
    let time = if way == "ark" {
        let key = key.into_groth16().unwrap();
        let mut rng = StdRng::seed_from_u64(1);
        reset_peak();
        let start = Instant::now();
        Ark::create_random_proof_with_reduction(Synthesizer(circuit), &key, &mut rng).unwrap();
        start.elapsed()
    } else {
        reset_peak();
        ours(&key, circuit, staged, &Portable)
    };
    println!("{}\n{}", time.as_secs_f64(), peak());
}

fn ours<C: Circuit + PlainCircuit>(
    key: &ProvingKey,
    circuit: &C,
    staged: bool,
    kernel: &impl Kernel,
) -> Duration {
    let start = Instant::now();
    let claim = if staged {
        prove(key, circuit, None, kernel).unwrap()
    } else {
        prove_plain(key, circuit, kernel).unwrap()
    };
    let time = start.elapsed();
    verify(key.verifying(), &claim).unwrap();
    time
}
