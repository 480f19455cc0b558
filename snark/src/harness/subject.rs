//! What is attacked: a circuit's rows with an honest assignment, and what the
//! tests know about it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::Fr;
use crate::builder::Result;
use crate::challenge::folded;
use crate::circuit::{CHALLENGE, Circuit, FOLDED, Frozen, PlainCircuit, assign, assign_plain};
use crate::harness::source::Source;
use crate::num::{Num, Time};

type Judge<'a> = Box<dyn Fn(&[Fr]) -> bool + Sync + 'a>;
type Edit<'a> = Box<dyn Fn(&mut Draft<'_>) + Sync + 'a>;

/// A circuit under attack.
pub struct Subject<'a> {
    pub(super) name: String,
    pub(super) frozen: Frozen,
    pub(super) assignment: Vec<Fr>,
    pub(super) staged: bool,
    pub(super) outputs: Vec<usize>,
    pub(super) judge: Option<Judge<'a>>,
    pub(super) adapt: Option<Edit<'a>>,
    pub(super) attacks: Vec<(String, Edit<'a>)>,
    pub(super) values: Vec<Fr>,
    pub(super) free: BTreeMap<&'static str, usize>,
    pub(super) patience: usize,
}

impl std::fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subject").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<'a> Subject<'a> {
    /// A circuit with a challenge, and its honest witness.
    ///
    /// # Errors
    /// Those of the circuit.
    pub fn staged<C: Circuit>(name: &str, circuit: &C) -> Result<Self> {
        let (frozen, assignment) = assign(circuit, Source::new(0).field())?;
        Ok(Self::new(name, frozen, assignment, true))
    }

    /// A circuit without a challenge, and its honest witness.
    ///
    /// # Errors
    /// Those of the circuit.
    pub fn plain<C: PlainCircuit>(name: &str, circuit: &C) -> Result<Self> {
        let (frozen, assignment) = assign_plain(circuit)?;
        Ok(Self::new(name, frozen, assignment, false))
    }

    fn new(name: &str, frozen: Frozen, assignment: Vec<Fr>, staged: bool) -> Self {
        Self {
            name: name.to_owned(),
            frozen,
            assignment,
            staged,
            outputs: Vec::new(),
            judge: None,
            adapt: None,
            attacks: Vec::new(),
            values: Vec::new(),
            free: BTreeMap::new(),
            patience: 8,
        }
    }

    /// Public inputs, by position, that an attacker may change together with
    /// the witness. The others are what the statement is about, and stay.
    #[must_use]
    pub fn outputs(mut self, positions: impl IntoIterator<Item = usize>) -> Self {
        let first = self.inputs().start;
        self.outputs = positions.into_iter().map(|position| first + position).collect();
        self
    }

    /// Whether a statement, given by its public inputs, is true. Without a
    /// judge only the honest one is.
    #[must_use]
    pub fn judge(mut self, judge: impl Fn(&[Fr]) -> bool + Sync + 'a) -> Self {
        self.judge = Some(Box::new(judge));
        self
    }

    /// What a clever prover does before the challenge, once a wire has been
    /// changed: count multiplicities again, for instance.
    #[must_use]
    pub fn adapt(mut self, adapt: impl Fn(&mut Draft<'_>) + Sync + 'a) -> Self {
        self.adapt = Some(Box::new(adapt));
        self
    }

    /// A cheating assignment: wires and outputs to set before the challenge.
    /// The rest is mended and computed.
    #[must_use]
    pub fn attack(mut self, name: &str, edit: impl Fn(&mut Draft<'_>) + Sync + 'a) -> Self {
        self.attacks.push((name.to_owned(), Box::new(edit)));
        self
    }

    /// Values to try in every variable beside the usual ones.
    #[must_use]
    pub fn values(mut self, values: impl IntoIterator<Item = Fr>) -> Self {
        self.values.extend(values);
        self
    }

    /// Says that so many variables, first used in rows of a class, may change
    /// while nothing public does.
    #[must_use]
    pub fn free(mut self, class: &'static str, count: usize) -> Self {
        self.free.insert(class, count);
        self
    }

    /// How many variables of other rows are tried without a constraint, once
    /// its absence has set one free: 8 if nothing is said.
    #[must_use]
    pub fn patience(mut self, variables: usize) -> Self {
        self.patience = variables;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its rows.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    /// The columns of the live inputs. With a challenge they are wires, and a
    /// verifier knows what they must fold into.
    pub(super) fn inputs(&self) -> Range<usize> {
        self.frozen.live()
    }

    /// The column of what they fold into.
    pub(super) fn folded(&self) -> Option<usize> {
        self.staged.then_some(FOLDED)
    }

    /// The live inputs in an assignment.
    pub(super) fn public<'v>(&self, values: &'v [Fr]) -> &'v [Fr] {
        &values[self.inputs()]
    }

    /// Whether a verifier who is told the assignment's live inputs computes
    /// what stands there for them.
    pub(super) fn is_folded(&self, values: &[Fr]) -> bool {
        !self.staged || values[FOLDED] == folded(self.public(values), values[CHALLENGE])
    }

    /// The statement in an assignment is true.
    pub(super) fn is_true(&self, values: &[Fr]) -> bool {
        let public = self.public(values);
        match &self.judge {
            Some(judge) => judge(public),
            None => public == self.public(&self.assignment),
        }
    }

    /// The columns of wires that are fixed before the challenge.
    pub(super) fn early(&self) -> Range<usize> {
        let rows = &self.frozen.rows;
        let late = self.frozen.stages.last().copied().unwrap_or_default();
        let end = if self.staged { rows.instance + rows.witness - late } else { rows.instance };
        rows.instance..end
    }

    /// The columns of all wires but live inputs.
    pub(super) fn wires(&self) -> impl Iterator<Item = usize> {
        let inputs = self.inputs();
        let wires = self.frozen.rows.instance..self.assignment.len();
        wires.filter(move |column| !inputs.contains(column))
    }

    /// The columns that are attacked: all wires, then what inputs fold into,
    /// then the outputs.
    pub(super) fn targets(&self) -> Vec<usize> {
        self.wires().chain(self.folded()).chain(self.outputs.iter().copied()).collect()
    }

    pub(super) fn draft<'v>(&self, values: &'v mut [Fr]) -> Draft<'v> {
        let instance = self.frozen.rows.instance;
        Draft { values, inputs: self.inputs(), instance, staged: self.staged }
    }
}

