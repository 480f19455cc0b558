//! Provers that lie: an honest batch, a lie in its witness, and the first class
//! of rows that does not let it pass.

use plimsoll_circuits::BatchCircuit;
use plimsoll_snark::Fr;
use plimsoll_snark::harness::witness;

use crate::book::{At, Book};
use crate::circuits::{batch, batch_of, batch_rows, challenge};

/// Places among the live inputs, of which the first is the context.
const ROOT: usize = 1;
const STATE_IN: usize = 2;
const STATE_OUT: usize = 3;

/// A lie about the honest book's batch that an account stands in, told with the
/// honest root and states published.
#[track_caller]
pub fn lie(at: At, tell: impl FnOnce(&mut BatchCircuit<'_>)) -> Option<&'static str> {
    let book = Book::honest();
    let mut circuit = batch_of(&book, &book.publish(), at.0).expect("a batch with a witness");
    assert_eq!(batch(&circuit), None, "the batch is false before the lie");
    tell(&mut circuit);
    batch(&circuit)
}

/// A lie told with whatever root and states it makes published: what a prover
/// does whose traders do not look, and who makes up the next batch to fit.
#[track_caller]
pub fn published_lie(at: At, tell: impl FnOnce(&mut BatchCircuit<'_>)) -> Option<&'static str> {
    lie(at, |circuit| {
        tell(circuit);
        publish(circuit);
    })
}

/// Makes root and states public as the witness has them.
fn publish(circuit: &mut BatchCircuit<'_>) {
    let frozen = batch_rows(circuit);
    let rows = &frozen.rows;
    let assignment = witness(circuit, challenge()).expect("an assignment");
    let [a, _, c] = &rows.matrices;
    let found = |input: usize| {
        let input = frozen.live().start + input;
        // The only row that has nothing but this input on its right side.
        let row = (0..rows.len()).find(|row| c.row(*row).eq([(Fr::from(1u64), input)]));
        a.dot(row.expect("a row for every public hash"), &assignment)
    };
    circuit.inputs.root = found(ROOT);
    circuit.inputs.state_in = found(STATE_IN);
    circuit.inputs.state_out = found(STATE_OUT);
}
