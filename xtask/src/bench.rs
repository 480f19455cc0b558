//! `cargo xtask bench`: every benchmark, or those that the arguments pick.

use crate::Outcome;
use crate::run::{call, cargo};

pub(crate) fn run(args: &[String]) -> Outcome {
    call(cargo().args(arguments(args)))
}

/// What `cargo` is given: all packages and all benchmarks, unless `args`, as far
/// as they are cargo's own, choose.
fn arguments(args: &[String]) -> Vec<&str> {
    let cargos = || args.iter().take_while(|arg| *arg != "--");
    let chosen = |names: &[&str]| cargos().any(|arg| names.iter().any(|n| arg.starts_with(n)));
    let mut all = vec!["bench"];
    if !chosen(&["-p", "--package"]) {
        all.push("--workspace");
    }
    if !chosen(&["--bench"]) {
        all.extend(["--bench", "*"]);
    }
    all.extend(args.iter().map(String::as_str));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(args: &[&str]) -> String {
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        arguments(&args).join(" ")
    }

    #[test]
    fn arguments_choose_instead_of_adding() {
        assert_eq!(line(&[]), "bench --workspace --bench *");
        assert_eq!(line(&["-p", "a"]), "bench --bench * -p a");
        assert_eq!(line(&["--bench", "hash"]), "bench --workspace --bench hash");
        assert_eq!(line(&["--", "-p"]), "bench --workspace --bench * -- -p");
    }
}
