//! What a circuit is: stages that allocate wires and write constraints, and
//! the two ways to run them, for the rows and for a witness.

use std::collections::BTreeMap;

use ark_ff::{One, Zero};
use ark_relations::gr1cs::{
    ConstraintSystem, ConstraintSystemRef, OptimizationGoal, SynthesisError, SynthesisMode,
    Variable,
};

use crate::Fr;
use crate::builder::{Builder, Challenged, Result, Run};
use crate::num::{Challenge, Early, Late, Num, SynthesisId, Time};
use crate::rows::Rows;

/// A circuit with a challenge. Everything its arguments look up is made before
/// the challenge, by [`Circuit::parameters`] and [`Circuit::first`].
///
/// The rows must not depend on the witness: synthesis of any two instances of
/// one shape allocates the same wires and writes the same constraints.
pub trait Circuit {
    /// Wires that the parameter stage hands on.
    type Parameters;
    /// Wires that the first stage hands on.
    type First;

    /// The public inputs beside the challenge, in order.
    fn inputs(&self) -> Vec<Fr>;

    /// Wires that many proofs share, committed once. May be none.
    ///
    /// # Errors
    /// Those of the builder.
    fn parameters(&self, b: &mut Builder<Early>) -> Result<Self::Parameters>;

    /// Everything else that the challenge must bind.
    ///
    /// # Errors
    /// Those of the builder.
    fn first(
        &self,
        b: &mut Builder<Early>,
        inputs: &[Num<Early>],
        parameters: &Self::Parameters,
    ) -> Result<Self::First>;

    /// The rest, with the challenge known.
    ///
    /// # Errors
    /// Those of the builder.
    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        parameters: Self::Parameters,
        first: Self::First,
    ) -> Result<()>;
}

/// A circuit without a challenge.
pub trait PlainCircuit {
    /// The public inputs, in order.
    fn inputs(&self) -> Vec<Fr>;

    /// All of it.
    ///
    /// # Errors
    /// Those of the builder.
    fn synthesize(&self, b: &mut Builder<Late>, inputs: &[Num<Late>]) -> Result<()>;
}

/// A circuit frozen into rows: what a key is made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The rows.
    pub rows: Rows,
    /// How many witness wires each stage has; the last is the open one.
    pub stages: Vec<usize>,
    /// Constraints by class, in the order in which they were written. Not kept
    /// in files, nor part of the circuit's name.
    pub runs: Vec<Run>,
}

/// A synthesis in progress. The instance is `[1, challenge?, inputs…]`.
pub(crate) struct Synthesis<T> {
    pub(crate) cs: ConstraintSystemRef<Fr>,
    pub(crate) ends: Vec<usize>,
    pub(crate) state: T,
}

/// The first stages of a circuit, done.
pub(crate) struct Begun<P, F> {
    builder: Builder<Early>,
    id: SynthesisId,
    /// Set before the last stage begins, and then nothing early is made.
    challenged: Challenged,
    pub(crate) inputs: Vec<Num<Early>>,
    parameters: P,
    first: F,
}

fn constraint_system(construct_matrices: bool) -> ConstraintSystemRef<Fr> {
    let cs = ConstraintSystem::new_ref();
    cs.set_optimization_goal(OptimizationGoal::Constraints);
    cs.set_mode(SynthesisMode::Prove { construct_matrices, generate_lc_assignments: false });
    cs
}

/// Runs the stages before the challenge.
pub(crate) fn begin<C: Circuit>(
    circuit: &C,
    construct_matrices: bool,
) -> Result<Synthesis<Begun<C::Parameters, C::First>>> {
    let cs = constraint_system(construct_matrices);
    // The challenge's place; its value comes with the last stage.
    let _ = cs.new_input_variable(|| Ok(Fr::zero()))?;
    let (id, challenged) = (SynthesisId::fresh(), Challenged::default());
    let inputs = allocate_inputs(&cs, id, &circuit.inputs())?;
    let mut builder = Builder::over(cs.clone(), id, challenged.clone());
    let parameters = circuit.parameters(&mut builder)?;
    let mut ends = vec![cs.num_witness_variables()];
    let first = circuit.first(&mut builder, &inputs, &parameters)?;
    ends.push(cs.num_witness_variables());
    let state = Begun { builder, id, challenged, inputs, parameters, first };
    Ok(Synthesis { cs, ends, state })
}

/// Runs the stage after it.
pub(crate) fn end<C: Circuit>(
    circuit: &C,
    run: Synthesis<Begun<C::Parameters, C::First>>,
    challenge: Fr,
) -> Result<Synthesis<Vec<Run>>> {
    let Synthesis { cs, mut ends, state } = run;
    state.challenged.set(true);
    if let Some(mut inner) = cs.borrow_mut() {
        inner.assignments.instance_assignment[1] = challenge;
    }
    let challenge = Challenge::new(Num::new(challenge, Variable::instance(1), state.id));
    let mut builder = state.builder.late(state.id)?;
    circuit.second(&mut builder, &state.inputs, challenge, state.parameters, state.first)?;
    ends.push(cs.num_witness_variables());
    Ok(Synthesis { cs, ends, state: builder.into_runs() })
}

/// Runs a circuit without a challenge.
pub(crate) fn plain<C: PlainCircuit>(
    circuit: &C,
    construct_matrices: bool,
) -> Result<Synthesis<Vec<Run>>> {
    let cs = constraint_system(construct_matrices);
    let runs = plain_into(circuit, &cs)?;
    let ends = vec![cs.num_witness_variables()];
    Ok(Synthesis { cs, ends, state: runs })
}

