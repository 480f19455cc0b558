//! One field of a transcript or a file changed at a time: each is refused.

use std::collections::BTreeMap;
use std::ops::Range;

use ark_bn254::{G1Affine, G2Affine};
use ark_ec::AffineRepr as _;

use super::*;
use crate::common::{point, point_g2, to_words, to_words_g2, words};

/// Where what stands in a transcript's bytes.
struct Fields {
    head: Vec<(String, Range<usize>)>,
    records: Vec<Vec<(String, Range<usize>)>>,
}

/// Counts along a transcript's bytes.
struct Walk<'a>(&'a [u8], usize);

impl Walk<'_> {
    fn next(&mut self, name: &str, length: usize) -> (String, Range<usize>) {
        self.1 += length;
        (name.to_owned(), self.1 - length..self.1)
    }
}

fn fields(transcript: &Transcript, bytes: &[u8]) -> Fields {
    let stages = transcript.subject().wires.len();
    let mut walk = Walk(bytes, 0);
    let mut head = vec![
        walk.next("magic", 20),
        walk.next("circuit", 32),
        walk.next("powers", 64),
        walk.next("level", 4),
        walk.next("stages", 1),
        walk.next("live", 8),
    ];
    head.extend((0..stages).map(|stage| walk.next(&format!("wires of {stage}"), 8)));
    head.push(walk.next("start", 32));
    head.push(walk.next("count", 8));
    let mut records = Vec::new();
    for _ in transcript.records() {
        let mut record = vec![walk.next("kind", 1), walk.next("length", 1)];
        let text = usize::from(walk.0[walk.1 - 1]);
        record.push(walk.next("text", text));
        for divisor in 0..=stages {
            for (what, length) in [("g1", 64), ("g2", 128), ("number", 128)] {
                record.push(walk.next(&format!("{what} of {divisor}"), length));
            }
        }
        record.push(walk.next("points", 32));
        record.extend((0..=stages).map(|divisor| walk.next(&format!("proof of {divisor}"), 64)));
        records.push(record);
    }
    assert_eq!(walk.1, bytes.len());
    Fields { head, records }
}

/// A point's bytes, negated.
fn negated(bytes: &[u8]) -> Vec<u8> {
    match bytes.len() {
        64 => to_words(-point(&words(bytes).try_into().unwrap())).concat(),
        _ => to_words_g2(-point_g2(&words(bytes).try_into().unwrap())).concat(),
    }
}

/// The generator of the group whose points are so long.
fn generator(length: usize) -> Vec<u8> {
    match length {
        64 => to_words(G1Affine::generator()).concat(),
        _ => to_words_g2(G2Affine::generator()).concat(),
    }
}

