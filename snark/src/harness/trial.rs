//! One attempt at a false statement: a change, what mends it, and the verdict.

use ark_ff::{One as _, Zero as _};

use crate::Fr;
use crate::circuit::{CHALLENGE, FOLD};
use crate::harness::solver::{Index, Prefer, State, Unknown};
use crate::harness::source::Source;
use crate::harness::subject::Subject;

/// How an attempt ended, worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    /// Rows stay violated.
    Unsatisfiable,
    /// All rows hold, for another statement that is true.
    Moved,
    /// All rows hold, with another witness of the same statement.
    Free,
    /// All rows hold, for a statement that is false.
    Unsound,
}

/// Ways to mend: only by later variables, or by any; and which of a row.
const WAYS: [(bool, Prefer); 7] = [
    (true, Prefer::Latest),
    (true, Prefer::Wire),
    (false, Prefer::Latest),
    (false, Prefer::Earliest),
    (false, Prefer::After(1)),
    (false, Prefer::After(2)),
    (false, Prefer::After(3)),
];

/// A subject made ready for many attempts.
#[derive(Debug)]
pub(super) struct Ground<'s> {
    pub(super) subject: &'s Subject<'s>,
    pub(super) index: &'s Index<'s>,
    honest: State<'s>,
    /// Wires after the challenge, or all wires where there is none.
    late: Unknown,
    /// Outputs that no early row holds.
    late_outputs: Vec<usize>,
    /// All of these.
    late_and_outputs: Unknown,
    /// Rows that hold late wires or the challenge.
    late_rows: Vec<bool>,
    /// Rows that fold live inputs, and what is computed in them.
    fold_rows: Vec<bool>,
    fold: Unknown,
}

impl<'s> Ground<'s> {
    pub(super) fn new(subject: &'s Subject<'s>, index: &'s Index<'s>) -> Self {
        let columns = subject.assignment.len();
        let mut wires: Vec<usize> = (subject.early().end..columns).collect();
        let mut late_rows = vec![false; index.rows().len()];
        wires.extend(subject.folded());
        for column in wires.iter().copied().chain(subject.staged.then_some(CHALLENGE)) {
            index.rows_of(column).for_each(|row| late_rows[row] = true);
        }
        let late = Unknown::new(index, wires.clone());
        let is_late = |output: &usize| index.rows_of(*output).all(|row| late_rows[row]);
        let late_outputs: Vec<usize> = subject.outputs.iter().copied().filter(is_late).collect();
        wires.extend(&late_outputs);
        let late_and_outputs = Unknown::new(index, wires);
        let honest = State::new(index, subject.assignment.clone());
        let is_fold = |row| subject.frozen.class_of(row) == FOLD;
        let fold_rows: Vec<bool> = (0..late_rows.len()).map(is_fold).collect();
        let folds = |column: &usize| index.rows_of(*column).all(|row| fold_rows[row]);
        let fold = late.columns().iter().copied().filter(folds).collect();
        let fold = Unknown::new(index, fold);
        Self {
            subject,
            index,
            honest,
            late,
            late_outputs,
            late_and_outputs,
            late_rows,
            fold_rows,
            fold,
        }
    }

    pub(super) fn late(&self) -> &Unknown {
        &self.late
    }

    /// The honest assignment, some rows left out.
    pub(super) fn stand(&self, deleted: Vec<bool>) -> Stand<'_> {
        let and = |rows: &[bool]| {
            let either = deleted.iter().zip(rows).map(|(deleted, other)| *deleted || *other);
            self.honest.without(either.collect())
        };
        let (early, unfolded) = (and(&self.late_rows), and(&self.fold_rows));
        Stand { ground: self, early, unfolded, honest: self.honest.without(deleted.into()) }
    }

    /// What to put into a variable.
    pub(super) fn values(&self, column: usize, source: &mut Source) -> Vec<Fr> {
        let old = self.subject.assignment[column];
        let usual = [old + Fr::one(), -old, source.field(), Fr::zero(), Fr::one()];
        let mut values: Vec<Fr> = Vec::new();
        for value in usual.into_iter().chain(self.subject.values.iter().copied()) {
            if value != old && !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }
}

/// A ground with some rows left out.
#[derive(Debug)]
pub(super) struct Stand<'d> {
    ground: &'d Ground<'d>,
    honest: State<'d>,
    /// The honest assignment with all late rows left out too.
    early: State<'d>,
    /// The same with the rows left out that fold live inputs.
    unfolded: State<'d>,
}

