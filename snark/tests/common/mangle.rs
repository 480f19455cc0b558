//! Ways to bend any file of sections, each with the kind of refusal it deserves.

#![allow(dead_code, reason = "not every test uses everything")]

use std::collections::BTreeSet;

use ark_bn254::{Fr, G2Affine};
use ark_ec::{AffineRepr, CurveGroup as _};

use crate::sections::{Bytes, Parts, alias, outside};

/// Bent files: what was done to each, its bytes, how it is to be refused.
pub(crate) struct Table<K> {
    pub(crate) own: Parts,
    pub(crate) all: Vec<(String, Vec<u8>, K)>,
}

/// How points are refused: alone, or for what they are to others.
#[derive(Clone, Copy)]
pub(crate) struct Points<K> {
    pub(crate) point: K,
    pub(crate) identity: K,
    pub(crate) relation: K,
}

/// Works through the files in two threads.
pub(crate) fn work<K: Copy + Sync>(
    all: &[(String, Vec<u8>, K)],
    on: impl Fn(usize, &str, &[u8], K) + Sync,
) {
    let half = |first: usize| {
        for (i, (what, file, kind)) in all.iter().enumerate().skip(first).step_by(2) {
            on(i, what, file, *kind);
        }
    };
    std::thread::scope(|threads| {
        threads.spawn(|| half(0));
        half(1);
    });
}

impl<K: Copy> Table<K> {
    pub(crate) fn new(own: &Parts) -> Self {
        Self { own: own.clone(), all: Vec::new() }
    }

    /// What changes nothing is no way to bend a file.
    pub(crate) fn add(&mut self, what: String, kind: K, change: impl FnOnce(&mut Parts)) {
        let mut parts = self.own.clone();
        change(&mut parts);
        let bytes = parts.bytes();
        if bytes != self.own.bytes() {
            self.all.push((what, bytes, kind));
        }
    }

    pub(crate) fn body(&self, section: u32) -> Vec<u8> {
        self.own.clone().body(section).clone()
    }

    /// Magic, version and number of sections.
    pub(crate) fn head(&mut self, form: K) {
        for byte in 0..4 {
            self.add(format!("magic, byte {byte}"), form, |p| p.head[byte] ^= 0x20);
        }
        for version in [0u32, 2, 256, u32::MAX] {
            self.add(format!("version {version}"), form, |p| {
                p.head[4..].copy_from_slice(&version.to_le_bytes());
            });
        }
        let count = self.own.count;
        for count in [0, 1, count - 1, count + 1, u32::MAX] {
            self.add(format!("{count} sections"), form, |p| p.count = count);
        }
        let file = self.own.bytes();
        let ends = [0, 1, 3, 4, 8, 11, 12, 23, 24, 60, file.len() / 2, file.len() - 1];
        for end in ends {
            self.all.push((format!("cut off at {end}"), file[..end].to_vec(), form));
        }
        for extra in [1, 12, 64] {
            let longer = [&file[..], &vec![0; extra]].concat();
            self.all.push((format!("{extra} bytes more"), longer, form));
        }
    }

    /// A section's kind and length, and whether it is there.
    pub(crate) fn layout(&mut self, section: u32, form: K, missing: K) {
        let ids = [0, 2, 8, 11, 15, 16, 99, u32::MAX];
        for id in ids.into_iter().filter(|id| *id != section) {
            self.add(format!("section {section} called {id}"), form, |p| {
                p.part(section).kind = id;
            });
        }
        let length = self.own.clone().part(section).length;
        let lengths = [0, 1, length - 1, length + 1, length + 64, 1 << 40, 1 << 63, u64::MAX];
        for says in BTreeSet::from(lengths) {
            self.add(format!("section {section} says {says} bytes"), form, |p| {
                p.part(section).length = says;
            });
        }
        self.add(format!("no section {section}"), missing, |p| p.remove(section));
        self.add(format!("section {section} twice"), form, |p| {
            let again = p.part(section).clone();
            p.sections.push(again);
            p.count += 1;
        });
    }

    /// A section with more or less in it than belongs there.
    pub(crate) fn size(&mut self, section: u32, step: usize, form: K) {
        let body = self.body(section);
        let less = body[..body.len().saturating_sub(step)].to_vec();
        let more = [&body[..], &body[..step.min(body.len())]].concat();
        for (name, body) in [("empty", Vec::new()), ("too short", less), ("too long", more)] {
            self.add(format!("section {section} {name}"), form, |p| p.fill(section, body));
        }
    }

    /// Points of a section, by their places: what can become of each.
    pub(crate) fn points<P>(
        &mut self,
        section: u32,
        places: &[usize],
        other: &Parts,
        kinds: Points<K>,
    ) where
        P: Bytes + AffineRepr<ScalarField = Fr>,
    {
        let body = self.body(section);
        for at in places {
            let old = P::at(&body, *at);
            let what = |what: &str| format!("section {section}, point {at}: {what}");
            for (name, kind, new) in [
                ("the identity", kinds.identity, P::zero()),
                ("off its curve", kinds.point, old.off()),
                ("the generator", kinds.relation, P::generator()),
                ("negated", kinds.relation, (-old.into_group()).into_affine()),
                ("doubled", kinds.relation, (old + old).into_affine()),
                ("times 12345", kinds.relation, (old * Fr::from(12_345)).into_affine()),
                ("plus the generator", kinds.relation, (old + P::generator()).into_affine()),
                ("another file's", kinds.relation, P::at(other.clone().body(section), *at)),
            ] {
                self.add(what(name), kind, |p| P::set(p.body(section), *at, &new));
            }
            for coordinate in 0..P::SIZE / 32 {
                self.add(what(&format!("coordinate {coordinate} plus q")), kinds.point, |p| {
                    alias(&mut p.body(section)[at * P::SIZE + 32 * coordinate..][..32]);
                });
            }
        }
        if let [first, .., last] = places {
            for at in [*first, *last - 1] {
                let what = format!("section {section}, points {at} and {} exchanged", at + 1);
                self.add(what, kinds.relation, |p| {
                    p.body(section)[at * P::SIZE..][..2 * P::SIZE].rotate_left(P::SIZE);
                });
            }
        }
    }

    /// Points of G2 that are in no group.
    pub(crate) fn outside(&mut self, section: u32, places: &[usize], point: K) {
        for at in places {
            let what = format!("section {section}, point {at}: outside the subgroup");
            self.add(what, point, |p| G2Affine::set(p.body(section), *at, &outside()));
        }
    }
}
