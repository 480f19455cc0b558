//! Who may depend on whom. The table below is the whole rule; dependencies of
//! tests are free, but nothing depends on the tests.

use super::Problem;
use super::manifest::line_of;

/// The crate that people trust; what reaches it is checked twice.
pub(super) const VERIFIER: &str = "plimsoll-verifier";

const TESTS: &str = "plimsoll-tests";

/// Each crate and the crates of ours that it may be built from, all without
/// their `plimsoll-`.
const ALLOWED: [(&str, &[&str]); 13] = [
    ("poseidon", &[]),
    ("statement", &["poseidon"]),
    ("snapshot", &["statement"]),
    ("engine", &["statement", "snapshot"]),
    ("snark", &["poseidon"]),
    ("circuits", &["statement", "snark", "poseidon"]),
    ("verifier", &["statement", "snark", "poseidon"]),
    ("prover", &["circuits", "statement", "snapshot", "snark", "verifier", "poseidon"]),
    ("chain", &["statement", "snark", "verifier", "poseidon"]),
    ("cli", &LIBRARIES),
    ("tests", &LIBRARIES_AND_CLI),
    ("fuzz", &["statement", "snapshot", "engine", "verifier"]),
    ("xtask", &[]),
];

const LIBRARIES: [&str; 9] = [
    "poseidon",
    "statement",
    "snapshot",
    "engine",
    "snark",
    "circuits",
    "verifier",
    "prover",
    "chain",
];

const LIBRARIES_AND_CLI: [&str; 10] = [
    "poseidon",
    "statement",
    "snapshot",
    "engine",
    "snark",
    "circuits",
    "verifier",
    "prover",
    "chain",
    "cli",
];

/// What the verifier is never built from.
const KEPT_FROM_VERIFIER: [&str; 3] = ["plimsoll-circuits", "plimsoll-prover", "ark-r1cs-std"];

fn short(name: &str) -> &str {
    name.strip_prefix("plimsoll-").unwrap_or(name)
}

/// A crate of the workspace and its dependencies among the others.
pub(super) struct Crate {
    pub(super) name: String,
    pub(super) dependencies: Vec<Dependency>,
}

/// A dependency on another crate of the workspace.
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) only_for_tests: bool,
}

/// The crate depends only on those that its row of the table names.
pub(super) fn directions(member: &Crate, manifest: &str, text: &str) -> Vec<Problem> {
    let name = &member.name;
    let Some((_, allowed)) = ALLOWED.iter().find(|(row, _)| *row == short(name)) else {
        let what = format!(
            "crate `{name}` has no row in ALLOWED in xtask/src/tidy/crates.rs: add one that \
             says what it may depend on"
        );
        return vec![Problem::new(manifest, line_of(text, "name"), what)];
    };
    let mut problems = Vec::new();
    for Dependency { name: on, only_for_tests } in &member.dependencies {
        let why = if on == TESTS {
            "nothing depends on the tests: move what is shared into a library"
        } else if *only_for_tests || allowed.contains(&short(on)) {
            continue;
        } else {
            "the table in xtask/src/tidy/crates.rs does not allow it: depend the other way round"
        };
        let what = format!("`{name}` depends on `{on}`: {why}");
        problems.push(Problem::new(manifest, line_of(text, on), what));
    }
    problems
}

/// The verifier's graph, as `cargo tree --prefix none` prints it, holds nothing
/// that makes proofs.
pub(super) fn verifier_reach(tree: &str) -> Vec<Problem> {
    let reached = |name: &str| tree.lines().any(|line| line.split(' ').next() == Some(name));
    KEPT_FROM_VERIFIER
        .iter()
        .filter(|name| reached(name))
        .map(|name| {
            let what = format!(
                "`{VERIFIER}` is built from `{name}`; `cargo tree -p {VERIFIER} -e normal -i \
                 {name}` shows how: put that behind a feature that the verifier leaves off"
            );
            Problem::new("verifier/Cargo.toml", 1, what)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, on: &str, only_for_tests: bool) -> Vec<Problem> {
        let dependency = Dependency { name: on.to_owned(), only_for_tests };
        let member = Crate { name: name.to_owned(), dependencies: vec![dependency] };
        let text = format!("[package]\nname = \"{name}\"\n[dependencies]\n{on}.workspace = true\n");
        directions(&member, "x/Cargo.toml", &text)
    }

    #[test]
    fn rows_allow_and_forbid() {
        assert!(found("plimsoll-cli", "plimsoll-prover", false).is_empty());
        assert!(found(VERIFIER, "plimsoll-snark", false).is_empty());
        for (name, on) in [
            (VERIFIER, "plimsoll-circuits"),
            ("plimsoll-statement", "plimsoll-snark"),
            ("plimsoll-snark", "plimsoll-statement"),
            ("plimsoll-poseidon", "plimsoll-statement"),
            ("plimsoll-prover", "plimsoll-engine"),
            ("xtask", "plimsoll-statement"),
        ] {
            let problems = found(name, on, false);
            assert_eq!(problems.len(), 1, "{name} on {on}");
            assert_eq!(problems[0].line, 4);
            assert!(problems[0].what.contains("depend the other way"), "{}", problems[0]);
        }
    }

    #[test]
    fn tests_depend_freely_but_nothing_depends_on_the_tests() {
        assert!(found("plimsoll-statement", "plimsoll-engine", true).is_empty());
        for (name, only_for_tests) in [("plimsoll-cli", false), ("plimsoll-statement", true)] {
            let problems = found(name, TESTS, only_for_tests);
            assert_eq!(problems.len(), 1);
            assert!(problems[0].what.contains("nothing depends on the tests"));
        }
    }

    #[test]
    fn an_unknown_crate_is_told_to_join_the_table() {
        let problems = found("plimsoll-new", "plimsoll-statement", false);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].line, 2);
        assert!(problems[0].what.contains("add one"), "{}", problems[0]);
    }

    #[test]
    fn the_table_has_no_circle() {
        let mut placed: Vec<&str> = Vec::new();
        while placed.len() < ALLOWED.len() {
            let free = |(name, on): &&(&str, &[&str])| {
                !placed.contains(name) && on.iter().all(|other| placed.contains(other))
            };
            let (next, _) = ALLOWED.iter().find(free).expect("a circle");
            placed.push(next);
        }
        assert!(ALLOWED.iter().all(|(_, on)| !on.contains(&short(TESTS))));
    }

    #[test]
    fn what_reaches_the_verifier_is_seen() {
        let clean = "plimsoll-verifier v0.1.0 (/x)\nark-ff v0.6.0\nplimsoll-snark v0.1.0 (/y)\n";
        assert!(verifier_reach(clean).is_empty());
        for name in KEPT_FROM_VERIFIER {
            let problems = verifier_reach(&format!("{clean}{name} v0.6.0\n"));
            assert_eq!(problems.len(), 1);
            assert!(problems[0].what.contains(name));
        }
        assert!(verifier_reach(&format!("{clean}ark-r1cs-std-not v0.6.0\n")).is_empty());
    }
}
