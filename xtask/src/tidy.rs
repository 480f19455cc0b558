//! `cargo xtask tidy`: what the compiler does not check. This file gathers the
//! files and crates; the checks are pure functions over them, below `tidy/`.

mod crates;
mod links;
mod manifest;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use cargo_metadata::MetadataCommand;

use crate::Outcome;
use crate::run::{cargo, program, read, root};
use crates::{Crate, Dependency};

/// Something to put right, and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    path: String,
    line: usize,
    what: String,
}

impl Problem {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

pub(crate) fn run() -> Outcome {
    let files = files()?;
    let texts = texts(&files)?;
    let crates = crates()?;

    let mut problems = Vec::new();
    for (path, text) in &texts {
        problems.extend(source::charter(path, text));
        problems.extend(source::length(path, text));
        problems.extend(source::leftovers(path, text));
        problems.extend(links::broken(path, text, &files));
    }
    for (manifest, member) in &crates {
        let text = texts.get(manifest).map_or("", String::as_str);
        problems.extend(manifest::lints(manifest, text));
        let sources = format!("{}src/", manifest.trim_end_matches("Cargo.toml"));
        for kind in ["test", "doctest"].into_iter().filter(|kind| manifest::leaves_out(text, kind))
        {
            let own =
                texts.range(sources.clone()..).take_while(|(path, _)| path.starts_with(&sources));
            problems.extend(own.filter_map(|(path, text)| source::never_run(path, text, kind)));
        }
        problems.extend(crates::directions(member, manifest, text));
    }
    if crates.iter().any(|(_, member)| member.name == crates::VERIFIER) {
        problems.extend(crates::verifier_reach(&verifier_tree()?));
    }

    problems.sort();
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() {
        println!("tidy: {} files and {} crates are in order", files.len(), crates.len());
        Ok(())
    } else {
        Err(format!("tidy: problems to put right: {}", problems.len()))
    }
}

/// Every file that is tracked, or new and not ignored, by its path from the root.
fn files() -> Result<BTreeSet<String>, String> {
    let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let paths = read(program("git").args(list))?;
    let here = |path: &&str| root().join(path).is_file();
    Ok(paths.split_terminator('\0').filter(here).map(str::to_owned).collect())
}

/// The files that are text.
fn texts(files: &BTreeSet<String>) -> Result<BTreeMap<String, String>, String> {
    let mut texts = BTreeMap::new();
    for path in files {
        let bytes = std::fs::read(root().join(path)).map_err(|e| format!("{path}: {e}"))?;
        if let Ok(text) = String::from_utf8(bytes) {
            texts.insert(path.clone(), text);
        }
    }
    Ok(texts)
}

/// The workspace's crates and their manifests' paths.
fn crates() -> Result<Vec<(String, Crate)>, String> {
    let metadata = MetadataCommand::new()
        .cargo_path(cargo().get_program())
        .current_dir(root())
        .no_deps()
        .exec()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    let members = metadata.workspace_packages();
    let ours: BTreeSet<&str> = members.iter().map(|package| package.name.as_str()).collect();
    Ok(members
        .iter()
        .map(|package| {
            let manifest = &package.manifest_path;
            let manifest = manifest.strip_prefix(&metadata.workspace_root).unwrap_or(manifest);
            let dependencies = package.dependencies.iter();
            let dependencies = dependencies
                .filter(|dependency| ours.contains(dependency.name.as_str()))
                .map(|dependency| Dependency {
                    name: dependency.name.clone(),
                    only_for_tests: dependency.kind == cargo_metadata::DependencyKind::Development,
                })
                .collect();
            (manifest.to_string(), Crate { name: package.name.to_string(), dependencies })
        })
        .collect())
}

/// What the verifier is built from when nothing else is built with it.
fn verifier_tree() -> Result<String, String> {
    read(cargo().args(["tree", "-p", crates::VERIFIER, "-e", "normal", "--prefix", "none"]))
}
