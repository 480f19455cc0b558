//! Files of cases: what a heading's columns and a row's cells mean. Whoever
//! reads the file knows the lines, and adds them to errors.

use super::{Case, KINDS, Kind, Right, kind};

const MODEL: &str = "model";
const TYPE: &str = "type";

/// What is wrong with a heading or a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {why}")]
pub struct CaseError {
    /// In which column.
    pub column: String,
    /// Why, and where it is not obvious, what to do.
    pub why: String,
}

/// The columns of a file of cases, in its own order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseColumns(Vec<String>);

impl CaseColumns {
    /// # Errors
    /// If a column is one that no model reads or is there twice, or none names
    /// the models.
    pub fn new(names: Vec<String>) -> Result<Self, CaseError> {
        for (i, column) in names.iter().enumerate() {
            let known = [MODEL, TYPE].contains(&column.as_str())
                || KINDS.iter().any(|kind| kind.reads(column));
            if !known {
                return Err(wrong(column, "no model reads it; take it out"));
            }
            if names.iter().take(i).any(|other| other == column) {
                return Err(wrong(column, "it is there twice; take one out"));
            }
        }
        if names.iter().any(|column| column == MODEL) {
            Ok(Self(names))
        } else {
            Err(wrong(MODEL, "it is missing; it names each row's model"))
        }
    }

    /// As the file names them.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// What a row's cells say: a model and its figures.
    ///
    /// # Errors
    /// If there is no such model, a cell is not of its column's kind, or it is
    /// filled where the model does not read it.
    pub fn read(&self, cells: &[String]) -> Result<(&'static Kind, Case), CaseError> {
        let filled = self.0.iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        let name = filled.clone().find(|(column, _)| *column == MODEL).map_or("", |(_, cell)| cell);
        let Some(kind) = kind(name) else {
            let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
            let why = format!("there is no model {name:?}; there are {}", names.join(", "));
            return Err(wrong(MODEL, why));
        };
        let mut case = Case::default();
        for (column, cell) in filled {
            match column.as_str() {
                MODEL => {}
                TYPE => case.set_right(right(kind, cell)?),
                _ => set_number(kind, column, cell, &mut case)?,
            }
        }
        Ok((kind, case))
    }
}

fn set_number(kind: &Kind, column: &str, cell: &str, case: &mut Case) -> Result<(), CaseError> {
    let number = cell.parse().ok().filter(|number: &f64| number.is_finite());
    let number = number.ok_or_else(|| wrong(column, format!("{cell:?} is not a number")))?;
    // A zero says nothing, so it may stand where nothing is read.
    if !kind.reads(column) && number != 0.0 {
        return Err(wrong(column, format!("{} does not read it; leave it empty", kind.name)));
    }
    case.set(column, number);
    Ok(())
}

fn right(kind: &Kind, cell: &str) -> Result<Right, CaseError> {
    let right = match cell {
        "C" => Right::Call,
        "P" => Right::Put,
        _ => return Err(wrong(TYPE, format!("{cell:?} is neither C nor P"))),
    };
    if kind.right.is_some_and(|own| own != right) {
        return Err(wrong(TYPE, format!("{} is not {cell}; leave it empty", kind.name)));
    }
    Ok(right)
}

fn wrong(column: &str, why: impl Into<String>) -> CaseError {
    CaseError { column: column.to_owned(), why: why.into() }
}
