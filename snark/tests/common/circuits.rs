//! One small circuit for each kind of key, with as many public inputs as a
//! batch of accounts has.

use plimsoll_snark::gadgets::poseidon;
use plimsoll_snark::gadgets::range::{Counted, Ranges};
use plimsoll_snark::*;

/// Public: the hash of secret 64-bit numbers, each at most `cap`, and five
/// inputs that no row reads, which a proof binds all the same.
pub(crate) struct Capped {
    /// The cap is a parameter of its own stage.
    pub(crate) shared: bool,
    pub(crate) cap: u64,
    pub(crate) numbers: Vec<u64>,
    pub(crate) unread: [u64; 5],
}

impl Capped {
    pub(crate) fn new(shared: bool, seed: u64) -> Self {
        let numbers = (0..4).map(|i| 1000 * seed + i).collect();
        let unread = [1, 2, 3, 4, 5].map(|i| 10 * seed + i);
        Self { shared, cap: 1 << 40, numbers, unread }
    }

    fn make_cap(&self, b: &mut Builder<Early>) -> Result<Num<Early>> {
        let cap = b.witness(Fr::from(self.cap))?;
        // Its own row, which pins it.
        b.equal(cap, cap)?;
        Ok(cap)
    }
}

impl Circuit for Capped {
    type Parameters = Option<Num<Early>>;
    type First = (Vec<Num<Early>>, Counted);

    fn inputs(&self) -> Vec<Fr> {
        let numbers: Vec<Fr> = self.numbers.iter().map(|n| Fr::from(*n)).collect();
        let hash = plimsoll_poseidon::hash_slice(&numbers).unwrap();
        std::iter::once(hash).chain(self.unread.map(Fr::from)).collect()
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<Self::Parameters> {
        self.shared.then(|| self.make_cap(b)).transpose()
    }

    fn first(
        &self,
        b: &mut Builder<Early>,
        _: &[Num<Early>],
        cap: &Self::Parameters,
    ) -> Result<Self::First> {
        let cap = cap.map_or_else(|| self.make_cap(b), Ok)?;
        let mut ranges = Ranges::new(8);
        let mut numbers = Vec::new();
        for number in &self.numbers {
            let bounded = ranges.bounded::<64>(b, Fr::from(*number))?.num();
            ranges.at_least::<64>(b, cap, bounded)?;
            numbers.push(bounded);
        }
        Ok((numbers, ranges.count(b)?))
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        inputs: &[Num<Early>],
        challenge: Challenge,
        _: Self::Parameters,
        (numbers, counted): Self::First,
    ) -> Result<()> {
        counted.prove(b, challenge)?;
        let numbers: Vec<_> = numbers.iter().map(Num::late).collect();
        let hash = poseidon::hash(b, &numbers)?;
        b.equal(hash, inputs[0].late())
    }
}

/// Public: the product of two secret factors, and an input that no row reads.
pub(crate) struct Factors(pub(crate) u64, pub(crate) u64);

impl PlainCircuit for Factors {
    fn inputs(&self) -> Vec<Fr> {
        vec![Fr::from(self.0) * Fr::from(self.1), Fr::from(7)]
    }

    fn synthesize(&self, b: &mut Builder<Late>, inputs: &[Num<Late>]) -> Result<()> {
        let (left, right) = (b.witness(Fr::from(self.0))?, b.witness(Fr::from(self.1))?);
        b.enforce(left, right, inputs[0])
    }
}

/// So many public inputs, the first of them 9; no row reads the others.
pub(crate) struct Wide(pub(crate) u64);

impl PlainCircuit for Wide {
    fn inputs(&self) -> Vec<Fr> {
        (0..self.0).map(|i| Fr::from(9 + i)).collect()
    }

    fn synthesize(&self, b: &mut Builder<Late>, inputs: &[Num<Late>]) -> Result<()> {
        let three = b.witness(Fr::from(3))?;
        let nine = b.product(three, three)?;
        inputs.first().map_or(Ok(()), |first| b.equal(nine, *first))
    }
}
