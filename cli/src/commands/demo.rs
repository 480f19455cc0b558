//! `plimsoll demo`: a sample venue, and the margin rule over its whole book.

use std::path::{Path, PathBuf};

use super::margin::{self, Book, PARAMETERS};
use super::{Style, snapshot};
use crate::args::{self, TableFormat};
use crate::failure::{Failure, say};
use crate::output;

pub(crate) fn run(args: &args::Demo, style: Style) -> Result<(), Failure> {
    let scratch = Scratch::new(args.out.as_deref())?;
    let dir = scratch.dir().join("snapshot");
    say(&format_args!("Making a venue of {} accounts from seed {}…", args.accounts, args.seed));
    snapshot::make_sample(args.accounts, args.seed, &dir, TableFormat::Parquet, style)?;
    say(&format_args!("Applying the margin rule to every account…"));
    let book = Book::open(&dir, &dir.join(PARAMETERS))?;
    let report = margin::assess(&book, None, style)?;
    output::print(style.json, &report)?;
    if args.out.is_some() {
        say(&format_args!("The snapshot is in {}.", dir.display()));
    }
    report.verdict()
}

/// Where the demonstration works: the directory that was asked for, or one of
/// its own that goes when it is done.
enum Scratch {
    Kept(PathBuf),
    Temporary(tempfile::TempDir),
}

impl Scratch {
    fn new(out: Option<&Path>) -> Result<Self, Failure> {
        match out {
            Some(out) => Ok(Self::Kept(out.to_owned())),
            None => Ok(Self::Temporary(tempfile::tempdir()?)),
        }
    }

    fn dir(&self) -> &Path {
        match self {
            Self::Kept(dir) => dir,
            Self::Temporary(dir) => dir.path(),
        }
    }
}
