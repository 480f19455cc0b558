//! What every source file owes its reader: a charter, a length one can take in,
//! and nothing left over from writing it.

use super::Problem;

const MAX_LINES: usize = 500;
const SOURCES: [&str; 7] = ["rs", "ts", "sol", "mjs", "js", "py", "sh"];

// Spelled in two parts, or this file would be its own finding.
const LEFTOVERS: [&str; 3] =
    [concat!("dbg", "!("), concat!("todo", "!("), concat!("unimplemented", "!(")];

fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// A Rust file begins with a `//!` comment that says what it is for.
pub(super) fn charter(path: &str, text: &str) -> Option<Problem> {
    let first = text.lines().next().unwrap_or_default();
    let has_one = first.strip_prefix("//!").is_some_and(|rest| !rest.trim().is_empty());
    (extension(path) == "rs" && !has_one)
        .then(|| Problem::new(path, 1, "no charter: begin the file with `//!` and what it is for"))
}

/// No source file is longer than 500 lines.
pub(super) fn length(path: &str, text: &str) -> Option<Problem> {
    let lines = text.lines().count();
    (SOURCES.contains(&extension(path)) && lines > MAX_LINES).then(|| {
        let what = format!("{lines} lines, at most {MAX_LINES}: split the file by what it does");
        Problem::new(path, MAX_LINES + 1, what)
    })
}

/// No file holds a macro that stands for unfinished work.
pub(super) fn leftovers(path: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for marker in LEFTOVERS.iter().filter(|marker| holds(line, marker)) {
            problems.push(Problem::new(path, number, format!("`{marker}` left over: remove it")));
        }
    }
    problems
}

/// A library has no tests of a kind that its manifest leaves out.
pub(super) fn never_run(path: &str, text: &str, kind: &str) -> Option<Problem> {
    let is_one = |line: &str| match kind {
        "doctest" => {
            let comment = ["///", "//!"].iter().find_map(|mark| line.strip_prefix(mark));
            comment.is_some_and(|comment| comment.trim_start().starts_with("```"))
        }
        _ => line.starts_with("#[test]") || line.starts_with("#[cfg(test)]"),
    };
    let (number, _) = (1..).zip(text.lines()).find(|(_, line)| is_one(line.trim_start()))?;
    let what = format!("never run: the manifest says `{kind} = false`, take that away");
    Some(Problem::new(path, number, what))
}

/// Whether `line` holds `marker` as a word of its own.
fn holds(line: &str, marker: &str) -> bool {
    line.match_indices(marker).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_would_never_run_are_found() {
        let unit = "//! A.\n\n    #[cfg(test)]\nmod tests {}\n";
        assert_eq!(never_run("a/src/b.rs", unit, "test").unwrap().line, 3);
        assert_eq!(never_run("a/src/b.rs", unit, "doctest"), None);
        let example = "//! A.\n/// ```\n/// f();\n/// ```\n";
        assert_eq!(never_run("a/src/b.rs", example, "doctest").unwrap().line, 2);
        assert_eq!(never_run("a/src/b.rs", example, "test"), None);
    }

    #[test]
    fn a_charter_is_the_first_line_of_a_rust_file() {
        assert_eq!(charter("a/b.rs", "//! Says what.\nfn f() {}\n"), None);
        assert_eq!(charter("a/b.ts", "const x = 1;\n"), None);
        assert_eq!(charter("a/rs", ""), None);
        for text in ["", "fn f() {}\n", "// no\n", "//!\n//! Late.\n", "\n//! Late.\n"] {
            let problem = charter("a/b.rs", text).unwrap();
            assert_eq!((problem.path.as_str(), problem.line), ("a/b.rs", 1), "{text:?}");
        }
    }

    #[test]
    fn a_source_file_ends_by_line_500() {
        assert_eq!(length("a.rs", &"x\n".repeat(500)), None);
        assert_eq!(length("a.json", &"x\n".repeat(501)), None);
        for extension in SOURCES {
            let path = format!("web/a.{extension}");
            let problem = length(&path, &"x\n".repeat(501)).unwrap();
            assert_eq!(problem.line, 501);
            assert!(problem.what.starts_with("501 lines"), "{problem}");
        }
    }

    #[test]
    fn leftovers_are_found_on_their_lines() {
        for marker in LEFTOVERS {
            let text = format!("fine\n    {marker}\"x\");\n");
            let found = leftovers("a.rs", &text);
            assert_eq!(found.len(), 1, "{marker}");
            assert_eq!(found[0].line, 2);
            assert_eq!(leftovers("a.rs", &format!("std::{marker}x)")).len(), 1);
            assert!(leftovers("a.rs", &format!("my_{marker}x)")).is_empty());
        }
        assert!(leftovers("a.rs", "todo: say what is left to do (later)\n").is_empty());
    }
}
