//! Rows as an adversary sees them: set a variable, see which rows break, and
//! mend them one variable at a time.

use std::collections::BTreeSet;
use std::sync::Arc;

use ark_ff::{Field as _, One as _, Zero as _};

use crate::Fr;
use crate::rows::Rows;

/// Where a variable stands: row, matrix, coefficient.
type Place = (usize, usize, Fr);

/// The rows with an index from variables to rows.
#[derive(Debug)]
pub(super) struct Index<'a> {
    rows: &'a Rows,
    columns: Vec<Vec<Place>>,
    /// The variables of each row, each once, by rank.
    variables: Vec<Vec<usize>>,
    /// The order in which variables are determined; outputs come last.
    rank: Vec<usize>,
}

impl<'a> Index<'a> {
    pub(super) fn of(rows: &'a Rows, outputs: &[usize]) -> Self {
        let count = rows.instance + rows.witness;
        let mut rank: Vec<usize> = (0..count).collect();
        outputs.iter().for_each(|output| rank[*output] += count);
        let mut columns = vec![Vec::new(); count];
        let mut variables = Vec::with_capacity(rows.len());
        for row in 0..rows.len() {
            let mut all = Vec::new();
            for (matrix, sparse) in rows.matrices.iter().enumerate() {
                for (coefficient, column) in sparse.row(row) {
                    columns[column].push((row, matrix, coefficient));
                    all.push(column);
                }
            }
            all.sort_unstable_by_key(|column| rank[*column]);
            all.dedup();
            variables.push(all);
        }
        Self { rows, columns, variables, rank }
    }

    pub(super) fn rows(&self) -> &'a Rows {
        self.rows
    }

    /// A variable's place in the order of determination.
    pub(super) fn rank(&self, column: usize) -> usize {
        self.rank[column]
    }

    /// Whether a variable is none of the outputs.
    fn is_wire(&self, column: usize) -> bool {
        self.rank[column] < self.columns.len()
    }

    /// The variables of a row, by rank.
    pub(super) fn variables(&self, row: usize) -> &[usize] {
        &self.variables[row]
    }

    /// The rows of a variable, in order.
    pub(super) fn rows_of(&self, column: usize) -> impl Iterator<Item = usize> + '_ {
        let mut last = None;
        let rows = self.columns[column].iter().map(|place| place.0);
        rows.filter(move |row| last.replace(*row) != Some(*row))
    }

    /// A variable's coefficients in a row.
    fn coefficients(&self, row: usize, column: usize) -> [Fr; 3] {
        let places = &self.columns[column];
        let start = places.partition_point(|place| place.0 < row);
        let mut sums = [Fr::zero(); 3];
        for (_, matrix, coefficient) in places[start..].iter().take_while(|place| place.0 == row) {
            sums[*matrix] += coefficient;
        }
        sums
    }
}

/// Which variable mends a row that several could.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefer {
    /// The latest; outputs are later than wires.
    Latest,
    /// The latest wire, and an output only if there is none.
    Wire,
    /// The earliest.
    Earliest,
    /// In the first row the one after so many earlier ones, then the latest
    /// wire.
    After(usize),
}

/// An assignment, and the rows that it may violate.
#[derive(Clone, Debug)]
pub(super) struct State<'a> {
    index: &'a Index<'a>,
    pub(super) values: Vec<Fr>,
    /// Each row's products with the values.
    sums: Vec<[Fr; 3]>,
    /// Rows that are left out.
    deleted: Arc<[bool]>,
    /// Rows to look at.
    dirty: BTreeSet<usize>,
}

impl<'a> State<'a> {
    pub(super) fn new(index: &'a Index<'a>, values: Vec<Fr>) -> Self {
        let sum = |row| index.rows.matrices.each_ref().map(|sparse| sparse.dot(row, &values));
        let sums = (0..index.rows.len()).map(sum).collect();
        let deleted = vec![false; index.rows.len()].into();
        Self { index, values, sums, deleted, dirty: BTreeSet::new() }
    }

    /// The same values with other rows left out.
    pub(super) fn without(&self, deleted: Arc<[bool]>) -> Self {
        Self { deleted, ..self.clone() }
    }

    /// The same rows with other values.
    pub(super) fn with(&self, changes: &[(usize, Fr)]) -> Self {
        let mut changed = self.clone();
        changes.iter().for_each(|(column, value)| changed.set(*column, *value));
        changed
    }

