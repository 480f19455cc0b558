//! The builder through which circuits allocate wires and write constraints,
//! each constraint under the name of its class.

use std::cell::Cell;
use std::marker::PhantomData;
use std::rc::Rc;

use ark_ff::{One, Zero};
use ark_relations::gr1cs::{ConstraintSystemRef, LinearCombination, SynthesisError, Variable};

use crate::Fr;
use crate::num::{Early, Late, Num, SynthesisId, Time};

/// What synthesis returns.
pub type Result<T> = std::result::Result<T, SynthesisError>;

/// Rows of a class: its name, and how many constraints in a row it has there.
pub(crate) type Run = (&'static str, usize);

/// Builds one stage of a circuit. A `Builder<Early>` makes numbers that the
/// challenge binds, and nothing once there is one; a `Builder<Late>` those of
/// the last stage.
pub struct Builder<T: Time> {
    cs: ConstraintSystemRef<Fr>,
    synthesis: SynthesisId,
    challenged: Challenged,
    class: &'static str,
    runs: Vec<Run>,
    time: PhantomData<T>,
}

/// Whether a synthesis has its challenge: known to it and to its builders.
pub(crate) type Challenged = Rc<Cell<bool>>;

/// Values are secrets, and not shown.
impl<T: Time> std::fmt::Debug for Builder<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("class", &self.class).finish_non_exhaustive()
    }
}

impl<T: Time> Builder<T> {
    pub(crate) fn over(
        cs: ConstraintSystemRef<Fr>,
        synthesis: SynthesisId,
        challenged: Challenged,
    ) -> Self {
        let (class, runs) = ("unnamed", Vec::new());
        Self { cs, synthesis, challenged, class, runs, time: PhantomData }
    }

    pub(crate) fn into_runs(self) -> Vec<Run> {
        self.runs
    }

    /// Refuses numbers of another synthesis, and whatever comes too late.
    fn admit(&self, numbers: impl IntoIterator<Item = Num<T>>) -> Result<()> {
        let too_late = T::EARLY && self.challenged.get();
        let strange = numbers.into_iter().any(|number| number.synthesis != self.synthesis);
        if too_late || strange { Err(SynthesisError::Unsatisfiable) } else { Ok(()) }
    }

    fn number(&self, value: Fr, variable: Variable) -> Num<T> {
        Num::new(value, variable, self.synthesis)
    }

    /// A new wire of this stage.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn witness(&mut self, value: Fr) -> Result<Num<T>> {
        self.admit([])?;
        let variable = self.cs.new_witness_variable(|| Ok(value))?;
        Ok(self.number(value, variable))
    }

    /// A constant.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn constant(&mut self, value: Fr) -> Result<Num<T>> {
        self.admit([])?;
        let variable = if value.is_zero() {
            Variable::Zero
        } else if value.is_one() {
            Variable::One
        } else {
            self.cs.new_lc(|| LinearCombination(vec![(value, Variable::One)]))?
        };
        Ok(self.number(value, variable))
    }

    /// `constant + Σ coefficient·number`: free of constraints.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn linear(&mut self, constant: Fr, terms: &[(Fr, Num<T>)]) -> Result<Num<T>> {
        self.admit(terms.iter().map(|(_, number)| *number))?;
        let value = terms.iter().fold(constant, |sum, (c, n)| sum + *c * n.value);
        let variable = self.cs.new_lc(|| {
            let mut combination: Vec<(Fr, Variable)> =
                terms.iter().map(|(c, n)| (*c, n.variable)).collect();
            if !constant.is_zero() {
                combination.push((constant, Variable::One));
            }
            combination.retain(|(c, v)| !c.is_zero() && !v.is_zero());
            LinearCombination(combination)
        })?;
        Ok(self.number(value, variable))
    }

    /// The sum of two numbers.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn add(&mut self, a: Num<T>, b: Num<T>) -> Result<Num<T>> {
        self.linear(Fr::zero(), &[(Fr::one(), a), (Fr::one(), b)])
    }

    /// The difference of two numbers.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn sub(&mut self, a: Num<T>, b: Num<T>) -> Result<Num<T>> {
        self.linear(Fr::zero(), &[(Fr::one(), a), (-Fr::one(), b)])
    }

    /// A number times a constant.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn scale(&mut self, factor: Fr, a: Num<T>) -> Result<Num<T>> {
        self.linear(Fr::zero(), &[(factor, a)])
    }

    /// Demands `a·b = c`: one constraint.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn enforce(&mut self, a: Num<T>, b: Num<T>, c: Num<T>) -> Result<()> {
        self.admit([a, b, c])?;
        match self.runs.last_mut() {
            Some((class, count)) if *class == self.class => *count += 1,
            _ => self.runs.push((self.class, 1)),
        }
        let row = |n: Num<T>| move || LinearCombination(vec![(Fr::one(), n.variable)]);
        self.cs.enforce_r1cs_constraint(row(a), row(b), row(c))
    }

    /// Demands that two numbers are equal: one constraint.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn equal(&mut self, a: Num<T>, b: Num<T>) -> Result<()> {
        let one = self.constant(Fr::one())?;
        self.enforce(a, one, b)
    }

    /// The product of two numbers as a new wire: one constraint.
    ///
    /// # Errors
    /// If a number is another synthesis's, or the challenge is known too soon.
    pub fn product(&mut self, a: Num<T>, b: Num<T>) -> Result<Num<T>> {
        let c = self.witness(a.value * b.value)?;
        self.enforce(a, b, c)?;
        Ok(c)
    }

    /// Runs a part of the circuit under the name of a class, which constraint
    /// counts and the soundness harness report by.
    ///
    /// # Errors
    /// Those of the part.
    pub fn class<R>(
        &mut self,
        name: &'static str,
        part: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let outer = std::mem::replace(&mut self.class, name);
        let result = part(self);
        self.class = outer;
        result
    }
}

impl Builder<Early> {
    /// Goes on to the stage after the challenge, in the synthesis that it is of.
    pub(crate) fn late(self, synthesis: SynthesisId) -> Result<Builder<Late>> {
        if self.synthesis != synthesis {
            return Err(SynthesisError::Unsatisfiable);
        }
        let late = Builder::over(self.cs, synthesis, self.challenged);
        Ok(Builder { runs: self.runs, ..late })
    }
}
