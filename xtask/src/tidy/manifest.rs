//! What every crate's manifest holds.

use super::Problem;

/// The crate takes the workspace's lints.
pub(super) fn lints(manifest: &str, text: &str) -> Option<Problem> {
    let mut table = String::new();
    let mut line_of_table = 1;
    for (number, line) in (1..).zip(text.lines()) {
        let line: String = line.split('#').next().unwrap_or_default().split_whitespace().collect();
        if line.starts_with('[') {
            if line == "[lints]" {
                line_of_table = number;
            }
            table = line;
        } else if (table == "[lints]" && line == "workspace=true")
            || (table.is_empty() && line == "lints.workspace=true")
        {
            return None;
        }
    }
    let what = "the workspace's lints are not taken: write `[lints]`, `workspace = true`";
    Some(Problem::new(manifest, line_of_table, what))
}

/// Whether the library's manifest leaves out one kind of its tests, to spare a
/// build: `[lib]`, `test = false`.
pub(super) fn leaves_out(text: &str, kind: &str) -> bool {
    let mut table = String::new();
    text.lines().any(|line| {
        let line: String = line.split('#').next().unwrap_or_default().split_whitespace().collect();
        if line.starts_with('[') {
            table.clone_from(&line);
        }
        table == "[lib]" && line == format!("{kind}=false")
    })
}

/// The line that names `dependency`, or the first one.
pub(super) fn line_of(text: &str, dependency: &str) -> usize {
    let names = |line: &str| {
        let rest = line.trim_start().strip_prefix(dependency);
        rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
    };
    (1..).zip(text.lines()).find(|(_, line)| names(line)).map_or(1, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lints_are_taken_from_the_workspace() {
        for text in [
            "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n",
            "[lints]\n# all of them\nworkspace=true # yes\n[dependencies]\n",
            "lints.workspace = true\n",
        ] {
            assert_eq!(lints("a/Cargo.toml", text), None, "{text}");
        }
        for (text, line) in [
            ("[package]\nname = \"a\"\n", 1),
            ("[package]\n[lints]\n[dependencies]\nworkspace = true\n", 2),
            ("[package]\n[lints]\nworkspace = false\n", 2),
            ("[package]\n#[lints]\nworkspace = true\n", 1),
            ("[package]\nlints.workspace = true\n", 1),
        ] {
            assert_eq!(lints("a/Cargo.toml", text).unwrap().line, line, "{text}");
        }
    }

    #[test]
    fn tests_that_are_left_out_are_known() {
        let text = "[package]\n[lib]\ntest = false # none\n[[bin]]\ndoctest = false\n";
        assert!(leaves_out(text, "test"));
        assert!(!leaves_out(text, "doctest"));
    }

    #[test]
    fn a_dependency_is_found_by_its_whole_name() {
        let text = "[dependencies]\nplimsoll-snark-x.workspace = true\nplimsoll-snark = {}\n";
        assert_eq!(line_of(text, "plimsoll-snark"), 3);
        assert_eq!(line_of(text, "plimsoll-snark-x"), 2);
        assert_eq!(line_of(text, "absent"), 1);
    }
}
