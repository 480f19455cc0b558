//! `cargo xtask`: the workspace's own chores. This file reads the command line;
//! every subcommand is a file of its own.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool prints")]

mod bench;
mod ci;
mod fuzz;
mod run;
mod steps;
mod test;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  tidy             check what the compiler does not: charters, file lengths,
                   who depends on whom, links, leftovers
  test             run every test there is; says what it skipped and why
  bench [args]     run the benchmarks; args go to cargo bench
  fuzz [seconds]   run every fuzz target for so long (60 unless told)
  ci               formatting, clippy, tidy, test; stops at the first failure";

/// What a chore returns: a failure is one sentence for the person at the shell.
type Outcome = Result<(), String>;

#[derive(Debug, PartialEq)]
enum Chore {
    Tidy,
    Test,
    Bench(Vec<String>),
    Fuzz(u32),
    Ci,
    Help,
}

fn parse(args: &[&str]) -> Result<Chore, String> {
    match args {
        ["tidy"] => Ok(Chore::Tidy),
        ["test"] => Ok(Chore::Test),
        ["bench", rest @ ..] => Ok(Chore::Bench(rest.iter().map(ToString::to_string).collect())),
        ["fuzz"] => Ok(Chore::Fuzz(60)),
        ["fuzz", seconds] => match seconds.parse() {
            Ok(seconds) if seconds > 0 => Ok(Chore::Fuzz(seconds)),
            _ => Err(format!("`{seconds}` is not a number of seconds above 0")),
        },
        ["ci"] => Ok(Chore::Ci),
        ["help" | "--help" | "-h"] => Ok(Chore::Help),
        [] => Err("say what to do".to_owned()),
        _ => Err(format!("there is no `cargo xtask {}`", args.join(" "))),
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match parse(&args) {
        Ok(Chore::Tidy) => tidy::run(),
        Ok(Chore::Test) => test::run(),
        Ok(Chore::Bench(rest)) => bench::run(&rest),
        Ok(Chore::Fuzz(seconds)) => fuzz::run(seconds),
        Ok(Chore::Ci) => ci::run(),
        Ok(Chore::Help) => {
            println!("{USAGE}");
            Ok(())
        }
        Err(error) => {
            eprintln!("xtask: {error}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_understood() {
        assert_eq!(parse(&["tidy"]), Ok(Chore::Tidy));
        assert_eq!(parse(&["fuzz"]), Ok(Chore::Fuzz(60)));
        assert_eq!(parse(&["fuzz", "5"]), Ok(Chore::Fuzz(5)));
        let bench = vec!["-p".to_owned(), "plimsoll-poseidon".to_owned()];
        assert_eq!(parse(&["bench", "-p", "plimsoll-poseidon"]), Ok(Chore::Bench(bench)));
    }

    #[test]
    fn anything_else_is_refused() {
        for args in [&[][..], &["tiddy"], &["tidy", "x"], &["fuzz", "0"], &["fuzz", "-1"]] {
            assert!(parse(args).is_err(), "{args:?}");
        }
    }
}