/// An assignment that an attack edits. Wires are numbered in the order in
/// which the circuit made them; numbers that do not exist are ignored.
#[derive(Debug)]
pub struct Draft<'v> {
    values: &'v mut [Fr],
    inputs: Range<usize>,
    instance: usize,
    staged: bool,
}

impl Draft<'_> {
    /// The challenge, where there is one. An attack that comes before it
    /// reads an old one here.
    #[must_use]
    pub fn challenge(&self) -> Fr {
        if self.staged { self.values[CHALLENGE] } else { Fr::default() }
    }

    /// A public input.
    #[must_use]
    pub fn public(&self, position: usize) -> Fr {
        self.values.get(self.inputs.start + position).copied().unwrap_or_default()
    }

    /// A wire.
    #[must_use]
    pub fn wire(&self, number: usize) -> Fr {
        self.values.get(self.instance + number).copied().unwrap_or_default()
    }

    /// Sets a public input.
    pub fn set_public(&mut self, position: usize, value: Fr) {
        if let Some(column) = self.inputs.clone().nth(position) {
            self.values[column] = value;
        }
    }

    /// Sets a wire.
    pub fn set_wire(&mut self, number: usize, value: Fr) {
        if let Some(wire) = self.values.get_mut(self.instance + number) {
            *wire = value;
        }
    }
}

/// The number by which a draft knows a wire; `None` for constants, public
/// inputs and sums.
#[must_use]
pub fn wire_number<T: Time>(number: &Num<T>) -> Option<usize> {
    number.variable.is_witness().then(|| number.variable.index()).flatten()
}
