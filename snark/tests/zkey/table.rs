//! Every way to bend a `.zkey` file that we could think of.

use ark_bn254::{Fq, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup as _};
use ark_ff::{BigInteger as _, Field as _, PrimeField as _};
use plimsoll_snark::zkey::ZkeyError;
use plimsoll_snark::{Fr, Frozen};

use crate::mangle::{Points, Table};
use crate::sections::{Bytes, Parts, alias, outside};
use crate::snarkjs::Snarkjs;

/// Kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Io,
    Form,
    Point,
    Circuit,
    Verifying,
    Contribution,
    Nobody,
    Relation,
    Powers,
    Randomness,
}

impl Kind {
    pub(crate) fn of(error: &ZkeyError) -> Self {
        match error {
            ZkeyError::Io { .. } => Self::Io,
            ZkeyError::Form { .. } => Self::Form,
            ZkeyError::Point { .. } => Self::Point,
            ZkeyError::Circuit { .. } => Self::Circuit,
            ZkeyError::Verifying { .. } => Self::Verifying,
            ZkeyError::Contribution { .. } => Self::Contribution,
            ZkeyError::Nobody { .. } => Self::Nobody,
            ZkeyError::Relation { .. } => Self::Relation,
            ZkeyError::Powers(_) => Self::Powers,
            ZkeyError::Randomness(_) => Self::Randomness,
        }
    }

    /// It needs neither powers nor the list of contributions.
    pub(crate) fn is_seen_by_import(self) -> bool {
        matches!(self, Self::Point | Self::Circuit | Self::Verifying)
    }
}

pub(crate) fn bent(snarkjs: &Snarkjs, frozen: &Frozen) -> Vec<(String, Vec<u8>, Kind)> {
    let parts = |name: &str| Parts::of(&snarkjs.read(name));
    let (own, other, before) = (parts("level.zkey"), parts("else.zkey"), parts("level-2.zkey"));
    let mut table = Table::new(&own);
    table.head(Kind::Form);
    for section in 1..=10 {
        table.layout(section, Kind::Form, Kind::Form);
        // The list of contributions may have any length.
        if section != 10 {
            table.size(section, if section == 7 { 128 } else { 64 }, Kind::Form);
        }
    }
    header(&mut table, &other, &before);
    coefficients(&mut table);
    points(&mut table, &other, frozen);
    for (name, from) in [("else.zkey", &other), ("level-2.zkey", &before)] {
        for kinds in [&[3][..], &[5], &[6], &[7], &[8], &[9], &[8, 9], &[2], &[2, 8, 9], &[10]] {
            let what = format!("sections {kinds:?} of {name}");
            table.add(what, Kind::Relation, |p| {
                kinds.iter().for_each(|kind| p.fill(*kind, from.clone().body(*kind).clone()));
            });
        }
    }
    contributions(&mut table, &other);
    forgeries(&mut table);
    table.all
}

/// Places in the second section.
const NUMBERS: usize = 72;
const ALPHA: usize = 84;
const BETA_G1: usize = ALPHA + 64;
const BETA: usize = BETA_G1 + 64;
const GAMMA: usize = BETA + 128;
const DELTA_G1: usize = GAMMA + 128;
const DELTA: usize = DELTA_G1 + 64;

