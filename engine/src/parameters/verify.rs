//! Whether parameters are what a model makes of inputs: computed again and
//! compared, figure by figure.

use std::fmt;

use plimsoll_statement::{InputFile, ParametersFile, RowFile};

use super::build::{TableInputs, build_table};
use super::error::TableError;

/// What came of computing parameters again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The same to the bit; the canonical form has this SHA-256.
    Same([u8; 32]),
    /// Not the same: the first difference, in the order of the file.
    Differs(Difference),
}

/// A difference between published parameters and recomputed ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The published file does not say what it was computed from.
    NoModel,
    /// An input is not the one that was used, or was not used.
    Input {
        /// Its name.
        name: String,
        /// The published hash.
        published: Option<String>,
        /// The hash of what was given.
        given: Option<String>,
    },
    /// A part of the file that is not a row.
    Part {
        /// Which.
        what: &'static str,
        /// As published.
        published: String,
        /// As computed.
        computed: String,
    },
    /// A figure of a row.
    Figure {
        /// The row's symbol.
        symbol: String,
        /// Which figure; gains with their scenario.
        what: String,
        /// As published.
        published: String,
        /// As computed.
        computed: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_none = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "none".to_owned());
        match self {
            Self::NoModel => f.write_str(
                "the parameters do not say what they were computed from, so they cannot be \
                 computed again",
            ),
            Self::Input { name, published, given } => write!(
                f,
                "input {name}: the parameters were computed from {}, and given is {}",
                or_none(published),
                or_none(given)
            ),
            Self::Part { what, published, computed } => {
                write!(f, "{what}: published is {published}, computed is {computed}")
            }
            Self::Figure { symbol, what, published, computed } => {
                write!(f, "{symbol}: {what}: published is {published}, computed is {computed}")
            }
        }
    }
}

impl Verification {
    /// What comparing the two says.
    pub(crate) fn of(published: &ParametersFile, computed: &ParametersFile) -> Self {
        match first_difference(published, computed) {
            Some(difference) => Self::Differs(difference),
            None => Self::Same(published.sha256()),
        }
    }
}

/// Computes parameters again and compares.
///
/// # Errors
/// If the inputs make no table.
pub fn verify(
    published: &ParametersFile,
    inputs: &TableInputs<'_>,
) -> Result<Verification, TableError> {
    if published.model.is_none() {
        return Ok(Verification::Differs(Difference::NoModel));
    }
    Ok(Verification::of(published, &build_table(inputs)?))
}

/// The first difference: of inputs, then in the order of the file.
#[must_use]
pub fn first_difference(
    published: &ParametersFile,
    computed: &ParametersFile,
) -> Option<Difference> {
    inputs(published, computed)
        .or_else(|| parts(published, computed))
        .or_else(|| rows(&published.assets, &computed.assets, &published.scenarios))
        .or_else(|| rows(&published.zero_sum, &computed.zero_sum, &published.scenarios))
}

fn inputs(published: &ParametersFile, computed: &ParametersFile) -> Option<Difference> {
    let of = |file: &ParametersFile| {
        file.model.as_ref().map(|model| model.inputs.clone()).unwrap_or_default()
    };
    let (published, computed) = (of(published), of(computed));
    let find = |inputs: &[InputFile], name: &str| {
        inputs.iter().find(|input| input.name == name).map(|input| input.sha256.clone())
    };
    for InputFile { name, .. } in published.iter().chain(&computed) {
        let (was, is) = (find(&published, name), find(&computed, name));
        if was != is {
            return Some(Difference::Input { name: name.clone(), published: was, given: is });
        }
    }
    None
}

fn parts(published: &ParametersFile, computed: &ParametersFile) -> Option<Difference> {
    fn part<T: PartialEq + fmt::Debug>(what: &'static str, p: &T, c: &T) -> Option<Difference> {
        let (published, computed) = (format!("{p:?}"), format!("{c:?}"));
        (p != c).then_some(Difference::Part { what, published, computed })
    }
    let (p, c) = (published, computed);
    part("the version", &p.version, &c.version)
        .or_else(|| part("the capacity", &p.capacity, &c.capacity))
        .or_else(|| list("a scenario", &p.scenarios, &c.scenarios))
        .or_else(|| list("a group", &p.groups, &c.groups))
        .or_else(|| list("a test", &p.tests, &c.tests))
        .or_else(|| list("a stress", &p.stresses, &c.stresses))
        .or_else(|| part("the cover", &p.cover, &c.cover))
        .or_else(|| list("an underlying", &p.underlyings, &c.underlyings))
        .or_else(|| part("the model", &p.model, &c.model))
}

/// The first entry that differs, or is missing on one side.
fn list<T: PartialEq + fmt::Debug>(
    what: &'static str,
    published: &[T],
    computed: &[T],
) -> Option<Difference> {
    let text = |entry: Option<&T>| entry.map_or("none".to_owned(), |entry| format!("{entry:?}"));
    (0..published.len().max(computed.len())).find_map(|at| {
        let (p, c) = (published.get(at), computed.get(at));
        let (published, computed) = (text(p), text(c));
        (p != c).then_some(Difference::Part { what, published, computed })
    })
}

fn rows(published: &[RowFile], computed: &[RowFile], scenarios: &[String]) -> Option<Difference> {
    for (p, c) in published.iter().zip(computed) {
        if p != c {
            return Some(row(p, c, scenarios));
        }
    }
    let symbols = |rows: &[RowFile]| rows.iter().map(|row| row.symbol.clone()).collect::<Vec<_>>();
    list("a row", &symbols(published), &symbols(computed))
}

/// The first figure of a row that differs.
fn row(p: &RowFile, c: &RowFile, scenarios: &[String]) -> Difference {
    let difference = |what: String, published: String, computed: String| Difference::Figure {
        symbol: p.symbol.clone(),
        what,
        published,
        computed,
    };
    let terms = |row: &RowFile| {
        format!("{} of {:?}, {}, exact: {}", row.symbol, row.underlying, row.lot_size, row.exact)
    };
    if terms(p) != terms(c) {
        return difference("its terms".to_owned(), terms(p), terms(c));
    }
    let figures = |row: &RowFile| {
        [
            ("mark", row.mark),
            ("haircut_long", row.haircut_long),
            ("haircut_short", row.haircut_short),
            ("floor_long", row.floor_long),
            ("floor_short", row.floor_short),
        ]
    };
    for ((what, was), (_, is)) in figures(p).into_iter().zip(figures(c)) {
        if was != is {
            return difference(what.to_owned(), was.to_string(), is.to_string());
        }
    }
    for (at, (was, is)) in p.pnl.iter().zip(&c.pnl).enumerate() {
        if was != is {
            let name = scenarios.get(at).map_or("", String::as_str);
            let what = format!("the gain in scenario {at} ({name})");
            return difference(what, was.to_string(), is.to_string());
        }
    }
    let rest = |row: &RowFile| format!("tiers {:?}, {} gains", row.tiers, row.pnl.len());
    difference("tiers or the number of gains".to_owned(), rest(p), rest(c))
}