/// What else could stand in a field.
fn others(name: &str, own: &[u8], elsewhere: &[(&str, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    let flip = |at: usize, bit: u8| {
        let mut bytes = own.to_vec();
        bytes[at] ^= bit;
        bytes
    };
    all.push(("first bit flipped".into(), flip(0, 0x80)));
    all.push(("last bit flipped".into(), flip(own.len() - 1, 1)));
    all.push(("a bit in the middle flipped".into(), flip(own.len() / 2, 4)));
    all.push(("zeros".into(), vec![0; own.len()]));
    all.push(("ones".into(), vec![0xff; own.len()]));
    if name.starts_with('g') || name.starts_with("number") || name.starts_with("proof") {
        all.push(("negated".into(), negated(own)));
        all.push(("the generator".into(), generator(own.len())));
    }
    for (whence, bytes) in elsewhere {
        all.push(((*whence).to_owned(), bytes.clone()));
    }
    all.retain(|(_, bytes)| bytes != own);
    all
}

#[test]
fn a_transcript_with_one_field_changed_is_refused() {
    let (mut tried, mut flaws) = (0, BTreeMap::<String, usize>::new());
    let [plain, _, parameterised] = circuits();
    for frozen in [plain, parameterised] {
        let held = Held::of(frozen.clone(), &["Ada", "Grace"]);
        let rival = Held::of(frozen, &["Ada", "Grace"]);
        let transcript = held.last().transcript();
        let bytes = transcript.to_bytes();
        let rivals = rival.last().transcript().to_bytes();
        assert_eq!(Transcript::from_bytes(&bytes).unwrap(), *transcript);
        let Fields { head, records } = fields(transcript, &bytes);
        let mut refuse = |what: &str, range: &Range<usize>, changed: &[u8]| {
            let mut all = bytes.clone();
            all.splice(range.clone(), changed.iter().copied());
            let why = Transcript::from_bytes(&all);
            let why = why.err().unwrap_or_else(|| panic!("{what} was taken")).to_string();
            tried += 1;
            *flaws.entry(why.split(": ").last().unwrap().to_owned()).or_default() += 1;
        };
        for (name, range) in &head {
            let elsewhere = [("the rival's", rivals[range.clone()].to_vec())];
            for (what, changed) in others(name, &bytes[range.clone()], &elsewhere) {
                refuse(&format!("{name}: {what}"), range, &changed);
            }
        }
        for (number, record) in records.iter().enumerate() {
            for (place, (name, range)) in record.iter().enumerate() {
                let own = &bytes[range.clone()];
                let mut elsewhere = vec![("the rival's", rivals[range.clone()].to_vec())];
                // Another divisor's, and another record's, if they are as long.
                let same = |field: &&(String, Range<usize>)| field.1.len() == own.len();
                let next = record[place + 1..].iter().find(same);
                elsewhere
                    .extend(next.map(|(_, range)| ("the next", bytes[range.clone()].to_vec())));
                for other in [number.wrapping_sub(1), number + 1] {
                    let there = records.get(other).map(|record| &record[place]);
                    let there = there.filter(same);
                    elsewhere.extend(
                        there.map(|(_, range)| ("a neighbour's", bytes[range.clone()].to_vec())),
                    );
                }
                for (what, changed) in others(name, own, &elsewhere) {
                    refuse(&format!("record {number}, {name}: {what}"), range, &changed);
                }
            }
        }
        // Whole records dropped, repeated, exchanged.
        let spans: Vec<Range<usize>> =
            records.iter().map(|record| record[0].1.start..record.last().unwrap().1.end).collect();
        let span = |number: usize| bytes[spans[number].clone()].to_vec();
        let all = spans[0].start..bytes.len();
        for (what, order) in [
            ("the first dropped", vec![1, 2]),
            ("the second dropped", vec![0, 2]),
            ("exchanged", vec![1, 0, 2]),
            ("repeated", vec![0, 0, 1, 2]),
            ("the last repeated", vec![0, 1, 1, 2]),
            ("the beacon repeated", vec![0, 1, 2, 2]),
            ("the beacon first", vec![2, 0, 1]),
            ("a person after the beacon", vec![0, 2, 1]),
        ] {
            let mut changed = bytes[..spans[0].start].to_vec();
            let count = changed.len() - 8;
            changed[count..].copy_from_slice(&(order.len() as u64).to_be_bytes());
            order.iter().for_each(|number| changed.extend(span(*number)));
            refuse(what, &(0..all.end), &changed);
        }
        for length in (0..bytes.len()).step_by(97) {
            refuse("a part", &(length..bytes.len()), &[]);
        }
        refuse("something behind it", &(bytes.len()..bytes.len()), &[0]);
    }
    println!("{tried} transcripts refused: {flaws:#?}");
    assert!(tried > 1000, "{tried}");
}

#[test]
fn a_file_with_a_byte_changed_is_refused() {
    let held = Held::of(circuits()[2].clone(), &["Ada"]);
    let bytes = held.bytes();
    let path = held.folder.path().join("changed");
    let refused = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        match CeremonyFile::open(&path) {
            Ok(file) => held.verify(&file).err(),
            Err(why) => Some(why),
        }
    };
    assert!(refused(&bytes).is_none());
    for at in (0..bytes.len()).step_by(bytes.len() / 300) {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(refused(&changed).is_some(), "byte {at}");
    }
    for length in (0..bytes.len()).step_by(bytes.len() / 50) {
        assert!(refused(&bytes[..length]).is_some(), "{length} bytes");
    }
    // A length that no file has makes no room for itself.
    let mut huge = bytes;
    huge[25..33].fill(0xff);
    assert!(matches!(refused(&huge), Some(CeremonyError::Form { .. })));
}
