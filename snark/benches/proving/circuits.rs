//! Circuits to measure with, each plain and staged on the same rows.

use ark_ff::One as _;
use plimsoll_snark::gadgets::poseidon;
use plimsoll_snark::gadgets::range::inverses;
use plimsoll_snark::{Builder, Challenge, Circuit, Early, Fr, Late, Num, PlainCircuit, Result};

/// The hash of the hash of … of one number: dense rows and full-size wires.
pub(crate) struct Hashes {
    /// About `2^log` rows.
    pub(crate) log: u32,
}

impl Hashes {
    fn count(&self) -> usize {
        ((1 << self.log) - 64) / 240
    }
}

impl PlainCircuit for Hashes {
    fn inputs(&self) -> Vec<Fr> {
        let first = Fr::from(1);
        vec![(0..self.count()).fold(first, |x, _| plimsoll_poseidon::hash([x, x]))]
    }

    fn synthesize(&self, b: &mut Builder<Late>, inputs: &[Num<Late>]) -> Result<()> {
        let mut x = b.witness(Fr::from(1))?;
        for _ in 0..self.count() {
            x = poseidon::hash(b, &[x, x])?;
        }
        b.equal(x, inputs[0])
    }
}

/// Half of the wires in a stage of their own.
impl Circuit for Hashes {
    type Parameters = ();
    type First = Num<Early>;

    fn inputs(&self) -> Vec<Fr> {
        PlainCircuit::inputs(self)
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<Num<Early>> {
        let mut x = b.witness(Fr::from(1))?;
        for _ in 0..self.count() / 2 {
            x = poseidon::hash(b, &[x, x])?;
        }
        Ok(x)
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        _: Challenge,
        (): (),
        first: Num<Early>,
    ) -> Result<()> {
        let mut x = first.late();
        for _ in self.count() / 2..self.count() {
            x = poseidon::hash(b, &[x, x])?;
        }
        b.equal(x, inputs[0].late())
    }
}

/// What most of a look-up circuit is: 16-bit limbs, and `1/(β − limb)` for each.
pub(crate) struct Limbs {
    /// About `2^log` rows.
    pub(crate) log: u32,
}

impl Limbs {
    fn values(&self) -> impl Iterator<Item = Fr> {
        let count = (1u64 << self.log) - 64;
        (0..count).map(|i| Fr::from(i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48))
    }
}

impl PlainCircuit for Limbs {
    /// The challenge is an input here.
    fn inputs(&self) -> Vec<Fr> {
        vec![-Fr::from(7)]
    }

    fn synthesize(&self, b: &mut Builder<Late>, inputs: &[Num<Late>]) -> Result<()> {
        let values: Vec<Fr> = self.values().collect();
        let limbs = values.iter().map(|value| b.witness(*value)).collect::<Result<Vec<_>>>()?;
        let mut quotients: Vec<Fr> = values.iter().map(|v| inputs[0].value() - v).collect();
        ark_ff::batch_inversion(&mut quotients);
        let one = b.constant(Fr::one())?;
        for (limb, quotient) in limbs.into_iter().zip(quotients) {
            let difference = b.sub(inputs[0], limb)?;
            let quotient = b.witness(quotient)?;
            b.enforce(difference, quotient, one)?;
        }
        Ok(())
    }
}

impl Circuit for Limbs {
    type Parameters = ();
    type First = Vec<Num<Early>>;

    fn inputs(&self) -> Vec<Fr> {
        Vec::new()
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<Self::First> {
        self.values().map(|value| b.witness(value)).collect()
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        _: &[Num<Early>],
        challenge: Challenge,
        (): (),
        limbs: Self::First,
    ) -> Result<()> {
        inverses(b, challenge, &limbs).map(drop)
    }
}
