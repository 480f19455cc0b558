//! Plain circuits and their assignments as circom's files, so that snarkjs can
//! check them: `.r1cs` (version 1) and `.wtns` (version 2).
//!
//! Circom orders signals as 1, outputs, public inputs, private ones; ours are
//! 1, public inputs, witness, so all public ones pass for outputs.

use std::collections::BTreeMap;

use ark_ff::{BigInteger as _, PrimeField};

use crate::Fr;
use crate::circuit::Frozen;
use crate::rows::Sparse;

/// Why a circuit cannot be written for circom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CircomError {
    /// It has stages, of which circom knows nothing.
    #[error("circom knows no circuits with a challenge")]
    Staged,
    /// A count does not fit the format's 32 bits.
    #[error("too large for circom's format")]
    TooLarge,
    /// The assignment is of another circuit.
    #[error("the assignment has {given} values; the circuit has {expected} wires")]
    Length {
        /// So many came.
        given: usize,
        /// So many belong.
        expected: usize,
    },
}

type Result<T> = std::result::Result<T, CircomError>;

fn number(count: usize) -> Result<[u8; 4]> {
    Ok(u32::try_from(count).map_err(|_| CircomError::TooLarge)?.to_le_bytes())
}

fn word(element: Fr) -> Vec<u8> {
    element.into_bigint().to_bytes_le()
}

/// A file: its name, its version, its sections by kind.
fn file(magic: &[u8; 4], version: u32, sections: &[(u32, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut out = magic.to_vec();
    out.extend(version.to_le_bytes());
    out.extend(number(sections.len())?);
    for (kind, body) in sections {
        out.extend(kind.to_le_bytes());
        out.extend((body.len() as u64).to_le_bytes());
        out.extend(body);
    }
    Ok(out)
}

/// A row's coefficients in order of wires and each wire once, as circom writes
/// them.
pub(crate) fn merged(matrix: &Sparse, row: usize) -> BTreeMap<usize, Fr> {
    let mut sums = BTreeMap::<usize, Fr>::new();
    matrix.row(row).for_each(|(coefficient, wire)| *sums.entry(wire).or_default() += coefficient);
    sums
}

/// The bytes of `circuit.r1cs`.
///
/// # Errors
/// If the circuit has a challenge or is too large.
pub fn r1cs(frozen: &Frozen) -> Result<Vec<u8>> {
    if frozen.stages.len() != 1 {
        return Err(CircomError::Staged);
    }
    let rows = &frozen.rows;
    let wires = rows.instance + rows.witness;

    let mut header = 32u32.to_le_bytes().to_vec();
    header.extend(Fr::MODULUS.to_bytes_le());
    header.extend(number(wires)?);
    header.extend(number(rows.instance - 1)?);
    header.extend(number(0)?);
    header.extend(number(rows.witness)?);
    header.extend((wires as u64).to_le_bytes());
    header.extend(number(rows.len())?);

    let mut constraints = Vec::new();
    for row in 0..rows.len() {
        for matrix in &rows.matrices {
            let sums = merged(matrix, row);
            constraints.extend(number(sums.len())?);
            for (wire, coefficient) in sums {
                constraints.extend(number(wire)?);
                constraints.extend(word(coefficient));
            }
        }
    }

    let labels = (0..wires as u64).flat_map(u64::to_le_bytes).collect();
    file(b"r1cs", 1, &[(1, header), (2, constraints), (3, labels)])
}

/// The bytes of `witness.wtns`, of an assignment `1, inputs…, witness…`.
///
/// # Errors
/// If the assignment is not as long as the circuit's.
pub fn wtns(frozen: &Frozen, assignment: &[Fr]) -> Result<Vec<u8>> {
    let (given, expected) = (assignment.len(), frozen.rows.instance + frozen.rows.witness);
    if given != expected {
        return Err(CircomError::Length { given, expected });
    }
    let mut header = 32u32.to_le_bytes().to_vec();
    header.extend(Fr::MODULUS.to_bytes_le());
    header.extend(number(given)?);
    let values = assignment.iter().flat_map(|value| word(*value)).collect();
    file(b"wtns", 2, &[(1, header), (2, values)])
}
