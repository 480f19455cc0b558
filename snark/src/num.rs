//! Numbers inside a circuit: a value and the variable that stands for it,
//! typed by when the prover must have fixed it.

use std::marker::PhantomData;

use ark_relations::gr1cs::Variable;

use crate::Fr;

/// When a number is fixed, seen from the challenge.
pub trait Time: Copy + std::fmt::Debug + 'static {
    /// Before the challenge.
    const EARLY: bool;
}

/// Before the challenge: committed, or public, or made of such alone.
#[derive(Clone, Copy, Debug)]
pub struct Early;

/// At any time, perhaps with the challenge known.
#[derive(Clone, Copy, Debug)]
pub struct Late;

impl Time for Early {
    const EARLY: bool = true;
}

impl Time for Late {
    const EARLY: bool = false;
}

/// A number of the circuit: a variable, or a linear combination of variables.
///
/// `Num<Early>` can only be made of what the challenge binds. Arguments that
/// are sound only for such numbers take nothing else, so choosing late does
/// not compile. A number belongs to one synthesis; builders of others refuse
/// it.
#[derive(Clone, Copy)]
pub struct Num<T: Time> {
    pub(crate) value: Fr,
    pub(crate) variable: Variable,
    pub(crate) synthesis: SynthesisId,
    time: PhantomData<T>,
}

/// Which synthesis a number belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SynthesisId(u64);

impl SynthesisId {
    /// One that nothing belongs to yet.
    pub(crate) fn fresh() -> Self {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        Self(NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
    }
}

impl<T: Time> Num<T> {
    pub(crate) fn new(value: Fr, variable: Variable, synthesis: SynthesisId) -> Self {
        Self { value, variable, synthesis, time: PhantomData }
    }

    /// The value in this synthesis.
    #[must_use]
    pub fn value(&self) -> Fr {
        self.value
    }

    /// The same number where the time does not matter.
    #[must_use]
    pub fn late(&self) -> Num<Late> {
        Num::new(self.value, self.variable, self.synthesis)
    }
}

/// Values are secrets, and not shown.
impl<T: Time> std::fmt::Debug for Num<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Num").field(&self.variable).finish_non_exhaustive()
    }
}

impl From<Num<Early>> for Num<Late> {
    fn from(early: Num<Early>) -> Self {
        early.late()
    }
}

/// A number that nobody chose: the challenge of the proof, or one derived from
/// it by a hash. Only the proof system and
/// [`challenges`](crate::gadgets::challenges) make them, so no argument can be
/// given a number that the prover picked.
#[derive(Clone, Copy, Debug)]
pub struct Challenge(Num<Late>);

impl Challenge {
    pub(crate) fn new(number: Num<Late>) -> Self {
        Self(number)
    }

    /// As a number like any other.
    #[must_use]
    pub fn num(&self) -> Num<Late> {
        self.0
    }

    /// The value in this synthesis.
    #[must_use]
    pub fn value(&self) -> Fr {
        self.0.value
    }
}
