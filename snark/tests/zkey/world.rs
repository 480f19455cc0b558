//! Small circuits, and snarkjs's ceremonies for them.

use std::sync::OnceLock;

use ark_ff::Zero as _;
use plimsoll_snark::*;

use crate::snarkjs::{self, Snarkjs};

/// A few rows with coefficients, a wire twice in a row, a wire in none, and two
/// public inputs: `x`, and what follows from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Small {
    /// A coefficient in the last side of a row.
    twist: u64,
    /// A coefficient in the first.
    step: u64,
    /// Rows that say nothing new.
    more: usize,
}

impl Small {
    /// Six rows, three public columns: a domain of 16.
    pub(crate) const OWN: Self = Self { twist: 2, step: 7, more: 2 };
    /// The same but for a side that a key's coefficients do not have.
    pub(crate) const TWISTED: Self = Self { twist: 3, ..Self::OWN };
    pub(crate) const OTHER: Self = Self { step: 8, ..Self::OWN };
    pub(crate) const WIDE: Self = Self { more: 3, ..Self::OWN };

    const X: u64 = 3;
    const A: u64 = 5;

    fn y(&self) -> Fr {
        let square = Self::A * Self::A;
        let left = 1 + 2 * square + 3 * Self::X;
        let right = 2 * Self::A + self.step * Self::X;
        Fr::from(left * right) + Fr::from(self.twist * square)
    }
}

impl PlainCircuit for Small {
    fn inputs(&self) -> Vec<Fr> {
        vec![Fr::from(Self::X), self.y()]
    }

    fn synthesize(&self, b: &mut Builder<Late>, inputs: &[Num<Late>]) -> Result<()> {
        let number = <Fr as From<u64>>::from;
        let a = b.witness(number(Self::A))?;
        b.witness(number(9))?;
        let square = b.product(a, a)?;
        let left = b.linear(number(1), &[(number(2), square), (number(3), inputs[0])])?;
        let terms = [(number(1), a), (number(1), a), (number(self.step), inputs[0])];
        let right = b.linear(Fr::zero(), &terms)?;
        let product = b.product(left, right)?;
        let terms = [(number(1), inputs[1]), (-number(self.twist), square)];
        let expected = b.linear(Fr::zero(), &terms)?;
        b.equal(product, expected)?;
        for _ in 0..self.more {
            b.product(product, square)?;
        }
        let five = b.scale(number(Self::A), product)?;
        b.enforce(a, product, five)
    }
}

/// Powers for just the domain, for more, and cut from more.
pub(crate) const POWERS: [&str; 3] = ["level", "large", "large_04"];

/// Keys, by the powers that they are made of: `NAME-0.zkey` has none of the
/// contributions, `NAME.zkey` all three. And others: see below.
pub(crate) fn files() -> Option<&'static Snarkjs> {
    static FILES: OnceLock<Option<Snarkjs>> = OnceLock::new();
    FILES.get_or_init(make).as_ref()
}

const BEACON: &str = "'0f'.repeat(32), 10";

fn make() -> Option<Snarkjs> {
    let snarkjs = Snarkjs::new("zkey")?;
    for (name, circuit) in [
        ("circuit", Small::OWN),
        ("twisted", Small::TWISTED),
        ("wide", Small::WIDE),
        ("other", Small::OTHER),
    ] {
        let frozen = freeze_plain(&circuit).unwrap();
        snarkjs.write(&format!("{name}.r1cs"), &circom::r1cs(&frozen).unwrap());
    }
    let mut lines = [("level", 4), ("large", 5), ("small", 3)]
        .into_iter()
        .flat_map(|(name, power)| snarkjs::powers(name, power))
        .collect::<Vec<_>>();
    let mut line = |line: String| lines.push(line);
    line("await powersOfTau.truncate('large.ptau', 'large_')".to_owned());
    line("let hashes, circuit".to_owned());
    for name in POWERS {
        let zkey = |step: u32| format!("'{name}-{step}.zkey'");
        let (first, second, third) = (zkey(0), zkey(1), zkey(2));
        line(format!("circuit = await zKey.newZKey('circuit.r1cs', '{name}.ptau', {first})"));
        line(format!("hashes = [await zKey.contribute({first}, {second}, 'one', '{name} 1')]"));
        line(format!("hashes.push(await zKey.contribute({second}, {third}, 'two', '{name} 2'))"));
        line(format!("hashes.push(await zKey.beacon({third}, '{name}.zkey', 'last', {BEACON}))"));
        line(format!(
            "check(await zKey.verifyFromR1cs('circuit.r1cs', '{name}.ptau', '{name}.zkey'))"
        ));
        line(format!("write('{name}.json', {{ circuit: hex(circuit), hashes: hashes.map(hex) }})"));
        line(format!("write('{name}-key.json', await zKey.exportVerificationKey('{name}.zkey'))"));
    }
    // Another ceremony of the same circuit; ones of beacons only.
    line("await zKey.contribute('level-0.zkey', 'else-1.zkey', 'else', 'else')".to_owned());
    line(format!("await zKey.beacon('else-1.zkey', 'else-2.zkey', 'last', {BEACON})"));
    line("await zKey.contribute('else-2.zkey', 'else.zkey', 'more', 'more')".to_owned());
    line(format!("await zKey.beacon('level-0.zkey', 'beacon.zkey', 'a', {BEACON})"));
    line(format!("await zKey.beacon('beacon.zkey', 'beacons.zkey', 'b', {BEACON})"));
    for name in ["twisted", "wide", "other"] {
        line(format!("await zKey.newZKey('{name}.r1cs', 'level.ptau', '{name}-0.zkey')"));
        line(format!("await zKey.contribute('{name}-0.zkey', '{name}.zkey', 'one', '{name}')"));
    }
    snarkjs.script(&lines);
    Some(snarkjs)
}