fn header(table: &mut Table<Kind>, other: &Parts, before: &Parts) {
    for protocol in [0u32, 2, 10, u32::MAX] {
        table.add(format!("protocol {protocol}"), Kind::Form, |p| {
            p.fill(1, protocol.to_le_bytes().to_vec());
        });
    }
    for (at, modulus) in [(0, Fr::MODULUS), (36, Fq::MODULUS)] {
        for size in [0u32, 31, 33, u32::MAX] {
            table.add(format!("prime at {at} of {size} bytes"), Kind::Form, |p| {
                p.body(2)[at..at + 4].copy_from_slice(&size.to_le_bytes());
            });
        }
        table.add(format!("the other prime at {at}"), Kind::Form, |p| {
            p.body(2)[at + 4..at + 36].copy_from_slice(&modulus.to_bytes_le());
        });
        table.add(format!("no prime at {at}"), Kind::Form, |p| p.body(2)[at + 4] ^= 2);
    }
    for (number, name) in ["wires", "inputs", "domain"].into_iter().enumerate() {
        let at = NUMBERS + 4 * number;
        for step in [-1i64, 1, i64::from(u32::MAX)] {
            table.add(format!("{name} {step:+}"), Kind::Circuit, |p| {
                let number = u32::from_le_bytes(p.body(2)[at..at + 4].try_into().unwrap());
                let bytes = (i64::from(number) + step).to_le_bytes();
                p.body(2)[at..at + 4].copy_from_slice(&bytes[..4]);
            });
        }
    }
    for (name, at) in [("α", ALPHA), ("β in G1", BETA_G1), ("δ in G1", DELTA_G1)] {
        header_point::<G1Affine>(table, name, at, [other, before], Kind::Relation);
    }
    header_point::<G2Affine>(table, "β in G2", BETA, [other, before], Kind::Relation);
    header_point::<G2Affine>(table, "γ", GAMMA, [other, before], Kind::Form);
    header_point::<G2Affine>(table, "δ in G2", DELTA, [other, before], Kind::Relation);
    for (name, at) in [("β in G2", BETA), ("γ", GAMMA), ("δ in G2", DELTA)] {
        table.add(format!("{name} outside its subgroup"), Kind::Form, |p| {
            p.body(2)[at..at + 128].copy_from_slice(&outside().to_bytes());
        });
    }
    // γ and δ that are one let anybody forge; so does β in δ's place.
    let mut both = |what: &str, to: usize, from: usize, kind| {
        table.add(what.to_owned(), kind, |p| p.body(2).copy_within(from..from + 128, to));
    };
    both("γ is δ", GAMMA, DELTA, Kind::Form);
    both("δ is γ", DELTA, GAMMA, Kind::Nobody);
    both("β is γ", BETA, GAMMA, Kind::Verifying);
    both("β is δ", BETA, DELTA, Kind::Verifying);
    both("δ is β", DELTA, BETA, Kind::Verifying);
}

fn header_point<P: Bytes + AffineRepr<ScalarField = Fr>>(
    table: &mut Table<Kind>,
    name: &str,
    at: usize,
    others: [&Parts; 2],
    relation: Kind,
) {
    let body = table.body(2);
    let old = P::of(&body[at..at + P::SIZE]);
    let of = |parts: &Parts| P::of(&parts.clone().body(2)[at..at + P::SIZE]);
    // One that stands for γ, which is G2's generator, or for its opposite.
    let generator = if name == "δ in G2" { Kind::Nobody } else { relation };
    let generator = if name == "β in G2" { Kind::Verifying } else { generator };
    for (what, kind, new) in [
        ("the identity", Kind::Form, P::zero()),
        ("off its curve", Kind::Form, old.off()),
        ("the generator", generator, P::generator()),
        ("negated", relation, (-old.into_group()).into_affine()),
        ("doubled", relation, (old + old).into_affine()),
        ("plus the generator", relation, (old + P::generator()).into_affine()),
        ("another ceremony's", relation, of(others[0])),
        ("what it was before", relation, of(others[1])),
    ] {
        table.add(format!("{name} {what}"), kind, |p| {
            p.body(2)[at..at + P::SIZE].copy_from_slice(&new.to_bytes());
        });
    }
    table.add(format!("{name} plus q"), Kind::Form, |p| alias(&mut p.body(2)[at..at + 32]));
}

const COEFFICIENT: usize = 44;

fn coefficients(table: &mut Table<Kind>) {
    let body = table.body(4);
    let count = (body.len() - 4) / COEFFICIENT;
    let modulus = Fr::MODULUS.to_bytes_le();
    for index in [0, count / 2, count - 1] {
        let start = 4 + COEFFICIENT * index;
        let mut change = |what: &str, change: &dyn Fn(&mut [u8])| {
            table.add(format!("coefficient {index}: {what}"), Kind::Circuit, |p| {
                change(&mut p.body(4)[start..start + COEFFICIENT]);
            });
        };
        change("another matrix", &|bytes| bytes[0] ^= 1);
        change("the third matrix", &|bytes| bytes[0] = 2);
        change("another row", &|bytes| bytes[4] ^= 1);
        change("a row that is none", &|bytes| bytes[7] = 0x80);
        change("another wire", &|bytes| bytes[8] ^= 1);
        change("a wire that is none", &|bytes| bytes[11] = 0x80);
        change("another value", &|bytes| bytes[12] ^= 1);
        change("the value 0", &|bytes| bytes[12..].fill(0));
        change("a value that is none", &|bytes| bytes[12..].copy_from_slice(&modulus));
        table.add(format!("coefficient {index} left out"), Kind::Circuit, |p| {
            let mut less = body.clone();
            less.drain(start..start + COEFFICIENT);
            less[..4].copy_from_slice(&u32::try_from(count - 1).unwrap().to_le_bytes());
            p.fill(4, less);
        });
        table.add(format!("coefficient {index} twice"), Kind::Circuit, |p| {
            let mut more = body.clone();
            more.splice(start..start, body[start..start + COEFFICIENT].to_vec());
            more[..4].copy_from_slice(&u32::try_from(count + 1).unwrap().to_le_bytes());
            p.fill(4, more);
        });
    }
    table.add("coefficients exchanged".to_owned(), Kind::Circuit, |p| {
        p.body(4)[4..4 + 2 * COEFFICIENT].rotate_left(COEFFICIENT);
    });
    for count in [0, u32::try_from(count).unwrap() + 1, u32::MAX] {
        table.add(format!("says {count} coefficients"), Kind::Form, |p| {
            p.body(4)[..4].copy_from_slice(&count.to_le_bytes());
        });
    }
}

