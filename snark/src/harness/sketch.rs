//! Circuits written as closures: for gadgets that are tested alone.

use crate::Fr;
use crate::builder::{Builder, Result};
use crate::circuit::{Circuit, PlainCircuit};
use crate::num::{Challenge, Early, Late, Num};

/// What a sketch does once the challenge is known.
pub type Rest = Box<dyn FnOnce(&mut Builder<Late>, Challenge) -> Result<()>>;

/// A circuit with a challenge: its public inputs, and its first stage, which
/// returns the second.
#[derive(Clone, Debug)]
pub struct Sketch<F> {
    /// The public inputs beside the challenge.
    pub inputs: Vec<Fr>,
    /// The first stage.
    pub first: F,
}

impl<F> Circuit for Sketch<F>
where
    F: Fn(&mut Builder<Early>, &[Num<Early>]) -> Result<Rest>,
{
    type Parameters = ();
    type First = Rest;

    fn inputs(&self) -> Vec<Fr> {
        self.inputs.clone()
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, inputs: &[Num<Early>], (): &()) -> Result<Rest> {
        (self.first)(b, inputs)
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        _: &[Num<Early>],
        challenge: Challenge,
        (): (),
        rest: Rest,
    ) -> Result<()> {
        rest(b, challenge)
    }
}

/// A circuit without a challenge: its public inputs, and all of it.
#[derive(Clone, Debug)]
pub struct PlainSketch<F> {
    /// The public inputs.
    pub inputs: Vec<Fr>,
    /// The circuit.
    pub all: F,
}

impl<F> PlainCircuit for PlainSketch<F>
where
    F: Fn(&mut Builder<Late>, &[Num<Late>]) -> Result<()>,
{
    fn inputs(&self) -> Vec<Fr> {
        self.inputs.clone()
    }

    fn synthesize(&self, b: &mut Builder<Late>, inputs: &[Num<Late>]) -> Result<()> {
        (self.all)(b, inputs)
    }
}
