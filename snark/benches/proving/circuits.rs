//! Circuits to measure with: one of look-ups, half of whose wires are short,
//! and one of nothing but Poseidon.

use plimsoll_snark::gadgets::poseidon;
use plimsoll_snark::gadgets::range::{Counted, Ranges};
use plimsoll_snark::{Builder, Circuit, Early, Fr, Late, Num, PlainCircuit, Result};

/// About `2^log` rows of 16-bit look-ups. The table takes a part of the rows,
/// so its limbs are shorter where the circuit is small.
pub(crate) struct LookUps {
    /// The size.
    pub(crate) log: u32,
}

impl LookUps {
    fn limb_bits(&self) -> u32 {
        if self.log > 17 { 16 } else { 8 }
    }

    fn numbers(&self) -> u64 {
        let limbs = (1u64 << self.log) - (1 << self.limb_bits()) - 64;
        limbs / u64::from(64 / self.limb_bits())
    }

    fn limbs(&self, b: &mut Builder<Early>) -> Result<Counted> {
        let mut ranges = Ranges::new(self.limb_bits());
        for i in 0..self.numbers() {
            ranges.bounded::<64>(b, Fr::from(i.wrapping_mul(0x9e37_79b9_7f4a_7c15)))?;
        }
        ranges.count(b)
    }
}

/// With a stage for the limbs, and a challenge that binds them.
impl Circuit for LookUps {
    type Parameters = ();
    type First = Counted;

    fn inputs(&self) -> Vec<Fr> {
        vec![Fr::from(1)]
    }

    fn parameters(&self, _: &mut Builder<Early>) -> Result<()> {
        Ok(())
    }

    fn first(&self, b: &mut Builder<Early>, _: &[Num<Early>], (): &()) -> Result<Counted> {
        self.limbs(b)
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        _: &[Num<Early>],
        challenge: Num<Late>,
        (): (),
        counted: Counted,
    ) -> Result<()> {
        counted.prove(b, challenge)
    }
}

/// The hash of the hash of … of one number, about `2^log` rows.
pub(crate) struct Hashes {
    /// The size.
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

/// The hashes again, as a staged circuit that commits to half of its wires:
/// what staging costs, on rows that are nearly the same.
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
        _: Num<Late>,
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
