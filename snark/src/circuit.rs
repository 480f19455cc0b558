//! What a circuit is: stages that allocate wires and write constraints, and
//! the two ways to run them, for the rows and for a witness.

use std::collections::BTreeMap;
use std::ops::Range;

use ark_ff::{One, Zero};
use ark_relations::gr1cs::{
    ConstraintSystem, ConstraintSystemRef, OptimizationGoal, SynthesisError, SynthesisMode,
    Variable,
};

use crate::Fr;
use crate::builder::{Builder, Challenged, Result, Run};
use crate::challenge::folded;
use crate::num::{Challenge, Early, Late, Num, SynthesisId};
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

    /// The live inputs, which a claim gives, in order.
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

/// Where public inputs of a circuit with a challenge stand.
pub(crate) const CHALLENGE: usize = 1;
pub(crate) const FOLDED: usize = 2;
/// The class of the rows that fold live inputs.
pub(crate) const FOLD: &str = "public inputs";

/// A circuit frozen into rows: what a key is made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The rows.
    pub rows: Rows,
    /// How many witness wires each stage has; the last is the open one.
    pub stages: Vec<usize>,
    /// Live inputs: public where there is no challenge; else the first wires
    /// of the first stage, folded into one public input.
    pub inputs: usize,
    /// Constraints by class, in the order in which they were written. Not kept
    /// in files, nor part of the circuit's name.
    pub runs: Vec<Run>,
}

/// A synthesis in progress. The instance is `[1, inputs…]`, or `[1, challenge,
/// folded inputs]`.
pub(crate) struct Synthesis<T> {
    pub(crate) cs: ConstraintSystemRef<Fr>,
    pub(crate) ends: Vec<usize>,
    pub(crate) inputs: usize,
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
    // Places of the challenge and of what the inputs fold into; the values come
    // with the last stage.
    for _ in [CHALLENGE, FOLDED] {
        let _ = cs.new_input_variable(|| Ok(Fr::zero()))?;
    }
    let (id, challenged) = (SynthesisId::fresh(), Challenged::default());
    let mut builder = Builder::over(cs.clone(), id, challenged.clone());
    let parameters = circuit.parameters(&mut builder)?;
    let mut ends = vec![cs.num_witness_variables()];
    let inputs = circuit.inputs().into_iter().map(|value| builder.witness(value));
    let inputs = inputs.collect::<Result<Vec<_>>>()?;
    let first = circuit.first(&mut builder, &inputs, &parameters)?;
    ends.push(cs.num_witness_variables());
    let live = inputs.len();
    let state = Begun { builder, id, challenged, inputs, parameters, first };
    Ok(Synthesis { cs, ends, inputs: live, state })
}

/// Runs the stage after it.
pub(crate) fn end<C: Circuit>(
    circuit: &C,
    run: Synthesis<Begun<C::Parameters, C::First>>,
    challenge: Fr,
) -> Result<Synthesis<Vec<Run>>> {
    let Synthesis { cs, mut ends, inputs, state } = run;
    state.challenged.set(true);
    let values: Vec<Fr> = state.inputs.iter().map(Num::value).collect();
    let whole = folded(&values, challenge);
    if let Some(mut inner) = cs.borrow_mut() {
        inner.assignments.instance_assignment[CHALLENGE] = challenge;
        inner.assignments.instance_assignment[FOLDED] = whole;
    }
    let public = |value, position| Num::new(value, Variable::instance(position), state.id);
    let (challenge, whole) = (public(challenge, CHALLENGE), public(whole, FOLDED));
    let mut builder = state.builder.late(state.id)?;
    builder.class(FOLD, |b| fold(b, &state.inputs, challenge, whole))?;
    let challenge = Challenge::new(challenge);
    circuit.second(&mut builder, &state.inputs, challenge, state.parameters, state.first)?;
    ends.push(cs.num_witness_variables());
    Ok(Synthesis { cs, ends, inputs, state: builder.into_runs() })
}

/// Demands that `whole` is [`folded`] of the inputs. They are committed to
/// before the challenge, so they are the ones that a verifier folds.
fn fold(
    b: &mut Builder<Late>,
    inputs: &[Num<Early>],
    challenge: Num<Late>,
    whole: Num<Late>,
) -> Result<()> {
    match inputs {
        [] => Ok(()),
        [only] => b.equal(only.late(), whole),
        [first, middle @ .., last] => {
            let mut sum = last.late();
            for input in middle.iter().rev() {
                let next = b.witness(sum.value() * challenge.value() + input.value())?;
                let product = b.sub(next, input.late())?;
                b.enforce(sum, challenge, product)?;
                sum = next;
            }
            let product = b.sub(whole, first.late())?;
            b.enforce(sum, challenge, product)
        }
    }
}

/// Runs a circuit without a challenge.
pub(crate) fn plain<C: PlainCircuit>(
    circuit: &C,
    construct_matrices: bool,
) -> Result<Synthesis<Vec<Run>>> {
    let cs = constraint_system(construct_matrices);
    let runs = plain_into(circuit, &cs)?;
    let ends = vec![cs.num_witness_variables()];
    let inputs = cs.num_instance_variables() - 1;
    Ok(Synthesis { cs, ends, inputs, state: runs })
}

/// Runs a circuit without a challenge in a constraint system that is there.
pub(crate) fn plain_into<C: PlainCircuit>(
    circuit: &C,
    cs: &ConstraintSystemRef<Fr>,
) -> Result<Vec<Run>> {
    let id = SynthesisId::fresh();
    let allocate = |value| Ok(Num::new(value, cs.new_input_variable(|| Ok(value))?, id));
    let inputs = circuit.inputs().into_iter().map(allocate).collect::<Result<Vec<_>>>()?;
    let mut builder = Builder::over(cs.clone(), id, Challenged::default());
    circuit.synthesize(&mut builder, &inputs)?;
    Ok(builder.into_runs())
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
        let frozen = Frozen { rows, stages, inputs: self.inputs, runs: self.state };
        Ok((frozen, self.cs))
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
/// `1, challenge, folded inputs, witness…`.
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

    /// The columns of the live inputs.
    #[must_use]
    pub fn live(&self) -> Range<usize> {
        let first = match self.stages[..] {
            [_] => 1,
            [parameters, _, _] => self.rows.instance + parameters,
            _ => self.rows.instance,
        };
        first..first + self.inputs
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