    pub(super) fn set(&mut self, column: usize, value: Fr) {
        let change = value - self.values[column];
        if change.is_zero() {
            return;
        }
        self.values[column] = value;
        for (row, matrix, coefficient) in &self.index.columns[column] {
            self.sums[*row][*matrix] += *coefficient * change;
            if !self.deleted[*row] {
                self.dirty.insert(*row);
            }
        }
    }

    fn holds(&self, row: usize) -> bool {
        let [a, b, c] = self.sums[row];
        a * b == c
    }

    /// The value of a variable that would make a row hold, if the row is
    /// linear in it.
    fn solution(&self, row: usize, column: usize) -> Option<Fr> {
        let [ca, cb, cc] = self.index.coefficients(row, column);
        if !ca.is_zero() && !cb.is_zero() {
            return None;
        }
        let [a, b, c] = self.sums[row];
        let slope = ca * b + cb * a - cc;
        let rise = c - a * b;
        // Products of new wires, the most frequent rows, need no inversion.
        let step = if (-slope).is_one() { -rise } else { rise * slope.inverse()? };
        Some(self.values[column] + step)
    }

    /// Mends rows in order, each by one variable that is still `free` and is
    /// not touched again. Whether all rows hold in the end.
    pub(super) fn mend(&mut self, free: &mut [bool], mut prefer: Prefer) -> bool {
        let index = self.index;
        while let Some(row) = self.dirty.pop_first() {
            if self.holds(row) {
                continue;
            }
            let solved = |column: &usize| {
                free[*column].then(|| Some((*column, self.solution(row, *column)?))).flatten()
            };
            let variables = index.variables(row);
            let found = match prefer {
                Prefer::Earliest => variables.iter().find_map(solved),
                Prefer::Latest => variables.iter().rev().find_map(solved),
                Prefer::Wire => {
                    let wires = variables.partition_point(|column| index.is_wire(*column));
                    let (wires, outputs) = variables.split_at(wires);
                    wires.iter().rev().chain(outputs).find_map(solved)
                }
                Prefer::After(earlier) => variables.iter().filter_map(solved).nth(earlier),
            };
            if let Prefer::After(_) = prefer {
                prefer = Prefer::Wire;
            }
            let Some((column, value)) = found else {
                return false;
            };
            free[column] = false;
            self.set(column, value);
        }
        true
    }

    /// Computes all `unknown` variables from the rows, as a prover would: each
    /// from the first row in which it alone is unknown. One that no row
    /// determines keeps its value. Whether all rows hold.
    pub(super) fn derive(&mut self, unknown: &Unknown) -> bool {
        let index = self.index;
        let mut missing = unknown.per_row.clone();
        let mut is_unknown = unknown.is.clone();
        let mut left: BTreeSet<usize> = unknown.all.iter().copied().collect();
        let ready = (0..missing.len()).filter(|row| missing[*row] == 1 && !self.deleted[*row]);
        self.dirty.extend(ready);
        loop {
            let (column, value) = match self.dirty.pop_first() {
                Some(row) if missing[row] > 1 => continue,
                Some(row) if missing[row] == 0 => {
                    if self.holds(row) {
                        continue;
                    }
                    return false;
                }
                Some(row) => {
                    let column = index.variables(row).iter().copied().find(|c| is_unknown[*c]);
                    let solved = column.and_then(|c| Some((c, self.solution(row, c)?)));
                    // If it is not linear in it, the row waits.
                    let Some(solved) = solved else { continue };
                    solved
                }
                None => match left.first() {
                    Some(column) => (*column, self.values[*column]),
                    None => return true,
                },
            };
            left.remove(&column);
            is_unknown[column] = false;
            self.set(column, value);
            for row in index.rows_of(column) {
                missing[row] -= 1;
                if !self.deleted[row] {
                    self.dirty.insert(row);
                }
            }
        }
    }
}

/// Variables to be computed.
#[derive(Clone, Debug)]
pub(super) struct Unknown {
    is: Vec<bool>,
    all: Vec<usize>,
    per_row: Vec<u32>,
}

impl Unknown {
    pub(super) fn new(index: &Index<'_>, all: Vec<usize>) -> Self {
        let mut is = vec![false; index.columns.len()];
        let mut per_row = vec![0; index.rows.len()];
        for column in &all {
            is[*column] = true;
            index.rows_of(*column).for_each(|row| per_row[row] += 1);
        }
        Self { is, all, per_row }
    }

    pub(super) fn columns(&self) -> &[usize] {
        &self.all
    }
}
