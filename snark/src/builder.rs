//! The builder through which circuits allocate wires and write constraints,
//! each constraint under the name of its class.

use std::marker::PhantomData;

use ark_ff::{One, Zero};
use ark_relations::gr1cs::{ConstraintSystemRef, LinearCombination, SynthesisError, Variable};

use crate::Fr;
use crate::num::{Early, Late, Num, Time};

/// What synthesis returns.
pub type Result<T> = std::result::Result<T, SynthesisError>;

/// Rows of a class: its name, and how many constraints in a row it has there.
pub(crate) type Run = (&'static str, usize);

/// Builds one stage of a circuit. A `Builder<Early>` makes numbers that the
/// challenge binds, a `Builder<Late>` those of the last stage.
#[derive(Debug)]
pub struct Builder<T: Time> {
    cs: ConstraintSystemRef<Fr>,
    class: &'static str,
    runs: Vec<Run>,
    time: PhantomData<T>,
}

impl<T: Time> Builder<T> {
    pub(crate) fn over(cs: ConstraintSystemRef<Fr>, runs: Vec<Run>) -> Self {
        Self { cs, class: "unnamed", runs, time: PhantomData }
    }

    pub(crate) fn into_runs(self) -> Vec<Run> {
        self.runs
    }

    /// A new wire of this stage.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn witness(&mut self, value: Fr) -> Result<Num<T>> {
        let variable = self.cs.new_witness_variable(|| Ok(value))?;
        Ok(Num::new(value, variable))
    }

    /// A constant.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn constant(&mut self, value: Fr) -> Result<Num<T>> {
        let variable = if value.is_zero() {
            Variable::Zero
        } else if value.is_one() {
            Variable::One
        } else {
            self.cs.new_lc(|| LinearCombination(vec![(value, Variable::One)]))?
        };
        Ok(Num::new(value, variable))
    }

    /// `constant + Σ coefficient·number`: free of constraints.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn linear(&mut self, constant: Fr, terms: &[(Fr, Num<T>)]) -> Result<Num<T>> {
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
        Ok(Num::new(value, variable))
    }

    /// The sum of two numbers.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn add(&mut self, a: Num<T>, b: Num<T>) -> Result<Num<T>> {
        self.linear(Fr::zero(), &[(Fr::one(), a), (Fr::one(), b)])
    }

    /// The difference of two numbers.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn sub(&mut self, a: Num<T>, b: Num<T>) -> Result<Num<T>> {
        self.linear(Fr::zero(), &[(Fr::one(), a), (-Fr::one(), b)])
    }

    /// A number times a constant.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn scale(&mut self, factor: Fr, a: Num<T>) -> Result<Num<T>> {
        self.linear(Fr::zero(), &[(factor, a)])
    }

    /// Demands `a·b = c`: one constraint.
    ///
    /// # Errors
    /// If the constraint system is gone.
    pub fn enforce(&mut self, a: Num<T>, b: Num<T>, c: Num<T>) -> Result<()> {
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
    /// If the constraint system is gone.
    pub fn equal(&mut self, a: Num<T>, b: Num<T>) -> Result<()> {
        let one = self.constant(Fr::one())?;
        self.enforce(a, one, b)
    }

    /// The product of two numbers as a new wire: one constraint.
    ///
    /// # Errors
    /// If the constraint system is gone.
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
    /// Goes on to the stage after the challenge.
    pub(crate) fn late(self) -> Builder<Late> {
        Builder::over(self.cs, self.runs)
    }
}
