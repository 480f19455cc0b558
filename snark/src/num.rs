//! Numbers inside a circuit: a value and the variable that stands for it,
//! typed by when the prover must have fixed it.

use std::marker::PhantomData;

use ark_relations::gr1cs::Variable;

use crate::Fr;

/// When a number is fixed, seen from the challenge.
pub trait Time: Copy + std::fmt::Debug + 'static {}

/// Before the challenge: committed, or public, or made of such alone.
#[derive(Clone, Copy, Debug)]
pub struct Early;

/// At any time, perhaps with the challenge known.
#[derive(Clone, Copy, Debug)]
pub struct Late;

impl Time for Early {}
impl Time for Late {}

/// A number of the circuit: a variable, or a linear combination of variables.
///
/// `Num<Early>` can only be made of what the challenge binds. Arguments that
/// are sound only for such numbers take nothing else, so choosing late does
/// not compile.
#[derive(Clone, Copy, Debug)]
pub struct Num<T: Time> {
    pub(crate) value: Fr,
    pub(crate) variable: Variable,
    time: PhantomData<T>,
}

impl<T: Time> Num<T> {
    pub(crate) fn new(value: Fr, variable: Variable) -> Self {
        Self { value, variable, time: PhantomData }
    }

    /// The value in this synthesis.
    #[must_use]
    pub fn value(&self) -> Fr {
        self.value
    }

    /// The same number where the time does not matter.
    #[must_use]
    pub fn late(&self) -> Num<Late> {
        Num::new(self.value, self.variable)
    }
}

impl From<Num<Early>> for Num<Late> {
    fn from(early: Num<Early>) -> Self {
        early.late()
    }
}
