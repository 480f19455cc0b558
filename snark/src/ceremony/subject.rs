//! What a ceremony is about, and so how its files are laid out.

use crate::circuit::Frozen;
use crate::encoding::{DecodeError, MAX_INPUTS, Reader};
use crate::keys::Stages;
use crate::pinned::unpinned;
use crate::powers::PowersHash;
use crate::setup::SetupError;

/// One circuit and the powers that its key is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// SHA-256 of the circuit's rows.
    pub circuit: [u8; 32],
    /// BLAKE2b-512 of the file of powers.
    pub powers: PowersHash,
    /// The circuit's domain has `2^level` points.
    pub level: u32,
    /// How the circuit is staged.
    pub stages: Stages,
    /// Live inputs.
    pub live: usize,
    /// Witness wires of each stage.
    pub wires: Vec<usize>,
}

/// Points that one divisor divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its place among the parts.
    pub(super) number: usize,
    pub(super) divisor: usize,
    pub(super) count: usize,
}

/// No domain of the field is larger.
const MOST_LEVEL: u32 = 28;

impl Subject {
    /// The ceremony of a circuit with these powers.
    ///
    /// # Errors
    /// If the circuit can have no key.
    pub fn new(frozen: &Frozen, powers: PowersHash) -> Result<Self, SetupError> {
        let stages = match frozen.stages[..] {
            [_] => Stages::Plain,
            [_, _] => Stages::Challenged,
            _ => Stages::Parameterised,
        };
        if stages != Stages::Plain {
            unpinned(frozen)?;
        }
        if frozen.inputs > MAX_INPUTS {
            return Err(SetupError::Inputs { inputs: frozen.inputs, most: MAX_INPUTS });
        }
        let size = (frozen.rows.len() + frozen.rows.instance).next_power_of_two();
        Ok(Self {
            circuit: frozen.hash(),
            powers,
            level: size.trailing_zeros(),
            stages,
            live: frozen.inputs,
            wires: frozen.stages.clone(),
        })
    }

    /// γ, then every stage's δ.
    pub(super) fn divisors(&self) -> usize {
        1 + self.wires.len()
    }

    /// What is divided, in the order of the file: inputs by γ, each stage's
    /// wires by its δ, the quotient's bases by the last.
    pub(super) fn parts(&self) -> Vec<Part> {
        let inputs = (0, self.stages.points(self.live));
        let wires = (1..).zip(self.wires.iter().copied());
        let quotient = (self.wires.len(), (1 << self.level) - 1);
        let all = std::iter::once(inputs).chain(wires).chain([quotient]);
        let part = |(number, (divisor, count))| Part { number, divisor, count };
        all.enumerate().map(part).collect()
    }

    /// All points of a file.
    pub(super) fn points(&self) -> usize {
        self.parts().iter().map(|part| part.count).sum()
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.circuit);
        out.extend(self.powers.0);
        out.extend(self.level.to_be_bytes());
        out.push(self.stages as u8);
        out.extend((self.live as u64).to_be_bytes());
        self.wires.iter().for_each(|count| out.extend((*count as u64).to_be_bytes()));
    }

    pub(super) fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (circuit, powers) = (r.array()?, PowersHash(r.array()?));
        let level = u32::from_be_bytes(r.array()?);
        let stages = Stages::read(r)?;
        let count = |r: &mut Reader<'_>, most: usize| {
            let count = usize::try_from(u64::from_be_bytes(r.array()?)).ok();
            count.filter(|count| *count <= most).ok_or(DecodeError::Layout)
        };
        if level > MOST_LEVEL {
            return Err(DecodeError::Layout);
        }
        let live = count(r, MAX_INPUTS)?;
        let wires =
            (0..stages.count()).map(|_| count(r, 1 << MOST_LEVEL)).collect::<Result<_, _>>()?;
        Ok(Self { circuit, powers, level, stages, live, wires })
    }
}
