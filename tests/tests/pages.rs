//! The pages of `docs/statement/` say what the code is: every clause has its
//! heading and its attack, no heading is of a clause that is gone, and the bit
//! budgets are the computed ones. Every rule here is shown to be able to fail.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail like tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use plimsoll_statement::{Budget, Clause, budgets};

/// Texts by the names of their files, without what ends those.
type Texts = BTreeMap<String, String>;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(folder: &str, extension: &str) -> Texts {
    let files = std::fs::read_dir(repository().join(folder)).expect(folder);
    let paths = files.map(|file| file.expect(folder).path());
    let paths = paths.filter(|path| path.extension().is_some_and(|end| end == extension));
    let named = paths.map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).expect("a text"))
    });
    named.collect()
}

/// A page's sections by their headings `## …`, code blocks left out of account.
fn sections(page: &str) -> Vec<(&str, String)> {
    let mut sections: Vec<(&str, String)> = Vec::new();
    let mut code = false;
    for line in page.lines() {
        code ^= line.starts_with("```");
        match line.strip_prefix("## ").filter(|_| !code) {
            Some(heading) => sections.push((heading.trim(), String::new())),
            None => {
                if let Some((_, text)) = sections.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    sections
}

/// A heading is meant as a clause's if it is two words with a point between.
fn is_clause_like(heading: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c == '-';
    let parts = heading.split_once('.');
    parts.is_some_and(|(page, name)| {
        !page.is_empty() && !name.is_empty() && (page.to_owned() + name).chars().all(word)
    })
}

/// The functions of a source that are tests.
fn tests(source: &str) -> Vec<&str> {
    let mut lines = source.lines().map(str::trim);
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        if line == "#[test]" {
            let function = lines.by_ref().find(|line| !line.starts_with('#'));
            let name = function.and_then(|line| line.strip_prefix("fn ")?.split('(').next());
            found.extend(name);
        }
    }
    found
}

fn test_name(clause: Clause) -> String {
    clause.name().replace(['.', '-'], "_")
}

fn page_of(clause: Clause) -> &'static str {
    clause.name().split('.').next().unwrap_or_default()
}

/// What is missing or too much.
fn problems(clauses: &[Clause], pages: &Texts, attacks: &Texts) -> Vec<String> {
    let mut problems = Vec::new();
    let none = String::new();
    for &clause in clauses {
        let (page, name) = (page_of(clause), clause.name());
        let test = test_name(clause);
        let text = pages.get(page).unwrap_or(&none);
        let own: Vec<_> = sections(text).into_iter().filter(|(h, _)| *h == name).collect();
        match own.as_slice() {
            [] => problems.push(format!("{page}.md has no heading `## {name}`")),
            [(_, text)] => {
                if !text.contains(&format!("`{test}`")) {
                    problems.push(format!("{page}.md, {name}: the attack `{test}` is not named"));
                }
                if !text.contains("statement/src/") {
                    problems.push(format!("{page}.md, {name}: no native file is named"));
                }
                let circuit = text.split("**Circuit:** ").nth(1).unwrap_or_default();
                if !circuit.starts_with("none: ") && !circuit.contains("circuits/src/") {
                    problems.push(format!("{page}.md, {name}: no circuit is named"));
                }
            }
            _ => problems.push(format!("{page}.md has `## {name}` more than once")),
        }
        let source = attacks.get(page).unwrap_or(&none);
        if !tests(source).contains(&test.as_str()) {
            problems.push(format!("attacks/{page}.rs has no test `{test}`"));
        }
        let readme = pages.get("README").unwrap_or(&none);
        if !readme.contains(&format!("[`{name}`]({page}.md#")) {
            problems.push(format!("README.md does not link `{name}`"));
        }
    }
    for (page, text) in pages {
        for (heading, _) in sections(text) {
            let known = clauses.iter().any(|c| c.name() == heading && page_of(*c) == page);
            if is_clause_like(heading) && !known {
                problems.push(format!("{page}.md: `## {heading}` is no clause of this page"));
            }
        }
    }
    problems
}

#[test]
fn every_clause_has_its_page_and_its_attack() {
    let pages = read("docs/statement", "md");
    let attacks = read("tests/tests/attacks", "rs");
    assert_eq!(problems(Clause::ALL, &pages, &attacks), Vec::<String>::new());
}

/// A page, a source and a list that are in order, for the tests below to spoil.
fn in_order() -> (Texts, Texts) {
    let page = "# Margin\n\n## Before\n\n## margin.range\nstatement/src/margin.rs \
                **Circuit:** circuits/src/margin.rs `margin_range`\n";
    let readme = "| [`margin.range`](margin.md#marginrange) |\n";
    let source = "#[test]\nfn margin_range() {}\n";
    let pages = [("margin", page), ("README", readme)];
    let owned = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    (pages.map(owned).into(), [("margin", source)].map(owned).into())
}

#[test]
fn what_is_missing_or_too_much_is_found() {
    let clauses = [Clause::MarginRange];
    let (pages, attacks) = in_order();
    assert_eq!(problems(&clauses, &pages, &attacks), Vec::<String>::new());
    for (of, old, new, says) in [
        ("margin", "## margin.range\n", "", "has no heading"),
        ("margin", "## margin.range\n", "```\n## margin.range\n```\n", "has no heading"),
        ("margin", "## margin.range\n", "### margin.range\n", "has no heading"),
        ("margin", "`margin_range`", "", "the attack `margin_range` is not named"),
        ("margin", "statement/src/", "", "no native file"),
        ("margin", "circuits/src/", "", "no circuit is named"),
        ("margin", "**Circuit:**", "Circuit:", "no circuit is named"),
        ("margin", "## Before\n", "## margin.range\n", "more than once"),
        ("margin", "## Before\n", "## margin.gone\n", "`## margin.gone` is no clause"),
        ("README", "margin.range", "margin", "README.md does not link"),
        ("README", "margin.md", "other.md", "README.md does not link"),
        ("README", "|\n", "|\n## margin.range\n", "is no clause of this page"),
    ] {
        let mut pages = pages.clone();
        let page = pages.get_mut(of).unwrap();
        assert!(page.contains(old), "{old} is not there to be spoilt");
        *page = page.replace(old, new);
        let found = problems(&clauses, &pages, &attacks);
        assert!(found.iter().any(|problem| problem.contains(says)), "{says}: {found:?}");
    }
    for source in ["fn margin_range() {}\n", "#[test]\nfn margin_ranges() {}\n", ""] {
        let attacks = [("margin".to_owned(), source.to_owned())].into();
        let found = problems(&clauses, &pages, &attacks);
        assert_eq!(found, ["attacks/margin.rs has no test `margin_range`"], "{source:?}");
    }
    let missing = problems(&clauses, &Texts::new(), &Texts::new());
    assert_eq!(missing.len(), 3);
}

#[test]
fn tests_are_read_from_sources() {
    let source = "#[test]\nfn a() {}\n    #[test]\n    #[ignore]\n    fn b_c() {\n}\nfn d() {}\n";
    assert_eq!(tests(source), ["a", "b_c"]);
    assert_eq!(Clause::ALL.len(), 35);
    assert!(is_clause_like("book.zero-sum") && !is_clause_like("Not claimed."));
}

/// The rows of the table `| what | bits | limit | because |`.
fn listed(page: &str) -> Vec<[String; 4]> {
    let rows = page.lines().filter_map(|line| {
        let inner = line.strip_prefix('|')?.strip_suffix('|')?;
        let cells: Vec<String> = inner.split('|').map(|cell| cell.trim().to_owned()).collect();
        <[String; 4]>::try_from(cells).ok()
    });
    // The head and the rule below it are rows too.
    rows.skip(2).collect()
}

fn row(budget: &Budget) -> [String; 4] {
    let Budget { what, bits, limit, because } = budget;
    [(*what).to_owned(), bits.to_string(), limit.to_string(), (*because).to_owned()]
}

#[test]
fn the_bit_budgets_are_the_computed_ones() {
    let page = &read("docs/statement", "md")["bits"];
    let computed: Vec<_> = budgets().iter().map(row).collect();
    assert_eq!(listed(page), computed, "docs/statement/bits.md is out of date");
    assert!(budgets().iter().all(|budget| budget.bits <= budget.limit));
    let spoilt = page.replacen("127", "128", 1);
    assert_ne!(listed(&spoilt), computed);
}
