//! Every way to bend a `.ptau` file that we could think of.

use ark_bn254::{Fq, Fr, G1Affine, G2Affine};
use ark_ec::CurveGroup as _;
use ark_ff::{BigInteger as _, PrimeField as _};
use plimsoll_snark::powers::PowersError;

use crate::mangle::{Points, Table};
use crate::sections::{Bytes, Parts};

/// Kinds of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Io,
    Form,
    Unprepared,
    Point,
    Relation,
    Level,
    Randomness,
}

impl Kind {
    pub(crate) fn of(error: &PowersError) -> Self {
        match error {
            PowersError::Io { .. } => Self::Io,
            PowersError::Form { .. } => Self::Form,
            PowersError::Unprepared { .. } => Self::Unprepared,
            PowersError::Point { .. } => Self::Point,
            PowersError::Relation { .. } => Self::Relation,
            PowersError::Level { .. } => Self::Level,
            PowersError::Randomness(_) => Self::Randomness,
        }
    }
}

const ALL: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15];
const IN_G2: [u32; 3] = [3, 6, 13];

pub(crate) fn bent(own: &Parts, other: &Parts, power: u32) -> Vec<(String, Vec<u8>, Kind)> {
    let mut table = Table::new(own);
    table.head(Kind::Form);
    header(&mut table);
    for section in ALL {
        let missing = if section < 12 { Kind::Form } else { Kind::Unprepared };
        table.layout(section, Kind::Form, missing);
        // The list of contributions may have any length.
        if section != 7 {
            let in_g2 = IN_G2.contains(&section);
            table.size(section, if in_g2 { 128 } else { 64 }, Kind::Form);
        }
    }
    let kinds = Points { point: Kind::Point, identity: Kind::Point, relation: Kind::Relation };
    for section in ALL.into_iter().filter(|section| ![1, 7].contains(section)) {
        let places = used(own, section, power);
        if IN_G2.contains(&section) {
            table.points::<G2Affine>(section, &places, other, kinds);
            table.outside(section, &places, Kind::Point);
        } else {
            table.points::<G1Affine>(section, &places, other, kinds);
        }
    }
    whole_sections(other, &mut table);
    table.all
}

/// The places of the first, a middle and the last point of a section that a
/// domain of 2^power uses.
fn used(own: &Parts, section: u32, power: u32) -> Vec<usize> {
    let size = if IN_G2.contains(&section) { 128 } else { 64 };
    let n = 1 << power;
    let range = match section {
        12..=15 => n - 1..2 * n - 1,
        _ => 0..own.clone().body(section).len() / size,
    };
    let mut places = vec![range.start, range.start + range.len() / 2, range.end - 1];
    places.dedup();
    places
}

fn header(table: &mut Table<Kind>) {
    for (at, name, numbers) in [
        (0, "bytes of a coordinate", &[0, 31, 33, 48, u32::MAX][..]),
        (36, "power", &[0, 3, 5, 28, 29, 32, 64, u32::MAX]),
        (40, "power of the ceremony", &[0, 1, 3, 29, u32::MAX]),
    ] {
        for number in numbers {
            table.add(format!("{name} {number}"), Kind::Form, |p| {
                p.body(1)[at..at + 4].copy_from_slice(&number.to_le_bytes());
            });
        }
    }
    for (name, prime) in [("r", Fr::MODULUS), ("q − 1", (-Fq::from(1)).into_bigint())] {
        table.add(format!("prime {name}"), Kind::Form, |p| {
            p.body(1)[4..36].copy_from_slice(&prime.to_bytes_le());
        });
    }
    for at in [4, 20, 35] {
        table.add(format!("prime, byte {at}"), Kind::Form, |p| p.body(1)[at] ^= 1);
    }
}

