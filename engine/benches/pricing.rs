//! Prices per second on one thread, and as a ratio to QuantLib's engines in the
//! same run, if Python has QuantLib (`pip install QuantLib`; `PYTHON` names another
//! Python). The best of several rounds counts, on both sides.
#![allow(
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench measures floats, prints, and may panic"
)]

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use plimsoll_engine::models::{
    BlackScholes, European, Heston, Jumps, Model as _, Quote, Right, Smile,
};

const ROUNDS: usize = 7;
const STRIKES: usize = 21;

fn main() {
    // `cargo test --benches` only wants to see that it runs.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let scale = if quick { 1 } else { 200 };
    let ours = [
        ("black_scholes", "Black–Scholes, price and five Greeks", black_scholes(scale * 5)),
        ("heston", "Heston, price, a strike of 21", smile(Jumps::NONE, scale / 4 + 1, false)),
        ("bates", "Bates, price, a strike of 21", smile(jumps(), scale / 4 + 1, false)),
        (
            "bates",
            "Bates, price and five Greeks, a strike of 21",
            smile(jumps(), scale / 4 + 1, true),
        ),
        ("bates", "Bates, price, one strike alone", alone(scale / 4 + 1)),
    ];
    let theirs = if quick { Vec::new() } else { quantlib() };
    for (name, what, nanoseconds) in ours {
        let other = theirs.iter().find(|(n, _)| n == name).map(|(_, time)| *time);
        let ratio = other.map_or_else(String::new, |other| {
            format!("; QuantLib {other:.0} ns, {:.1} times as long", other / nanoseconds)
        });
        println!("{what}: {nanoseconds:.0} ns{ratio}");
    }
}

/// The best round's nanoseconds for each of `count` runs of `work`.
fn best(count: usize, mut work: impl FnMut(usize)) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        (0..count).for_each(&mut work);
        least = least.min(start.elapsed().as_secs_f64() / count as f64);
    }
    least * 1e9
}

fn strikes() -> Vec<f64> {
    (0..STRIKES).map(|i| 60.0 + 4.0 * i as f64).collect()
}

/// Spots that are never the same twice, as the other side's.
fn spot(i: usize) -> f64 {
    90.0 + 20.0 * (i % 97) as f64 / 97.0 + 1e-9 * i as f64
}

fn black_scholes(calls: usize) -> f64 {
    let strikes = strikes();
    let time = best(calls, |i| {
        for &strike in &strikes {
            let option = European {
                right: Right::Call,
                spot: spot(i),
                strike,
                rate: 0.03,
                dividend: 0.01,
                years: 182.0 / 365.0,
            };
            black_box(BlackScholes { option: black_box(option), volatility: 0.4 }.value().unwrap());
        }
    });
    time / STRIKES as f64
}

fn jumps() -> Jumps {
    Jumps { intensity: 0.5, mean_log: -0.1, deviation_log: 0.2 }
}

fn market(spot: f64, jumps: Jumps) -> Smile {
    let variance =
        Heston { variance: 0.16, reversion: 2.0, mean: 0.2, deviation: 0.9, correlation: -0.6 };
    Smile { spot, rate: 0.03, dividend: 0.01, years: 182.0 / 365.0, variance, jumps }
}

fn quotes() -> Vec<Quote> {
    strikes().into_iter().map(|strike| Quote { right: Right::Call, strike }).collect()
}

fn smile(jumps: Jumps, calls: usize, greeks: bool) -> f64 {
    let quotes = quotes();
    let time = best(calls, |i| {
        let smile = black_box(market(spot(i), jumps));
        if greeks {
            black_box(smile.values(&quotes).unwrap());
        } else {
            black_box(smile.prices(&quotes).unwrap());
        }
    });
    time / STRIKES as f64
}

fn alone(calls: usize) -> f64 {
    let quotes = quotes();
    let time = best(calls, |i| {
        for quote in &quotes {
            black_box(market(spot(i), jumps()).prices(black_box(&[*quote])).unwrap());
        }
    });
    time / STRIKES as f64
}

/// What QuantLib takes, by name; nothing if it is not installed.
fn quantlib() -> Vec<(String, f64)> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/quantlib.py");
    let output = Command::new(python).arg(script).output();
    let text = match output {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout).unwrap(),
        _ => {
            println!("QuantLib is not installed, so there are no ratios");
            return Vec::new();
        }
    };
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    let read = |(name, value): (&str, &str)| {
        if name == "version" {
            println!("QuantLib {value}");
        }
        Some((name.to_owned(), value.parse().ok()?))
    };
    lines.filter_map(read).collect()
}
