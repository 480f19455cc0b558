//! Links between pages: a relative link in a Markdown file leads to a file or
//! folder of the repository.

use std::collections::BTreeSet;

use super::Problem;

/// The relative links of a Markdown file that lead nowhere.
pub(super) fn broken(path: &str, text: &str, files: &BTreeSet<String>) -> Vec<Problem> {
    if !path.ends_with(".md") {
        return Vec::new();
    }
    let problem = |line, link: &str, what| Problem::new(path, line, format!("`{link}` {what}"));
    let mut problems = Vec::new();
    for (line, link) in links(text) {
        let target = link.split(['#', '?']).next().unwrap_or_default();
        if target.is_empty() || has_scheme(&link) {
            continue;
        }
        match resolve(path, target) {
            _ if target.starts_with('/') => {
                problems.push(problem(line, &link, "is absolute: write it from this file"));
            }
            None => problems.push(problem(line, &link, "leads out of the repository")),
            Some(to) if !exists(&to, files) => {
                let what = "leads nowhere: correct it or add the file (ignored files do not count)";
                problems.push(problem(line, &link, what));
            }
            Some(_) => {}
        }
    }
    problems
}

/// Every link's target and line, code left out.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    let mut fence: Option<&str> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (Some(_), _) => {}
            (None, None) => {
                let prose = without_code(line);
                links.extend(inline(&prose).chain(definition(&prose)).map(|to| (number, to)));
            }
        }
    }
    links
}

/// The line with its code spans taken out.
fn without_code(line: &str) -> String {
    let mut prose = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('`') {
        let (before, from) = rest.split_at(open);
        let ticks = &from[..from.len() - from.trim_start_matches('`').len()];
        let Some(close) = from[ticks.len()..].find(ticks) else {
            break;
        };
        prose.push_str(before);
        prose.push_str("code");
        rest = &from[close + 2 * ticks.len()..];
    }
    prose + rest
}

/// Targets of `[text](target)` and `![text](target "title")`.
fn inline(line: &str) -> impl Iterator<Item = String> {
    line.match_indices("](").filter_map(|(at, _)| {
        let rest = &line[at + 2..];
        let mut depth = 1_usize;
        let end = rest.find(|c: char| {
            depth = if c == '(' { depth + 1 } else { depth - usize::from(c == ')') };
            depth == 0
        })?;
        Some(bare(&rest[..end]))
    })
}

/// The target of `[name]: target`.
fn definition(line: &str) -> Option<String> {
    let (name, target) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    (!name.starts_with('^') && !name.contains(']')).then(|| bare(target))
}

/// A target without its brackets and title.
fn bare(target: &str) -> String {
    let target = target.trim();
    let inner = target.strip_prefix('<').and_then(|rest| rest.split('>').next());
    inner.or_else(|| target.split_whitespace().next()).unwrap_or_default().to_owned()
}

/// Whether the link is `https:…`, `mailto:…` or the like.
fn has_scheme(link: &str) -> bool {
    link.starts_with("//")
        || link.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+')
        })
}

/// The target's path from the root; `None` if it leaves the repository.
fn resolve(from: &str, target: &str) -> Option<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(target.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn exists(path: &str, files: &BTreeSet<String>) -> bool {
    let folder = format!("{path}/");
    path.is_empty()
        || files.contains(path)
        || files.range(folder.clone()..).next().is_some_and(|file| file.starts_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_docs(text: &str) -> Vec<Problem> {
        let files = ["README.md", "docs/a.md", "docs/statement/margin.md", "docs/a(b).md"];
        broken("docs/a.md", text, &files.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn good_links_pass() {
        for text in [
            "[a](a.md) and [m](statement/margin.md#rule \"title\") and ![up](../README.md)",
            "[folder](statement/) [root](..) [here](#heading) [p](a(b).md) [q](<a.md>)",
            "[web](https://example.org/x) <https://example.org> [mail](mailto:a@example.org)",
            "[name]: statement/margin.md\n[^1]: nowhere.md is a footnote",
            "```\n[a](gone.md)\n```\nand `[a](gone.md)` and ``x ` [a](gone.md)``",
        ] {
            assert_eq!(in_docs(text), [], "{text}");
        }
    }

    #[test]
    fn broken_links_are_found_with_their_line() {
        for (text, line, says) in [
            ("one\n[gone](gone.md)", 2, "leads nowhere"),
            ("[gone](margin.md)", 1, "leads nowhere"),
            ("[part of a name](statement/mar)", 1, "leads nowhere"),
            ("[out](../../x.md)", 1, "leads out"),
            ("[absolute](/docs/a.md)", 1, "is absolute"),
            ("[name]: gone.md", 1, "leads nowhere"),
            ("```\ncode\n```\n![picture](gone.png#x)", 4, "leads nowhere"),
            ("`code` then [gone](gone.md)", 1, "leads nowhere"),
            ("an open ` tick and [gone](gone.md)", 1, "leads nowhere"),
        ] {
            let problems = in_docs(text);
            assert_eq!(problems.len(), 1, "{text}");
            assert_eq!(problems[0].line, line, "{text}");
            assert!(problems[0].what.contains(says), "{}", problems[0]);
        }
    }

    #[test]
    fn only_markdown_is_read() {
        assert_eq!(broken("a.rs", "//! [a](gone.md)", &BTreeSet::new()), []);
    }
}