/// Sections that are good by themselves, in the wrong place.
fn whole_sections(other: &Parts, table: &mut Table<Kind>) {
    let own = &table.own.clone();
    let bodies = |parts: &Parts, kind| parts.clone().body(kind).clone();
    let mut moved = |what: &str, moves: &[(u32, Vec<u8>)]| {
        table.add(what.to_owned(), Kind::Relation, |p| {
            moves.iter().for_each(|(kind, body)| p.fill(*kind, body.clone()));
        });
    };
    for kind in [2, 3, 4, 5, 6, 12, 13, 14, 15] {
        moved(&format!("section {kind} of another file"), &[(kind, bodies(other, kind))]);
    }
    for kinds in [[4, 14], [5, 15], [2, 12], [3, 13], [5, 6]] {
        let moves = kinds.map(|kind| (kind, bodies(other, kind)));
        moved(&format!("sections {kinds:?} of another file"), &moves);
    }
    for (to, from) in [(4, 5), (5, 4), (14, 15), (15, 14)] {
        moved(&format!("section {to} is section {from} too"), &[(to, bodies(own, from))]);
    }
    moved("α and β exchanged", &[(4, bodies(own, 5)), (5, bodies(own, 4))]);
    moved("their Lagrange forms exchanged", &[(14, bodies(own, 15)), (15, bodies(own, 14))]);
    moved("β for α everywhere", &[(4, bodies(own, 5)), (14, bodies(own, 15))]);

    let scaled = |kind: u32, from: usize, by: &dyn Fn(usize) -> Fr| {
        let points = G1Affine::list(&bodies(own, kind));
        let new = points.iter().enumerate().map(|(i, point)| match i.checked_sub(from) {
            Some(step) => (*point * by(step)).into_affine(),
            None => *point,
        });
        new.flat_map(|point| point.to_bytes()).collect::<Vec<u8>>()
    };
    let seven = |_| Fr::from(7);
    let climbing = |step: usize| (0..step).fold(Fr::from(1), |power, _| power * Fr::from(7));
    for kind in [2, 4, 5, 12, 14, 15] {
        moved(&format!("section {kind} times 7"), &[(kind, scaled(kind, 0, &seven))]);
        moved(&format!("section {kind} times 7 from 9 on"), &[(kind, scaled(kind, 9, &seven))]);
    }
    for kind in [2, 4, 5] {
        moved(&format!("section {kind} with 7·τ"), &[(kind, scaled(kind, 0, &climbing))]);
    }
    // Another β throughout G1, not in G2; −α; an α that is β's opposite.
    moved("β times 7 in G1", &[(5, scaled(5, 0, &seven)), (15, scaled(15, 0, &seven))]);
    let opposite = |_| -Fr::from(1);
    moved("−β for α", &[(4, scaled(5, 0, &opposite)), (14, scaled(15, 0, &opposite))]);
    let ones = bodies(own, 2)[..16 * 64].to_vec();
    moved("α is 1", &[(4, ones), (14, bodies(own, 12)[..31 * 64].to_vec())]);
}

type Story = (&'static str, Parts, Option<&'static str>);

/// Lists of contributions, and the names that are read from them.
pub(crate) fn stories(own: &Parts) -> Vec<Story> {
    // Three contributions; behind the points of each are a kind, a length and
    // parameters: the name, and of the last a beacon, too.
    let list = own.clone().body(7).clone();
    let name = 4 + 1496 + 8;
    assert_eq!(list[name..name + 5], *b"\x01\x03one");
    let mut all: Vec<Story> = vec![("as it is", own.clone(), Some("one,two,beacon"))];
    let mut story = |what, told, change: &dyn Fn(&mut Vec<u8>)| {
        let mut list = list.clone();
        change(&mut list);
        let mut parts = own.clone();
        parts.fill(7, list);
        all.push((what, parts, told));
    };
    story("control characters", Some("[2,two,beacon"), &|list| {
        list[name + 2..name + 5].copy_from_slice(b"\x1b[2");
    });
    story("no text", Some("\u{fffd}ne,two,beacon"), &|list| list[name + 2] = 0xff);
    story("nobody", Some(""), &|list| *list = vec![0; 4]);
    story("nobody, and bytes", None, &|list| list[0] = 0);
    story("one too many", None, &|list| list[0] += 1);
    story("one too few", None, &|list| list[0] -= 1);
    story("four billion", None, &|list| list[..4].fill(0xff));
    story("no count", None, &|list| list.truncate(3));
    story("empty", None, &|list| list.clear());
    story("an unknown parameter", None, &|list| list[name] = 9);
    story("a name too long", None, &|list| list[name + 1] += 1);
    story("a name too short", None, &|list| list[name + 1] -= 1);
    story("parameters beyond the end", None, &|list| list[name - 1] = 0xff);
    story("too long to be read", None, &|list| list.resize((1 << 23) + 1, 0));
    all
}