/// Runs a circuit without a challenge in a constraint system that is there.
pub(crate) fn plain_into<C: PlainCircuit>(
    circuit: &C,
    cs: &ConstraintSystemRef<Fr>,
) -> Result<Vec<Run>> {
    let id = SynthesisId::fresh();
    let inputs = allocate_inputs::<Late>(cs, id, &circuit.inputs())?;
    let mut builder = Builder::over(cs.clone(), id, Challenged::default());
    circuit.synthesize(&mut builder, &inputs)?;
    Ok(builder.into_runs())
}

fn allocate_inputs<T: Time>(
    cs: &ConstraintSystemRef<Fr>,
    id: SynthesisId,
    values: &[Fr],
) -> Result<Vec<Num<T>>> {
    let allocate = |value: &Fr| Ok(Num::new(*value, cs.new_input_variable(|| Ok(*value))?, id));
    values.iter().map(allocate).collect()
}

impl<T> Synthesis<T> {
    /// The whole assignment: 1, inputs, witness.
    pub(crate) fn assignment(&self) -> Result<Vec<Fr>> {
        let inner = self.cs.borrow().ok_or(SynthesisError::MissingCS)?;
        let assignments = &inner.assignments;
        Ok([&assignments.instance_assignment[..], &assignments.witness_assignment[..]].concat())
    }

    /// The public inputs, where there is no challenge.
    pub(crate) fn inputs(&self) -> Result<Vec<Fr>> {
        let inner = self.cs.borrow().ok_or(SynthesisError::MissingCS)?;
        Ok(inner.assignments.instance_assignment[1..].to_vec())
    }

    /// The witness wires of one stage.
    pub(crate) fn stage(&self, stage: usize) -> Result<Vec<Fr>> {
        let inner = self.cs.borrow().ok_or(SynthesisError::MissingCS)?;
        let start = stage.checked_sub(1).map_or(0, |before| self.ends[before]);
        Ok(inner.assignments.witness_assignment[start..self.ends[stage]].to_vec())
    }

    /// How many witness wires each stage has. A stage of parameters that has
    /// none is no stage.
    pub(crate) fn stages(&self) -> Vec<usize> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let counts = starts.zip(&self.ends).map(|(start, end)| end - start);
        let none = self.ends.len() == 3 && self.ends[0] == 0;
        counts.skip(usize::from(none)).collect()
    }
}

impl Synthesis<Vec<Run>> {
    /// Freezes the rows of a finished synthesis.
    pub(crate) fn freeze(self) -> Result<(Frozen, ConstraintSystemRef<Fr>)> {
        self.cs.finalize();
        let rows = Rows::of(&self.cs)?;
        let stages = self.stages();
        Ok((Frozen { rows, stages, runs: self.state }, self.cs))
    }
}

/// Freezes a circuit with a challenge; its values do not matter.
///
/// # Errors
/// Those of the circuit.
pub fn freeze<C: Circuit>(circuit: &C) -> Result<Frozen> {
    // Any challenge that is in no table will do: rows do not depend on it.
    let run = end(circuit, begin(circuit, true)?, -Fr::one())?;
    Ok(run.freeze()?.0)
}

/// Constraints by class, without the rows.
///
/// # Errors
/// Those of the circuit.
pub fn count<C: Circuit>(circuit: &C) -> Result<BTreeMap<&'static str, usize>> {
    Ok(by_class(&end(circuit, begin(circuit, false)?, -Fr::one())?.state))
}

fn by_class(runs: &[Run]) -> BTreeMap<&'static str, usize> {
    let mut classes = BTreeMap::new();
    for (class, count) in runs {
        *classes.entry(*class).or_default() += count;
    }
    classes
}

/// Freezes a circuit without a challenge.
///
/// # Errors
/// Those of the circuit.
pub fn freeze_plain<C: PlainCircuit>(circuit: &C) -> Result<Frozen> {
    Ok(plain(circuit, true)?.freeze()?.0)
}

/// The rows of a circuit with a challenge, and its assignment under one:
/// `1, challenge, inputs…, witness…`.
///
/// # Errors
/// Those of the circuit.
#[cfg(feature = "harness")]
pub fn assign<C: Circuit>(circuit: &C, challenge: Fr) -> Result<(Frozen, Vec<Fr>)> {
    let run = end(circuit, begin(circuit, true)?, challenge)?;
    let assignment = run.assignment()?;
    Ok((run.freeze()?.0, assignment))
}

/// An assignment alone, for rows that are frozen already.
///
/// # Errors
/// Those of the circuit.
#[cfg(feature = "harness")]
pub fn witness<C: Circuit>(circuit: &C, challenge: Fr) -> Result<Vec<Fr>> {
    end(circuit, begin(circuit, false)?, challenge)?.assignment()
}

/// The rows of a circuit without a challenge, and its assignment:
/// `1, inputs…, witness…`.
///
/// # Errors
/// Those of the circuit.
#[cfg(feature = "harness")]
pub fn assign_plain<C: PlainCircuit>(circuit: &C) -> Result<(Frozen, Vec<Fr>)> {
    let run = plain(circuit, true)?;
    let assignment = run.assignment()?;
    Ok((run.freeze()?.0, assignment))
}

impl Frozen {
    /// Constraints by class, each class once.
    #[must_use]
    pub fn by_class(&self) -> BTreeMap<&'static str, usize> {
        by_class(&self.runs)
    }

    /// The class of a constraint; "unnamed" if the rows come from a file.
    #[must_use]
    pub fn class_of(&self, row: usize) -> &'static str {
        class_of(&self.runs, row)
    }
}

pub(crate) fn class_of(runs: &[Run], row: usize) -> &'static str {
    let mut before = 0;
    let class = runs.iter().find(|(_, count)| {
        before += count;
        row < before
    });
    class.map_or("unnamed", |(class, _)| class)
}
