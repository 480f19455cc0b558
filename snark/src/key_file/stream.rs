//! A file's parts written and read one after the other, hashed on the way.

use std::io::{Read, Write};

use ark_ec::short_weierstrass::Affine;
use rayon::prelude::*;

use super::Progress;
use crate::points::{Curve, get, put};

/// Why a part was not read.
pub(super) enum Refused {
    Io(std::io::Error),
    Form(&'static str),
}

impl From<std::io::Error> for Refused {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Self::Form("it ends too soon"),
            _ => Self::Io(error),
        }
    }
}

impl From<&'static str> for Refused {
    fn from(what: &'static str) -> Self {
        Self::Form(what)
    }
}

/// Points that are turned into bytes, or back, at a time.
const CHUNK: usize = 1 << 16;

pub(super) struct Output<W: Write> {
    writer: W,
    hash: blake3::Hasher,
}

impl<W: Write> Output<W> {
    pub(super) fn new(writer: W) -> Self {
        Self { writer, hash: blake3::Hasher::new() }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.hash.update_rayon(bytes);
        self.writer.write_all(bytes)
    }

    pub(super) fn number(&mut self, number: usize) -> std::io::Result<()> {
        self.bytes(&(number as u64).to_le_bytes())
    }

    pub(super) fn numbers(&mut self, numbers: &[usize]) -> std::io::Result<()> {
        numbers.iter().try_for_each(|number| self.number(*number))
    }

    pub(super) fn points<C: Curve>(&mut self, points: &[Affine<C>]) -> std::io::Result<()> {
        self.number(points.len())?;
        for chunk in points.chunks(CHUNK) {
            let mut bytes = Vec::with_capacity(chunk.len() * <C as Curve>::SIZE);
            chunk.iter().for_each(|point| put(point, &mut bytes));
            self.bytes(&bytes)?;
        }
        Ok(())
    }

    /// Writes the hash behind everything.
    pub(super) fn end(mut self) -> std::io::Result<([u8; 32], W)> {
        let hash = *self.hash.finalize().as_bytes();
        self.writer.write_all(&hash)?;
        self.writer.flush()?;
        Ok((hash, self.writer))
    }
}

pub(super) struct Input<'p, R: Read> {
    reader: R,
    hash: blake3::Hasher,
    left: u64,
    length: u64,
    progress: Progress<'p>,
}

impl<'p, R: Read> Input<'p, R> {
    pub(super) fn new(reader: R, length: u64, progress: Progress<'p>) -> Self {
        Self { reader, hash: blake3::Hasher::new(), left: length, length, progress }
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Refused> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or("it ends too soon")?;
        self.reader.read_exact(bytes)?;
        self.hash.update_rayon(bytes);
        (self.progress)(self.length - self.left, self.length);
        Ok(())
    }

    /// So many bytes, which the file must have before room is made for them.
    pub(super) fn bytes(&mut self, count: usize) -> Result<Vec<u8>, Refused> {
        if count as u64 > self.left {
            return Err("it ends too soon".into());
        }
        let mut bytes = vec![0; count];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn number(&mut self) -> Result<usize, Refused> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        let number = usize::try_from(u64::from_le_bytes(bytes));
        Ok(number.map_err(|_| "a number in it is too large")?)
    }

    /// A number, and as many bytes.
    pub(super) fn counted(&mut self) -> Result<Vec<u8>, Refused> {
        let count = self.number()?;
        self.bytes(count)
    }

    pub(super) fn points<C: Curve>(&mut self) -> Result<Vec<Affine<C>>, Refused> {
        let count = self.number()?;
        let size = count.checked_mul(<C as Curve>::SIZE).filter(|size| *size as u64 <= self.left);
        size.ok_or("it ends too soon")?;
        let mut points = Vec::with_capacity(count);
        while points.len() < count {
            let bytes = self.bytes((count - points.len()).min(CHUNK) * <C as Curve>::SIZE)?;
            points
                .par_extend(bytes.par_chunks_exact(<C as Curve>::SIZE).with_min_len(1024).map(get));
        }
        Ok(points)
    }

    /// The hash of what was read, which must be at the end.
    pub(super) fn end(mut self) -> Result<[u8; 32], Refused> {
        let hash = *self.hash.finalize().as_bytes();
        let mut last = [0; 32];
        self.fill(&mut last)?;
        match (self.left, last == hash) {
            (0, true) => Ok(hash),
            (0, false) => Err("its own hash is not that of its content".into()),
            _ => Err("there are bytes left over".into()),
        }
    }
}
