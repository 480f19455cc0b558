//! Every constraint taken away, one at a time and by class: each must be
//! missed.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::circuit::Frozen;
use crate::harness::solver::Index;
use crate::harness::source::Source;
use crate::harness::subject::Subject;
use crate::harness::trial::{Ground, Outcome};
use crate::pinned::unpinned;
use crate::rows::{Rows, Sparse};

/// What came of taking constraints away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Constraints there are.
    pub constraints: usize,
    /// Constraints without which a false statement holds.
    pub unsound: usize,
    /// Constraints without which another variable is free.
    pub freed: usize,
    /// Constraints without which a commitment does not fix its wires, so that
    /// setup refuses the circuit.
    pub unpinned: usize,
    /// Constraints, with their classes, that nothing misses: redundant, or not
    /// tested.
    pub survivors: Vec<(usize, &'static str)>,
    /// For each class, how it is missed when all of it is gone.
    pub classes: BTreeMap<&'static str, Missed>,
}

impl Deleted {
    /// Every constraint and every class is missed. Rows without which only a
    /// variable is free, or a wire unpinned, must be as many as given.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn verdict(&self, freed: usize, unpinned: usize) -> Result<(), String> {
        if !self.survivors.is_empty() {
            return Err(format!("nothing misses {:?}", self.survivors));
        }
        if let Some((class, _)) = self.classes.iter().find(|(_, how)| **how == Missed::Not) {
            return Err(format!("nothing misses the class {class}"));
        }
        if (self.freed, self.unpinned) == (freed, unpinned) {
            Ok(())
        } else {
            Err(format!("{} freed and {} unpinned: expected others", self.freed, self.unpinned))
        }
    }
}

/// How a deletion is missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// A false statement holds.
    Unsound,
    /// Another variable is free.
    Freed,
    /// A commitment does not fix its wires.
    Unpinned,
    /// By nothing that was tried.
    Not,
}

/// Takes away every constraint, and every class, and looks for an attack that
/// then succeeds: those of the subject first, then every change of a variable.
#[must_use]
pub fn delete(subject: &Subject<'_>) -> Deleted {
    let index = Index::of(&subject.frozen.rows, &subject.outputs);
    let ground = Ground::new(subject, &index);
    let rows = subject.frozen.rows.len();
    let mut jobs: Vec<Vec<usize>> = (0..rows).map(|row| vec![row]).collect();
    let classes = classes(subject);
    jobs.extend(classes.values().cloned());
    let results = all_missed(&ground, &jobs);

    let mut report = Deleted { constraints: rows, ..Deleted::default() };
    for (row, missed) in results[..rows].iter().enumerate() {
        match missed {
            Missed::Unsound => report.unsound += 1,
            Missed::Freed => report.freed += 1,
            Missed::Unpinned => report.unpinned += 1,
            Missed::Not => report.survivors.push((row, subject.frozen.class_of(row))),
        }
    }
    report.classes = classes.into_keys().zip(results[rows..].iter().copied()).collect();
    report
}

/// The same by class only, for circuits of many rows.
#[must_use]
pub fn delete_classes(subject: &Subject<'_>) -> BTreeMap<&'static str, Missed> {
    let index = Index::of(&subject.frozen.rows, &subject.outputs);
    let ground = Ground::new(subject, &index);
    let classes = classes(subject);
    let jobs: Vec<Vec<usize>> = classes.values().cloned().collect();
    let results = all_missed(&ground, &jobs);
    classes.into_keys().zip(results).collect()
}

/// The rows of each class.
fn classes(subject: &Subject<'_>) -> BTreeMap<&'static str, Vec<usize>> {
    let mut classes: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    for row in 0..subject.frozen.rows.len() {
        classes.entry(subject.frozen.class_of(row)).or_default().push(row);
    }
    classes
}

fn all_missed(ground: &Ground<'_>, jobs: &[Vec<usize>]) -> Vec<Missed> {
    let targets = ground.subject.targets();
    let free_before = free(ground, &targets);
    jobs.par_iter().map(|job| missed(ground, &targets, &free_before, job)).collect()
}

/// The variables that are free with all rows in place.
fn free(ground: &Ground<'_>, targets: &[usize]) -> BTreeSet<usize> {
    let stand = ground.stand(vec![false; ground.index.rows().len()]);
    let is_free = |column: &&usize| stand.outcomes(**column).any(|o| o == Outcome::Free);
    targets.par_iter().filter(is_free).copied().collect()
}

fn missed(
    ground: &Ground<'_>,
    targets: &[usize],
    free_before: &BTreeSet<usize>,
    rows: &[usize],
) -> Missed {
    let subject = ground.subject;
    let mut deleted = vec![false; ground.index.rows().len()];
    rows.iter().for_each(|row| deleted[*row] = true);
    let stand = ground.stand(deleted.clone());
    let mut source = Source::new(rows.first().copied().unwrap_or_default() as u64);
    for position in 0..subject.attacks.len() {
        if stand.attack(position, &mut source) == Outcome::Unsound {
            return Missed::Unsound;
        }
    }
    // Most often it is a variable of the row itself, and the latest of them.
    let near: BTreeSet<usize> =
        rows.iter().flat_map(|row| ground.index.variables(*row)).copied().collect();
    let (mut order, far): (Vec<usize>, Vec<usize>) =
        targets.iter().copied().partition(|column| near.contains(column));
    order.reverse();
    order.extend(far);
    let mut freed = false;
    let mut patience = subject.patience;
    for column in order {
        if freed && patience == 0 {
            break;
        }
        for value in ground.values(column, &mut source) {
            match stand.perturb(column, value, &mut source) {
                Outcome::Unsound => return Missed::Unsound,
                Outcome::Free => freed |= !free_before.contains(&column),
                Outcome::Unsatisfiable | Outcome::Moved => {}
            }
        }
        if !near.contains(&column) {
            patience = patience.saturating_sub(1);
        }
    }
    if freed {
        Missed::Freed
    } else if subject.staged && unpinned(&without(&subject.frozen, &deleted)).is_err() {
        Missed::Unpinned
    } else {
        Missed::Not
    }
}

/// The circuit without some rows.
fn without(frozen: &Frozen, deleted: &[bool]) -> Frozen {
    let kept = |sparse: &Sparse| {
        let rows = (0..sparse.len()).filter(|row| !deleted[*row]);
        Sparse::from_rows(rows.map(|row| sparse.row(row).collect()).collect()).unwrap_or_default()
    };
    let rows = Rows { matrices: frozen.rows.matrices.each_ref().map(kept), ..frozen.rows };
    Frozen { rows, stages: frozen.stages.clone(), inputs: frozen.inputs, runs: Vec::new() }
}
