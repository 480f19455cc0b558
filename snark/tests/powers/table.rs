//! Every way to bend a `.ptau` file that we could think of.

use ark_bn254::{Fq, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup as _};
use ark_ff::{BigInteger as _, PrimeField as _};
use plimsoll_snark::powers::PowersError;

use crate::sections::{Bytes, Parts, alias, outside};

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

type Bent = Vec<(String, Vec<u8>, Kind)>;

const ALL: [u32; 11] = [1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15];
const IN_G2: [u32; 3] = [3, 6, 13];

pub(crate) fn bent(own: &Parts, other: &Parts, power: u32) -> Bent {
    let mut all = Vec::new();
    heads(own, &mut all);
    for kind in ALL {
        layouts(own, kind, &mut all);
    }
    for kind in ALL.into_iter().filter(|kind| ![1, 7].contains(kind)) {
        let points = used(own, kind, power);
        if IN_G2.contains(&kind) {
            g2_points(own, other, kind, &points, &mut all);
        } else {
            g1_points(own, other, kind, &points, &mut all);
        }
    }
    whole_sections(own, other, &mut all);
    lengths(&own.bytes(), &mut all);
    all
}

fn add(all: &mut Bent, own: &Parts, what: String, kind: Kind, change: impl FnOnce(&mut Parts)) {
    let mut parts = own.clone();
    change(&mut parts);
    all.push((what, parts.bytes(), kind));
}

/// The places of the first, some middle and the last point of a section that
/// a domain of 2^power uses.
fn used(own: &Parts, kind: u32, power: u32) -> Vec<usize> {
    let size = if IN_G2.contains(&kind) { 128 } else { 64 };
    let n = 1 << power;
    let range = match kind {
        12..=15 => n - 1..2 * n - 1,
        _ => 0..own.clone().body(kind).len() / size,
    };
    let mut places = vec![range.start, range.start + range.len() / 2, range.end - 1];
    places.dedup();
    places
}

fn heads(own: &Parts, all: &mut Bent) {
    for byte in 0..4 {
        add(all, own, format!("magic, byte {byte}"), Kind::Form, |p| p.head[byte] ^= 0x20);
    }
    for version in [0u32, 2, 256, u32::MAX] {
        add(all, own, format!("version {version}"), Kind::Form, |p| {
            p.head[4..].copy_from_slice(&version.to_le_bytes());
        });
    }
    // Without its last sections a file is not prepared, but those are there.
    for count in [0, 1, 10, 12, u32::MAX] {
        add(all, own, format!("{count} sections"), Kind::Form, |p| p.count = count);
    }
    let mut number = |at: usize, name: &str, numbers: &[u32]| {
        for number in numbers {
            add(all, own, format!("{name} {number}"), Kind::Form, |p| {
                p.body(1)[at..at + 4].copy_from_slice(&number.to_le_bytes());
            });
        }
    };
    number(0, "bytes of a coordinate", &[0, 31, 33, 48, u32::MAX]);
    number(36, "power", &[0, 3, 5, 28, 29, 32, 64, u32::MAX]);
    number(40, "power of the ceremony", &[0, 1, 3, 29, u32::MAX]);
    for (name, prime) in [("r", Fr::MODULUS), ("q − 1", (-Fq::from(1)).into_bigint())] {
        add(all, own, format!("prime {name}"), Kind::Form, |p| {
            p.body(1)[4..36].copy_from_slice(&prime.to_bytes_le());
        });
    }
    for at in [4, 20, 35] {
        add(all, own, format!("prime, byte {at}"), Kind::Form, |p| p.body(1)[at] ^= 1);
    }
}

