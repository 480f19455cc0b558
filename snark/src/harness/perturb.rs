//! Every witness variable changed, one at a time.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::harness::solver::Index;
use crate::harness::source::Source;
use crate::harness::subject::Subject;
use crate::harness::trial::{Ground, Outcome};

/// What came of changing every variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Perturbed {
    /// Witness variables there are.
    pub variables: usize,
    /// Witness variables that were changed: all, or something is wrong.
    pub perturbed: usize,
    /// Changes tried.
    pub trials: usize,
    /// Changes that ended in another true statement.
    pub moved: usize,
    /// Variables that can change while nothing public does, by the class of
    /// the first row that holds them.
    pub free: BTreeMap<&'static str, Vec<usize>>,
    /// What made a false statement hold.
    pub unsound: Vec<String>,
    allowed: BTreeMap<&'static str, usize>,
}

impl Perturbed {
    /// Nothing is unsound, every variable was changed, and as many are free as
    /// the subject says.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn verdict(&self) -> Result<(), String> {
        if let Some(first) = self.unsound.first() {
            return Err(format!("unsound: {first} (and {} more)", self.unsound.len() - 1));
        }
        if self.perturbed != self.variables {
            return Err(format!("{} of {} variables changed", self.perturbed, self.variables));
        }
        let free: BTreeMap<_, _> =
            self.free.iter().map(|(class, all)| (*class, all.len())).collect();
        if free == self.allowed {
            Ok(())
        } else {
            Err(format!("free variables: {:?}, allowed: {:?}", self.free, self.allowed))
        }
    }
}

/// Changes every witness variable and every output of a subject to several
/// values; what follows is mended, and the statement judged. In circuits with
/// a challenge, early wires change before it, and all that is late is computed
/// again under a new one; late wires change after it.
#[must_use]
pub fn perturb(subject: &Subject<'_>) -> Perturbed {
    let index = Index::of(&subject.frozen.rows, &subject.outputs);
    let ground = Ground::new(subject, &index);
    let stand = ground.stand(vec![false; subject.frozen.rows.len()]);
    let first = subject.frozen.rows.instance;
    let found: Vec<(usize, Vec<Outcome>)> = subject
        .targets()
        .into_par_iter()
        .map(|column| (column, stand.outcomes(column).collect()))
        .collect();

    let mut report = Perturbed {
        variables: subject.wires().count(),
        allowed: subject.free.clone(),
        ..Perturbed::default()
    };
    for (column, outcomes) in found {
        report.trials += outcomes.len();
        report.moved += outcomes.iter().filter(|outcome| **outcome == Outcome::Moved).count();
        let wire = column >= first && !subject.inputs().contains(&column);
        report.perturbed += usize::from(wire && !outcomes.is_empty());
        let worst = outcomes.into_iter().max();
        let class = class_of(&ground, column);
        if worst == Some(Outcome::Unsound) {
            report.unsound.push(format!("{}: variable {column}, of {class}", subject.name));
        } else if worst == Some(Outcome::Free) {
            report.free.entry(class).or_default().push(column);
        }
    }
    for position in 0..subject.attacks.len() {
        report.trials += 1;
        let mut source = Source::new(position as u64);
        if stand.attack(position, &mut source) == Outcome::Unsound {
            report.unsound.push(format!("{}: {}", subject.name, subject.attacks[position].0));
        }
    }
    report
}

/// The class of the first row that holds a variable.
fn class_of(ground: &Ground<'_>, column: usize) -> &'static str {
    let row = ground.index.rows_of(column).next();
    row.map_or("no row", |row| ground.subject.frozen.class_of(row))
}
