//! `plimsoll risk price`: cases in, the same rows with prices and Greeks out.

use std::fmt;
use std::path::Path;

use plimsoll_engine::models::Valuation;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::cases::{Cases, Row};
use crate::commands::Style;
use crate::failure::Failure;
use crate::output;

/// What is added to every row, in this order.
const ADDED: [&str; 6] = ["price", "delta", "gamma", "vega", "theta", "rho"];
/// What the cases call a correlation, and what JSON calls it, where a name may
/// stand only once.
const CORRELATION: [&str; 2] = ["rho", "correlation"];

pub(super) fn run(path: &Path, style: Style) -> Result<(), Failure> {
    let mut cases = Cases::open(path)?;
    let mut rows = Vec::new();
    while let Some(row) = cases.next() {
        let Row { line, cells, kind, case } = row?;
        let value = (kind.read)(&case).and_then(|model| model.value());
        let value = value.map_err(|error| cases.refused(line, &error))?;
        rows.push((cells, value));
    }
    let columns = cases.columns().to_vec();
    let csv = if style.json { String::new() } else { table(&columns, &rows)? };
    output::print(style.json, &Priced { columns, rows, csv })
}

/// The rows as CSV.
fn table(columns: &[String], rows: &[(Vec<String>, Valuation)]) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let internal = |error: &dyn fmt::Display| Failure::Internal(error.to_string());
    let heading = columns.iter().map(String::as_str).chain(ADDED);
    writer.write_record(heading).map_err(|error| internal(&error))?;
    for (cells, value) in rows {
        let added = figures(value).map(|figure| number(figure).to_string());
        let record = cells.iter().chain(&added);
        writer.write_record(record).map_err(|error| internal(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| internal(&error))?;
    String::from_utf8(bytes).map_err(|error| internal(&error))
}

/// Its figures, in the order in which they are added.
fn figures(value: &Valuation) -> [f64; 6] {
    [value.price, value.delta, value.gamma, value.vega, value.theta, value.rho]
}

/// The shortest text that reads as the same number. All of them are finite.
fn number(figure: f64) -> serde_json::Value {
    figure.into()
}

struct Priced {
    columns: Vec<String>,
    rows: Vec<(Vec<String>, Valuation)>,
    csv: String,
}

impl fmt::Display for Priced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.csv)
    }
}

impl Serialize for Priced {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows =
            self.rows.iter().map(|(cells, value)| Line { columns: &self.columns, cells, value });
        serializer.collect_seq(rows)
    }
}

/// A row as a JSON object: its filled cells, then what was added.
struct Line<'a> {
    columns: &'a [String],
    cells: &'a [String],
    value: &'a Valuation,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (column, cell) in self.columns.iter().zip(self.cells) {
            let name = if column == CORRELATION[0] { CORRELATION[1] } else { column };
            match cell.parse::<f64>() {
                _ if cell.is_empty() => {}
                Ok(value) => map.serialize_entry(name, &number(value))?,
                Err(_) => map.serialize_entry(name, cell)?,
            }
        }
        for (name, figure) in ADDED.into_iter().zip(figures(self.value)) {
            map.serialize_entry(name, &number(figure))?;
        }
        map.end()
    }
}