fn layouts(own: &Parts, kind: u32, all: &mut Bent) {
    for id in [0, 2, 8, 15, 16, 99, u32::MAX].into_iter().filter(|id| *id != kind) {
        add(all, own, format!("section {kind} called {id}"), Kind::Form, |p| {
            p.part(kind).kind = id;
        });
    }
    let length = own.clone().part(kind).length;
    for says in [0, 1, length - 1, length + 1, length + 64, 1 << 40, 1 << 63, u64::MAX] {
        add(all, own, format!("section {kind} says {says} bytes"), Kind::Form, |p| {
            p.part(kind).length = says;
        });
    }
    let missing = if kind < 12 { Kind::Form } else { Kind::Unprepared };
    add(all, own, format!("no section {kind}"), missing, |p| p.remove(kind));
    add(all, own, format!("section {kind} twice"), Kind::Form, |p| {
        let again = p.part(kind).clone();
        p.sections.push(again);
        p.count += 1;
    });
    // The list of contributions may have any length.
    if kind != 7 {
        let body = own.clone().body(kind).clone();
        let size = if IN_G2.contains(&kind) { 128 } else { 64 };
        let less = body[..body.len().saturating_sub(size)].to_vec();
        let more = [&body[..], &body[..size.min(body.len())]].concat();
        for (name, body) in [("empty", Vec::new()), ("a point short", less), ("a point long", more)]
        {
            add(all, own, format!("section {kind} {name}"), Kind::Form, |p| p.fill(kind, body));
        }
    }
}

fn lengths(file: &[u8], all: &mut Bent) {
    for end in [0, 1, 3, 4, 8, 11, 12, 23, 24, 60, file.len() / 2, file.len() - 1] {
        all.push((format!("cut off at {end}"), file[..end].to_vec(), Kind::Form));
    }
    for extra in [1, 12, 64] {
        let longer = [file, &vec![0; extra]].concat();
        all.push((format!("{extra} bytes more"), longer, Kind::Form));
    }
}

/// What can become of a point in either group.
fn points<P: Bytes + AffineRepr<ScalarField = Fr>>(
    own: &Parts,
    other: &Parts,
    kind: u32,
    places: &[usize],
    all: &mut Bent,
) {
    let old = |at: usize| P::at(own.clone().body(kind), at);
    let theirs = |at: usize| P::at(other.clone().body(kind), at);
    type Change<'a, P> = (&'a str, Kind, &'a dyn Fn(usize) -> P);
    let changes: [Change<'_, P>; 8] = [
        ("the identity", Kind::Point, &|_| P::zero()),
        ("off its curve", Kind::Point, &|at| old(at).off()),
        ("the generator", Kind::Relation, &|_| P::generator()),
        ("negated", Kind::Relation, &|at| (-old(at).into_group()).into_affine()),
        ("doubled", Kind::Relation, &|at| (old(at) + old(at)).into_affine()),
        ("times 12345", Kind::Relation, &|at| (old(at) * Fr::from(12_345)).into_affine()),
        ("plus the generator", Kind::Relation, &|at| (old(at) + P::generator()).into_affine()),
        ("another file's", Kind::Relation, &theirs),
    ];
    for at in places {
        for (name, error, change) in &changes {
            let new = change(*at);
            // The first powers of all files are the generators.
            if new != old(*at) {
                add(all, own, format!("section {kind}, point {at}: {name}"), *error, |p| {
                    P::set(p.body(kind), *at, &new);
                });
            }
        }
        for coordinate in 0..P::SIZE / 32 {
            let what = format!("section {kind}, point {at}: coordinate {coordinate} plus q");
            add(all, own, what, Kind::Point, |p| {
                alias(&mut p.body(kind)[at * P::SIZE + 32 * coordinate..][..32]);
            });
        }
    }
    if let [first, _, last] = places {
        for at in [*first, *last - 1] {
            let what = format!("section {kind}, points {at} and {} exchanged", at + 1);
            add(all, own, what, Kind::Relation, |p| {
                p.body(kind)[at * P::SIZE..][..2 * P::SIZE].rotate_left(P::SIZE);
            });
        }
    }
}

fn g1_points(own: &Parts, other: &Parts, kind: u32, places: &[usize], all: &mut Bent) {
    points::<G1Affine>(own, other, kind, places, all);
}

fn g2_points(own: &Parts, other: &Parts, kind: u32, places: &[usize], all: &mut Bent) {
    points::<G2Affine>(own, other, kind, places, all);
    for at in places {
        let what = format!("section {kind}, point {at}: outside the subgroup");
        add(all, own, what, Kind::Point, |p| G2Affine::set(p.body(kind), *at, &outside()));
    }
}

/// Sections that are good by themselves, in the wrong place.
fn whole_sections(own: &Parts, other: &Parts, all: &mut Bent) {
    let bodies = |parts: &Parts, kind| parts.clone().body(kind).clone();
    let mut moved = |what: &str, moves: &[(u32, Vec<u8>)]| {
        add(all, own, what.to_owned(), Kind::Relation, |p| {
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
