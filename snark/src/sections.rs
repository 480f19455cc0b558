//! Files of the circom family: a magic, a version, and sections, each with its
//! kind and its length. snarkjs's `.ptau` and `.zkey` are such.
//!
//! They can be far larger than memory, so they are read at places, and nothing
//! is taken from a length that the file has not got.

mod parameters;

use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Range;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use ark_ec::AffineRepr as _;
use ark_ec::short_weierstrass::Affine;
use rayon::prelude::*;

use crate::points::{Curve, get, proper};

pub(crate) use parameters::Parameters;

/// Why a file, or a part of it, is refused.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The file system.
    Io(std::io::Error),
    /// What is wrong with the form.
    Form(String),
    /// A point that is none: its section, its place there, what is wrong.
    Point(u32, usize, &'static str),
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

fn form<T>(what: impl Into<String>) -> Result<T, Refused> {
    Err(Refused::Form(what.into()))
}

/// An open file and where its sections are.
#[derive(Debug)]
pub(crate) struct Sections {
    file: File,
    length: u64,
    places: BTreeMap<u32, Range<u64>>,
}

/// Magic, version, number of sections.
const HEAD: u64 = 12;
/// Kind and length.
const SECTION_HEAD: u64 = 12;

fn word<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut word = [0; N];
    word.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    word
}

/// Four bytes, the lowest first.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(word(bytes.get(at..).unwrap_or_default()))
}

impl Sections {
    /// Reads where the sections are: each kind once, none beyond these, all of
    /// them in the file and nothing beside them.
    pub(crate) fn open(path: &Path, magic: &str, kinds: &[u32]) -> Result<Self, Refused> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut sections = Self { file, length, places: BTreeMap::new() };
        if length < HEAD {
            return form(format!("it is no .{magic} file: it has {length} bytes"));
        }
        let head = sections.bytes(0..HEAD)?;
        if head[..4] != *magic.as_bytes() {
            return form(format!("it is no .{magic} file: it does not begin with \"{magic}\""));
        }
        let version = u32_at(&head, 4);
        if version != 1 {
            return form(format!("it is of version {version}; this reads version 1"));
        }
        let mut at = HEAD;
        for _ in 0..u32_at(&head, 8) {
            let Some(start) = at.checked_add(SECTION_HEAD).filter(|start| *start <= length) else {
                return form("it ends within its sections");
            };
            let head = sections.bytes(at..start)?;
            let (kind, size) = (u32_at(&head, 0), u64::from_le_bytes(word(&head[4..])));
            let Some(end) = start.checked_add(size).filter(|end| *end <= length) else {
                return form(format!("section {kind} says {size} bytes; the file ends before"));
            };
            if !kinds.contains(&kind) {
                return form(format!("a .{magic} file has no section {kind}"));
            }
            if sections.places.insert(kind, start..end).is_some() {
                return form(format!("section {kind} is there twice"));
            }
            at = end;
        }
        match length - at {
            0 => Ok(sections),
            over => form(format!("{over} bytes are left over behind its last section")),
        }
    }

    /// The length of the file.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Whether there is such a section.
    pub(crate) fn has(&self, kind: u32) -> bool {
        self.places.contains_key(&kind)
    }

    /// Where a section is.
    pub(crate) fn place(&self, kind: u32) -> Result<Range<u64>, Refused> {
        match self.places.get(&kind) {
            Some(place) => Ok(place.clone()),
            None => form(format!("section {kind} is missing")),
        }
    }

    /// Demands a section of so many bytes.
    pub(crate) fn demand(&self, kind: u32, size: u64) -> Result<(), Refused> {
        let place = self.place(kind)?;
        let found = place.end - place.start;
        if found == size {
            Ok(())
        } else {
            form(format!("section {kind} has {found} bytes; there must be {size}"))
        }
    }

    /// All of a section, of at most so many bytes.
    pub(crate) fn whole(&self, kind: u32, most: u64) -> Result<Vec<u8>, Refused> {
        let place = self.place(kind)?;
        let size = place.end - place.start;
        if size > most {
            return form(format!("section {kind} has {size} bytes; {most} are the most"));
        }
        self.bytes(place)
    }

    /// Bytes of the file, which must have them.
    pub(crate) fn bytes(&self, range: Range<u64>) -> Result<Vec<u8>, Refused> {
        let size = range.end.checked_sub(range.start).filter(|_| range.end <= self.length);
        let Some(size) = size.and_then(|size| usize::try_from(size).ok()) else {
            return form("it ends too soon");
        };
        let mut bytes = vec![0; size];
        self.file.read_exact_at(&mut bytes, range.start)?;
        Ok(bytes)
    }

    /// Points of a section, each one's coordinates below the modulus, on its
    /// curve and in its group; the identity only where it may be.
    pub(crate) fn points<C: Curve>(
        &self,
        kind: u32,
        range: Range<usize>,
        identity: bool,
    ) -> Result<Vec<Affine<C>>, Refused> {
        let size = <C as Curve>::SIZE as u64;
        let place = self.place(kind)?;
        let offset = |index: usize| {
            let offset = (index as u64).checked_mul(size)?.checked_add(place.start)?;
            (offset <= place.end).then_some(offset)
        };
        let (Some(start), Some(end)) = (offset(range.start), offset(range.end)) else {
            return form(format!("section {kind} has no points {} to {}", range.start, range.end));
        };
        let bytes = self.bytes(start..end)?;
        let points: Vec<Affine<C>> =
            bytes.par_chunks_exact(<C as Curve>::SIZE).with_min_len(1024).map(get).collect();
        let refuse = |index: usize, what| Err(Refused::Point(kind, range.start + index, what));
        if !identity && let Some(index) = points.iter().position(|point| point.is_zero()) {
            return refuse(index, "the identity, which it must not be");
        }
        if !proper(&points) {
            let bad = |point: &Affine<C>| !proper(std::slice::from_ref(point));
            let index = points.iter().position(bad).unwrap_or_default();
            return refuse(index, "not in its group, or not canonical");
        }
        Ok(points)
    }
}
