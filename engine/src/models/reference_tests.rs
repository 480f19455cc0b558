//! Every model against the committed references, which were made with 50 digits
//! (`engine/references/make.py`).

use std::path::PathBuf;

use super::*;

/// Names of a reference's figures, and how a unit of spot counts in each.
const FIGURES: [&str; 6] = ["price", "delta", "gamma", "vega", "theta", "rho"];

struct Row {
    line: usize,
    cells: Vec<(String, String)>,
}

impl Row {
    fn cell(&self, name: &str) -> &str {
        self.cells.iter().find(|(n, _)| n == name).map_or("", |(_, cell)| cell)
    }

    fn number(&self, name: &str) -> Option<f64> {
        let cell = self.cell(name);
        (!cell.is_empty()).then(|| cell.parse().unwrap())
    }

    fn case(&self) -> Case {
        let mut case = Case::default();
        match self.cell("type") {
            "C" => case.set_right(Right::Call),
            "P" => case.set_right(Right::Put),
            _ => {}
        }
        for (name, cell) in &self.cells {
            if let Ok(value) = cell.parse() {
                case.set(name, value);
            }
        }
        case
    }

    fn spot(&self) -> f64 {
        self.number("spot").or(self.number("s1")).unwrap()
    }
}

fn rows(name: &str) -> Vec<Row> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("references/{name}.csv"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row = |(i, line): (usize, &str)| {
        let cells = names.iter().zip(line.split(','));
        Row { line: i + 2, cells: cells.map(|(n, c)| ((*n).to_owned(), c.to_owned())).collect() }
    };
    lines.enumerate().map(row).collect()
}

/// The largest error of prices in units of spot, and of Greeks in their own unit
/// relative to what a Greek of that case can be.
fn compare(name: &str, least_rows: usize, tolerance: f64) {
    let rows = rows(name);
    assert!(rows.len() >= least_rows, "{name}: {} rows", rows.len());
    let (mut worst, mut failed) = ([0.0f64; 6], Vec::new());
    for row in &rows {
        let value = kind(row.cell("model")).unwrap_or_else(|| unreachable!("{}", row.line)).read;
        let value = value(&row.case()).unwrap().value();
        let Ok(v) = value else {
            failed.push(format!("line {}: {value:?}", row.line));
            continue;
        };
        let found = [v.price, v.delta, v.gamma, v.vega, v.theta, v.rho];
        for (i, figure) in FIGURES.iter().enumerate() {
            let wanted = row.number(&format!("true_{figure}")).unwrap();
            let error = (found[i] - wanted).abs() / scale(figure, row, wanted);
            worst[i] = worst[i].max(error);
            if error.is_nan() || error > tolerance {
                failed.push(format!(
                    "line {}: {figure} {} for {wanted}: {error:e}",
                    row.line, found[i]
                ));
            }
        }
    }
    println!("{name}: largest errors {worst:?}");
    assert!(failed.is_empty(), "{name}: {worst:?}\n{}", failed.join("\n"));
}

/// What an error is measured in: spot for money, 1 for deltas, and for gamma what
/// it is at most, relative.
fn scale(figure: &str, row: &Row, wanted: f64) -> f64 {
    let spot = row.spot();
    match figure {
        "delta" => 1.0,
        "gamma" => (1.0 / spot).max(wanted.abs()),
        _ => spot,
    }
}

#[test]
fn black_scholes() {
    compare("black_scholes", 100, 1e-10);
    for row in rows("black_scholes").iter().filter(|row| row.cell("model") == "bs") {
        let option = European::read(&row.case()).unwrap();
        let case = BlackScholes { option, volatility: row.number("vol").unwrap() };
        for (found, wanted) in [(case.vanna(), "true_vanna"), (case.volga(), "true_volga")] {
            let wanted = row.number(wanted).unwrap();
            let error = (found.unwrap() - wanted).abs() / wanted.abs().max(row.spot());
            assert!(error < 1e-10, "line {}: {error:e}", row.line);
        }
    }
}

#[test]
fn merton() {
    compare("merton", 60, 1e-9);
}

#[test]
fn heston() {
    compare("heston", 60, 1e-9);
}

#[test]
fn bates() {
    compare("bates", 30, 1e-9);
}

#[test]
fn two_assets() {
    compare("two_assets", 35, 1e-9);
}

#[test]
fn rainbow() {
    compare("rainbow", 30, 1e-9);
}