impl Stand<'_> {
    /// Changes one variable.
    pub(super) fn perturb(&self, column: usize, value: Fr, source: &mut Source) -> Outcome {
        let subject = self.ground.subject;
        let late = column >= subject.early().end || Some(column) == subject.folded();
        self.best(&[(column, value)], late, source)
    }

    /// What comes of every value in one variable.
    pub(super) fn outcomes(&self, column: usize) -> impl Iterator<Item = Outcome> + '_ {
        let mut source = Source::new(column as u64);
        let values = self.ground.values(column, &mut source);
        values.into_iter().map(move |value| self.perturb(column, value, &mut source))
    }

    /// Applies an attack of the subject's tests.
    pub(super) fn attack(&self, position: usize, source: &mut Source) -> Outcome {
        let subject = self.ground.subject;
        let mut values = subject.assignment.clone();
        (subject.attacks[position].1)(&mut subject.draft(&mut values));
        self.best(&self.changes(&values), false, source)
    }

    /// The worst of all ways to mend.
    fn best(&self, changes: &[(usize, Fr)], late: bool, source: &mut Source) -> Outcome {
        let before = self.ground.subject.staged && !late;
        let mut worst = Outcome::Unsatisfiable;
        for way in WAYS {
            let (outcome, mended) = if before {
                self.before(changes, way, source)
            } else {
                self.after(changes, way, source)
            };
            worst = worst.max(outcome);
            if !mended || worst == Outcome::Unsound {
                break;
            }
        }
        worst
    }

    fn changes(&self, values: &[Fr]) -> Vec<(usize, Fr)> {
        let honest = &self.ground.subject.assignment;
        let pairs = values.iter().zip(honest).enumerate();
        pairs
            .filter(|(_, (new, old))| new != old)
            .map(|(column, (new, _))| (column, *new))
            .collect()
    }

    /// Variables that may mend a change of others.
    fn free(&self, changes: &[(usize, Fr)], late: bool, later: bool) -> Vec<bool> {
        let subject = self.ground.subject;
        let index = self.ground.index;
        let mut free = vec![false; subject.assignment.len()];
        let wires = if late { subject.early().end..free.len() } else { subject.early() };
        free[wires].fill(true);
        free[subject.inputs()].fill(false);
        subject.folded().iter().for_each(|column| free[*column] = late);
        subject.outputs.iter().for_each(|output| free[*output] = true);
        let last = changes.iter().map(|(column, _)| index.rank(*column)).max().unwrap_or_default();
        for (column, free) in free.iter_mut().enumerate() {
            *free &= !later || index.rank(column) > last;
        }
        changes.iter().for_each(|(column, _)| free[*column] = false);
        free
    }

    /// Changes before the challenge: mend the early rows, adapt, and compute
    /// everything late under a new challenge. Also says whether the way to
    /// mend mattered.
    fn before(
        &self,
        changes: &[(usize, Fr)],
        (later, prefer): (bool, Prefer),
        source: &mut Source,
    ) -> (Outcome, bool) {
        let subject = self.ground.subject;
        let mut early = self.early.with(changes);
        let mut free = self.free(changes, false, later);
        let could = free.iter().filter(|free| **free).count();
        if !early.mend(&mut free, prefer) {
            return (Outcome::Unsatisfiable, true);
        }
        let mended = free.iter().filter(|free| **free).count() != could;
        let mut values = early.values;
        if let Some(adapt) = &subject.adapt {
            adapt(&mut subject.draft(&mut values));
            // What is under attack stays as it is.
            changes.iter().for_each(|(column, value)| values[*column] = *value);
        }
        (self.finish(&self.changes(&values), source), mended)
    }

    /// Everything late from early values under a new challenge, and the verdict.
    fn finish(&self, changes: &[(usize, Fr)], source: &mut Source) -> Outcome {
        let ground = self.ground;
        let mut state = self.honest.with(changes);
        state.set(CHALLENGE, source.field());
        let stays = |output: &usize| changes.iter().any(|(column, _)| column == output);
        let fixed = ground.late_outputs.is_empty() || ground.late_outputs.iter().any(stays);
        let unknown = if fixed { &ground.late } else { &ground.late_and_outputs };
        if !state.derive(unknown) {
            return Outcome::Unsatisfiable;
        }
        let outcome = self.verdict(&state.values);
        if fixed { outcome } else { self.again(outcome, state, source) }
    }

    /// The challenge hashes the public inputs: a false statement that was found
    /// under one challenge must also hold under one that comes after it.
    fn again(&self, outcome: Outcome, mut state: State<'_>, source: &mut Source) -> Outcome {
        if outcome != Outcome::Unsound {
            return outcome;
        }
        state.set(CHALLENGE, source.field());
        if state.derive(&self.ground.late) { outcome } else { Outcome::Unsatisfiable }
    }

    /// Changes with the challenge fixed, or in a circuit without one.
    fn after(
        &self,
        changes: &[(usize, Fr)],
        (later, prefer): (bool, Prefer),
        source: &mut Source,
    ) -> (Outcome, bool) {
        let ground = self.ground;
        let subject = ground.subject;
        let in_fold = changes.iter().any(|(column, _)| ground.fold.columns().contains(column));
        let mut state = if in_fold { &self.honest } else { &self.unfolded }.with(changes);
        let mut free = self.free(changes, true, later);
        if !state.mend(&mut free, prefer) {
            return (Outcome::Unsatisfiable, true);
        }
        if !in_fold {
            // What inputs fold into follows from them, and mends nothing else.
            state = self.honest.with(&self.changes(&state.values));
            if !state.derive(&ground.fold) {
                return (Outcome::Unsatisfiable, true);
            }
        }
        let outcome = self.verdict(&state.values);
        (if subject.staged { self.again(outcome, state, source) } else { outcome }, true)
    }

    fn verdict(&self, values: &[Fr]) -> Outcome {
        let subject = self.ground.subject;
        if !subject.is_true(values) || !subject.is_folded(values) {
            Outcome::Unsound
        } else if subject.public(values) == subject.public(&subject.assignment) {
            Outcome::Free
        } else {
            Outcome::Moved
        }
    }
}