fn points(table: &mut Table<Kind>, other: &Parts, frozen: &Frozen) {
    let (inputs, wires) = (frozen.rows.instance, frozen.rows.witness);
    let strict = Points { point: Kind::Point, identity: Kind::Point, relation: Kind::Relation };
    let loose = Points { identity: Kind::Relation, ..strict };
    let (last, domain) = (inputs + wires - 1, 16);
    table.points::<G1Affine>(3, &[0, inputs / 2, inputs - 1], other, strict);
    for section in [5, 6] {
        table.points::<G1Affine>(section, &[0, 1, inputs, last / 2, last], other, loose);
    }
    table.points::<G2Affine>(7, &[0, 1, inputs, last / 2, last], other, loose);
    table.outside(7, &[0, inputs, last], Kind::Point);
    table.points::<G1Affine>(8, &[0, wires / 2, wires - 1], other, loose);
    table.points::<G1Affine>(9, &[0, domain / 2, domain - 1], other, strict);
    // Inputs that could trade values.
    for sign in [1i8, -1] {
        table.add(format!("inputs with points {sign} times one another"), Kind::Verifying, |p| {
            let one = G1Affine::at(p.body(3), 1);
            G1Affine::set(p.body(3), 2, &if sign == 1 { one } else { -one });
        });
    }
}

/// A contribution's length with no parameters but a name of three letters.
const PERSON: usize = 3 * 64 + 128 + 64 + 8 + 5;

fn contributions(table: &mut Table<Kind>, other: &Parts) {
    let list = table.body(10);
    let starts = [68, 68 + PERSON, 68 + 2 * PERSON];
    assert_eq!(list[68 + PERSON - 5..][..5], *b"\x01\x03one");
    let kind = Kind::Contribution;
    for (number, at) in starts.into_iter().enumerate() {
        for (name, place) in [("δ", 0), ("s", 64), ("x·s", 128)] {
            let name = format!("contribution {number}: {name}");
            contribution_point::<G1Affine>(table, &name, at, place, other);
        }
        let name = format!("contribution {number}: x·p");
        contribution_point::<G2Affine>(table, &name, at, 192, other);
        for byte in [0, 31, 63] {
            table.add(format!("contribution {number}: hash, byte {byte}"), kind, |p| {
                p.body(10)[at + 320 + byte] ^= 1;
            });
        }
        for (place, name) in [(at + 384, "kind"), (at + 388, "length")] {
            for byte in [1u8, 2, 4, 0x80] {
                table.add(format!("contribution {number}: {name} ^ {byte}"), kind, |p| {
                    p.body(10)[place] ^= byte;
                });
            }
        }
        for (place, name) in [(at + 392, "parameter"), (at + 393, "parameter's length")] {
            table.add(format!("contribution {number}: {name}"), kind, |p| {
                p.body(10)[place] ^= 8;
            });
        }
    }
    for byte in [0, 32, 63] {
        table.add(format!("the circuit's hash, byte {byte}"), kind, |p| p.body(10)[byte] ^= 1);
    }
    for count in [0u8, 1, 2, 4, 255] {
        table.add(format!("says {count} contributions"), kind, |p| p.body(10)[64] = count);
    }

    // Whole contributions, in another order.
    let ends = [starts[1], starts[2], list.len()];
    let one = |i: usize| &list[starts[i]..ends[i]];
    let mut order = |what: &str, kind, order: &[usize]| {
        let count = u32::try_from(order.len()).unwrap().to_le_bytes();
        let steps: Vec<u8> = order.iter().flat_map(|i| one(*i).to_vec()).collect();
        let body = [&list[..64], &count, &steps].concat();
        table.add(what.to_owned(), kind, |p| p.fill(10, body));
    };
    order("no contributions", Kind::Nobody, &[]);
    order("the first dropped", kind, &[1, 2]);
    order("the second dropped", kind, &[0, 2]);
    order("the beacon dropped", Kind::Relation, &[0, 1]);
    order("the first alone", Kind::Relation, &[0]);
    order("the beacon alone", kind, &[2]);
    order("the first two exchanged", kind, &[1, 0, 2]);
    order("the beacon first", kind, &[2, 0, 1]);
    order("the first twice", kind, &[0, 0, 1, 2]);
    order("the beacon twice", kind, &[0, 1, 2, 2]);
    beacons(table, starts[2]);
}

