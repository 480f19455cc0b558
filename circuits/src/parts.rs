//! The batch circuit without its hashes, for tests: accounts, the margin rule,
//! the book's and the fund's sums, and the table that ties them. Poseidon is
//! most of a batch's constraints, and is attacked by itself.

use plimsoll_snark::{Builder, Challenge, Circuit, Early, Fr, Late, Num, Result};

use crate::batch::{BatchCircuit, First};
use crate::table::Rows;

/// A batch without leaves, identities, hashes of states and the fingerprint.
/// Its public inputs are the batch's, and nothing reads them.
#[derive(Clone, Debug)]
pub struct UnhashedBatch<'a>(pub BatchCircuit<'a>);

impl Circuit for UnhashedBatch<'_> {
    type Parameters = Rows;
    type First = First;

    fn inputs(&self) -> Vec<Fr> {
        Vec::new()
    }

    fn parameters(&self, b: &mut Builder<Early>) -> Result<Rows> {
        self.0.parameters(b)
    }

    fn first(&self, b: &mut Builder<Early>, inputs: &[Num<Early>], table: &Rows) -> Result<First> {
        self.0.first(b, inputs, table)
    }

    fn second(
        &self,
        b: &mut Builder<Late>,
        _: &[Num<Early>],
        challenge: Challenge,
        table: Rows,
        first: First,
    ) -> Result<()> {
        self.0.figures(b, challenge, &table, first).map(drop)
    }
}