/// Keys that hold together, over a δ that whoever bent them knows a part of:
/// everything is as it should be but for its place in the transcript.
fn forgeries(table: &mut Table<Kind>) {
    let seven = Fr::from(7);
    let last = 68 + 2 * PERSON;
    for (in_g1, in_list, kind) in [
        (false, false, Kind::Relation),
        (true, false, Kind::Relation),
        (false, true, Kind::Contribution),
        (true, true, Kind::Contribution),
    ] {
        let what = format!("7·δ; in G1: {in_g1}; in the list: {in_list}");
        table.add(what, kind, |p| {
            let times = |bytes: &mut [u8], by: Fr| {
                let new = (G1Affine::of(bytes) * by).into_affine();
                bytes.copy_from_slice(&new.to_bytes());
            };
            let delta = &mut p.body(2)[DELTA..];
            let new = (G2Affine::of(delta) * seven).into_affine();
            delta.copy_from_slice(&new.to_bytes());
            for section in [8, 9] {
                let by = seven.inverse().unwrap();
                p.body(section).chunks_mut(64).for_each(|bytes| times(bytes, by));
            }
            if in_g1 {
                times(&mut p.body(2)[DELTA_G1..DELTA], seven);
            }
            if in_list {
                times(&mut p.body(10)[last..last + 64], seven);
            }
        });
    }
}

/// The last contribution, made from other numbers than it says.
fn beacons(table: &mut Table<Kind>, at: usize) {
    // Its name, then how often it was hashed, then what was.
    let (name, list) = (at + 392, table.body(10));
    assert_eq!(list[name..name + 10], *b"\x01\x04last\x02\x0a\x03\x20");
    let mut change = |what: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut list = list.clone();
        change(&mut list);
        table.add(what.to_owned(), Kind::Contribution, |p| p.fill(10, list));
    };
    for iterations in [0, 9, 11, 33, 63, 64, 255] {
        change(&format!("2^{iterations} iterations"), &|list| list[name + 7] = iterations);
    }
    for byte in [0, 31] {
        change(&format!("another beacon, byte {byte}"), &|list| list[name + 10 + byte] ^= 1);
    }
    change("a shorter beacon", &|list| {
        list.pop();
        list[name + 9] -= 1;
        list[at + 388] -= 1;
    });
    change("a beacon that is a person's", &|list| list[at + 384] = 0);
    change("parameters in another order", &|list| list[name + 6..].rotate_left(2));
    change("a byte behind it", &|list| list.push(0));
}

fn contribution_point<P: Bytes + AffineRepr<ScalarField = Fr>>(
    table: &mut Table<Kind>,
    name: &str,
    start: usize,
    place: usize,
    other: &Parts,
) {
    let at = start + place;
    let old = P::of(&table.body(10)[at..at + P::SIZE]);
    let theirs = P::of(&other.clone().body(10)[68 + place..][..P::SIZE]);
    for (what, new) in [
        ("the identity", P::zero()),
        ("off its curve", old.off()),
        ("the generator", P::generator()),
        ("negated", (-old.into_group()).into_affine()),
        ("doubled", (old + old).into_affine()),
        ("plus the generator", (old + P::generator()).into_affine()),
        ("another ceremony's", theirs),
    ] {
        table.add(format!("{name} {what}"), Kind::Contribution, |p| {
            p.body(10)[at..at + P::SIZE].copy_from_slice(&new.to_bytes());
        });
    }
    table.add(format!("{name} plus q"), Kind::Contribution, |p| {
        alias(&mut p.body(10)[at..at + 32]);
    });
}
